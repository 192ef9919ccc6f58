/**
 * One gradient step on one example: the loss falls, then the bars move. See options.py for what it
 * is.
 */
import type { Request, Shown, State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Candidate, Run, StepResult } from "../../web/protocol.gen.js";
import { Announcer } from "../../web/ui/announcer.js";
import { type Bar, Bars } from "../../web/ui/bars.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, TextField } from "../../web/ui/fields.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { counted, percent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine, spoken } from "../../web/ui/token_text.js";
import { nats, rowsOf } from "../../web/ui/training_rows.js";
import type { Example, Options } from "./options.gen.js";

type Inputs = {
  context: string;
  answer: string;
  /** Steps asked for since the start. */
  taken: number;
};

/** One step and the map after it; the first has no step. */
interface Stage {
  step: Shown<"model/step"> | null;
  map: Shown<"next_token/predict"> | null;
}

/** Steps that can follow each other: the kernel keeps no more derived checkpoints. */
const MOST_STEPS = 6;
/** One asks when the typing pauses, not at each letter. */
const PAUSE_MS = 250;

export default class TalkTrainingStep extends TalkElement<Options, Inputs> {
  #context!: TextField;
  #answer!: TextField;
  #step!: HTMLButtonElement;
  #over!: HTMLButtonElement;
  #examples = new Buttons("Examples");
  #rate = h("p", { class: "step-rate" });
  #loss = h("p", { class: "step-loss" });
  #losses = h("ol", { class: "step-losses", "aria-label": "Loss after each step" });
  #bars = new Bars({ label: "Probabilities before and after" });
  #legend = h("p", { class: "step-legend" });
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  #announcer = new Announcer();
  #pause: ReturnType<typeof setTimeout> | undefined;
  #busy = false;

  protected override initial(): Inputs {
    const { context, answer } = this.options;
    // Paper shows the step that a press would take.
    return { context, answer, taken: this.host.view === "print" ? 1 : 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", "One training step");
    const rows = this.host.view === "phone" ? 2 : 1;
    const typed = (name: "context" | "answer") => (text: string) => {
      this.change({ [name]: text, taken: 0 });
      this.#startSoon();
    };
    this.#context = new TextField("Context", { rows, input: typed("context") });
    this.#answer = new TextField("What really came next", { rows: 1, input: typed("answer") });
    this.#step = button("Take one step", () => void this.#take(), { class: "choice choice-main" });
    this.#over = button("Start over", () => this.#start({}));
    const fields = h(
      "div",
      { class: "step-fields" },
      this.#context.root,
      this.#answer.root,
      this.#examples.root,
    );
    const buttons = h("div", { class: "widget-controls" }, this.#step, this.#over);
    const side = h(
      "div",
      { class: "step-side" },
      fields,
      buttons,
      this.#rate,
      this.#loss,
      this.#losses,
    );
    const figure = h("div", { class: "step-figure" }, this.#legend, this.#bars.root);
    this.append(
      h("div", { class: "step-main" }, side, figure),
      this.#notice.root,
      this.#provenance.root,
      this.#announcer.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
    this.#announcer.stop();
  }

  protected override currentState(): State {
    if (this.#refusal() !== "") return "failed";
    const { step, map } = this.#stages().at(-1)!;
    const states = [step?.state, map?.state];
    for (const worst of ["failed", "interrupted", "waiting", "recorded", "live"] as const)
      if (states.includes(worst)) return worst;
    return "prepared";
  }

  #refusal(): string {
    const { context, answer } = this.inputs;
    return (
      refusal(context) ||
      refusal(answer) ||
      ([...answer].length > 200 ? "Only the first token of what came next counts: shorten it." : "")
    );
  }

  // What people do

  #start(inputs: Partial<Inputs>): void {
    clearTimeout(this.#pause);
    this.change({ ...inputs, taken: 0 });
    if (this.#refusal() === "" && this.inputs.answer !== "")
      this.ask("map0", this.#predict(this.options.checkpoint));
  }

  #startSoon(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#start({}), PAUSE_MS);
  }

  #example(example: Example): void {
    this.#context.fill(example.context);
    this.#answer.fill(example.answer);
    this.#start({ context: example.context, answer: example.answer });
  }

  /**
   * One step more. Where the kernel has lost the copy (it keeps a few, and none when it restarts),
   * the steps before it are taken anew.
   */
  async #take(): Promise<void> {
    if (this.#busy || this.inputs.taken >= MOST_STEPS) return;
    this.#busy = true;
    const number = this.inputs.taken + 1;
    this.change({ taken: number });
    const lost = (await this.#run(number))?.status === "failed";
    // One that was stopped, as when the slide was left, is no lost copy.
    if (lost && number > 1)
      for (let again = 1; again <= number && (await this.#run(again))?.result; again += 1);
    this.#busy = false;
    this.schedule();
  }

  /**
   * The step, then the map after it; the run it ended with, which has no result when it went wrong.
   */
  async #run(number: number): Promise<Run | null> {
    const parent = number === 1 ? this.options.checkpoint : nameOf(this.#stages()[number - 1]);
    if (parent === null) return null;
    const done = await this.ask(`step${number}`, this.#train(parent)).finished;
    const made = (done.result as StepResult | null | undefined)?.checkpoint;
    if (made === undefined) return done;
    return this.ask(`map${number}`, this.#predict(made)).finished;
  }

  #predict(checkpoint: string): Request<"next_token/predict"> {
    const { context, answer } = this.inputs;
    return this.request("next_token/predict", { text: context, tracked_text: answer, checkpoint });
  }

  #train(parent: string): Request<"model/step"> {
    const { context, answer } = this.inputs;
    return this.request("model/step", { text: context, target: answer, checkpoint: parent });
  }

  // What there is to show

  /** From the start to the last step asked for: each step's checkpoint is the next one's parent. */
  #stages(): Stage[] {
    const stages: Stage[] = [
      { step: null, map: this.answer("map0", this.#predict(this.options.checkpoint)) },
    ];
    let parent: string | null = this.options.checkpoint;
    for (let number = 1; number <= this.inputs.taken; number += 1) {
      const step: Shown<"model/step"> | null =
        parent === null ? null : this.answer(`step${number}`, this.#train(parent));
      parent = nameOf({ step, map: null });
      stages.push({
        step,
        map: parent === null ? null : this.answer(`map${number}`, this.#predict(parent)),
      });
    }
    return stages;
  }

  // Drawing

  protected override render(): void {
    const { context, answer } = this.inputs;
    const stages = this.#stages();
    const newest = stages.at(-1)!;
    this.#context.set(context);
    this.#answer.set(answer);
    this.#renderButtons(stages);
    this.#renderLoss(stages);
    this.#renderBars(stages);
    const wrong = this.#refusal() || complaint(newest.step) || complaint(newest.map);
    this.#notice.render(wrong, [], this.again);
    const shown = newest.step?.result ? newest.step : (newest.step ?? newest.map);
    this.#provenance.render(
      sourceOf(
        shown,
        this.host.kernel === "live"
          ? "asking the model"
          : "no model answers here, and nothing was recorded for this slide yet",
      ),
    );
  }

  #renderButtons(stages: Stage[]): void {
    const { taken, context, answer } = this.inputs;
    const { examples } = this.options;
    const own = { context: this.options.context, answer: this.options.answer, label: "" };
    const all =
      examples.length === 0
        ? []
        : examples.some((item) => isSame(item, own))
          ? examples
          : [own, ...examples];
    this.#examples.render(
      all.map((item) => ({
        label: oneLine(item.label || item.context + item.answer, 30),
        pressed: isSame(item, { context, answer }),
        press: () => this.#example(item),
      })),
    );
    setText(this.#step, taken === 0 ? "Take one step" : "Do it again");
    this.#step.disabled =
      this.#busy ||
      taken >= MOST_STEPS ||
      this.#refusal() !== "" ||
      answer === "" ||
      !stages.at(-1)!.map?.result;
    this.#over.disabled = taken === 0;
    setText(
      this.#rate,
      `New weight = old weight − ${this.options.learning_rate} × slope of the loss, for every weight of a copy. ${this.options.learning_rate} is the learning rate.`,
    );
  }

  #renderLoss(stages: Stage[]): void {
    const steps = stages.map((stage) => stage.step?.result ?? null);
    const last = steps.findLast((step) => step !== null) ?? null;
    const start = target(stages[0]!.map);
    const before = last?.loss_before ?? (start ? -Math.log(start.probability) : null);
    const after = last?.loss_after ?? null;
    const arrow =
      after === null
        ? []
        : [
            h("span", { class: "step-arrow" }, " → "),
            h("span", { class: "step-number step-new" }, nats(after)),
          ];
    this.#loss.replaceChildren(
      h("span", { class: "step-name" }, "Loss of this example"),
      h("span", { class: "step-number" }, before === null ? "–" : nats(before)),
      ...arrow,
    );
    const said = [
      ...(before === null ? [] : [steps[1]?.loss_before ?? before]),
      ...steps.slice(1).flatMap((step) => (step ? [step.loss_after] : [])),
    ];
    renderList(
      this.#losses,
      said.length < 2 ? [] : said,
      () => h("li", {}, h("span", { class: "step-when" }), h("span", { class: "step-value" })),
      (item, value, index) => {
        setText(item.querySelector(".step-when")!, index === 0 ? "at first" : `step ${index}`);
        setText(item.querySelector(".step-value")!, nats(value));
      },
    );
    this.#losses.hidden = said.length < 2;
  }

  /**
   * The bars stand in the order of the first map; the notch says where each was before the step.
   */
  #renderBars(stages: Stage[]): void {
    const maps = stages.map((stage) => stage.map?.result ?? null);
    const at = maps.findLastIndex((map) => map !== null);
    const first = maps[0] ?? null;
    const now = at < 0 ? null : (maps[at] ?? null);
    const before = at < 1 ? null : (maps[at - 1] ?? null);
    const rows =
      first && now ? rowsOf(first, first.tracked?.[0], before, now, this.options.rows) : [];
    const bars = rows.map((row): Bar => {
      const was = row.before === null ? "" : `was ${percent(row.before)}`;
      const rank = row.answer ? "answer" : "";
      return {
        id: row.token.id,
        text: row.token.text,
        bytes: row.token.bytes ?? "",
        probability: row.now,
        rank: row.rank,
        answer: row.answer,
        before: row.before,
        extra: [rank, was].filter((part) => part !== "").join(" · "),
      };
    });
    this.#bars.render({
      bars,
      rest: now ? Math.max(0, 1 - rows.reduce((sum, row) => sum + row.now, 0)) : null,
      restEntries: now ? now.vocabulary_size - rows.length : null,
      rows: this.options.rows,
    });
    setAttribute(this.#bars.root, "data-stepped", at > 0);
    setText(
      this.#legend,
      at < 1
        ? "The map before any step"
        : `The map after ${counted(at, "step")}; the notch is where each bar was before the last one`,
    );
    const right = rows.find((row) => row.answer);
    const result = stages[at]?.step?.result;
    this.#announcer.say(
      right && result
        ? `After ${counted(at, "step")}: ${spoken(right.token.text, right.token.bytes)} from ${percent(result.probability_before)} to ${percent(result.probability_after)}, loss from ${nats(result.loss_before)} to ${nats(result.loss_after)}.`
        : "",
    );
  }
}

/** The checkpoint that a step made. */
function nameOf(stage: Stage | undefined): string | null {
  return stage?.step?.result?.checkpoint ?? null;
}

function target(map: Shown<"next_token/predict"> | null): Candidate | undefined {
  return map?.result?.tracked?.[0];
}

function isSame(
  one: { context: string; answer: string },
  other: { context: string; answer: string },
): boolean {
  return one.context === other.context && one.answer === other.answer;
}

customElements.define("talk-training-step", TalkTrainingStep);
