/** Quantities of very different size as flat bars, each with its value; the axis says what a step is. */
import { TalkElement, type Inputs } from "../../web/element.js";
import { h, setAttribute } from "../../web/ui/dom.js";
import { large } from "../../web/ui/numbers.js";

interface ScaleBarsOptions {
  title: string;
  unit: string;
  log: boolean;
  bars: { label: string; value: number; text: string; note: string; ours: boolean }[];
}

export default class TalkScaleBars extends TalkElement<ScaleBarsOptions> {
  protected override initial(): Inputs {
    return {};
  }

  protected override build(): void {
    const { title, bars, log } = this.options;
    const axis = axisOf(bars.map((bar) => bar.value), log);
    setAttribute(this, "aria-label", title || "Scale");
    const marks = axis.ticks.map((tick) => {
      const mark = h("span", { class: "scale-tick" }, h("span", {}, large(tick)));
      mark.style.setProperty("--at", String(axis.share(tick)));
      return mark;
    });
    this.append(
      title ? h("p", { class: "scale-title" }, title) : "",
      h("ul", { class: "scale-list", role: "list" }, ...bars.map((bar) => this.#row(bar, axis.share(bar.value)))),
      h("div", { class: "scale-axis", "aria-hidden": "true" }, h("span", {}), h("span", { class: "scale-ticks" }, ...marks)),
      h("p", { class: "scale-note" }, log ? "Log scale: each mark is a thousand times the one before." : "A common scale from nought."),
    );
  }

  /** Nothing here changes: the figure is its options. */
  protected override render(): void {}

  #row(bar: ScaleBarsOptions["bars"][number], share: number): HTMLElement {
    const value = bar.text || `${large(bar.value)} ${this.options.unit}`.trim();
    const row = h(
      "li",
      { class: "scale-row", "data-ours": bar.ours },
      h("span", { class: "scale-label" }, h("span", { class: "scale-name" }, bar.label), bar.note ? h("span", { class: "scale-detail" }, bar.note) : null),
      h("span", { class: "scale-track" }, h("span", { class: "scale-fill" }), h("span", { class: "scale-value" }, value)),
    );
    row.style.setProperty("--share", String(share));
    return row;
  }
}

interface Axis {
  share(value: number): number;
  ticks: number[];
}

/** On a log axis the smallest bar still has a length: the axis begins at the power of a thousand below it. */
function axisOf(values: readonly number[], log: boolean): Axis {
  const high = Math.max(...values);
  if (!log) return { share: (value) => value / high, ticks: [] };
  const from = Math.floor((Math.log10(Math.min(...values)) - 0.3) / 3) * 3;
  const to = Math.log10(high);
  const ticks: number[] = [];
  for (let exponent = from; exponent <= to; exponent += 3) ticks.push(10 ** exponent);
  return { share: (value) => (Math.log10(value) - from) / (to - from), ticks };
}

customElements.define("talk-scale-bars", TalkScaleBars);
