/** Tells phones which part of the slide the pointer is on, as their slides are laid out otherwise. */
import { partsOf } from "../parts.js";
import type { Room } from "../room/room.js";

/** Shortest time between two looks at what lies under the pointer. */
const LOOK_MS = 120;

export class PointedPart {
  #sent = "";
  #timer = 0;

  /** `canvas` is the box of the slide, as large as it is on the screen. */
  constructor(
    private readonly room: Room,
    private readonly canvas: Element,
  ) {}

  /** Look for the part under the pointer, soon; one screen does it for all. */
  look(): void {
    // The room knows the end of the pointer by itself.
    if ((this.room.state?.pointer?.pointer ?? "none") === "none") this.#sent = "";
    else if (this.room.keepsTime) this.#timer ||= setTimeout(() => this.#look(), LOOK_MS);
  }

  #look(): void {
    this.#timer = 0;
    const { state } = this.room;
    const section = this.canvas.querySelector("section[data-id].present");
    const { pointer = "none", x = 0.5, y = 0.5 } = state?.pointer ?? {};
    if (!state || !section || pointer === "none") return;
    const parts = partsOf(section);
    const box = this.canvas.getBoundingClientRect();
    const under = document.elementsFromPoint(box.left + x * box.width, box.top + y * box.height);
    // Innermost first, so that a line of a list wins over the figure around it.
    const found = under.map((element) => parts.indexOf(element)).find((index) => index >= 0);
    const { slide } = state;
    const part = found ?? -1;
    const sent = `${slide} ${part}`;
    if (sent === this.#sent) return;
    this.#sent = sent;
    void this.room
      .call("stage/pointed", { slide, part, parts: parts.length })
      .answer.catch(() => {});
  }
}
