import "../testing/english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../protocol.gen.js";
import {
  againstPlan,
  chapterTimes,
  clockText,
  elapsedAt,
  formatTime,
  pace,
  plan,
  secondsOn,
} from "./clock.js";

const NOTES = {
  a: { title: "", notes: "", time_s: 60 },
  b: { title: "", notes: "", time_s: 30 },
};

test("anywhere within a slide's planned span is on time", () => {
  const planned = plan(["a", "b"], NOTES, null, "b");
  assert.deepEqual(
    [59, 60, 90, 95].map((elapsed) => pace(planned, elapsed)),
    [
      { state: "ahead", by: 1 },
      { state: "on time" },
      { state: "on time" },
      { state: "behind", by: 5 },
    ],
  );
});

test("slides planned for longer than the talk share its time", () => {
  // With half the time, the second slide's span is from 30 s to 45 s.
  const scaled = { begins: 30, ends: 45, total: 45, scaledFrom: 90 };
  assert.deepEqual(plan(["a", "b"], NOTES, 45, "b"), scaled);
});

test("a talk with more time than its slides keeps their times", () => {
  const roomy = { begins: 60, ends: 90, total: 600, scaledFrom: null };
  assert.deepEqual(plan(["a", "b"], NOTES, 600, "b"), roomy);
});

test("slides without a time, and a slide that is not in the deck, take none", () => {
  const empty = { begins: 0, ends: 0, total: 0, scaledFrom: null };
  assert.deepEqual(plan(["a"], {}, null, "a"), empty);
  assert.equal(plan(["a", "b"], NOTES, null, "gone").ends, 0);
});

test("time is written with hours only where there are any", () => {
  const written = [-5, 0, 59.9, 61, 3661].map(formatTime);
  assert.deepEqual(written, ["0:00", "0:00", "0:59", "1:01", "1:01:01"]);
});

const RUNNING: Clock = {
  armed: false,
  elapsed_s: 20,
  running_since: 1000,
  slide_began_s: 25,
  spent: { a: 12, b: 3 },
};

test("the talk's time goes on while the clock runs, and stands while it is paused", () => {
  assert.equal(elapsedAt(RUNNING, 1010), 30);
  assert.equal(elapsedAt({ ...RUNNING, running_since: null }, 1010), 20);
  // This machine's clock may be behind the room's.
  assert.equal(elapsedAt(RUNNING, 990), 20);
});

test("a slide's time is that of its visits", () => {
  assert.equal(secondsOn("a", "b", RUNNING, 30), 12);
  assert.equal(secondsOn("b", "b", RUNNING, 30), 8);
  assert.equal(secondsOn("c", "b", RUNNING, 30), 0);
});

test("a chapter is planned by its slides in the run and takes the time of all of them", () => {
  const notes = {
    a: { title: "", notes: "", time_s: 60, chapter: "One" },
    b: { title: "", notes: "", time_s: 30, chapter: "One" },
    c: { title: "", notes: "", time_s: 90, chapter: "Two" },
  };
  const times = chapterTimes("b", ["a", "b", "c"], ["a", "c"], notes, 0.5, RUNNING, 30);
  assert.deepEqual(times, { planned: 30, taken: 20 });
});

test("the clock says what has passed, what is left, or by how much the talk is over", () => {
  assert.equal(clockText(61, 1200, false), "1:01 of 20:00");
  assert.equal(clockText(61.5, 1200, true), "18:59 left of 20:00");
  assert.equal(clockText(1230, 1200, true), "0:30 over 20:00");
  assert.equal(againstPlan({ planned: 60, taken: 5 }), "0:05 of 1:00");
  assert.equal(againstPlan({ planned: 0, taken: 5 }), "0:05");
});
