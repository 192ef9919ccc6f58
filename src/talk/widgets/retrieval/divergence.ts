/**
 * Where two answers diverge: the first token that differs, and both next-token maps there. Pure
 * functions.
 */
import type { Candidate, StepEvent } from "../../web/protocol.gen.js";

/** An entry and its probability in both maps; where a map does not list it, a bound is known. */
export interface ForkRow {
  token: Candidate;
  without: Share;
  with: Share;
}

export interface Share {
  probability: number;
  /** Whether the probability is only known to be below this. */
  below: boolean;
}

export interface Fork {
  /** Text that both answers have in common, up to there. */
  common: string;
  rows: ForkRow[];
}

/**
 * Return where the answers diverge; null while they do not, and where their tokens have no maps.
 */
export function forkOf(
  without: readonly StepEvent[],
  found: readonly StepEvent[],
  most: number,
): Fork | null {
  const length = Math.min(without.length, found.length);
  let at = 0;
  while (at < length && without[at]!.id === found[at]!.id) at += 1;
  const [before, after] = [without[at]?.candidates ?? [], found[at]?.candidates ?? []];
  if (before.length === 0 || after.length === 0) return null;
  // Half of the rows for the likeliest tokens of each map, then whatever else is listed.
  const half = Math.ceil(most / 2);
  const rows = new Map<number, ForkRow>();
  for (const token of [...after.slice(0, half), ...before.slice(0, half), ...after, ...before]) {
    if (rows.size < most && !rows.has(token.id))
      rows.set(token.id, {
        token,
        without: shareIn(before, token.id),
        with: shareIn(after, token.id),
      });
  }
  const common = without
    .slice(0, at)
    .map((event) => event.text ?? "")
    .join("");
  return {
    common,
    rows: [...rows.values()].toSorted(
      (one, other) => other.with.probability - one.with.probability,
    ),
  };
}

function shareIn(candidates: readonly Candidate[], id: number): Share {
  const found = candidates.find((candidate) => candidate.id === id);
  return found
    ? { probability: found.probability, below: false }
    : { probability: candidates.at(-1)!.probability, below: true };
}
