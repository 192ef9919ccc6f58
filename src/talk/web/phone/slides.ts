/** The sections of the phone's page: one is open, its steps shown as far as the talk is. */
import type { Recording } from "../host.js";
import type { Position } from "../room/room.js";
import { t } from "../ui/messages.js";

type RecordingsByWidget = Record<string, Recording[]>;

export class Slides {
  #deck: HTMLElement;
  #position: Position | null = null;
  /** Slides that are being loaded. */
  #loading = new Set<string>();
  #loaded: (recordings: RecordingsByWidget) => void;

  /** `loaded` is called when a slide that was held back is there, with its recordings. */
  constructor(deck: HTMLElement, loaded: (recordings: RecordingsByWidget) => void) {
    this.#deck = deck;
    this.#loaded = loaded;
    // So that it can take the focus from a slide that is hidden; Tab does not stop at it.
    deck.tabIndex = -1;
  }

  /** The slides' ids, in the order of the talk. */
  get order(): string[] {
    return this.#sections().map((section) => section.dataset.id ?? "");
  }

  stepsOf(slide: string): number {
    return Number(this.section(slide)?.dataset.steps ?? 0);
  }

  section(slide: string): HTMLElement | null {
    return this.#sections().find((section) => section.dataset.id === slide) ?? null;
  }

  /**
   * Open a slide at a step.
   *
   * Returns what a screen reader should say: another slide's title, or the text of a new step.
   */
  show(position: Position): string {
    const before = this.#position;
    const section = this.section(position.slide);
    if (!section) return "";
    this.#position = position;
    if (section.hasAttribute("data-hold")) {
      section.dataset.hold = t("phone-on-its-way");
      void this.#load(position.slide);
    }
    const revealed = revealSteps(section, position.step);
    if (before?.slide === position.slide) {
      // A step back takes something away; there is nothing to read out.
      if (before.step >= position.step) return "";
      revealed.at(-1)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
      return revealed.map((item) => item.textContent ?? "").join(" ");
    }
    for (const other of this.#sections()) other.classList.toggle("current", other === section);
    section.classList.toggle("turned", before !== null);
    // The focus was on the slide that is hidden now: without this it would go back to the top.
    if (
      before &&
      document.activeElement instanceof HTMLElement &&
      document.activeElement.getClientRects().length === 0
    )
      this.#deck.focus({ preventScroll: true });
    scrollTo(0, 0);
    const title = section.querySelector(".slide-title")?.textContent;
    return title ?? section.getAttribute("aria-label") ?? "";
  }

  /** Load a slide that the page holds back until it is shown; its section says so meanwhile. */
  async #load(slide: string): Promise<void> {
    // `show` is called at every change of the room while the slide is on its way.
    if (this.#loading.has(slide)) return;
    this.#loading.add(slide);
    try {
      const answer = await fetch(`slides/${encodeURIComponent(slide)}`);
      if (answer.ok) this.#replace(slide, await answer.text());
    } catch {
      // The room's next change, or a tap, tries again.
    } finally {
      this.#loading.delete(slide);
    }
  }

  #replace(slide: string, html: string): void {
    const page = document.createElement("template");
    page.innerHTML = html;
    const section = page.content.querySelector("section");
    if (!section) return;
    section.classList.toggle("current", this.#position?.slide === slide);
    // The whole section: widgets in it are upgraded as they are inserted.
    this.section(slide)?.replaceWith(section);
    const recordings = page.content.querySelector("script.recordings")?.textContent ?? "{}";
    this.#loaded(JSON.parse(recordings) as RecordingsByWidget);
  }

  #sections(): HTMLElement[] {
    return [...this.#deck.querySelectorAll<HTMLElement>(":scope > section")];
  }
}

/** Show the steps up to `step`; return those that were not shown before. */
function revealSteps(section: HTMLElement, step: number): HTMLElement[] {
  const revealed: HTMLElement[] = [];
  for (const element of section.querySelectorAll<HTMLElement>(".step[data-step]")) {
    const shown = Number(element.dataset.step) <= step;
    // What goes with its step is not read out.
    if (shown && !element.matches(".shown, .hide")) revealed.push(element);
    element.classList.toggle("shown", shown);
  }
  return revealed;
}
