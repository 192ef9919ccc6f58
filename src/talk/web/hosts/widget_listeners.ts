/** Subscriptions to the state of widgets, by widget key. */
import type { RoomUpdate } from "../room/room.js";

/** `echoes`: how many of this screen's own inputs have come back; Infinity: all. */
type Listener = (echoes: number) => void;

/** Kinds of change that every widget shows. */
const FOR_ALL = ["snapshot", "kernel", "connection", "timekeeper"] as const;
/** Kinds of change that widgets in sight may show. */
const FOR_SLIDE = ["people", "position", "question", "question_gone", "question_votes"] as const;

export class WidgetListeners {
  #byKey = new Map<string, Set<Listener>>();

  /** Call `changed` whenever the widget's state changed; return the function that ends this. */
  add(key: string, changed: Listener): () => void {
    const listeners = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, listeners.add(changed));
    return () => listeners.delete(changed);
  }

  notify(key: string, echoes = 0): void {
    // A copy: a widget may stop listening, or be removed, by what it is told.
    for (const listener of [...(this.#byKey.get(key) ?? [])]) listener(echoes);
  }

  notifyAll(): void {
    for (const key of this.#byKey.keys()) this.notify(key);
  }

  /** Notify those whom an update of the room concerns. `slide` is the one that is shown. */
  notifyUpdate({ kinds, widgets, echoes }: RoomUpdate, slide: string): void {
    const echoesOf = (key: string): number =>
      // A snapshot holds whatever the room received; what it did not will not come any more.
      kinds.has("snapshot") ? Infinity : (echoes.get(key) ?? 0);
    const forAll = FOR_ALL.some((kind) => kinds.has(kind));
    // The number of people changes all the time; only widgets in sight have to show it.
    const forSlide = FOR_SLIDE.some((kind) => kinds.has(kind));
    for (const key of forAll || forSlide ? this.#byKey.keys() : widgets)
      if (forAll || widgets.has(key) || key.startsWith(`${slide}/`))
        this.notify(key, echoesOf(key));
  }
}
