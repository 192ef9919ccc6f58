import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "./session.js";

const receive = (session: Session, ...messages: object[]): ReturnType<Session["events"]> => {
  for (const message of messages) session.receive(JSON.stringify({ jsonrpc: "2.0", ...message }));
  return session.events();
};

test("a request's events come before its answer, and nothing after", () => {
  const session = new Session();
  const id = session.request("widget/run", { text: "a" });
  assert.deepEqual(
    session.dataToSend().map((text) => JSON.parse(text)),
    [{ jsonrpc: "2.0", id, method: "widget/run", params: { text: "a" } }],
  );
  const event = { method: "$/event", params: { id, event: { n: 1 } } };
  const answer = { id, result: { done: true } };
  assert.deepEqual(receive(session, event, answer, event, answer), [
    { kind: "event", id, event: { n: 1 } },
    { kind: "result", id, result: { done: true } },
  ]);
});

test("an error is an answer", () => {
  const session = new Session();
  const id = session.request("room/ping", {});
  assert.deepEqual(receive(session, { id, error: { code: -32001, message: "no" } }), [
    { kind: "error", id, code: -32001, message: "no" },
  ]);
});

test("what is no message, and answers to nobody, are ignored", () => {
  const session = new Session();
  for (const text of ["{broken", "[]", "null", "1", '{"jsonrpc": "2.0", "id": 9, "result": 1}'])
    session.receive(text);
  assert.deepEqual(session.events(), []);
  assert.deepEqual(session.dataToSend(), []);
});

test("notifications are passed on, and a request is refused", () => {
  const session = new Session();
  const events = receive(
    session,
    { method: "room/changed", params: { number: 1 } },
    { method: "$/cancel", params: { id: 1 } },
    { id: 7, method: "room/ping" },
  );
  assert.deepEqual(events, [
    { kind: "notification", method: "room/changed", params: { number: 1 } },
  ]);
  const [refusal] = session.dataToSend().map((text) => JSON.parse(text));
  assert.deepEqual([refusal.id, refusal.error.code], [7, -32601]);
});

test("only a request under way is cancelled", () => {
  const session = new Session();
  const id = session.request("room/ping", {});
  session.dataToSend();
  session.cancel(id);
  session.cancel(99);
  const sent = session.dataToSend().map((text) => JSON.parse(text));
  assert.deepEqual(sent, [{ jsonrpc: "2.0", method: "$/cancel", params: { id } }]);
});

test("a lost connection leaves the requests that nobody will answer, and an empty session", () => {
  const session = new Session();
  const [first, second] = [session.request("room/ping", {}), session.request("room/ping", {})];
  receive(session, { id: first, result: {} });
  assert.deepEqual(session.lost(), [second]);
  assert.deepEqual(session.lost(), []);
  assert.deepEqual(session.dataToSend(), []);
});
