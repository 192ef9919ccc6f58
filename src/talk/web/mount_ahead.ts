/**
 * Make the DOM of widgets before their slide comes up: of the slide in sight at once, of the slides
 * beside it when the browser has nothing else to do. The others wait until the talk comes near.
 */
import type { TalkElement } from "./element.js";

/** Longest wait of the slides beside the one in sight, in a browser that is never idle. */
const WITHIN_MS = 1000;

/** Follow the position that the shell writes on `<html>`, from now on. */
export function mountAhead(): void {
  const root = document.documentElement;
  const look = (): void => {
    const { slide } = root.dataset;
    const section = slide && document.querySelector(`section[data-id="${CSS.escape(slide)}"]`);
    if (!section) return;
    // Before the frame in which the slide is seen: it would be seen empty.
    mountIn(section);
    whenIdle(() => {
      mountIn(section.nextElementSibling);
      mountIn(section.previousElementSibling);
    });
  };
  new MutationObserver(look).observe(root, { attributeFilter: ["data-slide"] });
  look();
}

function mountIn(section: Element | null): void {
  const widgets = section?.querySelectorAll<HTMLElement & Partial<TalkElement>>("[data-key]");
  // One whose module is on its way has no methods yet.
  for (const widget of widgets ?? []) widget.mount?.();
}

function whenIdle(act: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(act, { timeout: WITHIN_MS });
  else setTimeout(act, 0); // Safari
}
