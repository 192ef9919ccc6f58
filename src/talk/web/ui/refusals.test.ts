import assert from "node:assert/strict";
import { test } from "node:test";
import { CODES } from "../protocol.gen.js";
import { CallError } from "../room/connection.js";
import { installMessages } from "./messages.js";
import { namedIn, refusal, worded } from "./refusals.js";

const GERMAN = `count-tokens = { $count ->
    [one] { $count } Token
   *[other] { $count } Tokens
}
refused-word-tokens = „{ $word }“ hat { count-tokens }
refused-not-allowed = das geht hier nicht
`;

test("a reason is worded in the page's language, with its numbers and plurals", () => {
  installMessages({ language: "de", locale: "de", text: GERMAN });
  const data = { reason: "word-tokens", word: "Katzen", count: 2 };
  const error = new CallError(CODES.INVALID_PARAMS, "'Katzen' is 2 tokens", data);
  assert.equal(refusal(error), "„Katzen“ hat 2 Tokens");
  assert.equal(
    worded({ reason: "word-tokens", values: { word: "x", count: 1 } }),
    "„x“ hat 1 Token",
  );
});

test("a reason of a later version is left to the sentence", () => {
  installMessages({ language: "de", locale: "de", text: GERMAN });
  const error = new CallError(CODES.NOT_ALLOWED, "not today", { reason: "of-tomorrow" });
  assert.equal(worded(namedIn(error)), "");
  assert.equal(refusal(error), "das geht hier nicht");
  assert.equal(worded(namedIn(new CallError(CODES.NOT_ALLOWED, "not today"))), "");
});
