/**
 * Probabilities as flat bars: token, bar, percent, ID; last, always, one grey bar for everything
 * else.
 */
import { h, renderList, setAttribute, setName, setText } from "./dom.js";
import { t } from "./messages.js";
import { percent } from "./numbers.js";
import { roving } from "./roving.js";
import { renderToken, spoken } from "./token_text.js";

export interface Bar {
  id: number;
  text: string;
  bytes?: string;
  probability: number;
  rank: number;
  special?: boolean;
  /** Whether it is the right answer, which a word and a shape mark, not colour alone. */
  answer?: boolean;
  /** Reason why the bar cannot be picked. */
  blocked?: string;
  /** Words at the bar's end. */
  extra?: string;
  /** Probability before a change, where a notch is; null where nothing changed. */
  before?: number | null;
  /** Second, thin bar on the same scale, e.g. the share of many samples that are this token. */
  counted?: number;
  /** Whether top-k or top-p left the token out. */
  cut?: boolean;
  /** Whether the coin fell on the token. */
  sampled?: boolean;
}

export interface BarsData {
  bars: readonly Bar[];
  /** Probability of all entries without a bar; null while nothing is known. */
  rest: number | null;
  /** Number of entries without a bar. */
  restEntries?: number | null;
  /** Thin bar of the rest, and words at its end. */
  restCounted?: number;
  restExtra?: string;
  /** Number of bars that space is kept for. */
  rows: number;
}

export interface BarsOptions {
  label: string;
  pick?: (bar: Bar) => void;
  /** What Enter does to a bar, e.g. "append". */
  verb?: string;
  back?: () => void;
}

export class Bars {
  readonly root: HTMLElement;
  readonly #list: HTMLElement;
  readonly #rest: HTMLElement;
  readonly #settle: () => void;
  #bars: readonly Bar[] = [];
  /** What each token element shows, so that only a change is rendered. */
  readonly #tokens = new WeakMap<Element, string>();

  constructor(private readonly options: BarsOptions) {
    this.#list = h("div", { class: "bars-list", "aria-label": options.label });
    this.#rest = row();
    this.#rest.classList.add("bar-rest");
    this.root = h("div", { class: "bars" }, this.#list, this.#rest);
    this.#settle = options.pick
      ? roving(this.#list, {
          items: ".bar",
          previous: ["ArrowUp", "ArrowLeft"],
          next: ["ArrowDown", "ArrowRight"],
          act: (_, index) => {
            const bar = this.#bars[index];
            if (bar) options.pick?.(bar);
          },
        })
      : () => undefined;
    if (options.back)
      this.#list.addEventListener("keydown", (event) => {
        // The key that takes a letter back takes the token back that a bar has added.
        if (event.key !== "Backspace") return;
        event.preventDefault();
        options.back?.();
      });
  }

  render(data: BarsData): void {
    this.#bars = data.bars;
    this.root.style.setProperty("--rows", String(data.rows));
    const interactive = this.options.pick !== undefined;
    setAttribute(
      this.#list,
      "role",
      // A list without items is a mistake to a screen reader.
      data.bars.length === 0 ? "group" : interactive ? "listbox" : "list",
    );
    renderList(
      this.#list,
      data.bars,
      () => row(),
      (element, bar) => this.#renderBar(element, bar, interactive),
    );
    this.#renderRest(data);
    this.#settle();
  }

  #renderBar(element: HTMLElement, bar: Bar, interactive: boolean): void {
    const parts = partsOf(element);
    // A separator that no token's text has.
    const key = `${bar.text}\u0000${bar.bytes ?? ""}`;
    if (this.#tokens.get(parts.token) !== key) {
      this.#tokens.set(parts.token, key);
      renderToken(parts.token, bar.text, bar.bytes ?? "");
    }
    setAttribute(parts.token, "data-special", bar.special ?? false);
    element.style.setProperty("--share", String(bar.probability));
    const notched = bar.before !== undefined && bar.before !== null;
    setAttribute(element, "data-notch", notched);
    if (notched) element.style.setProperty("--before", String(bar.before));
    setAttribute(element, "data-counted", bar.counted !== undefined);
    // Set even without one: an element is used again for another bar.
    element.style.setProperty("--counted", String(bar.counted ?? 0));
    // A long bar leaves no room beside it for the extra words, which then stand inside.
    setAttribute(element, "data-long", bar.probability > 0.6);
    setText(parts.percent, percent(bar.probability));
    setText(
      parts.extra,
      bar.extra ??
        (bar.answer
          ? t("bar-answer-rank", { rank: bar.rank })
          : bar.sampled
            ? t("bar-sampled")
            : bar.cut
              ? t("bar-cut")
              : ""),
    );
    setText(parts.id, String(bar.id));
    setAttribute(element, "role", interactive ? "option" : "listitem");
    // Which bar Tab reaches is `roving`'s to decide; a new rendering keeps it.
    setAttribute(element, "tabindex", interactive ? (element.tabIndex === 0 ? 0 : -1) : null);
    setAttribute(element, "aria-selected", interactive ? String(bar.sampled ?? false) : null);
    setAttribute(element, "aria-disabled", bar.blocked ? "true" : null);
    setAttribute(element, "title", bar.blocked);
    setAttribute(element, "data-answer", bar.answer ?? false);
    setAttribute(element, "data-cut", bar.cut ?? false);
    setAttribute(element, "data-sampled", bar.sampled ?? false);
    setAttribute(element, "data-rank", bar.rank);
    setAttribute(element, "data-token", bar.id);
    setName(element, this.#said(bar));
  }

  #said(bar: Bar): string {
    const notes = [
      t("bar-rank", { rank: bar.rank }),
      spoken(bar.text, bar.bytes),
      percent(bar.probability),
      `ID ${bar.id}`,
      bar.answer ? t("bar-answer") : "",
      bar.cut ? t("bar-cut-away") : "",
      bar.sampled ? t("bar-sampled") : "",
      bar.extra ?? "",
      bar.blocked ?? "",
    ];
    return notes.filter((note) => note !== "").join(", ");
  }

  #renderRest(data: BarsData): void {
    const parts = partsOf(this.#rest);
    const rest = data.rest ?? 0;
    setText(parts.token, t("the-rest"));
    this.#rest.style.setProperty("--share", String(rest));
    setAttribute(this.#rest, "data-long", rest > 0.6);
    setText(parts.percent, data.rest === null ? "" : percent(rest));
    setAttribute(this.#rest, "data-counted", data.restCounted !== undefined);
    this.#rest.style.setProperty("--counted", String(data.restCounted ?? 0));
    setText(
      parts.extra,
      data.restExtra
        ? data.restExtra
        : data.restEntries
          ? t("number-entries", { number: data.restEntries })
          : "",
    );
    setText(parts.id, "");
  }
}

function row(): HTMLElement {
  return h(
    "div",
    { class: "bar" },
    h("bdi", { class: "bar-token" }),
    h("span", { class: "bar-track" }, h("span", { class: "bar-fill" })),
    h("span", { class: "bar-percent" }),
    h("span", { class: "bar-extra" }),
    h("span", { class: "bar-id" }),
  );
}

function partsOf(
  element: HTMLElement,
): Record<"token" | "fill" | "percent" | "extra" | "id", HTMLElement> {
  const find = (name: string): HTMLElement => element.querySelector<HTMLElement>(`.bar-${name}`)!;
  return {
    token: find("token"),
    fill: find("fill"),
    percent: find("percent"),
    extra: find("extra"),
    id: find("id"),
  };
}
