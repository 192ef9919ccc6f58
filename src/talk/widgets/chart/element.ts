/**
 * Numbers as curves, an author's own or a model's, with a slider that reads them out, and a live
 * point. options.py says what the widget is for.
 */
import type { Request, Shown } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import { Curves, type CurvesData } from "../../web/ui/curve.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { Slider, TextField } from "../../web/ui/fields.js";
import { fillMeasured } from "../../web/ui/measured.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { large, significant } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import type { Axis, Options, Panel } from "./options.gen.js";

type Inputs = {
  /** Stop of the slider; −1 while nobody moved it. */
  at: number;
  /** Text in the live point's field, and the text that was measured last. */
  text: string;
  asked: string;
};

/** Characters from which a text is set smaller, so that all of it is seen. */
const LONG = 260;

export default class TalkChart extends TalkElement<Options, Inputs> {
  #panels: Panel[] = [];
  #curves: Curves[] = [];
  #slider!: Slider;
  #read = h("p", { class: "chart-read", role: "status" });
  #prompt = h("p", { class: "chart-prompt" });
  #moment = h("p", { class: "chart-moment", "aria-live": "polite" });
  #ending = h("p", { class: "chart-moment" });
  #missing = h("p", { class: "chart-missing" });
  #field: TextField | null = null;
  #notice = new Notice(() => this.#ask(this.options.point?.text ?? ""));
  #source = new ProvenanceLine();
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    const text = this.options.point?.text ?? "";
    return { at: -1, text, asked: text };
  }

  protected override build(): void {
    const { data, title, point, measured } = this.options;
    const line = h("p", { class: "chart-measured" });
    fillMeasured(line, measured);
    const heading = title || data?.title || "";
    setAttribute(this, "aria-label", heading || t("chart"));
    this.#panels = data && data.series.length > 0 ? [data, ...data.beside] : [];
    // Of panels on each other the last alone has the x axis, which all share.
    this.#curves = this.#panels.map((_, index) => this.#figure(index === this.#panels.length - 1));
    this.#slider = new Slider(
      t("chart-read"),
      // By stops and not by values: the author's points need not be evenly apart.
      { min: 0, max: Math.max(1, this.#places.length - 1), step: 1 },
      (index) => this.#name(index),
      (at) => this.change({ at }),
    );
    if (point)
      this.#field = new TextField(point.label || t("chart-own-loss"), {
        rows: this.host.view === "phone" ? 3 : 1,
        input: (text) => this.change({ text }),
        enter: (text) => this.#ask(text),
      });
    const controls = h(
      "div",
      { class: "widget-controls chart-controls" },
      this.#slider.root,
      this.#read,
    );
    const moment = h(
      "div",
      { class: "chart-sample" },
      this.#prompt,
      this.#moment,
      this.host.view === "print" ? this.#ending : null,
    );
    setText(this.#missing, this.#panels.length === 0 ? (data?.missing ?? "") : "");
    setAttribute(this, "data-stacked", this.#stacked);
    this.append(
      heading ? h("p", { class: "chart-title" }, heading) : "",
      this.#panels.length === 0
        ? this.#missing
        : h("div", { class: "chart-panels" }, ...this.#curves.map((curves) => curves.root)),
      this.#panels.length === 0 ? "" : controls,
      this.#field?.root ?? "",
      data && data.moments.length > 0 ? moment : "",
      line,
      this.#notice.root,
      h(
        "div",
        { class: "chart-sources" },
        point ? this.#source.root : "",
        data?.provenance
          ? this.#provenance.root
          : data?.source
            ? h("p", { class: "provenance" }, data.source)
            : "",
      ),
    );
  }

  /** Whether the panels stand one above the other, because another widget shares the slide. */
  get #stacked(): boolean {
    return (
      this.parentElement !== null &&
      this.parentElement.querySelectorAll(":scope > [data-key]").length > 1
    );
  }

  /**
   * Return the curves' figure, as wide as there is room for, so that its text keeps its size. What
   * stands below the curves takes its height from theirs.
   */
  #figure(last: boolean): Curves {
    const { data, point } = this.options;
    if (this.host.view === "phone") return new Curves(420, 380, 150);
    if (this.#stacked)
      return new Curves(836, (this.#panels.length === 1 ? 420 : 210) + (last ? 54 : 0), 200, !last);
    return this.#panels.length === 1
      ? new Curves(1728, point ? 384 : 470, 330)
      : new Curves(840, data?.moments.length ? 300 : 440, 230);
  }

  protected override lanes(): string[] {
    return ["point"];
  }

  // What people do

  #ask(text: string): void {
    this.#field?.fill(text);
    this.change({ text, asked: text });
    if (refusal(text) === "") this.ask("point", this.#predict());
  }

  #predict(): Request<"next_token/predict"> {
    return this.request("next_token/predict", { text: this.inputs.asked });
  }

  // What there is to show

  /** Every x at which some curve has a point, ascending. */
  get #places(): number[] {
    return [
      ...new Set(
        this.#panels
          .flatMap((panel) => panel.series)
          .flatMap((series) => series.points.map((point) => point[0])),
      ),
    ].sort((a, b) => a - b);
  }

  #name(index: number): string {
    const x = this.#places[index];
    return x === undefined ? "" : unit(x, this.options.data?.x.label ?? "");
  }

  // Rendering

  protected override render(): void {
    const { data, point } = this.options;
    if (!data) {
      this.#provenance.render({ state: "failed", note: t("chart-empty") });
      return;
    }
    const places = this.#places;
    const chosen = this.inputs.at;
    const story = data.moments.length > 0;
    // A story is read from its beginning, a curve at its end.
    const at = chosen < 0 ? (story ? 0 : places.length - 1) : Math.min(chosen, places.length - 1);
    const x = places[at] ?? 0;
    const measured = point ? this.answer("point", this.#predict()) : null;
    const loss = lossOf(measured);
    const values = this.#panels
      .flatMap((panel) => panel.series)
      .map((series) => `${series.name} ${number(valueAt(series.points, x))}`);
    this.#slider.render(at);
    setText(this.#read, values.join(" · "));
    this.#panels.forEach((panel, index) => {
      this.#curves[index]!.render(
        this.#curvesData(
          panel,
          chosen < 0 && !story ? null : x,
          // The live point is a loss, which the first panel shows.
          index === 0 && point && loss !== null
            ? {
                name: t("chart-this-text", { loss: number(loss) }),
                at: [point.x ?? places.at(-1) ?? 0, loss],
              }
            : null,
        ),
      );
    });
    this.#renderMoment(x);
    this.#field?.set(this.inputs.text);
    const refused = refusal(this.inputs.asked);
    this.#notice.render(
      refused || complaint(measured),
      measured?.state === "live" ? [] : this.examples(),
      refused ? null : this.again,
    );
    this.#source.render(
      sourceOf(measured, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    this.announce(loss === null ? "" : t("chart-loss", { loss: number(loss) }));
    if (data.provenance)
      this.#provenance.render({ state: "recorded", provenance: data.provenance });
  }

  #curvesData(panel: Panel, cursor: number | null, point: CurvesData["point"]): CurvesData {
    const heading = this.getAttribute("aria-label") ?? "";
    const heights = [
      ...panel.series.flatMap((series) => series.points.map(([, y]) => y)),
      ...panel.lines.map((line) => line.y),
    ];
    const spans = panel.series.map(({ name, points }) => {
      const [first, last] = [points[0]!, points.at(-1)!];
      return t("chart-span", { name, from: number(first[1]), to: number(last[1]) });
    });
    return {
      curves: panel.series,
      lines: panel.lines.map((line) => ({ name: `${line.name} ${number(line.y)}`, y: line.y })),
      x: ends(this.options.data!.x, undefined),
      y: ends(
        panel.y,
        // From 0, so that heights can be compared; a logarithmic axis has none.
        panel.y.log ? undefined : Math.min(0, ...heights, ...(point ? [point.at[1]] : [])),
      ),
      marks: this.options.data!.marks,
      point: point ?? null,
      cursor,
      say: number,
      summary: `${heading}. ${spans.join("; ")}.`,
    };
  }

  /** Show the text at or before x. Paper has no slider: it shows the first and the last text. */
  #renderMoment(x: number): void {
    const { moments, prompt, x: axis, provenance } = this.options.data!;
    const last = moments.at(-1);
    const at = (x: number): string => unit(x, axis.label);
    const placed = (x: number): string => t("chart-at", { place: at(x) });
    if (this.host.view === "print" && last)
      setText(
        this.#ending,
        `${last.text} (${provenance ? t("chart-after", { place: at(last.x) }) : placed(last.x)})`,
      );
    // What was written at or before this place; before the first there is only the first.
    const moment = moments.findLast((one) => one.x <= x) ?? moments[0];
    setText(
      this.#prompt,
      moment
        ? [
            prompt,
            provenance ? t("chart-written-after", { place: at(moment.x) }) : placed(moment.x),
          ]
            .filter((part) => part !== "")
            .join(" · ")
        : "",
    );
    setText(this.#moment, moment?.text ?? "");
    setAttribute(this.#moment, "data-long", (moment?.text.length ?? 0) > LONG);
  }
}

/** Return the axis as it is shown; it starts at `low` unless the author says otherwise. */
function ends(axis: Axis, low: number | undefined): CurvesData["x"] & object {
  return {
    label: axis.label,
    log: axis.log,
    min: axis.min === "data" ? undefined : (axis.min ?? low),
    max: axis.max,
  };
}

/** Return a value with its unit, in the singular for 1: `31 steps`, `1 step of practice`. */
function unit(value: number, label: string): string {
  // Only a plain plural of English; other labels are written as they are.
  return `${large(value)} ${value === 1 ? label.replace(/^(\w+)s\b/, "$1") : label}`.trim();
}

/** Return the mean loss of the text's tokens in nats; null while it is not known. */
function lossOf(measured: Shown<"next_token/predict"> | null): number | null {
  const scores = measured?.result?.context_scores ?? [];
  // The mean over the tokens that were predicted: the first follows nothing and has no score.
  return scores.length === 0
    ? null
    : -scores.reduce((sum, score) => sum + Math.log(score.probability), 0) / scores.length;
}

/** Return the value of the last point at or before x. */
function valueAt(points: readonly [number, number][], x: number): number {
  // A series that begins later has its first value until then.
  let value = points[0]![1];
  for (const [at, y] of points) {
    if (at > x) break;
    value = y;
  }
  return value;
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? large(value) : significant(value, 3).replace("-", "−");
}

customElements.define("talk-chart", TalkChart);
