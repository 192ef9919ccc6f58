/** A dialog with every slide of the talk; a tap or Enter goes there. */
import type { SlideNotes } from "../protocol.gen.js";
import { formatTime } from "./clock.js";

export class SlideList {
  #dialog = document.createElement("dialog");
  #list = document.createElement("ol");

  constructor() {
    this.#dialog.className = "list";
    this.#dialog.setAttribute("aria-label", "All slides");
    this.#dialog.append(this.#list);
    this.#dialog.onclick = (event) => {
      // A click outside the list is one on the dialog itself.
      if (event.target === this.#dialog) this.#dialog.close();
    };
    this.#dialog.onkeydown = (event) => {
      if (event.key !== "o" && event.key !== "g") return;
      // Outside the dialog the same key would open it again.
      event.stopPropagation();
      this.#dialog.close();
    };
    document.body.append(this.#dialog);
  }

  /** Open the dialog; `go` is called with the slide that is chosen. */
  open(
    { order, run }: { readonly order: readonly string[]; readonly run: readonly string[] },
    notes: Readonly<Record<string, SlideNotes>>,
    current: string,
    go: (slide: string) => void,
  ): void {
    this.#list.replaceChildren(
      ...order.map((slide) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        const { title, time_s } = notes[slide] ?? { title: slide };
        button.textContent = time_s ? `${title || slide} · ${formatTime(time_s)}` : title || slide;
        if (!run.includes(slide)) button.dataset.run = "outside";
        if (slide === current) button.setAttribute("aria-current", "true");
        button.onclick = () => {
          this.#dialog.close();
          go(slide);
        };
        item.append(button);
        return item;
      }),
    );
    this.#dialog.showModal();
    // showModal focuses the first button, which may be far from where the talk is.
    this.#list.querySelector<HTMLElement>("[aria-current]")?.focus();
  }
}
