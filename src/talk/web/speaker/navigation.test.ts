import assert from "node:assert/strict";
import { test } from "node:test";
import type { Position } from "../room/room.js";
import { first, last, type Move, next, previous } from "./navigation.js";

const SLIDES = { order: ["a", "b"], stepsOf: (slide: string) => (slide === "a" ? 2 : 0) };

const walk = (...moves: Move[]): string[] => {
  let position: Position = { slide: "a", step: 0 };
  return moves.map((move) => {
    position = move(SLIDES, position);
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
  for (const move of [next, previous, first, last])
    assert.deepEqual(move({ order: [], stepsOf: () => 0 }, nowhere), nowhere);
});
