/**
 * Sign what a remote sends, with the secret from the fragment of its address.
 *
 * The browser's own cryptography is not there on a page that came by plain http.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { loadFromTab, storeInTab } from "../tab_storage.js";

const INVITATION = "talk-remote";
const COUNTER = "talk-remote-counter";

/** Which remote this is, and what it signs with. */
export interface Invitation {
  readonly remote: string;
  readonly secret: string;
}

/** Return the HMAC-SHA256 of a message, in hex, as the room computes it (room/remotes.py). */
export function sign(secret: string, counter: number, text: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(`${counter}\n${text}`)));
}

/** Move the invitation from the address bar to the tab's storage; null where there never was one. */
export function loadInvitation(): Invitation | null {
  const found = /^#([\w-]+\.[\w-]+)$/.exec(location.hash)?.[1] ?? loadFromTab(INVITATION);
  if (!found) return null;
  storeInTab(INVITATION, found);
  // The address bar may be seen over a shoulder.
  history.replaceState(null, "", location.pathname + location.search);
  const [remote = "", secret = ""] = found.split(".");
  return { remote, secret };
}

export class Signer {
  #last = Number(loadFromTab(COUNTER) ?? 0);

  constructor(private readonly invitation: Invitation) {}

  get remote(): string {
    return this.invitation.remote;
  }

  /** Return a proof that this remote says `text` now. */
  proof(text: string): { remote: string; counter: number; mac: string } {
    const counter = this.#next();
    const { remote, secret } = this.invitation;
    return { remote, counter, mac: sign(secret, counter, text) };
  }

  /** Return a signed command. */
  command(method: string, params: unknown): { counter: number; command: string; mac: string } {
    const command = JSON.stringify({ method, params });
    const { counter, mac } = this.proof(command);
    return { counter, command, mac };
  }

  /** Return a higher counter than ever before; by the time, so that it grows without storage too. */
  #next(): number {
    this.#last = Math.max(this.#last + 1, Date.now());
    storeInTab(COUNTER, String(this.#last));
    return this.#last;
  }
}
