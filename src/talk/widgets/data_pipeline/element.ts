/**
 * Web pages on their way through the filters: the stages above, the pages on the left, the chosen
 * page as it is by then.
 */
import { TalkElement } from "../../web/element.js";
import type { PageTrace, StageOutcome } from "../../web/protocol.gen.js";
import { Announcer } from "../../web/ui/announcer.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Segments } from "../../web/ui/fields.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { count, counted } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** 0: the page as the crawler brought it; n: after the n-th stage. */
  stage: number;
  /**
   * The slide's step at which it was chosen; from another step on, the step says the stage. -1
   * before anybody chose.
   */
  at: number;
  /** Which page is shown. */
  page: number;
};

const STAGES = ["as it came", "address", "text", "language", "quality", "copies", "privacy"];
/** Enough to see what it is; the rest is scrolled away. */
const LONGEST = 4000;

export default class TalkDataPipeline extends TalkElement<Options, Inputs> {
  #stages!: Segments;
  #pages = h("div", { class: "pipeline-pages", role: "group", "aria-label": "Pages" });
  #count = h("p", { class: "pipeline-count" });
  #address = h("p", { class: "pipeline-address" });
  #verdict = h("p", { class: "pipeline-verdict" });
  #row = h("dl", { class: "pipeline-row" });
  #text = h("pre", {
    class: "pipeline-text",
    "data-excerpt": true,
    tabindex: "0",
    role: "group",
    "aria-label": "The page",
  });
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  #announcer = new Announcer();

  protected override initial(): Inputs {
    return { stage: this.host.view === "print" ? STAGES.length - 1 : 0, at: -1, page: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", "Data pipeline");
    this.#stages = new Segments(
      "After which stage",
      STAGES.map((label, index) => ({ value: String(index), label })),
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
      this.#stages.root,
      h("div", { class: "pipeline-main" }, list, sheet),
      this.#notice.root,
      this.#provenance.root,
      this.#announcer.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#announcer.stop();
  }

  get #now(): Inputs {
    const now = this.inputs;
    return this.#step === -1 || now.at === this.#step ? now : { ...now, stage: this.#step };
  }

  /** The slide's step, where the stages come with the steps; else -1. */
  get #step(): number {
    return Number.isFinite(this.step) ? this.step : -1;
  }

  protected override render(): void {
    const shown = this.shown<"documents/pipeline">();
    const traces = shown?.result?.traces ?? [];
    const { stage, page } = this.#now;
    this.#stages.render(String(stage));
    const left = traces.filter((trace) => !dropped(trace, stage)).length;
    setText(
      this.#count,
      traces.length === 0 ? "" : `${left} of ${counted(traces.length, "page")} still in`,
    );
    renderList(this.#pages, traces, makePage, (element, trace, index) => {
      renderPage(element as HTMLButtonElement, trace, stage, index === page);
      (element as HTMLButtonElement).onclick = () => this.change({ page: index });
    });
    this.#renderSheet(traces[page], stage);
    this.#notice.render(complaint(shown), [], this.again);
    const nothing =
      this.host.kernel === "live"
        ? "asking the kernel"
        : "no kernel answers here, and nothing was recorded for this slide yet";
    this.#provenance.render(sourceOf(shown, nothing));
    this.#announcer.say(
      traces.length === 0
        ? ""
        : `${STAGES[stage]!}: ${left} of ${counted(traces.length, "page")} still in`,
    );
  }

  #renderSheet(trace: PageTrace | undefined, stage: number): void {
    const out = trace && dropped(trace, stage);
    const last = trace?.outcomes[Math.min(stage, trace.outcomes.length) - 1];
    setText(this.#address, trace?.url ?? "");
    setText(this.#verdict, out ? `Dropped: ${out.reason}` : (last?.reason ?? ""));
    setAttribute(this.#verdict, "data-out", Boolean(out));
    const row = trace && stage === STAGES.length - 1 && !out ? trace.row : null;
    this.#row.hidden = !row;
    if (row) {
      const cells: [string, string][] = [
        ["English", row.english.toFixed(2)],
        ["words", count(row.words)],
        ["tokens", count(row.tokens)],
      ];
      this.#row.replaceChildren(
        ...cells.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
      );
    }
    const raw = !last || last.text === trace?.html;
    setText(
      this.#text,
      (stage === 0 || raw ? (trace?.html ?? "") : last!.text).trim().slice(0, LONGEST),
    );
    setAttribute(this.#text, "data-raw", stage === 0 || raw);
    setAttribute(this.#text, "data-out", Boolean(out));
  }
}

/** The outcome that ended the page's way at or before this stage. */
function dropped(trace: PageTrace, stage: number): StageOutcome | undefined {
  return trace.outcomes.slice(0, stage).find((outcome) => !outcome.kept);
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
  stage: number,
  chosen: boolean,
): void {
  const out = dropped(trace, stage);
  setAttribute(button, "aria-pressed", String(chosen));
  setAttribute(button, "data-out", Boolean(out));
  setText(button.children[0]!, out ? "✕" : "✓");
  setText(button.children[1]!, trace.url.replace(/^https?:\/\//u, ""));
  setText(button.children[2]!, out ? "dropped by the" : "still in");
  setText(button.children[3]!, out ? `${out.stage}: ${out.reason}` : "");
}

customElements.define("talk-data-pipeline", TalkDataPipeline);
