/** Who wants to know when a widget's state changed, by widget key. */
import type { Touched } from "../room/room.js";

export class Listeners {
  #byKey = new Map<string, Set<(echoes: number) => void>>();

  add(key: string, changed: (echoes: number) => void): () => void {
    const own = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, own.add(changed));
    return () => own.delete(changed);
  }

  tell(key: string, echoes = 0): void {
    for (const listener of [...(this.#byKey.get(key) ?? [])]) listener(echoes);
  }

  tellAll(echoes: (key: string) => number = () => 0): void {
    for (const key of this.#byKey.keys()) this.tell(key, echoes(key));
  }

  /** Tell those whom a change of the room concerns; the number of people only on the slide that is up. */
  tellTouched(touched: Touched, slide: string): void {
    const everybody = (["snapshot", "kernel", "connection", "timekeeper"] as const).some((kind) =>
      touched.kinds.has(kind),
    );
    const echoes = (key: string): number =>
      touched.kinds.has("snapshot") ? Infinity : (touched.echoes.get(key) ?? 0);
    if (everybody) this.tellAll(echoes);
    else if (touched.kinds.has("people") || touched.kinds.has("position")) {
      for (const key of this.#byKey.keys())
        if (key.startsWith(`${slide}/`) || touched.widgets.has(key)) this.tell(key, echoes(key));
    } else for (const key of touched.widgets) this.tell(key, echoes(key));
  }
}
