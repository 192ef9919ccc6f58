/**
 * The room as a shell sees it: the snapshot kept current, the connection kept alive, and where this screen wants to be.
 *
 * A dead network is noticed within three seconds (QUIET_MS + ANSWER_MS); every sign that it may be back (`online`, the page
 * coming to the front) tries at once, beside the back-off. One's own navigation is kept in an outbox until the room has it,
 * so what others did before it arrived never moves this screen back.
 */

import type { Delivery } from "../host.js";
import {
  type Blank,
  type Change,
  type Changed,
  CODES,
  type Json,
  type Methods,
  type RankParams,
  type Role,
  type RunResult,
  type Vote,
  type VoteParams,
} from "../protocol.gen.js";
import { type Call, CallError, LINK_LOST, Link } from "./connection.js";
import { apply, type Snapshot } from "./store.js";

export type Connection = "connected" | "reconnecting" | "offline";

/** Ask for a sign of life after this long a silence … */
const QUIET_MS = 1700;
/** … and give the link up when none came within this. */
const ANSWER_MS = 1100;
/** An attempt that has not joined by then is given up. */
const ATTEMPT_MS = 4000;
/** An attempt younger than this is not given up for a new one. */
const YOUNG_MS = 1000;
/** After this long a silence (sleep, another network) a socket is not asked whether it lives: a new one is faster. */
const STALE_MS = 5000;
/** A timer this late means that this page was busy or asleep, not that the network is dead. */
const LATE_MS = 250;
const FIRST_WAIT_MS = 200;
/** Longest wait between attempts in the first minute, and after. */
const LONGEST_WAIT_MS = 1000;
const LONG_GONE_WAIT_MS = 4000;
const LONG_GONE_MS = 60_000;
/** "reconnecting" becomes "offline" after this. */
const OFFLINE_MS = 12_000;
/** An answered navigation whose echo does not come is forgotten after this. */
const ECHO_MS = 600;

export interface Place {
  readonly slide: string;
  readonly step: number;
}

export interface Identity {
  readonly role: Role;
  readonly token?: string | null;
  /** The secret a phone was given at its first visit. */
  readonly person?: string | null;
  readonly deck: string;
  /** What `keepUnsent` was last called with, so that a vote given without a connection survives a reload. */
  readonly unsent?: string | null;
  readonly keepUnsent?: (unsent: string) => void;
}

/** One vote as it is sent: a choice or an order. */
type Cast =
  | { method: "room/vote"; params: VoteParams }
  | { method: "room/rank"; params: RankParams };

/** What a change touched: kinds of change, "connection", "snapshot" (everything), and the widgets concerned. */
export interface Touched {
  readonly kinds: ReadonlySet<Change["kind"] | "connection">;
  readonly widgets: ReadonlySet<string>;
  /** How many of this screen's own inputs came back with it, by widget. */
  readonly echoes: ReadonlyMap<string, number>;
}

export class Room {
  connection: Connection = "reconnecting";
  state: Snapshot | null = null;
  joinUrl = "";
  person: string | null;
  /** What this person said to ballots, by widget. */
  votes: Readonly<Record<string, Vote>> = {};
  /** How far the votes given on this page have come, by widget. */
  deliveries: Readonly<Record<string, Delivery>> = {};
  /** Why the room does not let this screen in; it is not tried again. */
  refused = "";

  #url: string;
  #identity: Identity;
  #link: Link | null = null;
  #connectionName = "";
  #joined = false;
  /** Votes given while there was no connection, by widget; the next join sends them. */
  #unsent: Map<string, Cast>;
  /** The last vote given for each widget; the answer to an earlier one says nothing about it. */
  #lastCast = new Map<string, Cast>();
  #wanted: Place | null = null;
  /** What covers this screen since the connection was lost; null: what the room said last. */
  #ownBlank: Blank | null = null;
  /** Positions that came from the room. */
  #told = 0;
  /** The last navigation the room has answered. */
  #answered: Place | null = null;
  #joiningAgain = false;
  #listeners = new Set<(touched: Touched) => void>();
  #lostAt = Date.now();
  #tries = 0;
  #timer = 0;
  #pulse = 0;
  #triedAt = 0;
  #heardAt = 0;

  constructor(url: string, identity: Identity) {
    this.#url = url;
    this.#identity = identity;
    this.person = identity.person ?? null;
    this.#unsent = casts(identity.unsent);
  }

  open(): void {
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#check());
    addEventListener("pageshow", () => this.#wake());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#wake();
    });
    this.#connect();
  }

  listen(changed: (touched: Touched) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Where this screen should be: its own latest navigation, else the room's place; null before the first snapshot. */
  get place(): Place | null {
    return this.#wanted ?? this.state;
  }

  /** Whether this screen's clock moves what plays for everybody; alone, it moves what is seen here. */
  get keepsTime(): boolean {
    return !this.#joined || this.state?.timekeeper === this.#connectionName;
  }

  /** What covers the projected slide. */
  get blank(): Blank {
    return this.#ownBlank ?? this.state?.blank ?? "none";
  }

  /** Cover the projected slide for everyone, or show it again; with no connection on this screen alone. */
  toggleCover(): void {
    const mode = this.blank === "none" ? "black" : "none";
    this.call("room/blank", { mode }).answer.catch((error: CallError) => {
      if (error.code !== LINK_LOST) return;
      this.#ownBlank = mode;
      this.#touch(["blank"]);
    });
  }

  /** Go there now, and tell everyone. */
  navigate(slide: string, step: number): void {
    if (this.place?.slide === slide && this.place.step === step) return;
    this.#wanted = { slide, step };
    if (this.#ownBlank) {
      this.#ownBlank = null;
      this.#touch(["blank"]);
    }
    this.#sendWanted();
  }

  /** Ask the room; while there is no connection the call fails with code LINK_LOST at once. */
  call<M extends keyof Methods>(
    method: M,
    params: Methods[M]["params"],
    event?: (event: Json) => void,
  ): Call<M> {
    if (this.#link && this.#joined) return this.#link.call(method, params, event);
    return {
      answer: Promise.reject(new CallError(LINK_LOST, "there is no connection to the room")),
      cancel: () => {},
    };
  }

  run(
    params: Methods["widget/run"]["params"],
    event?: (event: Json) => void,
  ): Call<"widget/run"> & { answer: Promise<RunResult> } {
    return this.call("widget/run", params, event);
  }

  /** Vote for one option; with no connection it is sent as soon as there is one. `deliveries` tells how far it has come. */
  vote(params: VoteParams): void {
    void this.#cast({ method: "room/vote", params });
  }

  /** Put the options in order; as `vote`. */
  rank(params: RankParams): void {
    void this.#cast({ method: "room/rank", params });
  }

  async #cast(cast: Cast): Promise<void> {
    const { widget } = cast.params;
    const before = this.votes[widget];
    const vote = voteOf(cast);
    const deliver = (state: Delivery["state"], why = "", kept: Vote | undefined = vote): void => {
      const { [widget]: _, ...others } = this.votes;
      this.votes = kept ? { ...others, [widget]: kept } : others;
      this.deliveries = { ...this.deliveries, [widget]: { ballot: vote.ballot, state, why } };
      this.#touch(["tally"], new Set([widget]));
    };
    this.#lastCast.set(widget, cast);
    this.#setUnsent(widget, null);
    deliver(this.#joined ? "sending" : "waiting");
    try {
      await this.call(cast.method, cast.params).answer;
      if (this.#lastCast.get(widget) === cast) deliver("taken");
    } catch (error) {
      if (this.#lastCast.get(widget) !== cast) return;
      if ((error as CallError).code !== LINK_LOST)
        return deliver("refused", (error as CallError).message, before);
      this.#setUnsent(widget, cast);
      deliver("waiting");
    }
  }

  #setUnsent(widget: string, cast: Cast | null): void {
    if (cast) this.#unsent.set(widget, cast);
    else if (!this.#unsent.delete(widget)) return;
    this.#identity.keepUnsent?.(JSON.stringify([...this.#unsent.values()]));
  }

  // Connecting

  #connect(): void {
    clearTimeout(this.#timer);
    if (this.refused) return;
    this.#forsake();
    const link = new Link(this.#url, {
      opened: () => this.#join(link),
      heard: () => this.#heard(),
      notified: (method, params) => {
        if (method === "room/changed") this.#changed(params as unknown as Changed);
      },
      closed: () => {
        if (this.#link === link) this.#lost();
      },
    });
    this.#link = link;
    this.#triedAt = Date.now();
    this.#timer = setTimeout(() => link.drop(), ATTEMPT_MS);
  }

  /** Leave the link there is for a new one. */
  #forsake(): void {
    const link = this.#link;
    this.#link = null;
    link?.drop();
    if (!this.#joined) return;
    this.#joined = false;
    this.#joiningAgain = false;
    this.#lostAt = Date.now();
    this.#setConnection("reconnecting");
  }

  #join(link: Link): void {
    const { role, token, deck } = this.#identity;
    link.call("room/join", { role, token: token ?? null, person: this.person, deck }).answer.then(
      (result) => {
        clearTimeout(this.#timer);
        this.#joiningAgain = false;
        this.#connectionName = result.connection;
        this.person = result.person || this.person;
        this.joinUrl = result.join_url ?? "";
        this.state = result.state as unknown as Snapshot;
        this.votes = { ...result.votes };
        this.#joined = true;
        this.#ownBlank = null;
        this.#tries = 0;
        this.connection = "connected";
        this.#touch(["snapshot", "connection"]);
        if (this.#wanted) this.#sendWanted();
        for (const cast of [...this.#unsent.values()]) void this.#cast(cast);
      },
      (error: CallError) => {
        if (error.code === CODES.NOT_ALLOWED) this.#refuse(error.message);
        else link.drop();
      },
    );
  }

  #refuse(why: string): void {
    clearTimeout(this.#timer);
    this.refused = why;
    this.connection = "offline";
    const link = this.#link;
    this.#link = null;
    link?.drop();
    this.#touch(["connection"]);
  }

  #lost(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#pulse);
    if (this.#joined) this.#lostAt = Date.now();
    this.#joined = false;
    this.#joiningAgain = false;
    this.#link = null;
    const gone = Date.now() - this.#lostAt;
    this.#setConnection(gone > OFFLINE_MS ? "offline" : "reconnecting");
    this.#timer = setTimeout(() => this.#connect(), backOff(this.#tries++, gone));
  }

  /** Perhaps there is a network again: find out now. */
  #wake(): void {
    if (this.#joined && Date.now() - this.#heardAt < STALE_MS) this.#check();
    else if (this.#joined || !this.#link || Date.now() - this.#triedAt > YOUNG_MS) {
      this.#tries = 0;
      this.#connect();
    }
  }

  #setConnection(connection: Connection): void {
    if (this.connection === connection) return;
    this.connection = connection;
    this.#touch(["connection"]);
  }

  // Signs of life

  #heard(): void {
    this.#heardAt = Date.now();
    clearTimeout(this.#pulse);
    this.#pulse = setTimeout(() => this.#check(), QUIET_MS);
  }

  #check(): void {
    const link = this.#link;
    if (!link || !this.#joined) return;
    clearTimeout(this.#pulse);
    const due = Date.now() + ANSWER_MS;
    this.#pulse = setTimeout(
      () => (Date.now() > due + LATE_MS ? this.#check() : link.drop()),
      ANSWER_MS,
    );
    link.call("room/ping", {}).answer.catch(() => {});
  }

  // What the room says

  #changed(changed: Changed): void {
    if (!this.state || changed.number <= this.state.number) return;
    const snapshot = changed.changes.some((change) => change.kind === "snapshot");
    if (changed.number > this.state.number + 1 && !snapshot) {
      this.#joinAgain();
      return;
    }
    let state = this.state;
    const widgets = new Set<string>();
    const echoes = new Map<string, number>();
    for (const change of changed.changes) {
      state = apply(state, change);
      if ("widget" in change) widgets.add(change.widget);
      if (change.kind === "position") this.#hear(change);
      if (change.kind === "inputs" && change.origin === this.#connectionName)
        echoes.set(change.widget, (echoes.get(change.widget) ?? 0) + 1);
    }
    this.state = { ...state, number: changed.number };
    this.#touch(
      changed.changes.map((change) => change.kind),
      widgets,
      echoes,
    );
  }

  /** Something was missed: the room's answer to another join is the whole state. */
  #joinAgain(): void {
    if (!this.#link || this.#joiningAgain) return;
    this.#joiningAgain = true;
    this.#join(this.#link);
  }

  #touch(
    kinds: (Change["kind"] | "connection")[],
    widgets: ReadonlySet<string> = new Set(),
    echoes: ReadonlyMap<string, number> = new Map(),
  ): void {
    const touched = { kinds: new Set(kinds), widgets, echoes };
    for (const listener of [...this.#listeners]) listener(touched);
  }

  // The outbox

  #sendWanted(): void {
    const wanted = this.#wanted;
    if (!wanted || !this.#joined) return;
    const told = this.#told;
    this.call("room/navigate", { ...wanted }).answer.then(
      () => this.#settle(wanted, ECHO_MS, told),
      (error: CallError) => {
        if (error.code !== LINK_LOST) this.#settle(wanted, 0, -1);
      },
    );
  }

  /** Own navigations come back in order, so only the answer to the last one says that the room has caught up. */
  #hear(place: Place & { origin?: string | null }): void {
    this.#told += 1;
    if (place.origin !== this.#connectionName) return;
    if (this.#answered === this.#wanted && this.#wanted && samePlace(this.#wanted, place))
      this.#wanted = null;
  }

  #settle(wanted: Place, wait: number, told: number): void {
    if (this.#wanted !== wanted) return;
    this.#answered = wanted;
    if (this.state && samePlace(this.state, wanted)) this.#wanted = null;
    else setTimeout(() => this.#giveUp(wanted, told), wait);
  }

  #giveUp(wanted: Place, told: number): void {
    // The room took it and has said nothing since: the line may be dying, and what is known here is from before.
    if (this.#wanted !== wanted || this.#told === told) return;
    this.#wanted = null;
    this.#touch(["position"]);
  }
}

export function samePlace(one: Place, other: Place): boolean {
  return one.slide === other.slide && one.step === other.step;
}

function voteOf(cast: Cast): Vote {
  const { ballot } = cast.params;
  if (cast.method === "room/vote") return { ballot, choice: cast.params.choice };
  return { ballot, ranked: { tiers: cast.params.tiers, bad: cast.params.bad ?? [] } };
}

/** The votes that an earlier page of this tab could not send. */
function casts(kept: string | null | undefined): Map<string, Cast> {
  const found = JSON.parse(kept || "[]") as Cast[];
  return new Map(found.map((cast) => [cast.params.widget, cast]));
}

/** Milliseconds until the next attempt; the spread keeps a hall of phones from knocking all at once. */
function backOff(tries: number, gone: number): number {
  const longest = gone > LONG_GONE_MS ? LONG_GONE_WAIT_MS : LONGEST_WAIT_MS;
  return Math.min(FIRST_WAIT_MS * 1.6 ** tries, longest) * (0.6 + 0.6 * Math.random());
}
