/**
 * Move through the talk, the same in every view: *next* and *previous* follow the run.
 *
 * The run is an order, not a wall: any slide can be shown, and from a slide outside the run both
 * moves come back to where the run was left.
 */
import type { Position } from "./room/room.js";

export interface Run {
  /** Ids of the slides in the run, in order. */
  readonly run: readonly string[];
  /** Last position in the run. */
  readonly anchor: Position;
  stepsOf(slide: string): number;
}

/** Return the position after a move from `position`; at an end of the run, `position` itself. */
export type Move = (run: Run, position: Position) => Position;

export const next: Move = (slides, position) => {
  const { slide, step } = position;
  if (step < slides.stepsOf(slide)) return { slide, step: step + 1 };
  return nextSlide(slides, position);
};

export const previous: Move = (slides, position) => {
  const { slide, step } = position;
  if (step > 0) return { slide, step: step - 1 };
  const at = slides.run.indexOf(slide);
  if (at < 0) return isInRun(slides, slides.anchor) ? slides.anchor : position;
  const before = slides.run[at - 1];
  // Backwards a slide comes with all its steps.
  return before === undefined ? position : { slide: before, step: slides.stepsOf(before) };
};

/** Go to the next slide of the run, past the steps of this one. */
export const nextSlide: Move = (slides, position) => {
  const inRun = isInRun(slides, position);
  const from = inRun ? position : slides.anchor;
  const following = slides.run[slides.run.indexOf(from.slide) + 1];
  if (following !== undefined) return { slide: following, step: 0 };
  // A question after the last slide leads back to the last slide.
  return !inRun && isInRun(slides, from) ? from : position;
};

export const first: Move = (slides, position) => ({
  slide: slides.run[0] ?? position.slide,
  step: 0,
});

export const last: Move = (slides, position) => ({
  slide: slides.run.at(-1) ?? position.slide,
  step: 0,
});

export function isInRun(slides: Pick<Run, "run">, position: Position): boolean {
  return slides.run.includes(position.slide);
}

/** Return the ids of the sections in the run, as the page was built. */
export function runOf(sections: readonly HTMLElement[]): string[] {
  const inRun = sections.filter((section) => !("outside" in section.dataset));
  return inRun.map((section) => section.dataset.id ?? "");
}
