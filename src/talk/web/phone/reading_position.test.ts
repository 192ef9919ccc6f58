import assert from "node:assert/strict";
import { test } from "node:test";
import { ReadingPosition } from "./reading_position.js";

const ORDER = ["a", "b", "c", "d"];
const reader = (speaker = "c", shown = ["a", "b", "c"]): ReadingPosition => {
  const start = { slide: "a", step: 0 };
  const reading = new ReadingPosition(ORDER, (slide) => (slide === "a" ? 2 : 0), start);
  reading.setProgress({ speaker: { slide: speaker, step: 1 }, shown });
  return reading;
};

test("a reader follows the speaker from slide to slide and step to step", () => {
  const reading = reader();
  assert.deepEqual(reading.position, { slide: "c", step: 1 });
  reading.setProgress({ speaker: { slide: "d", step: 0 }, shown: ORDER });
  assert.deepEqual(reading.position, { slide: "d", step: 0 });
  assert(reading.following);
});

test("a slide that is browsed stays, with all its steps, while the speaker goes on", () => {
  const reading = reader();
  reading.open("a");
  reading.setProgress({ speaker: { slide: "d", step: 0 }, shown: ORDER });
  assert.deepEqual(reading.position, { slide: "a", step: 2 });
  assert(!reading.following);
  reading.follow();
  assert.equal(reading.position.slide, "d");
});

test("to reach the speaker's slide by browsing is to follow again", () => {
  const reading = reader();
  reading.open("b");
  reading.open("c");
  assert(reading.following);
});

test("only what has been shown can be opened", () => {
  const reading = reader();
  reading.open("d");
  assert.equal(reading.position.slide, "c");
});

test("back and forth go among what has been shown, in the order of the talk", () => {
  const reading = reader("b", ["d", "b", "a"]);
  assert.deepEqual([reading.previous, reading.next], ["a", "d"]);
  reading.open("d");
  assert.deepEqual([reading.previous, reading.next], ["b", null]);
  reading.open("a");
  assert.deepEqual([reading.previous, reading.next], [null, "b"]);
});

test("a reader whose slide is no longer among those shown follows again", () => {
  const reading = reader();
  reading.open("a");
  reading.setProgress({ speaker: { slide: "c", step: 0 }, shown: ["c"] });
  assert(reading.following);
});

test("a reader who types stays on their slide, if the deck has it", () => {
  const reading = reader();
  reading.stayOn("nowhere");
  assert(reading.following);
  reading.stayOn("c");
  reading.setProgress({ speaker: { slide: "d", step: 0 }, shown: ORDER });
  assert.equal(reading.position.slide, "c");
});
