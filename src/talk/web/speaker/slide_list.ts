/** Every slide of the talk by number and title; a tap or Enter goes there. */
import type { SlideNotes } from "../protocol.gen.js";
import { minutes } from "./clock.js";

export class SlideList {
  #dialog = document.createElement("dialog");
  #list = document.createElement("ol");

  constructor() {
    this.#dialog.className = "list";
    this.#dialog.setAttribute("aria-label", "All slides");
    this.#dialog.append(this.#list);
    this.#dialog.onclick = (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    };
    this.#dialog.onkeydown = (event) => {
      if (event.key !== "o" && event.key !== "g") return;
      event.stopPropagation();
      this.#dialog.close();
    };
    document.body.append(this.#dialog);
  }

  open(
    order: readonly string[],
    notes: Readonly<Record<string, SlideNotes>>,
    current: string,
    go: (slide: string) => void,
  ): void {
    this.#list.replaceChildren(
      ...order.map((slide) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        const { title, time_s } = notes[slide] ?? { title: slide };
        button.textContent = time_s ? `${title || slide} · ${minutes(time_s)}` : title || slide;
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
    this.#list.querySelector<HTMLElement>("[aria-current]")?.focus();
  }
}
