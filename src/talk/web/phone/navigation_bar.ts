/**
 * The phone's bar: back and forth among what has been shown, one tap back to the talk, the
 * connection in words, and what the reader is asked.
 */
import type { Turn } from "../element.js";
import type { ConnectionState } from "../room/room.js";
import { markLanguage, t } from "../ui/messages.js";

/** What a reader does now: done is whoever has answered. */
export type Now = "listen" | "try" | "vote" | "rank" | "done";

export interface BarState {
  following: boolean;
  connection: ConnectionState;
  previous: string | null;
  next: string | null;
  /** Number of the slide on this phone, from 1. */
  number: number;
  /** Number of the speaker's slide. */
  live: number;
  /** What this reader is asked to do; empty when there is nothing. */
  asked: Turn | "";
  /** What there is to do on the speaker's slide; null without a room. */
  now: Now | null;
}

export interface BarActions {
  previous(): void;
  next(): void;
  follow(): void;
  /** Go to the widget that asks. */
  answer(): void;
  /** Open the sheet for questions; null without a room. */
  ask: (() => void) | null;
}

const CONNECTION = {
  connected: "connection-connected",
  reconnecting: "connection-reconnecting",
  offline: "phone-offline",
} as const;

export class NavigationBar {
  #previous = button("previous", t("phone-previous"), "M15 5l-7 7 7 7");
  #next = button("next", t("phone-next"), "M9 5l7 7-7 7");
  #follow = document.createElement("button");
  #now = document.createElement("span");
  #where = document.createElement("span");
  #connection = document.createElement("span");
  #asked = document.createElement("button");

  constructor(actions: BarActions) {
    const bar = document.createElement("nav");
    bar.className = "talk-bar";
    markLanguage(bar);
    bar.setAttribute("aria-label", t("phone-bar"));
    this.#follow.type = "button";
    this.#follow.className = "follow";
    this.#now.className = "now";
    this.#where.className = "where";
    this.#connection.className = "connection";
    this.#connection.setAttribute("role", "status");
    const middle = document.createElement("div");
    middle.className = "middle";
    middle.append(this.#now, this.#where, this.#follow, this.#connection);
    this.#asked.type = "button";
    this.#asked.hidden = true;
    const asked = document.createElement("div");
    asked.className = "asked";
    // The frame and not the button: a live region must be there before its text comes.
    asked.setAttribute("role", "status");
    asked.append(this.#asked);
    bar.append(asked, this.#previous, middle);
    if (actions.ask) {
      const ask = document.createElement("button");
      ask.type = "button";
      ask.className = "ask";
      ask.textContent = t("phone-room");
      ask.onclick = actions.ask;
      bar.append(ask);
    }
    bar.append(this.#next);
    this.#previous.onclick = actions.previous;
    this.#next.onclick = actions.next;
    this.#follow.onclick = actions.follow;
    this.#asked.onclick = actions.answer;
    document.body.append(bar);
    // Larger text or a question makes the bar higher; what scrolls or sticks must stay clear of it.
    new ResizeObserver(() =>
      document.documentElement.style.setProperty("--bar-height", `${bar.offsetHeight}px`),
    ).observe(bar);
  }

  show(state: BarState): void {
    document.documentElement.dataset.follow = state.following ? "following" : "browsing";
    if (state.now) document.documentElement.dataset.now = state.now;
    this.#now.textContent = state.now ? t(`phone-now-${state.now}`) : "";
    // The button for the question says the same, and more.
    this.#now.hidden = state.now === null || state.asked !== "";
    this.#previous.disabled = state.previous === null;
    this.#next.disabled = state.next === null;
    this.#where.textContent = state.following
      ? t("phone-following", { slide: state.number })
      : t("phone-browsing", { slide: state.number });
    this.#follow.hidden = state.following;
    this.#follow.textContent = t("phone-back", { slide: state.live });
    const asked = state.asked && t(`phone-turn-${state.asked}`);
    // Both are live regions: to set the same text again would have it read out again.
    if (this.#asked.textContent !== asked) this.#asked.textContent = asked;
    this.#asked.hidden = asked === "";
    const connection = t(CONNECTION[state.connection]);
    if (this.#connection.textContent !== connection) this.#connection.textContent = connection;
  }
}

function button(name: string, label: string, path: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.setAttribute("aria-label", label);
  const stroke = 'stroke="currentColor" stroke-width="2.2"';
  const ends = 'stroke-linecap="round" stroke-linejoin="round"';
  // Our own constants, so innerHTML cannot bring foreign markup in.
  made.innerHTML = `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"
    ><path d="${path}" fill="none" ${stroke} ${ends}/></svg>`;
  return made;
}
