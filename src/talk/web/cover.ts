/** What covers the projected slide, and what a press of a key makes of it. */
import type { Blank } from "./protocol.gen.js";

export type Cover = Exclude<Blank, "none">;

/** Return what covers the slide after a press of the key for `mode`. */
export function toggled(now: Blank, mode: Cover): Blank {
  // A clicker has one key for both ways, whatever covers the slide.
  return now === mode || (now !== "none" && mode === "black") ? "none" : mode;
}
