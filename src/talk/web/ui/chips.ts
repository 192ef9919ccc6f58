/**
 * A run of tokens as coloured chips, in order of position, each with its ID. Long runs are cut off,
 * and a line says how many tokens are missing.
 */
import { h, renderList, setAttribute, setName, setText } from "./dom.js";
import { t } from "./messages.js";
import { roving } from "./roving.js";
import { direction, renderToken, spoken } from "./token_text.js";

export interface Chip {
  id: number;
  text: string;
  bytes?: string;
  special?: boolean;
  forced?: boolean;
  /** Whether the loss leaves the token out, which is then outlined only. */
  masked?: boolean;
  /** Small line under the chip instead of the ID, e.g. a probability. */
  under?: string;
  /** Value from 0 to 1 that colours the chip, instead of its position. */
  shade?: number | null;
  /** Words added to the token's spoken name. */
  said?: string;
}

export interface ChipsOptions {
  label: string;
  /** Most chips shown; 300 by default. */
  limit?: number;
  ids?: boolean;
  pick?: (index: number) => void;
  focus?: (index: number | null) => void;
}

export class Chips {
  readonly root: HTMLElement;
  readonly #list: HTMLElement;
  readonly #more = h("p", { class: "chips-more", hidden: true });
  readonly #settle: () => void;
  /** What each chip shows, so that only a change is rendered. */
  readonly #rendered = new WeakMap<Element, string>();

  constructor(private readonly options: ChipsOptions) {
    const interactive = options.pick !== undefined;
    this.#list = h("div", {
      class: "chips",
      role: interactive ? "listbox" : "list",
      "aria-label": options.label,
      "aria-orientation": interactive ? "horizontal" : null,
    });
    this.root = h("div", { class: "chips-frame" }, this.#list, this.#more);
    this.#settle = interactive
      ? roving(this.#list, {
          items: ".chip",
          previous: ["ArrowLeft", "ArrowUp"],
          next: ["ArrowRight", "ArrowDown"],
          act: (_, index) => options.pick?.(index),
          focused: (_, index) => options.focus?.(index),
        })
      : () => undefined;
    if (options.focus) {
      const at = (event: Event): number | null => {
        const chip = event.target instanceof Element ? event.target.closest(".chip") : null;
        return chip ? [...this.#list.children].indexOf(chip) : null;
      };
      // Pointer and keyboard alike: what is looked at is named beside the chips.
      this.#list.addEventListener("pointerover", (event) => options.focus?.(at(event)));
      this.#list.addEventListener("pointerleave", () => options.focus?.(null));
      this.#list.addEventListener("focusout", () => options.focus?.(null));
    }
  }

  /** Put the focus on a chip. */
  focusOn(index: number): void {
    (this.#list.children[index] as HTMLElement | undefined)?.focus();
  }

  render(tokens: readonly Chip[], selected: number | null = null): void {
    const limit = this.options.limit ?? 300;
    const shown = tokens.length > limit ? tokens.slice(0, limit) : tokens;
    const interactive = this.options.pick !== undefined;
    // By all tokens together: one alone, such as a number, has no direction.
    setAttribute(this.#list, "dir", direction(shown.map((token) => token.text).join("")));
    // The stylesheet makes the chips of a longer run smaller.
    setAttribute(
      this.#list,
      "data-count",
      shown.length > 160 ? "many" : shown.length > 48 ? "more" : shown.length > 16 ? "some" : "few",
    );
    // ARIA: a list or listbox needs items; an empty one is a plain group.
    setAttribute(
      this.#list,
      "role",
      shown.length === 0 ? "group" : interactive ? "listbox" : "list",
    );
    setAttribute(
      this.#list,
      "aria-orientation",
      shown.length > 0 && interactive ? "horizontal" : null,
    );
    renderList(
      this.#list,
      shown,
      () => this.#make(interactive),
      (chip, token, index) => this.#renderChip(chip, token, index, selected, tokens.length),
    );
    const rest = tokens.length - shown.length;
    this.#more.hidden = rest <= 0;
    if (rest > 0) setText(this.#more, t("tokens-more", { count: rest }));
    this.#settle();
  }

  #make(interactive: boolean): HTMLElement {
    const chip = h("span", {
      class: "chip",
      role: interactive ? "option" : "listitem",
      tabindex: interactive ? -1 : null,
    });
    chip.append(h("bdi", { class: "chip-text" }), h("span", { class: "chip-under" }));
    return chip;
  }

  #renderChip(
    chip: HTMLElement,
    token: Chip,
    index: number,
    selected: number | null,
    total: number,
  ): void {
    const under = token.under ?? (this.options.ids === false ? "" : String(token.id));
    const key = JSON.stringify([token, under, selected === index, total]);
    if (this.#rendered.get(chip) === key) return;
    this.#rendered.set(chip, key);
    const [text, small] = [...chip.children] as [HTMLElement, HTMLElement];
    renderToken(text, token.text, token.bytes ?? "");
    setText(small, under);
    small.hidden = under === "";
    // Eight tints in turn: neighbours differ in lightness too, for those who see no colours.
    setAttribute(chip, "data-tint", token.shade === undefined ? (index % 8) + 1 : null);
    setAttribute(chip, "data-special", token.special ?? false);
    setAttribute(chip, "data-forced", token.forced ?? false);
    setAttribute(chip, "data-masked", token.masked ?? false);
    setAttribute(
      chip,
      "data-shade",
      token.shade === undefined ? null : token.shade === null ? "none" : "value",
    );
    if (token.shade !== undefined && token.shade !== null)
      chip.style.setProperty("--shade", String(token.shade));
    else chip.style.removeProperty("--shade");
    setAttribute(chip, "aria-selected", this.options.pick ? String(selected === index) : null);
    // Said aloud, since a long run is cut off and the list itself would be counted.
    setAttribute(chip, "aria-posinset", index + 1);
    setAttribute(chip, "aria-setsize", total);
    const said = spoken(token.text, token.bytes);
    const named = token.special ? t("token-special", { token: said }) : said;
    const more = token.said ? `, ${token.said}` : "";
    setName(chip, `${named}, ID ${token.id}${more}`);
  }
}
