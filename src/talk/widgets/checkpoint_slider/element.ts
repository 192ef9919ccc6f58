/**
 * A slider over checkpoints of one training, each of which continues the same prompt. options.py
 * says what the widget is for.
 */
import type { Request, Shown, State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { ProvenanceLine, type Source, sourceOf } from "../../web/ui/provenance.js";
import { Stops } from "../../web/ui/stop_slider.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** Text in the field. */
  text: string;
  /** Text that is continued: that of the field when it was last sent. */
  asked: string;
  at: number;
  /** Number added to the seed; each "Again" adds one. */
  again: number;
};

export default class TalkCheckpointSlider extends TalkElement<Options, Inputs> {
  #field!: TextField;
  #again!: HTMLButtonElement;
  #examples = new Buttons(t("stops-prompts"));
  #stops!: Stops;
  #note = h("p", { class: "stop-note" });
  #text = h(
    "p",
    { class: "stop-text", dir: "auto" },
    h("span", { class: "stop-prompt" }),
    h("span", { class: "stop-written" }),
  );
  /** Every stop with its text, for paper. */
  #all = h("dl", { class: "stop-all" });
  #notice = new Notice(() => this.#choose(this.options.text));
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    return { text: this.options.text, asked: this.options.text, at: 0, again: 0 };
  }

  protected override build(): void {
    const { checkpoints } = this.options;
    setAttribute(this, "aria-label", t("stops"));
    this.#field = new TextField(t("prompt"), {
      rows: 1,
      input: (text) => this.change({ text }),
      enter: (text) => this.#ask({ text, asked: text }),
    });
    this.#again = button(t("again-other-coins"), () => this.#ask({ again: this.inputs.again + 1 }));
    this.#stops = new Stops(
      t("checkpoint"),
      checkpoints.map((stop) => stop.label),
      (at) => this.#ask({ at }),
    );
    const paper = this.host.view === "print";
    this.append(
      h("div", { class: "widget-controls" }, this.#field.root, this.#again, this.#examples.root),
      paper ? this.#all : this.#stops.root,
      paper ? "" : h("div", { class: "stop-figure" }, this.#note, this.#text),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  protected override currentState(): State {
    if (refusal(this.inputs.asked) !== "") return "failed";
    return this.#answer(this.inputs.at)?.state ?? "prepared";
  }

  // What people do

  #ask(inputs: Partial<Inputs>): void {
    this.change(inputs);
    if (refusal(this.inputs.asked) === "") this.ask("main", this.#generate(this.inputs.at));
  }

  #choose(text: string): void {
    this.#field.fill(text);
    this.#ask({ text, asked: text, again: 0 });
  }

  #generate(at: number): Request<"text/generate"> {
    const { asked, again } = this.inputs;
    return this.request("text/generate", {
      text: asked,
      checkpoint: this.options.checkpoints[at]!.checkpoint,
      seed: this.options.seed + again,
    });
  }

  // What there is to show

  #answer(at: number): Shown<"text/generate"> | null {
    return this.answer("main", this.#generate(at));
  }

  // Rendering

  protected override render(): void {
    const { text, asked, at } = this.inputs;
    const { checkpoints, examples } = this.options;
    const answer = this.#answer(at);
    const stop = checkpoints[at]!;
    this.#field.set(text);
    // At temperature 0 no coin is tossed.
    this.#again.hidden = this.options.temperature === 0;
    this.#examples.render(
      examples.length === 0
        ? []
        : // As a set: authors may repeat the first prompt among the examples.
          [...new Set([this.options.text, ...examples])].map((item) => ({
            label: oneLine(item, 30),
            pressed: item === asked,
            press: (): void => this.#choose(item),
          })),
    );
    this.#stops.render(at);
    setText(this.#note, stop.note);
    setText(this.#text.querySelector(".stop-prompt")!, asked);
    setText(this.#text.querySelector(".stop-written")!, written(answer));
    setAttribute(this.#text, "data-writing", answer !== null && !answer.done);
    if (this.host.view === "print") this.#renderAll();
    const refused = refusal(asked);
    this.#notice.render(refused || complaint(answer), this.examples(), refused ? null : this.again);
    this.#provenance.render(
      this.#source(answer, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    this.announce(answer?.done ? `${stop.label}: ${asked}${written(answer)}` : "");
  }

  /** Return the source of an answer. Paper shows all checkpoints, so its line names none. */
  #source(answer: Shown<"text/generate"> | null, missing: string): Source {
    const source = sourceOf(answer, missing);
    return this.host.view === "print"
      ? { ...source, provenance: { ...source.provenance, checkpoint: "" }, latencyMs: null }
      : source;
  }

  #renderAll(): void {
    const parts = this.options.checkpoints.flatMap((stop, at) => [
      h("dt", {}, stop.label),
      h("dd", {}, `${this.inputs.asked}${written(this.#answer(at)).trimEnd()}`),
    ]);
    this.#all.replaceChildren(...parts);
  }
}

function written(answer: Shown<"text/generate"> | null): string {
  return (answer?.events ?? []).map((event) => event.text ?? "").join("");
}

customElements.define("talk-checkpoint-slider", TalkCheckpointSlider);
