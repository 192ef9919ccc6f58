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

/** The text after some merges. */
export interface Segmentation {
  /** The words of the text, each as its pieces. */
  words: string[][];
  /** Number of pieces in all words. */
  length: number;
  /** Pairs of neighbours, most frequent first. */
  pairs: PairCount[];
  /** The pair that the last merge joined; null before the first merge. */
  merged: Pair | null;
}

/**
 * Return the text's segmentations: the first one is single bytes, that at index k is after k
 * merges. It ends early when no pair is left that occurs twice.
 */
export function train(text: string, merges: number): Segmentation[] {
  let words = wordsOf(text).map((word) => [...toBytes(word)]);
  const segmentations = [segmentation(words, null)];
  while (segmentations.length <= merges) {
    const best = segmentations.at(-1)!.pairs[0];
    if (!best || best.count < 2) break;
    words = words.map((word) => join(word, best.pair));
    segmentations.push(segmentation(words, best.pair));
  }
  return segmentations;
}

/** Split a text into words; a space belongs to the word after it. */
export function wordsOf(text: string): string[] {
  return text.match(/ ?[\p{L}\p{M}]+| ?\p{N}+| ?[^\s\p{L}\p{M}\p{N}]+|\s/gu) ?? [];
}

function segmentation(words: string[][], merged: Pair | null): Segmentation {
  return {
    words,
    merged,
    length: words.reduce((sum, word) => sum + word.length, 0),
    pairs: countPairs(words),
  };
}

/** Count the pairs of neighbours in all words; return them with the most frequent first. */
export function countPairs(words: readonly (readonly string[])[]): PairCount[] {
  const counts = new Map<string, { pair: Pair; count: number }>();
  for (const word of words)
    for (let i = 0; i + 1 < word.length; i += 1) {
      const pair: Pair = [word[i]!, word[i + 1]!];
      // The length keeps pairs such as "a", "bc" and "ab", "c" apart.
      const key = `${pair[0].length}:${pair[0]}${pair[1]}`;
      const known = counts.get(key);
      if (known) known.count += 1;
      else counts.set(key, { pair, count: 1 });
    }
  // A stable sort keeps the order of first occurrence among equals.
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** Join every occurrence of the pair, from left to right. */
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
