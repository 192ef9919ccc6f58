/**
 * Many samples for one problem, with the correct ones highlighted. options.py says what the widget
 * is for.
 */
import { type Request, type Shown, type State, worstOfColumns } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import { answerOf } from "../../web/ui/check_answer.js";
import { h, renderList, setAttribute, setName, setText } from "../../web/ui/dom.js";
import { Buttons, button } from "../../web/ui/fields.js";
import { fillMeasured } from "../../web/ui/measured.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { roving } from "../../web/ui/roving.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  problem: string;
  /** Number added to the seed; other numbers are other samples. */
  again: number;
  /** The sample that is shown in full: its column and its index. */
  column: number;
  open: number;
};

interface Sample {
  text: string;
  tokens: number;
  done: boolean;
  /** The sample's answer, in dollars. */
  said: number | null;
}

interface Column {
  root: HTMLElement;
  count: HTMLElement;
  facts: HTMLElement;
  grid: HTMLElement;
  settle: () => void;
  provenance: ProvenanceLine;
}

export default class TalkSampleGrid extends TalkElement<Options, Inputs> {
  #problem = h("p", { class: "solve-problem", dir: "auto" });
  #known = h("p", { class: "solve-known" });
  #examples = new Buttons(t("grid-problems"));
  #again!: HTMLButtonElement;
  #columns: Column[] = [];
  #full = h(
    "div",
    { class: "grid-full", role: "region", "aria-label": t("grid-chosen"), tabindex: 0 },
    h("p", { class: "grid-full-name" }),
    h("p", { class: "grid-full-text" }),
  );
  #measured = h("p", { class: "grid-measured" });
  #notice = new Notice((recording) => this.#show(recording));

  protected override initial(): Inputs {
    return { problem: this.options.problem, again: 0, column: 0, open: 0 };
  }

  protected override build(): void {
    const { checkpoints, measured } = this.options;
    setAttribute(this, "aria-label", t("grid"));
    this.#again = button(
      t("grid-again"),
      // By as many seeds as there are samples, so that none is the same as before.
      () => this.#ask(this.inputs.problem, this.inputs.again + this.options.n),
      { class: "choice choice-main" },
    );
    this.#columns = checkpoints.map((checkpoint, column) => this.#column(checkpoint, column));
    fillMeasured(this.#measured, measured);
    const side = h(
      "div",
      { class: "solve-side" },
      this.#problem,
      this.#known,
      h("div", { class: "widget-controls" }, this.#again, this.#examples.root),
      this.#full,
    );
    const columns = h(
      "div",
      { class: "grid-columns", "data-count": checkpoints.length },
      ...this.#columns.map((column) => column.root),
    );
    this.append(
      h("div", { class: "solve-main" }, side, columns),
      this.#measured,
      this.#notice.root,
    );
  }

  #column(checkpoint: string, column: number): Column {
    const name = this.#name(checkpoint);
    const count = h(
      "p",
      { class: "grid-count" },
      h("span", { class: "count-right" }),
      h("span", { class: "count-of" }),
    );
    const facts = h("p", { class: "grid-facts" });
    const grid = h("div", {
      class: "grid-tiles",
      role: "listbox",
      "aria-label": t("grid-by", { name }),
      "aria-orientation": "horizontal",
    });
    const settle = roving(grid, {
      items: ".tile",
      previous: ["ArrowLeft", "ArrowUp"],
      next: ["ArrowRight", "ArrowDown"],
      // Both: of all columns together one sample is shown in full.
      act: (_, open) => this.change({ column, open }),
    });
    const provenance = new ProvenanceLine();
    return {
      root: h(
        "div",
        { class: "grid-column" },
        h("h3", { class: "grid-name" }, name),
        count,
        facts,
        grid,
        provenance.root,
      ),
      count,
      facts,
      grid,
      settle,
      provenance,
    };
  }

  protected override lanes(): string[] {
    return this.options.checkpoints.map(laneOf);
  }

  /** Return the worst state of what is shown. */
  protected override currentState(): State {
    return worstOfColumns(
      this.options.checkpoints.map((checkpoint) => this.#answer(checkpoint)?.state ?? "prepared"),
    );
  }

  #name(checkpoint: string): string {
    return this.options.labels[checkpoint] ?? checkpoint;
  }

  // What people do

  /** Request the samples; a phone shows only prepared ones, because so many samples are costly. */
  #ask(problem: string, again: number): void {
    this.change({ problem, again, column: 0, open: 0 });
    if (this.host.shared)
      for (const checkpoint of this.options.checkpoints)
        this.ask(laneOf(checkpoint), this.#sample(checkpoint));
  }

  #show(recording: Recording): void {
    this.#ask(
      this.options.examples.find((item) => item.label === recording.label)?.problem ??
        this.options.problem,
      0,
    );
  }

  #sample(checkpoint: string): Request<"answers/sample"> {
    const { problem, again } = this.inputs;
    return this.request("answers/sample", {
      messages: [{ role: "user", content: problem }],
      checkpoint,
      seed: this.options.seed + again,
    });
  }

  // What there is to show

  #answer(checkpoint: string): Shown<"answers/sample"> | null {
    return this.answer(laneOf(checkpoint), this.#sample(checkpoint));
  }

  get #right(): number {
    const { problem } = this.inputs;
    return (
      this.options.examples.find((item) => item.problem === problem)?.answer ?? this.options.answer
    );
  }

  // Rendering

  protected override render(): void {
    const { problem, column, open } = this.inputs;
    const right = this.#right;
    const answers = this.options.checkpoints.map((checkpoint) => this.#answer(checkpoint));
    const samples = answers.map((answer) => samplesOf(answer, this.options.n));
    setText(this.#problem, problem);
    setText(this.#known, t("grid-known", { answer: `$${right}` }));
    this.#again.disabled = this.host.kernel !== "live";
    // A phone asks for no samples, so it has nothing to press for.
    this.#again.hidden = !this.host.shared;
    const { examples } = this.options;
    const own = { problem: this.options.problem, label: this.options.label ?? t("grid-first") };
    this.#examples.render(
      examples.length === 0
        ? []
        : [own, ...examples].map((item) => ({
            label: item.label,
            pressed: item.problem === problem,
            press: (): void => this.#ask(item.problem, 0),
          })),
    );
    this.#columns.forEach((each, index) => {
      this.#renderColumn(
        each,
        answers[index] ?? null,
        samples[index]!,
        right,
        index === column ? open : -1,
      );
    });
    this.#renderFull(samples[column]?.[open], right);
    const wrong = answers.map(complaint).find((sentence) => sentence !== "") ?? "";
    this.#notice.render(
      wrong,
      wrong === ""
        ? []
        : // The other columns were recorded for the same problems.
          this.examples().filter((item) => item.lane === laneOf(this.options.checkpoints[0]!)),
      this.again,
    );
    const done = answers.every((answer) => answer?.done);
    // In one sentence at the end: nobody can listen to so many samples as they come.
    this.announce(
      done
        ? this.options.checkpoints
            .map((checkpoint, index) => {
              const all = samples[index]!;
              const solved = all.filter((sample) => sample.said === right);
              return `${this.#name(checkpoint)}: ${t("grid-right", { right: solved.length, all: all.length })}`;
            })
            .join(". ")
        : "",
    );
  }

  #renderColumn(
    column: Column,
    answer: Shown<"answers/sample"> | null,
    samples: readonly Sample[],
    right: number,
    open: number,
  ): void {
    const begun = samples.filter((sample) => sample.tokens > 0);
    // Of samples that have ended: half an answer may name a number on its way to another.
    const hits = samples.filter((sample) => sample.done && sample.said === right).length;
    const mean = begun.reduce((sum, sample) => sum + sample.tokens, 0) / Math.max(1, begun.length);
    setText(column.count.querySelector(".count-right")!, begun.length === 0 ? "–" : String(hits));
    setText(column.count.querySelector(".count-of")!, t("grid-of-right", { all: samples.length }));
    setText(column.facts, begun.length === 0 ? "" : t("grid-mean", { count: Math.round(mean) }));
    renderList(column.grid, samples, makeTile, (tile, sample, index) => {
      const verdict = verdictOf(sample, right);
      setAttribute(tile, "data-verdict", verdict);
      setAttribute(tile, "aria-selected", String(index === open));
      setText(tile.querySelector(".tile-mark")!, MARKS[verdict]);
      setText(tile.querySelector(".tile-said")!, sample.said === null ? "" : `$${sample.said}`);
      setName(tile, t("grid-tile", { number: index + 1, said: saidOf(sample, right) }));
    });
    column.settle();
    column.provenance.render(
      sourceOf(answer, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
  }

  #renderFull(sample: Sample | undefined, right: number): void {
    const { column, open } = this.inputs;
    const name = this.#name(this.options.checkpoints[column] ?? "");
    setText(
      this.#full.querySelector(".grid-full-name")!,
      sample?.tokens
        ? `${name}, ${t("grid-sample", { number: open + 1 })}: ${saidOf(sample, right)}`
        : "",
    );
    setText(this.#full.querySelector(".grid-full-text")!, sample?.text ?? "");
  }
}

type Verdict = "right" | "wrong" | "silent" | "writing";

/** Signs of the verdicts, for those who cannot tell the colours. */
const MARKS: Record<Verdict, string> = { right: "✓", wrong: "✗", silent: "?", writing: "…" };

function verdictOf(sample: Sample, right: number): Verdict {
  if (!sample.done) return "writing";
  return sample.said === null ? "silent" : sample.said === right ? "right" : "wrong";
}

function saidOf(sample: Sample, right: number): string {
  const verdict = {
    right: t("grid-is-right", { answer: `$${sample.said}` }),
    wrong: t("grid-is-wrong", { answer: `$${sample.said}` }),
    silent: t("grid-is-silent"),
    writing: t("grid-is-writing"),
  }[verdictOf(sample, right)];
  return `${verdict}, ${t("count-tokens", { count: sample.tokens })}`;
}

function makeTile(): HTMLElement {
  return h(
    "div",
    { class: "tile", role: "option", tabindex: -1 },
    h("span", { class: "tile-mark" }),
    h("span", { class: "tile-said" }),
  );
}

function laneOf(checkpoint: string): string {
  return `by:${checkpoint}`;
}

/** Return every sample as far as it is written. */
function samplesOf(answer: Shown<"answers/sample"> | null, n: number): Sample[] {
  const result = answer?.result;
  if (result)
    return result.answers.map((one) => ({
      text: one.text.trim(),
      tokens: one.tokens.length,
      done: true,
      said: answerOf(one.text),
    }));
  const samples = Array.from(
    { length: n },
    (): Sample => ({ text: "", tokens: 0, done: false, said: null }),
  );
  for (const event of answer?.events ?? []) {
    const sample = samples[event.answer];
    if (!sample) continue;
    sample.text += event.text ?? "";
    sample.tokens += 1;
  }
  return samples;
}

customElements.define("talk-sample-grid", TalkSampleGrid);
