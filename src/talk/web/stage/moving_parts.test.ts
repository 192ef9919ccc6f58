import assert from "node:assert/strict";
import { test } from "node:test";
import { placesOf } from "./moving_parts.js";

test("words are found one after the other, and one that is not there stops none of the rest", () => {
  assert.deepEqual(
    placesOf(["a", "rose", "is", "a", "rose"], "a rose is a rose"),
    [0, 2, 7, 10, 12],
  );
  assert.deepEqual(placesOf(["un", "broken", "tulip", "words"], "unbroken words"), [0, 2, -1, 9]);
  assert.deepEqual(placesOf(["", "a"], "aa"), [-1, 0], "white space has no place of its own");
});
