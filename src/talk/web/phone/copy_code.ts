/** Copy the program of a slide at a press of its button. */
import { t } from "../ui/messages.js";

/** Listen to the buttons of all slides, of those that come later too. */
export function onCopyCode(): void {
  document.addEventListener("click", (event) => {
    const button = event.target;
    if (!(button instanceof HTMLButtonElement) || !button.matches(".copy-code")) return;
    const states = button.closest(".listing")?.querySelectorAll("pre.code code") ?? [];
    // Of a program that changes, the state in sight.
    const program = [...states].find((state) => state.getClientRects().length > 0);
    if (program) button.textContent = copied(program) ? t("copied") : t("copy-by-hand");
  });
}

/** Select an element's text and copy it; return whether the browser did. */
function copied(element: Element): boolean {
  // The clipboard of newer browsers is for https alone; a hall's phones come over http.
  getSelection()?.selectAllChildren(element);
  return document.execCommand("copy");
}
