/**
 * A context, and the probability of each entry of the vocabulary as its next token. options.py says
 * what the widget is for.
 *
 * The file is long because one element holds the map, the bars and the controls, and each of them
 * points at the same token in the others.
 */
import {
  type Changes,
  type Request,
  recordedParams,
  type Shown,
  type State,
  worstOf,
} from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { Candidate, PredictResult, StepResult } from "../../web/protocol.gen.js";
import { type Bar, Bars } from "../../web/ui/bars.js";
import { type Chip, Chips } from "../../web/ui/chips.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, Picker, Segments, Slider, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { bits, count, decimal, oneIn, percent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { isPart, oneLine, spoken } from "../../web/ui/token_text.js";
import { nats, rowsOf } from "../../web/ui/training_rows.js";
import { Differences } from "./differences.js";
import type { Options } from "./options.gen.js";

type Colour = "position" | "probability" | "entropy";

type Inputs = {
  context: string;
  other: string;
  checkpoint: string;
  temperature: number;
  colour: Colour;
  find: string;
  /** IDs of the context to which the first token was appended. */
  base: number[];
  /** Tokens appended since the context was typed. */
  picked: { id: number; text: string }[];
  /** Whether the map after one training step on the target is shown. */
  stepped: boolean;
};

/** A training step on a token, and the map of the copy that made it. */
interface Lesson {
  target: string;
  step: Shown<"model/step"> | null;
  after: Shown<"next_token/predict"> | null;
}

const METHOD = "next_token/predict";
/** Tokens of the context that are shown: its last ones. */
const SEEN = 60;
/** Pause in typing after which a phone asks, so that not every letter is a request. */
const PAUSE_MS = 250;

export default class TalkProbabilityMap extends TalkElement<Options, Inputs> {
  #context!: TextField;
  #other!: TextField;
  #find!: TextField;
  #found = h("p", { class: "map-found", "aria-live": "polite" });
  #checkpoint!: Picker;
  #temperature!: Slider;
  #colour!: Segments<Colour>;
  #undo!: HTMLButtonElement;
  #examples!: Buttons;
  #seen!: Chips;
  #bars!: Bars;
  #differences = new Differences();
  #entropy = h("p", { class: "map-entropy" });
  #heading = h("p", { class: "map-heading" });
  /** Context with the tokens that were tapped; on a phone its field is far above the bars. */
  #made = h("p", { class: "map-made" });
  #step!: HTMLButtonElement;
  #learnt = h("p", { class: "map-learnt" });
  #lesson = h("div", { class: "map-lesson" });
  #figure!: HTMLElement;
  #provenance = new ProvenanceLine();
  #notice = new Notice((recording) => this.#show(recording));
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** Map before the answer to the newest request, which keeps the figure from blinking. */
  #last = new Map<string, Shown<"next_token/predict">>();

  override acceptPrompt(text: string): void {
    this.#look(text);
  }

  protected override initial(): Inputs {
    const { context, compare_with, checkpoint, temperature, colour } = this.options;
    return {
      context,
      other: compare_with ?? "",
      checkpoint: checkpoint ?? "",
      temperature,
      colour,
      find: "",
      base: [],
      picked: [],
      stepped: false,
    };
  }

  protected override build(): void {
    const { checkpoints, models, temperature_slider, find, compact } = this.options;
    setAttribute(this, "aria-label", t("map"));
    setAttribute(this, "data-compact", compact);
    setAttribute(this, "data-compare", this.#compares);
    // In the hand most contexts take two lines.
    const rows = this.host.view === "phone" ? 2 : 1;
    // Tokens chosen by hand followed the text before; a step was made on its map.
    const typed = (name: "context" | "other") => (text: string) => {
      this.change({ [name]: text, picked: [], base: [], stepped: false });
      this.#requestSoon();
    };
    this.#context = new TextField(this.#compares ? t("map-one") : t("context"), {
      rows,
      input: typed("context"),
    });
    this.#other = new TextField(t("map-other"), { rows, input: typed("other") });
    this.#find = new TextField(t("map-find"), {
      rows: 1,
      compact: true,
      input: (text) => this.#look(text),
    });
    // Tokens that were picked are of the vocabulary of the model that they were picked from.
    this.#checkpoint = new Picker(t("checkpoint"), (checkpoint) =>
      this.#choose({ checkpoint, picked: [], base: [] }),
    );
    this.#temperature = new Slider(
      t("temperature"),
      { min: 0.1, max: 2, step: 0.1 },
      (value) => decimal(value, 1),
      (temperature) => {
        this.change({ temperature, stepped: false });
        this.#requestSoon();
      },
    );
    this.#colour = new Segments(
      t("map-colour"),
      [
        { value: "position", label: t("map-position") },
        { value: "probability", label: t("map-probability") },
        { value: "entropy", label: t("map-entropy") },
      ],
      // Nothing is asked: every map comes with the scores of its context.
      (colour) => this.change({ colour }),
    );
    this.#undo = button(t("map-undo"), () => this.#back());
    this.#examples = new Buttons(t("map-contexts"));
    this.#seen = new Chips({ label: t("map-seen"), limit: SEEN, ids: false });
    this.#bars = new Bars({
      label: t("map-likely"),
      pick: (bar) => this.#pick(bar),
      back: () => this.#back(),
    });
    const fields = h(
      "div",
      { class: "map-fields" },
      this.#context.root,
      this.#compares ? this.#other.root : null,
    );
    const controls = h(
      "div",
      { class: "widget-controls" },
      checkpoints.length + models.length > 1 ? this.#checkpoint.root : null,
      temperature_slider ? this.#temperature.root : null,
      this.#undo,
      this.#examples.root,
    );
    this.#step = button(t("map-train"), () => void this.#train());
    this.#lesson.append(this.#step, this.#learnt);
    // Looking a token up says where it stands in one map, and a comparison has two.
    const looks =
      // On paper nobody types or chooses.
      find && !this.#compares && this.host.view !== "print"
        ? h("div", { class: "map-find" }, this.#find.root, this.#found)
        : null;
    const side = compact
      ? null
      : h(
          "div",
          { class: "map-side" },
          fields,
          controls,
          this.#seen.root,
          this.#colour.root,
          this.#entropy,
          looks,
        );
    const figure = h(
      "div",
      { class: "map-figure" },
      this.#made,
      this.#heading,
      this.#compares ? this.#differences.root : this.#bars.root,
      compact ? this.#entropy : null,
      this.#offersStep ? this.#lesson : null,
    );
    this.#figure = figure;
    this.append(
      h("div", { class: "map-main" }, side, figure),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override lanes(): string[] {
    return this.#compares ? ["main", "other"] : ["main"];
  }

  /**
   * Return the state of what is shown: an answer to another context says nothing about this one.
   */
  protected override currentState(): State {
    // A text that the wire refuses is never sent, so no answer would ever say so.
    if (refusal(this.inputs.context) !== "" || refusal(this.inputs.other) !== "") return "failed";
    const lesson = this.#lessonNow();
    const parts = [...this.lanes().map((lane) => this.#answer(lane)), lesson?.step, lesson?.after];
    return worstOf(parts.map((shown) => shown?.state));
  }

  get #compares(): boolean {
    return this.options.compare_with !== undefined;
  }

  get #offersStep(): boolean {
    return this.options.step && !this.#compares && !this.options.compact;
  }

  /** Whether the chosen checkpoint can be trained. */
  get #teaches(): boolean {
    return this.#offersStep && !this.options.models.includes(this.inputs.checkpoint);
  }

  /** Send again what was asked while the kernel was away. */
  protected override kernelBack(): void {
    const states = this.lanes().map((lane) => this.#answer(lane)?.state);
    if (states.includes("interrupted")) this.#request();
  }

  // What people do

  /** Change the inputs and leave the training step, which belongs to the map before. */
  #choose(inputs: Partial<Inputs>): void {
    this.change({ ...inputs, stepped: false });
    this.#request();
  }

  #example(context: string): void {
    // `fill` and not `set`, which leaves alone what is being typed.
    this.#context.fill(context);
    this.#choose({ context, picked: [], base: [] });
  }

  #show(recording: Recording): void {
    const params = recordedParams<"next_token/predict">(recording);
    this.#context.fill(params.text ?? "");
    this.#choose({
      context: params.text ?? "",
      checkpoint: params.checkpoint ?? "",
      temperature: params.temperature ?? 1,
      picked: [],
      base: [],
    });
  }

  #pick(bar: Bar): void {
    // The bars may still be those of the map before; a token is added to a known context only.
    const answer = this.#answer("main")?.result as PredictResult | null | undefined;
    if (!answer || bar.blocked) return;
    const { picked, base } = this.inputs;
    // The tokens and not the text: put together and cut again, they might become others.
    const context = picked.length > 0 ? base : answer.context.map((token) => token.id);
    this.#choose({ base: context, picked: [...picked, { id: bar.id, text: bar.text }] });
  }

  #back(): void {
    const { picked } = this.inputs;
    if (picked.length > 0) this.#choose({ picked: picked.slice(0, -1) });
  }

  #look(text: string): void {
    this.change({ find: text, stepped: false });
    // As many characters as the wire takes (talk.protocol.methods.next_token).
    if (text !== "" && refusal(text) === "" && [...text].length <= 200)
      this.ask("find", this.#predictFound(text));
  }

  /** Request a step on a copy of the weights, then its map; or show the map before it again. */
  async #train(): Promise<void> {
    const stepped = !this.inputs.stepped;
    this.change({ stepped });
    const target = this.#target()?.text;
    if (!stepped || target === undefined) return;
    // The kernel names the copy in its answer; only then can its map be asked for.
    const done = await this.ask("step", this.#stepOn(target)).finished;
    const made = (done.result as StepResult | null | undefined)?.checkpoint;
    // The map before may have been asked for again while the copy learnt.
    if (made !== undefined && this.inputs.stepped)
      this.ask("after", this.#predictAfter(target, made));
  }

  #requestSoon(): void {
    clearTimeout(this.#pause);
    // On screens that all watch, at once: there the room replaces a run by a newer one.
    if (this.host.shared) this.#request();
    else this.#pause = setTimeout(() => this.#request(), PAUSE_MS);
  }

  #request(): void {
    clearTimeout(this.#pause);
    const { context, other, find } = this.inputs;
    if (refusal(context) === "") this.ask("main", this.#predict("main"));
    if (this.#compares && refusal(other) === "") this.ask("other", this.#predict("other"));
    if (find !== "" && !this.#compares) this.#look(find);
  }

  #predict(lane: string): Request<"next_token/predict"> {
    return this.request("next_token/predict", {
      ...(lane === "other" ? { text: this.inputs.other } : this.#where()),
      ...this.#asked(),
    });
  }

  #predictFound(text: string): Request<"next_token/predict"> {
    const changes = { ...this.#where(), ...this.#asked(), tracked_text: text };
    return this.request("next_token/predict", changes, "find");
  }

  #predictAfter(target: string, made: string): Request<"next_token/predict"> {
    const changes = { ...this.#where(), ...this.#asked(), tracked_text: target, checkpoint: made };
    return this.request("next_token/predict", changes, "after");
  }

  #stepOn(target: string): Request<"model/step"> {
    return this.request("model/step", {
      ...this.#where(),
      target,
      checkpoint: this.inputs.checkpoint || undefined,
    });
  }

  /** Return the context: its text, or its tokens once some were chosen by hand. */
  #where(): { text: string | undefined; tokens: number[] | undefined } {
    const { context, base, picked } = this.inputs;
    // The wire takes one of the two: `undefined` leaves out what options.py has prepared.
    return picked.length > 0
      ? { text: undefined, tokens: [...base, ...picked.map((token) => token.id)] }
      : { text: context, tokens: undefined };
  }

  /** Return the other parameters that the controls set for a map. */
  #asked(): Changes<"next_token/predict"> {
    const { checkpoint, temperature } = this.inputs;
    return {
      tracked_text: this.#correct(),
      // Left out where it is the default, as in options.py: recordings answer equal requests only.
      checkpoint: checkpoint || undefined,
      // As in options.py: the method's default is left out.
      temperature: temperature === 1 ? undefined : temperature,
    };
  }

  /** Return the right answer, where the context is still the one it was given for. */
  #correct(): string | undefined {
    const { context, picked } = this.inputs;
    if (picked.length > 0) return undefined;
    if (context === this.options.context) return this.options.answer;
    return this.options.examples.find((item) => item.context === context)?.answer;
  }

  // What there is to show

  #answer(lane: string): Shown<"next_token/predict"> | null {
    const found = this.answer(lane, this.#predict(lane));
    if (found?.result) this.#last.set(lane, found);
    return found;
  }

  /**
   * Return the token that a step would train: the one looked up, else the answer; null until its
   * probability is known.
   */
  #target(): { text: string; token: Candidate } | null {
    const { find } = this.inputs;
    const text = find !== "" ? find : this.#correct();
    // Both answers have it as what was tracked, with its probability however unlikely it is.
    const from = find !== "" ? this.#foundNow() : this.#answer("main");
    const token = from?.result?.tracked?.[0];
    return text === undefined || token === undefined ? null : { text, token };
  }

  #lessonNow(): Lesson | null {
    const target = this.inputs.stepped && this.#teaches ? this.#target()?.text : undefined;
    if (target === undefined) return null;
    const step = this.answer("step", this.#stepOn(target));
    const made = step?.result?.checkpoint;
    return {
      target,
      step,
      after: made === undefined ? null : this.answer("after", this.#predictAfter(target, made)),
    };
  }

  #foundNow(): Shown<"next_token/predict"> | null {
    return this.answer("find", this.#predictFound(this.inputs.find));
  }

  // Rendering

  protected override render(): void {
    const now = this.inputs;
    const answer = this.#answer("main");
    // Until the answer is there the map before stays, and so does what the speaker talks about.
    const shown = answer?.result ? answer : (this.#last.get("main") ?? null);
    const result = shown?.result ?? null;
    const lesson = this.#lessonNow();
    const after = lesson?.after?.result ?? null;
    this.#renderControls(now, result);
    this.#renderSeen(now, result);
    if (this.#compares) this.#renderDifferences(now, result);
    else if (result && after) this.#renderLearnt(result, after);
    else this.#renderBars(result);
    this.#renderEntropy(after ?? result);
    this.#renderFound(now);
    this.#renderLesson(lesson);
    const wrong =
      refusal(now.context) ||
      refusal(now.other) ||
      complaint(answer) ||
      complaint(lesson?.step ?? null) ||
      complaint(lesson?.after ?? null);
    this.#notice.render(
      wrong,
      this.examples().filter((item) => item.method === METHOD && (item.lane ?? "main") === "main"),
      // What the wire refuses would be refused again.
      refusal(now.context) || refusal(now.other) ? null : this.again,
    );
    // The map of another context is marked as such where no new one will come.
    setAttribute(this.#figure, "data-stale", wrong !== "" && !answer?.result);
    // A map that still stands has its own provenance; a place in the queue is worth more.
    const stale = answer !== null && !answer.result && result !== null && wrong === "";
    this.#provenance.render(
      wrong !== "" && !answer
        ? { state: "failed", note: t("nothing-computed") }
        : sourceOf(
            stale && !answer.queuePlace ? shown : (lesson?.after ?? answer),
            this.#nothing(),
          ),
    );
    this.announce(after ? this.#learnt.textContent : answer?.result ? said(answer.result) : "");
  }

  #nothing(): string {
    return this.host.kernel === "live" ? t("asking-model") : t("no-model-here");
  }

  #renderControls(now: Inputs, result: PredictResult | null): void {
    const { checkpoints, models, checkpoint, examples } = this.options;
    this.#context.set(now.context);
    if (this.#compares) this.#other.set(now.other);
    this.#find.set(now.find);
    this.#checkpoint.render(
      [...checkpoints, ...models].map((name) => ({ value: name, label: name })),
      now.checkpoint || checkpoint || checkpoints[0] || "",
    );
    this.#temperature.render(now.temperature);
    // Some servers score no context, so there is nothing to colour by.
    this.#colour.root.hidden =
      (result?.context_scores ?? []).length === 0 || this.#compares || this.host.view === "print";
    this.#colour.render(now.colour);
    this.#undo.hidden = now.picked.length === 0;
    this.#examples.render(
      examples.map((item) => ({
        label: oneLine(item.label || item.context, 26),
        pressed: now.picked.length === 0 && item.context === now.context,
        press: () => this.#example(item.context),
      })),
    );
    setText(
      this.#heading,
      now.temperature === 1 && !this.options.compact
        ? ""
        : t("map-temperature", { value: decimal(now.temperature, 1) }),
    );
    this.#made.hidden = this.host.view !== "phone" || now.picked.length === 0;
    this.#made.replaceChildren(
      now.context,
      h("strong", {}, now.picked.map((token) => token.text).join("")),
    );
    this.#heading.hidden = now.temperature === 1 && !this.options.compact;
  }

  #renderSeen(now: Inputs, result: PredictResult | null): void {
    const tokens = result?.context ?? [];
    const scores = result?.context_scores ?? [];
    // Scores begin with the second token: the first one follows nothing.
    const first = tokens.length - scores.length;
    const coloured = now.colour !== "position" && scores.length > 0;
    const chips = tokens.map((token, index): Chip => {
      const score = scores[index - first];
      const chip: Chip = { ...token, bytes: token.bytes ?? "", special: token.special ?? false };
      if (!coloured) return chip;
      if (!score) return { ...chip, shade: null, under: "–" };
      const said =
        now.colour === "probability"
          ? percent(score.probability)
          : t("number-bits", { number: decimal(score.entropy_bits, 1) });
      const shade =
        // 12 bits are a choice among 4,096 equal entries, as many as the embedded vocabulary has.
        now.colour === "probability" ? score.probability : Math.min(1, score.entropy_bits / 12);
      return { ...chip, shade, under: said, said };
    });
    this.#seen.render(chips.slice(-SEEN));
  }

  #renderBars(result: PredictResult | null): void {
    const correct = this.#correct();
    const right = correct === undefined ? undefined : result?.tracked?.[0];
    const top = (result?.candidates ?? []).map((item): Bar => this.#bar(item, right));
    // The right answer is shown even where it is not among the likeliest.
    const outside =
      right && !top.some((bar) => bar.id === right.id) ? [this.#bar(right, right)] : [];
    this.#bars.render({
      bars: [...top, ...outside],
      rest: result?.rest ?? null,
      restEntries: result?.vocabulary_size
        ? result.vocabulary_size - result.candidates.length
        : null,
      rows: this.options.top_k + (correct === undefined ? 0 : 1),
    });
  }

  /** Show the map after the step in the order of the map before it, so that changes are seen. */
  #renderLearnt(first: PredictResult, after: PredictResult): void {
    const target = this.#target()?.token;
    const rows = rowsOf(first, target, first, after, this.options.top_k + 1);
    const bars = rows.map((row): Bar => {
      // The first map need not list a token that was looked up; its probability was found then.
      const before = row.answer && target ? target.probability : row.before;
      const extra = [
        row.answer ? t("map-trained") : "",
        before === null ? "" : t("map-was", { share: percent(before) }),
      ]
        .filter((part) => part !== "")
        .join(" · ");
      return {
        id: row.token.id,
        text: row.token.text,
        bytes: row.token.bytes ?? "",
        probability: row.now,
        rank: row.rank,
        answer: row.answer,
        before,
        extra,
      };
    });
    this.#bars.render({
      bars,
      // Rounded probabilities may come to a trace more than 1.
      rest: Math.max(0, 1 - rows.reduce((sum, row) => sum + row.now, 0)),
      restEntries: after.vocabulary_size - rows.length,
      rows: this.options.top_k + 1,
    });
  }

  #renderLesson(lesson: Lesson | null): void {
    const target = this.#target();
    const name = target ? `“${spoken(target.token.text, target.token.bytes)}”` : "";
    this.#lesson.hidden = this.host.view === "print" || !this.#teaches;
    this.#step.disabled = target === null;
    setText(
      this.#step,
      lesson ? t("map-untrain") : target ? t("map-train-on", { token: name }) : t("map-train"),
    );
    const step = lesson?.step?.result ?? null;
    setText(
      this.#learnt,
      step
        ? t("map-learnt", {
            token: name,
            before: percent(step.probability_before),
            after: percent(step.probability_after),
            loss_before: nats(step.loss_before),
            loss_after: nats(step.loss_after),
          })
        : lesson
          ? t("map-learns")
          : target
            ? t("map-copy")
            : t("map-look-up"),
    );
  }

  #bar(item: Candidate, right: Candidate | undefined): Bar {
    const text = item.text;
    return {
      id: item.id,
      text,
      bytes: item.bytes ?? "",
      probability: item.probability,
      rank: item.rank,
      ...(item.id === right?.id ? { answer: true } : {}),
      ...(isPart(text, item.bytes ?? "") ? { extra: t("token-part") } : {}),
    };
  }

  #renderDifferences(now: Inputs, result: PredictResult | null): void {
    const answer = this.#answer("other");
    const other = answer?.result ?? this.#last.get("other")?.result ?? null;
    this.#differences.render({
      one: now.context,
      other: now.other,
      left: result,
      right: other,
      rows: this.options.top_k,
    });
  }

  #renderEntropy(result: PredictResult | null): void {
    if (!result) {
      this.#entropy.replaceChildren(
        h("span", { class: "map-number" }, "–"),
        ` ${t("map-bits-of")}`,
      );
      return;
    }
    // Remote servers report the likeliest tokens only.
    if (result.entropy_bits === null) {
      this.#entropy.replaceChildren(t("map-no-entropy"));
      return;
    }
    // The perplexity: how many equally likely tokens would leave as much open.
    const choices = 2 ** result.entropy_bits;
    const written = choices < 10 ? decimal(choices, 1) : count(Math.round(choices));
    const like = choices < 1.05 ? t("map-sure") : t("map-unsure", { choices: written });
    this.#entropy.replaceChildren(
      h("span", { class: "map-number" }, decimal(result.entropy_bits, 2)),
      ` ${t("map-bits-of")}`,
      h("span", { class: "map-like" }, like),
    );
  }

  #renderFound(now: Inputs): void {
    if (now.find === "") {
      setText(this.#found, t("map-find-is"));
      return;
    }
    const shown = this.#foundNow();
    const token = shown?.result?.tracked?.[0];
    const text = token ? describe(token) : complaint(shown);
    if (text !== "") setText(this.#found, text);
  }
}

/** Return a token's rank, probability and surprise in words. */
function describe({ id, text, bytes, rank, probability }: Candidate): string {
  // Below 0.01 % a percentage says less than "1 in so many".
  const chance = probability < 1e-4 ? oneIn(probability) : percent(probability);
  return [
    t("map-found", { token: spoken(text, bytes), id: String(id), rank }),
    chance,
    t("map-surprise", { bits: bits(-Math.log2(probability)) }),
  ].join(", ");
}

function said(result: PredictResult): string {
  const top = result.candidates[0];
  if (!top) return "";
  const entropy =
    result.entropy_bits === null
      ? ""
      : ` ${t("map-entropy-is", { bits: bits(result.entropy_bits) })}`;
  const most = { token: spoken(top.text, top.bytes), probability: percent(top.probability) };
  return `${t("map-most-likely", most)}${entropy}`;
}

customElements.define("talk-probability-map", TalkProbabilityMap);
