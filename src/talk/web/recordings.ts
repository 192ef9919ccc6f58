/** The deck's recordings: each file fetched once, after the first paint, and asked by request or by widget. */
import type { Recording } from "./host.js";
import type { Json, Run } from "./protocol.gen.js";

/** Event on the window: the widget named in `detail` has no answer to show, neither from the room nor recorded. */
const UNANSWERED = "talk:unanswered";

/** What `of` gives for a widget of which no recording is here. */
interface None extends ReadonlyArray<Recording> {
  readonly none: string;
}

/** Say that a widget looked for an answer and found none; `recordings` are those it looked through. */
export function unanswered(recordings: readonly Recording[]): void {
  const key = (recordings as Partial<None>).none;
  if (key) dispatchEvent(new CustomEvent(UNANSWERED, { detail: key }));
}

/** Call `missed` with the key of every widget of which no recording is here, when it looks for an answer and has none. */
export function onUnanswered(missed: (key: string) => void): void {
  addEventListener(UNANSWERED, (event) => missed((event as CustomEvent<string>).detail));
}

export class Recordings {
  #byWidget: Record<string, Recording[]> = {};
  #byRequest = new Map<string, Recording>();
  #listeners = new Set<() => void>();
  /** Addresses asked for. */
  #begun = new Set<string>();

  /** Never rejects: without them widgets stay empty, and the next call tries again. */
  async load(url: string | undefined): Promise<void> {
    if (!url || this.#begun.has(url)) return;
    this.#begun.add(url);
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(answer.statusText);
      this.take((await answer.json()) as Record<string, Recording[]>);
    } catch {
      this.#begun.delete(url);
    }
  }

  /** Another deck has other recordings. */
  async renew(url: string | undefined): Promise<void> {
    this.#begun.clear();
    this.#byWidget = {};
    this.#byRequest.clear();
    await this.load(url);
  }

  take(found: Record<string, Recording[]>): void {
    this.#byWidget = { ...this.#byWidget, ...found };
    for (const list of Object.values(found))
      for (const item of list) this.#byRequest.set(request(item.method, item.params), item);
    for (const listener of [...this.#listeners]) listener();
  }

  /** Let every widget be drawn again: what it does not find now, it says. */
  lookAgain(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  of(key: string): readonly Recording[] {
    return this.#byWidget[key] ?? (Object.assign([], { none: key }) satisfies None);
  }

  listen(changed: () => void): void {
    this.#listeners.add(changed);
  }

  /** The recorded answer to exactly this request as a run, or null: a recording answers nothing else. */
  answer(method: string, params: Record<string, Json>): Run | null {
    const recording = this.#byRequest.get(request(method, params));
    if (!recording) return null;
    const { events, result, latency_ms } = recording;
    return {
      id: `recorded-${method}`,
      method,
      params,
      status: "recorded",
      done: true,
      events,
      result,
      latency_ms: latency_ms ?? null,
    };
  }
}

/** After the page has been painted, so that recordings never delay the first slide. */
export function afterFirstPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act, 0));
}

function request(method: string, params: Record<string, Json>): string {
  return `${method} ${canonical(params)}`;
}

/** JSON with sorted keys and no nulls, as talk.protocol.wire.canonical. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}
