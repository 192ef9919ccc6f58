/** A presenter's marks over a slide: the drawing, the laser pointer, the spotlight. */
import { canvasSize } from "./canvas_size.js";
import type { Snapshot } from "./room/store.js";
import { lineOf } from "./strokes.js";

const SVG = "http://www.w3.org/2000/svg";

export class Marks {
  /** Lies over the canvas, as large as it is; takes no clicks. */
  readonly box = document.createElement("div");
  #drawing = document.createElementNS(SVG, "svg");
  #light = document.createElement("div");
  #slide = "";
  #strokes: NonNullable<Snapshot["drawings"]>[string] | undefined;

  constructor() {
    this.box.className = "marks";
    this.box.setAttribute("aria-hidden", "true");
    this.box.hidden = true;
    this.#drawing.setAttribute("class", "drawing");
    this.#drawing.setAttribute("viewBox", `0 0 ${canvasSize().join(" ")}`);
    this.#light.className = "light";
    this.box.append(this.#drawing, this.#light);
  }

  /** Render the marks on a slide; the pointer is on the slide that the stage shows. */
  render(slide: string, { drawings, pointer, slide: onStage }: Snapshot): void {
    const strokes = drawings?.[slide];
    if (slide !== this.#slide || strokes !== this.#strokes) {
      this.#drawing.replaceChildren(...(strokes ?? []).map(lineOf));
    }
    [this.#slide, this.#strokes] = [slide, strokes];
    const { pointer: kind = "none", x = 0.5, y = 0.5 } = pointer ?? {};
    this.#light.dataset.pointer = slide === onStage ? kind : "none";
    const [width, height] = canvasSize();
    this.#light.style.setProperty("--x", `${x * width}px`);
    this.#light.style.setProperty("--y", `${y * height}px`);
    // An empty layer would still hide the slide from programs that measure its contrast.
    this.box.hidden = !strokes?.length && this.#light.dataset.pointer === "none";
  }
}
