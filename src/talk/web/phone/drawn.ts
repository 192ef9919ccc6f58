/**
 * Show what was drawn over a slide.
 *
 * The phone lays the slide out otherwise, so a line would lie on other words. Below the slide there
 * is a picture of the place: the strokes over the words and pictures that they lie on on the stage.
 */
import { canvasSize } from "../canvas_size.js";
import { picturesOf } from "../parts.js";
import type { Piece } from "../protocol.gen.js";
import type { Snapshot } from "../room/store.js";
import { lineOf } from "../strokes.js";
import { h, s } from "../ui/dom.js";
import { t } from "../ui/messages.js";

/** Width and height of the smallest place that is shown, as parts of the slide's. */
const SMALLEST = [0.35, 0.12] as const;
/** Room around what is shown, as a part of the slide's width or height. */
const MARGIN = 0.025;

const shown = new WeakMap<Element, readonly unknown[]>();

/**
 * Show the drawing of a slide in its section, or none.
 *
 * Returns one that a reader should be led to: it is new, or now has what it lies on.
 */
export function showDrawing(
  section: HTMLElement,
  { drawings, beneath }: Snapshot,
): HTMLElement | null {
  const slide = section.dataset.id ?? "";
  const strokes = drawings?.[slide];
  const { pieces = [], pictures = 0 } = beneath?.[slide] ?? {};
  const before = shown.get(section);
  if (before?.[0] === strokes && before?.[1] === pieces) return null;
  shown.set(section, [strokes, pieces]);
  const figure = section.querySelector<HTMLElement>(".drawn");
  if (!strokes?.length) {
    figure?.remove();
    return null;
  }
  const own = picturesOf(section);
  const [width, height] = canvasSize();
  const place = placeOf(
    strokes.flatMap(({ points }) => points),
    pieces,
  );
  const [x, y, wide, high] = [
    place.x * width,
    place.y * height,
    place.width * width,
    place.height * height,
  ];
  const words = pieces.map(({ text = "" }) => text).filter(Boolean);
  const picture = s(
    "svg",
    {
      class: "drawing",
      viewBox: `${x} ${y} ${wide} ${high}`,
      role: "img",
      "aria-label": [t("phone-drawn"), ...words].join(" "),
    },
    ...pieces.map((piece) => drawnPiece(piece, pictures === own.length ? own : [])),
    ...strokes.map(lineOf),
  );
  if (figure) {
    figure.querySelector("svg")?.replaceWith(picture);
    return pieces.length > 0 && !figure.dataset.beneath ? marked(figure, pieces) : null;
  }
  const made = h("figure", { class: "drawn" }, picture, h("figcaption", {}, t("phone-drawn")));
  section.append(made);
  return marked(made, pieces);
}

/** Note whether the figure has what the drawing lies on. */
function marked(figure: HTMLElement, pieces: readonly Piece[]): HTMLElement {
  figure.dataset.beneath = pieces.length > 0 ? "known" : "";
  return figure;
}

/** Return the part of the slide to show: the strokes, and the lines that they lie on as a whole. */
function placeOf(points: readonly number[], pieces: readonly Piece[]): Required<Place> {
  const xs = points.filter((_, at) => at % 2 === 0);
  const ys = points.filter((_, at) => at % 2 === 1);
  // Lines as a whole, but of pictures and widgets the place: they may be most of the slide.
  for (const { text, x, y, width, height } of pieces) {
    if (!text) continue;
    xs.push(x, x + width);
    ys.push(y, y + height);
  }
  const along = (ends: readonly number[], least: number): [number, number] => {
    const [from, to] = [Math.min(...ends) - MARGIN, Math.max(...ends) + MARGIN];
    const more = Math.max(0, least - (to - from)) / 2;
    const start = Math.max(0, Math.min(from - more, 1 - least));
    return [start, Math.min(1, Math.max(to + more, start + least)) - start];
  };
  const [x, width] = along(xs, SMALLEST[0]);
  const [y, height] = along(ys, SMALLEST[1]);
  return { x, y, width, height };
}

type Place = Pick<Piece, "x" | "y" | "width" | "height">;

/** Return a line of text, a picture of this phone's own, or a frame, in pixels of the canvas. */
function drawnPiece(piece: Piece, pictures: readonly Element[]): SVGElement {
  const [wide, high] = canvasSize();
  const [x, y] = [piece.x * wide, piece.y * high];
  const [width, height] = [piece.width * wide, piece.height * high];
  const own = pictures[piece.picture ?? -1];
  if (own instanceof HTMLImageElement) {
    const href = own.currentSrc || own.src;
    // Pictures are made for a light ground; a dark phone gives them one.
    const ground = s("rect", { class: "ground", x, y, width, height });
    return s("g", {}, ground, s("image", { href, x, y, width, height }));
  }
  if (own instanceof SVGElement) {
    const copy = own.cloneNode(true) as SVGElement;
    for (const named of [copy, ...copy.querySelectorAll("[id]")]) named.removeAttribute("id");
    for (const [name, value] of Object.entries({ x, y, width, height }))
      copy.setAttribute(name, String(value));
    // Else the sheet's sizes for a drawing in the page win.
    Object.assign(copy.style, { width: `${width}px`, height: `${height}px` });
    // Its colours are set on what is around it.
    return s("g", { class: own.parentElement?.closest(".chart, .diagram")?.className }, copy);
  }
  if (!piece.text) return s("rect", { x, y, width, height, rx: 12 });
  // Letters stand at about three quarters of the height of their line.
  const at = { x: x + width / 2, y: y + height * 0.76, "text-anchor": "middle" };
  // Exactly as wide as on the stage, whose letters are others.
  const fit = { textLength: width, lengthAdjust: "spacingAndGlyphs", "font-size": height * 0.78 };
  return s("text", { ...at, ...fit }, piece.text);
}
