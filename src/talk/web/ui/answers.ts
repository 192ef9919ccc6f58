/** What answers the request that the controls stand for: the run of the lane, or a recording of the very same request. */
import type { Shown } from "../element.js";
import type { Recording } from "../host.js";
import type { Json } from "../protocol.gen.js";
import { reportUnanswered } from "../recordings.js";
import { findRecording, same } from "./requests.js";

/** Null while nothing answers. A run with another request's answer is none. */
export function answerTo(
  shown: Shown | null,
  recordings: readonly Recording[],
  method: string,
  params: Record<string, Json>,
): Shown | null {
  const mine =
    shown !== null && shown.method === method && same(shown.params, params) ? shown : null;
  if (mine && (mine.result !== null || mine.events.length > 0)) return mine;
  const recording = findRecording(recordings, method, params);
  if (!recording && !mine) reportUnanswered(recordings);
  return recording && (!mine || mine.done) ? fromRecording(recording) : mine;
}

function fromRecording(recording: Recording): Shown {
  return {
    state: "recorded",
    method: recording.method,
    params: recording.params,
    events: recording.events,
    result: recording.result,
    done: true,
    error: "",
    latencyMs: recording.latency_ms ?? null,
    queuePlace: null,
    run: null,
  };
}
