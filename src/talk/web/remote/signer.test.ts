import assert from "node:assert/strict";
import { test } from "node:test";
import { Signer, sign } from "./signer.js";

// The same message is signed in tests/talk/present/room/test_remotes.py.
const MAC = "a91443d2f9d601c811c24816b7b05499af974f98e647f47b7c23edbe6fac4591";

test("the room and the phone sign alike", () => {
  assert.equal(sign("secret of the test", 17, '{"method":"room/ping","params":{}}'), MAC);
});

test("counters only grow, even within a millisecond and when the clock is set back", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 5000 });
  const signer = new Signer({ remote: "r", secret: "s" });
  const first = signer.proof("join").counter;
  const second = signer.command("room/blank", { mode: "black" });
  t.mock.timers.setTime(4000);
  assert.deepEqual([first, second.counter, signer.proof("join").counter], [5000, 5001, 5002]);
  assert.equal(second.command, '{"method":"room/blank","params":{"mode":"black"}}');
  assert.equal(second.mac, sign("s", 5001, second.command));
});
