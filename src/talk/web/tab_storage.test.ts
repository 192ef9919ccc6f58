import assert from "node:assert/strict";
import { test } from "node:test";
import { loadFromTab, loadPosition, storeInTab, storePosition } from "./tab_storage.js";

function install(storage: Partial<Storage>): void {
  Object.defineProperty(globalThis, "sessionStorage", { value: storage, configurable: true });
}

test("a position that was stored is loaded", () => {
  const items = new Map<string, string>();
  install({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  });
  assert.equal(loadPosition(), null);
  storePosition({ slide: "b", step: 2 });
  assert.deepEqual(loadPosition(), { slide: "b", step: 2 });
});

test("storage that the browser blocks, or somebody wrote to, is as good as empty", () => {
  const blocked = (): never => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  install({ getItem: blocked, setItem: blocked });
  storeInTab("key", "value");
  assert.equal(loadFromTab("key"), null);
  assert.equal(loadPosition(), null);
  install({ getItem: () => "{broken" });
  assert.equal(loadPosition(), null);
});
