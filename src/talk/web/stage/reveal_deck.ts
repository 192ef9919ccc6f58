/** reveal.js around the sections: their steps become fragments, and a place is a slide's id and a step. */
import Reveal, { type RevealApi } from "reveal.js";
import { CLICKER_HELP } from "../clicker.js";
import type { Place } from "../room/room.js";
import { Overview } from "./overview.js";

const SLIDES = ".reveal > .slides > section";
const MOVES = ["slidechanged", "fragmentshown", "fragmenthidden"] as const;

export class Deck {
  #reveal: RevealApi;
  #applying = false;
  #overview: Overview;

  private constructor(reveal: RevealApi) {
    this.#reveal = reveal;
    this.#overview = new Overview((index) => {
      this.#afterOverview();
      if (index !== this.#index) this.#reveal.slide(index, 0, -1);
    });
    for (const type of MOVES)
      reveal.on(type, () => this.#overview.isOpen && queueMicrotask(() => this.closeOverview()));
    this.onKey(
      79,
      "O",
      "All slides, for you to look round: nobody follows until you choose one",
      () => this.#toggleOverview(),
    );
    this.onKey(27, "Escape", "Out of whatever is open; with nothing open, all slides", () => {
      if (document.querySelector(".r-overlay")) reveal.toggleHelp(false);
      else this.#toggleOverview();
    });
    reveal.registerKeyboardShortcut("Page up  ,  Page down", CLICKER_HELP.move);
    reveal.registerKeyboardShortcut("B  ,  .", CLICKER_HELP.cover);
  }

  /** `keepAddress`: the place is written into the address bar as `#/id` (a deck with no room to remember it). */
  static async start(keepAddress: boolean): Promise<Deck> {
    for (const section of sections()) stepsToFragments(section);
    const reveal = new Reveal(document.querySelector<HTMLElement>(".reveal")!, {
      width: 1920,
      height: 1080,
      margin: 0,
      minScale: 0.05,
      maxScale: 10,
      center: false,
      display: "flex",
      controls: false,
      progress: true,
      overview: false,
      pause: false,
      hash: keepAddress,
      history: false,
      transition: "none",
      backgroundTransition: "none",
      scrollActivationWidth: null as unknown as number,
      postMessage: false,
      postMessageEvents: false,
    });
    await reveal.initialize();
    return new Deck(reveal);
  }

  get place(): Place {
    const section = this.#reveal.getCurrentSlide() as HTMLElement;
    const visible = [...section.querySelectorAll<HTMLElement>(".fragment.visible")];
    return {
      slide: section.dataset.id ?? "",
      step: Math.max(0, ...visible.map((item) => Number(item.dataset.fragmentIndex) + 1)),
    };
  }

  /** From 1, and how many there are. */
  get number(): { number: number; of: number } {
    return { number: this.#index + 1, of: sections().length };
  }

  /** Of the slide that is up, from 0. */
  get #index(): number {
    return sections().indexOf(this.#reveal.getCurrentSlide() as HTMLElement);
  }

  /** One step or slide on, as a key does it. */
  next(): void {
    this.#reveal.toggleHelp(false);
    this.#reveal.next();
  }

  /** One step or slide back, as a key does it. */
  previous(): void {
    this.#reveal.toggleHelp(false);
    this.#reveal.prev();
  }

  closeOverview(): void {
    if (!this.#overview.isOpen) return;
    this.#overview.close();
    this.#afterOverview();
  }

  #toggleOverview(): void {
    if (this.#overview.isOpen) this.closeOverview();
    else this.#overview.open(sections(), this.#index);
  }

  /** The same place again: reveal.js hides the other slides anew. */
  #afterOverview(): void {
    const { h, v, f } = this.#reveal.getIndices();
    this.#applying = true;
    this.#reveal.slide(h, v, f);
    this.#applying = false;
  }

  /** Show a place without `moved` being told; false when the deck has no such slide. */
  show(place: Place): boolean {
    const index = sections().findIndex((section) => section.dataset.id === place.slide);
    if (index < 0) return false;
    this.#applying = true;
    this.#reveal.slide(index, 0, place.step - 1);
    this.#applying = false;
    return true;
  }

  /** A person asked for this slide; `moved` is told. */
  go(slide: string): void {
    const index = sections().findIndex((section) => section.dataset.id === slide);
    if (index >= 0) this.#reveal.slide(index, 0, -1);
  }

  /** Called after a person moved the deck by key, swipe, overview or link. */
  onMoved(moved: () => void): void {
    const tell = (): void => {
      if (!this.#applying) moved();
    };
    // One key press that changes slide and step tells both; a microtask later the deck stands where it will stay.
    for (const type of MOVES) this.#reveal.on(type, () => !this.#applying && queueMicrotask(tell));
  }

  onKey(keyCode: number, key: string, description: string, act: () => void): void {
    this.#reveal.addKeyBinding({ keyCode, key, description }, act);
  }

  /** Other sections take the place of these; the deck stands where it stood, if that slide still exists. */
  replace(fresh: readonly Element[]): void {
    this.closeOverview();
    const before = this.place;
    const old = sections();
    const slides = old[0]!.parentElement!;
    this.#applying = true;
    for (const section of fresh) slides.insertBefore(section, old[0]!);
    for (const section of old) section.remove();
    for (const section of sections()) stepsToFragments(section);
    this.#reveal.sync();
    this.#applying = false;
    if (!this.show(before)) this.#reveal.slide(0, 0, -1);
  }
}

function sections(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(SLIDES)];
}

/** Step k is fragment k-1. A step that no element belongs to still is a step: an empty mark stands for it. */
function stepsToFragments(section: HTMLElement): void {
  const found = new Set<number>();
  for (const element of section.querySelectorAll<HTMLElement>(".step[data-step]")) {
    const step = Number(element.dataset.step);
    element.classList.add("fragment");
    element.dataset.fragmentIndex = String(step - 1);
    found.add(step);
  }
  for (let step = 1; step <= Number(section.dataset.steps ?? 0); step++) {
    if (found.has(step)) continue;
    const mark = document.createElement("span");
    mark.className = "fragment step-mark";
    mark.hidden = true;
    mark.dataset.fragmentIndex = String(step - 1);
    section.append(mark);
  }
  for (const widget of section.querySelectorAll(".slide-live > *"))
    widget.toggleAttribute("data-prevent-swipe", true);
}
