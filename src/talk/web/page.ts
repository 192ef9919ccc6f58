/** The page itself: what the server wrote on `<html>`, and what a shell writes there for all to see. */
import type { Blank } from "./protocol.gen.js";
import type { Connection, Place, Room, Touched } from "./room/room.js";

const root = document.documentElement;

/** Of the deck this page shows. */
export function deckHash(): string {
  return root.dataset.deck ?? "";
}

/** Address of the room's websocket; null in a built deck. */
export function roomUrl(): string | null {
  const path = root.dataset.room;
  if (!path) return null;
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  return url.href;
}

/** Whether this page joins a room; the print view of a talk does not. */
export function joinsRoom(): boolean {
  return roomUrl() !== null && root.dataset.view !== "print";
}

/** Where the talk is on the web, and the address of the QR code for that; null in a room, and where the deck names none. */
export function deckUrl(): { url: string; code: string } | null {
  const { url, urlCode } = root.dataset;
  return url ? { url, code: urlCode ?? "" } : null;
}

/** Say where this screen is; tests, styles and people with developer tools read it. */
export function showPlace(place: Place): void {
  root.dataset.slide = place.slide;
  root.dataset.step = String(place.step);
}

export function showConnection(connection: Connection): void {
  root.dataset.connection = connection;
}

/** Say what covers the projected slide; only the stage draws it. */
export function showBlank(blank: Blank): void {
  root.dataset.blank = blank;
}

/** Cover this screen, or show it again: a deck without a room has nobody else to tell. */
export function toggleOwnCover(): void {
  showBlank(!root.dataset.blank || root.dataset.blank === "none" ? "black" : "none");
}

/** Where this tab was, so that a reload paints the right slide before the room is joined. */
export function rememberPlace(place: Place): void {
  keep("talk-place", JSON.stringify(place));
}

export function rememberedPlace(): Place | null {
  try {
    return JSON.parse(kept("talk-place") ?? "null") as Place | null;
  } catch {
    return null;
  }
}

/** Storage of this tab; without storage (blocked by the browser) everything still works until a reload. */
export function keep(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    return;
  }
}

export function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** The room has another deck than this page: `renew` the page; once per deck, should the server and the cache disagree. */
export function onNewDeck(room: Room, renew: () => void = () => location.reload()): void {
  room.listen((touched: Touched) => {
    const deck = room.state?.deck;
    if (
      !deck ||
      deck === deckHash() ||
      !(touched.kinds.has("deck") || touched.kinds.has("snapshot"))
    )
      return;
    if (kept("talk-renewed-for") === deck) return;
    keep("talk-renewed-for", deck);
    renew();
  });
}
