/**
 * A question, the documents most similar to it, and the answer with and without them. options.py
 * says what the widget is for.
 */
import { type Request, type Shown, type State, worstOfColumns } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { ChatPart, Hit, StepEvent } from "../../web/protocol.gen.js";
import { h, renderList, s, setAttribute, setName, setText } from "../../web/ui/dom.js";
import { Buttons, button, Segments, TextField } from "../../web/ui/fields.js";
import { fillMeasured } from "../../web/ui/measured.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { decimal, percent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { roving } from "../../web/ui/roving.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine, renderToken, spoken } from "../../web/ui/token_text.js";
import { type Fork, type ForkRow, forkOf, type Share } from "./divergence.js";
import { renderMap } from "./document_map.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** Text in the field. */
  question: string;
  /** Question that was searched for: the field's text when it was last sent. */
  asked: string;
  /** Number of documents in the prompt. */
  k: number;
  /** Rank of the document that is shown in full. */
  open: number;
};

const SEARCH = "documents/search";
/** Longest question in characters. */
const MOST_QUESTION = 500;
/** Letters of a question that the field has room for in its usual size. */
const LINE = 34;
/** Rows of the list of documents. */
const RANKED = 4;
/** Rows of each map of the token at which the answers diverge. */
const FORKED = 3;

export default class TalkRetrieval extends TalkElement<Options, Inputs> {
  #field!: TextField;
  #search!: HTMLButtonElement;
  #answer!: HTMLButtonElement;
  #examples = new Buttons(t("retrieval-questions"));
  #many!: Segments;
  #map = s("svg", { class: "retrieval-map", role: "img" });
  #list = h("div", {
    class: "retrieval-list",
    role: "listbox",
    "aria-label": t("retrieval-list"),
  });
  #chunk = h("p", {
    class: "retrieval-chunk",
    "aria-live": "off",
    tabindex: "0",
    role: "group",
    "aria-label": t("retrieval-page"),
  });
  #answers = h("div", { class: "retrieval-answers" });
  #fork = h("div", { class: "retrieval-fork" });
  #measured = h("p", { class: "retrieval-measured" });
  #notice = new Notice((recording) => this.#show(recording));
  #found = new ProvenanceLine();
  #said = new ProvenanceLine();
  #settle!: () => void;

  override acceptPrompt(text: string): void {
    this.#ask(text);
  }

  protected override initial(): Inputs {
    const { question, k } = this.options;
    return { question, asked: question, k, open: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("retrieval"));
    this.#field = new TextField(t("question"), {
      rows: this.host.view === "phone" ? 2 : 1,
      // The field is shared, so that a hall sees what is typed; searching waits for Enter.
      input: (question) => this.change({ question }),
      enter: (question) => this.#ask(question),
    });
    this.#search = button(t("search"), () => this.#ask(this.inputs.question), {
      class: "choice choice-main",
    });
    this.#answer = button(t("retrieval-answer"), () => this.#complete(), {
      class: "choice choice-main",
    });
    this.#many = new Segments(
      t("retrieval-k"),
      // The deck's own number may be another one.
      [...new Set([1, 2, 3, this.options.k])].map((k) => ({ value: String(k), label: String(k) })),
      (k) => this.change({ k: Number(k) }),
    );
    this.#settle = roving(this.#list, {
      items: ".retrieval-hit",
      previous: ["ArrowUp"],
      next: ["ArrowDown"],
      act: (_, index) => this.change({ open: index }),
    });
    fillMeasured(this.#measured, this.options.measured);
    const questions = [this.options.question, ...this.options.examples.map((one) => one.question)];
    setAttribute(
      this.#field.root,
      "data-long",
      questions.some((one) => one.length > LINE),
    );
    const ask = h(
      "div",
      { class: "widget-controls retrieval-ask" },
      this.#field.root,
      this.#search,
      this.#examples.root,
    );
    // On paper a field would look like something to type in.
    const asked =
      this.host.view === "print"
        ? h("p", { class: "retrieval-question" }, this.options.question)
        : ask;
    const left = h(
      "div",
      { class: "retrieval-find" },
      asked,
      h("div", { class: "retrieval-frame" }, this.#map),
      this.#found.root,
    );
    const controls = h(
      "div",
      { class: "widget-controls retrieval-prompt" },
      this.#many.root,
      this.#answer,
    );
    const right = h(
      "div",
      { class: "retrieval-use" },
      this.#list,
      this.#chunk,
      controls,
      this.#answers,
      this.#fork,
      this.#said.root,
    );
    this.append(
      h("div", { class: "retrieval-main" }, left, right),
      this.#measured,
      this.#notice.root,
    );
  }

  protected override lanes(): string[] {
    return ["search", "without", "with"];
  }

  /** Return the worst state of what is shown. */
  protected override currentState(): State {
    if (this.#refusal(this.inputs.asked) !== "") return "failed";
    return worstOfColumns(
      [this.#searched(), ...this.#both()].map((shown) => shown?.state ?? "prepared"),
    );
  }

  #refusal(question: string): string {
    if (question.trim() === "") return t("retrieval-empty");
    return (
      refusal(question) ||
      // By characters, as the kernel counts: an emoji is two units of a string here.
      ([...question].length > MOST_QUESTION ? t("retrieval-long", { most: MOST_QUESTION }) : "")
    );
  }

  // What people do

  #ask(question: string): void {
    this.change({ question, asked: question, open: 0 });
    // `#find` reads the inputs, which `change` has set.
    if (this.#refusal(question) === "") this.ask("search", this.#find());
  }

  #choose(question: string): void {
    this.#field.fill(question);
    this.#ask(question);
  }

  #show(recording: Recording): void {
    // Recordings bear the label that options.py gives an example.
    const example = this.options.examples.find(
      (item) => (item.label || item.question) === recording.label,
    );
    this.#choose(example?.question ?? this.options.question);
  }

  #complete(): void {
    const chunks = this.#chunks();
    // An answer "with the documents" would be the other one again.
    if (chunks.length === 0) return;
    this.ask("without", this.#answerWith([]));
    this.ask("with", this.#answerWith(chunks));
  }

  #find(): Request<"documents/search"> {
    return this.request("documents/search", { query: this.inputs.asked });
  }

  /**
   * Return the request for an answer with these texts in the prompt, as data behind the question.
   */
  #answerWith(chunks: readonly string[]): Request<"chat/complete"> {
    const question = this.inputs.asked;
    const parts: ChatPart[] = [
      { kind: "text", text: `${question} ` },
      ...chunks.map((text): ChatPart => ({ kind: "data", text })),
    ];
    return this.request("chat/complete", {
      // `content` alone where there are no documents, as in the recording of that request.
      messages: [{ role: "user", content: question, ...(chunks.length === 0 ? {} : { parts }) }],
    });
  }

  // What there is to show

  #searched(): Shown<"documents/search"> | null {
    return this.answer("search", this.#find());
  }

  #hits(): Hit[] {
    return this.#searched()?.result?.hits ?? [];
  }

  /** Return the prompt's documents. The most similar comes last, where a small model reads best. */
  #chunks(): string[] {
    return this.#hits()
      .slice(0, this.inputs.k)
      .map((hit) => hit.text)
      .toReversed();
  }

  /** Return the answer without the documents, and the one with them. */
  #both(): (Shown<"chat/complete"> | null)[] {
    const chunks = this.#chunks();
    // The answer from memory depends on the question alone; it stays while documents come and go.
    const without = this.answer("without", this.#answerWith([]));
    return [without, chunks.length === 0 ? null : this.answer("with", this.#answerWith(chunks))];
  }

  // Rendering

  protected override render(): void {
    const { question, asked, k, open } = this.inputs;
    const searched = this.#searched();
    const hits = this.#hits();
    const [without, found] = this.#both();
    this.#field.set(question);
    setAttribute(
      this.#search,
      "aria-disabled",
      question === asked && searched?.result ? "true" : null,
    );
    // The first question is among the examples only where the author repeats it.
    const examples = this.options.examples.some((item) => item.question === this.options.question)
      ? this.options.examples
      : [{ question: this.options.question, label: "" }, ...this.options.examples];
    this.#examples.render(
      this.options.examples.length === 0
        ? []
        : examples.map((item) => ({
            label: oneLine(item.label || item.question, 34),
            pressed: item.question === asked,
            press: (): void => this.#choose(item.question),
          })),
    );
    this.#many.render(String(k));
    this.#answer.disabled = hits.length === 0;
    this.#renderMap(searched, hits);
    this.#renderList(hits);
    setText(this.#chunk, hits[open]?.text ?? "");
    this.#renderAnswers(without ?? null, found ?? null, k);
    const fork = without && found ? forkOf(eventsOf(without), eventsOf(found), FORKED) : null;
    this.#renderFork(fork);
    const wrong =
      this.#refusal(asked) ||
      complaint(searched) ||
      complaint(without ?? null) ||
      complaint(found ?? null);
    this.#notice.render(
      wrong,
      this.examples().filter((item) => item.method === SEARCH),
      this.#refusal(asked) ? null : this.again,
    );
    const waiting = this.host.kernel === "live" ? t("asking-model") : t("no-model-here");
    this.#found.render(sourceOf(searched, waiting));
    this.#said.render(
      sourceOf(
        found ?? without ?? null,
        this.host.kernel === "live" ? t("retrieval-not-asked") : waiting,
      ),
    );
    const done = without?.done && found?.done;
    this.announce(
      done
        ? t("retrieval-said", { without: textOf(without), found: textOf(found), count: k })
        : hits.length > 0
          ? t("retrieval-nearest", { title: titleOf(hits[0]!), similarity: similarity(hits[0]!) })
          : "",
    );
  }

  #renderMap(searched: Shown<"documents/search"> | null, hits: readonly Hit[]): void {
    const { k, open } = this.inputs;
    // Fewer units to a phone's width, so that the drawing's letters are larger on it.
    const [width, height] = this.host.view === "phone" ? [600, 540] : [800, 500];
    const query = searched?.result?.position ?? null;
    // A kernel that searches by words has no vectors, and so no places.
    const places = hits.flatMap((hit, index) =>
      hit.position
        ? [
            {
              name: titleOf(hit),
              position: [hit.position[0]!, hit.position[1]!] as const,
              near: index < k,
              open: index === open,
            },
          ]
        : [],
    );
    setAttribute(this.#map, "viewBox", `0 0 ${width} ${height}`);
    setAttribute(this.#map, "aria-label", t("retrieval-map", { count: places.length }));
    renderMap(this.#map, places, query ? [query[0]!, query[1]!] : null, width, height);
  }

  #renderList(hits: readonly Hit[]): void {
    const { k, open } = this.inputs;
    renderList(this.#list, hits.slice(0, RANKED), makeHit, (element, hit, index) => {
      setText(element.querySelector(".hit-title")!, titleOf(hit));
      setText(element.querySelector(".hit-value")!, similarity(hit));
      setText(element.querySelector(".hit-use")!, index < k ? t("retrieval-used") : "");
      // A cosine may be negative, and a bar has no length below nought.
      element.style.setProperty("--similarity", String(Math.max(0, hit.similarity)));
      setAttribute(element, "data-near", index < k);
      setAttribute(element, "aria-selected", String(index === open));
      const use = index < k ? `, ${t("retrieval-used-name")}` : "";
      const named = { place: index + 1, title: titleOf(hit), similarity: similarity(hit) };
      setName(element, `${t("retrieval-hit", named)}${use}`);
    });
    // A listbox without options is a mistake to screen readers.
    setAttribute(this.#list, "role", hits.length === 0 ? "group" : "listbox");
    this.#settle();
  }

  #renderAnswers(
    without: Shown<"chat/complete"> | null,
    found: Shown<"chat/complete"> | null,
    k: number,
  ): void {
    const columns = [
      { name: t("retrieval-memory"), answer: without },
      { name: t("retrieval-with", { count: k }), answer: found },
    ];
    renderList(
      this.#answers,
      columns,
      () =>
        h(
          "div",
          { class: "retrieval-answer" },
          h("h3", { class: "answer-name" }),
          h("p", {
            class: "answer-text fades",
            dir: "auto",
            tabindex: "0",
            role: "group",
            "aria-label": t("retrieval-the-answer"),
          }),
        ),
      (element, { name, answer }) => {
        setText(element.querySelector(".answer-name")!, name);
        setText(element.querySelector(".answer-text")!, textOf(answer).trim() || "–");
        setAttribute(element, "data-writing", answer !== null && !answer.done);
      },
    );
  }

  #renderFork(fork: Fork | null): void {
    this.#fork.replaceChildren(
      h(
        "p",
        { class: "fork-title" },
        fork ? t("retrieval-fork", { text: beginning(fork.common) }) : "",
      ),
      ...(fork?.rows ?? []).map(forkRow),
    );
  }
}

function makeHit(): HTMLElement {
  return h(
    "div",
    { class: "retrieval-hit", role: "option", tabindex: -1 },
    h("span", { class: "hit-title" }),
    h("span", { class: "hit-track" }),
    h("span", { class: "hit-value" }),
    h("span", { class: "hit-use" }),
  );
}

function forkRow(row: ForkRow): HTMLElement {
  const bar = (kind: string, share: Share): HTMLElement => {
    const token = h("bdi", { class: "fork-token" });
    renderToken(token, row.token.text, row.token.bytes ?? "");
    const track = h("span", { class: "fork-track", "data-kind": kind });
    // What lies below a bound is drawn as nothing: its length is not known.
    track.style.setProperty("--share", String(share.below ? 0 : share.probability));
    return h(
      "span",
      { class: "fork-bar" },
      token,
      track,
      h("span", { class: "fork-value" }, written(share)),
    );
  };
  const element = h(
    "div",
    { class: "fork-row" },
    bar("without", row.without),
    bar("with", row.with),
  );
  const said = (share: Share): string =>
    share.below
      ? t("retrieval-below", { share: written(share).replace("< ", "") })
      : written(share);
  setName(
    element,
    t("retrieval-fork-row", {
      token: spoken(row.token.text, row.token.bytes),
      without: said(row.without),
      found: said(row.with),
    }),
  );
  return element;
}

function beginning(common: string): string {
  return common.trim() === ""
    ? t("retrieval-the-question")
    : // The end of what both answers share: that is where they part.
      t("retrieval-quoted", { text: `…${common.trimEnd().slice(-34)}` });
}

/** Return a probability, or its bound; one that is too small to write is a bound already. */
function written(share: Share): string {
  const value = percent(share.probability);
  return share.below && !value.startsWith("<") ? `< ${value}` : value;
}

function titleOf(hit: Hit): string {
  // A file's name is all that is known of a document without a heading.
  return hit.title || hit.id.replaceAll("_", " ");
}

function similarity(hit: Hit): string {
  // The typographic minus, as wide as the digits.
  return decimal(hit.similarity, 2).replace("-", "−");
}

function eventsOf(answer: Shown<"chat/complete">): StepEvent[] {
  return answer.events;
}

function textOf(answer: Shown<"chat/complete"> | null | undefined): string {
  if (!answer) return "";
  const content = answer.result?.message?.content;
  return (
    content ??
    eventsOf(answer)
      .filter((event) => !event.special)
      .map((event) => event.text)
      .join("")
  );
}

customElements.define("talk-retrieval", TalkRetrieval);
