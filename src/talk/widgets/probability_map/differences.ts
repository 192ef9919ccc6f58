/** Two maps side by side: both probabilities of each token and their ratio in bits. */
import type { Candidate, PredictResult } from "../../web/protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { listed, percent, signed } from "../../web/ui/numbers.js";
import { oneLine, renderToken, spoken } from "../../web/ui/token_text.js";

export interface Difference {
  id: number;
  text: string;
  bytes: string;
  left: number | null;
  right: number | null;
  /** log2(left / right), or a bound of it where one map does not list the token. */
  bits: number;
  bound: boolean;
}

export interface DifferencesData {
  one: string;
  other: string;
  left: PredictResult | null;
  right: PredictResult | null;
  rows: number;
}

/** Return the tokens that either map lists, most probable first. */
export function differences(left: PredictResult, right: PredictResult, rows: number): Difference[] {
  const [a, b] = [byId(left), byId(right)];
  const least = (result: PredictResult): number =>
    Math.min(...result.candidates.map((item) => item.probability));
  // A token that a map does not list has at most the probability of its last entry.
  const [leastLeft, leastRight] = [least(left), least(right)];
  const ids = [...new Set([...a.keys(), ...b.keys()])];
  const all = ids.map((id): Difference => {
    const [l, r] = [a.get(id), b.get(id)];
    const known = (l ?? r)!;
    return {
      id,
      text: known.text,
      bytes: known.bytes ?? "",
      left: l?.probability ?? null,
      right: r?.probability ?? null,
      // Surprises in bits can be subtracted: this is how much less one context expects the token.
      bits: Math.log2((l?.probability ?? leastLeft) / (r?.probability ?? leastRight)),
      bound: !l || !r,
    };
  });
  return (
    all
      // By the larger of both, so that what either context expects stands above.
      .sort((x, y) => Math.max(y.left ?? 0, y.right ?? 0) - Math.max(x.left ?? 0, x.right ?? 0))
      .slice(0, rows)
  );
}

function byId(result: PredictResult): Map<number, Candidate> {
  return new Map(result.candidates.map((item) => [item.id, item]));
}

export class Differences {
  readonly root: HTMLElement;
  readonly #left = h("span", { class: "difference-head" });
  readonly #right = h("span", { class: "difference-head" });
  readonly #list = h("div", { class: "difference-list" });

  constructor() {
    const heads = h(
      "div",
      { class: "difference difference-heads", "aria-hidden": "true" },
      h("span", {}),
      this.#left,
      this.#right,
      h("span", { class: "difference-bits" }, t("map-bits")),
    );
    this.root = h("div", { class: "differences" }, heads, this.#list);
  }

  render(data: DifferencesData): void {
    const rows = data.left && data.right ? differences(data.left, data.right, data.rows) : [];
    const shown = (side: "left" | "right"): number =>
      rows.reduce((sum, row) => sum + (row[side] ?? 0), 0);
    setText(this.#left, t("map-after", { context: tail(data.one) }));
    setText(this.#right, t("map-after", { context: tail(data.other) }));
    this.root.style.setProperty("--rows", String(data.rows + 1));
    setAttribute(this.#list, "role", rows.length === 0 ? "group" : "list");
    setAttribute(this.#list, "aria-label", t("map-both"));
    const rest: Difference = {
      id: -1,
      text: t("the-rest"),
      bytes: "",
      // Of the rows that are shown, so that each column adds up to 1.
      left: 1 - shown("left"),
      right: 1 - shown("right"),
      bits: 0,
      bound: false,
    };
    renderList(this.#list, rows.length === 0 ? [] : [...rows, rest], makeRow, renderRow);
  }
}

function makeRow(): HTMLElement {
  const side = (name: string): HTMLElement =>
    h(
      "span",
      { class: `difference-side ${name}` },
      h("span", { class: "bar-track" }, h("span", { class: "bar-fill" })),
      h("span", { class: "bar-percent" }),
    );
  return h(
    "div",
    { class: "difference", role: "listitem" },
    h("bdi", { class: "bar-token" }),
    side("left"),
    side("right"),
    h("span", { class: "difference-bits" }),
  );
}

function renderRow(row: HTMLElement, item: Difference): void {
  const rest = item.id < 0;
  const token = row.querySelector(".bar-token")!;
  if (rest) setText(token, item.text);
  else renderToken(token, item.text, item.bytes);
  setAttribute(row, "data-rest", rest);
  for (const side of ["left", "right"] as const) {
    const value = item[side];
    row.querySelector<HTMLElement>(`.${side}`)!.style.setProperty("--share", String(value ?? 0));
    setText(row.querySelector(`.${side} .bar-percent`)!, value === null ? "–" : percent(value));
  }
  const bits = rest ? "" : `${item.bound ? (item.bits > 0 ? "> " : "< ") : ""}${signed(item.bits)}`;
  setText(row.querySelector(".difference-bits")!, bits);
  const name = rest ? item.text : spoken(item.text, item.bytes);
  const apart = rest ? "" : `, ${t("number-bits", { number: bits })}`;
  setAttribute(
    row,
    "aria-label",
    `${name}: ${listed([said(item.left), said(item.right)])}${apart}`,
  );
}

function said(value: number | null): string {
  return value === null ? t("map-unlikely") : percent(value);
}

function tail(text: string): string {
  const words = oneLine(text, 200).split(" ");
  return words.length <= 4 ? words.join(" ") : `… ${words.slice(-3).join(" ")}`;
}
