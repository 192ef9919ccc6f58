import assert from "node:assert/strict";
import { test } from "node:test";
import { viewOf } from "./zoom.js";

test("without a zoom the whole slide is in view", () => {
  assert.deepEqual(viewOf({}), { left: 0, top: 0, size: 1 });
  assert.deepEqual(viewOf({ x: 0.1, y: 0.9, scale: 0.5 }), { left: 0, top: 0, size: 1 });
});

test("the view is around its centre, and stays on the slide", () => {
  assert.deepEqual(viewOf({ x: 0.5, y: 0.5, scale: 2 }), { left: 0.25, top: 0.25, size: 0.5 });
  assert.deepEqual(viewOf({ x: 0, y: 1, scale: 4 }), { left: 0, top: 0.75, size: 0.25 });
});
