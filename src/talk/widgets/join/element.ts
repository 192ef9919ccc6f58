/**
 * The way for a phone to join: QR code, address, and the people so far. A copy without a room says
 * where the talk is on the web.
 */
import { TalkElement } from "../../web/element.js";
import { deckUrl, joinsRoom } from "../../web/page.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import type { Options } from "./options.gen.js";

export default class TalkJoin extends TalkElement<Options> {
  #code = h("img", { class: "join-code", alt: "", width: 400, height: 400, hidden: true });
  #address = h("p", { class: "join-address-line" });
  #people = h("p", { class: "join-people", role: "status" });

  protected override initial(): Record<string, never> {
    return {};
  }

  protected override build(): void {
    const label = joinsRoom() ? this.options.label || t("join-label") : t("join-on-the-web");
    setAttribute(this, "aria-label", label);
    this.append(
      h("p", { class: "join-label" }, label),
      h("div", { class: "join-frame" }, this.#code),
      this.#address,
      this.#people,
    );
    this.#code.addEventListener("error", () => {
      // The address beside it does as well; a broken picture would be in its way.
      this.#code.hidden = true;
    });
    if (!joinsRoom()) this.#showUrl();
  }

  /**
   * Show the deck's address. This runs before the first frame, so that print decodes the QR code
   * together with the deck's pictures.
   */
  #showUrl(): void {
    const at = deckUrl();
    this.hidden = at === null;
    if (at === null) return;
    const shown = withoutScheme(at.url);
    this.#code.src = at.code;
    this.#code.alt = t("join-code", { address: shown });
    this.#code.hidden = false;
    this.#address.append(
      h("a", { href: at.url, target: "_blank", rel: "noopener noreferrer" }, shown),
    );
    this.#people.hidden = true;
  }

  protected override render(): void {
    const { room, view } = this.host;
    if (room === null) return;
    const address = withoutScheme(room.joinUrl);
    if (room.joinUrl !== "" && !this.#code.hasAttribute("src")) {
      this.#code.src = "/join.svg";
      this.#code.hidden = false;
    }
    this.#code.alt = t("join-code", { address });
    setText(this.#address, address);
    setText(this.#people, people(room.joined, view === "phone"));
  }
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

function people(joined: number, here: boolean): string {
  if (here) return joined <= 1 ? t("join-you") : t("join-you-with", { others: joined - 1 });
  return joined === 0 ? t("join-nobody") : t("join-people", { people: joined });
}

customElements.define("talk-join", TalkJoin);
