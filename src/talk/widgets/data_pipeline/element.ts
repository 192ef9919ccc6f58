/**
 * Web pages on their way through the filters: the filters above, the pages on the left, and beside
 * them the chosen page as the chosen filter left it.
 */
import { TalkElement } from "../../web/element.js";
import type { PageTrace, StageOutcome } from "../../web/protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Segments } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { count, decimal } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** Filters passed; 0 is the page as the crawler brought it. */
  // The key is of before the glossary: rooms and the journals of earlier talks hold it.
  stage: number;
  /**
   * The slide's step at which somebody chose the filter, or -1. At any other step the step itself
   * decides.
   */
  at: number;
  /** Index of the page that is shown. */
  page: number;
};

/** The filters by their names, behind the page as it came; index 0 has passed none. */
const FILTERS = [
  "pipeline-as-it-came",
  "pipeline-address",
  "pipeline-text",
  "pipeline-language",
  "pipeline-quality",
  "pipeline-copies",
  "pipeline-privacy",
] as const;
/** Characters of a page that are shown: enough to see what it is. */
const LONGEST = 4000;

export default class TalkDataPipeline extends TalkElement<Options, Inputs> {
  #filters!: Segments;
  #pages = h("div", { class: "pipeline-pages", role: "group", "aria-label": t("pipeline-pages") });
  #count = h("p", { class: "pipeline-count" });
  #address = h("p", { class: "pipeline-address" });
  #verdict = h("p", { class: "pipeline-verdict" });
  #row = h("dl", { class: "pipeline-row" });
  #text = h("pre", {
    class: "pipeline-text fades",
    "data-excerpt": true,
    tabindex: "0",
    role: "group",
    "aria-label": t("pipeline-page"),
  });
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    return { stage: this.host.view === "print" ? FILTERS.length - 1 : 0, at: -1, page: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("pipeline"));
    this.#filters = new Segments(
      t("pipeline-after"),
      FILTERS.map((label, index) => ({ value: String(index), label: t(label) })),
      // With the step at which it was chosen: at the next step the slide decides again.
      (value) => this.change({ stage: Number(value), at: this.#step }),
    );
    const list = h("div", { class: "pipeline-list" }, this.#count, this.#pages);
    const sheet = h(
      "div",
      { class: "pipeline-sheet" },
      this.#address,
      this.#verdict,
      this.#row,
      this.#text,
    );
    this.append(
      this.#filters.root,
      h("div", { class: "pipeline-main" }, list, sheet),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  /** The inputs, with the filter of the slide's step where the steps decide. */
  get #now(): Inputs {
    const now = this.inputs;
    return this.#step === -1 || now.at === this.#step ? now : { ...now, stage: this.#step };
  }

  /** The slide's step where each step shows the next filter; else -1. */
  get #step(): number {
    return Number.isFinite(this.step) ? this.step : -1;
  }

  protected override render(): void {
    const shown = this.shown<"documents/pipeline">();
    const traces = shown?.result?.traces ?? [];
    const { stage: passed, page } = this.#now;
    this.#filters.render(String(passed));
    const left = traces.filter((trace) => !dropped(trace, passed)).length;
    setText(
      this.#count,
      traces.length === 0 ? "" : t("pipeline-left", { left, pages: traces.length }),
    );
    renderList(this.#pages, traces, makePage, (element, trace, index) => {
      renderPage(element as HTMLButtonElement, trace, passed, index === page);
      (element as HTMLButtonElement).onclick = () => this.change({ page: index });
    });
    this.#renderSheet(traces[page], passed);
    this.#notice.render(complaint(shown), [], this.again);
    const nothing = this.host.kernel === "live" ? t("asking-kernel") : t("no-model-here");
    this.#provenance.render(sourceOf(shown, nothing));
    this.announce(
      traces.length === 0
        ? ""
        : `${t(FILTERS[passed]!)}: ${t("pipeline-left", { left, pages: traces.length })}`,
    );
  }

  #renderSheet(trace: PageTrace | undefined, passed: number): void {
    const out = trace && dropped(trace, passed);
    // A page that was dropped has no outcome of the filters behind that.
    const last = trace?.outcomes[Math.min(passed, trace.outcomes.length) - 1];
    setText(this.#address, trace?.url ?? "");
    setText(this.#verdict, out ? t("pipeline-dropped", { why: out.reason }) : (last?.reason ?? ""));
    setAttribute(this.#verdict, "data-out", Boolean(out));
    const row = trace && passed === FILTERS.length - 1 && !out ? trace.row : null;
    this.#row.hidden = !row;
    if (row) {
      const cells: [string, string][] = [
        [t("pipeline-english"), decimal(row.english, 2)],
        [t("pipeline-words"), count(row.words)],
        [t("pipeline-tokens"), count(row.tokens)],
      ];
      this.#row.replaceChildren(
        ...cells.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
      );
    }
    // Until a filter takes the text out of it, the page is HTML, which is set in another type.
    const raw = passed === 0 || !last || last.text === trace?.html;
    setText(this.#text, (raw ? (trace?.html ?? "") : last.text).trim().slice(0, LONGEST));
    setAttribute(this.#text, "data-raw", raw);
    setAttribute(this.#text, "data-out", Boolean(out));
  }
}

/** Return the outcome of the filter that dropped the page, if one of those passed did. */
function dropped(trace: PageTrace, passed: number): StageOutcome | undefined {
  return trace.outcomes.slice(0, passed).find((outcome) => !outcome.kept);
}

function makePage(): HTMLElement {
  return h(
    "button",
    { type: "button", class: "pipeline-page" },
    h("span", { class: "pipeline-mark", "aria-hidden": "true" }),
    h("span", { class: "pipeline-name" }),
    h("span", { class: "visually-hidden" }),
    h("span", { class: "pipeline-why" }),
  );
}

function renderPage(
  button: HTMLButtonElement,
  trace: PageTrace,
  passed: number,
  chosen: boolean,
): void {
  const out = dropped(trace, passed);
  setAttribute(button, "aria-pressed", String(chosen));
  setAttribute(button, "data-out", Boolean(out));
  // Signs, and words behind them for screen readers: colour alone says nothing to many.
  setText(button.children[0]!, out ? "✕" : "✓");
  setText(button.children[1]!, trace.url.replace(/^https?:\/\//u, ""));
  setText(button.children[2]!, out ? t("pipeline-dropped-by") : t("pipeline-still-in"));
  setText(button.children[3]!, out ? `${out.stage}: ${out.reason}` : "");
}

customElements.define("talk-data-pipeline", TalkDataPipeline);
