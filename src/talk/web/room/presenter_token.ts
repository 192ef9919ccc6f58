/** The presenter's token: it comes in the address's fragment, is kept in this tab's storage, and leaves only in room/join. */
import { keep, kept } from "../page.js";

const KEY = "talk-token";

/** Take the token out of the address bar; null when this tab never had one. */
export function takeToken(): string | null {
  const found = /^#token=([^&]+)/.exec(location.hash)?.[1];
  if (found) {
    keep(KEY, decodeURIComponent(found));
    history.replaceState(null, "", location.pathname + location.search);
  }
  return found ? decodeURIComponent(found) : kept(KEY);
}

/** Address of another presenter's page, with the token in its fragment. */
export function withToken(path: string, token: string): string {
  return `${path}#token=${encodeURIComponent(token)}`;
}
