/** The rows of bars before and after training steps, and how a loss is written. */
import type { Candidate, PredictResult } from "../protocol.gen.js";
import { decimal, significant } from "./numbers.js";

export interface Row {
  token: Candidate;
  /** Probability before the last step; null where there was none. */
  before: number | null;
  now: number;
  rank: number;
  answer: boolean;
}

/**
 * Return a row for each of the likeliest tokens of the first map, in its order, and for the right
 * answer, which takes the last row where it is not among them.
 */
export function rowsOf(
  first: PredictResult,
  right: Candidate | undefined,
  before: PredictResult | null,
  now: PredictResult,
  rows: number,
): Row[] {
  const top = first.candidates.slice(0, rows);
  const shown =
    right && !top.some((item) => item.id === right.id) ? [...top.slice(0, rows - 1), right] : top;
  return shown.map((token) => {
    const found = find(now, token.id);
    return {
      token,
      before: before === null ? null : (find(before, token.id)?.probability ?? 0),
      now: found?.probability ?? 0,
      rank: found?.rank ?? now.candidates.length + 1,
      answer: token.id === right?.id,
    };
  });
}

/**
 * Find a token in a map. One that the map no longer lists has less probability than its last entry:
 * too little for a bar that anybody could see.
 */
function find(map: PredictResult, id: number): Candidate | undefined {
  return [...(map.tracked ?? []), ...map.candidates].find((item) => item.id === id);
}

/** Return a loss in nats, with fitting digits: 8.32, 0.41, 0.0031. */
export function nats(loss: number): string {
  return loss >= 0.1 ? decimal(loss, 2) : significant(loss, 2);
}
