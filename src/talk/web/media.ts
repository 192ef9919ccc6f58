/**
 * Run the films and sounds of the slide in sight.
 *
 * They run from the step on that is theirs, so every key, clicker and remote that moves the talk
 * starts and stops them. Only screens that show the deck to a hall have them: one sound is heard.
 * They are loaded once the slide before them is in sight: no film delays the first slide.
 */

import { t } from "./ui/messages.js";

/** Run what is due on `section`, the slide in sight, stop everything else, and load what is next. */
export function runMedia(section: Element | null): void {
  for (const near of [section, section?.nextElementSibling])
    for (const media of near?.querySelectorAll<HTMLMediaElement>(".media") ?? [])
      media.preload = "auto";
  for (const media of document.querySelectorAll<HTMLMediaElement>(".media")) {
    const inSight = section?.contains(media) ?? false;
    const mark = media.parentElement?.querySelector(".media-run");
    const due = inSight && (mark?.classList.contains("visible") ?? false);
    if (due && media.dataset.due === undefined) void begin(media);
    if (!due) media.pause();
    // A film that is shown again begins at its beginning.
    if (!inSight && media.currentTime > 0) media.currentTime = 0;
    if (due) media.dataset.due = "";
    else delete media.dataset.due;
  }
  runGround(section);
}

/** Run the film in the ground of the slide in sight, where nobody asks for no motion. */
function runGround(section: Element | null): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const film of document.querySelectorAll<HTMLVideoElement>(".ground-film video")) {
    // Under a film that is not loaded, or cannot run, lies its picture.
    if (section?.contains(film) && !still) void film.play().catch(() => {});
    else film.pause();
  }
}

/** Play, or ask for a click: a browser lets no sound out of a page that nobody touched. */
async function begin(media: HTMLMediaElement): Promise<void> {
  const figure = media.closest<HTMLElement>("figure");
  delete figure?.dataset.blocked;
  try {
    await media.play();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "NotAllowedError" || !figure) return;
    figure.dataset.blocked = t("click-to-play");
    media.addEventListener("play", () => delete figure.dataset.blocked, { once: true });
  }
}
