import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteTokenizer, hex, loneSurrogate, toBytes, unicodeSpaces } from "./bpe.js";

/** The 256 bytes, then `ab`, `abab` and `é` (two bytes). */
const VOCABULARY = [
  ...Array.from({ length: 256 }, (_, byte) => [byte]),
  "ab",
  "abab",
  [0xc3, 0xa9],
];
const tokenizer = new ByteTokenizer(
  "test",
  260,
  VOCABULARY,
  /\S+|\s+/gu,
  new Map([["<|end|>", 259]]),
);
const ids = (text: string, special: "text" | "parse" = "text"): number[] =>
  tokenizer.encode(text, special).map((token) => token.id);

test("the lowest rank merges first, leftmost first, within a stretch of the pattern", () => {
  assert.deepEqual(ids("ababab"), [257, 256]);
  assert.deepEqual(ids("ab ab"), [256, 32, 256]);
  assert.deepEqual(ids(""), []);
});

test("a character that ends inside a token has its text with the token that completes it", () => {
  const tokens = tokenizer.encode("é😀");
  assert.deepEqual(
    tokens.map((token) => [token.text, token.bytes]),
    [
      ["é", "c3a9"],
      ["", "f0"],
      ["", "9f"],
      ["", "98"],
      ["😀", "80"],
    ],
  );
});

test("names of special tokens are text unless they are to be parsed", () => {
  assert.equal(ids("a<|end|>").length, 8);
  assert.deepEqual(ids("a<|end|>b", "parse"), [97, 259, 98]);
  assert.equal(tokenizer.encode("<|end|>", "parse")[0]?.special, true);
});

test("a word's merges go from bytes to tokens, one at a time", () => {
  assert.deepEqual(tokenizer.merges("abab"), [
    { pieces: ["61", "62", "61", "62"], merged: "", rank: null },
    { pieces: ["6162", "61", "62"], merged: "6162", rank: 256 },
    { pieces: ["6162", "6162"], merged: "6162", rank: 256 },
    { pieces: ["61626162"], merged: "61626162", rank: 257 },
  ]);
});

test("equal letters by the thousand take a moment, not a minute", () => {
  assert.equal(ids("ab".repeat(10_000)).length, 5000);
});

test("white space is Unicode's, as in tiktoken's engine", () => {
  const space = unicodeSpaces(/^\s$/u);
  assert(space.test("\u0085"));
  assert(!space.test("\ufeff"));
  assert(unicodeSpaces(/^[^\s]$/u).test("\ufeff"));
  assert(!unicodeSpaces(/^\S$/u).test("\u0085"));
});

test("bytes are written as one character each, and as hex", () => {
  assert.equal(toBytes("aé"), "a\u00c3\u00a9");
  assert.equal(hex(toBytes("aé")), "61c3a9");
});

test("a lone surrogate is found where it stands", () => {
  assert.deepEqual(["a😀", "a\ud83d", "\ude00b", "😀\ud83d"].map(loneSurrogate), [-1, 1, 0, 2]);
});
