/**
 * How one slide gives way to the next, as the later of the two says (`data-motion`).
 *
 * Only a step to a neighbour moves. A jump cuts, and so does everything for people who want no
 * motion.
 */

import { type Pair, partsThatMove } from "./moving_parts.js";

/** reveal.js' settings for `move`, by which what two slides name alike goes to its new place. */
export const MOTION = {
  autoAnimate: true,
  autoAnimateMatcher: pairsThatMove,
  autoAnimateEasing: "ease-out",
  autoAnimateDuration: 0.4,
} as const;

type Slide = Pick<HTMLElement, "dataset">;

/** Prepare the change from one slide to another, before reveal.js makes it. */
export function setMotion(
  sections: readonly HTMLElement[],
  from: Element | null,
  to: HTMLElement,
): void {
  // A step leaves a motion that is under way alone: what reveal.js moves would stop half-way.
  if (from === to) return;
  for (const section of sections) {
    delete section.dataset.transition;
    delete section.dataset.autoAnimate;
    // What moved here once would stand where it came from: reveal.js' rules for its place at the
    // end need the attribute that was just taken away.
    for (const moved of section.querySelectorAll<HTMLElement | SVGElement>(
      "[data-auto-animate-target]",
    ))
      delete moved.dataset.autoAnimateTarget;
  }
  const before = sections.find((section) => section === from);
  if (!before || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const motion = motionBetween(sections, before, to);
  for (const section of [before, to]) {
    if (motion === "move") section.dataset.autoAnimate = "";
    else if (motion) section.dataset.transition = motion;
  }
  // The browser lays the new slide out where it starts: without that it would be there at once.
  void to.offsetHeight;
}

/** Return the motion of the later of two neighbours, in the run or in the deck; "" for others. */
export function motionBetween(sections: readonly Slide[], from: Slide, to: Slide): string {
  const run = sections.filter((section) => !("outside" in section.dataset));
  const areNeighbours = [sections, run].some(
    (order) =>
      order.includes(from) &&
      order.includes(to) &&
      Math.abs(order.indexOf(from) - order.indexOf(to)) === 1,
  );
  const later = sections.indexOf(to) > sections.indexOf(from) ? to : from;
  return areNeighbours ? (later.dataset.motion ?? "") : "";
}

/** Return what moves between two slides: what they name alike, a title that stays, their parts. */
function pairsThatMove(from: HTMLElement, to: HTMLElement): Pair[] {
  const pairs: Pair[] = [];
  const add = (one: HTMLElement | null, other: HTMLElement | null): void => {
    if (!one || !other) return;
    // Text takes its new size letter by letter; only pictures are stretched.
    const scale = one.matches("img, svg, figure") && other.matches("img, svg, figure");
    const measure = (element: Element): DOMRect => element.getBoundingClientRect();
    pairs.push({ from: one, to: other, options: { scale, measure } });
  };
  for (const other of to.querySelectorAll<HTMLElement>("[data-move]"))
    add(from.querySelector<HTMLElement>(`[data-move="${other.dataset.move ?? ""}"]`), other);
  const title = ".slide-title";
  const [one, other] = [from, to].map((slide) => slide.querySelector<HTMLElement>(title));
  if (one && other && one.textContent === other.textContent) add(one, other);
  return [...pairs, ...partsThatMove(from, to)];
}
