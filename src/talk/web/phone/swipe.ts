/** A sideways swipe turns the page, unless something under the finger takes it: a slider, a field, what scrolls sideways. */

const LONG_ENOUGH_PX = 56;
/** The system's own gestures start this near to the edge. */
const EDGE_PX = 24;
const TAKERS =
  "input, select, textarea, [role=slider], [data-prevent-swipe], [contenteditable], [draggable=true]";

export function onSwipe(area: HTMLElement, turned: (direction: "previous" | "next") => void): void {
  let start: Touch | null = null;
  area.addEventListener(
    "touchstart",
    (event) => {
      const touch = event.touches.length === 1 ? event.touches[0]! : null;
      start = touch && isFree(touch) ? touch : null;
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
      if (Math.abs(x) >= LONG_ENOUGH_PX && Math.abs(x) > 2 * Math.abs(y))
        turned(x > 0 ? "previous" : "next");
    },
    { passive: true },
  );
  area.addEventListener("touchcancel", () => (start = null), { passive: true });
}

function isFree(touch: Touch): boolean {
  if (touch.clientX < EDGE_PX || touch.clientX > innerWidth - EDGE_PX) return false;
  for (
    let element = touch.target as HTMLElement | null;
    element && element !== document.body;
    element = element.parentElement
  ) {
    if (element.matches(TAKERS)) return false;
    if (
      element.scrollWidth > element.clientWidth + 1 &&
      getComputedStyle(element).overflowX !== "visible" &&
      getComputedStyle(element).overflowX !== "hidden"
    )
      return false;
  }
  return true;
}
