/** Rankings as comparisons, and how far scores agree with them. Pure functions. */
import type { Ranked } from "../../web/protocol.gen.js";
import type { Ranking } from "./ranking.js";

/** `wins[i][j]` is how many people ranked answer i above answer j. */
export type Wins = readonly (readonly number[])[];

/**
 * Return one person's ranking as wins. Bad answers lose against all others and are tied among
 * themselves.
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

/** Return the share of its comparisons that an answer won; null where it was in none. */
export function winShare(wins: Wins, answer: number): number | null {
  const won = (wins[answer] ?? []).reduce((sum, count) => sum + count, 0);
  const lost = wins.reduce((sum, row) => sum + (row[answer] ?? 0), 0);
  return won + lost === 0 ? null : won / (won + lost);
}

/**
 * Return the share of all comparisons that the scores order the same way; null where there are
 * none. A coin would agree with half.
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

/** Most orders in a request. Every screen receives it, so a larger room sends an even sample. */
const MOST_ORDERS = 400;

/**
 * Return the rankings as answers/update accepts them, without ties: a ranking with ties becomes all
 * its pairs.
 */
export function orders(rankings: readonly Ranked[]): { order: number[] }[] {
  const strict = rankings.flatMap(({ tiers, bad }) => {
    const all = [...tiers, bad ?? []].filter((tier) => tier.length > 0);
    if (all.every((tier) => tier.length === 1))
      return all.length > 1 ? [{ order: all.flat() }] : [];
    return all.flatMap((tier, at) =>
      tier.flatMap((better) =>
        all.slice(at + 1).flatMap((lower) => lower.map((worse) => ({ order: [better, worse] }))),
      ),
    );
  });
  const every = Math.ceil(strict.length / MOST_ORDERS);
  return strict.filter((_, index) => index % every === 0);
}
