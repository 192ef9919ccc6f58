import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change, Run } from "../protocol.gen.js";
import { STATE } from "../testing/fake_socket.js";
import { apply, type Snapshot } from "./store.js";

const RUN: Run = {
  id: "r1",
  method: "text/generate",
  params: {},
  status: "live",
  done: false,
} as Run;
const BEGUN: Change = { kind: "run", widget: "a/0", lane: "main", run: RUN };
const events = (...events: { index: number }[]): Change => ({
  kind: "run_events",
  widget: "a/0",
  lane: "main",
  run: "r1",
  events,
});
const after = (...changes: Change[]): Snapshot => changes.reduce(apply, STATE);
const runOf = (state: Snapshot): Run | undefined => state.widgets["a/0"]?.runs?.main;

test("a stream grows, and its end keeps what came", () => {
  const ended: Change = { ...BEGUN, run: { ...RUN, status: "interrupted", done: true } };
  const run = runOf(after(BEGUN, events({ index: 0 }), events({ index: 1 }), ended));
  assert.deepEqual(run?.events, [{ index: 0 }, { index: 1 }]);
  assert.equal(run?.status, "interrupted");
});

test("a new run starts from nothing, and late events of an older one are ignored", () => {
  const again: Change = { ...BEGUN, run: { ...RUN, id: "r2" } };
  assert.deepEqual(
    runOf(after(BEGUN, events({ index: 0 }), again, events({ index: 1 })))?.events,
    [],
  );
});

test("events of a run that is not known change nothing", () => {
  assert.equal(runOf(after(events({ index: 0 }))), undefined);
});

test("lanes and widgets do not mix", () => {
  const other: Change = { ...BEGUN, lane: "other", run: { ...RUN, id: "r2" } };
  const state = after(BEGUN, other, { kind: "inputs", widget: "b/0", inputs: { n: 1 } } as Change);
  assert.deepEqual(Object.keys(state.widgets["a/0"]?.runs ?? {}), ["main", "other"]);
  assert.deepEqual(state.widgets["b/0"], { inputs: { n: 1 } });
});

test("a slide that was reached can be opened ever after", () => {
  const there: Change = { kind: "position", slide: "b", step: 2, shown: "b" };
  const state = after(there, { kind: "position", slide: "a", step: 0, shown: "" });
  assert.deepEqual([state.slide, state.step, state.shown], ["a", 0, ["a", "b"]]);
});

test("a presenter's anchor follows the run and stays where the run was left", () => {
  const state: Snapshot = { ...STATE, run: ["a", "c"], anchor: { slide: "a", step: 0 } };
  const move = (slide: string, step: number): Change => ({ kind: "position", slide, step });
  assert.deepEqual(apply(state, move("a", 1)).anchor, { slide: "a", step: 1 });
  assert.deepEqual(apply(apply(state, move("a", 1)), move("b", 0)).anchor, { slide: "a", step: 1 });
  assert.equal(apply(STATE, move("b", 0)).anchor, undefined);
});

test("the clock is what the room says last", () => {
  const clock = { armed: false, elapsed_s: 3, running_since: 5 };
  assert.deepEqual(apply(STATE, { kind: "clock", clock }).clock, clock);
});

test("a tally belongs to its ballot", () => {
  const none = { people: 0, counts: [0, 0] };
  const seven = { people: 7, counts: [3, 4] };
  const ballot = {
    id: "one",
    kind: "choice" as const,
    options: ["yes", "no"],
    open: true,
    tally: none,
  };
  const opened: Change = { kind: "ballot", widget: "a/0", ballot };
  const tally = (id: string): Change => ({
    kind: "tally",
    widget: "a/0",
    ballot: id,
    tally: seven,
  });
  assert.deepEqual(after(opened, tally("one")).widgets["a/0"]?.ballot?.tally, seven);
  assert.deepEqual(after(opened, tally("two")).widgets["a/0"]?.ballot?.tally, none);
});

test("a change leaves the state it came to as it was", () => {
  const before = structuredClone(STATE);
  after(BEGUN, events({ index: 0 }), { kind: "position", slide: "b", step: 0, shown: "b" });
  assert.deepEqual(STATE, before);
});

test("a snapshot is the whole state", () => {
  const state = { ...STATE, slide: "b" };
  assert.equal(apply(STATE, { kind: "snapshot", state }), state);
});

test("strokes are begun, grow and are erased, each on its slide", () => {
  const draw = (slide: string, stroke: string, ...points: number[]): Change => ({
    kind: "draw",
    slide,
    stroke,
    colour: "red",
    points,
  });
  const state = after(draw("a", "s", 0, 0), draw("b", "t", 1, 1), draw("a", "s", 0.5, 0.5));
  assert.deepEqual(state.drawings?.a, [{ id: "s", colour: "red", points: [0, 0, 0.5, 0.5] }]);
  const two = apply(state, draw("a", "u", 0, 1));
  const last = apply(two, { kind: "erase", slide: "a", last: true });
  assert.deepEqual(last.drawings, state.drawings);
  const none = apply(two, { kind: "erase", slide: "a", last: false });
  assert.deepEqual([none.drawings?.a, none.drawings?.b?.length], [[], 1]);
});
