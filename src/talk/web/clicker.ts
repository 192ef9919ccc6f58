/**
 * The clicker's keys, on stage and in the speaker view.
 *
 * PageUp, PageDown and the cover (`b`, `.`) belong to the deck wherever the keyboard's focus is.
 * Only a text field keeps the cover's keys, which are letters there: nobody can tell a clicker from
 * typing, so fields give up the focus at Enter (element.ts).
 */

import type { Cover } from "./cover.js";

export const TEXT_FIELDS =
  "textarea, [contenteditable], input:not([type]), input:is([type=text], [type=search], " +
  "[type=number], [type=url], [type=email], [type=tel])";

/**
 * Keys of the covers. Clickers send `b` or a full stop; `v` and `/` are reveal.js' own keys for the
 * same.
 */
const COVERS: Readonly<Record<string, Cover>> = {
  b: "black",
  ".": "black",
  v: "black",
  "/": "black",
  w: "white",
  e: "paper",
};

export interface Clicker {
  next(): void;
  previous(): void;
  /** Cover the projected slide, or show it again. */
  cover(mode: Cover): void;
  /** Begin the talk, as a clicker's start button asks for; without it F5 is the browser's. */
  begin?(): void;
}

/** Call the clicker's methods at its keys, before any control gets them. */
export function onClicker(clicker: Clicker): void {
  /** Whether the last key or click may have taken the focus out of a widget. */
  let justLeft = false;
  const consume = (event: KeyboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, keys belong to it; Enter there ends a word, not a field.
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const inWidget = target.closest("[data-key]") !== null;
    if (event.key === "Escape") {
      // Escape is to leave a widget; one that has given up the focus already must not open the
      // overview of all slides instead.
      if (justLeft && !inWidget) consume(event);
      else justLeft = inWidget;
      return;
    }
    // A sent field gives up the focus, and a pressed button may lose it by being disabled.
    justLeft = (event.key === "Enter" || event.key === " ") && inWidget;
    if (event.key === "PageUp" || event.key === "PageDown") {
      consume(event);
      // What lies over the slide, or has the focus, would get the next keys.
      for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]"))
        dialog.close();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (event.key === "PageDown") clicker.next();
      else clicker.previous();
    } else if (event.key === "F5" && clicker.begin && !event.shiftKey) {
      consume(event);
      if (!event.repeat) clicker.begin();
    } else {
      const mode = event.shiftKey ? undefined : COVERS[event.key.toLowerCase()];
      if (!mode || target.matches(TEXT_FIELDS)) return;
      // No clicker sends these letters, and a list in a widget may look for them.
      if (mode !== "black" && inWidget) return;
      consume(event);
      // A key that is held down would make the projector flicker.
      if (!event.repeat) clicker.cover(mode);
    }
  };
  addEventListener("keydown", onKeyDown, { capture: true });
  addEventListener(
    "pointerdown",
    (event) => {
      justLeft = (event.target as Element).closest("[data-key]") !== null;
    },
    { capture: true },
  );
}
