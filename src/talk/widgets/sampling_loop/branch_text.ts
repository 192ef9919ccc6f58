/** The text of one branch: its tokens, why it ends, and its name while there are two. */
import { Chips } from "../../web/ui/chips.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { button } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import type { TapeToken } from "./tape.js";

export interface Written {
  tokens: readonly TapeToken[];
  /** Reason why the text ends here; empty while it does not. */
  note: string;
  /** Whether the name is shown, because there are two branches. */
  named: boolean;
  /** Whether the branch's bars are shown. */
  active: boolean;
}

export class Writing {
  readonly root: HTMLElement;
  readonly #name: HTMLButtonElement;
  readonly #chips: Chips;
  readonly #note = h("span", { class: "loop-note" });

  constructor(name: string, on: { choose: () => void; pick: (index: number) => void }) {
    this.#name = button(name, on.choose, { class: "choice loop-name" });
    this.#chips = new Chips({
      label: t("loop-written", { name }),
      ids: false,
      limit: 220,
      pick: on.pick,
    });
    this.root = h("div", { class: "loop-branch" }, this.#name, this.#chips.root, this.#note);
  }

  /** Chip of the newest token. */
  get last(): HTMLElement | null {
    return [...this.#chips.root.querySelectorAll<HTMLElement>(".chip")].at(-1) ?? null;
  }

  render({ tokens, note, named, active }: Written): void {
    this.#name.hidden = !named;
    setAttribute(this.#name, "aria-pressed", String(active));
    setAttribute(this.root, "data-active", active);
    this.#chips.render(
      tokens.map((token) => ({
        ...token,
        forced: token.hand,
        ...(token.hand ? { said: t("loop-by-hand") } : {}),
      })),
    );
    setText(this.#note, note);
  }
}
