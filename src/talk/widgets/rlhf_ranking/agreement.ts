import type { Ranked } from "../../web/protocol.gen.js";
import type { Ranking } from "./ranking.js";

/** `wins[i][j]`: how many put answer i above answer j. */
export type Wins = readonly (readonly number[])[];

/**
 * One person's order as wins; the bad ones lose against all others and are tied among themselves.
 */
export function winsOf(ranking: Ranking, n: number): number[][] {
  const wins = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const tiers = [...ranking.tiers, ranking.bad];
  tiers.forEach((tier, at) => {
    for (const better of tier)
      for (const worse of tiers.slice(at + 1).flat()) wins[better]![worse]! += 1;
  });
  return wins;
}

/** Share of the comparisons that an answer won; null where it was in none. */
export function winShare(wins: Wins, answer: number): number | null {
  const won = (wins[answer] ?? []).reduce((sum, count) => sum + count, 0);
  const lost = wins.reduce((sum, row) => sum + (row[answer] ?? 0), 0);
  return won + lost === 0 ? null : won / (won + lost);
}

/**
 * Share of all comparisons that the scores order the same way; null where there are none. A coin
 * agrees with half.
 */
export function agreement(wins: Wins, scores: readonly number[]): number | null {
  let same = 0;
  let all = 0;
  for (const [better, row] of wins.entries())
    for (const [worse, count] of row.entries()) {
      all += count;
      const difference = (scores[better] ?? 0) - (scores[worse] ?? 0);
      same += difference > 0 ? count : difference === 0 ? count / 2 : 0;
    }
  return all === 0 ? null : same / all;
}

/** Everybody's screen gets the request: a larger room is told by a fair part of it. */
const MOST_ORDERS = 400;

/**
 * The orders as answers/update takes them, which knows no ties: an order with ties is told by its
 * pairs.
 */
export function orders(rankings: readonly Ranked[]): { order: number[] }[] {
  const told = rankings.flatMap(({ tiers, bad }) => {
    const all = [...tiers, bad ?? []].filter((tier) => tier.length > 0);
    if (all.every((tier) => tier.length === 1))
      return all.length > 1 ? [{ order: all.flat() }] : [];
    return all.flatMap((tier, at) =>
      tier.flatMap((better) =>
        all.slice(at + 1).flatMap((lower) => lower.map((worse) => ({ order: [better, worse] }))),
      ),
    );
  });
  const every = Math.ceil(told.length / MOST_ORDERS);
  return told.filter((_, index) => index % every === 0);
}
