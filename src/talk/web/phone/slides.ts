/** The sections of the phone's page: exactly one is open, its steps shown as far as the talk is. */
import type { Recording } from "../host.js";
import type { Place } from "../room/room.js";

export class Pages {
  #deck: HTMLElement;
  #place: Place | null = null;
  #fetching = new Set<string>();
  #arrived: (recorded: Record<string, Recording[]>) => void;

  /** `arrived` is told when a slide that was on hold is there, with its recordings. */
  constructor(deck: HTMLElement, arrived: (recorded: Record<string, Recording[]>) => void) {
    this.#deck = deck;
    this.#arrived = arrived;
    deck.tabIndex = -1;
  }

  get order(): string[] {
    return this.#sections().map((section) => section.dataset.id ?? "");
  }

  stepsOf(slide: string): number {
    return Number(this.section(slide)?.dataset.steps ?? 0);
  }

  section(slide: string): HTMLElement | null {
    return this.#sections().find((section) => section.dataset.id === slide) ?? null;
  }

  titleOf(slide: string): string {
    const section = this.section(slide);
    return (
      section?.querySelector(".slide-title")?.textContent ??
      section?.getAttribute("aria-label") ??
      ""
    );
  }

  /** What a screen reader should hear after `show`: the title of another slide, or what a step brought. */
  show(place: Place): string {
    const before = this.#place;
    const section = this.section(place.slide);
    if (!section) return "";
    this.#place = place;
    if (section.hasAttribute("data-hold")) void this.#fetch(place.slide);
    const fresh = reveal(section, place.step);
    if (before?.slide === place.slide) {
      if (before.step < place.step)
        fresh.at(-1)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
      return before.step < place.step ? fresh.map((item) => item.textContent ?? "").join(" ") : "";
    }
    for (const other of this.#sections()) other.classList.toggle("current", other === section);
    if (
      before &&
      document.activeElement instanceof HTMLElement &&
      document.activeElement.getClientRects().length === 0
    )
      this.#deck.focus({ preventScroll: true });
    scrollTo(0, 0);
    return this.titleOf(place.slide);
  }

  /** A slide on hold comes when it is first shown; until the network gives it, its place says so. */
  async #fetch(slide: string): Promise<void> {
    if (this.#fetching.has(slide)) return;
    this.#fetching.add(slide);
    try {
      const answer = await fetch(`slides/${encodeURIComponent(slide)}`);
      if (answer.ok) this.#put(slide, await answer.text());
    } catch {
      // The room's next word, or a tap, tries again.
    } finally {
      this.#fetching.delete(slide);
    }
  }

  #put(slide: string, html: string): void {
    const made = document.createElement("template");
    made.innerHTML = html;
    const section = made.content.querySelector("section");
    if (!section) return;
    section.classList.toggle("current", this.#place?.slide === slide);
    this.section(slide)?.replaceWith(section);
    this.#arrived(
      JSON.parse(made.content.querySelector("script.recordings")?.textContent ?? "{}") as Record<
        string,
        Recording[]
      >,
    );
  }

  #sections(): HTMLElement[] {
    return [...this.#deck.querySelectorAll<HTMLElement>(":scope > section")];
  }
}

/** Show the steps up to `step`; returns those that were not shown before. */
function reveal(section: HTMLElement, step: number): HTMLElement[] {
  const fresh: HTMLElement[] = [];
  for (const element of section.querySelectorAll<HTMLElement>(".step[data-step]")) {
    const shown = Number(element.dataset.step) <= step;
    if (shown && !element.classList.contains("shown")) fresh.push(element);
    element.classList.toggle("shown", shown);
  }
  return fresh;
}
