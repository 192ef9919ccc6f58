/** Runs that a browser makes itself, in the words of the wire. */

import type { Json, Run } from "../protocol.gen.js";
import { type CallError, LINK_LOST } from "../room/connection.js";

type Params = Record<string, Json>;

export function waitingRun(method: string, params: Params): Run {
  return { id: "", method, params, status: "waiting", done: false, events: [] };
}

/** Cut off by a lost connection: interrupted; refused by the other side: failed. */
export function failedRun(
  method: string,
  params: Params,
  error: CallError,
  events: Params[] = [],
): Run {
  const status = error.code === LINK_LOST ? "interrupted" : "failed";
  return {
    id: "",
    method,
    params,
    status,
    done: true,
    events,
    error: { code: error.code, message: error.message },
  };
}
