import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recording } from "./host.js";
import { canonical, onUnanswered, Recordings, reportUnanswered } from "./recordings.js";

const RECORDING: Recording = {
  method: "text/generate",
  params: { text: "a", seed: 1 },
  events: [{ index: 0 }],
  result: { text: "b" },
};

/** Let `fetch` answer with these, one after the other; null is a network that fails. */
function serve(...answers: (Record<string, Recording[]> | null)[]): string[] {
  const asked: string[] = [];
  globalThis.fetch = async (url) => {
    asked.push(String(url));
    const answer = answers.shift() ?? null;
    if (!answer) throw new TypeError("Failed to fetch");
    return Response.json(answer);
  };
  return asked;
}

test("a file is loaded once, and its recordings are found by widget and by request", async () => {
  const recordings = new Recordings();
  const asked = serve({ "a/0": [RECORDING] });
  let changes = 0;
  recordings.listen(() => {
    changes += 1;
  });
  await recordings.load("one.json");
  await recordings.load("one.json");
  await recordings.load(undefined);
  assert.deepEqual(asked, ["one.json"]);
  assert.equal(changes, 1);
  assert.deepEqual(recordings.forWidget("a/0"), [RECORDING]);
  const run = recordings.answer("text/generate", { seed: 1, text: "a" });
  assert.deepEqual([run?.status, run?.done, run?.events], ["recorded", true, [{ index: 0 }]]);
  assert.equal(recordings.answer("text/generate", { seed: 2, text: "a" }), null);
});

test("a file that could not be loaded is asked for again", async () => {
  const recordings = new Recordings();
  const asked = serve(null, { "a/0": [RECORDING] });
  await recordings.load("one.json");
  assert.deepEqual(recordings.forWidget("a/0").length, 0);
  await recordings.load("one.json");
  assert.equal(asked.length, 2);
  assert.equal(recordings.forWidget("a/0").length, 1);
});

test("files of several slides add up, and another edition replaces them all", async () => {
  const recordings = new Recordings();
  serve({ "a/0": [RECORDING] }, { "b/0": [RECORDING] }, { "c/0": [RECORDING] });
  await recordings.load("a.json");
  await recordings.load("b.json");
  assert.equal(recordings.forWidget("a/0").length + recordings.forWidget("b/0").length, 2);
  await recordings.replace("a.json");
  assert.equal(recordings.forWidget("a/0").length, 0);
  assert.equal(recordings.forWidget("c/0").length, 1);
});

test("a widget without recordings is reported by its key, one with recordings is not", () => {
  const window = new EventTarget();
  globalThis.addEventListener = window.addEventListener.bind(window);
  globalThis.dispatchEvent = window.dispatchEvent.bind(window);
  const recordings = new Recordings();
  recordings.add({ "b/0": [RECORDING] });
  const missed: string[] = [];
  onUnanswered((key) => missed.push(key));
  reportUnanswered(recordings.forWidget("a/0"));
  reportUnanswered(recordings.forWidget("b/0"));
  assert.deepEqual(missed, ["a/0"]);
});

test("a canonical form has sorted keys and no nulls in objects", () => {
  assert.equal(
    canonical({ b: [1, null], a: null, A: { z: 0.5, y: "ß" } }),
    '{"A":{"y":"ß","z":0.5},"b":[1,null]}',
  );
});
