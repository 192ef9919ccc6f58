/**
 * A model writes one token at a time: map, coin flip, append, repeat. options.py says what the
 * widget is for; this file plays the tape that text/generate wrote.
 *
 * The file is long because one element holds every control of the loop, and each of them changes
 * what all others show. The tape, the branches and the motion are in the files beside it.
 */
import {
  type Changes,
  type Request,
  recordedParams,
  type Shown,
  type State,
} from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { StepEvent } from "../../web/protocol.gen.js";
import { type Bar, Bars } from "../../web/ui/bars.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, NumberField, Segments, Slider, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { count, decimal } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine, spoken } from "../../web/ui/token_text.js";
import { Writing } from "./branch_text.js";
import type { Options } from "./options.gen.js";
import { type Control, type Place, placeOf, segments, type TapeToken } from "./tape.js";
import { type Flight, fly, wantsMotion } from "./token_animation.js";

type Inputs = {
  text: string;
  temperature: number;
  /** 0 is all tokens. */
  top_k: number;
  /** 1 is all tokens. */
  top_p: number;
  seed: number;
  /** Tokens of the first branch that are fixed before the tape starts. */
  prefix: TapeToken[];
  /** Fixed tokens of the second branch; null while there is one branch only. */
  second: TapeToken[] | null;
  /** Branch whose bars are shown, and which a chosen token belongs to. */
  active: Branch;
  /** Number of tokens of prefix and tape that are shown in each branch. */
  at: number;
  /** The control after which the bars are shown; empty: all. */
  // The key is of before the glossary: rooms and the journals of earlier talks hold it.
  stage: Control | "";
  /** Whether each token is sampled a hundred times. */
  many: boolean;
  /** Tokens a second while it plays. */
  speed: number;
};

type Branch = 0 | 1;

const METHOD = "text/generate";
const LANES = ["main", "branch"] as const;
/** Value of the top-k slider that stands for all tokens. */
const ALL = 51;
/** Pause of a slider after which a phone asks, so that not every value is a request. */
const PAUSE_MS = 250;

export default class TalkSamplingLoop extends TalkElement<Options, Inputs> {
  #field!: TextField;
  #examples!: Buttons;
  #text!: HTMLElement;
  #texts!: readonly [Writing, Writing];
  #prompt = h("bdi", { class: "loop-prompt" });
  #join!: HTMLButtonElement;
  #many!: HTMLButtonElement;
  #barsAfter!: Segments<Control>;
  #play!: HTMLButtonElement;
  #step!: HTMLButtonElement;
  #back!: HTMLButtonElement;
  #rewind!: HTMLButtonElement;
  #temperature!: Slider;
  #topK!: Slider;
  #topP!: Slider;
  #speed!: Slider;
  #seed!: NumberField;
  #bars!: Bars;
  // Not for screen readers: the note beneath it says where the coin fell.
  #coin = h("div", { class: "coin", "aria-hidden": "true" });
  #coinNote = h("p", { class: "coin-note" });
  #needle = h("span", { class: "coin-needle", hidden: true });
  #strip = h("span", { class: "coin-strip" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();
  #pause: ReturnType<typeof setTimeout> | undefined;
  #flight: Flight | null = null;
  /** What is rendered, so that a single step onwards can be told from a jump. */
  #rendered = { at: 0, tape: "" };

  override acceptPrompt(text: string): void {
    this.#restart({ text });
  }

  protected override initial(): Inputs {
    const { text, temperature, top_k, top_p, seed } = this.options;
    return {
      text,
      temperature,
      top_k: top_k ?? 0,
      top_p: top_p ?? 1,
      seed,
      prefix: [],
      second: null,
      active: 0,
      // Paper shows the whole text.
      at: this.host.view === "print" ? Infinity : 0,
      stage: "",
      many: false,
      speed: 1.5,
    };
  }

  protected override build(): void {
    const { temperatures, max_tokens } = this.options;
    setAttribute(this, "aria-label", t("loop"));
    this.#field = new TextField(t("prompt"), { rows: 1, input: (text) => this.#restart({ text }) });
    this.#examples = new Buttons(t("loop-prompts"));
    const writing = (branch: Branch): Writing =>
      new Writing(t(branch === 0 ? "loop-branch-a" : "loop-branch-b"), {
        choose: () => this.#choose(branch),
        pick: (index) => this.#goTo(index),
      });
    this.#texts = [writing(0), writing(1)];
    this.#join = button(t("loop-join"), () => this.#joinBranches());
    this.#many = button(t("loop-many", { count: this.#samples }), () => {
      this.change({ many: !this.inputs.many });
      this.#requestSamples();
    });
    this.#barsAfter = new Segments(
      t("loop-bars-after"),
      [
        { value: "softmax", label: t("the-model") },
        { value: "temperature", label: t("loop-temperature") },
        // The field's own names, in every language.
        { value: "top_k", label: "top-k" },
        { value: "top_p", label: "top-p" },
      ],
      (control) => this.change({ stage: control === "top_p" ? "" : control }),
    );
    this.#play = button(t("loop-play"), () => this.#toggle(), { class: "choice choice-main" });
    this.#step = button(t("loop-step"), () => this.#onwards());
    this.#back = button(t("loop-back"), () => this.#goTo(this.inputs.at - 1));
    this.#rewind = button(t("loop-rewind"), () => this.#goTo(0));
    this.#temperature = new Slider(
      t("temperature"),
      // At 0 every token is the likeliest one.
      { min: 0, max: 2, step: 0.1 },
      (value) => decimal(value, 1),
      (temperature) => this.#tune({ temperature }),
    );
    this.#topK = new Slider(
      "Top-k",
      { min: 1, max: ALL, step: 1 },
      (value) => (value >= ALL ? t("loop-all") : count(value)),
      (value) => this.#tune({ top_k: value >= ALL ? 0 : value }),
    );
    this.#topP = new Slider(
      "Top-p",
      { min: 0.05, max: 1, step: 0.05 },
      (value) => (value >= 1 ? t("loop-all") : decimal(value, 2)),
      (top_p) => this.#tune({ top_p }),
    );
    this.#speed = new Slider(
      t("loop-speed"),
      { min: 0.5, max: 8, step: 0.5 },
      (value) => t("loop-per-second", { number: decimal(value, 1) }),
      (speed) => this.change({ speed }),
    );
    this.#seed = new NumberField(t("loop-seed"), { min: 0, max: 999_999 }, (seed) =>
      this.#tune({ seed }),
    );
    this.#bars = new Bars({
      label: t("loop-next"),
      pick: (bar) => this.#pick(bar),
      back: () => this.#goTo(this.inputs.at - 1),
    });
    this.#coin.append(this.#strip, this.#needle);
    // The style sheet sets a long text smaller.
    setAttribute(this, "data-long", max_tokens > 40);
    this.#text = h(
      "div",
      { class: "loop-text" },
      this.#prompt,
      h("div", { class: "loop-branches" }, ...this.#texts.map((text) => text.root)),
    );
    const transport = h(
      "div",
      { class: "widget-controls loop-transport" },
      this.#play,
      this.#step,
      this.#back,
      this.#rewind,
      this.#join,
    );
    const tuning = h(
      "div",
      { class: "widget-controls loop-tuning" },
      this.#temperature.root,
      this.#topK.root,
      this.#topP.root,
      this.#speed.root,
      this.#seed.root,
    );
    const side = h(
      "div",
      { class: "loop-side" },
      this.#field.root,
      this.#examples.root,
      this.#text,
      this.#notice.root,
      transport,
      tuning,
    );
    const views = h(
      "div",
      { class: "widget-controls loop-views" },
      this.#barsAfter.root,
      this.#many,
    );
    const figure = h(
      "div",
      { class: "loop-figure" },
      views,
      this.#bars.root,
      this.#coin,
      this.#coinNote,
    );
    setAttribute(this.#examples.root, "data-temperatures", temperatures.length > 0);
    this.append(h("div", { class: "loop-main" }, side, figure), this.#provenance.root);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
    this.#flight?.stop();
  }

  /** Return the state of what is shown: an answer to another prompt says nothing about this one. */
  protected override currentState(): State {
    if (refusal(this.inputs.text) !== "") return "failed";
    // One branch that is no live answer makes the badge of both: it may not claim too much.
    const states = this.#branches.map((branch) => this.#answer(branch)?.state ?? "prepared");
    return states.find((state) => state !== "live" && state !== "prepared") ?? states[0]!;
  }

  get #branches(): readonly Branch[] {
    return this.inputs.second === null ? [0] : [0, 1];
  }

  get #active(): Branch {
    return this.inputs.second === null ? 0 : this.inputs.active;
  }

  #prefix(branch: Branch): TapeToken[] {
    return branch === 0 ? this.inputs.prefix : (this.inputs.second ?? []);
  }

  // What people do

  #toggle(): void {
    if (this.playing) {
      this.pause();
      return;
    }
    // The first token at once: a press that shows nothing for a beat is pressed again.
    this.play({ at: Math.min(this.inputs.at + 1, this.#length) });
    this.#requestSamples();
  }

  protected override period(): number {
    return 1000 / this.inputs.speed;
  }

  protected override beat(): void {
    if (this.#finished) this.pause();
    // Where the tape ends and its run goes on, this does nothing but wait for the next beat.
    else this.#onwards();
  }

  #onwards(): void {
    const { at } = this.inputs;
    if (at < this.#length) this.change({ at: at + 1 });
    this.#requestSamples();
  }

  /**
   * Go to a position. Fixed tokens after it are dropped, and a second branch without its own fixed
   * tokens goes too.
   */
  #goTo(at: number): void {
    const { prefix, second } = this.inputs;
    const to = Math.max(0, Math.min(at, this.#length));
    // Both branches share the position, so going back may pass where they part.
    const [one, other] = [
      prefix.slice(0, to),
      second !== null && to >= second.length ? second : null,
    ];
    this.change({ playing: false, at: to, prefix: one, second: other });
    if (one.length < prefix.length) this.#request([0]);
    else this.#requestSamples();
  }

  /**
   * Continue with a token chosen by hand: in a new second branch, or in the active one where there
   * are two.
   */
  #pick(bar: Bar): void {
    if (bar.blocked) return;
    const branch = this.#active;
    const { at, second } = this.inputs;
    const picked = [
      ...this.#tokens(branch).slice(0, at),
      { id: bar.id, text: bar.text, bytes: bar.bytes ?? "", hand: true },
    ];
    const opens = second === null || branch === 1;
    this.change({
      ...(opens ? { second: picked, active: 1 } : { prefix: picked }),
      playing: false,
      at: picked.length,
    });
    this.#request([opens ? 1 : 0]);
  }

  #choose(branch: Branch): void {
    // Bars and samples are of the active branch's next token.
    this.change({ active: branch });
    this.#requestSamples();
  }

  /** Drop the branch whose bars are not shown. */
  #joinBranches(): void {
    this.change({
      prefix: this.#prefix(this.#active),
      second: null,
      active: 0,
    });
    this.#request();
  }

  #restart(inputs: Partial<Inputs>): void {
    this.change({
      ...inputs,
      playing: false,
      prefix: [],
      second: null,
      active: 0,
      at: 0,
    });
    this.#requestSoon();
  }

  /**
   * Change a control. Position and uniform numbers stay, so the same coin falls under other
   * controls.
   */
  #tune(inputs: Partial<Inputs>): void {
    this.change(inputs);
    this.#requestSoon();
  }

  #show(recording: Recording): void {
    const params = recordedParams<"text/generate">(recording);
    this.#field.fill(params.text ?? "");
    this.#restart({
      text: params.text ?? "",
      temperature: params.temperature ?? 1,
      top_k: params.top_k ?? 0,
      top_p: params.top_p ?? 1,
      seed: params.seed ?? 0,
    });
  }

  #requestSoon(): void {
    clearTimeout(this.#pause);
    if (this.host.shared) this.#request();
    else this.#pause = setTimeout(() => this.#request(), PAUSE_MS);
  }

  /** Request the text of the branches whose tokens have changed; the others' answers still hold. */
  #request(changed: readonly Branch[] = this.#branches): void {
    clearTimeout(this.#pause);
    if (refusal(this.inputs.text) !== "") return;
    for (const branch of changed) this.ask(LANES[branch], this.#generate(branch));
    this.#requestSamples();
  }

  #requestSamples(): void {
    // The lane is of before the glossary: the shipped recordings name it.
    if (this.inputs.many && refusal(this.inputs.text) === "") this.ask("draws", this.#sampleMany());
  }

  #generate(branch: Branch): Request<"text/generate"> {
    const prefix = this.#prefix(branch);
    return this.request("text/generate", {
      ...this.#context(prefix),
      ...this.#controls(),
      // Tokens that are fixed count as written; the wire wants at least one more.
      max_tokens: Math.max(1, this.options.max_tokens - prefix.length),
    });
  }

  /** Number of samples of one token in a request. */
  get #samples(): number {
    return this.request("next_token/draw").params.n ?? 0;
  }

  /** Return the request for many samples of the token at the active branch's position. */
  #sampleMany(): Request<"next_token/draw"> {
    return this.request("next_token/draw", {
      ...this.#context(this.#tokens(this.#active).slice(0, this.inputs.at)),
      ...this.#controls(),
    });
  }

  /**
   * Return what a branch continues: the prompt and the IDs of its tokens, or their text where a
   * remote server does not say the IDs.
   */
  #context(tokens: readonly TapeToken[]): { text: string; then?: number[] } {
    const { text } = this.inputs;
    // Without `then`, as in the recordings.
    if (tokens.length === 0) return { text };
    if (tokens.some((token) => token.id < 0))
      return { text: text + tokens.map((token) => token.text).join("") };
    // The value is an array, so nobody can mistake the object for a promise.
    // biome-ignore lint/suspicious/noThenProperty: the wire's name
    return { text, then: tokens.map((token) => token.id) };
  }

  #controls(): Changes<"text/generate"> & Changes<"next_token/draw"> {
    const { temperature, top_k, top_p, seed } = this.inputs;
    return {
      temperature,
      seed,
      // A control that leaves all tokens in is left out, as in the recordings.
      top_k: top_k > 0 ? top_k : undefined,
      top_p: top_p < 1 ? top_p : undefined,
    };
  }

  // What there is to show

  #answer(branch: Branch): Shown<"text/generate"> | null {
    return this.answer(LANES[branch], this.#generate(branch));
  }

  #events(branch: Branch): StepEvent[] {
    return this.#answer(branch)?.events ?? [];
  }

  #tokens(branch: Branch): TapeToken[] {
    const written = this.#events(branch).map((event) => ({
      id: event.id,
      text: event.text,
      bytes: event.bytes ?? "",
      hand: false,
    }));
    return [...this.#prefix(branch), ...written];
  }

  #lengthOf(branch: Branch): number {
    return this.#prefix(branch).length + this.#events(branch).length;
  }

  /** Length of the longer branch; the other one stays at its end. */
  get #length(): number {
    return Math.max(...this.#branches.map((branch) => this.#lengthOf(branch)));
  }

  get #finished(): boolean {
    return (
      this.inputs.at >= this.#length &&
      this.#branches.every((branch) => this.#answer(branch)?.done ?? true)
    );
  }

  /** Return the distribution at a position of the active branch; null where no token is known. */
  #place(at: number, control: Control | "" = ""): Place | null {
    const event = this.#events(this.#active)[at - this.#prefix(this.#active).length];
    return event ? placeOf(event, control) : null;
  }

  /**
   * Return how often each token was sampled at this position; null while that is not asked for or
   * not known.
   */
  #sampleCounts(): Map<number, number> | null {
    if (!this.inputs.many) return null;
    const shown = this.answer("draws", this.#sampleMany());
    const sampled = shown?.result?.drawn;
    return sampled ? new Map(sampled.map((item) => [item.id, item.count])) : null;
  }

  // Rendering

  protected override render(): void {
    const now = this.inputs;
    const at = Math.min(now.at, this.#length);
    // Equal requests are equal tapes, whether they are answered yet or not.
    const tape = JSON.stringify([
      this.#active,
      ...this.#branches.map((branch) => this.#generate(branch)),
    ]);
    const onwards = tape === this.#rendered.tape && at === this.#rendered.at + 1;
    this.#flight?.stop();
    this.#renderControls(now, at);
    // A token flies for one step onwards on the same tape only; a jump is a jump.
    if (onwards && wantsMotion() && this.checkVisibility()) this.#flyTo(at);
    else this.#renderAt(at, null);
    this.#rendered = { at, tape };
    const answer = this.#answer(this.#active);
    const wrong =
      refusal(now.text) ||
      this.#branches.map((branch) => complaint(this.#answer(branch))).find((text) => text !== "") ||
      (now.many ? complaint(this.shown("draws")) : "");
    this.#notice.render(
      wrong,
      this.examples().filter((item) => item.method === METHOD),
      refusal(now.text) ? null : this.again,
    );
    this.#provenance.render(
      wrong !== "" && !answer
        ? { state: "failed", note: t("nothing-computed") }
        : sourceOf(answer, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    const last = this.#tokens(this.#active)[at - 1];
    this.announce(
      last
        ? t(last.hand ? "loop-picked" : "loop-sampled", {
            token: spoken(last.text, last.bytes),
            count: at,
          })
        : "",
    );
  }

  /**
   * Keep the bars of the position before, with the sampled one marked, until the token has joined
   * the text.
   */
  #flyTo(at: number): void {
    // No place: the token was picked by hand.
    const place = this.#place(at - 1);
    if (!place) {
      this.#renderAt(at, null);
      return;
    }
    this.#renderBars(place, place.id);
    const from =
      this.querySelector<HTMLElement>(`.bar[data-token="${place.id}"] .bar-token`) ??
      // A token that is among no bars comes out of the rest.
      this.querySelector<HTMLElement>(".bar-rest .bar-token");
    if (!from) {
      this.#renderAt(at, null);
      return;
    }
    this.#flight = fly(
      this,
      from,
      () => {
        this.#renderText(at);
        const last = this.#texts[this.#active].last;
        last?.classList.add("landing");
        return last;
      },
      () => {
        this.#flight = null;
        this.querySelector(".landing")?.classList.remove("landing");
        this.#renderAt(at, null);
      },
    );
  }

  #renderAt(at: number, sampled: number | null): void {
    this.#renderText(at);
    // Behind the last token there is no map: paper, which stands at the end, shows the one that
    // token was sampled from.
    const last = this.host.view === "print" && at === this.#length ? this.#place(at - 1) : null;
    this.#renderBars(last ?? this.#place(at), last?.id ?? sampled);
  }

  #renderText(at: number): void {
    setText(this.#prompt, this.inputs.text);
    const two = this.inputs.second !== null;
    setAttribute(this, "data-branches", two);
    this.#texts.forEach((text, index) => {
      const branch = index as Branch;
      text.root.hidden = branch === 1 && !two;
      const there = branch === 0 || two;
      text.render({
        tokens: there ? this.#tokens(branch).slice(0, at) : [],
        note: there ? this.#end(branch, at) : "",
        named: two,
        active: branch === this.#active,
      });
    });
    // The newest token stays in sight.
    this.#text.scrollTop = this.#text.scrollHeight;
  }

  #end(branch: Branch, at: number): string {
    const answer = this.#answer(branch);
    const length = this.#lengthOf(branch);
    if (at < length || !answer?.done || length === 0) return "";
    const reason = answer.result?.finish_reason;
    if (reason === "end") return t("loop-ended");
    return reason === "length" ? t("loop-length", { count: length }) : "";
  }

  #renderBars(place: Place | null, sampled: number | null): void {
    // While a token flies the bars are those that it was sampled from, whichever control is chosen.
    const shown =
      this.inputs.stage === "" || sampled !== null
        ? place
        : this.#place(this.inputs.at, this.inputs.stage);
    // Behind the end of the text there is nothing to sample.
    const samples = sampled === null && shown ? this.#sampleCounts() : null;
    const all = this.#samples;
    const bars = (shown?.bars ?? []).map((bar): Bar => {
      if (bar.id === sampled) return { ...bar, sampled: true, extra: t("bar-sampled") };
      const times = samples?.get(bar.id) ?? 0;
      return samples
        ? { ...bar, counted: times / all, extra: t("loop-times", { times, all }) }
        : bar;
    });
    // All samples of tokens that have no bar of their own.
    const others = samples
      ? all - bars.reduce((sum, bar) => sum + (samples.get(bar.id) ?? 0), 0)
      : 0;
    const rest = samples
      ? { restCounted: others / all, restExtra: t("loop-times", { times: others, all }) }
      : {};
    this.#bars.render({ bars, rest: shown?.rest ?? null, rows: this.options.candidates, ...rest });
    const parts = place ? segments(place) : [];
    renderList(
      this.#strip,
      parts,
      () => h("span", { class: "coin-part" }),
      (part, item) => {
        part.style.setProperty("--share", String(item.share));
        setAttribute(part, "data-rest", item.id < 0);
        setAttribute(part, "data-sampled", item.id === sampled);
      },
    );
    // No coin where a remote server keeps its random number to itself.
    const landed = sampled !== null && place?.draw !== null && place?.draw !== undefined;
    this.#needle.hidden = !landed;
    if (landed) this.#needle.style.setProperty("--at", String(place.draw));
    setText(
      this.#coinNote,
      landed ? t("loop-coin", { coin: decimal(place.draw!, 3) }) : t("loop-coin-is"),
    );
  }

  #renderControls(now: Inputs, at: number): void {
    const { examples, temperatures } = this.options;
    const atEnd = at >= this.#length;
    this.#field.set(now.text);
    setText(this.#play, this.playing ? t("loop-pause") : t("loop-play"));
    // Not `disabled`: a button under the focus that becomes so would lose the keyboard.
    for (const [control, off] of [
      [this.#step, atEnd],
      [this.#play, atEnd && !this.playing],
      [this.#back, at === 0],
      [this.#rewind, at === 0],
    ] as const)
      setAttribute(control, "aria-disabled", off ? "true" : null);
    this.#join.hidden = now.second === null;
    this.#barsAfter.render(now.stage === "" ? "top_p" : now.stage);
    setAttribute(this.#many, "aria-pressed", String(now.many));
    this.#temperature.render(now.temperature);
    this.#topK.render(now.top_k === 0 ? ALL : now.top_k);
    this.#topP.render(now.top_p);
    this.#speed.render(now.speed);
    this.#seed.render(now.seed);
    // The first prompt has a button only among others.
    const prompts = (examples.length === 0 ? [] : [this.options.text, ...examples]).map((text) => ({
      label: oneLine(text, 20),
      pressed: now.text === text,
      press: (): void => {
        this.#field.fill(text);
        this.#restart({ text });
      },
    }));
    const warm = temperatures.map((temperature) => ({
      label: t("temperature-is", { value: decimal(temperature, 1) }),
      pressed: now.temperature === temperature,
      press: (): void => this.#tune({ temperature }),
    }));
    this.#examples.render([...prompts, ...warm]);
  }
}

customElements.define("talk-sampling-loop", TalkSamplingLoop);
