/** A slide as the projector shows it, scaled into a box of the speaker view, with live widgets. */
import { canvasSize } from "../canvas_size.js";
import type { Position } from "../room/room.js";

export class SlidePreview {
  readonly box = document.createElement("div");
  #slides = document.createElement("div");
  #source: DocumentFragment;
  #slide = "";
  #live: boolean;

  /**
   * `source` holds every section. An `inert` preview is to look at, not to touch; without `live`
   * its widgets are left out.
   */
  constructor(
    name: string,
    source: DocumentFragment,
    { inert, live = true }: { inert: boolean; live?: boolean },
  ) {
    this.#live = live;
    this.#source = source;
    this.box.className = `frame ${name}`;
    this.box.inert = inert;
    const canvas = document.createElement("div");
    canvas.className = "reveal canvas";
    this.#slides.className = "slides";
    canvas.append(this.#slides);
    this.box.append(canvas);
    // The slide is laid out in the canvas's own pixels and scaled as a whole, as on the stage.
    new ResizeObserver(() =>
      canvas.style.setProperty("--scale", String(this.box.clientWidth / canvasSize()[0])),
    ).observe(this.box);
  }

  /** Show a slide at a step; null, after the last slide, shows an empty box. */
  show(position: Position | null): void {
    const { slide, step } = position ?? { slide: "", step: 0 };
    if (slide !== this.#slide) {
      this.#slide = slide;
      // Copied anew each time, so that its widgets begin with the room's state and stop with the
      // slide.
      const section = findSection(this.#source, slide);
      this.#slides.replaceChildren(...(section ? [this.#copyOf(section)] : []));
      this.#slides.firstElementChild?.classList.add("present");
    }
    for (const element of this.#slides.querySelectorAll<HTMLElement>(".step[data-step]"))
      element.classList.toggle("shown", Number(element.dataset.step) <= step);
  }

  #copyOf(section: HTMLElement): HTMLElement {
    // The section is in a template: its widgets come to life in this document only.
    const copy = section.cloneNode(true) as HTMLElement;
    if (!this.#live)
      for (const widget of copy.querySelectorAll("[data-key]")) {
        const stub = document.createElement("div");
        stub.className = "stub";
        widget.replaceWith(stub);
      }
    return document.importNode(copy, true);
  }
}

/** Return the slide's section; null where the deck has none. */
export function findSection(source: DocumentFragment, slide: string): HTMLElement | null {
  const sections = [...source.querySelectorAll<HTMLElement>("section")];
  return sections.find((section) => section.dataset.id === slide) ?? null;
}
