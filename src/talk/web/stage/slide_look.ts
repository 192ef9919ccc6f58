import type { Methods } from "../protocol.gen.js";
import type { Room } from "../room/room.js";

type LookMethod = "stage/beneath" | "stage/pointed";

/** Sender of something about the shown slide to phones, which lay their slides out otherwise. */
export abstract class SlideLook<Name extends LookMethod> {
  #sent = "";
  #timer = 0;

  /** `canvas` is the box of the slide, as large as it is on the screen. */
  constructor(
    protected readonly room: Room,
    protected readonly canvas: Element,
    private readonly method: Name,
  ) {}

  /** Return what the room is told about the slide; null where there is nothing to tell. */
  protected abstract find(section: Element, slide: string): Methods[Name]["params"] | null;

  /** Look in so many milliseconds; a call meanwhile puts that off where `restart` is set. */
  protected lookIn(milliseconds: number, restart: boolean): void {
    if (restart) {
      clearTimeout(this.#timer);
      this.#timer = 0;
    }
    // The screen that keeps time looks for the whole room: another one may be laid out otherwise.
    if (this.room.keepsTime) this.#timer ||= setTimeout(() => this.#look(), milliseconds);
  }

  /** Send what is found next even where it equals what was sent last. */
  protected forget(): void {
    this.#sent = "";
  }

  #look(): void {
    this.#timer = 0;
    const slide = this.room.state?.slide ?? "";
    const section = this.canvas.querySelector("section[data-id].present");
    // In the middle of a move the page still shows the slide that the room has left.
    const there = section?.getAttribute("data-id") === slide;
    const params = section && there ? this.find(section, slide) : null;
    if (!params) {
      this.forget();
      return;
    }
    const sent = JSON.stringify(params);
    if (sent === this.#sent) return;
    this.#sent = sent;
    void this.room.call(this.method, params).answer.catch(() => {});
  }
}
