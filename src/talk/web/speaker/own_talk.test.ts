import assert from "node:assert/strict";
import { test } from "node:test";
import type { Blank } from "../protocol.gen.js";
import type { Position } from "../room/room.js";
import { type Channel, OwnTalk, OwnWindows } from "./own_talk.js";

const ORDER = ["one", "two", "three"];

function talk(): OwnTalk {
  return new OwnTalk({ notes: {}, duration_s: 60 }, ORDER, "one");
}

test("the first move starts the clock, and each slide keeps its own time", () => {
  const own = talk();
  own.show("one", 100);
  assert.equal(own.clock.armed, true);
  own.show("two", 100);
  assert.equal(own.clock.running_since, 100);
  own.show("three", 130);
  assert.deepEqual(own.clock.spent, { one: 0, two: 30 });
  assert.equal(own.clock.slide_began_s, 30);
});

test("a paused clock stands, goes on, and only then can be reset", () => {
  const own = talk();
  own.toggleClock(100);
  own.resetClock();
  assert.equal(own.clock.running_since, 100);
  own.toggleClock(110);
  assert.equal(own.clock.elapsed_s, 10);
  own.toggleClock(500);
  own.toggleClock(505);
  assert.equal(own.clock.elapsed_s, 15);
  own.toggleCountdown();
  own.resetClock();
  assert.deepEqual(own.clock, { armed: true, countdown: true });
});

/** Two ends of a channel: what one posts, the other hears. */
function channels(): [Channel, Channel] {
  const heard: ((event: MessageEvent) => void)[] = [];
  const end = (other: number): Channel => ({
    postMessage: (data) => heard[other]?.(new MessageEvent("message", { data })),
    addEventListener: (_, listener) => void heard.push(listener),
  });
  return [end(1), end(0)];
}

test("two windows show the same place: one asks, one tells, and a cover goes along", () => {
  const [left, right] = channels();
  const shown: [Position, Blank][] = [];
  const stage = { position: { slide: "two", step: 1 }, blank: "none" as Blank };
  const speaker = new OwnWindows(
    left,
    (position, blank) => shown.push([position, blank]),
    () => stage,
  );
  const moved: Position[] = [];
  const other = new OwnWindows(
    right,
    (position) => moved.push(position),
    () => stage,
  );
  speaker.ask();
  other.send({ slide: "three", step: 0 }, "black");
  assert.deepEqual(shown, [
    [{ slide: "two", step: 1 }, "none"],
    [{ slide: "three", step: 0 }, "black"],
  ]);
  speaker.send({ slide: "one", step: 0 }, "none");
  assert.deepEqual(moved, [{ slide: "one", step: 0 }]);
});
