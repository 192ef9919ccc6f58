/**
 * A talk in one browser, without a room: a deck built `--with-notes`.
 *
 * The speaker view and the stage are two windows of it, and send each other where the talk is.
 */
import { type Cover, toggled } from "../cover.js";
import type { Blank, Clock, SlideNotes } from "../protocol.gen.js";
import type { Position } from "../room/room.js";
import { elapsedAt } from "./clock.js";

/** A message from one window to the others of its browser; the first one is a question. */
type WindowMessage = { kind: "where" } | { kind: "here"; position: Position; blank: Blank };

/** The part of a BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: WindowMessage): void;
  addEventListener(kind: "message", heard: (event: MessageEvent<WindowMessage>) => void): void;
}

/** The windows of a browser that show the same deck. */
export class OwnWindows {
  #channel: Channel;

  /** `moved` is called with what another window shows; `here` returns what this one does. */
  constructor(
    channel: Channel,
    moved: (position: Position, blank: Blank) => void,
    here: () => { position: Position; blank: Blank },
  ) {
    this.#channel = channel;
    channel.addEventListener("message", ({ data }) => {
      if (data.kind === "where") this.send(here().position, here().blank);
      else moved(data.position, data.blank);
    });
  }

  /** Ask the other windows where the talk is. */
  ask(): void {
    this.#channel.postMessage({ kind: "where" });
  }

  /** Send the other windows what this one shows. */
  send(position: Position, blank: Blank): void {
    this.#channel.postMessage({ kind: "here", position, blank });
  }
}

/** The notes of a built deck, as its speaker view carries them. */
export interface BuiltNotes {
  readonly notes: Readonly<Record<string, SlideNotes>>;
  readonly duration_s: number | null;
}

/** The state of such a talk that the speaker view shows; times are Unix seconds. */
export class OwnTalk {
  readonly notes: Record<string, SlideNotes>;
  readonly duration_s: number | null;
  clock: Clock = { armed: true };
  blank: Blank = "none";
  slide: string;

  constructor(
    built: BuiltNotes,
    readonly order: string[],
    slide: string,
  ) {
    this.notes = { ...built.notes };
    this.duration_s = built.duration_s;
    this.slide = slide;
  }

  /** Note that another slide is shown; the first move starts the clock. */
  show(slide: string, now: number): void {
    if (slide === this.slide) return;
    if (this.clock.armed) this.#run(now);
    const elapsed = elapsedAt(this.clock, now);
    const before = this.clock.spent?.[this.slide] ?? 0;
    const spent = before + Math.max(0, elapsed - (this.clock.slide_began_s ?? 0));
    this.clock = {
      ...this.clock,
      slide_began_s: elapsed,
      spent: { ...this.clock.spent, [this.slide]: spent },
    };
    this.slide = slide;
  }

  /** Start the clock, or pause it. */
  toggleClock(now: number): void {
    if (typeof this.clock.running_since !== "number") this.#run(now);
    else this.clock = { ...this.clock, elapsed_s: elapsedAt(this.clock, now), running_since: null };
  }

  /** Set the paused clock to nothing. */
  resetClock(): void {
    if (typeof this.clock.running_since === "number") return;
    this.clock = { armed: true, countdown: this.clock.countdown ?? false };
  }

  /** Show the time left, or the time passed. */
  toggleCountdown(): void {
    this.clock = { ...this.clock, countdown: !this.clock.countdown };
  }

  cover(mode: Cover): void {
    this.blank = toggled(this.blank, mode);
  }

  #run(now: number): void {
    this.clock = { ...this.clock, armed: false, running_since: now };
  }
}
