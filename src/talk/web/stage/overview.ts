/**
 * The overview: every slide at once, as a grid of the slides themselves.
 *
 * It belongs to this screen: nobody follows until a slide is chosen. reveal.js' own overview is an
 * endless row of the ten nearest slides, and moves the deck at each arrow key.
 */

import { canvasSize } from "../canvas_size.js";
import { readingKey } from "../page.js";
import { t } from "../ui/messages.js";

/** Width below which slides cannot be told apart; the grid scrolls when more do not fit. */
const NARROWEST_PX = 230;
/** Width that slides do not exceed, however few there are. */
const WIDEST_PX = 480;
const GAP_PX = 20;

/** How many columns, or rows, each arrow key goes. */
const COLUMNS_BY_KEY: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
const ROWS_BY_KEY: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

export class Overview {
  readonly #root = document.querySelector<HTMLElement>(".reveal")!;
  readonly #grid = document.querySelector<HTMLElement>(".reveal > .slides")!;
  #choices: HTMLButtonElement[] = [];
  /** Elements that are inert while the overview is open. */
  #madeInert: HTMLElement[] = [];
  #columns = 1;

  /** `choose` is called after the overview was closed, with the number of the slide from 0. */
  constructor(private readonly choose: (index: number) => void) {
    // Captured: reveal.js listens on the document and would move the deck.
    addEventListener("keydown", (event) => this.#onKeyDown(event), { capture: true });
    addEventListener("resize", () => this.isOpen && this.#layOut());
  }

  get isOpen(): boolean {
    return this.#choices.length > 0;
  }

  open(sections: readonly HTMLElement[], current: number): void {
    if (this.isOpen) return;
    this.#root.classList.add("all-slides");
    this.#grid.setAttribute("role", "group");
    this.#grid.setAttribute("aria-label", t("all-slides"));
    this.#choices = sections.map((section, index) => this.#addChoice(section, index));
    this.#layOut();
    const here = this.#choices[current];
    here?.setAttribute("aria-current", "true");
    here?.scrollIntoView({ block: "center" });
    // The line before has put it in the middle; focus would scroll it to the nearest edge.
    here?.focus({ preventScroll: true });
  }

  /** Close the overview. The caller restores the sections' `hidden`, `aria-hidden` and `inert`. */
  close(): void {
    if (!this.isOpen) return;
    this.#root.classList.remove("all-slides");
    this.#grid.removeAttribute("role");
    this.#grid.removeAttribute("aria-label");
    for (const choice of this.#choices) choice.remove();
    for (const element of this.#madeInert) element.inert = false;
    [this.#choices, this.#madeInert] = [[], []];
  }

  /** Return a button over the whole slide, whose contents are to be seen, not used. */
  #addChoice(section: HTMLElement, index: number): HTMLButtonElement {
    for (const name of ["hidden", "aria-hidden", "inert"]) section.removeAttribute(name);
    for (const child of section.children) {
      // What was inert before stays so when the overview closes.
      if (!(child instanceof HTMLElement) || child.inert) continue;
      child.inert = true;
      this.#madeInert.push(child);
    }
    const choice = document.createElement("button");
    choice.type = "button";
    choice.className = "slide-choice";
    const title = section.querySelector(".slide-title, h1, h2")?.textContent?.trim() ?? "";
    choice.setAttribute("aria-label", title ? `${index + 1}: ${title}` : `${index + 1}`);
    choice.textContent = String(index + 1);
    if ("outside" in section.dataset) {
      choice.dataset.run = "outside";
      choice.dataset.words = t("outside-run");
    }
    choice.onclick = () => this.#closeAndChoose(index);
    section.append(choice);
    return choice;
  }

  #closeAndChoose(index: number): void {
    this.close();
    this.choose(index);
  }

  /**
   * Choose the number of columns.
   *
   * The fewest that show every slide at once; if none do, the most at which slides are wide enough.
   */
  #layOut(): void {
    const [wide, high, count] = [
      this.#root.clientWidth - GAP_PX,
      this.#root.clientHeight - GAP_PX,
      this.#choices.length,
    ];
    const [width, height] = canvasSize();
    const most = Math.max(1, Math.floor(wide / (NARROWEST_PX + GAP_PX)));
    const fits = (columns: number): boolean =>
      (((wide / columns - GAP_PX) * height) / width + GAP_PX) * Math.ceil(count / columns) <= high;
    this.#columns = Math.max(1, Math.min(most, Math.ceil(wide / (WIDEST_PX + GAP_PX))));
    while (this.#columns < most && !fits(this.#columns)) this.#columns += 1;
    this.#grid.style.setProperty("--columns", String(this.#columns));
    this.#grid.style.setProperty("--shrink", String((wide / this.#columns - GAP_PX) / width));
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (!this.isOpen || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = Math.max(0, this.#choices.indexOf(document.activeElement as HTMLButtonElement));
    const last = this.#choices.length - 1;
    let to = at;
    const key = readingKey(event.key);
    if (key in COLUMNS_BY_KEY) to += COLUMNS_BY_KEY[key]!;
    else if (event.key in ROWS_BY_KEY) to += ROWS_BY_KEY[event.key]! * this.#columns;
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = last;
    else if (event.key !== "Enter" && event.key !== " ") return;
    // The deck must not move at the same key.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (to === at && (event.key === "Enter" || event.key === " ")) this.#closeAndChoose(at);
    else this.#choices[to]?.focus();
  }
}
