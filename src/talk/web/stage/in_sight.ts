/** What runs or moves on the slide in sight, of screens that show the deck to a hall. */
import { runMedia } from "../media.js";
import { retryImport } from "../retry_import.js";

let codeMotion: Promise<typeof import("./code_motion.js")> | undefined;
let frames: Promise<typeof import("./frames.js")> | undefined;
let inSight: Element | null = null;

/** Run and move what is due on `section`, after the talk has moved to a slide or a step of it. */
export function showInSight(section: Element | null): void {
  inSight = section;
  runMedia(section);
  // Most decks have neither a program that changes nor pages of others, and never load these.
  if (codeMotion || section?.querySelector(".code-states")) {
    codeMotion ??= retryImport(() => import("./code_motion.js"));
    void codeMotion.then(({ moveCode }) => moveCode(inSight));
  }
  if (frames || section?.querySelector("[data-address]")) {
    frames ??= retryImport(() => import("./frames.js"));
    void frames.then(({ showFrames }) => showFrames(inSight));
  }
}
