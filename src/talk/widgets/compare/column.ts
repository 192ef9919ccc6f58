/** One column: its prompt, what came out, and where that comes from. */
import type { Request, Shown } from "../../web/answers.js";
import type { Candidate, ChatMessage, PredictResult, StepEvent } from "../../web/protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { decimal, percent } from "../../web/ui/numbers.js";
import { oneLine, specialName } from "../../web/ui/token_text.js";
import type { Condition, Options } from "./options.gen.js";

type ColumnMethod = "text/generate" | "chat/complete" | "next_token/predict";
export type ColumnRequest = Request<ColumnMethod>;
type Answer = Shown<ColumnMethod>;

/** Parameters that the columns' methods have in common, as far as a column shows them. */
interface Params {
  checkpoint?: string | null;
  text?: string | null;
  messages?: ChatMessage[];
  temperature?: number;
  seed?: number;
}

export interface Column {
  options: Options;
  condition: Condition;
  params: Params;
  answer: Answer | null;
  /** What the model itself wrote. */
  written: string;
}

/** As English has them, and a little more: too much room is better than too little. */
const LETTERS_A_TOKEN = 4.8;

/** What stands before a call and before its result, where they are set as lines of their own. */
const WORDS: Partial<Record<Stretch["kind"], () => string>> = {
  call: () => t("compare-calls"),
  result: () => t("compare-reads"),
};

interface Stretch {
  kind: "written" | "call" | "result";
  text: string;
}

/** Return what the model itself wrote, without tool calls and their results. */
export function written(answer: Answer | null): string {
  return stretchesOf(answer)
    .filter((stretch) => stretch.kind === "written")
    .map((stretch) => stretch.text)
    .join("");
}

/** Return what a screen reader says of a column once all are done. */
export function spokenOf(column: Column): string {
  const right = rightOf(column);
  return `${column.condition.label}: ${right ? percent(right.probability) : column.written}`;
}

export function checkpointOf({ answer, params }: Column): string {
  return answer?.result?.provenance.checkpoint ?? params.checkpoint ?? "";
}

/**
 * Return the answer's text by its author: the model's own words, a tool call that it made, and what
 * the application answered.
 */
function stretchesOf(answer: Answer | null): Stretch[] {
  const stretches: Stretch[] = [];
  let calling = false;
  for (const event of (answer?.events ?? []) as StepEvent[]) {
    if (event.special) {
      // Any other special token ends a call.
      calling = specialName(event.bytes ?? "") === "<|tool_call|>";
      continue;
    }
    const kind = event.forced ? "result" : calling ? "call" : "written";
    const last = stretches.at(-1);
    if (last?.kind === kind) last.text += event.text ?? "";
    else stretches.push({ kind, text: event.text ?? "" });
  }
  return stretches;
}

/** Return the next-token map, where the columns show one. */
function mapOf(answer: Answer | null): PredictResult | null {
  const result = answer?.result;
  return result && "candidates" in result ? result : null;
}

function rightOf({ options, answer }: Column): Candidate | null {
  return options.shows === "probability" ? (mapOf(answer)?.tracked?.[0] ?? null) : null;
}

/** Return what both texts begin with, cut at the end of a word. */
function repeatedWords(text: string, original: string): string {
  let length = 0;
  while (length < text.length && text[length] === original[length]) length += 1;
  if (length === text.length || length === 0) return text.slice(0, length);
  // In the middle of a word they part by chance: the word itself is not repeated.
  return /\w/.test(text[length]!) || /\w/.test(original[length] ?? "")
    ? text.slice(0, length).replace(/\w+$/, "").trimEnd()
    : text.slice(0, length);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== "");
}

/** Return everything that the model reads before it answers, as a person would write it. */
function given({ options, condition, params }: Column): string {
  if (options.shows !== "chat") return String(params.text);
  const asked = params.messages?.at(-1)?.content ?? "";
  const page =
    condition.document === "" || condition.pasted
      ? ""
      : t("compare-page", { page: condition.document });
  // A line's end, so that the answer begins on a line of its own.
  return `${[condition.system, asked, page].filter((part) => part !== "").join("\n")}\n`;
}

/** Letters of the longest text that a column may come to show, with what the model reads. */
export function mostLetters(column: Column): number {
  return given(column).length + column.options.max_tokens * LETTERS_A_TOKEN;
}

export function makeColumn(): HTMLElement {
  return h(
    "div",
    { class: "compare-column", role: "listitem" },
    h("h3", { class: "compare-label" }),
    h(
      "div",
      // A long text is scrolled, for which the keyboard must reach it.
      { class: "compare-text fades", dir: "auto", tabindex: "0", role: "group" },
      h("span", { class: "compare-prompt" }),
      h("mark", { class: "compare-repeated" }),
      h("span", { class: "compare-written" }),
    ),
    h(
      "div",
      { class: "compare-right" },
      h("p", { class: "compare-percent" }),
      h("div", { class: "compare-track" }, h("div", { class: "compare-bar" })),
      h("p", { class: "compare-rank" }),
    ),
    h("p", { class: "compare-note" }),
    h("p", { class: "compare-source" }),
  );
}

export function renderColumn(element: HTMLElement, column: Column): void {
  const { condition, answer } = column;
  const part = (name: string): HTMLElement =>
    element.querySelector<HTMLElement>(`.compare-${name}`)!;
  setText(part("label"), condition.label);
  setAttribute(part("text"), "aria-label", condition.label);
  setText(part("prompt"), given(column));
  const repeated = repeatedWords(column.written, condition.original);
  setText(part("repeated"), repeated);
  // An empty mark would still be read out as one.
  part("repeated").hidden = repeated === "";
  renderWritten(part("written"), column, repeated.length);
  // At a line's end the mark would be a line of its own.
  setAttribute(element, "data-cut", cutOff(column) && !column.written.endsWith("\n"));
  renderRight(part("right"), column);
  setText(part("note"), condition.note);
  part("note").hidden = condition.note === "";
  setAttribute(element, "data-waiting", answer !== null && !answer.done);
  // On a phone the widget's own line says where all columns come from.
  const parts = [
    repeatedOf(column, repeated),
    document.documentElement.dataset.view === "phone" ? "" : sampledWith(column),
  ];
  setText(part("source"), parts.filter((text) => text !== "").join(" · "));
}

/**
 * Show the model's words after those that are marked as repeated; calls and results stand between
 * them as blocks.
 */
function renderWritten(element: HTMLElement, column: Column, marked: number): void {
  // Letters of the model's own that the mark before shows already.
  let skip = marked;
  const stretches = stretchesOf(column.answer).map((stretch) => {
    if (stretch.kind !== "written") return stretch;
    const text = stretch.text.slice(skip);
    skip = Math.max(0, skip - stretch.text.length);
    return { ...stretch, text };
  });
  renderList(
    element,
    stretches.filter((stretch) => stretch.text !== ""),
    () => h("span"),
    (span, stretch) => {
      setAttribute(span, "data-by", stretch.kind);
      setAttribute(span, "data-words", WORDS[stretch.kind]?.() ?? null);
      setText(span, stretch.text);
    },
  );
}

function renderRight(element: HTMLElement, column: Column): void {
  const right = rightOf(column);
  element.hidden = column.options.shows !== "probability";
  const part = (name: string): HTMLElement =>
    element.querySelector<HTMLElement>(`.compare-${name}`)!;
  setText(part("percent"), right ? percent(right.probability) : "–");
  part("bar").style.width = `${100 * (right?.probability ?? 0)}%`;
  const first = mapOf(column.answer)?.candidates[0];
  const other =
    right && first && right.rank > 1
      ? `; ${t("compare-first", { token: oneLine((first.text ?? "").trim(), 20), probability: percent(first.probability) })}`
      : "";
  setText(
    part("rank"),
    right
      ? `${t("compare-rank", { token: oneLine(right.text.trim(), 20), rank: right.rank })}${other}`
          // The percent sign stays with its number.
          .replace(/ (?=%)/, "\u00a0")
      : "",
  );
}

function repeatedOf({ condition, answer, written }: Column, repeated: string): string {
  if (condition.original === "" || !answer) return "";
  return t("compare-same", {
    same: wordsOf(repeated).length,
    all: wordsOf(written).length,
  });
}

/** Return the checkpoint and the sampler's controls of a column, in one line. */
export function sampledWith(column: Column): string {
  const { options, params, answer } = column;
  const parts = [t("provenance-checkpoint", { name: checkpointOf(column) || "–" })];
  if (options.shows !== "probability")
    parts.push(
      t("temperature-is", { value: decimal(Number(params.temperature), 1) }),
      t("provenance-seed", { seed: String(params.seed) }),
    );
  if (endOf(answer) === "end" && options.shows === "text") parts.push(t("compare-ended"));
  if (cutOff(column)) parts.push(t("compare-cut", { count: options.max_tokens }));
  return parts.join(" · ");
}

function endOf(answer: Answer | null): string {
  return (answer?.result as { finish_reason?: string } | null)?.finish_reason ?? "";
}

/** Return whether the text ends where its tokens were counted out, and not where it would have. */
function cutOff({ answer }: Column): boolean {
  return endOf(answer) === "length";
}
