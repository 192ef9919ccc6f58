/** Words added and subtracted on the embedding table. options.py says what the widget is for. */
import { type Request, recordedParams, type Shown, type State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { NearestResult, Neighbour } from "../../web/protocol.gen.js";
import { h, renderList, setAttribute, setName, setText } from "../../web/ui/dom.js";
import { Buttons, button, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { count, decimal, listed } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { renderToken, spoken } from "../../web/ui/token_text.js";
import type { Example, Options } from "./options.gen.js";

type Word = "start" | "minus" | "plus";

type Inputs = {
  start: string;
  minus: string;
  plus: string;
};

interface Row extends Neighbour {
  /** Whether it is the word that a person would expect. */
  answer: boolean;
}

const LONGEST = 60;
const WORDS = [
  ["start", "sum-word", ""],
  ["minus", "sum-minus", "−"],
  ["plus", "sum-plus", "+"],
] as const;

export default class TalkWordArithmetic extends TalkElement<Options, Inputs> {
  #fields = {} as Record<Word, TextField>;
  #examples = new Buttons(t("sum-examples"));
  #list = h("div", { class: "bars", role: "list", "aria-label": t("sum-nearest") });
  #left = h("p", { class: "sum-left" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    const { start, minus, plus } = this.options;
    return { start, minus, plus };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("sum"));
    // A formula runs from left to right, also on a mirrored page.
    const sum = h("div", { class: "sum-words", dir: "ltr" });
    for (const [word, label, sign] of WORDS) {
      const field = new TextField(t(label), {
        rows: 1,
        // Only Enter and the button compute: half a word is another sum.
        input: () => undefined,
        enter: () => this.#compute(),
      });
      field.input.maxLength = LONGEST;
      this.#fields[word] = field;
      if (sign !== "") sum.append(h("span", { class: "sum-sign", "aria-hidden": "true" }, sign));
      sum.append(field.root);
    }
    sum.append(
      h("span", { class: "sum-sign", "aria-hidden": "true" }, "≈"),
      button(t("sum-compute"), () => this.#compute(), { class: "choice choice-main" }),
    );
    this.#list.style.setProperty("--rows", String(this.options.top_k));
    this.append(
      sum,
      h("div", { class: "widget-controls" }, this.#examples.root),
      this.#notice.root,
      this.#list,
      this.#left,
      this.#provenance.root,
    );
  }

  /** Return the state of what is shown: an answer to another sum says nothing about this one. */
  protected override currentState(): State {
    if (this.#refused() !== "") return "failed";
    return this.#answer()?.state ?? "prepared";
  }

  #compute(): void {
    const words = WORDS.map(([word]) => [word, this.#fields[word].input.value.trim()] as const);
    this.#ask(Object.fromEntries(words) as Inputs);
  }

  #ask(inputs: Inputs): void {
    this.change(inputs);
    if (this.#refused() === "") this.ask("main", this.#nearest());
  }

  #show(recording: Recording): void {
    const { add, subtract } = recordedParams<"embeddings/nearest">(recording);
    this.#fill({ start: add[0] ?? "", minus: subtract?.[0] ?? "", plus: add[1] ?? "" });
  }

  #fill({ start, minus, plus }: Inputs): void {
    // Without the label and the answer, which a prepared sum has too and which are no inputs.
    const inputs: Inputs = { start, minus, plus };
    for (const [word] of WORDS) this.#fields[word].fill(inputs[word]);
    this.#ask(inputs);
  }

  #refused(): string {
    const empty = WORDS.some(([word]) => this.inputs[word] === "");
    if (empty) return t("sum-empty");
    return WORDS.map(([word]) => refusal(this.inputs[word])).find((text) => text !== "") ?? "";
  }

  /** Return the prepared sums, the first one too. */
  get #sums(): Example[] {
    const { start, minus, plus, answer, label, examples } = this.options;
    return [{ start, minus, plus, label, ...(answer ? { answer } : {}) }, ...examples];
  }

  #nearest(): Request<"embeddings/nearest"> {
    const { start, minus, plus } = this.inputs;
    const answer = this.#sums.find((sum) => same(sum, this.inputs))?.answer;
    return this.request("embeddings/nearest", {
      add: [start, plus],
      subtract: [minus],
      tracked: answer === undefined ? undefined : [answer],
    });
  }

  #answer(): Shown<"embeddings/nearest"> | null {
    return this.answer("main", this.#nearest());
  }

  protected override render(): void {
    const now = this.inputs;
    const answer = this.#answer();
    const result = answer?.result ?? null;
    for (const [word] of WORDS) this.#fields[word].offer(now[word]);
    const sums = this.#sums;
    this.#examples.render(
      sums.length === 1
        ? []
        : sums.map((sum) => ({
            label: sum.label || `${sum.start} − ${sum.minus} + ${sum.plus}`,
            pressed: same(sum, now),
            press: () => this.#fill(sum),
          })),
    );
    const rows = rowsOf(result);
    // A list without items is a mistake to a screen reader.
    setAttribute(this.#list, "role", rows.length === 0 ? "group" : "list");
    renderList(this.#list, rows, makeRow, renderRow);
    setText(this.#left, result ? leftOut(result) : "");
    const wrong = this.#refused() || complaint(answer);
    this.#notice.render(wrong, wrong === "" ? [] : this.examples(), this.again);
    this.#provenance.render(
      sourceOf(answer, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    const first = result?.nearest[0];
    this.announce(first ? t("sum-said", { token: spoken(first.text, first.bytes) }) : "");
  }
}

function same(sum: Inputs | Example, other: Inputs): boolean {
  return WORDS.every(([word]) => sum[word] === other[word]);
}

/** Return the nearest tokens, and behind them the expected word where it is further away. */
function rowsOf(result: NearestResult | null): Row[] {
  if (!result) return [];
  const wanted = result.tracked?.[0];
  const rows = result.nearest.map((one) => ({ ...one, answer: one.id === wanted?.id }));
  // However far away: its rank says how wrong the sum is.
  return wanted && !rows.some((row) => row.answer) ? [...rows, { ...wanted, answer: true }] : rows;
}

/** Return the sentence on the words of the sum, which are left out. */
function leftOut({ words }: NearestResult): string {
  const each = words.map((word) =>
    t("sum-left-word", { word: word.text.trim(), similarity: similarityOf(word) }),
  );
  return t("sum-left-out", { words: listed(each) });
}

function similarityOf({ similarity }: { similarity: number }): string {
  // The keyboard's hyphen is too short for a minus.
  return decimal(similarity, 2).replace("-", "−");
}

function makeRow(): HTMLElement {
  return h(
    "div",
    { class: "bar", role: "listitem" },
    h("bdi", { class: "bar-token" }),
    h("span", { class: "bar-track" }, h("span", { class: "bar-fill" })),
    h("span", { class: "bar-percent" }),
    h("span", { class: "bar-extra" }),
    h("span", { class: "bar-id" }),
  );
}

function renderRow(element: HTMLElement, row: Row): void {
  const part = (name: string): HTMLElement => element.querySelector<HTMLElement>(`.bar-${name}`)!;
  renderToken(part("token"), row.text, row.bytes ?? "");
  const share = Math.max(0, row.similarity);
  element.style.setProperty("--share", String(share));
  // Beside a long bar there is no room for words, as in ui/bars.ts.
  setAttribute(element, "data-long", share > 0.6);
  setAttribute(element, "data-answer", row.answer);
  const rank = count(row.rank);
  const similarity = similarityOf(row);
  setText(part("percent"), similarity);
  setText(part("extra"), row.answer ? t("sum-expected", { rank }) : "");
  setText(part("id"), String(row.id));
  setName(
    element,
    [
      t("bar-rank", { rank }),
      spoken(row.text, row.bytes),
      t("sum-similarity", { similarity }),
      row.answer ? t("sum-is-expected") : "",
    ]
      .filter((text) => text !== "")
      .join(", "),
  );
}

customElements.define("talk-word-arithmetic", TalkWordArithmetic);
