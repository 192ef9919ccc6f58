/**
 * A small net with its parameters as sliders, and its output beside the points it is fitted to;
 * training moves the same sliders.
 */
import type { State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import { Curves } from "../../web/ui/curve.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { button, Slider } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { count, decimal } from "../../web/ui/numbers.js";
import { ProvenanceLine } from "../../web/ui/provenance.js";
import { loss, NAMES, output, trained } from "./net.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  knobs: number[];
  /** Number of training steps since the start. */
  steps: number;
};

/** Largest value of a parameter, and smallest when negative. */
const MOST = 3;
/** Number of x at which the output is shown. */
const PLACES = 61;

export default class TalkKnobs extends TalkElement<Options, Inputs> {
  #expression = h("p", { class: "knobs-expression" });
  #sliders: Slider[] = [];
  #loss = h("p", { class: "knobs-loss" });
  #curves!: Curves;
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    return { knobs: this.options.knobs, steps: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("knobs"));
    const phone = this.host.view === "phone";
    this.#curves = new Curves(phone ? 350 : 900, phone ? 260 : 480, 210);
    this.#sliders = NAMES.map(
      (name, index) =>
        new Slider(name, { min: -MOST, max: MOST, step: 0.01 }, written, (value) =>
          this.change({ knobs: this.inputs.knobs.map((knob, n) => (n === index ? value : knob)) }),
        ),
    );
    const { steps } = this.options;
    const buttons = [
      button(t("knobs-steps", { steps: 1 }), () => this.#train(1)),
      button(t("knobs-steps", { steps }), () => this.#train(steps), {
        class: "choice choice-main",
      }),
      button(t("knobs-again"), () => this.change({ knobs: this.options.knobs, steps: 0 })),
    ];
    const side = h(
      "div",
      { class: "knobs-side" },
      h("div", { class: "knobs-sliders" }, ...this.#sliders.map((slider) => slider.root)),
      h("div", { class: "widget-controls knobs-train" }, ...buttons),
    );
    const figure = h("div", { class: "knobs-figure" }, this.#loss, this.#curves.root);
    const form = h("p", { class: "knobs-form" }, "y = a·tanh(p·x + q) + b·tanh(r·x + s) + c");
    this.append(
      h("div", { class: "knobs-written" }, form, this.#expression),
      h("div", { class: "knobs-main" }, side, figure),
      this.#provenance.root,
    );
  }

  protected override currentState(): State {
    // The browser computes it at each movement; there is nothing to record.
    return "live";
  }

  #train(steps: number): void {
    const { knobs, steps: before } = this.inputs;
    const { points, rate } = this.options;
    this.change({ knobs: trained(knobs, points, rate, steps), steps: before + steps });
  }

  protected override render(): void {
    const { knobs, steps } = this.inputs;
    const { points } = this.options;
    const now = loss(knobs, points);
    this.#sliders.forEach((slider, index) => {
      slider.render(knobs[index]!);
    });
    this.#renderExpression(knobs);
    setText(
      this.#loss,
      steps > 0
        ? t("knobs-loss-after", { loss: decimal(now, 4), steps })
        : t("knobs-loss", { loss: decimal(now, 4) }),
    );
    const [low, high] = [points[0]![0], points.at(-1)![0]];
    const places = Array.from(
      { length: PLACES },
      (_, index) => low + ((high - low) * index) / (PLACES - 1),
    );
    this.#curves.render({
      curves: [
        { name: t("knobs-should-be"), points },
        {
          name: t("knobs-is"),
          // Kept inside of the axes, which stand still: knobs at their ends would leave the figure.
          points: places.map((x) => [x, clamp(output(knobs, x))] as const),
          accent: true,
        },
      ],
      range: { x: [low, high], y: [-2, 2] },
      x: { label: "x" },
      say: (value) =>
        (Number.isInteger(value) ? count(value) : decimal(value, 2)).replace("-", "−"),
      summary: t("knobs-summary", { loss: decimal(now, 4) }),
    });
    this.#provenance.render({ state: "live", provenance: { source: "browser" } });
    this.announce(t("knobs-loss", { loss: decimal(now, 4) }));
  }

  #renderExpression(knobs: readonly number[]): void {
    // In the order of NAMES.
    const [p, q, r, s, a, b, c] = knobs as [number, number, number, number, number, number, number];
    const unit = (weight: number, shift: number): string =>
      `tanh(${written(weight)}·x ${signed(shift)})`;
    setText(
      this.#expression,
      `y = ${written(a)}·${unit(p, q)} ${signed(b)}·${unit(r, s)} ${signed(c)}`,
    );
  }
}

function written(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"} ${Math.abs(value).toFixed(2)}`;
}

/** Keep a value inside the figure. */
function clamp(value: number): number {
  return Math.max(-2, Math.min(2, value));
}

customElements.define("talk-knobs", TalkKnobs);
