/**
 * The base of every widget. A subclass defines `initial()` (its inputs before anybody touched it) and `render()`, which draws
 * the whole widget from `this.options`, `this.inputs` and `this.run(lane)`; it never keeps what it shows anywhere else.
 *
 * Life: connected → `build()` once (make the DOM) → `render()` after every change, at most once a frame → `leave()` when removed.
 */
import { theHost, type Host, type Recording, type RunHandle } from "./host.js";
import type { Json, Run } from "./protocol.gen.js";
import { findRecording } from "./ui/requests.js";

export type Inputs = Record<string, Json>;
/** What the badge says; `prepared` is a recorded result shown before anybody asked for anything. */
export type State = "prepared" | "live" | "recorded" | "waiting" | "interrupted" | "failed";

/** Text fields take every key but these, which belong to the deck and its clicker. */
const DECK_KEYS = new Set(["PageUp", "PageDown"]);
const VALUE_KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
const PRESS_KEYS = new Set(["Enter", " "]);
const TEXT_FIELDS = "textarea, [contenteditable], input:not([type]), input:is([type=text], [type=search], [type=number], [type=url], [type=email], [type=tel])";
const VALUE_FIELDS = "input:is([type=range], [type=radio]), select, [role=slider], [role=listbox], [role=radio], [role=tab], [role=option], [role=spinbutton]";

const appeared = Symbol("appeared");

/** Widgets that wait for their slide; a screen or two ahead counts as there, so that scrolling meets them drawn. */
const appearing = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) (entry.target as TalkElement)[appeared]();
  },
  { rootMargin: "200%" },
);

/** A run as a widget sees it: the shared or private run, or the prepared recording in its place. */
export interface Shown {
  state: State;
  method: string;
  params: Record<string, Json>;
  events: Record<string, Json>[];
  result: Record<string, Json> | null;
  done: boolean;
  error: string;
  latencyMs: number | null;
  queuePlace: number | null;
  /** A run a person (or the room) started; null when this is the prepared recording. */
  run: Run | null;
}

export abstract class TalkElement<Options extends object = Inputs> extends HTMLElement {
  readonly host: Host = theHost();
  options!: Options;
  /** What a person set here and the room has not said back yet. */
  #own: Inputs | null = null;
  /** Inputs sent and not echoed yet, oldest first; and the room's inputs as last seen. */
  #sent: string[] = [];
  #seen = "";
  #runs = new Map<string, Run>();
  #handles = new Map<string, RunHandle>();
  #unlisten: (() => void) | null = null;
  #scheduled = false;
  /** The kernel's state at the last drawing; empty before the first. */
  #kernel = "";
  #built = false;

  /** `<slide id>/<n>` */
  get key(): string {
    return this.dataset.key ?? "";
  }

  /** Controls before anybody touched them; the first prepared demo belongs to them. */
  protected abstract initial(): Inputs;
  /** Make the widget's DOM, once. */
  protected abstract build(): void;
  /** Draw everything anew from options, inputs and runs. */
  protected abstract render(): void;
  /** The kernel has come back; called on the one screen that everybody follows, before it is drawn. */
  protected kernelBack(): void {}
  /** The lanes whose state makes the badge; the first is the one whose provenance is shown. */
  protected lanes(): string[] {
    return ["main"];
  }

  /** Controls as they stand: the room's on shared views, one's own on a phone once it was touched. */
  get inputs(): Inputs {
    const shared = this.host.state(this.key).inputs ?? {};
    return { ...this.initial(), ...shared, ...(this.#own ?? {}) };
  }

  /** A person changed a control. */
  protected change(inputs: Inputs): void {
    this.#own = { ...(this.#own ?? {}), ...inputs };
    if (this.host.shared) {
      this.#sent.push(JSON.stringify(this.inputs));
      this.host.setInputs(this.key, this.inputs);
    }
    this.schedule();
  }

  /** A person asked for something: the run appears in `shown(lane)` and the widget is drawn as it comes in. */
  protected ask(lane: string, method: string, params: Record<string, Json>): RunHandle {
    // On shared views the room itself lets a new run take the old one's place.
    if (!this.host.shared) this.#handles.get(lane)?.cancel();
    else this.#sent.push(JSON.stringify(this.inputs));
    const handle = this.host.run(this.key, lane, method, params, this.inputs, (run) => {
      if (this.#handles.get(lane) !== handle) return;
      this.#runs.set(lane, run);
      this.schedule();
    });
    this.#handles.set(lane, handle);
    return handle;
  }

  /** What a lane shows now. */
  protected shown(lane = "main"): Shown | null {
    const run = this.host.shared || !this.#runs.has(lane) ? (this.host.state(this.key).runs?.[lane] ?? this.#runs.get(lane)) : this.#runs.get(lane);
    if (run) return this.#stands(run);
    const recording = this.prepared(lane);
    return recording ? fromRecording(recording) : null;
  }

  /** With the kernel away nothing claims to be live: what it said before stands as recorded, where the same was recorded. */
  #stands(run: Run): Shown {
    const away = this.host.kernel !== "live" && run.status === "live" && (run.done ?? false);
    const recording = away ? findRecording(this.host.recordings(this.key), run.method, run.params) : undefined;
    return recording ? { ...fromRecording(recording), state: "recorded", run } : fromRun(run);
  }

  /** The recording that belongs to the first view of a lane. */
  protected prepared(lane = "main"): Recording | undefined {
    return this.host.recordings(this.key).find((item) => (item.lane ?? "main") === lane && item.first !== false);
  }

  /** Every prepared request, offered as examples. */
  protected examples(): readonly Recording[] {
    return this.host.recordings(this.key);
  }

  connectedCallback(): void {
    if (!this.#built) {
      this.options = JSON.parse(this.dataset.options ?? "{}") as Options;
      this.build();
      this.#built = true;
    }
    this.#unlisten = this.host.listen(this.key, () => this.#roomChanged());
    this.addEventListener("keydown", this.#keydown);
    this.#seen = JSON.stringify(this.host.state(this.key).inputs ?? {});
    this.schedule();
  }

  disconnectedCallback(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    appearing.unobserve(this);
    this.removeEventListener("keydown", this.#keydown);
    for (const handle of this.#handles.values()) handle.cancel();
    this.#handles.clear();
  }

  /** Draw at the next frame; on a slide that is not up, once it comes up. */
  protected schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      if (!this.isConnected) return;
      if (this.getClientRects().length === 0) {
        appearing.observe(this);
        return;
      }
      const back = this.#kernel !== "" && this.#kernel !== "live" && this.host.kernel === "live";
      this.#kernel = this.host.kernel;
      if (back && this.host.view === "stage") this.kernelBack();
      this.dataset.state = this.currentState();
      this.render();
    });
  }

  /** The slide came up: what was asked to be drawn meanwhile is drawn now. */
  [appeared](): void {
    appearing.unobserve(this);
    this.schedule();
  }

  /** The room says back what was set here; once it has caught up, or somebody else set something, it is right. */
  #roomChanged(): void {
    const inputs = JSON.stringify(this.host.state(this.key).inputs ?? {});
    if (inputs !== this.#seen) {
      this.#seen = inputs;
      const echo = this.#sent.indexOf(inputs);
      this.#sent = echo < 0 ? [] : this.#sent.slice(echo + 1);
      if (this.host.shared && this.#sent.length === 0) this.#own = null;
    }
    this.schedule();
  }

  /** The badge: the worst of the lanes. A widget that computes by itself may say its own. */
  protected currentState(): State {
    const states = this.lanes()
      .map((lane) => this.shown(lane)?.state)
      .filter((state): state is State => state !== undefined);
    for (const worst of ["failed", "interrupted", "waiting", "recorded", "live"] as const) if (states.includes(worst)) return worst;
    return "prepared";
  }

  /** Keys that a field or control here takes stay here; all others go on to the deck. Escape gives the keyboard back. */
  #keydown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key === "Escape") {
      target.blur();
      event.stopPropagation();
    } else if (DECK_KEYS.has(event.key)) target.blur();
    else if (event.defaultPrevented || takes(target, event.key)) event.stopPropagation();
  };
}

function takes(target: HTMLElement, key: string): boolean {
  if (target.matches(TEXT_FIELDS)) return true;
  if (target.matches(VALUE_FIELDS) && (VALUE_KEYS.has(key) || key.length === 1 || key === "Enter")) return true;
  return PRESS_KEYS.has(key) && target.matches("button, a[href], summary, input, [role=button], [role=checkbox], [tabindex]");
}

function fromRun(run: Run): Shown {
  return {
    state: run.status,
    method: run.method,
    params: run.params,
    events: run.events ?? [],
    result: run.result ?? null,
    done: run.done ?? false,
    error: run.error?.message ?? "",
    latencyMs: run.latency_ms ?? null,
    queuePlace: run.queue_place ?? null,
    run,
  };
}

function fromRecording(recording: Recording): Shown {
  return {
    state: "prepared",
    method: recording.method,
    params: recording.params,
    events: recording.events,
    result: recording.result,
    done: true,
    error: "",
    latencyMs: recording.latency_ms ?? null,
    queuePlace: null,
    run: null,
  };
}
