/**
 * What a shell offers to its widgets. Stage and speaker view share one kind of host; phone, print
 * and file have their own. A widget uses the interface alone.
 */
import type {
  BallotParams,
  BarTextParams,
  Json,
  KernelState,
  PreparedBallotParams,
  Question,
  RankingsResult,
  Run,
  Vote,
  VoteParams,
  WidgetState,
} from "./protocol.gen.js";

export type View = "stage" | "speaker" | "phone" | "print" | "file";

/** A recorded request with everything that came back, as `talk record` wrote it. */
export interface Recording {
  method: string;
  params: Record<string, Json>;
  events: Record<string, Json>[];
  result: Record<string, Json>;
  label?: string;
  lane?: string;
  /** Whether it is shown as the slide comes up. */
  first?: boolean;
  latency_ms?: number;
  recorded_at?: string;
}

/** What a vote says: the one field that belongs to the ballot's kind. */
export type Said = Omit<VoteParams, "widget" | "ballot">;

/** Where a reader's vote is on its way to the room. */
export interface Delivery {
  readonly ballot: string;
  /** `waiting`: there is no connection; the vote is sent once there is one. */
  readonly state: "sending" | "waiting" | "accepted" | "refused";
  /** Reason of a refusal; else empty. */
  readonly why: string;
}

/** A request that was started. */
export interface RunHandle {
  /**
   * Resolves with the run as it ended. Never rejects: a failure is a run with the status "failed"
   * or "interrupted".
   */
  readonly finished: Promise<Run>;
  cancel(): void;
}

export interface Host {
  readonly view: View;
  /** True where what a person does here is seen by everyone (stage, speaker). */
  readonly shared: boolean;
  readonly kernel: KernelState;
  /**
   * True on the screen whose clock plays what plays by itself: one of all shared views, and each
   * private view for itself.
   */
  readonly keepsTime: boolean;
  /** Return the widget's state as the room has it; an empty object before anything happened. */
  state(key: string): WidgetState;
  /**
   * Send a request to the kernel. On shared hosts the room runs it, and the run appears in
   * `state(key).runs[lane]`. On private hosts (phone) it runs for this page alone, and `update` is
   * called with each new state of the run. Hosts without a room answer from the recordings.
   */
  run(
    key: string,
    lane: string,
    method: string,
    params: Record<string, Json>,
    update: (run: Run) => void,
  ): RunHandle;
  /**
   * Send these inputs to everyone; all others stay as they are. Resolves with false where the room
   * refused them; private hosts have no room.
   */
  setInputs(key: string, inputs: Record<string, Json>): Promise<boolean>;
  /** Stop the widget's run in a lane, or all its runs. */
  stop(key: string, lane?: string): void;
  /**
   * Return the widget's recordings, in order. There are none until they are loaded; listeners are
   * called then.
   */
  recordings(key: string): readonly Recording[];
  /**
   * Call `changed` whenever the widget's state, the kernel's state or the recordings have changed.
   * `echoes` is how many of this screen's own `setInputs` the room has echoed; Infinity is all of
   * them, with a whole new state. Return a function that stops listening.
   */
  listen(key: string, changed: (echoes: number) => void): () => void;
  /**
   * Presenters: open a ballot, which appears as `state(key).ballot`. The same `id` again opens,
   * closes, hides or shows it, and its votes stay.
   */
  ballot(key: string, ballot: Omit<BallotParams, "widget">): void;
  /** Presenters: open, close, show or hide the ballot that the deck prepares for the widget. */
  preparedBallot(key: string, change: Omit<PreparedBallotParams, "widget">): void;
  /** Presenters: keep a text of the widget's ballot off the screens, or admit it again. */
  barText(key: string, change: Omit<BarTextParams, "widget">): void;
  /** Readers: vote; the last vote counts. */
  vote(key: string, ballot: string, said: Said): void;
  /** Return where this page's vote on the widget's ballot is; null where there was none. */
  delivery(key: string): Delivery | null;
  /** Return this reader's vote on the widget's ballot; null before, and where nobody votes. */
  mine(key: string): Vote | null;
  /** Presenters: return the room's rankings, without names; null where there are none. */
  rankings(key: string): Promise<RankingsResult | null>;
  /** The room's questions as far as this view may see them; null without a room. */
  readonly questions: readonly Question[] | null;
  /** Return whether this person wants a question answered; false where nobody votes. */
  wants(id: string): boolean;
  /** Readers: say that one wants a question answered, or take that back. */
  want(id: string, up: boolean): void;
  /** The room's address and its people, for widgets that show them; null without a room. */
  readonly room: {
    readonly joinUrl: string;
    readonly joined: number;
    readonly following: number;
  } | null;
}

let current: Host | null = null;

/** Install the shell's host; elements may only be defined after that. */
export function installHost(host: Host): void {
  current = host;
}

/** Return the shell's host; throw an Error where none is installed. */
export function installedHost(): Host {
  if (!current) throw new Error("no host is installed yet");
  return current;
}
