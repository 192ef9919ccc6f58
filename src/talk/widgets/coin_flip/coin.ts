/** Coins, and the distance between their counts and the probabilities. Pure functions. */

/** Return a coin: a number uniform in [0, 1), from the browser's own source of randomness. */
export function flip(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  // 53 random bits, as many as a double holds: 27 of one number and 26 of the other.
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}

/**
 * Return a source of coins that the same seed always repeats (mulberry32), so that every screen
 * shows the same flips.
 */
export function coins(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Return the index of the share that the coin falls into, with the shares side by side on [0, 1).
 */
export function landing(coin: number, shares: readonly number[]): number {
  let passed = 0;
  for (const [index, share] of shares.entries()) {
    passed += share;
    if (coin < passed) return index;
  }
  return shares.length - 1;
}

/** Flip seeded coins and return how many fell into each share. */
export function countFlips(flips: number, seed: number, shares: readonly number[]): number[] {
  const next = coins(seed);
  const counts = shares.map(() => 0);
  for (let index = 0; index < flips; index++) counts[landing(next(), shares)]! += 1;
  return counts;
}

/**
 * Return the total-variation distance of counts to shares: half the sum of the differences. 0 is
 * the same, 1 has nothing in common.
 */
export function distance(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 1;
  return (
    shares.reduce((sum, share, index) => sum + Math.abs((counts[index] ?? 0) / total - share), 0) /
    2
  );
}

/**
 * Return the distance that `total` fair coins show on average. The error of a share is near normal,
 * with E|x| = σ·√(2/π).
 */
export function chance(total: number, shares: readonly number[]): number {
  return (
    shares.reduce(
      (sum, share) => sum + Math.sqrt((2 * share * (1 - share)) / (Math.PI * total)),
      0,
    ) / 2
  );
}
