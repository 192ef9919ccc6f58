/** Send phones which part of the slide the pointer is on. */
import { partsOf } from "../parts.js";
import type { Methods } from "../protocol.gen.js";
import type { Room } from "../room/room.js";
import { SlideLook } from "./slide_look.js";

/** Shortest time between two looks at what lies under the pointer. */
const LOOK_MS = 120;

export class PointedPart extends SlideLook<"stage/pointed"> {
  constructor(room: Room, canvas: Element) {
    super(room, canvas, "stage/pointed");
  }

  /** Look for the part under the pointer, soon. */
  look(): void {
    // The room knows the end of the pointer by itself.
    if ((this.room.state?.pointer?.pointer ?? "none") === "none") this.forget();
    else this.lookIn(LOOK_MS, false);
  }

  protected override find(
    section: Element,
    slide: string,
  ): Methods["stage/pointed"]["params"] | null {
    const { pointer = "none", x = 0.5, y = 0.5 } = this.room.state?.pointer ?? {};
    if (pointer === "none") return null;
    const parts = partsOf(section);
    const box = this.canvas.getBoundingClientRect();
    const under = document.elementsFromPoint(box.left + x * box.width, box.top + y * box.height);
    // Innermost first, so that a line of a list wins over the figure around it.
    const found = under.map((element) => parts.indexOf(element)).find((index) => index >= 0);
    return { slide, part: found ?? -1, parts: parts.length };
  }
}
