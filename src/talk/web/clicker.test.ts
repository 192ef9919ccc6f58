import assert from "node:assert/strict";
import { test } from "node:test";
import { onClicker, TEXT_FIELDS } from "./clicker.js";

/** An element of the page: in a widget or not, a text field or not. */
class FakeElement {
  constructor(
    readonly inWidget = false,
    readonly isText = false,
  ) {}
  closest(): FakeElement | null {
    return this.inWidget ? this : null;
  }
  matches(selector: string): boolean {
    return selector === TEXT_FIELDS && this.isText;
  }
  blur(): void {
    acts.push("blur");
  }
}

const window = new EventTarget();
const BODY = new FakeElement();
const BUTTON = new FakeElement(true);
const FIELD = new FakeElement(true, true);
const acts: string[] = [];
const page = { body: BODY, activeElement: FIELD, querySelectorAll: () => [{ close: closeDialog }] };
Object.assign(globalThis, {
  HTMLElement: FakeElement,
  document: page,
  addEventListener: window.addEventListener.bind(window),
});
onClicker({
  next: () => acts.push("next"),
  previous: () => acts.push("previous"),
  cover: () => acts.push("cover"),
});
window.addEventListener("keydown", () => acts.push("control"));

function closeDialog(): void {
  acts.push("close");
}

/** Press a key on an element; return what happened, "control" if the element got the key. */
function press(key: string, target = BODY, more: Partial<KeyboardEvent> = {}): string {
  acts.length = 0;
  const event = new Event("keydown", { cancelable: true });
  for (const [name, value] of Object.entries({ key, target, ...more }))
    Object.defineProperty(event, name, { value });
  window.dispatchEvent(event);
  return acts.join(" ");
}

test("the clicker moves the deck from anywhere, out of fields and dialogs", () => {
  assert.equal(press("PageDown", FIELD), "close blur next");
  assert.equal(press("PageUp", BUTTON), "close blur previous");
});

test("each key that a clicker has covers the slide, once while it is held down", () => {
  for (const key of ["b", "B", ".", "v", "/"]) assert.equal(press(key, BUTTON), "cover");
  assert.equal(press("b", BODY, { repeat: true }), "");
});

test("a text field keeps the cover's keys, and a question mark is none of them", () => {
  assert.equal(press("b", FIELD), "control");
  assert.equal(press("/", BODY, { shiftKey: true }), "control");
});

test("shortcuts of the browser and text that is being composed stay theirs", () => {
  for (const held of ["altKey", "ctrlKey", "metaKey", "isComposing"] as const)
    assert.equal(press("PageDown", BODY, { [held]: true }), "control");
});

test("after Enter, Escape or a click in a widget one Escape outside opens nothing", () => {
  const leave = [
    () => press("Enter", FIELD),
    () => press(" ", BUTTON),
    () => press("Escape", FIELD),
  ];
  for (const left of leave) {
    left();
    assert.equal(press("Escape", BODY), "");
  }
  const click = new Event("pointerdown");
  Object.defineProperty(click, "target", { value: BUTTON });
  window.dispatchEvent(click);
  assert.equal(press("Escape", BODY), "");
});

test("any other key ends that, and the next Escape is the deck's", () => {
  press("Enter", FIELD);
  press("ArrowRight", BODY);
  assert.equal(press("Escape", BODY), "control");
});
