/** The numbers that the room entered, as upright bars over their range, with the middle one. */
import type { NumbersTally } from "../protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { count, significant } from "../ui/numbers.js";

export class NumberFigure {
  readonly root: HTMLElement;
  readonly #bars = h("div", { class: "vote-bins", role: "list", "aria-label": t("vote-answers") });
  readonly #axis = h("p", { class: "vote-axis", "aria-hidden": "true" });
  readonly #marks = h("div", { class: "vote-marks", "aria-hidden": "true" });
  readonly #said = h("p", { class: "vote-number-said" });

  constructor() {
    this.root = h(
      "div",
      { class: "vote-numbers" },
      this.#said,
      h("div", { class: "vote-plot" }, this.#bars, this.#marks),
      this.#axis,
    );
  }

  /** Show the tally; `right` is the right number, null while nobody may know it. */
  render(tally: NumbersTally, unit: string, right: number | null, mine: number | null): void {
    const { edges, counts, median = null } = tally;
    const top = Math.max(1, ...counts);
    const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
    // Then each bin holds one number and is named by it; else a bin is a range.
    const whole = edges.every((edge, index) => index === 0 || edge - edges[index - 1]! === 1);
    renderList(
      this.#bars,
      counts,
      () =>
        h(
          "span",
          { class: "vote-bin", role: "listitem" },
          h("span", { class: "vote-bin-count" }),
          h("span", { class: "vote-bin-fill" }),
        ),
      (element, votes, index) => {
        element.style.setProperty("--height", String(votes / top));
        setText(element.querySelector(".vote-bin-count")!, votes ? count(votes) : "");
        const from = short(edges[index] ?? 0);
        const range = whole ? from : `${from} – ${short(edges[index + 1] ?? 0)}`;
        setAttribute(element, "aria-label", `${range}: ${count(votes)}`);
      },
    );
    // A bin for each whole number has its name in its middle.
    const labels = whole ? edges.slice(0, -1) : [low, (low + high) / 2, high];
    setAttribute(this.#axis, "data-whole", whole);
    this.#axis.replaceChildren(...labels.map((edge) => h("span", {}, short(edge))));
    const place = (value: number): string =>
      // A bin of one number is marked in its middle.
      String((value - low + (whole ? 0.5 : 0)) / Math.max(1e-9, high - low));
    const mark = (value: number | null, kind: string): HTMLElement | null =>
      value === null
        ? null
        : h("span", { class: `vote-at vote-at-${kind}`, style: `--at: ${place(value)}` });
    this.#marks.replaceChildren(
      ...[mark(median, "median"), mark(right, "right"), mark(mine, "mine")].filter(
        (one) => one !== null,
      ),
    );
    const named = (value: number): string => `${short(value)}${unit ? ` ${unit}` : ""}`;
    const parts = [
      median === null ? "" : t("vote-median", { value: named(median) }),
      right === null ? "" : t("vote-right-value", { value: named(right) }),
      mine === null ? "" : `${t("vote-yours")} ${named(mine)}`,
    ];
    setText(this.#said, parts.filter((part) => part !== "").join(" · "));
  }
}

function short(value: number): string {
  return Number.isInteger(value) ? count(value) : significant(value, 4);
}
