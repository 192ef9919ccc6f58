/**
 * A sideways swipe turns the page.
 *
 * Not where something under the finger is moved sideways itself: a slider, a field, what scrolls.
 */

import { isRightToLeft } from "./page.js";

/** Length from which a movement is a swipe, and not a tap that slipped. */
const SHORTEST_PX = 56;
/** Width of the edges, where the system's own gestures begin. */
const EDGE_PX = 24;
const MOVED_SIDEWAYS =
  "input, select, textarea, [role=slider], [data-prevent-swipe], [contenteditable], " +
  "[draggable=true]";

/** Call `swiped` after each swipe in the area. */
export function onSwipe(area: HTMLElement, swiped: (direction: "previous" | "next") => void): void {
  let start: Touch | null = null;
  area.addEventListener(
    "touchstart",
    (event) => {
      // Two fingers zoom.
      const touch = event.touches.length === 1 ? event.touches[0]! : null;
      start = touch && mayBeSwipe(touch) ? touch : null;
    },
    { passive: true },
  );
  area.addEventListener(
    "touchend",
    (event) => {
      const end = event.changedTouches[0];
      if (!start || !end || end.identifier !== start.identifier) return;
      const x = end.clientX - start.clientX;
      const y = end.clientY - start.clientY;
      start = null;
      // A slanted movement is meant to scroll.
      if (Math.abs(x) >= SHORTEST_PX && Math.abs(x) > 2 * Math.abs(y))
        swiped(x > 0 !== isRightToLeft() ? "previous" : "next");
    },
    { passive: true },
  );
  area.addEventListener(
    "touchcancel",
    () => {
      start = null;
    },
    { passive: true },
  );
}

function mayBeSwipe(touch: Touch): boolean {
  if (touch.clientX < EDGE_PX || touch.clientX > innerWidth - EDGE_PX) return false;
  for (
    let element = touch.target as HTMLElement | null;
    element && element !== document.body;
    element = element.parentElement
  ) {
    if (element.matches(MOVED_SIDEWAYS)) return false;
    if (element.scrollWidth <= element.clientWidth + 1) continue;
    const { overflowX } = getComputedStyle(element);
    if (overflowX !== "visible" && overflowX !== "hidden") return false;
  }
  return true;
}
