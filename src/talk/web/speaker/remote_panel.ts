/** The speaker's side of remotes: the code that a phone scans, and the yes or no to each. */
import type { RemoteState } from "../protocol.gen.js";
import type { Room } from "../room/room.js";
import { t } from "../ui/messages.js";

export class RemotePanel {
  #dialog = document.createElement("dialog");
  #code = document.createElement("img");
  #address = document.createElement("p");
  #list = document.createElement("ul");
  /** What a phone asks, over the view until it has its answer. */
  #asks = document.createElement("div");
  #rendered = "";

  constructor(private readonly room: Room) {
    this.#dialog.className = "remotes";
    this.#dialog.setAttribute("aria-label", t("remote"));
    const how = document.createElement("p");
    how.textContent = t("remotes-how");
    this.#code.alt = t("remotes-code");
    this.#address.className = "address";
    this.#dialog.append(how, this.#code, this.#address, this.#list);
    this.#dialog.append(button(t("close"), () => this.#dialog.close()));
    this.#dialog.onclose = () => this.#forget();
    this.#asks.className = "asks";
    this.#asks.setAttribute("role", "alert");
    document.body.append(this.#dialog, this.#asks);
  }

  /** Open the dialog with the code of a new invitation. */
  open(): void {
    this.#dialog.showModal();
    this.room.call("remote/invite", {}).answer.then(
      ({ url, svg }) => {
        this.#code.src = `data:image/svg+xml;base64,${btoa(svg)}`;
        // The fragment is the secret; only the code has it.
        this.#address.textContent = url.replace(/#.*/, "");
      },
      (error: Error) => {
        this.#address.textContent = error.message;
      },
    );
  }

  /** Render who asks, drives and watches. */
  render(remotes: readonly RemoteState[]): void {
    const text = JSON.stringify(remotes);
    // A button that is replaced at every change could not be pressed.
    if (text === this.#rendered) return;
    this.#rendered = text;
    const asking = remotes.filter(({ state }) => state === "asks");
    this.#asks.hidden = asking.length === 0;
    this.#asks.replaceChildren(...asking.map((remote) => this.#row(remote, "div")));
    this.#list.replaceChildren(...remotes.map((remote) => this.#row(remote, "li")));
    // A phone that scanned the code has it: the code is not to be seen any longer.
    if (asking.length && this.#dialog.open) this.#dialog.close();
  }

  #row({ id, state, connected }: RemoteState, tag: string): HTMLElement {
    const row = document.createElement(tag);
    const words = document.createElement("span");
    const phone = id.slice(0, 4);
    words.textContent =
      connected || state === "asks"
        ? t(`remotes-${state}`, { phone })
        : t(`remotes-${state}-away`, { phone });
    const answer = (accept: boolean) => () =>
      void this.room.call("remote/answer", { remote: id, accept }).answer.catch(() => {});
    row.append(words);
    if (state !== "drives") row.append(button(t("remotes-accept"), answer(true)));
    row.append(button(state === "asks" ? t("remotes-no") : t("remotes-end"), answer(false)));
    return row;
  }

  #forget(): void {
    this.#code.removeAttribute("src");
    this.#address.textContent = "";
  }
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.onclick = act;
  return made;
}
