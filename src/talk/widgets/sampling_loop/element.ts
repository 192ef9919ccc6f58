/** Map, coin flip, append, repeat. See options.py for what it is; this file plays the tape that text/generate wrote. */
import { TalkElement, type Inputs, type Shown, type State } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { GenerateParams, GenerateResult, Json, StepEvent } from "../../web/protocol.gen.js";
import { Announcer } from "../../web/ui/announcer.js";
import { answerTo } from "../../web/ui/answers.js";
import { type Bar, Bars } from "../../web/ui/bars.js";
import { Chips } from "../../web/ui/chips.js";
import { drawList, h, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, NumberField, Slider, TextField } from "../../web/ui/fields.js";
import { oneLine, spoken } from "../../web/ui/glyphs.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { count, counted } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/refusal.js";
import { type Flight, fly, wantsMotion } from "./flight.js";
import { type Place, placeOf, segments, type Taken } from "./tape.js";

interface SamplingLoopOptions {
  text: string;
  temperature: number;
  top_k?: number;
  top_p?: number;
  seed: number;
  max_tokens: number;
  candidates: number;
  checkpoint?: string;
  temperatures: number[];
  examples: string[];
}

interface SamplingLoopInputs {
  text: string;
  temperature: number;
  /** 0: all. */
  top_k: number;
  /** 1: all. */
  top_p: number;
  seed: number;
  /** Tokens fixed before the tape begins: a branch. */
  prefix: Taken[];
  /** How many tokens of prefix and tape stand in the text. */
  at: number;
}

const METHOD = "text/generate";
const ALL = 51;
/** Phones ask when a slider rests. */
const PAUSE_MS = 250;

export default class TalkSamplingLoop extends TalkElement<SamplingLoopOptions> {
  #field!: TextField;
  #examples!: Buttons;
  #chips!: Chips;
  #prompt = h("bdi", { class: "loop-prompt" });
  #note = h("span", { class: "loop-note" });
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
  /** Steps a second while it plays; belongs to this screen. */
  #perSecond = 1.5;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #flight: Flight | null = null;
  /** What the picture shows now, so that a single step onwards can be told from a jump. */
  #drawn = { at: 0, tape: "" };

  protected override initial(): Inputs {
    const { text, temperature, top_k, top_p, seed } = this.options;
    return { text, temperature, top_k: top_k ?? 0, top_p: top_p ?? 1, seed, prefix: [], at: this.host.view === "print" ? Infinity : 0 };
  }

  protected override build(): void {
    const { temperatures, max_tokens } = this.options;
    setAttribute(this, "aria-label", "Sampling loop");
    this.#field = new TextField("Prompt", { rows: 1, input: (text) => this.#restart({ text }) });
    this.#examples = new Buttons("Prepared prompts and temperatures");
    this.#chips = new Chips({ label: "Tokens written so far", ids: false, limit: 220, pick: (index) => this.#goTo(index) });
    this.#play = button("Play", () => this.#toggle(), { class: "choice choice-main" });
    this.#step = button("Step", () => this.#onwards());
    this.#back = button("Back", () => this.#goTo(this.#now.at - 1));
    this.#rewind = button("Rewind", () => this.#goTo(0));
    this.#temperature = new Slider("Temperature", { min: 0, max: 2, step: 0.1 }, (value) => value.toFixed(1), (temperature) => this.#tune({ temperature }));
    this.#topK = new Slider("Top-k", { min: 1, max: ALL, step: 1 }, (value) => (value >= ALL ? "all" : count(value)), (value) => this.#tune({ top_k: value >= ALL ? 0 : value }));
    this.#topP = new Slider("Top-p", { min: 0.05, max: 1, step: 0.05 }, (value) => (value >= 1 ? "all" : value.toFixed(2)), (top_p) => this.#tune({ top_p }));
    this.#speed = new Slider("Tokens a second", { min: 0.5, max: 8, step: 0.5 }, (value) => value.toFixed(1), (value) => {
      this.#perSecond = value;
    });
    this.#seed = new NumberField("Seed", { min: 0, max: 999_999 }, (seed) => this.#tune({ seed }));
    this.#bars = new Bars({ label: "Next token", pick: (bar) => this.#pick(bar), back: () => this.#goTo(this.#now.at - 1) });
    this.#coin.append(this.#strip, this.#needle);
    setAttribute(this, "data-long", max_tokens > 40);
    const text = h("div", { class: "loop-text" }, this.#prompt, this.#chips.root, this.#note);
    const transport = h("div", { class: "widget-controls loop-transport" }, this.#play, this.#step, this.#back, this.#rewind);
    const tuning = h("div", { class: "widget-controls loop-tuning" }, this.#temperature.root, this.#topK.root, this.#topP.root, this.#speed.root, this.#seed.root);
    const side = h("div", { class: "loop-side" }, this.#field.root, this.#examples.root, text, transport, tuning);
    const figure = h("div", { class: "loop-figure" }, this.#bars.root, this.#coin, this.#coinNote);
    setAttribute(this.#examples.root, "data-temperatures", temperatures.length > 0);
    this.append(h("div", { class: "loop-main" }, side, figure), this.#notice.root, this.#provenance.root, this.#announcer.root);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
    clearTimeout(this.#pause);
    this.#flight?.stop();
    this.#announcer.stop();
  }

  /** Of what is drawn: an answer to another prompt says nothing about this one. */
  protected override currentState(): State {
    if (refusal(this.#now.text) !== "") return "failed";
    return this.#answer()?.state ?? "prepared";
  }

  get #now(): SamplingLoopInputs {
    return this.inputs as unknown as SamplingLoopInputs;
  }

  // What people do

  #toggle(): void {
    if (this.#timer !== undefined) this.#stop();
    else this.#run();
    this.schedule();
  }

  #run(): void {
    this.#onwards();
    this.#timer = setTimeout(() => {
      if (this.#finished) this.#stop();
      else this.#run();
      this.schedule();
    }, 1000 / this.#perSecond);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #onwards(): void {
    const { at } = this.#now;
    if (at < this.#length) this.change({ at: at + 1 });
  }

  /** Back inside the branch's fixed tokens means: those after it are forgotten, and the tape begins there. */
  #goTo(at: number): void {
    this.#stop();
    const { prefix } = this.#now;
    const to = Math.max(0, Math.min(at, this.#length));
    if (to < prefix.length) {
      this.change({ at: to, prefix: prefix.slice(0, to) } as unknown as Inputs);
      this.#request();
    } else this.change({ at: to });
  }

  /** A token picked by hand: what stands before it is kept, and the model goes on from there. */
  #pick(bar: Bar): void {
    if (bar.blocked) return;
    this.#stop();
    const { at } = this.#now;
    const prefix = [...this.#taken().slice(0, at), { id: bar.id, text: bar.text, bytes: bar.bytes ?? "", hand: true }];
    this.change({ prefix, at: prefix.length } as unknown as Inputs);
    this.#request();
  }

  #restart(inputs: Partial<SamplingLoopInputs>): void {
    this.#stop();
    this.change({ ...inputs, prefix: [], at: 0 } as unknown as Inputs);
    this.#requestSoon();
  }

  /** The same coin under other settings: the place stays, the numbers drawn stay. */
  #tune(inputs: Partial<SamplingLoopInputs>): void {
    this.change(inputs as unknown as Inputs);
    this.#requestSoon();
  }

  #show(recording: Recording): void {
    const params = recording.params as unknown as GenerateParams;
    this.#field.fill(params.text ?? "");
    this.#restart({ text: params.text ?? "", temperature: params.temperature ?? 1, top_k: params.top_k ?? 0, top_p: params.top_p ?? 1, seed: params.seed ?? 0 });
  }

  #requestSoon(): void {
    clearTimeout(this.#pause);
    if (this.host.shared) this.#request();
    else this.#pause = setTimeout(() => this.#request(), PAUSE_MS);
  }

  #request(): void {
    clearTimeout(this.#pause);
    if (refusal(this.#now.text) === "") this.ask("main", METHOD, this.#params());
  }

  /** As options.py's `generate` makes them: a recording is found by them. */
  #params(): Record<string, Json> {
    const { text, temperature, top_k, top_p, seed, prefix } = this.#now;
    const { max_tokens, candidates, checkpoint } = this.options;
    return {
      text: text + prefix.map((token) => token.text).join(""),
      temperature,
      seed,
      max_tokens: Math.max(1, max_tokens - prefix.length),
      candidates,
      stages: true,
      ...(top_k > 0 ? { top_k } : {}),
      ...(top_p < 1 ? { top_p } : {}),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
  }

  // What there is to show

  #answer(): Shown | null {
    return answerTo(this.shown("main"), this.host.recordings(this.key), METHOD, this.#params());
  }

  #events(): StepEvent[] {
    return ((this.#answer()?.events ?? []) as unknown as StepEvent[]).filter((event) => event.id !== undefined);
  }

  #taken(): Taken[] {
    const written = this.#events().map((event) => ({ id: event.id, text: event.text, bytes: event.bytes ?? "", hand: false }));
    return [...this.#now.prefix, ...written];
  }

  get #length(): number {
    return this.#now.prefix.length + this.#events().length;
  }

  get #finished(): boolean {
    return this.#now.at >= this.#length && (this.#answer()?.done ?? true);
  }

  #place(at: number): Place | null {
    const event = this.#events()[at - this.#now.prefix.length];
    return event ? placeOf(event) : null;
  }

  // Drawing

  protected override render(): void {
    const now = this.#now;
    const at = Math.min(now.at, this.#length);
    const tape = JSON.stringify(this.#params());
    const onwards = tape === this.#drawn.tape && at === this.#drawn.at + 1;
    this.#flight?.stop();
    this.#drawControls(now, at);
    if (onwards && wantsMotion() && this.checkVisibility()) this.#flyTo(at);
    else this.#drawAt(at, null);
    this.#drawn = { at, tape };
    const answer = this.#answer();
    const wrong = refusal(now.text) || complaint(answer);
    this.#notice.draw(wrong, this.examples().filter((item) => item.method === METHOD));
    this.#provenance.draw(wrong !== "" && !answer ? { state: "failed", note: "nothing was computed" } : sourceOf(answer, this.#nothing()));
    const last = this.#taken()[at - 1];
    this.#announcer.say(last ? `${spoken(last.text, last.bytes)} was ${last.hand ? "picked by hand" : "drawn"}; ${counted(at, "token")} written.` : "");
  }

  #nothing(): string {
    return this.host.kernel === "live" ? "asking the model" : "no model answers here, and nothing was recorded for this slide yet";
  }

  /** The bars of the place before stay, with the drawn one marked, until the token has joined the text. */
  #flyTo(at: number): void {
    const place = this.#place(at - 1);
    if (!place) return this.#drawAt(at, null);
    this.#drawBars(place, place.id);
    const from = this.querySelector<HTMLElement>(`.bar[data-token="${place.id}"] .bar-token`) ?? this.querySelector<HTMLElement>(".bar-rest .bar-token");
    if (!from) return this.#drawAt(at, null);
    this.#flight = fly(
      this,
      from,
      () => {
        this.#drawText(at);
        const chips = this.#chips.root.querySelectorAll<HTMLElement>(".chip");
        const last = chips[chips.length - 1] ?? null;
        last?.classList.add("landing");
        return last;
      },
      () => {
        this.#flight = null;
        this.querySelector(".landing")?.classList.remove("landing");
        this.#drawAt(at, null);
      },
    );
  }

  #drawAt(at: number, drawn: number | null): void {
    this.#drawText(at);
    this.#drawBars(this.#place(at), drawn);
  }

  #drawText(at: number): void {
    const taken = this.#taken().slice(0, at);
    setText(this.#prompt, this.#now.text);
    this.#chips.draw(taken.map((token) => ({ ...token, forced: token.hand, ...(token.hand ? { said: "picked by hand" } : {}) })));
    setText(this.#note, this.#end(at));
  }

  #end(at: number): string {
    const answer = this.#answer();
    if (at < this.#length || !answer?.done || this.#length === 0) return "";
    const reason = (answer.result as GenerateResult | null)?.finish_reason;
    if (reason === "end") return "The model ended the text here.";
    return reason === "length" ? `${counted(at, "token")}: as many as were asked for.` : "";
  }

  #drawBars(place: Place | null, drawn: number | null): void {
    const bars = (place?.bars ?? []).map((bar) => (bar.id === drawn ? { ...bar, drawn: true, extra: "drawn" } : bar));
    this.#bars.draw({ bars, rest: place?.rest ?? null, rows: this.options.candidates });
    const parts = place ? segments(place) : [];
    drawList(this.#strip, parts, () => h("span", { class: "coin-part" }), (part, item) => {
      part.style.setProperty("--share", String(item.share));
      setAttribute(part, "data-rest", item.id < 0);
      setAttribute(part, "data-drawn", item.id === drawn);
    });
    const landed = drawn !== null && place?.draw !== null && place?.draw !== undefined;
    this.#needle.hidden = !landed;
    if (landed) this.#needle.style.setProperty("--at", String(place.draw));
    setText(this.#coinNote, landed ? `The coin fell on ${place.draw!.toFixed(3)}.` : "The coin: a number from 0 to 1; where it falls, that token is taken.");
  }

  #drawControls(now: SamplingLoopInputs, at: number): void {
    const { examples, temperatures } = this.options;
    const atEnd = at >= this.#length;
    this.#field.set(now.text);
    setText(this.#play, this.#timer === undefined ? "Play" : "Pause");
    for (const [control, off] of [[this.#step, atEnd], [this.#play, atEnd && this.#timer === undefined], [this.#back, at === 0], [this.#rewind, at === 0]] as const) setAttribute(control, "aria-disabled", off ? "true" : null);
    this.#temperature.draw(now.temperature);
    this.#topK.draw(now.top_k === 0 ? ALL : now.top_k);
    this.#topP.draw(now.top_p);
    this.#speed.draw(this.#perSecond);
    this.#seed.draw(now.seed);
    const prompts = (examples.length === 0 ? [] : [this.options.text, ...examples]).map((text) => ({
      label: oneLine(text, 20),
      pressed: now.text === text,
      press: (): void => {
        this.#field.fill(text);
        this.#restart({ text });
      },
    }));
    const warm = temperatures.map((temperature) => ({ label: `temperature ${temperature.toFixed(1)}`, pressed: now.temperature === temperature, press: (): void => this.#tune({ temperature }) }));
    this.#examples.draw([...prompts, ...warm]);
  }
}

customElements.define("talk-sampling-loop", TalkSamplingLoop);
