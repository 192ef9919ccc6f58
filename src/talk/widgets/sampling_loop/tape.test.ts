import "../../web/testing/english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepEvent } from "../../web/protocol.gen.js";
import { placeOf, segments } from "./tape.js";

/** A step with two of many candidates, whose temperature and top-k changed the distribution. */
const EVENT: StepEvent = {
  index: 0,
  id: 7,
  text: " Paris",
  draw: 0.25,
  rest: 0.3,
  candidates: [
    { id: 7, text: " Paris", bytes: "20", probability: 0.5, rank: 0 },
    { id: 9, text: "", bytes: "c3", probability: 0.2, rank: 1 },
  ],
  stages: [
    { name: "softmax", probabilities: [0.5, 0.2], kept: 50_000 },
    { name: "temperature", probabilities: [0.7, 0.2], kept: 50_000 },
    { name: "top_k", probabilities: [1, 0], kept: 1 },
  ],
};
const bars = (event: StepEvent, name?: Parameters<typeof placeOf>[1]): number[] =>
  placeOf(event, name).bars.map((bar) => bar.probability);

test("a place is what the token was sampled from, after every control", () => {
  const place = placeOf(EVENT);
  assert.deepEqual(bars(EVENT), [1, 0]);
  assert.deepEqual([place.rest, place.draw, place.id], [0, 0.25, 7]);
});

test("a control in the middle shows what those up to it made", () => {
  assert.deepEqual(bars(EVENT, "temperature"), [0.7, 0.2]);
  assert(Math.abs(placeOf(EVENT, "temperature").rest - 0.1) < 1e-12);
});

test("a control that is not in use leaves the distribution of the one before", () => {
  assert.deepEqual(bars(EVENT, "top_p"), [1, 0]);
});

test("without stages the model's own probabilities and rest stand", () => {
  const { stages: _, ...own } = EVENT;
  assert.deepEqual(bars(own as StepEvent), [0.5, 0.2]);
  assert.equal(placeOf(own as StepEvent).rest, 0.3);
});

test("a bar says what it was, whether it is cut, and why it cannot be picked", () => {
  const [first, second] = placeOf(EVENT).bars;
  assert.match(first?.extra ?? "", /^was /);
  assert.equal(first?.blocked, undefined);
  assert.equal(second?.cut, true);
  assert.match(second?.extra ?? "", /^cut; was /);
  assert.match(second?.blocked ?? "", /part of a character/);
});

test("segments lie side by side, the rest last", () => {
  assert.deepEqual(segments(placeOf(EVENT)), [
    { id: 7, share: 1 },
    { id: 9, share: 0 },
    { id: -1, share: 0 },
  ]);
});
