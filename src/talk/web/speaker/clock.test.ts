import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTime, pace, plan } from "./clock.js";

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
