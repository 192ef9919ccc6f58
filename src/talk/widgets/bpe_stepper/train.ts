/**
 * Byte-pair encoding learnt from a text (Sennrich et al. 2016; on bytes, as GPT-2 does it): cut the
 * text into words, start from single bytes, and again and again join the pair of neighbours that
 * occurs most often. No pair crosses the border of a word. Of equal pairs the one that occurs first
 * in the text is joined.
 */
import { toBytes } from "../../web/tokenizers/bpe.js";

/** Strings of bytes, one character (U+0000 to U+00FF) a byte. */
export type Pair = readonly [string, string];

export interface PairCount {
  pair: Pair;
  count: number;
}

export interface Stage {
  /** The text as it is cut now: words of pieces. */
  words: string[][];
  /** Number of pieces in all. */
  length: number;
  /** Pairs of neighbours, most frequent first. */
  pairs: PairCount[];
  /** The pair joined to get here; null at the start. */
  merged: Pair | null;
}

/** Stage 0 is single bytes; stage k is after k merges. Ends early when no pair occurs twice. */
export function train(text: string, merges: number): Stage[] {
  let words = wordsOf(text).map((word) => [...toBytes(word)]);
  const stages = [stage(words, null)];
  while (stages.length <= merges) {
    const best = stages.at(-1)!.pairs[0];
    if (!best || best.count < 2) break;
    words = words.map((word) => join(word, best.pair));
    stages.push(stage(words, best.pair));
  }
  return stages;
}

/** A space belongs to the word after it. */
export function wordsOf(text: string): string[] {
  return text.match(/ ?[\p{L}\p{M}]+| ?\p{N}+| ?[^\s\p{L}\p{M}\p{N}]+|\s/gu) ?? [];
}

function stage(words: string[][], merged: Pair | null): Stage {
  return {
    words,
    merged,
    length: words.reduce((sum, word) => sum + word.length, 0),
    pairs: countPairs(words),
  };
}

export function countPairs(words: readonly (readonly string[])[]): PairCount[] {
  const counts = new Map<string, { pair: Pair; count: number }>();
  for (const word of words)
    for (let i = 0; i + 1 < word.length; i += 1) {
      const pair: Pair = [word[i]!, word[i + 1]!];
      const key = `${pair[0].length}:${pair[0]}${pair[1]}`;
      const known = counts.get(key);
      if (known) known.count += 1;
      else counts.set(key, { pair, count: 1 });
    }
  // A stable sort keeps the order of first occurrence among equals.
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** Every occurrence of the pair joined, from left to right. */
export function join(word: readonly string[], [left, right]: Pair): string[] {
  const joined: string[] = [];
  for (let i = 0; i < word.length; i += 1) {
    if (word[i] === left && word[i + 1] === right) {
      joined.push(left + right);
      i += 1;
    } else joined.push(word[i]!);
  }
  return joined;
}
