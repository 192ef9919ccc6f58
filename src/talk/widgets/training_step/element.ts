/**
 * One gradient step on one example: the loss falls, then the bars move. options.py says what the
 * widget is for.
 */
import { type Request, type Shown, type State, worstOf } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Run, StepResult } from "../../web/protocol.gen.js";
import { type Bar, Bars } from "../../web/ui/bars.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { percent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine, spoken } from "../../web/ui/token_text.js";
import { nats, rowsOf } from "../../web/ui/training_rows.js";
import type { Example, Options } from "./options.gen.js";

type Inputs = {
  context: string;
  answer: string;
  /** Number of steps requested since the start. */
  // The key is of before the glossary: rooms and the journals of earlier talks hold it.
  taken: number;
};

/** One training step and the map after it; the first round has the map alone. */
interface Round {
  step: Shown<"model/step"> | null;
  map: Shown<"next_token/predict"> | null;
}

/** Most steps that can follow each other: the kernel keeps no more derived checkpoints. */
const MOST_STEPS = 6;
/** Pause in typing after which the map is requested, so that not every letter asks the kernel. */
const PAUSE_MS = 250;

export default class TalkTrainingStep extends TalkElement<Options, Inputs> {
  #context!: TextField;
  #answer!: TextField;
  #step!: HTMLButtonElement;
  #over!: HTMLButtonElement;
  #examples = new Buttons(t("step-examples"));
  #rate = h("p", { class: "step-rate" });
  #loss = h("p", { class: "step-loss" });
  #losses = h("ol", { class: "step-losses", "aria-label": t("step-losses") });
  #bars = new Bars({ label: t("step-bars") });
  #legend = h("p", { class: "step-legend" });
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  #pause: ReturnType<typeof setTimeout> | undefined;
  #busy = false;

  protected override initial(): Inputs {
    const { context, answer } = this.options;
    // On paper nobody can press the button, so the first step is shown.
    return { context, answer, taken: this.host.view === "print" ? 1 : 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("step"));
    const rows = this.host.view === "phone" ? 2 : 1;
    const typed = (name: "context" | "answer") => (text: string) => {
      this.change({ [name]: text, taken: 0 });
      this.#startSoon();
    };
    this.#context = new TextField(t("context"), { rows, input: typed("context") });
    this.#answer = new TextField(t("step-next"), { rows: 1, input: typed("answer") });
    this.#step = button(t("step-make"), () => void this.#stepOn(), {
      class: "choice choice-main",
    });
    this.#over = button(t("vote-start-over"), () => this.#start({}));
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
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override currentState(): State {
    if (this.#refusal() !== "") return "failed";
    const { step, map } = this.#rounds().at(-1)!;
    return worstOf([step?.state, map?.state]);
  }

  #refusal(): string {
    const { context, answer } = this.inputs;
    return (
      // As many characters as the wire takes for a target.
      refusal(context) || refusal(answer) || ([...answer].length > 200 ? t("step-shorten") : "")
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
   * Make one step more. Where the kernel has lost the copy (it keeps a few, and none when it
   * restarts), the steps before it are made again.
   */
  async #stepOn(): Promise<void> {
    // Each step begins with the copy that the last one made, so no two run at once.
    if (this.#busy || this.inputs.taken >= MOST_STEPS) return;
    this.#busy = true;
    const number = this.inputs.taken + 1;
    this.change({ taken: number });
    const lost = (await this.#run(number))?.status === "failed";
    // A step that was stopped, as when the slide was left, means no lost copy.
    if (lost && number > 1)
      for (let again = 1; again <= number && (await this.#run(again))?.result; again += 1);
    this.#busy = false;
    this.schedule();
  }

  /**
   * Request a step, then the map after it. Return the run that came last, which has no result where
   * it failed; null where the step before has made no checkpoint.
   */
  async #run(number: number): Promise<Run | null> {
    // Steps follow each other: each is made on the copy that the one before has left.
    const parent = number === 1 ? this.options.checkpoint : nameOf(this.#rounds()[number - 1]);
    if (parent === null) return null;
    const done = await this.ask(`step${number}`, this.#train(parent)).finished;
    const made = (done.result as StepResult | null | undefined)?.checkpoint;
    // The step itself has failed, and there is nothing whose map could be asked for.
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

  /** Return the rounds so far; the checkpoint that a step made is the parent of the next step. */
  #rounds(): Round[] {
    const rounds: Round[] = [
      { step: null, map: this.answer("map0", this.#predict(this.options.checkpoint)) },
    ];
    let parent: string | null = this.options.checkpoint;
    for (let number = 1; number <= this.inputs.taken; number += 1) {
      const step: Shown<"model/step"> | null =
        parent === null ? null : this.answer(`step${number}`, this.#train(parent));
      parent = nameOf({ step, map: null });
      rounds.push({
        step,
        map: parent === null ? null : this.answer(`map${number}`, this.#predict(parent)),
      });
    }
    return rounds;
  }

  // Rendering

  protected override render(): void {
    const { context, answer } = this.inputs;
    const rounds = this.#rounds();
    const newest = rounds.at(-1)!;
    this.#context.set(context);
    this.#answer.set(answer);
    this.#renderButtons(rounds);
    this.#renderLoss(rounds);
    this.#renderBars(rounds);
    const wrong = this.#refusal() || complaint(newest.step) || complaint(newest.map);
    this.#notice.render(wrong, [], this.again);
    const shown = newest.step?.result ? newest.step : (newest.step ?? newest.map);
    this.#provenance.render(
      sourceOf(shown, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
  }

  #renderButtons(rounds: Round[]): void {
    const { taken, context, answer } = this.inputs;
    const { examples } = this.options;
    const own = { context: this.options.context, answer: this.options.answer, label: "" };
    const all =
      examples.length === 0
        ? []
        : // The first example is offered once, whether the author repeats it or not.
          examples.some((item) => isSame(item, own))
          ? examples
          : [own, ...examples];
    this.#examples.render(
      all.map((item) => ({
        label: oneLine(item.label || item.context + item.answer, 30),
        pressed: isSame(item, { context, answer }),
        press: () => this.#example(item),
      })),
    );
    setText(this.#step, taken === 0 ? t("step-make") : t("step-again"));
    this.#step.disabled =
      this.#busy ||
      taken >= MOST_STEPS ||
      this.#refusal() !== "" ||
      answer === "" ||
      !rounds.at(-1)!.map?.result;
    this.#over.disabled = taken === 0;
    const rate = this.options.learning_rate;
    setText(this.#rate, t("step-rule", { rate }));
  }

  #renderLoss(rounds: Round[]): void {
    const steps = rounds.map((round) => round.step?.result ?? null);
    const last = steps.findLast((step) => step !== null) ?? null;
    const start = rounds[0]!.map?.result?.tracked?.[0];
    // Before any step: the loss of one token is the surprise of its probability.
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
      h("span", { class: "step-name" }, t("step-loss")),
      h("span", { class: "step-number" }, before === null ? "–" : nats(before)),
      ...arrow,
    );
    const said = [
      // The first step's own figure goes first: it has not been rounded as a probability.
      ...(before === null ? [] : [steps[1]?.loss_before ?? before]),
      ...steps.slice(1).flatMap((step) => (step ? [step.loss_after] : [])),
    ];
    renderList(
      this.#losses,
      said.length < 2 ? [] : said,
      () => h("li", {}, h("span", { class: "step-when" }), h("span", { class: "step-value" })),
      (item, value, index) => {
        setText(
          item.querySelector(".step-when")!,
          index === 0 ? t("step-at-first") : t("step-number", { number: index }),
        );
        setText(item.querySelector(".step-value")!, nats(value));
      },
    );
    this.#losses.hidden = said.length < 2;
  }

  /**
   * Show the bars in the order of the first map, with a notch where each was before the last step.
   */
  #renderBars(rounds: Round[]): void {
    const maps = rounds.map((round) => round.map?.result ?? null);
    const at = maps.findLastIndex((map) => map !== null);
    const first = maps[0] ?? null;
    const now = at < 0 ? null : (maps[at] ?? null);
    const before = at < 1 ? null : (maps[at - 1] ?? null);
    const rows =
      first && now ? rowsOf(first, first.tracked?.[0], before, now, this.options.rows) : [];
    const bars = rows.map((row): Bar => {
      const was = row.before === null ? "" : t("step-was", { share: percent(row.before) });
      const rank = row.answer ? t("step-answer") : "";
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
      // Rounded probabilities may come to a trace more than 1.
      rest: now ? Math.max(0, 1 - rows.reduce((sum, row) => sum + row.now, 0)) : null,
      restEntries: now ? now.vocabulary_size - rows.length : null,
      rows: this.options.rows,
    });
    setAttribute(this.#bars.root, "data-stepped", at > 0);
    setText(this.#legend, at < 1 ? t("step-map-first") : t("step-map", { steps: at }));
    const right = rows.find((row) => row.answer);
    const result = rounds[at]?.step?.result;
    this.announce(
      right && result
        ? t("step-said", {
            steps: at,
            token: spoken(right.token.text, right.token.bytes),
            before: percent(result.probability_before),
            after: percent(result.probability_after),
            loss_before: nats(result.loss_before),
            loss_after: nats(result.loss_after),
          })
        : "",
    );
  }
}

/** Return the name of the checkpoint that a round's step made. */
function nameOf(round: Round | undefined): string | null {
  return round?.step?.result?.checkpoint ?? null;
}

function isSame(
  one: { context: string; answer: string },
  other: { context: string; answer: string },
): boolean {
  return one.context === other.context && one.answer === other.answer;
}

customElements.define("talk-training-step", TalkTrainingStep);
