/**
 * Byte-pair encoding with a finished vocabulary, as tiktoken does it: cut the text by the vocabulary's pattern, then merge in
 * each stretch the neighbours whose union has the lowest rank, leftmost first, until none is in the vocabulary.
 *
 * The data come from gpt-tokenizer; the merging is here because the widget also shows bytes and every single merge, and because
 * a heap keeps 20,000 equal letters from freezing a phone.
 */

/** Index is the ID; the value is the token's text, or its bytes where they are not whole characters. */
export type RankData = readonly (string | readonly number[] | undefined)[];

export interface TokenPiece {
  id: number;
  /** Empty while a UTF-8 character is incomplete. */
  text: string;
  /** Hex. */
  bytes: string;
  special: boolean;
}

export interface MergeStage {
  /** Hex. */
  pieces: string[];
  /** Hex of the pair just joined; empty at the first stage. */
  merged: string;
  rank: number | null;
}

export class ByteTokenizer {
  /** Bytes as a string of U+0000 to U+00FF → ID. */
  readonly #ranks = new Map<string, number>();
  readonly #split: RegExp;

  constructor(
    readonly name: string,
    /** As people quote it: one more than the highest ID. */
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

  /** With `parse`, the names of special tokens are read as those tokens; otherwise everything is ordinary text. */
  encode(text: string, special: "text" | "parse" = "text"): TokenPiece[] {
    const pieces: { id: number; bytes: string; special: boolean }[] = [];
    for (const part of special === "parse" ? this.#parts(text) : [text]) {
      const id = special === "parse" ? this.special.get(part) : undefined;
      if (id !== undefined) pieces.push({ id, bytes: toBytes(part), special: true });
      else
        for (const [stretch] of part.matchAll(this.#split))
          for (const bytes of this.#merge(toBytes(stretch)))
            pieces.push({ id: this.#ranks.get(bytes)!, bytes, special: false });
    }
    return withText(pieces);
  }

  /** One word from single bytes to tokens, a merge at a time. */
  merges(word: string): MergeStage[] {
    let pieces = [...toBytes(word)];
    const stages: MergeStage[] = [{ pieces: pieces.map(hex), merged: "", rank: null }];
    for (;;) {
      const at = this.#lowest(pieces);
      if (at < 0) return stages;
      const merged = pieces[at]! + pieces[at + 1]!;
      pieces = [...pieces.slice(0, at), merged, ...pieces.slice(at + 2)];
      stages.push({
        pieces: pieces.map(hex),
        merged: hex(merged),
        rank: this.#ranks.get(merged) ?? null,
      });
    }
  }

  /** The stretches into which the pattern cuts a text; no token crosses their borders. */
  cut(text: string): string[] {
    return [...text.matchAll(this.#split)].map(([stretch]) => stretch);
  }

  #lowest(pieces: readonly string[]): number {
    let best = Infinity;
    let at = -1;
    for (let i = 0; i + 1 < pieces.length; i += 1) {
      const rank = this.#ranks.get(pieces[i]! + pieces[i + 1]!);
      if (rank !== undefined && rank < best) [best, at] = [rank, i];
    }
    return at;
  }

  /** Alternately ordinary text and the names of special tokens. */
  #parts(text: string): string[] {
    const names = [...this.special.keys()].map((name) =>
      name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    );
    return names.length === 0
      ? [text]
      : text.split(new RegExp(`(${names.join("|")})`)).filter((part) => part !== "");
  }

  /** `stretch` is bytes as a string; O(n log n). */
  #merge(stretch: string): string[] {
    const whole = this.#ranks.get(stretch);
    if (whole !== undefined) return [stretch];
    const n = stretch.length;
    const next = Int32Array.from({ length: n }, (_, i) => i + 1);
    const previous = Int32Array.from({ length: n }, (_, i) => i - 1);
    const alive = new Uint8Array(n).fill(1);
    const rankAt = (at: number): number => {
      const middle = next[at]!;
      if (middle >= n) return -1;
      return this.#ranks.get(stretch.slice(at, next[middle])) ?? -1;
    };
    const heap = new Heap();
    const push = (at: number): void => {
      const rank = rankAt(at);
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
      push(at);
      if (previous[at]! >= 0) push(previous[at]!);
    }
    const pieces: string[] = [];
    for (let at = 0; at < n; at = next[at]!) pieces.push(stretch.slice(at, next[at]));
    return pieces;
  }
}

/**
 * The pattern with `\\s` as tiktoken's regex engine reads it (Unicode White_Space): JavaScript's has U+FEFF in it and not U+0085.
 */
export function unicodeSpaces(pattern: RegExp): RegExp {
  const spaces = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const source = pattern.source
    .replaceAll("[^\\s", `[^${spaces}`)
    .replaceAll("\\s", `[${spaces}]`)
    .replaceAll("\\S", `[^${spaces}]`);
  return new RegExp(source, pattern.flags);
}

/** More than the longest stretch in bytes, so that rank and place fit into one sortable number. */
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

/** UTF-8 bytes, one character of the string a byte. */
export function toBytes(text: string): string {
  if (/^\p{ASCII}*$/u.test(text)) return text;
  let bytes = "";
  for (const value of encoder.encode(text)) bytes += String.fromCharCode(value);
  return bytes;
}

/** Hex of a string of bytes. */
export function hex(bytes: string): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 1)
    out += bytes.charCodeAt(i).toString(16).padStart(2, "0");
  return out;
}

/** Each token with the text that became complete with it; what is left at the end becomes U+FFFD. */
function withText(
  pieces: readonly { id: number; bytes: string; special: boolean }[],
): TokenPiece[] {
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

/** The place of the first lone surrogate, in UTF-16 units; −1 when the text is well formed. No UTF-8 can express one. */
export function loneSurrogate(text: string): number {
  return text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
}
