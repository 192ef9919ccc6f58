/** The page: what the server wrote on `<html>`, and what a shell writes there. */
import { type Cover, toggled } from "./cover.js";
import type { Blank } from "./protocol.gen.js";
import type { ConnectionState, Position, Room } from "./room/room.js";
import { loadFromTab, storeInTab } from "./tab_storage.js";

const root = document.documentElement;
const RELOADED_FOR = "talk-renewed-for";

/** Return the hash of the deck that this page shows. */
export function deckHash(): string {
  return root.dataset.deck ?? "";
}

/** Return the address of the room's WebSocket; null in a built deck. */
export function roomUrl(): string | null {
  const path = root.dataset.room;
  if (!path) return null;
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  // The fragment may hold the presenter's token, and a WebSocket's address may have none.
  url.hash = "";
  return url.href;
}

/** Return whether the deck is read from right to left. */
export function isRightToLeft(): boolean {
  return root.dir === "rtl";
}

/** Return a key by what it means to a reader: in a mirrored deck the left arrow goes on. */
export function readingKey(key: string): string {
  if (!isRightToLeft()) return key;
  return key === "ArrowLeft" ? "ArrowRight" : key === "ArrowRight" ? "ArrowLeft" : key;
}

/** Return whether this page joins a room; the print view of a talk does not. */
export function joinsRoom(): boolean {
  return roomUrl() !== null && root.dataset.view !== "print";
}

/** Return the talk's address on the web and its QR code's; null where the deck names none. */
export function deckUrl(): { url: string; code: string } | null {
  const { url, urlCode } = root.dataset;
  return url ? { url, code: urlCode ?? "" } : null;
}

/**
 * Call `go` with the slide that the address names as `#/id`, now and whenever that changes.
 *
 * For a page whose position is the room's; the address forgets the slide at once.
 */
export function onSlideAddress(go: (slide: string) => void): void {
  const look = (): void => {
    const slide = /^#\/(.+)$/.exec(location.hash)?.[1];
    if (slide === undefined) return;
    history.replaceState(null, "", location.pathname + location.search);
    go(decodeURIComponent(slide));
  };
  addEventListener("hashchange", look);
  look();
}

/** Write the position on `<html>`, for styles, tests and people with developer tools. */
export function showPosition(position: Position): void {
  root.dataset.slide = position.slide;
  root.dataset.step = String(position.step);
}

export function showConnection(state: ConnectionState): void {
  root.dataset.connection = state;
}

/** Write on `<html>` what covers the projected slide; only the stage's style shows it. */
export function showBlank(blank: Blank): void {
  root.dataset.blank = blank;
}

/** Return what covers the projected slide. */
export function shownBlank(): Blank {
  return (root.dataset.blank ?? "none") as Blank;
}

/** Cover this screen, or show it again, where there is no room that could tell the others. */
export function toggleOwnCover(mode: Cover): void {
  showBlank(toggled(shownBlank(), mode));
}

/** Call `reload` when the room has another edition of the deck than this page. */
export function onNewDeck(room: Room, reload: () => void = () => location.reload()): void {
  room.listen(({ kinds }) => {
    const deck = room.state?.deck;
    if (!deck || deck === deckHash() || !(kinds.has("deck") || kinds.has("snapshot"))) return;
    // Once for each edition: a cache that disagrees with the server would make it go on forever.
    if (loadFromTab(RELOADED_FOR) === deck) return;
    storeInTab(RELOADED_FOR, deck);
    reload();
  });
}
