/**
 * What a shell offers its widgets. Stage, speaker, phone, print and file each have their own host;
 * a widget knows only this.
 */
import type {
  BallotParams,
  Json,
  KernelState,
  RankingsResult,
  Run,
  Vote,
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
  /** Shown when the slide comes up. */
  first?: boolean;
  latency_ms?: number;
  recorded_at?: string;
}

/** How far a reader's vote has come. */
export interface Delivery {
  readonly ballot: string;
  /** waiting: there is no connection, and it is sent once there is one. */
  readonly state: "sending" | "waiting" | "taken" | "refused";
  /** Why it was refused; else empty. */
  readonly why: string;
}

export interface RunHandle {
  /**
   * Ends with the run as it stands at its end; never rejects: a failure is a run with status
   * "failed" or "interrupted".
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
   * True on the screen whose clock moves what plays: one for all shared views, each private one for
   * itself.
   */
  readonly keepsTime: boolean;
  /** The shared state of a widget, as the room has it; empty object before anything happened. */
  state(key: string): WidgetState;
  /**
   * Ask the kernel. Shared hosts: the room runs it and the run appears in `state(key).runs[lane]`.
   * Private hosts (phone): only here, and `update` is called with each new state of the run.
   * Offline hosts answer from the recordings.
   */
  run(
    key: string,
    lane: string,
    method: string,
    params: Record<string, Json>,
    update: (run: Run) => void,
  ): RunHandle;
  /**
   * Tell everyone what these controls say; others stay as they are. False: the room did not take it
   * (on private hosts there is none).
   */
  setInputs(key: string, inputs: Record<string, Json>): Promise<boolean>;
  stop(key: string, lane?: string): void;
  /**
   * Recordings made for this widget, in order; empty until they are loaded (then listeners are
   * called).
   */
  recordings(key: string): readonly Recording[];
  /**
   * Called whenever state(key), the kernel's state or the recordings changed, with how many of this
   * screen's own `setInputs` the room has said back (Infinity: all, with a whole new state).
   * Returns the way to stop listening.
   */
  listen(key: string, changed: (echoes: number) => void): () => void;
  /**
   * Presenters: ask the room; it appears as `state(key).ballot`. The same id again opens, closes,
   * hides or shows it, and its votes stay.
   */
  ballot(key: string, ballot: Omit<BallotParams, "widget">): void;
  /** Readers: one of the options, the last one counts. */
  vote(key: string, ballot: string, choice: number): void;
  /** Readers: an order of the options, best tier first; `bad` are below all. */
  rank(key: string, ballot: string, tiers: number[][], bad: number[]): void;
  /**
   * How far this reader's vote on the widget's ballot has come; null where none was given on this
   * page.
   */
  delivery(key: string): Delivery | null;
  /** What this reader said to the widget's ballot; null before, and where nobody votes. */
  mine(key: string): Vote | null;
  /** Presenters: the room's orders, without names; null where there are none. */
  rankings(key: string): Promise<RankingsResult | null>;
  /** Facts of the room for widgets that show them (title slide): join address, people. */
  readonly room: {
    readonly joinUrl: string;
    readonly joined: number;
    readonly following: number;
  } | null;
}

let current: Host | null = null;

/** The shell installs its host before the elements are defined. */
export function installHost(host: Host): void {
  current = host;
}

export function theHost(): Host {
  if (!current) throw new Error("no host is installed yet");
  return current;
}
