/**
 * Where a reader is: following the speaker, or browsing what has been shown.
 *
 * Values only; the shell renders them. To reach the speaker's slide by browsing is to follow again.
 */
import type { Position } from "../room/room.js";

export interface Progress {
  readonly speaker: Position;
  /** Slides that may be opened, in any order. */
  readonly shown: readonly string[];
}

export class ReadingPosition {
  #order: readonly string[];
  #stepsOf: (slide: string) => number;
  #progress: Progress;
  /** The slide that the reader stays on; null while following. */
  #browsing: string | null = null;

  constructor(order: readonly string[], stepsOf: (slide: string) => number, start: Position) {
    this.#order = order;
    this.#stepsOf = stepsOf;
    this.#progress = { speaker: start, shown: [start.slide] };
  }

  get following(): boolean {
    return this.#browsing === null;
  }

  /** The reader's position; a slide that is browsed has all its steps. */
  get position(): Position {
    if (this.#browsing === null) return this.#progress.speaker;
    return { slide: this.#browsing, step: this.#stepsOf(this.#browsing) };
  }

  get previous(): string | null {
    const before = this.#order.slice(0, this.#order.indexOf(this.position.slide));
    return before.filter((id) => this.#progress.shown.includes(id)).at(-1) ?? null;
  }

  get next(): string | null {
    const after = this.#order.slice(this.#order.indexOf(this.position.slide) + 1);
    return after.find((id) => this.#progress.shown.includes(id)) ?? null;
  }

  /** Note that the speaker moved, or that the room was joined. */
  setProgress(progress: Progress): void {
    this.#progress = progress;
    // After an edit, or in another talk, the slide may not have been shown.
    if (this.#browsing !== null && !progress.shown.includes(this.#browsing)) this.#browsing = null;
  }

  /** Stay on this slide while the speaker goes on. */
  stayOn(slide: string): void {
    if (this.#order.includes(slide)) this.#browsing = slide;
  }

  /** Open a slide that has been shown; the speaker's slide is opened by following. */
  open(slide: string): void {
    // Otherwise a reader who had browsed to the speaker would be left behind at the next move.
    if (slide === this.#progress.speaker.slide) this.#browsing = null;
    else if (this.#progress.shown.includes(slide)) this.#browsing = slide;
  }

  follow(): void {
    this.#browsing = null;
  }
}
