/** How a phone joins: QR code, address, people so far. */
import { TalkElement, type Inputs } from "../../web/element.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { counted } from "../../web/ui/numbers.js";

interface JoinOptions {
  label: string;
}

export default class TalkJoin extends TalkElement<JoinOptions> {
  #code = h("img", { class: "join-code", alt: "", width: 400, height: 400, hidden: true });
  #address = h("p", { class: "join-address-line" });
  #people = h("p", { class: "join-people", role: "status" });

  protected override initial(): Inputs {
    return {};
  }

  protected override build(): void {
    setAttribute(this, "aria-label", this.options.label);
    this.append(h("p", { class: "join-label" }, this.options.label), h("div", { class: "join-frame" }, this.#code), this.#address, this.#people);
    this.#code.addEventListener("error", () => {
      this.#code.hidden = true;
    });
  }

  protected override render(): void {
    const { room, view } = this.host;
    setAttribute(this, "data-room", room !== null);
    if (room === null) {
      setText(this.#address, "This copy of the talk has no room to join: open it with talk present.");
      setText(this.#people, "");
      return;
    }
    const address = room.joinUrl.replace(/^https?:\/\//, "").replace(/\/$/, "");
    if (room.joinUrl !== "" && !this.#code.hasAttribute("src")) {
      this.#code.src = "/join.svg";
      this.#code.hidden = false;
    }
    this.#code.alt = `QR code for ${address}`;
    setText(this.#address, address);
    setText(this.#people, people(room.joined, view === "phone"));
  }
}

function people(joined: number, here: boolean): string {
  if (here) return joined <= 1 ? "You have joined." : `You have joined, with ${counted(joined - 1, "other")}.`;
  return joined === 0 ? "Nobody has joined yet." : `${counted(joined, "person has", "people have")} joined.`;
}

customElements.define("talk-join", TalkJoin);
