/**
 * Requests to the kernel as widgets make them, and what answers one: a run, or a recording of the
 * very same request.
 */
import type { Recording } from "./host.js";
import type { Json, Methods, Run } from "./protocol.gen.js";
import { canonical, reportUnanswered } from "./recordings.js";
import { worded } from "./ui/refusals.js";

export type MethodName = keyof Methods;

/** A request to the kernel. */
export interface Request<M extends MethodName = MethodName> {
  readonly method: M;
  readonly params: Methods[M]["params"];
}

/** Parameters to replace in a prepared request; undefined leaves one out. */
export type Changes<M extends MethodName> = {
  readonly [Name in keyof Methods[M]["params"]]?: Methods[M]["params"][Name] | undefined;
};

/** What the badge says; `prepared` is a recorded result shown before anybody asked for anything. */
export type State = "prepared" | "live" | "recorded" | "waiting" | "interrupted" | "failed";

/** States from what a viewer must not miss to what they may take for granted. */
const WORST_FIRST = ["failed", "interrupted", "waiting", "recorded", "live"] as const;

/** Return the state of a figure whose parts have these: the worst; `prepared` where all are. */
export function worstOf(states: readonly (State | undefined)[]): State {
  return WORST_FIRST.find((state) => states.includes(state)) ?? "prepared";
}

/** Return the state of columns side by side: one that is only prepared makes all of them so. */
export function worstOfColumns(states: readonly State[]): State {
  const worst = worstOf(states);
  return states.includes("prepared") && (worst === "recorded" || worst === "live")
    ? "prepared"
    : worst;
}

/** A run as a widget sees it: the shared or private run, or the prepared recording in its place. */
export interface Shown<M extends MethodName = MethodName> {
  state: State;
  method: M;
  params: Methods[M]["params"];
  events: Methods[M]["event"][];
  result: Methods[M]["result"] | null;
  done: boolean;
  /** Why it failed or was interrupted, in the language of the interface where that has words. */
  error: string;
  latencyMs: number | null;
  queuePlace: number | null;
  /** A run a person (or the room) started; null when this is a recording. */
  run: Run | null;
}

export function fromRun(run: Run): Shown {
  return {
    state: run.status,
    ...typed(run),
    done: run.done ?? false,
    // A code that the interface has words for is said in its language, any other as it came.
    error: run.error ? worded(run.error) || run.error.message : "",
    latencyMs: run.latency_ms ?? null,
    queuePlace: run.queue_place ?? null,
    run,
  };
}

export function fromRecording(recording: Recording, state: "prepared" | "recorded"): Shown {
  return {
    state,
    ...typed(recording),
    done: true,
    error: "",
    latencyMs: recording.latency_ms ?? null,
    queuePlace: null,
    run: null,
  };
}

/** Return JSON as the types of its method, which the room checked it against before it sent it. */
function typed(run: Run | Recording): Pick<Shown, "method" | "params" | "events" | "result"> {
  const { method, params, events = [], result = null } = run;
  // By way of `unknown`, which is the one place where JSON becomes a method's types.
  const json: unknown = { method, params, events, result };
  return json as Shown;
}

/** Return the parameters of a recording whose method is known. */
export function recordedParams<M extends MethodName>(recording: Recording): Methods[M]["params"] {
  return typed(recording).params as Methods[M]["params"];
}

/** Return whether two requests are the same, whatever the order of keys and without nulls. */
export function same(one: object, other: object): boolean {
  return canonical(one as Json) === canonical(other as Json);
}

/** Return the recording that answers exactly this request; undefined where there is none. */
export function findRecording(
  recordings: readonly Recording[],
  { method, params }: { method: string; params: object },
): Recording | undefined {
  return recordings.find((item) => item.method === method && same(item.params, params));
}

/**
 * Return the run that answers a request, or the request's recording; null while nothing answers.
 *
 * A run of another request is no answer.
 */
export function answerTo<M extends MethodName>(
  shown: Shown | null,
  recordings: readonly Recording[],
  request: Request<M>,
): Shown<M> | null {
  const mine = shown !== null && answers(shown, request) ? shown : null;
  // A run that ended without a word gives way to the recording; one that is awaited does not.
  if (mine && (mine.result !== null || mine.events.length > 0)) return mine;
  const recording = findRecording(recordings, request);
  // A phone then loads the recordings of this slide.
  if (!recording && !mine) reportUnanswered(recordings);
  return recording && (!mine || mine.done)
    ? (fromRecording(recording, "recorded") as Shown<M>)
    : mine;
}

function answers<M extends MethodName>(shown: Shown, request: Request<M>): shown is Shown<M> {
  return shown.method === request.method && same(shown.params, request.params);
}
