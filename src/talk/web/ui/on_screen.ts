/** Wait until an element has been on screen for a while; on paper all elements are. */

/** Shorter than a look: a slide that is only passed starts nothing. */
const PATIENCE_MS = 1500;

/** Call `act` once the element has been seen; return a function that cancels this. */
export function whenSeen(element: HTMLElement, act: () => void): () => void {
  const paper = document.documentElement.dataset.view === "print";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver((entries) => {
    clearTimeout(timer);
    if (!entries.some((entry) => entry.isIntersecting)) return;
    timer = setTimeout(() => {
      observer.disconnect();
      act();
    }, PATIENCE_MS);
  });
  if (paper) timer = setTimeout(act, PATIENCE_MS);
  else observer.observe(element);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
