/** A slide as the projector shows it, scaled into a box of the speaker view; its widgets are alive. */
import type { Place } from "../room/room.js";

const WIDTH = 1920;

export class Frame {
  readonly box = document.createElement("div");
  #slides = document.createElement("div");
  #source: DocumentFragment;
  #slide = "";

  /** `source` holds every section; `still`: to look at, not to touch. */
  constructor(name: string, source: DocumentFragment, still: boolean) {
    this.#source = source;
    this.box.className = `frame ${name}`;
    this.box.inert = still;
    const canvas = document.createElement("div");
    canvas.className = "reveal canvas";
    this.#slides.className = "slides";
    canvas.append(this.#slides);
    this.box.append(canvas);
    new ResizeObserver(() =>
      canvas.style.setProperty("--scale", String(this.box.clientWidth / WIDTH)),
    ).observe(this.box);
  }

  /** Null shows an empty box: the talk ends here. */
  show(place: Place | null): void {
    if (place?.slide !== this.#slide) this.#replace(place?.slide ?? "");
    for (const element of this.#slides.querySelectorAll<HTMLElement>(".step[data-step]")) {
      element.classList.toggle("shown", Number(element.dataset.step) <= (place?.step ?? 0));
    }
  }

  #replace(slide: string): void {
    this.#slide = slide;
    const section = find(this.#source, slide);
    this.#slides.replaceChildren(...(section ? [document.importNode(section, true)] : []));
    this.#slides.firstElementChild?.classList.add("present");
  }
}

export function find(source: DocumentFragment, slide: string): HTMLElement | null {
  return (
    [...source.querySelectorAll<HTMLElement>("section")].find(
      (section) => section.dataset.id === slide,
    ) ?? null
  );
}
