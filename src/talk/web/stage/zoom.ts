/** The part of the slide that fills the stage. */
import { canvasSize } from "../canvas_size.js";
import type { Zoom } from "../protocol.gen.js";

/** A part of the slide: its top left corner and its size, as parts of the slide's. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

/** Return what is in view: a frame around the zoom's centre that stays on the slide. */
export function viewOf({ x = 0.5, y = 0.5, scale = 1 }: Zoom): View {
  const size = 1 / Math.max(1, scale);
  const corner = (centre: number): number => Math.min(1 - size, Math.max(0, centre - size / 2));
  return { left: corner(x), top: corner(y), size };
}

/** Scale the element that holds the canvas in its middle, so that only the view is seen. */
export function showView(root: HTMLElement, zoom: Zoom): void {
  const { left, top, size } = viewOf(zoom);
  if (size === 1) {
    root.style.transform = "";
    return;
  }
  const [width, height] = [root.clientWidth, root.clientHeight];
  const [canvasWidth, canvasHeight] = canvasSize();
  const shrink = Math.min(width / canvasWidth, height / canvasHeight);
  const [wide, high] = [canvasWidth * shrink, canvasHeight * shrink];
  // The middle of the view comes to the middle of the screen.
  const x = width / 2 - (width - wide) / 2 - (left + size / 2) * wide;
  const y = height / 2 - (height - high) / 2 - (top + size / 2) * high;
  root.style.transform = `scale(${1 / size}) translate(${x}px, ${y}px)`;
}
