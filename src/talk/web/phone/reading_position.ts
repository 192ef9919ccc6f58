/**
 * Where a reader is: following the speaker, or browsing what has been shown. Values only; the shell draws them.
 *
 * Reaching the speaker's slide by browsing is following again.
 */
import type { Place } from "../room/room.js";

export interface Shown {
  /** The speaker's place. */
  readonly live: Place;
  /** Slides that may be opened, in any order. */
  readonly shown: readonly string[];
}

export class Reader {
  #order: readonly string[];
  #stepsOf: (slide: string) => number;
  #live: Shown;
  #browsing: string | null = null;

  constructor(order: readonly string[], stepsOf: (slide: string) => number, start: Place) {
    this.#order = order;
    this.#stepsOf = stepsOf;
    this.#live = { live: start, shown: [start.slide] };
  }

  get following(): boolean {
    return this.#browsing === null;
  }

  /** A slide that is browsed shows all its steps. */
  get place(): Place {
    if (this.#browsing === null) return this.#live.live;
    return { slide: this.#browsing, step: this.#stepsOf(this.#browsing) };
  }

  /** Shown slides in the order of the talk. */
  get readable(): readonly string[] {
    return this.#order.filter((id) => this.#live.shown.includes(id));
  }

  get previous(): string | null {
    const before = this.#order.slice(0, this.#order.indexOf(this.place.slide));
    return before.filter((id) => this.#live.shown.includes(id)).at(-1) ?? null;
  }

  get next(): string | null {
    const after = this.#order.slice(this.#order.indexOf(this.place.slide) + 1);
    return after.find((id) => this.#live.shown.includes(id)) ?? null;
  }

  /** The speaker moved, or the room was joined. */
  speaker(shown: Shown): void {
    this.#live = shown;
    if (this.#browsing !== null && !shown.shown.includes(this.#browsing)) this.#browsing = null;
  }

  /** Stay on this slide while the speaker goes on. */
  stay(slide: string): void {
    if (this.#order.includes(slide)) this.#browsing = slide;
  }

  open(slide: string): void {
    if (slide === this.#live.live.slide) this.#browsing = null;
    else if (this.#live.shown.includes(slide)) this.#browsing = slide;
  }

  follow(): void {
    this.#browsing = null;
  }
}
