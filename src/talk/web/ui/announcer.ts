/**
 * A polite live region that speaks once a change has settled, so that typing is not talked over.
 */
import { h, setText } from "./dom.js";

/** Time without another text after which one is read out. */
const SETTLED_MS = 700;

export class Announcer {
  readonly root = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #said = "";
  #first = true;

  /** Announce `text` where it differs from the last one; the state at first is not announced. */
  say(text: string): void {
    const first = this.#first;
    this.#first = false;
    if (text === this.#said) return;
    if (text !== "" || first) this.#said = text;
    if (text === "" || first) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setText(this.root, text), SETTLED_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
