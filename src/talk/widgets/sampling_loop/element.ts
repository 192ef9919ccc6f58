/**
 * Map, coin flip, append, repeat. See options.py for what it is; this file plays the tape that
 * text/generate wrote.
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
import { Announcer } from "../../web/ui/announcer.js";
import { type Bar, Bars } from "../../web/ui/bars.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, NumberField, Segments, Slider, TextField } from "../../web/ui/fields.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { count, counted } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine, spoken } from "../../web/ui/token_text.js";
import { Writing } from "./branch_text.js";
import type { Options } from "./options.gen.js";
import { type Control, type Place, placeOf, segments, type Taken } from "./tape.js";
import { type Flight, fly, wantsMotion } from "./token_animation.js";

type Inputs = {
  text: string;
  temperature: number;
  /** 0: all. */
  top_k: number;
  /** 1: all. */
  top_p: number;
  seed: number;
  /** Tokens fixed before the tape begins. */
  prefix: Taken[];
  /** Those of the second branch; null while there is one only. */
  second: Taken[] | null;
  /** The branch whose bars are shown and picked from. */
  active: Branch;
  /** How many tokens of prefix and tape stand in each text. */
  at: number;
  /** The control after which the bars are shown; empty: all. The room knows it by this name. */
  stage: Control | "";
  /** Whether each place is drawn a hundred times. */
  many: boolean;
  /** Steps a second while it plays. */
  speed: number;
};

type Branch = 0 | 1;

const METHOD = "text/generate";
const LANES = ["main", "branch"] as const;
const NAMES = ["Branch A", "Branch B"] as const;
const ALL = 51;
/** Phones ask when a slider rests. */
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
  #coin = h("div", { class: "coin", "aria-hidden": "true" });
  #coinNote = h("p", { class: "coin-note" });
  #needle = h("span", { class: "coin-needle", hidden: true });
  #strip = h("span", { class: "coin-strip" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();
  #announcer = new Announcer();
  #pause: ReturnType<typeof setTimeout> | undefined;
  #flight: Flight | null = null;
  /** What the picture shows now, so that a single step onwards can be told from a jump. */
  #drawn = { at: 0, tape: "" };

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
      at: this.host.view === "print" ? Infinity : 0,
      stage: "",
      many: false,
      speed: 1.5,
    };
  }

  protected override build(): void {
    const { temperatures, max_tokens } = this.options;
    setAttribute(this, "aria-label", "Sampling loop");
    this.#field = new TextField("Prompt", { rows: 1, input: (text) => this.#restart({ text }) });
    this.#examples = new Buttons("Prepared prompts and temperatures");
    const writing = (branch: Branch): Writing =>
      new Writing(NAMES[branch], {
        choose: () => this.#choose(branch),
        pick: (index) => this.#goTo(index),
      });
    this.#texts = [writing(0), writing(1)];
    this.#join = button("One branch again", () => this.#joinBranches());
    this.#many = button(`Draw it ${this.#samples} times`, () => this.#toggleMany());
    this.#barsAfter = new Segments(
      "Bars after",
      [
        { value: "softmax", label: "the model" },
        { value: "temperature", label: "temperature" },
        { value: "top_k", label: "top-k" },
        { value: "top_p", label: "top-p" },
      ],
      (control) => this.change({ stage: control === "top_p" ? "" : control }),
    );
    this.#play = button("Play", () => this.#toggle(), { class: "choice choice-main" });
    this.#step = button("Step", () => this.#onwards());
    this.#back = button("Back", () => this.#goTo(this.inputs.at - 1));
    this.#rewind = button("Rewind", () => this.#goTo(0));
    this.#temperature = new Slider(
      "Temperature",
      { min: 0, max: 2, step: 0.1 },
      (value) => value.toFixed(1),
      (temperature) => this.#tune({ temperature }),
    );
    this.#topK = new Slider(
      "Top-k",
      { min: 1, max: ALL, step: 1 },
      (value) => (value >= ALL ? "all" : count(value)),
      (value) => this.#tune({ top_k: value >= ALL ? 0 : value }),
    );
    this.#topP = new Slider(
      "Top-p",
      { min: 0.05, max: 1, step: 0.05 },
      (value) => (value >= 1 ? "all" : value.toFixed(2)),
      (top_p) => this.#tune({ top_p }),
    );
    this.#speed = new Slider(
      "Speed",
      { min: 0.5, max: 8, step: 0.5 },
      (value) => `${value.toFixed(1)}/s`,
      (speed) => this.change({ speed }),
    );
    this.#seed = new NumberField("Seed", { min: 0, max: 999_999 }, (seed) => this.#tune({ seed }));
    this.#bars = new Bars({
      label: "Next token",
      pick: (bar) => this.#pick(bar),
      back: () => this.#goTo(this.inputs.at - 1),
    });
    this.#coin.append(this.#strip, this.#needle);
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
    this.append(
      h("div", { class: "loop-main" }, side, figure),
      this.#provenance.root,
      this.#announcer.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
    this.#flight?.stop();
    this.#announcer.stop();
  }

  /** Of what is drawn: an answer to another prompt says nothing about this one. */
  protected override currentState(): State {
    if (refusal(this.inputs.text) !== "") return "failed";
    const states = this.#branches.map((branch) => this.#answer(branch)?.state ?? "prepared");
    return states.find((state) => state !== "live" && state !== "prepared") ?? states[0]!;
  }

  get #branches(): readonly Branch[] {
    return this.inputs.second === null ? [0] : [0, 1];
  }

  get #active(): Branch {
    return this.inputs.second === null ? 0 : this.inputs.active;
  }

  #prefix(branch: Branch): Taken[] {
    return branch === 0 ? this.inputs.prefix : (this.inputs.second ?? []);
  }

  // What people do

  #toggle(): void {
    if (this.playing) {
      this.pause();
      return;
    }
    this.play({ at: Math.min(this.inputs.at + 1, this.#length) });
    this.#requestDraws();
  }

  protected override period(): number {
    return 1000 / this.inputs.speed;
  }

  protected override beat(): void {
    if (this.#finished) this.pause();
    else this.#onwards();
  }

  #onwards(): void {
    const { at } = this.inputs;
    if (at < this.#length) this.change({ at: at + 1 });
    this.#requestDraws();
  }

  /**
   * Back inside a branch's fixed tokens means: those after it are forgotten. A second branch
   * without its own is none.
   */
  #goTo(at: number): void {
    const { prefix, second } = this.inputs;
    const to = Math.max(0, Math.min(at, this.#length));
    const [one, other] = [
      prefix.slice(0, to),
      second !== null && to >= second.length ? second : null,
    ];
    this.change({ playing: false, at: to, prefix: one, second: other });
    if (one.length < prefix.length) this.#request([0]);
    else this.#requestDraws();
  }

  /**
   * A token picked by hand opens a branch beside what was drawn; a branch that is there already
   * goes on from it.
   */
  #pick(bar: Bar): void {
    if (bar.blocked) return;
    const branch = this.#active;
    const { at, second } = this.inputs;
    const picked = [
      ...this.#taken(branch).slice(0, at),
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
    this.change({ active: branch });
    this.#requestDraws();
  }

  /** The branch whose bars are shown stays. */
  #joinBranches(): void {
    this.change({
      prefix: this.#prefix(this.#active),
      second: null,
      active: 0,
    });
    this.#request();
  }

  #toggleMany(): void {
    this.change({ many: !this.inputs.many });
    this.#requestDraws();
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

  /** The same coin under other settings: the place stays, the numbers drawn stay. */
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

  /** Of the branches whose tokens have changed; the others' answers stand. */
  #request(changed: readonly Branch[] = this.#branches): void {
    clearTimeout(this.#pause);
    if (refusal(this.inputs.text) !== "") return;
    for (const branch of changed) this.ask(LANES[branch], this.#generate(branch));
    this.#requestDraws();
  }

  #requestDraws(): void {
    if (this.inputs.many && refusal(this.inputs.text) === "") this.ask("draws", this.#sampleMany());
  }

  #generate(branch: Branch): Request<"text/generate"> {
    const prefix = this.#prefix(branch);
    return this.request("text/generate", {
      ...this.#context(prefix),
      ...this.#controls(),
      max_tokens: Math.max(1, this.options.max_tokens - prefix.length),
    });
  }

  /** How many samples of one token are taken together. */
  get #samples(): number {
    return this.request("next_token/draw").params.n ?? 0;
  }

  /** Many samples of the one token at the place where the active branch stands. */
  #sampleMany(): Request<"next_token/draw"> {
    return this.request("next_token/draw", {
      ...this.#context(this.#taken(this.#active).slice(0, this.inputs.at)),
      ...this.#controls(),
    });
  }

  /**
   * A branch goes on from its own tokens; where a remote server does not tell their IDs, from their
   * text.
   */
  #context(taken: readonly Taken[]): { text: string; then?: number[] } {
    const { text } = this.inputs;
    if (taken.length === 0) return { text };
    if (taken.some((token) => token.id < 0))
      return { text: text + taken.map((token) => token.text).join("") };
    // The value is an array, so nobody can mistake the object for a promise.
    // biome-ignore lint/suspicious/noThenProperty: the wire's name
    return { text, then: taken.map((token) => token.id) };
  }

  #controls(): Changes<"text/generate"> & Changes<"next_token/draw"> {
    const { temperature, top_k, top_p, seed } = this.inputs;
    return {
      temperature,
      seed,
      // What cuts nothing off is left out.
      top_k: top_k > 0 ? top_k : undefined,
      top_p: top_p < 1 ? top_p : undefined,
    };
  }

  // What there is to show

  #answer(branch: Branch): Shown<"text/generate"> | null {
    return this.answer(LANES[branch], this.#generate(branch));
  }

  #events(branch: Branch): StepEvent[] {
    return (this.#answer(branch)?.events ?? []).filter((event) => event.id !== undefined);
  }

  #taken(branch: Branch): Taken[] {
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

  /** Of the longer branch: the other stands still at its end. */
  get #length(): number {
    return Math.max(...this.#branches.map((branch) => this.#lengthOf(branch)));
  }

  get #finished(): boolean {
    return (
      this.inputs.at >= this.#length &&
      this.#branches.every((branch) => this.#answer(branch)?.done ?? true)
    );
  }

  /** Where the active branch stands when so many tokens are written. */
  #place(at: number, control: Control | "" = ""): Place | null {
    const event = this.#events(this.#active)[at - this.#prefix(this.#active).length];
    return event ? placeOf(event, control) : null;
  }

  /**
   * How often each token was taken in a hundred draws at this very place; null while that is not
   * asked or not known.
   */
  #draws(): Map<number, number> | null {
    if (!this.inputs.many) return null;
    const shown = this.answer("draws", this.#sampleMany());
    const drawn = shown?.result?.drawn;
    return drawn ? new Map(drawn.map((item) => [item.id, item.count])) : null;
  }

  // Rendering

  protected override render(): void {
    const now = this.inputs;
    const at = Math.min(now.at, this.#length);
    const tape = JSON.stringify([
      this.#active,
      ...this.#branches.map((branch) => this.#generate(branch)),
    ]);
    const onwards = tape === this.#drawn.tape && at === this.#drawn.at + 1;
    this.#flight?.stop();
    this.#renderControls(now, at);
    if (onwards && wantsMotion() && this.checkVisibility()) this.#flyTo(at);
    else this.#renderAt(at, null);
    this.#drawn = { at, tape };
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
        ? { state: "failed", note: "nothing was computed" }
        : sourceOf(answer, this.#nothing()),
    );
    const last = this.#taken(this.#active)[at - 1];
    const chosen = last?.hand ? "picked by hand" : "drawn";
    this.#announcer.say(
      last
        ? `${spoken(last.text, last.bytes)} was ${chosen}; ${counted(at, "token")} written.`
        : "",
    );
  }

  #nothing(): string {
    return this.host.kernel === "live"
      ? "asking the model"
      : "no model answers here, and nothing was recorded for this slide yet";
  }

  /**
   * The bars of the place before stay, with the drawn one marked, until the token has joined the
   * text.
   */
  #flyTo(at: number): void {
    const place = this.#place(at - 1);
    if (!place) {
      this.#renderAt(at, null);
      return;
    }
    this.#renderBars(place, place.id);
    const from =
      this.querySelector<HTMLElement>(`.bar[data-token="${place.id}"] .bar-token`) ??
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

  #renderAt(at: number, drawn: number | null): void {
    this.#renderText(at);
    // Behind the last token there is no map: paper, which stands at the end, shows the one that
    // token was drawn from.
    const last = this.host.view === "print" && at === this.#length ? this.#place(at - 1) : null;
    this.#renderBars(last ?? this.#place(at), last?.id ?? drawn);
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
        taken: there ? this.#taken(branch).slice(0, at) : [],
        note: there ? this.#end(branch, at) : "",
        named: two,
        active: branch === this.#active,
      });
    });
    // What is written now stays in sight.
    this.#text.scrollTop = this.#text.scrollHeight;
  }

  #end(branch: Branch, at: number): string {
    const answer = this.#answer(branch);
    const length = this.#lengthOf(branch);
    if (at < length || !answer?.done || length === 0) return "";
    const reason = answer.result?.finish_reason;
    if (reason === "end") return "The model ended the text here.";
    return reason === "length" ? `${counted(length, "token")}: as many as were asked for.` : "";
  }

  #renderBars(place: Place | null, drawn: number | null): void {
    const shown =
      this.inputs.stage === "" || drawn !== null
        ? place
        : this.#place(this.inputs.at, this.inputs.stage);
    // Where the text has ended there is nothing to draw.
    const draws = drawn === null && shown ? this.#draws() : null;
    const all = this.#samples;
    const bars = (shown?.bars ?? []).map((bar): Bar => {
      if (bar.id === drawn) return { ...bar, sampled: true, extra: "drawn" };
      const times = draws?.get(bar.id) ?? 0;
      return draws ? { ...bar, counted: times / all, extra: `${times} of ${all}` } : bar;
    });
    const others = draws ? all - bars.reduce((sum, bar) => sum + (draws.get(bar.id) ?? 0), 0) : 0;
    const rest = draws ? { restCounted: others / all, restExtra: `${others} of ${all}` } : {};
    this.#bars.render({ bars, rest: shown?.rest ?? null, rows: this.options.candidates, ...rest });
    const parts = place ? segments(place) : [];
    renderList(
      this.#strip,
      parts,
      () => h("span", { class: "coin-part" }),
      (part, item) => {
        part.style.setProperty("--share", String(item.share));
        setAttribute(part, "data-rest", item.id < 0);
        setAttribute(part, "data-drawn", item.id === drawn);
      },
    );
    const landed = drawn !== null && place?.draw !== null && place?.draw !== undefined;
    this.#needle.hidden = !landed;
    if (landed) this.#needle.style.setProperty("--at", String(place.draw));
    setText(
      this.#coinNote,
      landed
        ? `The coin fell on ${place.draw!.toFixed(3)}.`
        : "The coin: a number from 0 to 1; where it falls, that token is taken.",
    );
  }

  #renderControls(now: Inputs, at: number): void {
    const { examples, temperatures } = this.options;
    const atEnd = at >= this.#length;
    this.#field.set(now.text);
    setText(this.#play, this.playing ? "Pause" : "Play");
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
    const prompts = (examples.length === 0 ? [] : [this.options.text, ...examples]).map((text) => ({
      label: oneLine(text, 20),
      pressed: now.text === text,
      press: (): void => {
        this.#field.fill(text);
        this.#restart({ text });
      },
    }));
    const warm = temperatures.map((temperature) => ({
      label: `temperature ${temperature.toFixed(1)}`,
      pressed: now.temperature === temperature,
      press: (): void => this.#tune({ temperature }),
    }));
    this.#examples.render([...prompts, ...warm]);
  }
}

customElements.define("talk-sampling-loop", TalkSamplingLoop);
