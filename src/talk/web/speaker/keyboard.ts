/** The keys of the speaker view, the same as on the stage, and the list of them that `?` shows. */
import { readingKey } from "../page.js";
import { t } from "../ui/messages.js";

export interface KeyBinding {
  /** As KeyboardEvent.key says it; letters in lower case. */
  readonly keys: readonly string[];
  /** Whether Shift must be held, or must not; undefined: either. */
  readonly shift?: boolean;
  /** The keys in the list. */
  readonly shown: string;
  /** What they do, in the list. */
  readonly does: string;
  act(): void;
}

/** Act on the keys, except in fields and while a dialog is open. */
export function onKeys(bindings: readonly KeyBinding[]): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    const fields = "input, textarea, select, [contenteditable]";
    const { target } = event;
    if (target instanceof HTMLElement && (target.matches(fields) || isPressed(target, event.key)))
      return;
    // Caps lock and Shift change a letter, but not a name such as ArrowLeft.
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : readingKey(event.key);
    const found = bindings.find(
      ({ keys, shift }) =>
        keys.includes(pressed) && (shift === undefined || shift === event.shiftKey),
    );
    if (!found) return;
    event.preventDefault();
    found.act();
  });
}

/**
 * Return whether a key presses what has the focus.
 *
 * Only what was reached by the keyboard: after a click on a button, the space bar moves the talk.
 */
function isPressed(target: HTMLElement, key: string): boolean {
  const presses = key === "Enter" || key === " ";
  return presses && target.matches("button, a[href], summary") && target.matches(":focus-visible");
}

/** Return a dialog that lists the keys. */
export function helpDialog(bindings: readonly KeyBinding[]): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "help";
  dialog.setAttribute("aria-label", t("keys"));
  const list = document.createElement("dl");
  for (const binding of bindings) {
    const [name, does] = [document.createElement("dt"), document.createElement("dd")];
    name.textContent = binding.shown;
    does.textContent = binding.does;
    list.append(name, does);
  }
  const close = document.createElement("button");
  close.textContent = t("close");
  close.onclick = () => dialog.close();
  dialog.append(list, close);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "?") return;
    // Outside the dialog the same key would open it again.
    event.stopPropagation();
    dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}
