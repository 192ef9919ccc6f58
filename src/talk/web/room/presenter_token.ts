/**
 * The presenter's token: it lets a stage or speaker view join the room.
 *
 * It comes in the address's fragment, which no server and no log ever gets, is kept in this tab's
 * storage, and leaves the browser only in room/join.
 */
import { loadFromTab, storeInTab } from "../tab_storage.js";

const STORAGE_KEY = "talk-token";

/**
 * Move the token from the address bar to the tab's storage; return it.
 *
 * Null when this tab never had one.
 */
export function loadToken(): string | null {
  const found = /^#token=([^&]+)/.exec(location.hash)?.[1];
  if (!found) return loadFromTab(STORAGE_KEY);
  const token = decodeURIComponent(found);
  storeInTab(STORAGE_KEY, token);
  // The address bar may be on the projector.
  history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** Return the address of another presenter's page, with the token in its fragment. */
export function withToken(path: string, token: string): string {
  return `${path}#token=${encodeURIComponent(token)}`;
}
