/** Tells when an element has been on screen for a while; on paper everything is. */

const PATIENCE_MS = 1500;

/** Calls `act` once; returns the way to call it off. */
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
