/** The words that the room sent, larger the more people sent them. */
import type { TextCount } from "../protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { count } from "../ui/numbers.js";

export class TextList {
  readonly root = h("ul", { class: "vote-texts", "aria-label": t("vote-answers") });
  readonly #bar: ((text: string, barred: boolean) => void) | null;
  readonly #write: (target: HTMLElement, text: string) => void;

  /**
   * `bar` keeps a text off the screens or admits it again; null where nobody may. `write` puts a
   * text into its place.
   */
  constructor(
    bar: ((text: string, barred: boolean) => void) | null,
    write: (target: HTMLElement, text: string) => void,
  ) {
    this.#bar = bar;
    this.#write = write;
  }

  render(texts: readonly TextCount[], mine: string | null): void {
    const shown = this.#bar ? texts : texts.filter((text) => !text.barred);
    const top = Math.max(1, ...shown.map((text) => text.count));
    this.root.hidden = shown.length === 0;
    renderList(
      this.root,
      shown,
      () => this.#item(),
      (element, text) => {
        this.#write(element.querySelector<HTMLElement>(".vote-text")!, text.text);
        setText(
          element.querySelector(".vote-text-count")!,
          text.count > 1 ? count(text.count) : "",
        );
        // By the root: it is the area of a word that the eye compares.
        element.style.setProperty("--weight", String(Math.sqrt(text.count / top)));
        setAttribute(element, "data-barred", text.barred ?? false);
        // The room counts spellings in capitals and in small letters as one.
        setAttribute(element, "data-mine", text.text.toLowerCase() === mine?.toLowerCase());
        const button = element.querySelector("button");
        if (!button) return;
        const label = `${text.barred ? t("vote-admit") : t("vote-bar")}: ${text.text}`;
        setText(button, text.barred ? "↺" : "×");
        setAttribute(button, "aria-label", label);
        setAttribute(button, "title", label);
        button.onclick = () => this.#bar?.(text.text, !text.barred);
      },
    );
  }

  #item(): HTMLElement {
    return h(
      "li",
      {},
      h("bdi", { class: "vote-text" }),
      h("span", { class: "vote-text-count" }),
      this.#bar && h("button", { type: "button", class: "vote-bar" }),
    );
  }
}
