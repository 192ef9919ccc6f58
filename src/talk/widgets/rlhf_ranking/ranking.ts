/**
 * An order with ties and bad answers, and how it is changed one step at a time. Values only;
 * answers are numbers from 0.
 */
import type { Ranked } from "../../web/protocol.gen.js";

export interface Ranking {
  /** Best first; answers of one tier are tied. */
  readonly tiers: readonly (readonly number[])[];
  /** Below all others. */
  readonly bad: readonly number[];
}

export function asTheyCame(n: number): Ranking {
  return { tiers: Array.from({ length: n }, (_, answer) => [answer]), bad: [] };
}

/** A ranking from the wire; answers it leaves out come last, each alone. */
export function complete(ranked: Ranked, n: number): Ranking {
  const bad = ranked.bad ?? [];
  const placed = new Set([...ranked.tiers.flat(), ...bad]);
  const missing = asTheyCame(n).tiers.filter(([answer]) => !placed.has(answer!));
  return { tiers: [...ranked.tiers, ...missing], bad };
}

/** Answers in the order they stand on screen. */
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
 * One place better: out of a tie to above it, else over the tier above; a bad answer comes back as
 * the last.
 */
export function better(ranking: Ranking, answer: number): Ranking {
  const at = tierOf(ranking, answer);
  if (at < 0) return good(ranking, answer);
  const to = isTied(ranking, answer) ? at : at - 1;
  return to < 0 ? ranking : insert(without(ranking, answer), answer, to);
}

/**
 * One place worse: out of a tie to below it, else under the tier below; the last becomes no worse.
 */
export function worse(ranking: Ranking, answer: number): Ranking {
  const at = tierOf(ranking, answer);
  if (at < 0 || (at === ranking.tiers.length - 1 && !isTied(ranking, answer))) return ranking;
  return insert(without(ranking, answer), answer, at + 1);
}

/** Tie with the tier above; an answer that is tied stands alone below its tier. */
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
 * Put an answer at a place of the list on screen (from 0, without itself): between two tied ones it
 * ties, among the bad it is bad.
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
 * As a tier of its own before tier `at`, counted with the answer's old tier still there when it
 * stood alone.
 */
function insert(ranking: Ranking, answer: number, at: number): Ranking {
  const tiers = [...ranking.tiers];
  tiers.splice(Math.max(0, at), 0, [answer]);
  return { ...ranking, tiers };
}
