/** How the words of a room begin, beside the tokens that a model would say. */
import type { Candidate, TextCount, Token } from "../../web/protocol.gen.js";

/** One beginning: a token of the model, or what the room says and the model does not. */
export interface Beginning {
  text: string;
  /** Number of people whose words begin so. */
  people: number;
  /** The model's probability; null where it is below that of every candidate. */
  probability: number | null;
}

/** Return the text that is cut in one request: each of the words as it would follow a prompt. */
export function joined(words: readonly string[]): string {
  return words.map((word) => ` ${word}`).join("\n");
}

/**
 * Return the pieces of each word, by word, from the tokens of `joined(words)`.
 *
 * A token that holds the end of a line with what stands before it ends there.
 */
export function piecesOf(
  words: readonly string[],
  tokens: readonly Pick<Token, "text">[],
): ReadonlyMap<string, readonly string[]> {
  const lines: string[][] = [[]];
  for (const { text } of tokens) {
    text.split("\n").forEach((part, index) => {
      if (index > 0) lines.push([]);
      // A token inside a character has no text: the one that ends the character has all of it.
      if (part !== "") lines.at(-1)!.push(part);
    });
  }
  const found = new Map<string, readonly string[]>();
  words.forEach((word, index) => {
    const [first = "", ...others] = lines[index] ?? [];
    const pieces = [first.trimStart(), ...others].filter((piece) => piece !== "");
    // Anything else would show another word than the one that was sent.
    if (pieces.join("") === word) found.set(word, pieces);
  });
  return found;
}

/**
 * Return the model's `top` likeliest tokens with the people whose words begin with each, then what
 * `extra` or fewer of the room's words begin with that are not among them, most people first.
 */
export function beginnings(
  candidates: readonly Candidate[],
  texts: readonly TextCount[],
  pieces: (word: string) => readonly string[] | null,
  top: number,
  extra: number,
): Beginning[] {
  const shown = candidates.slice(0, top);
  const found = shown.map(({ text, probability }): Beginning => {
    const people = texts.filter((one) => beginsWith(one.text, text));
    return { text, people: total(people), probability };
  });
  const others = new Map<string, { text: string; people: number }>();
  for (const one of texts) {
    if (shown.some(({ text }) => beginsWith(one.text, text))) continue;
    const text = pieces(one.text)?.[0] ?? one.text.split(" ")[0] ?? one.text;
    const key = text.toLowerCase();
    const before = others.get(key) ?? { text, people: 0 };
    others.set(key, { ...before, people: before.people + one.count });
  }
  const most = [...others.values()].sort((one, other) => other.people - one.people);
  return [
    ...found,
    ...most.slice(0, extra).map(({ text, people }): Beginning => {
      const same = candidates.filter((one) => plain(one.text) === plain(text));
      const sum = same.reduce((share, one) => share + one.probability, 0);
      return { text, people, probability: same.length > 0 ? sum : null };
    }),
  ];
}

function total(texts: readonly TextCount[]): number {
  return texts.reduce((sum, { count }) => sum + count, 0);
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

/** Return whether a word begins with a token; a token of white space begins none. */
export function beginsWith(word: string, token: string): boolean {
  const start = plain(token);
  return start !== "" && word.toLowerCase().startsWith(start);
}
