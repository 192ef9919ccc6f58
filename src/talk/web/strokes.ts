/** The strokes of a drawing, as lines of an SVG in the canvas' own pixels. */
import { canvasSize } from "./canvas_size.js";
import type { Stroke } from "./protocol.gen.js";
import { s } from "./ui/dom.js";

/** Return the line of a stroke. */
export function lineOf({ colour, points }: Stroke): SVGElement {
  return s("polyline", { class: colour, points: pixels(points) });
}

/** Return the points of a stroke in pixels of the canvas; a single one becomes a dot. */
function pixels(points: readonly number[]): string {
  const places: string[] = [];
  const [width, height] = canvasSize();
  for (let at = 0; at + 1 < points.length; at += 2)
    places.push(`${round(points[at]! * width)},${round(points[at + 1]! * height)}`);
  if (places.length === 1) places.push(places[0]!);
  return places.join(" ");
}

function round(pixel: number): number {
  return Math.round(pixel * 10) / 10;
}
