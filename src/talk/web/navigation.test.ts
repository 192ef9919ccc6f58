import assert from "node:assert/strict";
import { test } from "node:test";
import { first, last, type Move, next, nextSlide, previous } from "./navigation.js";
import type { Position } from "./room/room.js";

const stepsOf = (slide: string): number => (slide === "a" || slide === "x" ? 2 : 0);
const START = { slide: "a", step: 0 };
const RUN = { run: ["a", "b"], anchor: START, stepsOf };

const walk = (...moves: Move[]): string[] => {
  let position: Position = START;
  return moves.map((move) => {
    position = move(RUN, position);
    return `${position.slide}${position.step}`;
  });
};

test("the talk goes on step by step, and back over whole slides", () => {
  const there = walk(next, next, next, next, previous, previous, first, last);
  assert.deepEqual(there, ["a1", "a2", "b0", "b0", "a2", "a1", "a0", "b0"]);
});

test("nothing lies before the first slide", () => {
  assert.deepEqual(walk(previous), ["a0"]);
});

test("a deck without slides has nowhere to go", () => {
  const nowhere = { slide: "", step: 0 };
  const empty = { run: [], anchor: nowhere, stepsOf: () => 0 };
  for (const move of [next, previous, nextSlide, first, last])
    assert.deepEqual(move(empty, nowhere), nowhere);
});

test("from a slide outside the run, its steps come first, then the run goes on", () => {
  const run = { run: ["a", "b", "c"], anchor: { slide: "b", step: 0 }, stepsOf };
  assert.deepEqual(next(run, { slide: "x", step: 1 }), { slide: "x", step: 2 });
  assert.deepEqual(next(run, { slide: "x", step: 2 }), { slide: "c", step: 0 });
  assert.deepEqual(nextSlide(run, { slide: "x", step: 0 }), { slide: "c", step: 0 });
});

test("back from a slide outside the run leads to the very step at which the run was left", () => {
  const run = { run: ["a", "b"], anchor: { slide: "a", step: 1 }, stepsOf };
  assert.deepEqual(previous(run, { slide: "x", step: 1 }), { slide: "x", step: 0 });
  assert.deepEqual(previous(run, { slide: "x", step: 0 }), { slide: "a", step: 1 });
});

test("a question after the last slide leads back to the last slide", () => {
  const run = { run: ["a", "b"], anchor: { slide: "b", step: 0 }, stepsOf };
  assert.deepEqual(next(run, { slide: "y", step: 0 }), { slide: "b", step: 0 });
});
