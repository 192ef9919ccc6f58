/** Animation of the sampled token, which leaves its bar and joins the text. */

const COIN_MS = 260;
const FLIGHT_MS = 400;

export interface Flight {
  /** End the animation at once; `landed` is called. */
  stop(): void;
}

/** Return whether motion is wanted: not on paper, and not where the reader asked for less. */
export function wantsMotion(): boolean {
  return (
    document.documentElement.dataset.view !== "print" &&
    !matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/**
 * Animate a token. The coin lies there for a moment, so that the cause is seen before the effect;
 * then `from` flies to where `to` will be, and `landed` is called.
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

/**
 * Return the scale of an element on screen. The stage scales its canvas to the screen, so a CSS
 * pixel in it is not one on the screen.
 */
function scaleOf(element: HTMLElement): number {
  return element.offsetWidth === 0
    ? 1
    : element.getBoundingClientRect().width / element.offsetWidth;
}
