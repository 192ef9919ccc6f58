/**
 * One prompt under several conditions, side by side: each column is a run of its own, in a lane of
 * its own.
 */
import { type Request, type State, worstOfColumns } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import { Chips } from "../../web/ui/chips.js";
import { h, renderList, setAttribute } from "../../web/ui/dom.js";
import { Buttons, button, TextField } from "../../web/ui/fields.js";
import { fillMeasured } from "../../web/ui/measured.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { listed } from "../../web/ui/numbers.js";
import { ProvenanceLine, type Source, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine } from "../../web/ui/token_text.js";
import {
  type Column,
  type ColumnRequest,
  checkpointOf,
  makeColumn,
  mostLetters,
  renderColumn,
  sampledWith,
  spokenOf,
  written,
} from "./column.js";
import type { Options } from "./options.gen.js";
import { messagesWith, promptOf } from "./request.js";

type Inputs = {
  /** Text in the field. */
  text: string;
  /** Prompt that the columns answer: the field's text when it was last run. */
  asked: string;
  /** Number added to every seed; each "Again" adds one. */
  again: number;
};

/** Characters from which a prompt takes two lines of the field. */
const LONG = 80;
/** Letters that leave room for larger type in each of up to two columns, and of three. */
const SHORT = [200, 130];
const TOKENS = "tokens";

export default class TalkCompare extends TalkElement<Options, Inputs> {
  #field!: TextField;
  #run!: HTMLButtonElement;
  #again!: HTMLButtonElement;
  #examples = new Buttons(t("compare-prompts"));
  #columns = h("div", {
    class: "compare-columns",
    role: "list",
    "aria-label": t("compare-columns"),
  });
  #chips = new Chips({ label: t("compare-seen"), limit: 60 });
  #figure = h("p", { class: "compare-figure" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();
  /** Number of the round, so that an older one on a phone stops when a newer one starts. */
  #round = 0;

  override acceptPrompt(text: string): void {
    this.#ask(text, this.inputs.again);
  }

  protected override initial(): Inputs {
    return { text: this.options.text, asked: this.options.text, again: 0 };
  }

  protected override build(): void {
    const { conditions, figure } = this.options;
    setAttribute(this, "aria-label", t("compare"));
    this.#field = new TextField(
      this.options.shows === "chat" ? t("compare-message") : t("prompt"),
      {
        rows: this.options.text.length <= LONG ? 1 : this.host.view === "phone" ? 4 : 2,
        input: (text) => this.change({ text }),
        enter: (text) => this.#ask(text, this.inputs.again),
      },
    );
    this.#run = button(t("compare-run"), () => this.#ask(this.inputs.text, this.inputs.again), {
      class: "choice choice-main",
    });
    this.#again = button(t("again-other-coins"), () =>
      this.#ask(this.inputs.asked, this.inputs.again + 1),
    );
    setAttribute(this.#columns, "data-count", conditions.length);
    setAttribute(this.#columns, "data-shows", this.options.shows);
    const last = conditions.at(-1)?.checkpoint;
    const others = conditions.slice(0, -1).map((condition) => condition.checkpoint);
    setAttribute(this.#columns, "data-apart", last !== undefined && !others.includes(last));
    fillMeasured(this.#figure, figure);
    // A line for each column stands under its own.
    const each = conditions.length > 1 && figure.split("\n").length === conditions.length;
    setAttribute(this.#figure, "data-each", each);
    // At temperature 0 no coin is tossed.
    this.#again.hidden =
      this.options.shows === "probability" ||
      conditions.every((condition) => (condition.temperature ?? this.options.temperature) === 0);
    // With a prompt of its own in each column there is nothing to type.
    const fixed = conditions.every((condition) => condition.text !== undefined);
    this.#field.root.hidden = fixed;
    this.#run.hidden = fixed;
    const controls = h(
      "div",
      { class: "widget-controls compare-controls" },
      this.#field.root,
      this.#run,
      this.#again,
      this.#examples.root,
    );
    this.#chips.root.classList.add("compare-tokens");
    this.#chips.root.hidden = !this.options.tokens;
    this.append(
      controls,
      this.#chips.root,
      this.#columns,
      this.#figure,
      this.#notice.root,
      this.#provenance.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#round += 1;
  }

  protected override lanes(): string[] {
    return [
      ...this.options.conditions.map((_, index) => lane(index)),
      ...(this.options.tokens ? [TOKENS] : []),
    ];
  }

  /** Return the worst state shown: one recorded column makes the figure a recorded one. */
  protected override currentState(): State {
    if (refusal(this.inputs.asked) !== "") return "failed";
    return worstOfColumns(
      this.options.conditions.map((_, index) => this.#column(index).answer?.state ?? "prepared"),
    );
  }

  // What people do

  #ask(text: string, again: number): void {
    this.change({ text, asked: text, again });
    if (refusal(text) !== "") return;
    const requests = this.options.conditions.map((_, index): [string, Request] => [
      lane(index),
      this.#columnRequest(index, text, again),
    ]);
    // First, as on the slide: a phone makes these requests one after the other.
    if (this.options.tokens) requests.unshift([TOKENS, this.request("tokens/encode", { text })]);
    this.#round += 1;
    if (this.host.shared) for (const [name, request] of requests) this.ask(name, request);
    else void this.#oneByOne(requests, this.#round);
  }

  /** Make the requests one after the other, because a phone may have only one open at a time. */
  async #oneByOne(requests: readonly [string, Request][], round: number): Promise<void> {
    for (const [name, request] of requests) {
      // A newer round, or a slide that was left: the rest of this one is for nobody.
      if (this.#round !== round) return;
      await this.ask(name, request).finished;
    }
  }

  /** Choose the example of a recording; those of its other columns have the same prompt. */
  #show(recording: Recording): void {
    const example = this.options.examples.find(
      (item) => (item.label || item.text) === recording.label,
    );
    this.#choose(example?.text ?? this.options.text);
  }

  #choose(text: string): void {
    this.#field.fill(text);
    this.#ask(text, 0);
  }

  /** Return the request of a column, with `again` added to its seed. */
  #columnRequest(index: number, text: string, again: number): ColumnRequest {
    const condition = this.options.conditions[index]!;
    const column = lane(index);
    const prompt = promptOf(condition, text);
    const seed = (condition.seed ?? this.options.seed) + again;
    if (this.options.shows === "probability")
      return this.request("next_token/predict", { text: prompt }, column);
    if (this.options.shows === "text")
      return this.request("text/generate", { text: prompt, seed }, column);
    // options.py has the system's words and the document in them already.
    const { messages } = this.request("chat/complete", {}, column).params;
    return this.request(
      "chat/complete",
      { messages: messagesWith(messages, condition, prompt), seed },
      column,
    );
  }

  // What there is to show

  #column(index: number): Column {
    const condition = this.options.conditions[index]!;
    const { asked, again } = this.inputs;
    const request = this.#columnRequest(index, asked, again);
    const answer = this.answer(lane(index), request);
    const { params } = request;
    return { options: this.options, condition, params, answer, written: written(answer) };
  }

  // Rendering

  protected override render(): void {
    const { text, asked, again } = this.inputs;
    const { conditions } = this.options;
    const columns = conditions.map((_, index) => this.#column(index));
    this.#field.set(text);
    setAttribute(
      this.#run,
      "aria-disabled",
      text === asked && columns.every((column) => column.answer) ? "true" : null,
    );
    this.#examples.render(
      this.options.examples.map((item) => ({
        label: item.label || oneLine(item.text, 30),
        pressed: item.text === asked,
        press: (): void => this.#choose(item.text),
      })),
    );
    // By what may come, not by what is there: nothing moves while it is written.
    const short = Math.max(...columns.map(mostLetters)) <= SHORT[conditions.length <= 2 ? 0 : 1]!;
    setAttribute(this.#columns, "data-short", short && conditions.length <= 3);
    renderList(this.#columns, columns, makeColumn, renderColumn);
    const shown = 1 + this.step;
    this.reveal([...this.#columns.children] as HTMLElement[], shown);
    // The measured figure would give away the columns that are not shown yet.
    setAttribute(this.#figure, "data-unrevealed", shown < columns.length);
    if (this.options.tokens) {
      const encoded = this.answer(TOKENS, this.request("tokens/encode", { text: asked }));
      this.#chips.render(encoded?.result?.tokens ?? []);
    }
    const wrong =
      refusal(asked) ||
      columns.map((column) => complaint(column.answer)).find((sentence) => sentence !== "") ||
      "";
    this.#notice.render(
      wrong,
      // Every prompt was recorded once in each column; those of the first column are enough.
      again > 0 || wrong !== "" ? this.examples().filter((item) => item.lane === lane(0)) : [],
      refusal(asked) ? null : this.again,
    );
    this.#provenance.render(this.#source(columns));
    const done = columns.every((column) => column.answer?.done);
    this.announce(done ? columns.slice(0, shown).map(spokenOf).join(". ") : "");
  }

  /**
   * Return what all columns have in common, and on a phone, where a column has no line of its own,
   * also what each has.
   */
  #source(columns: readonly Column[]): Source {
    const source = sourceOf(
      // The first that has answered stands for what all of them have in common.
      columns.find((column) => column.answer?.result)?.answer ?? columns[0]?.answer ?? null,
      this.host.kernel === "live" ? t("asking-model") : t("no-model-here"),
    );
    const checkpoints = new Set(columns.map((column) => checkpointOf(column)));
    const seeds = new Set(columns.map((column) => column.params.seed));
    const sources = columns.flatMap((column) => column.answer?.result?.provenance ?? []);
    const models = new Set(sources.map((from) => from.model));
    const { checkpoint, seed, ...common } = source.provenance ?? {};
    const one = {
      ...(checkpoints.size === 1 && checkpoint ? { checkpoint } : {}),
      ...(seeds.size === 1 ? { seed: seed ?? null } : {}),
      // Each model has a vocabulary of its own; the line names the models alone.
      ...(models.size > 1 ? { model: listed([...models]), vocabulary: "" } : {}),
    };
    const each =
      this.host.view === "phone"
        ? columns.map((column) => `${column.condition.label}: ${sampledWith(column)}`).join("; ")
        : "";
    return {
      ...source,
      state: this.currentState(),
      provenance: { ...common, ...one },
      latencyMs: null,
      each,
    };
  }
}

function lane(index: number): string {
  return `c${index}`;
}

customElements.define("talk-compare", TalkCompare);
