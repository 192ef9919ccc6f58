/** Moves through the talk, step by step, in the way reveal.js moves the stage. */
import type { Position } from "../room/room.js";

export interface SlideOrder {
  /** The slides' ids, in the order of the talk. */
  readonly order: readonly string[];
  stepsOf(slide: string): number;
}

/** Return the position after a move from `position`; at an end of the talk, `position` itself. */
export type Move = (slides: SlideOrder, position: Position) => Position;

export const next: Move = (slides, position) => {
  const { slide, step } = position;
  if (step < slides.stepsOf(slide)) return { slide, step: step + 1 };
  const following = slides.order[slides.order.indexOf(slide) + 1];
  return following === undefined ? position : { slide: following, step: 0 };
};

export const previous: Move = (slides, position) => {
  const { slide, step } = position;
  if (step > 0) return { slide, step: step - 1 };
  const before = slides.order[slides.order.indexOf(slide) - 1];
  // Backwards a slide comes with all its steps.
  return before === undefined ? position : { slide: before, step: slides.stepsOf(before) };
};

export const first: Move = (slides, position) => ({
  slide: slides.order[0] ?? position.slide,
  step: 0,
});

export const last: Move = (slides, position) => ({
  slide: slides.order.at(-1) ?? position.slide,
  step: 0,
});
