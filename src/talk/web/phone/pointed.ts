/** Mark the part of a slide that the speaker points at. */
import { partsOf } from "../parts.js";
import type { Snapshot } from "../room/store.js";

/** Mark the part in its section, where this phone has the same parts as the stage. */
export function showPointed(section: HTMLElement | null, { pointed, slide }: Snapshot): void {
  for (const before of document.querySelectorAll(".pointed")) before.classList.remove("pointed");
  if (!section || !pointed || pointed.slide !== slide) return;
  const parts = partsOf(section);
  if (parts.length === pointed.parts) parts[pointed.part ?? -1]?.classList.add("pointed");
}
