/**
 * Byte-pair encoding with a finished vocabulary, as tiktoken does it (Sennrich et al., 2016).
 *
 * The text is split by the vocabulary's pattern. In each part the neighbours whose union has the
 * lowest rank are merged, leftmost first, until no union is in the vocabulary.
 *
 * The data come from gpt-tokenizer. Merging is done here because widgets also show bytes and every
 * single merge, and because a heap keeps 20,000 equal letters from freezing a phone.
 */

/** By ID, the token's text, or its bytes where they are not whole characters. */
export type RankData = readonly (string | readonly number[] | undefined)[];

export interface TokenPiece {
  id: number;
  /** The text that the token completes; empty while a UTF-8 character is incomplete. */
  text: string;
  /** The bytes in hex. */
  bytes: string;
  special: boolean;
}

/** A word after one merge; the first step is before any. */
export interface MergeStep {
  /** The pieces' bytes in hex. */
  pieces: string[];
  /** The merged pair's bytes in hex; empty at the first step. */
  merged: string;
  rank: number | null;
}

export class ByteTokenizer {
  /** IDs by bytes, as a string of U+0000 to U+00FF. */
  readonly #ranks = new Map<string, number>();
  readonly #split: RegExp;

  constructor(
    readonly name: string,
    /** The size that is quoted: one more than the highest ID. */
    readonly size: number,
    data: RankData,
    split: RegExp,
    private readonly special: ReadonlyMap<string, number>,
  ) {
    this.#split = unicodeSpaces(split);
    data.forEach((value, id) => {
      if (value === undefined) return;
      const bytes = typeof value === "string" ? toBytes(value) : String.fromCharCode(...value);
      this.#ranks.set(bytes, id);
    });
  }

  /**
   * Return the text's tokens.
   *
   * With `parse` the names of special tokens are read as those tokens, else as ordinary text.
   */
  encode(text: string, special: "text" | "parse" = "text"): TokenPiece[] {
    const pieces: { id: number; bytes: string; special: boolean }[] = [];
    for (const segment of special === "parse" ? this.#splitAtSpecial(text) : [text]) {
      const id = special === "parse" ? this.special.get(segment) : undefined;
      if (id !== undefined) pieces.push({ id, bytes: toBytes(segment), special: true });
      else
        for (const [part] of segment.matchAll(this.#split))
          for (const bytes of this.#merge(toBytes(part)))
            pieces.push({ id: this.#ranks.get(bytes)!, bytes, special: false });
    }
    return withText(pieces);
  }

  /** Return a word's steps from single bytes to tokens, one merge each; O(n²) for n bytes. */
  merges(word: string): MergeStep[] {
    let pieces = [...toBytes(word)];
    const steps: MergeStep[] = [{ pieces: pieces.map(hex), merged: "", rank: null }];
    for (;;) {
      const at = this.#lowest(pieces);
      if (at < 0) return steps;
      const merged = pieces[at]! + pieces[at + 1]!;
      pieces = [...pieces.slice(0, at), merged, ...pieces.slice(at + 2)];
      steps.push({
        pieces: pieces.map(hex),
        merged: hex(merged),
        rank: this.#ranks.get(merged) ?? null,
      });
    }
  }

  /** Return the index of the pair with the lowest rank, leftmost first; −1 if there is none. */
  #lowest(pieces: readonly string[]): number {
    let best = Infinity;
    let at = -1;
    for (let i = 0; i + 1 < pieces.length; i += 1) {
      const rank = this.#ranks.get(pieces[i]! + pieces[i + 1]!);
      if (rank !== undefined && rank < best) [best, at] = [rank, i];
    }
    return at;
  }

  /** Split a text at the names of special tokens, which are parts as well. */
  #splitAtSpecial(text: string): string[] {
    // The names have signs of regular expressions in them: `<|endoftext|>`.
    const names = [...this.special.keys()].map((name) =>
      name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    );
    return names.length === 0
      ? [text]
      : text.split(new RegExp(`(${names.join("|")})`)).filter((part) => part !== "");
  }

  /**
   * Merge a part, given as a string of bytes, into the bytes of its tokens; O(n log n).
   *
   * The heap holds possible merges as rank and place. One whose place was merged away meanwhile, or
   * whose union has changed, is skipped when it comes up.
   */
  #merge(part: string): string[] {
    // Most parts are words that are tokens.
    const whole = this.#ranks.get(part);
    if (whole !== undefined) return [part];
    // Pieces are a list that is linked by places: merging two of them moves no others.
    const n = part.length;
    const next = Int32Array.from({ length: n }, (_, i) => i + 1);
    const previous = Int32Array.from({ length: n }, (_, i) => i - 1);
    const alive = new Uint8Array(n).fill(1);
    const rankAt = (at: number): number => {
      const middle = next[at]!;
      if (middle >= n) return -1;
      return this.#ranks.get(part.slice(at, next[middle])) ?? -1;
    };
    const heap = new Heap();
    const push = (at: number): void => {
      const rank = rankAt(at);
      // Of equal ranks the lower place comes first: leftmost, as tiktoken merges.
      if (rank >= 0) heap.push(rank * SPAN + at);
    };
    for (let at = 0; at < n; at += 1) push(at);
    for (let key = heap.pop(); key !== undefined; key = heap.pop()) {
      const at = key % SPAN;
      if (alive[at] === 0 || rankAt(at) !== Math.floor(key / SPAN)) continue;
      const gone = next[at]!;
      alive[gone] = 0;
      next[at] = next[gone]!;
      if (next[at]! < n) previous[next[at]!] = at;
      // Only the pairs on both sides of what was merged are new.
      push(at);
      if (previous[at]! >= 0) push(previous[at]!);
    }
    const pieces: string[] = [];
    for (let at = 0; at < n; at = next[at]!) pieces.push(part.slice(at, next[at]));
    return pieces;
  }
}

/**
 * Return the pattern with `\\s` as tiktoken's regex engine reads it: Unicode's White_Space.
 *
 * JavaScript's `\\s` has U+FEFF in it and not U+0085.
 */
export function unicodeSpaces(pattern: RegExp): RegExp {
  const spaces = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const source = pattern.source
    .replaceAll("[^\\s", `[^${spaces}`)
    .replaceAll("\\s", `[${spaces}]`)
    .replaceAll("\\S", `[^${spaces}]`);
  return new RegExp(source, pattern.flags);
}

/** More than the longest part in bytes, so that rank and place fit into one sortable number. */
const SPAN = 2 ** 20;

/** A binary heap of numbers, smallest first. */
class Heap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent]! <= item) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child += 1;
      if (items[child]! >= last) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}

const encoder = new TextEncoder();

/** Return the text's UTF-8 bytes as a string, with a character for each byte. */
export function toBytes(text: string): string {
  // ASCII is its own UTF-8.
  if (/^\p{ASCII}*$/u.test(text)) return text;
  let bytes = "";
  for (const value of encoder.encode(text)) bytes += String.fromCharCode(value);
  return bytes;
}

/** Return a string of bytes in hex. */
export function hex(bytes: string): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 1)
    out += bytes.charCodeAt(i).toString(16).padStart(2, "0");
  return out;
}

/**
 * Add to each token the text that it completes.
 *
 * An incomplete character at the end becomes U+FFFD.
 */
function withText(
  pieces: readonly { id: number; bytes: string; special: boolean }[],
): TokenPiece[] {
  // Else a U+FEFF at the beginning would be swallowed as a byte order mark.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const tokens = pieces.map(({ id, bytes, special }) => ({
    id,
    text: decoder.decode(
      Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
      { stream: true },
    ),
    bytes: hex(bytes),
    special,
  }));
  const rest = decoder.decode();
  const last = tokens.at(-1);
  if (rest !== "" && last) last.text += rest;
  return tokens;
}

/**
 * Return the index of the first lone surrogate, in UTF-16 units; −1 when the text is well formed.
 *
 * UTF-8 cannot express one, so no tokenizer takes it.
 */
export function loneSurrogate(text: string): number {
  return text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
}
