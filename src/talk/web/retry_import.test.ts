import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { retryImport } from "./retry_import.js";
import { settle } from "./testing/fake_socket.js";

const LOST = [
  "TypeError: Failed to fetch dynamically imported module: http://hall/chunk.js",
  "TypeError: error loading dynamically imported module: http://hall/chunk.js",
  "TypeError: Importing a module script failed.",
];

/** Return a load that fails with each of the errors in turn, and then resolves to "module". */
function failing(...errors: string[]): { load: () => Promise<string>; calls: () => number } {
  let calls = 0;
  const load = async (): Promise<string> => {
    calls += 1;
    const error = errors.shift();
    if (error !== undefined) throw new TypeError(error);
    return "module";
  };
  return { load, calls: () => calls };
}

/** Install a window, and timers that only the test moves on. */
function install(t: TestContext): EventTarget {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const window = new EventTarget();
  globalThis.addEventListener = window.addEventListener.bind(window);
  return window;
}

test("a module that arrives is loaded once", async (t) => {
  install(t);
  const { load, calls } = failing();
  assert.equal(await retryImport(load), "module");
  assert.equal(calls(), 1);
});

for (const error of LOST)
  test(`a lost module is loaded again after half a second: ${error}`, async (t) => {
    install(t);
    const { load, calls } = failing(error);
    const module = retryImport(load);
    await settle();
    t.mock.timers.tick(499);
    await settle();
    assert.equal(calls(), 1);
    t.mock.timers.tick(1);
    assert.equal(await module, "module");
    assert.equal(calls(), 2);
  });

test("the waits double up to a quarter of a minute", async (t) => {
  install(t);
  const { load, calls } = failing(...Array.from({ length: 8 }, () => LOST[0]!));
  const module = retryImport(load);
  for (const [index, wait] of [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000].entries()) {
    await settle();
    assert.equal(calls(), index + 1);
    t.mock.timers.tick(wait - 1);
    await settle();
    assert.equal(calls(), index + 1);
    t.mock.timers.tick(1);
  }
  assert.equal(await module, "module");
});

test("a network that is back ends the wait", async (t) => {
  const window = install(t);
  const { load } = failing(LOST[0]!);
  const module = retryImport(load);
  await settle();
  window.dispatchEvent(new Event("online"));
  assert.equal(await module, "module");
});

test("a module's own error is passed on and not tried again", async (t) => {
  install(t);
  const { load, calls } = failing("x is not a function");
  await assert.rejects(retryImport(load), /x is not a function/);
  assert.equal(calls(), 1);
});
