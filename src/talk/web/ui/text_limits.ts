/** Why a text is not sent to the kernel at all. */
import { loneSurrogate } from "../tokenizers/bpe.js";
import { count } from "./numbers.js";

/** As talk.protocol.methods.tokens.MAX_TEXT. */
export const LONGEST = 20_000;

/** One sentence; empty when the text can be sent. */
export function refusal(text: string): string {
  const at = loneSurrogate(text);
  if (at >= 0) {
    const code = text.charCodeAt(at).toString(16).toUpperCase();
    const position = count([...text.slice(0, at)].length + 1);
    return (
      `The text has half of a character (a lone surrogate, U+${code}) at position ${position}: ` +
      "remove it."
    );
  }
  const length = text.length > LONGEST ? [...text].length : text.length;
  return length > LONGEST
    ? `The text has ${count(length)} characters; at most ${count(LONGEST)} are taken: shorten it.`
    : "";
}
