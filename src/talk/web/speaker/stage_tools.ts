/**
 * The tools with which the speaker points at, draws on and goes near to the projected slide.
 *
 * A tool is used on the preview of the current slide: by mouse, pen or finger, or with Shift and
 * the arrow keys. Without a tool the preview's widgets get the clicks.
 */

import type { Room } from "../room/room.js";
import type { Snapshot } from "../room/store.js";
import { viewOf } from "../stage/zoom.js";

export type Tool = "laser" | "spotlight" | "pen" | "zoom";

/** Shortest time between two messages of a movement. */
const SEND_MS = 40;
// As many as the room accepts in one message (talk.protocol.methods.stage).
const COORDINATES_AT_ONCE = 400;
/** How far an arrow key moves the point, as a part of the slide. */
const STEP = 0.02;
/** Scale that a click goes near to. */
const ZOOM_SCALE = 2.5;
/** Largest scale, which only the wheel reaches. */
const CLOSEST = 8;

export class StageTools {
  #tool: Tool | null = null;
  #layer = document.createElement("div");
  #view = document.createElement("div");
  #buttons = new Map<Tool, HTMLButtonElement>();
  /** The stroke that is being drawn; empty while there is none. */
  #stroke = "";
  #unsent: number[] = [];
  #at = { x: 0.5, y: 0.5 };
  #timer = 0;

  /** `frame` is the preview; `slide` returns the slide that it shows. */
  constructor(
    private readonly frame: HTMLElement,
    private readonly room: Room,
    private readonly slide: () => string,
  ) {
    this.#layer.className = "tool-layer";
    this.#layer.hidden = true;
    this.#view.className = "zoom-view";
    this.#view.hidden = true;
    frame.append(this.#view, this.#layer);
    this.#layer.onpointerdown = (event) => this.#begin(event);
    this.#layer.onpointermove = (event) => this.#move(event);
    this.#layer.onpointerup = () => this.#end();
    this.#layer.onpointercancel = () => this.#end();
    this.#layer.onpointerleave = () => this.#leave();
    this.#layer.onwheel = (event) => this.#wheel(event);
    // Before the keys of the view, by which the talk moves.
    addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  /** The tool in the speaker's hand; null for none. */
  get tool(): Tool | null {
    return this.#tool;
  }

  /** Take up a tool, or put it down again. */
  toggle(tool: Tool): void {
    this.use(this.#tool === tool ? null : tool);
  }

  use(tool: Tool | null): void {
    this.#end();
    if (this.#tool === "laser" || this.#tool === "spotlight") this.#point("none");
    this.#tool = tool;
    this.#layer.hidden = tool === null;
    this.#layer.dataset.tool = tool ?? "";
    for (const [name, button] of this.#buttons)
      button.setAttribute("aria-pressed", String(name === tool));
  }

  /** Take the drawing off the slide, or its last stroke. */
  erase(last: boolean): void {
    void this.room.call("stage/erase", { slide: this.slide(), last }).answer.catch(() => {});
  }

  /** Add a button that takes up a tool. */
  addButton(tool: Tool, button: HTMLButtonElement): void {
    button.setAttribute("aria-pressed", "false");
    this.#buttons.set(tool, button);
  }

  /** Show which part of the slide the stage shows. */
  render({ zoom, slide }: Snapshot): void {
    const { left, top, size } = viewOf(zoom ?? {});
    this.#view.hidden = size === 1 || slide !== this.slide();
    const set = (name: string, part: number): void =>
      this.#view.style.setProperty(name, `${part * 100}%`);
    set("left", left);
    set("top", top);
    set("width", size);
    set("height", size);
  }

  #place(event: PointerEvent | WheelEvent): { x: number; y: number } {
    const box = this.frame.getBoundingClientRect();
    const part = (at: number, from: number, length: number): number =>
      Math.min(1, Math.max(0, (at - from) / length));
    return {
      x: part(event.clientX, box.left, box.width),
      y: part(event.clientY, box.top, box.height),
    };
  }

  #begin(event: PointerEvent): void {
    // Only the main button; a finger and a pen have no other.
    if (event.button > 0) return;
    this.#at = this.#place(event);
    if (this.#tool === "zoom") this.#toggleZoom();
    else if (this.#tool === "pen") {
      this.#layer.setPointerCapture(event.pointerId);
      this.#beginStroke();
    }
    if (this.#tool === "laser" || this.#tool === "spotlight") this.#schedule();
  }

  #move(event: PointerEvent): void {
    if (this.#tool === "zoom") return;
    // Browsers join the moves between two frames, and a curve without them has corners.
    const moves = event.getCoalescedEvents?.() ?? [event];
    // Some return an empty list.
    for (const move of moves.length ? moves : [event]) {
      this.#at = this.#place(move);
      if (this.#stroke) this.#unsent.push(this.#at.x, this.#at.y);
    }
    if (this.#stroke || this.#tool !== "pen") this.#schedule();
  }

  #beginStroke(): void {
    // Ids are this screen's own: two screens may draw at once.
    this.#stroke = Math.random().toString(36).slice(2, 12);
    this.#unsent = [this.#at.x, this.#at.y];
    this.#schedule();
  }

  #end(): void {
    this.#send();
    this.#stroke = "";
  }

  #leave(): void {
    // A stroke has captured the pointer, which may leave the slide and come back.
    if (this.#stroke) return;
    if (this.#tool === "laser" || this.#tool === "spotlight") this.#point("none");
  }

  #wheel(event: WheelEvent): void {
    if (this.#tool !== "zoom") return;
    event.preventDefault();
    const before = this.room.state?.zoom?.scale ?? 1;
    const scale = Math.min(CLOSEST, Math.max(1, before * (event.deltaY < 0 ? 1.2 : 1 / 1.2)));
    // Almost 1 is 1, or the slide would stay a little enlarged.
    this.#zoom(scale < 1.05 ? 1 : scale, this.#place(event));
  }

  #toggleZoom(): void {
    this.#zoom((this.room.state?.zoom?.scale ?? 1) > 1 ? 1 : ZOOM_SCALE, this.#at);
  }

  #zoom(scale: number, { x, y }: { x: number; y: number }): void {
    void this.room.call("stage/zoom", { scale, x, y }).answer.catch(() => {});
  }

  #point(pointer: "none" | "laser" | "spotlight"): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    void this.room.call("stage/point", { pointer, ...this.#at }).answer.catch(() => {});
  }

  #schedule(): void {
    this.#timer ||= setTimeout(() => this.#send(), SEND_MS);
  }

  /** Send where the pointer is, or what was drawn since the last message. */
  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#tool === "laser" || this.#tool === "spotlight") {
      // The pointer may have left the slide while the message waited.
      if (!this.#layer.hidden && this.#layer.matches(":hover, [data-by-key]"))
        this.#point(this.#tool);
      return;
    }
    while (this.#stroke && this.#unsent.length) {
      const points = this.#unsent.splice(0, COORDINATES_AT_ONCE);
      const params = { slide: this.slide(), stroke: this.#stroke, points };
      void this.room.call("stage/draw", params).answer.catch(() => {});
    }
  }

  /** Move the point by Shift and the arrow keys; Enter draws from here on, or goes near. */
  #key(event: KeyboardEvent): void {
    if (!this.#tool || document.querySelector("dialog[open]")) return;
    const [x, y] = ARROWS[event.key] ?? [0, 0];
    if (event.shiftKey && (x || y)) {
      const clamp = (at: number): number => Math.min(1, Math.max(0, at));
      this.#at = { x: clamp(this.#at.x + x * STEP), y: clamp(this.#at.y + y * STEP) };
      this.#layer.dataset.byKey = "";
      if (this.#stroke) this.#unsent.push(this.#at.x, this.#at.y);
      if (this.#tool === "zoom" && (this.room.state?.zoom?.scale ?? 1) > 1)
        this.#zoom(this.room.state?.zoom?.scale ?? 1, this.#at);
      else this.#schedule();
      // Enter on a button presses the button.
    } else if (event.key === "Enter" && event.target === document.body) {
      if (this.#tool === "zoom") this.#toggleZoom();
      else if (this.#tool === "pen" && this.#stroke) this.#end();
      else if (this.#tool === "pen") this.#beginStroke();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
