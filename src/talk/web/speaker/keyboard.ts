/** What each key does in the speaker view; the same keys as on the stage, and the list that `?` shows. */

export interface Key {
  /** As KeyboardEvent.key says it; letters in lower case. */
  readonly keys: readonly string[];
  readonly shift?: boolean;
  readonly shown: string;
  readonly does: string;
  act(): void;
}

export function onKeys(keys: readonly Key[]): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.querySelector("dialog[open]") || isField(event.target)) return;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const found = keys.find(
      (key) =>
        key.keys.includes(pressed) && (key.shift === undefined || key.shift === event.shiftKey),
    );
    if (!found) return;
    event.preventDefault();
    found.act();
  });
}

/** Shows the keys; they are said once, in the table that works them. */
export function helpDialog(keys: readonly Key[]): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "help";
  dialog.setAttribute("aria-label", "Keys");
  const list = document.createElement("dl");
  for (const key of keys) {
    const [name, does] = [document.createElement("dt"), document.createElement("dd")];
    name.textContent = key.shown;
    does.textContent = key.does;
    list.append(name, does);
  }
  const close = document.createElement("button");
  close.textContent = "Close";
  close.onclick = () => dialog.close();
  dialog.append(list, close);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "?") return;
    event.stopPropagation();
    dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]")
  );
}
