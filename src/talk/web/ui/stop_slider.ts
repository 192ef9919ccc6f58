/** A slider over a few named stops, each with its name under its place. */
import { h, renderList, setAttribute, setText } from "./dom.js";
import { Slider } from "./fields.js";

export class Stops {
  readonly root: HTMLElement;
  readonly #slider: Slider;
  readonly #names = h("ol", { class: "stops", "aria-hidden": "true" });

  constructor(
    label: string,
    private readonly names: readonly string[],
    move: (at: number) => void,
  ) {
    this.#slider = new Slider(
      label,
      { min: 0, max: Math.max(1, names.length - 1), step: 1 },
      (at) => names[at] ?? "",
      move,
    );
    this.root = h("div", { class: "stop-track" }, this.#slider.root, this.#names);
  }

  render(at: number): void {
    this.#slider.render(at);
    renderList(
      this.#names,
      this.names,
      () => h("li", {}),
      (element, name, index) => {
        setText(element, name);
        element.style.setProperty("--place", String(index / Math.max(1, this.names.length - 1)));
        setAttribute(element, "data-now", index === at);
      },
    );
  }
}
