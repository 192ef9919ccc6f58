/**
 * The base of every widget.
 *
 * A subclass defines `initial()`, its inputs before anybody touched a control, and `render()`,
 * which puts the whole widget on screen from `this.options`, `this.inputs` and `this.answer(…)`. It
 * keeps nothing of what it shows: every screen, every late joiner and the PDF render the same
 * state.
 *
 * `play()` and `pause()` start and stop what goes on by itself; `beat()` does it every `period()`
 * milliseconds. The room holds whether it plays, so that every presenter's screen shows it and can
 * stop it, and one screen keeps the time. A widget has no clock of its own.
 *
 * Life: connected → `build()` once, to make the DOM, as its slide comes near (mount_ahead.ts) →
 * `render()` after every change, at most once a frame → `disconnectedCallback()` when it is removed.
 *
 * The file is long because this is all that a widget's author has to know: each method that a
 * subclass may call or define is here, with its description.
 */

import {
  answerTo,
  type Changes,
  findRecording,
  fromRecording,
  fromRun,
  type MethodName,
  type Request,
  type Shown,
  type State,
  worstOf,
} from "./answers.js";
import { TEXT_FIELDS } from "./clicker.js";
import { type Host, installedHost, type Recording, type RunHandle } from "./host.js";
import type { Json, Methods, Run } from "./protocol.gen.js";
import { reportUnanswered } from "./recordings.js";
import { Announcer } from "./ui/announcer.js";
import { h, setAttribute, setText } from "./ui/dom.js";
import { t } from "./ui/messages.js";

type JsonObject = Record<string, Json>;
/** What a reader may be asked to do; the phone has a sentence for each. */
export type Turn = "vote" | "answer" | "rank" | "flip" | "continue";
/** Some of a widget's inputs; `playing` is everyone's. */
type Controls<Inputs> = Partial<Inputs> & { playing?: boolean };

/** Keys that turn the page even in a text field: a clicker sends them. */
const DECK_KEYS = new Set(["PageUp", "PageDown"]);
const VALUE_KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
const PRESS_KEYS = new Set(["Enter", " "]);
const VALUE_FIELDS =
  "input:is([type=range], [type=radio]), select, [role=slider], [role=listbox], [role=radio], " +
  "[role=tab], [role=option], [role=spinbutton]";

/** What a reader operates; the button that unfolds a provenance is no control of a widget. */
const CONTROLS = "input, textarea, select, [role=option], button:not(.provenance-more)";

// A symbol of this module: no subclass can define or call a method of this name by chance.
const appeared = Symbol("appeared");

/**
 * Render a widget once its slide comes up. Two screens ahead count as up, so that a reader who
 * scrolls meets a finished figure.
 */
const appearing = new IntersectionObserver(
  (entries) => {
    for (const entry of entries)
      if (entry.isIntersecting) (entry.target as TalkElement)[appeared]();
  },
  { rootMargin: "200%" },
);

/** Widgets that render at the next frame. */
const scheduled = new Set<TalkElement>();

/** Controls that were set on this screen and that the room has not sent back yet. */
interface Own<Inputs> {
  readonly inputs: Controls<Inputs>;
  /** True when the room did not receive it. */
  lost: boolean;
}

/**
 * `Options` are generated from options.py into `options.gen.ts`; `Inputs` is what the widget's
 * controls say, as a type (an interface would not pass for JSON).
 */
export abstract class TalkElement<
  Options extends object = object,
  Inputs extends JsonObject = JsonObject,
> extends HTMLElement {
  // Taken at construction: the shell installs it before any element is defined.
  readonly host: Host = installedHost();
  options!: Options;
  /**
   * Parameters by `method` or `method variant`, as WidgetOptions.requests in options.py made them.
   */
  #requests: Record<string, object> = {};
  /**
   * Controls that a person set here: on shared views until the room has said them back, oldest
   * first; elsewhere for good, as one.
   */
  #own: Own<Inputs>[] = [];
  /** The room's inputs as last seen. */
  #seen = "";
  #runs = new Map<string, Run>();
  #handles = new Map<string, RunHandle>();
  #unlisten: (() => void) | null = null;
  /** Timer of the next beat; undefined while this screen keeps no time. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #period = 0;
  #lastBeat = 0;
  /** State of the kernel when the widget was last rendered; empty before the first time. */
  #kernel = "";
  /** Whether the options and the requests have been read. */
  #read = false;
  #dom: "none" | "built" | "broken" = "none";
  /** The sentence shown while the widget cannot be rendered. */
  #broken: HTMLElement | null = null;
  /** Null until the widget first announces something. */
  #announcer: Announcer | null = null;
  /** Number of parts of the figure that were shown last; 0 before the first time. */
  #revealed = 0;
  /** The shell shows and hides the marks of this widget's steps. */
  #steps = new MutationObserver(() => this.schedule());

  /** `<slide id>/<n>` */
  get key(): string {
    return this.dataset.key ?? "";
  }

  /** Return the controls before anybody touched them; the first prepared demo belongs to them. */
  protected abstract initial(): Inputs;
  /** Make the widget's DOM; called once. */
  protected abstract build(): void;
  /** Put everything on screen from options, inputs and answers. */
  protected abstract render(): void;
  /** Show a prompt from the room that the speaker accepted; only widgets that take one have it. */
  acceptPrompt?(text: string): void;
  /** Whether there is something here that a reader can operate. */
  get tries(): boolean {
    return this.mount() && this.querySelector(CONTROLS) !== null;
  }
  /** What a reader is asked to do while the widget's ballot is open. */
  get turn(): Turn {
    return "vote";
  }

  /**
   * React to a kernel that has come back; called on the one screen that everybody follows, before
   * it is rendered.
   */
  protected kernelBack(): void {}
  /** Return the milliseconds from one beat to the next while it plays. */
  protected period(): number {
    return 1000;
  }
  /** Go on by one; called while it plays, on one screen for all who share it. */
  protected beat(): void {}
  /** Return the lanes whose state makes the badge; the provenance shown is the first one's. */
  protected lanes(): string[] {
    return ["main"];
  }

  /**
   * Controls as they stand: the room's on shared views, one's own on a phone once it was touched.
   */
  get inputs(): Inputs {
    const shared = this.host.state(this.key).inputs ?? {};
    return { ...this.initial(), ...shared, ...this.#ownInputs };
  }

  get #ownInputs(): Controls<Inputs> {
    return Object.assign({}, ...this.#own.map((own) => own.inputs)) as Controls<Inputs>;
  }

  /** How many of its own steps the slide has shown; Infinity for a widget without steps. */
  protected get step(): number {
    const marks = this.#marks();
    return marks.length === 0
      ? Infinity
      : marks.filter((mark) => mark.matches(".visible, .shown")).length;
  }

  #marks(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(":scope > .step[data-step]")];
  }

  /**
   * Show the first `count` parts of a figure that comes step by step; on a phone the newest is
   * scrolled to.
   */
  protected reveal(parts: readonly HTMLElement[], count: number): void {
    const shown = Math.min(count, parts.length);
    parts.forEach((part, index) => {
      setAttribute(part, "data-unrevealed", index >= shown);
    });
    if (this.host.view === "phone" && this.#revealed > 0 && shown > this.#revealed)
      parts[shown - 1]?.scrollIntoView({ block: "nearest" });
    this.#revealed = shown;
  }

  /**
   * Announce the figure in a sentence to screen readers, once it has settled; the state at first is
   * not announced. `render()` calls it each time.
   */
  protected announce(text: string): void {
    if (!this.#announcer) {
      this.#announcer = new Announcer();
      this.append(this.#announcer.root);
    }
    this.#announcer.say(text);
  }

  /**
   * Set the controls that a person changed. Only these are sent: what another presenter sets
   * meanwhile stays set.
   */
  protected change(inputs: Controls<Inputs>): void {
    if (this.host.shared) {
      const own: Own<Inputs> = { inputs, lost: false };
      // Kept until echoed, oldest first: what the room sends meanwhile is older than what was just
      // set, and a slider would jump back under the finger.
      this.#own.push(own);
      void this.host
        .setInputs(this.key, inputs as JsonObject)
        // What was lost is never echoed; `#roomChanged` drops it by another rule.
        .then((received) => (own.lost = !received));
    } else this.#own = [{ inputs: { ...this.#ownInputs, ...inputs }, lost: false }];
    this.#keepTime();
    this.schedule();
  }

  /**
   * Whether it goes on by itself: for everybody on shared views, which all show and stop it;
   * elsewhere on this screen alone.
   */
  protected get playing(): boolean {
    return (this.host.shared ? this.inputs : this.#ownInputs).playing === true;
  }

  protected play(inputs: Controls<Inputs> = {}): void {
    this.change({ ...inputs, playing: true });
  }

  protected pause(): void {
    if (this.playing) this.change({ playing: false } as Controls<Inputs>);
  }

  /** Run the clock on the one screen that keeps time, and stop it on all others. */
  #keepTime(): void {
    // The speaker's picture of the next slide shows what plays and is nobody's clock.
    if (
      !this.playing ||
      !this.host.keepsTime ||
      !this.isConnected ||
      this.closest(".frame[inert]")
    ) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    const period = this.period();
    // A clock that starts waits a whole period; one whose period changes counts from its last beat.
    if (this.#timer === undefined) this.#lastBeat = performance.now();
    else if (period === this.#period) return;
    clearTimeout(this.#timer);
    this.#period = period;
    this.#timer = setTimeout(
      () => this.#onBeat(),
      Math.max(0, this.#lastBeat + period - performance.now()),
    );
  }

  #onBeat(): void {
    this.#timer = undefined;
    // It does not play on behind another slide, where each beat may ask the kernel.
    if (this.checkVisibility()) this.beat();
    else this.pause();
    this.#keepTime();
  }

  /** Send a request; its run appears in `shown(lane)`, rendered as it comes in. */
  protected ask(lane: string, { method, params }: Request): RunHandle {
    // On shared views the room itself lets a new run take the old one's place.
    if (!this.host.shared) this.#handles.get(lane)?.cancel();
    const handle = this.host.run(this.key, lane, method, params as JsonObject, (run) => {
      // An answer to a request that another has replaced.
      if (this.#handles.get(lane) !== handle) return;
      this.#runs.set(lane, run);
      this.schedule();
    });
    this.#handles.set(lane, handle);
    return handle;
  }

  /**
   * Return the prepared request that options.py made, with what a person changed in place of what
   * it said.
   */
  protected request<M extends MethodName>(
    method: M,
    changes: Changes<M> = {},
    variant = "",
  ): Request<M> {
    const name = variant === "" ? method : `${method} ${variant}`;
    const prepared = this.#requests[name];
    if (!prepared) throw new Error(`options.py prepares no request ${name} for ${this.localName}`);
    const given = Object.entries({ ...prepared, ...changes }).filter(
      ([, value]) => value !== undefined,
    );
    return { method, params: Object.fromEntries(given) as Methods[M]["params"] };
  }

  /**
   * Return what answers the request that the controls stand for: the lane's run, or a recording of
   * the very same request.
   */
  protected answer<M extends MethodName>(lane: string, request: Request<M>): Shown<M> | null {
    return answerTo(this.shown(lane), this.host.recordings(this.key), request);
  }

  /**
   * Function that asks once more for all that was cut off; null where nothing was, and while no
   * kernel could answer.
   */
  protected get again(): (() => void) | null {
    if (this.host.kernel !== "live") return null;
    const lanes = new Set([
      ...Object.keys(this.host.state(this.key).runs ?? {}),
      ...this.#runs.keys(),
    ]);
    const cut = [...lanes]
      .map((lane) => [lane, this.shown(lane)?.run] as const)
      .filter(([, run]) => run?.status === "interrupted");
    if (cut.length === 0) return null;
    return () => {
      for (const [lane, run] of cut) if (run) this.ask(lane, run as Request);
    };
  }

  /**
   * Return what a lane shows now; the caller names the method where only one is ever asked in it.
   */
  protected shown<M extends MethodName = MethodName>(lane = "main"): Shown<M> | null {
    const run =
      this.host.shared || !this.#runs.has(lane)
        ? (this.host.state(this.key).runs?.[lane] ?? this.#runs.get(lane))
        : this.#runs.get(lane);
    const recording = run ? undefined : this.prepared(lane);
    const shown = run ? this.#stands(run) : recording && fromRecording(recording, "prepared");
    return (shown ?? null) as Shown<M> | null;
  }

  /**
   * Return a run as it stands: with the kernel away nothing claims to be live, and an answer of
   * before is a recorded one where the same was recorded.
   */
  #stands(run: Run): Shown {
    const away = this.host.kernel !== "live" && run.status === "live" && (run.done ?? false);
    const recording = away ? findRecording(this.host.recordings(this.key), run) : undefined;
    return recording ? { ...fromRecording(recording, "recorded"), run } : fromRun(run);
  }

  /** Return the recording that belongs to the first view of a lane. */
  protected prepared(lane = "main"): Recording | undefined {
    const recordings = this.host.recordings(this.key);
    const found = recordings.find((item) => (item.lane ?? "main") === lane && item.first !== false);
    // A phone loads a slide's recordings only when a widget on it has none to show.
    if (!found) reportUnanswered(recordings);
    return found;
  }

  /** Return every prepared request; they are offered as examples. */
  protected examples(): readonly Recording[] {
    return this.host.recordings(this.key);
  }

  connectedCallback(): void {
    // An element that is moved in the page is connected again, and keeps its DOM.
    if (!this.#read) {
      try {
        // Not in a constructor, where an element that a script makes has no attributes yet.
        this.options = JSON.parse(this.dataset.options ?? "{}") as Options;
        this.#requests = JSON.parse(this.dataset.requests ?? "{}") as Record<string, object>;
        this.#read = true;
      } catch (error) {
        this.#fail(error);
        return;
      }
    }
    this.#unlisten = this.host.listen(this.key, (echoes) => this.#roomChanged(echoes));
    this.addEventListener("keydown", this.#keydown);
    for (const mark of this.#marks()) this.#steps.observe(mark, { attributeFilter: ["class"] });
    this.#seen = JSON.stringify(this.host.state(this.key).inputs ?? {});
    this.#keepTime();
    this.schedule();
  }

  disconnectedCallback(): void {
    // The slide was left on the screen that keeps time: it is found standing still.
    if (this.#timer !== undefined) this.pause();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unlisten?.();
    this.#unlisten = null;
    this.#announcer?.stop();
    appearing.unobserve(this);
    this.#steps.disconnect();
    this.removeEventListener("keydown", this.#keydown);
    // The kernel need not go on for a slide that was left.
    for (const handle of this.#handles.values()) handle.cancel();
    this.#handles.clear();
  }

  /**
   * Make the DOM now if there is none yet; return whether there is one.
   *
   * Not in `connectedCallback`: a deck may have fifty widgets, and people look at one.
   */
  mount(): boolean {
    if (this.#dom !== "none" || !this.#read) return this.#dom === "built";
    try {
      this.build();
      this.#dom = "built";
      // Behind the listeners of the widget itself, whose keys are not the deck's.
      this.removeEventListener("keydown", this.#keydown);
      this.addEventListener("keydown", this.#keydown);
    } catch (error) {
      this.#dom = "broken";
      this.replaceChildren();
      this.#fail(error);
    }
    return this.#dom === "built";
  }

  /** Render at the next frame; on a slide that is not up, once it comes up. */
  protected schedule(): void {
    if (scheduled.size === 0) requestAnimationFrame(TalkElement.#renderScheduled);
    scheduled.add(this as TalkElement);
  }

  static readonly #renderScheduled = (): void => {
    const widgets = [...scheduled].filter((widget) => widget.isConnected);
    // What is scheduled from here on waits for the next frame.
    scheduled.clear();
    // Measured, a hidden widget has no size, and bars and curves would be laid out wrongly. All are
    // asked before the first one renders: the page is laid out once, not once for each of them.
    const shown = widgets.filter((widget) => widget.getClientRects().length > 0);
    for (const widget of widgets) if (!shown.includes(widget)) appearing.observe(widget);
    for (const widget of shown) if (widget.isConnected) widget.#renderNow();
  };

  /** Render before the next frame, for a stage that measures the slide that comes up. */
  renderAtOnce(): void {
    if (this.isConnected && this.getClientRects().length > 0) this.#renderNow();
  }

  #renderNow(): void {
    if (!this.mount()) return;
    const back = this.#kernel !== "" && this.#kernel !== "live" && this.host.kernel === "live";
    this.#kernel = this.host.kernel;
    try {
      if (back && this.host.view === "stage") this.kernelBack();
      // Before `render`, whose styles depend on it; tests and the print view wait for it too.
      this.dataset.state = this.currentState();
      this.render();
      this.#broken?.remove();
      this.#broken = null;
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Show that the widget cannot be rendered (a recording or an answer lacks a field), under no
   * badge that claims otherwise.
   */
  #fail(error: unknown): void {
    console.error(error);
    this.dataset.state = "failed";
    for (const badge of this.querySelectorAll(".badge")) {
      setAttribute(badge, "data-badge", "failed");
      setText(badge, t("state-failed"));
    }
    this.#broken ??= h("p", { class: "notice", role: "alert" });
    // Who wrote the widget reads here what no console is open for.
    const reason = this.host.view === "speaker" ? ` (${error})` : "";
    setText(this.#broken, `${t("broken")}${reason}`);
    this.append(this.#broken);
  }

  /** Render what changed while the slide was not up. */
  [appeared](): void {
    appearing.unobserve(this);
    this.schedule();
  }

  /**
   * Drop the changes made here that the room has echoed, oldest first, and render. What never
   * reached the room stands until the room sends anything else.
   */
  #roomChanged(echoes: number): void {
    const inputs = JSON.stringify(this.host.state(this.key).inputs ?? {});
    if (this.host.shared) {
      let said = echoes;
      const news = inputs !== this.#seen;
      this.#own = this.#own.filter((own) => (own.lost ? !news : said-- <= 0));
    }
    this.#seen = inputs;
    this.#keepTime();
    this.schedule();
  }

  /** Return the badge's state, the worst of the lanes; a widget that computes has one of its own. */
  protected currentState(): State {
    return worstOf(this.lanes().map((lane) => this.shown(lane)?.state));
  }

  /**
   * Keys that a field or control here takes stay here; all others go on to the deck. Escape and a
   * sent line give the keyboard back.
   */
  #keydown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key === "Escape") {
      target.blur();
      event.stopPropagation();
    } else if (DECK_KEYS.has(event.key)) target.blur();
    else if (this.host.view !== "phone" && ends(event)) {
      event.preventDefault();
      event.stopPropagation();
      target.blur();
    } else if (event.defaultPrevented || consumes(target, event.key)) event.stopPropagation();
  };
}

/**
 * Return whether Enter sent a field's text, or would only begin a second line in a field of one.
 *
 * Shift and Enter make that line.
 */
function ends(event: KeyboardEvent): boolean {
  const field = event.target;
  if (
    event.key !== "Enter" ||
    event.shiftKey ||
    event.isComposing ||
    !(field instanceof HTMLElement) ||
    !field.matches(TEXT_FIELDS)
  )
    return false;
  return (
    event.defaultPrevented ||
    field instanceof HTMLInputElement ||
    (field instanceof HTMLTextAreaElement && field.rows === 1)
  );
}

function consumes(target: HTMLElement, key: string): boolean {
  if (target.matches(TEXT_FIELDS)) return true;
  // A letter goes to the entry of a list that begins with it.
  if (target.matches(VALUE_FIELDS) && (VALUE_KEYS.has(key) || key.length === 1 || key === "Enter"))
    return true;
  return (
    PRESS_KEYS.has(key) &&
    target.matches("button, a[href], summary, input, [role=button], [role=checkbox], [tabindex]")
  );
}
