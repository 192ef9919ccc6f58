/**
 * The client's side of the room: the state kept current, the connection kept alive, and where this
 * screen is.
 *
 * - A dead network is noticed within three seconds (QUIET_MS + ANSWER_MS). Each sign that it may
 *   work again (`online`, the page coming to the front) starts an attempt at once, beside the
 *   back-off.
 * - What a presenter does is shown at once: their own navigation and cover stand until the room has
 *   them, so that what others did before it arrived never moves this screen back.
 *
 * The file is long because state, connection and position decide together what a screen shows; what
 * each of them does by itself is in the files beside it.
 */

import { type Cover, toggled } from "../cover.js";
import type { TalkElement } from "../element.js";
import type { Delivery } from "../host.js";
import { isInRun } from "../navigation.js";
import {
  type Blank,
  type Change,
  type Changed,
  CODES,
  type Methods,
  type Proof,
  type Role,
  type RunEvents,
  type RunResult,
  type SendParams,
  type Vote,
  type VoteParams,
} from "../protocol.gen.js";
import { reasonOf } from "../ui/refusals.js";
import { type Call, type CallError, CONNECTION_LOST, Connection, lostCall } from "./connection.js";
import { OwnQuestions } from "./own_questions.js";
import type { Params } from "./session.js";
import { apply, type Snapshot } from "./store.js";
import { VoteOutbox } from "./vote_outbox.js";

/** "reconnecting" becomes "offline" after OFFLINE_MS. */
export type ConnectionState = "connected" | "reconnecting" | "offline";

/** Silence after which the room is asked whether it is there. */
const QUIET_MS = 1700;
/** Longest wait for the answer to that. */
const ANSWER_MS = 1100;
/** Longest time of an attempt, from opening the socket to the answer to room/join. */
const ATTEMPT_MS = 4000;
/** Age below which an attempt is not given up for a new one. */
const YOUNG_MS = 1000;
/** Silence (sleep, another network) after which a new socket is faster than asking on the old. */
const STALE_MS = 5000;
/** Delay of a timer that says that this page was busy or asleep, not that the network is dead. */
const LATE_MS = 250;
const FIRST_WAIT_MS = 200;
/** Longest wait between attempts in the first minute (LONG_GONE_MS). */
const LONGEST_WAIT_MS = 1000;
/** Longest wait between attempts after the first minute. */
const LONG_GONE_WAIT_MS = 4000;
const LONG_GONE_MS = 60_000;
const OFFLINE_MS = 12_000;
/** Longest wait for the change that an answered navigation causes. */
const ECHO_MS = 600;

export interface Position {
  readonly slide: string;
  readonly step: number;
}

export interface RoomOptions {
  readonly role: Role;
  /** The presenter's token. */
  readonly token?: string | null;
  /** Makes a remote's proof for each attempt to join. */
  readonly proof?: () => Proof;
  /** Signs a remote's requests. */
  readonly sign?: (method: string, params: Params) => SendParams;
  /** The secret that a phone got at its first visit. */
  readonly person?: string | null;
  /** Hash of the deck that this page shows. */
  readonly deck: string;
  /** What `keepUnsent` got last, so that a vote given without a connection survives a reload. */
  readonly unsent?: string | null;
  readonly keepUnsent?: (unsent: string) => void;
}

/** A prompt from the room that a presenter accepted. */
export interface AcceptedPrompt {
  readonly widget: string;
  readonly text: string;
}

/** What an update of the room changed. */
export interface RoomUpdate {
  /** Kinds of change; "snapshot" is everything. */
  readonly kinds: ReadonlySet<Change["kind"] | "connection">;
  /** Keys of the widgets concerned. */
  readonly widgets: ReadonlySet<string>;
  /** How many of this screen's own inputs came back with it, by widget. */
  readonly echoes: ReadonlyMap<string, number>;
  /** Prompts from the room that were accepted, in order. */
  readonly accepted: readonly AcceptedPrompt[];
}

export class Room {
  connectionState: ConnectionState = "reconnecting";
  /** Null before the room has been joined. */
  state: Snapshot | null = null;
  joinUrl = "";
  person: string | null;
  /** Why the room does not let this screen in; it is not tried again. Else empty. */
  refused = "";
  /** What the room waits for before it lets this screen in; it is tried again. Else empty. */
  waiting = "";

  #url: string;
  #options: RoomOptions;
  /** What this person has asked and wants answered. */
  readonly ownQuestions = new OwnQuestions(this, () => this.#notify(["question"]));
  #votes: VoteOutbox;
  #connection: Connection | null = null;
  /** The room's name for the connection; changes that this screen caused carry it as origin. */
  #connectionName = "";
  #joined = false;
  #rejoining = false;
  /** This screen's latest navigation, until the room has caught up with it. */
  #ownPosition: Position | null = null;
  /** The latest own navigation that the room has answered. */
  #answeredPosition: Position | null = null;
  /** Last position in the run before this screen's latest navigation. */
  #ownAnchor: Position | null = null;
  /** How many positions have come from the room. */
  #positionsReceived = 0;
  /** This screen's latest cover: until the room answers, or until a move or the next join. */
  #ownCover: { readonly mode: Blank } | null = null;
  #listeners = new Set<(update: RoomUpdate) => void>();
  #lostAt = Date.now();
  #attempts = 0;
  #attemptedAt = 0;
  /** Ends an attempt that takes too long, or starts the next one. */
  #attemptTimer = 0;
  #receivedAt = 0;
  /** Asks for a sign of life, or ends the connection that gave none. */
  #aliveTimer = 0;

  constructor(url: string, options: RoomOptions) {
    this.#url = url;
    this.#options = options;
    this.person = options.person ?? null;
    this.#votes = new VoteOutbox(
      this,
      (widget) => this.#notify(["tally"], new Set([widget])),
      options,
    );
  }

  /** Join the room, and join it again after each loss, for as long as the page lives. */
  open(): void {
    addEventListener("online", () => this.#tryNow());
    addEventListener("offline", () => this.#checkAlive());
    // A page that comes back from the browser's cache of whole pages has a dead socket and no event
    // for it.
    addEventListener("pageshow", () => this.#tryNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#tryNow();
    });
    this.#connect();
  }

  /** Call `changed` after each update; return the function that ends this. */
  listen(changed: (update: RoomUpdate) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Whether requests can be sent. */
  get joined(): boolean {
    return this.#joined;
  }

  /** Where this screen should be: its own latest navigation, else the room's position. */
  get position(): Position | null {
    return this.#ownPosition ?? this.state;
  }

  /** Last position in the run, where moves from a slide outside it start; a presenter's only. */
  get anchor(): Position | null {
    const { position, state } = this;
    if (!position || !state?.run || !state.anchor) return null;
    if (isInRun({ run: state.run }, position)) return position;
    return (this.#ownPosition && this.#ownAnchor) ?? state.anchor;
  }

  /** Whether this screen's clock moves what plays for everybody; alone, it moves what is here. */
  get keepsTime(): boolean {
    return !this.#joined || this.state?.timekeeper === this.#connectionName;
  }

  /** What covers the projected slide: this screen's own latest cover, else the room's. */
  get blank(): Blank {
    return this.#ownCover?.mode ?? this.state?.blank ?? "none";
  }

  /** This person's votes, by widget. */
  get votes(): Readonly<Record<string, Vote>> {
    return this.#votes.votes;
  }

  /** How far the votes given on this page have come, by widget. */
  get deliveries(): Readonly<Record<string, Delivery>> {
    return this.#votes.deliveries;
  }

  /** Send a request. Without a connection the call fails at once, with code CONNECTION_LOST. */
  call<M extends keyof Methods>(
    method: M,
    params: Methods[M]["params"],
    event?: (event: Methods[M]["event"]) => void,
  ): Call<M> {
    const connection = this.#joined ? this.#connection : null;
    const { sign } = this.#options;
    if (connection && sign) {
      const call = connection.call("remote/send", sign(method, params as Params));
      const answer = call.answer.then(({ result }) => result as Methods[M]["result"]);
      return { answer, cancel: () => call.cancel() };
    }
    if (connection) return connection.call(method, params, event);
    return lostCall("there is no connection to the room");
  }

  run(
    params: Methods["widget/run"]["params"],
    event?: (event: RunEvents) => void,
  ): Call<"widget/run"> & { answer: Promise<RunResult> } {
    return this.call("widget/run", params, event);
  }

  /** Vote, now or once there is a connection; `deliveries` says how far the vote is. */
  vote(params: VoteParams): void {
    void this.#votes.vote(params);
  }

  /** Move this screen at once, and everybody by the room. */
  navigate(slide: string, step: number): void {
    // Reached already, as when the room brought this screen there meanwhile: nothing to send.
    if (this.position && samePosition(this.position, { slide, step })) return;
    this.#ownAnchor = this.anchor;
    this.#ownPosition = { slide, step };
    if (this.#ownCover) {
      // A move shows the slide; in the room as well (present/room).
      this.#ownCover = null;
      this.#notify(["blank"]);
    }
    this.#sendOwnPosition();
  }

  /** Cover the projected slide for everybody, or show it again; alone, on this screen only. */
  toggleCover(mode: Cover): void {
    // A second press may come before the room has answered the first, so `blank` counts our own.
    const cover = { mode: toggled(this.blank, mode) };
    this.#ownCover = cover;
    this.#notify(["blank"]);
    this.call("room/blank", { mode: cover.mode }).answer.then(
      // The room sends the change after the answer; without this the old state would show between.
      () => this.#endOwnCover(cover, cover.mode),
      (error: CallError) => {
        if (error.code !== CONNECTION_LOST) this.#endOwnCover(cover);
      },
    );
  }

  #endOwnCover(cover: { readonly mode: Blank }, blank?: Blank): void {
    if (this.state && blank) this.state = { ...this.state, blank };
    if (this.#ownCover === cover) this.#ownCover = null;
    this.#notify(["blank"]);
  }

  // The connection

  #connect(): void {
    clearTimeout(this.#attemptTimer);
    if (this.refused) return;
    this.#abandonConnection();
    const connection = new Connection(this.#url, {
      opened: () => this.#join(connection),
      received: () => {
        this.#receivedAt = Date.now();
        clearTimeout(this.#aliveTimer);
        this.#aliveTimer = setTimeout(() => this.#checkAlive(), QUIET_MS);
      },
      notified: (method, params) => {
        if (method === "room/changed") this.#receiveChanges(params as Changed);
      },
      closed: () => {
        // Else another attempt has taken its place, and has timers of its own.
        if (this.#connection === connection) this.#retryLater();
      },
    });
    this.#connection = connection;
    this.#attemptedAt = Date.now();
    // Browsers give up a socket that does not open after a minute or two.
    this.#attemptTimer = setTimeout(() => connection.drop(), ATTEMPT_MS);
  }

  #abandonConnection(): void {
    const connection = this.#connection;
    // Forgotten first, so that its `closed` starts no further attempt.
    this.#connection = null;
    connection?.drop();
    if (!this.#joined) return;
    this.#joined = false;
    this.#rejoining = false;
    this.#lostAt = Date.now();
    this.#setConnectionState("reconnecting");
  }

  #join(connection: Connection): void {
    const { role, token = null, deck } = this.#options;
    const proof = this.#options.proof?.() ?? null;
    connection.call("room/join", { role, token, person: this.person, deck, proof }).answer.then(
      (result) => {
        clearTimeout(this.#attemptTimer);
        // What was shown without a connection was this screen's alone; the room's state is right.
        if (!this.#joined) this.#ownCover = null;
        this.#rejoining = false;
        this.#connectionName = result.connection;
        this.person = result.person || this.person;
        this.joinUrl = result.join_url ?? "";
        this.waiting = "";
        this.state = result.state;
        // The room's word replaces what this page believed, whatever was lost on the way.
        this.#votes.votes = { ...result.votes };
        this.ownQuestions.joined(result);
        this.#joined = true;
        this.#attempts = 0;
        this.connectionState = "connected";
        this.#notify(["snapshot", "connection"]);
        // After the snapshot: what was moved to without a connection is still what this screen
        // wants.
        this.#sendOwnPosition();
        this.#votes.sendUnsent();
      },
      (error: CallError) => {
        // Refused for its role or token; to come again would be refused again. All else may pass.
        if (error.code === CODES.NOT_ALLOWED) this.#stopRefused(reasonOf(error));
        else {
          if (error.code === CODES.WAITING) this.waiting = reasonOf(error);
          connection.drop();
        }
      },
    );
  }

  #stopRefused(why: string): void {
    clearTimeout(this.#attemptTimer);
    this.refused = why;
    this.connectionState = "offline";
    const connection = this.#connection;
    this.#connection = null;
    connection?.drop();
    this.#notify(["connection"]);
  }

  #retryLater(): void {
    clearTimeout(this.#attemptTimer);
    clearTimeout(this.#aliveTimer);
    if (this.#joined) this.#lostAt = Date.now();
    this.#joined = false;
    this.#rejoining = false;
    this.#connection = null;
    const goneMs = Date.now() - this.#lostAt;
    this.#setConnectionState(goneMs > OFFLINE_MS ? "offline" : "reconnecting");
    const waitMs = backOff(this.#attempts, goneMs);
    this.#attempts += 1;
    this.#attemptTimer = setTimeout(() => this.#connect(), waitMs);
  }

  /** Find out now whether the network works, as something says that it may. */
  #tryNow(): void {
    if (this.#joined && Date.now() - this.#receivedAt < STALE_MS) this.#checkAlive();
    else if (this.#joined || !this.#connection || Date.now() - this.#attemptedAt > YOUNG_MS) {
      this.#attempts = 0;
      this.#connect();
    }
  }

  /** Ask for a sign of life; drop the connection when none comes within ANSWER_MS. */
  #checkAlive(): void {
    const connection = this.#connection;
    if (!connection || !this.#joined) return;
    clearTimeout(this.#aliveTimer);
    const due = Date.now() + ANSWER_MS;
    this.#aliveTimer = setTimeout(() => {
      // A page that slept has not looked for the answer: ask again.
      if (Date.now() > due + LATE_MS) this.#checkAlive();
      else connection.drop();
    }, ANSWER_MS);
    // The answer itself is of no interest: `received` notes that something came.
    connection.call("room/ping", {}).answer.catch(() => {});
  }

  #setConnectionState(state: ConnectionState): void {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.#notify(["connection"]);
  }

  // What the room sends

  #receiveChanges({ number, changes }: Changed): void {
    // A snapshot may hold changes whose message is still on its way.
    if (!this.state || number <= this.state.number) return;
    const hasSnapshot = changes.some((change) => change.kind === "snapshot");
    if (number > this.state.number + 1 && !hasSnapshot) {
      // Something was missed. The answer to another join has the whole state.
      if (this.#connection && !this.#rejoining) {
        this.#rejoining = true;
        this.#join(this.#connection);
      }
      return;
    }
    let state = this.state;
    const widgets = new Set<string>();
    const echoes = new Map<string, number>();
    const accepted: AcceptedPrompt[] = [];
    for (const change of changes) {
      state = apply(state, change);
      if ("widget" in change) widgets.add(change.widget);
      if (change.kind === "position") this.#receivePosition(change);
      if (change.kind === "accepted") accepted.push(change);
      if (change.kind === "inputs" && change.origin === this.#connectionName)
        echoes.set(change.widget, (echoes.get(change.widget) ?? 0) + 1);
    }
    this.state = { ...state, number };
    this.#notify(
      changes.map((change) => change.kind),
      widgets,
      echoes,
      accepted,
    );
  }

  #notify(
    kinds: (Change["kind"] | "connection")[],
    widgets: ReadonlySet<string> = new Set(),
    echoes: ReadonlyMap<string, number> = new Map(),
    accepted: readonly AcceptedPrompt[] = [],
  ): void {
    const update = { kinds: new Set(kinds), widgets, echoes, accepted };
    // A copy: a widget that is removed by an update stops listening while the list is walked.
    for (const listener of [...this.#listeners]) listener(update);
  }

  // This screen's own position: it stands until the room has caught up with it

  #sendOwnPosition(): void {
    const sent = this.#ownPosition;
    if (!sent || !this.#joined) return;
    // Compared after the answer, to tell whether the room has said anything since.
    const receivedBefore = this.#positionsReceived;
    const settle = (waitMs: number, receivedBefore: number): void => {
      if (this.#ownPosition !== sent) return;
      this.#answeredPosition = sent;
      if (this.state && samePosition(this.state, sent)) this.#ownPosition = null;
      else setTimeout(() => this.#endOwnPosition(sent, receivedBefore), waitMs);
    };
    this.call("room/navigate", { ...sent }).answer.then(
      () => settle(ECHO_MS, receivedBefore),
      (error: CallError) => {
        // Without a connection the next join sends it again; refused, it ends at once.
        if (error.code !== CONNECTION_LOST) settle(0, -1);
      },
    );
  }

  /** Note a position; only the echo of our last navigation, which come back in order, ends it. */
  #receivePosition(position: Position & { origin?: string | null }): void {
    this.#positionsReceived += 1;
    if (position.origin !== this.#connectionName) return;
    if (!this.#ownPosition || this.#answeredPosition !== this.#ownPosition) return;
    if (samePosition(this.#ownPosition, position)) this.#ownPosition = null;
  }

  /** Go by the room's position, unless no position has come since `receivedBefore`. */
  #endOwnPosition(position: Position, receivedBefore: number): void {
    // The room took it and has sent nothing since: the connection may be dying, and what is known
    // here is from before.
    if (this.#ownPosition !== position || this.#positionsReceived === receivedBefore) return;
    this.#ownPosition = null;
    this.#notify(["position"]);
  }
}

/**
 * Send each accepted prompt to its widget, on the one screen that keeps time.
 *
 * `widget` returns the widget on this screen, or null where it is not there.
 */
export function sendAccepted(
  room: Room,
  widget: (key: string) => Pick<TalkElement, "acceptPrompt"> | null,
): void {
  room.listen(({ accepted }) => {
    if (!room.keepsTime) return;
    for (const prompt of accepted) widget(prompt.widget)?.acceptPrompt?.(prompt.text);
  });
}

/** Show the slide, and start a clock that has not run: what a clicker's start button means. */
export function beginTalk(room: Room): void {
  if (room.blank !== "none") room.toggleCover("black");
  if (room.state?.clock?.armed) void room.call("clock/start", {}).answer.catch(() => {});
}

export function samePosition(one: Position, other: Position): boolean {
  return one.slide === other.slide && one.step === other.step;
}

/** Return the milliseconds until the next attempt; random, lest a hall of phones comes at once. */
function backOff(attempts: number, goneMs: number): number {
  const longest = goneMs > LONG_GONE_MS ? LONG_GONE_WAIT_MS : LONGEST_WAIT_MS;
  return Math.min(FIRST_WAIT_MS * 1.6 ** attempts, longest) * (0.6 + 0.6 * Math.random());
}
