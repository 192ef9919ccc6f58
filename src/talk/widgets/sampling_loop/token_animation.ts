/** The drawn token leaves its bar and joins the text. */

const COIN_MS = 260;
const FLIGHT_MS = 400;

export interface Flight {
  /** Ends it at once; `landed` is called. */
  stop(): void;
}

export function wantsMotion(): boolean {
  return (
    document.documentElement.dataset.view !== "print" &&
    !matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/**
 * Cause before effect: the coin lies there for a moment, then `from` travels to where `to` will
 * stand, then `landed`.
 */
export function fly(
  home: HTMLElement,
  from: HTMLElement,
  to: () => HTMLElement | null,
  landed: () => void,
): Flight {
  let over = false;
  let ghost: HTMLElement | null = null;
  const end = (): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    ghost?.remove();
    landed();
  };
  const timer = setTimeout(() => {
    const target = to();
    if (!target) return end();
    ghost = from.cloneNode(true) as HTMLElement;
    const [scale, at, start, goal] = [
      scaleOf(home),
      home.getBoundingClientRect(),
      from.getBoundingClientRect(),
      target.getBoundingClientRect(),
    ];
    ghost.classList.add("flying");
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.left = `${(start.left - at.left) / scale}px`;
    ghost.style.top = `${(start.top - at.top) / scale}px`;
    home.append(ghost);
    const [x, y] = [(goal.left - start.left) / scale, (goal.top - start.top) / scale];
    ghost
      .animate([{ transform: "none" }, { transform: `translate(${x}px, ${y}px)` }], {
        duration: FLIGHT_MS,
        easing: "cubic-bezier(0.3, 0, 0.2, 1)",
        fill: "forwards",
      })
      .finished.then(end, end);
  }, COIN_MS);
  return { stop: end };
}

/** The stage scales its canvas to the screen: one CSS pixel in it is so many on the screen. */
function scaleOf(element: HTMLElement): number {
  return element.offsetWidth === 0
    ? 1
    : element.getBoundingClientRect().width / element.offsetWidth;
}
