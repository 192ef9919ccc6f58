/** The deck's recordings, found by request or by widget. */
import type { Recording } from "./host.js";
import type { Json, Run } from "./protocol.gen.js";

/** Event on the window: the widget named in `detail` found no answer to show. */
const UNANSWERED = "talk:unanswered";

/** Recordings of a widget of which none is here: an empty list that knows its widget. */
interface NoRecordings extends ReadonlyArray<Recording> {
  readonly missingFor: string;
}

/** Report that a widget found no answer; `recordings` are those it looked through. */
export function reportUnanswered(recordings: readonly Recording[]): void {
  const key = (recordings as Partial<NoRecordings>).missingFor;
  if (key) dispatchEvent(new CustomEvent(UNANSWERED, { detail: key }));
}

/** Call `missed` with the key of each widget that finds no answer while its recordings are away. */
export function onUnanswered(missed: (key: string) => void): void {
  addEventListener(UNANSWERED, (event) => missed((event as CustomEvent<string>).detail));
}

export class Recordings {
  #byWidget: Record<string, Recording[]> = {};
  #byRequest = new Map<string, Recording>();
  /** Those that `#byRequest` lacks. A screen whose kernel lives never asks for one by its request. */
  #unindexed: Recording[] = [];
  #listeners = new Set<() => void>();
  /** Addresses that were, or are being, loaded. */
  #requested = new Set<string>();

  /**
   * Load a file of recordings, once.
   *
   * Never rejects: without them widgets stay empty, and the next call tries again.
   */
  async load(url: string | undefined): Promise<void> {
    if (!url || this.#requested.has(url)) return;
    // Before the first wait, so that two widgets that miss an answer at once cause one request.
    this.#requested.add(url);
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(answer.statusText);
      this.add((await answer.json()) as Record<string, Recording[]>);
    } catch {
      this.#requested.delete(url);
    }
  }

  /** Load the recordings of another edition of the deck in place of these. */
  async replace(url: string | undefined): Promise<void> {
    this.#requested.clear();
    this.#byWidget = {};
    this.#byRequest.clear();
    this.#unindexed = [];
    await this.load(url);
  }

  /** Add recordings, by widget key. */
  add(recordings: Record<string, Recording[]>): void {
    this.#byWidget = { ...this.#byWidget, ...recordings };
    this.#unindexed.push(...Object.values(recordings).flat());
    this.notifyAll();
  }

  /** Have every widget rendered again; one that still finds no answer reports it. */
  notifyAll(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  forWidget(key: string): readonly Recording[] {
    return this.#byWidget[key] ?? (Object.assign([], { missingFor: key }) satisfies NoRecordings);
  }

  listen(changed: () => void): void {
    this.#listeners.add(changed);
  }

  /** Return the recorded answer to exactly this request as a run; null where there is none. */
  answer(method: string, params: Record<string, Json>): Run | null {
    for (const item of this.#unindexed.splice(0))
      this.#byRequest.set(requestKey(item.method, item.params), item);
    const recording = this.#byRequest.get(requestKey(method, params));
    if (!recording) return null;
    const { events, result, latency_ms } = recording;
    return {
      // Not the room's: two answers to one request are the same run.
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

/** Call `act` after the page has been painted, so that recordings never delay the first slide. */
export function afterFirstPaint(act: () => void): void {
  // The frame's callback runs before it is painted; a timer set there runs after.
  requestAnimationFrame(() => setTimeout(act, 0));
}

function requestKey(method: string, params: Record<string, Json>): string {
  return `${method} ${canonical(params)}`;
}

/** Return JSON with sorted keys and without nulls, the same as talk.protocol.wire.canonical. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  // By code units, as Python sorts ASCII keys; localeCompare would depend on the browser's
  // language.
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}
