/** Send phones what a drawing lies on. */
import { picturesOf } from "../parts.js";
import type { Methods, Piece } from "../protocol.gen.js";
import type { Room } from "../room/room.js";
import { SlideLook } from "./slide_look.js";

/** Time for which a drawing has to rest. */
const REST_MS = 300;
// As many and as long as the room accepts (talk.protocol.methods.stage).
const MAX_PIECES = 80;
const PIECE_CHARACTERS = 200;
/** How far around the drawing pieces still belong to it, as a part of the slide. */
const MARGIN = 0.02;
/** Digits of a coordinate after the point. */
const DIGITS = 4;

type Box = Pick<Piece, "x" | "y" | "width" | "height">;

export class Beneath extends SlideLook<"stage/beneath"> {
  constructor(room: Room, canvas: Element) {
    super(room, canvas, "stage/beneath");
  }

  /** Look at what lies beneath the drawing of the shown slide, once the drawing rests. */
  look(): void {
    this.lookIn(REST_MS, true);
  }

  protected override find(
    section: Element,
    slide: string,
  ): Methods["stage/beneath"]["params"] | null {
    const drawn = this.room.state?.drawings?.[slide] ?? [];
    const around = boundsOf(drawn.map(({ points }) => points));
    if (!around) return null;
    const pieces = piecesOf(section, this.canvas.getBoundingClientRect())
      // Phones get what the drawing lies on, and not the whole slide again.
      .filter((piece) => meet(piece, around))
      .slice(0, MAX_PIECES);
    return { slide, pieces, pictures: picturesOf(section).length };
  }
}

/** Return the box around strokes with a margin; null where there are none. */
function boundsOf(strokes: readonly (readonly number[])[]): Box | null {
  const points = strokes.flat();
  if (points.length === 0) return null;
  const of = (from: number): number[] => points.filter((_, at) => at % 2 === from);
  const [x, y] = [Math.min(...of(0)) - MARGIN, Math.min(...of(1)) - MARGIN];
  return {
    x,
    y,
    width: Math.max(...of(0)) + MARGIN - x,
    height: Math.max(...of(1)) + MARGIN - y,
  };
}

function meet(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** Return what is seen on a slide: pictures, frames of widgets and charts, lines of text. */
function piecesOf(section: Element, canvas: DOMRect): Piece[] {
  const pieces: Piece[] = [];
  const add = (box: DOMRect, text: string, picture = -1): void => {
    // Parts of the canvas, so that they hold on every screen.
    const round = (part: number): number => Number(clamp(part).toFixed(DIGITS));
    const x = round((box.left - canvas.left) / canvas.width);
    const y = round((box.top - canvas.top) / canvas.height);
    const width = round((box.right - canvas.left) / canvas.width) - x;
    const height = round((box.bottom - canvas.top) / canvas.height) - y;
    const piece = { text, picture, x, y, width: round(width), height: round(height) };
    if (piece.width > 0 && piece.height > 0) pieces.push(piece);
  };
  const pictures = picturesOf(section);
  for (const [index, picture] of pictures.entries())
    if (isSeen(picture)) add(picture.getBoundingClientRect(), "", index);
  for (const framed of section.querySelectorAll("[data-key], .chart-drawing"))
    if (isSeen(framed)) add(framed.getBoundingClientRect(), "");
  const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: node } = texts;
    const element = node.parentElement;
    if (!node.nodeValue?.trim() || !element || !isSeen(element)) continue;
    // A picture that the phone has as well brings its own words along.
    if (pictures.some((picture) => picture.contains(element))) continue;
    for (const { box, text } of linesOf(node)) add(box, text.slice(0, PIECE_CHARACTERS));
  }
  return pieces;
}

function isSeen(element: Element): boolean {
  // What is there for screen readers alone has a box of text that nobody sees.
  if (element.closest(".visually-hidden, .katex-mathml, .marks, option, script, style"))
    return false;
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

/** Return the lines into which a text is broken on the screen. */
function linesOf(node: Node): { box: DOMRect; text: string }[] {
  const lines: { box: DOMRect; text: string }[] = [];
  const range = document.createRange();
  for (const { 0: word, index } of (node.nodeValue ?? "").matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    const line = lines.at(-1);
    // Half a letter of difference is still the same line.
    if (line && Math.abs(line.box.top - box.top) < box.height / 2) {
      const left = Math.min(line.box.left, box.left);
      const right = Math.max(line.box.right, box.right);
      line.box = new DOMRect(left, line.box.top, right - left, line.box.height);
      line.text += ` ${word}`;
    } else lines.push({ box, text: word });
  }
  return lines;
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}
