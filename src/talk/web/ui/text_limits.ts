/** Reasons why a text is not sent to the kernel. */
import { loneSurrogate } from "../tokenizers/bpe.js";
import { t } from "./messages.js";

/** Longest text in characters, as in talk.protocol.methods.tokens.MAX_TEXT. */
export const LONGEST = 20_000;

/** Return why a text cannot be sent, in one sentence; empty when it can. */
export function refusal(text: string): string {
  const at = loneSurrogate(text);
  if (at >= 0) {
    const code = text.charCodeAt(at).toString(16).toUpperCase();
    const position = [...text.slice(0, at)].length + 1;
    return t("half-character", { code, position });
  }
  // A character has one or two UTF-16 units, so a text of few units needs no slow count.
  const length = text.length > LONGEST ? [...text].length : text.length;
  return length > LONGEST ? t("too-long", { count: length, most: LONGEST }) : "";
}
