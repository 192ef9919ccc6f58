/**
 * An answer that a reader writes, and how long writing and ranking took. The text never leaves this
 * screen.
 */
import { h, setText } from "../../web/ui/dom.js";
import { button, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";

/** Time from the first touch to the last one. */
export class Stopwatch {
  #from = 0;
  #to = 0;

  touch(now: number): void {
    if (this.#from === 0) this.#from = now;
    this.#to = now;
  }

  reset(): void {
    this.#from = this.#to = 0;
  }

  /** Return whole seconds, at least one; null while nothing was done. */
  get seconds(): number | null {
    return this.#from === 0 ? null : Math.max(1, Math.round((this.#to - this.#from) / 1000));
  }
}

export class Writing {
  readonly root: HTMLElement;
  readonly watch = new Stopwatch();
  readonly #said = h("p", { class: "rank-times", role: "status" });
  #done = false;

  constructor(private readonly changed: () => void) {
    const field = new TextField(t("rank-write"), {
      rows: 2,
      input: () => this.#typed(),
      enter: () => this.#finish(),
    });
    this.root = h(
      "div",
      { class: "rank-writing" },
      field.root,
      h(
        "div",
        { class: "widget-controls" },
        button(t("rank-done"), () => this.#finish()),
      ),
      this.#said,
    );
  }

  render(ranking: number | null): void {
    const wrote = this.#done ? this.watch.seconds : null;
    const parts = [
      wrote === null ? "" : t("rank-wrote", { seconds: wrote }),
      ranking === null ? "" : t("rank-ranked", { seconds: ranking }),
    ];
    setText(this.#said, parts.filter((part) => part !== "").join(" "));
  }

  #typed(): void {
    this.watch.touch(performance.now());
    this.#done = false;
    this.changed();
  }

  #finish(): void {
    if (this.watch.seconds === null) return;
    this.watch.touch(performance.now());
    this.#done = true;
    this.changed();
  }
}
