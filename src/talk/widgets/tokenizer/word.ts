/** The word around a token: the stretch inside which a vocabulary merges. */

interface Piece {
  text: string;
  special?: boolean;
}

const ENDS_IN_LETTER = /[\p{L}\p{M}]$/u;
const STARTS_WITH_LETTER = /^[\p{L}\p{M}]/u;

/**
 * Return the word that the token at `index` belongs to. Neighbours belong to it while the border
 * between two tokens lies between letters or inside a character. A special token is no part of a
 * word.
 */
export function wordAround(tokens: readonly Piece[], index: number): string {
  const joined = (left: number): boolean => {
    const [a, b] = [tokens[left], tokens[left + 1]];
    if (!a || !b || a.special || b.special) return false;
    return (
      a.text === "" ||
      (ENDS_IN_LETTER.test(a.text) && (b.text === "" || STARTS_WITH_LETTER.test(b.text)))
    );
  };
  let from = index;
  let to = index;
  while (joined(from - 1)) from -= 1;
  while (joined(to)) to += 1;
  return tokens
    .slice(from, to + 1)
    .map((token) => token.text)
    .join("");
}
