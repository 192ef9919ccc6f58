/** Quantities as horizontal bars, each with its value. An axis that does not start at 0 says so. */
import { TalkElement } from "../../web/element.js";
import { h, setAttribute } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { large } from "../../web/ui/numbers.js";
import type { Options } from "./options.gen.js";

export default class TalkScaleBars extends TalkElement<Options> {
  protected override initial(): Record<string, never> {
    return {};
  }

  protected override build(): void {
    const { title, bars, log, min } = this.options;
    const axis = axisOf(this.options);
    setAttribute(this, "aria-label", title || t("scale"));
    const marks = axis.ticks.map((tick) => {
      const mark = h("span", { class: "scale-tick" }, h("span", {}, large(tick)));
      mark.style.setProperty("--at", String(axis.share(tick)));
      return mark;
    });
    this.append(
      title ? h("p", { class: "scale-title" }, title) : "",
      h(
        "ul",
        { class: "scale-list", role: "list" },
        ...bars.map((bar) => this.#row(bar, axis.share(bar.value))),
      ),
      log
        ? h(
            "div",
            { class: "scale-axis", "aria-hidden": "true" },
            h("span", {}),
            h("span", { class: "scale-ticks" }, ...marks),
          )
        : "",
      log ? h("p", { class: "scale-note" }, t("scale-log")) : "",
      !log && min
        ? h("p", { class: "scale-note" }, t("scale-from", { value: this.#written(min) }))
        : "",
    );
  }

  #written(value: number): string {
    return `${large(value)} ${this.options.unit}`.trim();
  }

  /** Render nothing again: the figure shows its options alone. */
  protected override render(): void {}

  #row(bar: Options["bars"][number], share: number): HTMLElement {
    const value = bar.text || this.#written(bar.value);
    const row = h(
      "li",
      { class: "scale-row", "data-ours": bar.ours },
      h(
        "span",
        { class: "scale-label" },
        h("span", { class: "scale-name" }, bar.label),
        bar.note ? h("span", { class: "scale-detail" }, bar.note) : null,
      ),
      h(
        "span",
        { class: "scale-track" },
        h("span", { class: "scale-fill" }),
        h("span", { class: "scale-value" }, value),
      ),
    );
    row.style.setProperty("--share", String(share));
    return row;
  }
}

interface Axis {
  share(value: number): number;
  ticks: number[];
}

/**
 * Return the axis. It begins at 0, or on a log axis at the power of a thousand below the smallest
 * bar, so that this bar still has a length.
 */
function axisOf({ bars, log, min, max }: Options): Axis {
  const values = bars.map((bar) => bar.value);
  const high = max ?? Math.max(...values);
  if (!log) {
    const low = min ?? 0;
    return { share: (value) => (high > low ? (value - low) / (high - low) : 1), ticks: [] };
  }
  const from =
    min === undefined
      ? // 0.3 is the logarithm of 2: the smallest bar is at least twice where the axis begins.
        Math.floor((Math.log10(Math.min(...values)) - 0.3) / 3) * 3
      : Math.log10(min);
  const to = Math.log10(high);
  const ticks: number[] = [];
  for (let exponent = Math.ceil(from / 3) * 3; exponent <= to; exponent += 3)
    ticks.push(10 ** exponent);
  return { share: (value) => (to > from ? (Math.log10(value) - from) / (to - from) : 1), ticks };
}

customElements.define("talk-scale-bars", TalkScaleBars);
