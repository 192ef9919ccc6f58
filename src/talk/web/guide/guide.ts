/** The guide: the deck as an article, with every step shown, whose contents follow the reader. */
import { showPosition } from "../page.js";

export function startGuide(): void {
  for (const step of document.querySelectorAll(".step")) step.classList.add("shown");
  document.addEventListener("talk:go", (event) => {
    location.hash = (event as CustomEvent<{ slide: string }>).detail.slide;
  });
  const links = document.querySelectorAll<HTMLAnchorElement>(".contents a");
  markCurrentSection(new Map([...links].map((link) => [link.hash.slice(1), link])));
}

/**
 * Mark the section that is being read in the contents, at each scroll.
 *
 * It is the last one that began in the upper fifth of the window; at the end of the page, which
 * a short section never leaves, it is the last one.
 */
function markCurrentSection(links: Map<string, HTMLAnchorElement>): void {
  const sections = [...document.querySelectorAll<HTMLElement>(".deck > section")];
  const mark = (): void => {
    // Browsers round each of these by itself, so the end may be a pixel or two away.
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const begun = sections.findLast(
      (section) => section.getBoundingClientRect().top < innerHeight / 5,
    );
    const read = atEnd ? sections.at(-1) : (begun ?? sections[0]);
    for (const [id, link] of links) link.ariaCurrent = id === read?.id ? "true" : null;
    showPosition({ slide: read?.id ?? "", step: Number(read?.dataset.steps ?? 0) });
  };
  let scheduled = 0;
  const schedule = (): void => {
    // Scrolling fires more often than the screen is painted.
    if (scheduled) return;
    scheduled = requestAnimationFrame(() => {
      scheduled = 0;
      mark();
    });
  };
  addEventListener("scroll", schedule, { passive: true });
  mark();
}
