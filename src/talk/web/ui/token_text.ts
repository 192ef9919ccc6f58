/** Tokens for eye and ear: white space and parts of characters made visible, or said in words. */
import { h } from "./dom.js";
import { t } from "./messages.js";

const GLYPHS: Record<string, string> = {
  " ": "·",
  "\n": "⏎",
  "\r": "␍",
  "\t": "⇥",
  "\u00a0": "⍽",
  "\u200b": "zwsp",
  "\u200d": "zwj",
  "\ufeff": "bom",
  "\u3000": "□",
};
const WORDS = {
  " ": "token-space",
  "\n": "token-new-line",
  "\r": "token-return",
  "\t": "token-tab",
  "\u00a0": "token-no-break",
  "\u200b": "token-zero-width",
  "\u200d": "token-joiner",
  "\ufeff": "token-mark",
  "\u3000": "token-wide",
} as const;
// A joiner inside an emoji stays, since the sequence is one sign.
const WHITE = /([ \n\r\t\u00a0\u200b\ufeff\u3000]|(?<!\p{Extended_Pictographic}|\ufe0f)\u200d)/u;
// By script and not by `dir=auto`: the chips of one text need one direction for all of them.
const RIGHT_TO_LEFT =
  /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;

/**
 * Show a token's text with a pale glyph for each white space, or its bytes in hex where it ends
 * inside a character.
 */
export function renderToken(target: Element, text: string, bytes: string): void {
  const parts = isPart(text, bytes)
    ? [h("span", { class: "token-bytes" }, spacedHex(bytes) || "∅")]
    : visible(text);
  target.replaceChildren(...parts);
}

/** Return whether a token ends inside a character: it has bytes but no text of its own. */
export function isPart(text: string, bytes: string): boolean {
  // A replacement character that the bytes do not spell stands for a cut character.
  return text === "" || (text.includes("\ufffd") && bytes !== "" && !bytes.includes("efbfbd"));
}

function visible(text: string): (Node | string)[] {
  return text
    .split(WHITE)
    .filter((part) => part !== "")
    .map((part) => {
      const glyph = GLYPHS[part];
      return glyph === undefined ? part : h("span", { class: "glyph" }, glyph);
    });
}

/** Return the text of whole characters, from bytes in hex; empty for a part of a character. */
export function textOf(bytes: string): string {
  const values = (bytes.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  try {
    // A byte order mark is a character of the text here, and no sign to the decoder.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(values),
    );
  } catch {
    return "";
  }
}

/** Return the name of a special token, which its bytes spell. */
export function specialName(bytes: string): string {
  const pairs = bytes.match(/../g) ?? [];
  return String.fromCharCode(...pairs.map((pair) => parseInt(pair, 16)));
}

/** Return hex digits in pairs: `20 50 61` from `205061`. */
export function spacedHex(bytes: string): string {
  return (bytes.match(/../g) ?? []).join(" ");
}

/** Return a token in words: "space Paris", or "bytes f0 9f" for a part of a character. */
export function spoken(text: string, bytes = ""): string {
  if (isPart(text, bytes))
    return bytes === "" ? t("token-nothing") : t("token-bytes", { bytes: spacedHex(bytes) });
  const said: string[] = [];
  let run = 0;
  const parts = text.split(WHITE).filter((part) => part !== "");
  parts.forEach((part, index) => {
    if (!(part in WORDS)) {
      said.push(part);
      return;
    }
    const word = t(WORDS[part as keyof typeof WORDS]);
    run += 1;
    // Repeated signs are counted, and said once: "4 times new line".
    if (parts[index + 1] === part) return;
    said.push(run > 1 ? t("token-times", { count: run, word }) : word);
    run = 0;
  });
  return said.join(" ");
}

/** Return a text as one line for a label, with visible white space and cut where it is long. */
export function oneLine(text: string, longest = 48): string {
  const line = text.replace(/\n/g, "⏎").replace(/ {2,}/g, (run) => "·".repeat(run.length));
  // By characters, so that none is cut in half.
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

/** Return `rtl` where the first letter belongs to a script that is written from the right. */
export function direction(text: string): "ltr" | "rtl" {
  const letter = text.match(/\p{L}/u)?.[0] ?? "";
  return RIGHT_TO_LEFT.test(letter) ? "rtl" : "ltr";
}
