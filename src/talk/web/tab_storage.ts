/**
 * Storage of this tab, which lives through reloads.
 *
 * A browser may block it: then everything works until the page is loaded again.
 */
import type { Position } from "./room/room.js";

const POSITION = "talk-place";

export function storeInTab(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    return;
  }
}

export function loadFromTab(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Store where this tab is, so that a reload shows the right slide before the room is joined. */
export function storePosition(position: Position): void {
  storeInTab(POSITION, JSON.stringify(position));
}

export function loadPosition(): Position | null {
  try {
    return JSON.parse(loadFromTab(POSITION) ?? "null") as Position | null;
  } catch {
    return null;
  }
}
