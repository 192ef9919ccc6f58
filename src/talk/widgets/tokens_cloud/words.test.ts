import assert from "node:assert/strict";
import { test } from "node:test";
import { beginnings, joined, piecesOf } from "./words.js";

const tokens = (...texts: string[]): { text: string }[] => texts.map((text) => ({ text }));
const candidate = (text: string, probability: number, rank: number) => ({
  id: rank,
  text,
  probability,
  rank,
});

test("each word is cut where its tokens end, whatever the end of its line was joined with", () => {
  const words = ["Paris", "bread!", "no idea", "🥖", "42"];
  assert.equal(joined(words), " Paris\n bread!\n no idea\n 🥖\n 42");
  const cut = piecesOf(
    words,
    // As cl100k_base has them: "!\n" is one token, and a bread takes several without a text.
    tokens(
      " Par",
      "is",
      "\n",
      " bread",
      "!\n",
      " no",
      " idea",
      "\n",
      " ",
      "",
      "",
      "🥖",
      "\n",
      " ",
      "42",
    ),
  );
  assert.deepEqual(
    [...cut.entries()],
    [
      ["Paris", ["Par", "is"]],
      ["bread!", ["bread", "!"]],
      ["no idea", ["no", " idea"]],
      ["🥖", ["🥖"]],
      ["42", ["42"]],
    ],
  );
});

test("a word is left whole where its tokens spell another one", () => {
  assert.deepEqual(
    [...piecesOf(["rye", "spelt"], tokens(" ry", "e", "\n", " spell")).keys()],
    ["rye"],
  );
});

test("people count where their words begin with a token, and what is left stands below", () => {
  const candidates = [
    candidate(" Paris", 0.6, 1),
    candidate(" the", 0.2, 2),
    candidate(" Lyon", 0.01, 3),
    candidate("\n", 0.005, 4),
  ];
  const texts = [
    { text: "paris", count: 5 },
    { text: "The city", count: 2 },
    { text: "Lyon", count: 3 },
    { text: "Bordeaux", count: 1 },
  ];
  const pieces = (word: string): string[] | null => (word === "Bordeaux" ? ["Bord", "eaux"] : null);
  assert.deepEqual(beginnings(candidates, texts, pieces, 2, 3), [
    { text: " Paris", people: 5, probability: 0.6 },
    { text: " the", people: 2, probability: 0.2 },
    { text: "Lyon", people: 3, probability: 0.01 },
    { text: "Bord", people: 1, probability: null },
  ]);
});
