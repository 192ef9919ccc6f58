import assert from "node:assert/strict";
import { test } from "node:test";
import { motionBetween } from "./motion.js";

/** Slides by their motion; one with a `*` is outside the run. */
function slides(...motions: string[]): { dataset: DOMStringMap }[] {
  return motions.map((motion) => ({
    dataset: {
      ...(motion.replace("*", "") && { motion: motion.replace("*", "") }),
      ...(motion.includes("*") && { outside: "" }),
    },
  }));
}

test("the later of two neighbours says how they change, whichever way the talk goes", () => {
  const deck = slides("fade", "move", "");
  const [a, b, c] = deck;
  assert.equal(motionBetween(deck, a!, b!), "move");
  assert.equal(motionBetween(deck, b!, a!), "move");
  assert.equal(motionBetween(deck, b!, c!), "");
});

test("slides that are neighbours in the run change as such", () => {
  const deck = slides("", "slide*", "fade");
  const [a, b, c] = deck;
  assert.equal(motionBetween(deck, a!, c!), "fade");
  assert.equal(motionBetween(deck, a!, b!), "slide");
});

test("a jump cuts", () => {
  const deck = slides("", "fade", "fade");
  assert.equal(motionBetween(deck, deck[0]!, deck[2]!), "");
  assert.equal(motionBetween(deck, deck[1]!, deck[1]!), "");
});
