import assert from "node:assert/strict";
import { test } from "node:test";
import { toggled } from "./cover.js";

test("each key covers the slide in its way and shows it again", () => {
  for (const mode of ["black", "white", "paper"] as const) {
    assert.equal(toggled("none", mode), mode);
    assert.equal(toggled(mode, mode), "none");
  }
});

test("one cover follows another, and a clicker's key ends any", () => {
  assert.equal(toggled("black", "white"), "white");
  assert.equal(toggled("paper", "black"), "none");
});
