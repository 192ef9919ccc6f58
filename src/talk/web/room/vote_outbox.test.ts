import "../testing/english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { CODES } from "../protocol.gen.js";
import { FakeSocket, join, joinedRoom, settle } from "../testing/fake_socket.js";

const VOTE = { widget: "a/0", ballot: "first", choice: 1 };
const PHONE = { role: "phone" } as const;

test("a vote counts at once and is taken when the room has answered", async (t) => {
  const { room, socket } = await joinedRoom(t, PHONE);
  room.vote(VOTE);
  assert.deepEqual(room.votes["a/0"], { ballot: "first", choice: 1 });
  assert.equal(room.deliveries["a/0"]?.state, "sending");
  await socket.answer(socket.requests("room/vote")[0]);
  assert.equal(room.deliveries["a/0"]?.state, "accepted");
});

test("a refused vote gives way to the one before, with the room's reason", async (t) => {
  const { room, socket } = await joinedRoom(t, PHONE);
  room.vote(VOTE);
  await socket.answer(socket.requests("room/vote")[0]);
  room.vote({ ...VOTE, choice: 2 });
  await socket.fail(socket.requests("room/vote")[1], CODES.INVALID_PARAMS, "the vote is closed");
  assert.deepEqual(room.votes["a/0"], { ballot: "first", choice: 1 });
  assert.deepEqual(room.deliveries["a/0"], {
    ballot: "first",
    state: "refused",
    why: "the vote is closed",
  });
});

test("the answer to an earlier vote says nothing about the latest", async (t) => {
  const { room, socket } = await joinedRoom(t, PHONE);
  room.vote(VOTE);
  room.vote({ ...VOTE, choice: 2 });
  await socket.fail(socket.requests("room/vote")[0], CODES.TOO_MANY, "slower");
  assert.equal(room.votes["a/0"]?.choice, 2);
  assert.equal(room.deliveries["a/0"]?.state, "sending");
});

test("a vote without a connection survives a reload and is sent by the next page", async (t) => {
  let kept = "";
  const keepUnsent = (unsent: string): void => {
    kept = unsent;
  };
  const before = await joinedRoom(t, { ...PHONE, keepUnsent });
  before.socket.lose();
  before.room.vote(VOTE);
  const ranked = { tiers: [[1], [0]], bad: [2] };
  before.room.vote({ widget: "b/0", ballot: "second", ranked });
  assert.equal(before.room.deliveries["a/0"]?.state, "waiting");
  await settle();

  t.mock.timers.reset();
  const { room, socket } = await joinedRoom(t, { ...PHONE, keepUnsent, unsent: kept });
  const [vote, rank] = socket.requests("room/vote");
  assert.deepEqual(vote?.params, VOTE);
  assert.deepEqual(room.votes["b/0"]?.ranked, ranked);
  await socket.answer(vote);
  await socket.answer(rank);
  assert.equal(room.deliveries["a/0"]?.state, "accepted");
  assert.equal(kept, "[]");
});

test("a vote whose connection broke is sent again on the next one", async (t) => {
  const { room, socket } = await joinedRoom(t, PHONE);
  room.vote(VOTE);
  socket.lose();
  dispatchEvent(new Event("online"));
  await join();
  assert.deepEqual(FakeSocket.last.requests("room/vote")[0]?.params, VOTE);
  await FakeSocket.last.answer(FakeSocket.last.requests("room/vote")[0]);
  assert.equal(room.deliveries["a/0"]?.state, "accepted");
});
