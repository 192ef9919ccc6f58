import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { CODES, type Run } from "../protocol.gen.js";
import { Recordings } from "../recordings.js";
import { type FakeSocket, joinedRoom, settle } from "../testing/fake_socket.js";
import { OfflineHost } from "./offline_host.js";
import { PrivateHost } from "./private_host.js";
import { SharedHost } from "./shared_host.js";

const METHOD = "text/generate";
const PARAMS = { text: "a" };
const RUN = { id: "r1", method: METHOD, params: PARAMS, status: "live", done: false } as Run;

function recorded(): Recordings {
  const recordings = new Recordings();
  const recording = { method: METHOD, params: PARAMS, events: [], result: { text: "b" } };
  recordings.add({ "a/0": [recording] });
  return recordings;
}

async function shared(t: TestContext): Promise<{ host: SharedHost; socket: FakeSocket }> {
  const { room, socket } = await joinedRoom(t);
  return { host: new SharedHost("stage", room, recorded()), socket };
}

async function phone(t: TestContext): Promise<{
  host: PrivateHost;
  socket: FakeSocket;
  failures: () => number;
}> {
  const { room, socket } = await joinedRoom(t, { role: "phone" });
  let failures = 0;
  const host = new PrivateHost(room, recorded(), () => {
    failures += 1;
  });
  return { host, socket, failures: () => failures };
}

test("offline, a recorded request is answered, and any other one fails", async () => {
  const host = new OfflineHost("file", recorded());
  const statuses: string[] = [];
  const run = (params: { text: string }): Promise<Run> =>
    host.run("a/0", "main", METHOD, params, ({ status }) => statuses.push(status)).finished;
  assert.equal((await run(PARAMS)).status, "recorded");
  const failed = await run({ text: "other" });
  assert.deepEqual([failed.status, failed.error?.code], ["failed", CODES.UNAVAILABLE]);
  assert.deepEqual(statuses, ["recorded", "failed"]);
});

test("on shared views a run is finished when the room's lane is done", async (t) => {
  const { host, socket } = await shared(t);
  const { finished } = host.run("a/0", "main", METHOD, PARAMS, () => {});
  await socket.answer(socket.requests("widget/run")[0], { run: RUN });
  const done = { ...RUN, done: true };
  await socket.change(2, { kind: "run", widget: "a/0", lane: "main", run: RUN });
  await socket.change(3, { kind: "run", widget: "a/0", lane: "main", run: done });
  assert.equal((await finished).done, true);
});

test("on shared views a cancelled run is stopped only while the lane is its own", async (t) => {
  const { host, socket } = await shared(t);
  const handle = host.run("a/0", "main", METHOD, PARAMS, () => {});
  await socket.answer(socket.requests("widget/run")[0], { run: RUN });
  const other = { ...RUN, id: "r2" };
  await socket.change(2, { kind: "run", widget: "a/0", lane: "main", run: other });
  handle.cancel();
  assert.equal(socket.requests("widget/stop").length, 0);
  await socket.change(3, { kind: "run", widget: "a/0", lane: "main", run: RUN });
  handle.cancel();
  assert.equal(socket.requests("widget/stop").length, 1);
});

test("on shared views without a connection the recording stands for the answer", async (t) => {
  const { host, socket } = await shared(t);
  socket.lose();
  const run = await host.run("a/0", "main", METHOD, PARAMS, () => {}).finished;
  assert.equal(run.status, "recorded");
  assert.equal(host.state("a/0").runs?.main, run);
});

test("on shared views a refused request fails, though it is recorded", async (t) => {
  const { host, socket } = await shared(t);
  const { finished } = host.run("a/0", "main", METHOD, PARAMS, () => {});
  await socket.fail(socket.requests("widget/run")[0], CODES.TOO_MANY, "slower");
  assert.deepEqual(
    [(await finished).status, (await finished).error?.message],
    ["failed", "slower"],
  );
});

test("inputs are taken when the room says so", async (t) => {
  const { host, socket } = await shared(t);
  const [taken, refused] = [host.setInputs("a/0", { n: 1 }), host.setInputs("a/0", { n: 2 })];
  const [first, second] = socket.requests("widget/set_inputs");
  assert.deepEqual(first?.params, { widget: "a/0", inputs: { n: 1 }, merge: true });
  await socket.answer(first);
  await socket.fail(second, CODES.TOO_MANY, "slower");
  assert.deepEqual([await taken, await refused], [true, false]);
});

test("on a phone a run grows by its events and ends with the room's answer", async (t) => {
  const { host, socket, failures } = await phone(t);
  const seen: [string, number][] = [];
  const { finished } = host.run("a/0", "main", METHOD, PARAMS, ({ status, events }) =>
    seen.push([status, events?.length ?? 0]),
  );
  await settle();
  const [request] = socket.requests("widget/run");
  await socket.event(request, { run: RUN });
  await socket.event(request, { events: [{ index: 0 }] });
  await socket.answer(request, { run: { ...RUN, done: true, events: [{ index: 0 }] } });
  assert.equal((await finished).done, true);
  assert.deepEqual(seen, [
    ["waiting", 0],
    ["live", 0],
    ["live", 1],
    ["live", 1],
  ]);
  assert.equal(failures(), 0);
});

test("on a phone without a connection only a recorded request is answered", async (t) => {
  const { host, socket, failures } = await phone(t);
  const known = host.run("a/0", "main", METHOD, PARAMS, () => {}).finished;
  const unknown = host.run("a/0", "other", METHOD, { text: "c" }, () => {}).finished;
  socket.lose();
  await settle();
  assert.deepEqual([(await known).status, (await unknown).status], ["recorded", "interrupted"]);
  assert.equal(failures(), 1);
});

test("a phone's vote belongs to the ballot that is open", async (t) => {
  const { host, socket } = await phone(t);
  const ballot = { id: "one", open: true } as never;
  await socket.change(2, { kind: "ballot", widget: "a/0", ballot });
  host.vote("a/0", "one", { choice: 2 });
  assert.deepEqual([host.mine("a/0")?.choice, host.delivery("a/0")?.state], [2, "sending"]);
  await socket.change(3, { kind: "ballot", widget: "a/0", ballot: { id: "two" } as never });
  assert.deepEqual([host.mine("a/0"), host.delivery("a/0")], [null, null]);
});
