/** Runs that the browser makes itself, in the form of the wire. */
import type { Json, Run } from "../protocol.gen.js";
import { type CallError, CONNECTION_LOST } from "../room/connection.js";
import { namedIn } from "../ui/refusals.js";

type Params = Record<string, Json>;

/** Return the run of a request that is on its way. */
export function waitingRun(method: string, params: Params): Run {
  return { id: "", method, params, status: "waiting", done: false, events: [] };
}

/** Return the run of a failed request: "interrupted" if the connection was lost, else "failed". */
export function failedRun(
  method: string,
  params: Params,
  error: CallError,
  events: Params[] = [],
): Run {
  return {
    // No id: the room does not know these runs, and nobody asks for one of them by its id.
    id: "",
    method,
    params,
    status: error.code === CONNECTION_LOST ? "interrupted" : "failed",
    done: true,
    events,
    error: { code: error.code, message: error.message, ...namedIn(error) },
  };
}
