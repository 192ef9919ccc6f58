/** The guide: an article. Every step is shown, the contents follow the reader, a jump to a slide is a scroll. */
import { showPlace } from "../page.js";

export function startGuide(): void {
  for (const step of document.querySelectorAll(".step")) step.classList.add("shown");
  document.addEventListener("talk:go", (event) =>
    goTo((event as CustomEvent<{ slide: string }>).detail.slide),
  );
  followReader(
    new Map(
      [...document.querySelectorAll<HTMLAnchorElement>(".contents a")].map((link) => [
        link.hash.slice(1),
        link,
      ]),
    ),
  );
}

function goTo(slide: string): void {
  location.hash = slide;
}

/** The last section that began in the upper fifth of the window is being read; at the end of the page it is the last one. */
function followReader(links: Map<string, HTMLAnchorElement>): void {
  const sections = [...document.querySelectorAll<HTMLElement>(".deck > section")];
  const mark = (): void => {
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const begun = sections.findLast(
      (section) => section.getBoundingClientRect().top < innerHeight / 5,
    );
    const read = atEnd ? sections.at(-1) : (begun ?? sections[0]);
    for (const [id, link] of links) link.ariaCurrent = id === read?.id ? "true" : null;
    showPlace({ slide: read?.id ?? "", step: Number(read?.dataset.steps ?? 0) });
  };
  let scheduled = 0;
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = requestAnimationFrame(() => {
      scheduled = 0;
      mark();
    });
  };
  addEventListener("scroll", schedule, { passive: true });
  mark();
}
