/**
 * A ranking with ties and bad answers, and its changes one step at a time. Pure functions; answers
 * are numbers from 0.
 */
import type { Ranked } from "../../web/protocol.gen.js";

export interface Ranking {
  /** Tiers, best first; the answers of one tier are tied. */
  readonly tiers: readonly (readonly number[])[];
  /** Answers below all others. */
  readonly bad: readonly number[];
}

/** Return the ranking before anybody ranked: the answers in the order in which they came. */
export function asTheyCame(n: number): Ranking {
  return { tiers: Array.from({ length: n }, (_, answer) => [answer]), bad: [] };
}

/** Return a ranking from the wire; answers that it leaves out come last, each alone. */
export function complete(ranked: Ranked, n: number): Ranking {
  const bad = ranked.bad ?? [];
  const placed = new Set([...ranked.tiers.flat(), ...bad]);
  const missing = asTheyCame(n).tiers.filter(([answer]) => !placed.has(answer!));
  return { tiers: [...ranked.tiers, ...missing], bad };
}

/** Return the answers in their order on screen. */
export function flat(ranking: Ranking): number[] {
  return [...ranking.tiers.flat(), ...ranking.bad];
}

export function tierOf(ranking: Ranking, answer: number): number {
  return ranking.tiers.findIndex((tier) => tier.includes(answer));
}

export function isTied(ranking: Ranking, answer: number): boolean {
  return (ranking.tiers[tierOf(ranking, answer)]?.length ?? 0) > 1;
}

/**
 * Move an answer one place up: out of a tie to above it, else above the next tier. A bad answer
 * becomes the last of the others.
 */
export function better(ranking: Ranking, answer: number): Ranking {
  const at = tierOf(ranking, answer);
  if (at < 0) return good(ranking, answer);
  const to = isTied(ranking, answer) ? at : at - 1;
  return to < 0 ? ranking : insert(without(ranking, answer), answer, to);
}

/**
 * Move an answer one place down: out of a tie to below it, else below the next tier. The last one
 * stays where it is.
 */
export function worse(ranking: Ranking, answer: number): Ranking {
  const at = tierOf(ranking, answer);
  if (at < 0 || (at === ranking.tiers.length - 1 && !isTied(ranking, answer))) return ranking;
  return insert(without(ranking, answer), answer, at + 1);
}

/** Tie an answer with the tier above; one that is tied moves to its own tier below. */
export function tie(ranking: Ranking, answer: number): Ranking {
  const at = tierOf(ranking, answer);
  if (isTied(ranking, answer)) return insert(without(ranking, answer), answer, at + 1);
  if (at < 1) return ranking;
  const rest = without(ranking, answer);
  return {
    ...rest,
    tiers: rest.tiers.map((tier, index) => (index === at - 1 ? [...tier, answer] : tier)),
  };
}

export function toggleBad(ranking: Ranking, answer: number): Ranking {
  if (ranking.bad.includes(answer)) return good(ranking, answer);
  const rest = without(ranking, answer);
  return { ...rest, bad: [...rest.bad, answer] };
}

/**
 * Put an answer at a place of the list on screen, counted from 0 without the answer itself. Between
 * two tied answers it is tied, among the bad ones it is bad.
 */
export function place(ranking: Ranking, answer: number, at: number): Ranking {
  const rest = without(ranking, answer);
  const good = rest.tiers.flat().length;
  if (at > good || (at === good && rest.bad.length > 0 && ranking.bad.includes(answer))) {
    const bad = [...rest.bad];
    bad.splice(at - good, 0, answer);
    return { ...rest, bad };
  }
  let passed = 0;
  for (const [index, tier] of rest.tiers.entries()) {
    if (at <= passed) return insert(rest, answer, index);
    if (at < passed + tier.length)
      return {
        ...rest,
        tiers: rest.tiers.map((other, other_at) =>
          other_at === index ? [...tier, answer] : other,
        ),
      };
    passed += tier.length;
  }
  return insert(rest, answer, rest.tiers.length);
}

function good(ranking: Ranking, answer: number): Ranking {
  const rest = without(ranking, answer);
  return insert(rest, answer, rest.tiers.length);
}

function without(ranking: Ranking, answer: number): Ranking {
  const tiers = ranking.tiers
    .map((tier) => tier.filter((other) => other !== answer))
    .filter((tier) => tier.length > 0);
  return { tiers, bad: ranking.bad.filter((other) => other !== answer) };
}

/**
 * Insert an answer as its own tier before tier `at`, counted as if its old tier were still there
 * where it stood alone.
 */
function insert(ranking: Ranking, answer: number, at: number): Ranking {
  const tiers = [...ranking.tiers];
  tiers.splice(Math.max(0, at), 0, [answer]);
  return { ...ranking, tiers };
}
