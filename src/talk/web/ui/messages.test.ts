import assert from "node:assert/strict";
import { test } from "node:test";
import { installMessages, t } from "./messages.js";

const ENGLISH = `rank-ordinal = { ORDINAL($place) ->
    [one] { $place }st
    [two] { $place }nd
    [few] { $place }rd
   *[other] { $place }th
}
`;

test("a place in an order has the ending of its number", () => {
  installMessages({ language: "en", locale: "en", text: ENGLISH });
  assert.deepEqual(
    [1, 2, 3, 4, 11, 12, 13, 22, 101].map((place) => t("rank-ordinal", { place })),
    ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "22nd", "101st"],
  );
});
