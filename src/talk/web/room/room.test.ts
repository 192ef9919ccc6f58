import assert from "node:assert/strict";
import { test } from "node:test";
import { CODES } from "../protocol.gen.js";
import {
  FakeSocket,
  installBrowser,
  join,
  joinedRoom,
  STATE,
  settle,
} from "../testing/fake_socket.js";
import { CONNECTION_LOST } from "./connection.js";
import { Room, sendAccepted } from "./room.js";

const LATE = 20_000;

test("a second press shows the slide again before the room has answered the first", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.toggleCover("black");
  assert.equal(room.blank, "black");
  room.toggleCover("black");
  assert.equal(room.blank, "none");
  const modes = socket.requests("room/blank").map((request) => request.params.mode);
  assert.deepEqual(modes, ["black", "none"]);
});

test("between the answer and the change that follows it the cover stays", async (t) => {
  const { room, socket } = await joinedRoom(t);
  const seen: string[] = [];
  room.listen(() => seen.push(room.blank));
  room.toggleCover("black");
  await socket.answer(socket.requests("room/blank")[0]);
  await socket.change(2, { kind: "blank", blank: "black" });
  assert.deepEqual([...new Set(seen)], ["black"]);
});

test("the answer to an earlier press does not end a later one", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.toggleCover("black");
  room.toggleCover("black");
  const [cover, show] = socket.requests("room/blank");
  await socket.answer(cover);
  await socket.change(2, { kind: "blank", blank: "black" });
  assert.equal(room.blank, "none");
  await socket.answer(show);
  await socket.change(3, { kind: "blank", blank: "none" });
  assert.equal(room.blank, "none");
});

test("a cover that the room refuses ends, and another screen's cover is seen", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.toggleCover("black");
  await socket.fail(socket.requests("room/blank")[0], CODES.TOO_MANY, "slower");
  assert.equal(room.blank, "none");
  await socket.change(2, { kind: "blank", blank: "paper" });
  assert.equal(room.blank, "paper");
  room.toggleCover("black");
  assert.equal(room.blank, "none");
});

test("without a connection the cover is this screen's own until the next join", async (t) => {
  const { room, socket } = await joinedRoom(t);
  socket.lose();
  room.toggleCover("black");
  await settle();
  assert.equal(room.blank, "black");
  room.toggleCover("black");
  assert.equal(room.blank, "none");
  room.toggleCover("black");
  await settle();
  dispatchEvent(new Event("online"));
  await join();
  assert.equal(room.blank, "none");
});

test("a move shows a covered slide at once", async (t) => {
  const { room } = await joinedRoom(t);
  room.toggleCover("black");
  room.navigate("b", 0);
  assert.equal(room.blank, "none");
});

test("what others did before does not move a screen back from its own position", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.navigate("b", 1);
  await socket.change(2, { kind: "position", slide: "a", step: 3, origin: "other" });
  assert.deepEqual(room.position, { slide: "b", step: 1 });
  await socket.answer(socket.requests("room/navigate")[0]);
  await socket.change(3, { kind: "position", slide: "b", step: 1, origin: "me" });
  await socket.change(4, { kind: "position", slide: "a", step: 0, origin: "other" });
  assert.equal(room.position?.slide, "a");
});

test("only the answer to the last of several moves ends the own position", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.navigate("b", 0);
  room.navigate("b", 1);
  const [first, second] = socket.requests("room/navigate");
  await socket.answer(first);
  await socket.change(2, { kind: "position", slide: "b", step: 0, origin: "me" });
  assert.deepEqual(room.position, { slide: "b", step: 1 });
  await socket.answer(second);
  await socket.change(3, { kind: "position", slide: "b", step: 1, origin: "me" });
  assert.equal(room.position, room.state);
});

test("a position that the room answered and never sent ends after others came", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.navigate("b", 0);
  await socket.answer(socket.requests("room/navigate")[0]);
  await socket.change(2, { kind: "position", slide: "a", step: 5, origin: "other" });
  t.mock.timers.tick(700);
  assert.deepEqual([room.position?.slide, room.position?.step], ["a", 5]);
});

test("a position that the room answered stays while the room is silent", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.navigate("b", 0);
  await socket.answer(socket.requests("room/navigate")[0]);
  t.mock.timers.tick(700);
  assert.equal(room.position?.slide, "b");
});

test("a position that the room refuses is given up", async (t) => {
  const { room, socket } = await joinedRoom(t);
  room.navigate("nowhere", 0);
  await socket.fail(socket.requests("room/navigate")[0], CODES.UNKNOWN_NAME, "no such slide");
  t.mock.timers.tick(1);
  assert.equal(room.position?.slide, "a");
});

test("a move made without a connection is sent at the next join", async (t) => {
  const { room, socket } = await joinedRoom(t);
  socket.lose();
  room.navigate("b", 0);
  dispatchEvent(new Event("online"));
  await join();
  assert.deepEqual(FakeSocket.last.requests("room/navigate")[0]?.params, { slide: "b", step: 0 });
  assert.equal(room.position?.slide, "b");
});

test("a missed change has the whole state asked for, once", async (t) => {
  const { room, socket } = await joinedRoom(t);
  await socket.change(3, { kind: "blank", blank: "black" });
  await socket.change(4, { kind: "blank", blank: "none" });
  const joins = socket.requests("room/join");
  assert.equal(joins.length, 2);
  assert.equal(room.state?.number, 1);
  const state = { ...STATE, number: 4, slide: "b" };
  await socket.answer(joins[1], { connection: "me", person: "", state, votes: {} });
  assert.equal(room.state?.slide, "b");
});

test("a repeated change counts once, and a snapshot may skip numbers", async (t) => {
  const { room, socket } = await joinedRoom(t);
  await socket.change(1, { kind: "blank", blank: "black" });
  assert.equal(room.blank, "none");
  const state = { ...STATE, number: 9, blank: "paper" };
  await socket.change(9, { kind: "snapshot", state } as never);
  assert.equal(room.blank, "paper");
});

test("listeners learn which widgets changed and how many own inputs came back", async (t) => {
  const { room, socket } = await joinedRoom(t);
  const updates: [string[], string[], [string, number][]][] = [];
  const stop = room.listen(({ kinds, widgets, echoes }) =>
    updates.push([[...kinds], [...widgets], [...echoes]]),
  );
  const inputs = { kind: "inputs", widget: "a/0", inputs: {} } as const;
  await socket.change(2, { ...inputs, origin: "me" }, { ...inputs, origin: "me" });
  await socket.change(3, { ...inputs, origin: "other" });
  stop();
  await socket.change(4, { ...inputs, origin: "me" });
  assert.deepEqual(updates, [
    [["inputs"], ["a/0"], [["a/0", 2]]],
    [["inputs"], ["a/0"], []],
  ]);
});

test("a silent network is noticed within three seconds, and left", async (t) => {
  const { room, socket } = await joinedRoom(t);
  t.mock.timers.tick(1700);
  assert.equal(socket.requests("room/ping").length, 1);
  assert.equal(room.connectionState, "connected");
  t.mock.timers.tick(1100);
  assert.equal(room.connectionState, "reconnecting");
  t.mock.timers.tick(250);
  assert.equal(FakeSocket.all.length, 2);
  await join();
  assert.equal(room.connectionState, "connected");
});

test("a sign of life in time keeps the connection", async (t) => {
  const { room, socket } = await joinedRoom(t);
  for (let second = 0; second < 30; second++) {
    t.mock.timers.tick(1700);
    await socket.answer(socket.requests("room/ping").at(-1));
  }
  assert.equal(FakeSocket.all.length, 1);
  assert.equal(room.connectionState, "connected");
});

test("attempts go on, and the screen is offline after twelve seconds", async (t) => {
  const { room, socket } = await joinedRoom(t);
  socket.lose();
  assert.equal(room.connectionState, "reconnecting");
  for (let second = 0; second < 20; second++) t.mock.timers.tick(1000);
  assert.equal(room.connectionState, "offline");
  assert(FakeSocket.all.length >= 4);
  dispatchEvent(new Event("online"));
  await join();
  assert.equal(room.connectionState, "connected");
});

test("a room that refuses the screen is not tried again", async (t) => {
  installBrowser(t);
  const room = new Room("ws://room", { role: "stage", deck: "deck" });
  room.open();
  const socket = FakeSocket.last;
  socket.open();
  await socket.fail(socket.requests("room/join")[0], CODES.NOT_ALLOWED, "the token is wrong");
  assert.equal(room.refused, "the token is wrong");
  assert.equal(room.connectionState, "offline");
  t.mock.timers.tick(LATE);
  dispatchEvent(new Event("online"));
  assert.equal(FakeSocket.all.length, 1);
});

test("without a connection requests fail at once, also those under way", async (t) => {
  const { room, socket } = await joinedRoom(t);
  const underWay = room.call("room/ping", {}).answer;
  socket.lose();
  await assert.rejects(underWay, { code: CONNECTION_LOST });
  await assert.rejects(room.call("room/ping", {}).answer, { code: CONNECTION_LOST });
});

test("the screen that the room names keeps the time, and one without a room does", async (t) => {
  const { room, socket } = await joinedRoom(t, {}, { ...STATE, timekeeper: "other" });
  assert.equal(room.keepsTime, false);
  await socket.change(2, { kind: "timekeeper", timekeeper: "me" });
  assert.equal(room.keepsTime, true);
  await socket.change(3, { kind: "timekeeper", timekeeper: "other" });
  socket.lose();
  assert.equal(room.keepsTime, true);
});

test("an accepted prompt is sent by the one screen that keeps time, if it has the widget", async (t) => {
  const { room, socket } = await joinedRoom(t, {}, { ...STATE, timekeeper: "other" });
  const asked: string[] = [];
  const sent: string[] = [];
  const widget = { acceptPrompt: (text: string): number => sent.push(text) };
  sendAccepted(room, (key) => {
    asked.push(key);
    return key === "chat/0" ? widget : null;
  });
  await socket.change(2, { kind: "accepted", widget: "chat/0", text: "for another screen" });
  await socket.change(3, { kind: "timekeeper", timekeeper: "me" });
  await socket.change(
    4,
    { kind: "accepted", widget: "chat/0", text: "for this one" },
    { kind: "accepted", widget: "elsewhere/0", text: "on no slide in sight" },
  );
  assert.deepEqual([asked, sent], [["chat/0", "elsewhere/0"], ["for this one"]]);
});
