/** The canvas that a deck's slides are set on. */

/** Width and height of each shape, in the canvas' own pixels (talk/deck/model.py). */
const CANVASES: Readonly<Record<string, readonly [number, number]>> = {
  "16:9": [1920, 1080],
  "4:3": [1440, 1080],
  "1:1": [1080, 1080],
  "9:16": [1080, 1920],
};

/** Return width and height of this deck's canvas, in its own pixels. */
export function canvasSize(): readonly [number, number] {
  return CANVASES[document.documentElement.dataset.canvas ?? "16:9"] ?? [1920, 1080];
}
