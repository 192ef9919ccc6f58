/**
 * The clicker's keys, on stage and in the speaker view: PageUp, PageDown and the cover (`b`, `.`) are the deck's wherever the
 * keyboard's focus is. Only a text field keeps the cover's keys, which are letters there: while one is edited nobody can tell
 * a clicker from typing, so fields give the focus back at Enter (element.ts).
 */

export const TEXT_FIELDS =
  "textarea, [contenteditable], input:not([type]), input:is([type=text], [type=search], [type=number], [type=url], [type=email], [type=tel])";

/** Clickers send `b` or a full stop; the others are reveal.js' own keys for the same. */
const COVER_KEYS = new Set(["b", ".", "v", "/"]);

/** Lines for the help that `?` shows, by key as written there. */
export const CLICKER_HELP = {
  move: "on and back from anywhere, also out of a text field",
  cover:
    "black: cover the projected slide, or show it again (not in a text field: leave it with Enter or Escape)",
} as const;

export interface Clicker {
  next(): void;
  previous(): void;
  /** Cover the projected slide, or show it again. */
  cover(): void;
}

/** Give the clicker's keys to the deck before any control sees them, and hold back an Escape after a key that left a widget already. */
export function onClicker(clicker: Clicker): void {
  let justLeft = false;
  const take = (event: KeyboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (event.key === "Escape") {
      const inside = target.closest("[data-key]") !== null;
      if (justLeft && !inside) take(event);
      else justLeft = inside;
      return;
    }
    // A sent field gives the focus back, and a pressed button may lose it by being switched off.
    justLeft =
      (event.key === "Enter" || event.key === " ") && target.closest("[data-key]") !== null;
    if (event.key === "PageUp" || event.key === "PageDown") {
      take(event);
      leaveEverything();
      if (event.key === "PageDown") clicker.next();
      else clicker.previous();
    } else if (
      !event.shiftKey &&
      COVER_KEYS.has(event.key.toLowerCase()) &&
      !target.matches(TEXT_FIELDS)
    ) {
      take(event);
      if (!event.repeat) clicker.cover();
    }
  };
  addEventListener("keydown", pressed, { capture: true });
  addEventListener(
    "pointerdown",
    (event) => (justLeft = (event.target as Element).closest("[data-key]") !== null),
    { capture: true },
  );
}

/** Take the focus out of controls, and close the dialogs that lie over the slide. */
function leaveEverything(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
