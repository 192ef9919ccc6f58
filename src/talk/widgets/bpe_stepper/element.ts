/**
 * Byte-pair encoding step by step: count the pairs, merge the most frequent one, repeat. The
 * browser computes it, without the kernel.
 */
import type { State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import { hex } from "../../web/tokenizers/bpe.js";
import { Curves } from "../../web/ui/curve.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { button, Slider, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { Notice } from "../../web/ui/notice.js";
import { count, listed } from "../../web/ui/numbers.js";
import { ProvenanceLine } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { direction, renderToken, spoken, textOf } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";
import { type Segmentation, train } from "./train.js";

type Inputs = {
  text: string;
  step: number;
};

/** Longest text to learn from, in characters; as in options.py. */
const LONGEST = 400;
/** Number of pairs listed. */
const PAIRS = 5;
/** Entries of the vocabulary before the first merge: one for each byte. */
const BYTES = 256;

export default class TalkBpeStepper extends TalkElement<Options, Inputs> {
  #field!: TextField;
  #back!: HTMLButtonElement;
  #on!: HTMLButtonElement;
  #slider!: Slider;
  #pieces = h("div", { class: "bpe-pieces", role: "img" });
  #learnt = h("p", { class: "bpe-learnt" });
  #pairs = h("ol", { class: "bpe-pairs", role: "list", "aria-label": t("bpe-pairs") });
  #curves!: Curves;
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  #trained: { text: string; segmentations: Segmentation[] } | null = null;

  /** Return the inputs; a printed page, which nobody can step through, shows the last merge. */
  protected override initial(): Inputs {
    const { text, start, merges } = this.options;
    return { text, step: this.host.view === "print" ? merges : start };
  }

  protected override build(): void {
    const { merges, editable } = this.options;
    const phone = this.host.view === "phone";
    setAttribute(this, "aria-label", t("bpe"));
    this.#field = new TextField(t("bpe-learn"), {
      rows: phone ? 3 : 1,
      compact: true,
      input: (text) => this.change({ text, step: 0 }),
    });
    this.#back = button(t("bpe-back"), () => this.#go(this.inputs.step - 1));
    this.#on = button(t("bpe-merge"), () => this.#go(this.inputs.step + 1), {
      class: "choice choice-main",
    });
    this.#slider = new Slider(
      t("bpe-merges-done"),
      { min: 0, max: merges, step: 1 },
      (value) => count(value),
      (step) => this.#go(step),
    );
    this.#curves = phone ? new Curves(400, 320, 150) : new Curves(720, 290, 250);
    const controls = h(
      "div",
      { class: "widget-controls" },
      this.#back,
      this.#on,
      this.#slider.root,
    );
    const left = h("div", { class: "bpe-left" }, controls, this.#pieces, this.#learnt);
    const right = h(
      "div",
      { class: "bpe-right" },
      h("p", { class: "bpe-title" }, t("bpe-counted")),
      this.#pairs,
      this.#curves.root,
    );
    this.append(
      editable ? this.#field.root : "",
      this.#notice.root,
      h("div", { class: "bpe-main" }, left, right),
      this.#provenance.root,
    );
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  protected override currentState(): State {
    return this.#refusal() === "" ? "live" : "failed";
  }

  /** Step by the arrow keys where a button has the focus; in the text they move the caret. */
  #key(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLButtonElement)) return;
    const steps: Record<string, number> = {
      ArrowLeft: this.inputs.step - 1,
      ArrowRight: this.inputs.step + 1,
      Home: 0,
      End: Infinity,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#go(to);
  }

  #go(step: number): void {
    const to = Math.max(0, Math.min(step, this.#segmentations().length - 1));
    // A key that is held down at the end would send the same step again and again.
    if (to !== this.inputs.step) this.change({ step: to });
  }

  #refusal(): string {
    const { text } = this.inputs;
    const length = [...text].length;
    const tooLong = t("bpe-long", { count: length, most: LONGEST });
    return refusal(text) || (length > LONGEST ? tooLong : "");
  }

  /** Return the segmentations of the text, which are computed once for each text. */
  #segmentations(): Segmentation[] {
    const { text } = this.inputs;
    if (this.#trained?.text !== text)
      this.#trained = {
        text,
        // Nothing is learnt from a text that is refused; an empty one still leaves a figure.
        segmentations: train(this.#refusal() === "" ? text : "", this.options.merges),
      };
    return this.#trained.segmentations;
  }

  protected override render(): void {
    const segmentations = this.#segmentations();
    const step = Math.min(this.inputs.step, segmentations.length - 1);
    const segmentation = segmentations[step]!;
    const last = step === segmentations.length - 1;
    this.#field.set(this.inputs.text);
    this.#notice.render(this.#refusal());
    this.#slider.render(step, Math.max(1, segmentations.length - 1));
    // A disabled button would lose the focus, and with it the arrow keys.
    setAttribute(this.#back, "aria-disabled", step === 0 ? "true" : null);
    setAttribute(this.#on, "aria-disabled", last ? "true" : null);
    this.#renderPieces(segmentation);
    this.#renderLearnt(segmentations, step);
    this.#renderPairs(segmentation, last);
    this.#renderCurves(segmentations, step);
    this.#provenance.render({ state: this.currentState(), provenance: { source: "browser" } });
    const merge =
      step === 0
        ? t("bpe-single")
        : t("bpe-merge-is", { step, pair: saidPair(segmentation.merged) });
    const sizes = { pieces: segmentation.length, entries: BYTES + step };
    this.announce(`${merge}. ${t("bpe-sizes", sizes)}`);
  }

  #renderPieces(segmentation: Segmentation): void {
    // Every place of the new piece is marked: a merge changes the whole text at once.
    const fresh = segmentation.merged ? segmentation.merged.join("") : "";
    const pieces = segmentation.words.flat();
    setAttribute(this.#pieces, "dir", direction(this.inputs.text));
    setAttribute(this.#pieces, "aria-label", t("bpe-text-in", { pieces: pieces.length }));
    renderList(
      this.#pieces,
      pieces,
      () => h("bdi", { class: "bpe-piece" }),
      (element, piece, index) => {
        renderPiece(element, piece);
        // Two tints in turn show where one piece ends and the next begins.
        setAttribute(element, "data-tint", (index % 2) + 1);
        setAttribute(element, "data-new", piece === fresh);
      },
    );
  }

  #renderLearnt(segmentations: readonly Segmentation[], step: number): void {
    const learnt = segmentations
      .slice(1, step + 1)
      .map((segmentation) => segmentation.merged!.join(""));
    const pieces = learnt.map((piece) => {
      const element = h("bdi", { class: "bpe-piece", "data-tint": "1" });
      renderPiece(element, piece);
      return element;
    });
    this.#learnt.replaceChildren(
      learnt.length === 0 ? t("bpe-list") : t("bpe-list-and"),
      ...pieces,
    );
  }

  #renderPairs(segmentation: Segmentation, last: boolean): void {
    const pairs = segmentation.pairs.slice(0, PAIRS);
    const most = pairs[0]?.count ?? 1;
    // A list without items is a mistake to a screen reader.
    setAttribute(this.#pairs, "role", pairs.length === 0 ? "group" : "list");
    renderList(this.#pairs, pairs, makePair, (row, item, index) => {
      const [left, right] = [...row.querySelectorAll(".bpe-piece")] as [Element, Element];
      renderPiece(left, item.pair[0]);
      renderPiece(right, item.pair[1]);
      row.style.setProperty("--share", String(item.count / most));
      setText(row.querySelector(".bpe-count")!, count(item.count));
      const next = index === 0 && !last;
      setAttribute(row, "data-next", next);
      setText(row.querySelector(".bpe-next")!, next ? t("bpe-next") : "");
      setAttribute(
        row,
        "aria-label",
        `${t("bpe-pair-times", { pair: saidPair(item.pair), count: item.count })}${next ? `, ${t("bpe-next")}` : ""}`,
      );
    });
  }

  #renderCurves(segmentations: readonly Segmentation[], step: number): void {
    const sizes = segmentations.map((_, index): [number, number] => [index, BYTES + index]);
    const lengths = segmentations.map((segmentation, index): [number, number] => [
      index,
      segmentation.length,
    ]);
    const upTo = (points: [number, number][]): [number, number][] => points.slice(0, step + 1);
    this.#curves.render({
      curves: [
        { name: t("bpe-entries"), points: upTo(sizes) },
        { name: t("bpe-pieces"), points: upTo(lengths), accent: true },
      ],
      // The axes stand still while the curves grow.
      range: {
        x: [0, Math.max(1, segmentations.length - 1)],
        // Whichever is higher: the vocabulary grows from 256, the text shrinks from its length.
        y: [0, Math.max(BYTES + segmentations.length, lengths[0]?.[1] ?? 0)],
      },
      x: { label: t("bpe-merges") },
      say: (value) => count(Math.round(value)),
      summary: t("bpe-summary", {
        step,
        entries: BYTES + step,
        pieces: segmentations[step]!.length,
        first: segmentations[0]!.length,
      }),
    });
  }
}

function makePair(): HTMLElement {
  return h(
    "li",
    { class: "bpe-pair" },
    h(
      "span",
      { class: "bpe-both" },
      h("bdi", { class: "bpe-piece", "data-tint": "1" }),
      h("bdi", { class: "bpe-piece", "data-tint": "2" }),
    ),
    h("span", { class: "bpe-track" }, h("span", { class: "bpe-fill" })),
    h("span", { class: "bpe-count" }),
    h("span", { class: "bpe-next" }),
  );
}

function saidPair(pair: readonly [string, string] | null): string {
  return pair ? listed([said(pair[0]), said(pair[1])]) : "";
}

function said(piece: string): string {
  return spoken(textOf(hex(piece)), hex(piece));
}

function renderPiece(target: Element, piece: string): void {
  renderToken(target, textOf(hex(piece)), hex(piece));
}

customElements.define("talk-bpe-stepper", TalkBpeStepper);
