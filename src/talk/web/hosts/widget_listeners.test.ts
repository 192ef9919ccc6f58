import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change } from "../protocol.gen.js";
import { WidgetListeners } from "./widget_listeners.js";

/** Return what listeners of `a/0`, `a/1` and `b/0` hear of an update while slide `a` is shown. */
function heard(
  kinds: (Change["kind"] | "connection")[],
  widgets: string[] = [],
  echoes: [string, number][] = [],
): object {
  const listeners = new WidgetListeners();
  const calls: Record<string, number> = {};
  for (const key of ["a/0", "a/1", "b/0"])
    listeners.add(key, (echoes) => {
      calls[key] = echoes;
    });
  const update = {
    kinds: new Set(kinds),
    widgets: new Set(widgets),
    echoes: new Map(echoes),
    accepted: [],
  };
  listeners.notifyUpdate(update, "a");
  return calls;
}

test("a change of a widget concerns that widget alone, with its own echoes", () => {
  assert.deepEqual(heard(["inputs"], ["b/0"], [["b/0", 2]]), { "b/0": 2 });
});

test("the kernel, the connection and the timekeeper concern every widget", () => {
  for (const kind of ["kernel", "connection", "timekeeper"] as const)
    assert.deepEqual(heard([kind]), { "a/0": 0, "a/1": 0, "b/0": 0 });
});

test("a whole state says back all inputs", () => {
  assert.deepEqual(heard(["snapshot"]), { "a/0": Infinity, "a/1": Infinity, "b/0": Infinity });
});

test("people and moves concern the slide that is shown, and widgets that changed", () => {
  assert.deepEqual(heard(["people"]), { "a/0": 0, "a/1": 0 });
  assert.deepEqual(heard(["position", "run"], ["b/0"]), { "a/0": 0, "a/1": 0, "b/0": 0 });
});

test("a listener that was removed hears nothing", () => {
  const listeners = new WidgetListeners();
  let calls = 0;
  const remove = listeners.add("a/0", () => {
    calls += 1;
  });
  listeners.notifyAll();
  remove();
  listeners.notifyAll();
  assert.equal(calls, 1);
});
