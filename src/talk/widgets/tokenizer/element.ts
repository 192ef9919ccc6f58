/** A text and its tokens. options.py says what the widget is for. */
import { type Request, recordedParams, type State, same } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { MergeStep } from "../../web/tokenizers/bpe.js";
import { type Encoding, Encodings } from "../../web/tokenizers/encodings.js";
import { inBrowser, load, ready, sizeOf } from "../../web/tokenizers/load.js";
import { Chips } from "../../web/ui/chips.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, Picker, Segments, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { Notice } from "../../web/ui/notice.js";
import { count, decimal } from "../../web/ui/numbers.js";
import { whenSeen } from "../../web/ui/on_screen.js";
import { ProvenanceLine } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine, renderToken, spacedHex, spoken, textOf } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";
import { wordAround } from "./word.js";

type Inputs = {
  text: string;
  vocabulary: string;
  special: "text" | "parse";
  /** Token whose word's merges are shown; −1 when there is none. */
  selected: number;
  bytes: boolean;
};

/** Longest word, in characters, whose merges are listed: each of them is a line. */
const LONGEST_WORD = 200;

export default class TalkTokenizer extends TalkElement<Options, Inputs> {
  #fields: TextField[] = [];
  #vocabulary!: Picker;
  #special!: Segments;
  #bytes!: HTMLButtonElement;
  #examples!: Buttons;
  #chips!: Chips;
  #others = h("div", { class: "tokenizer-others" });
  #otherChips: Chips[] = [];
  #numbers = h("dl", { class: "tokenizer-numbers" });
  #detail = h("div", { class: "tokenizer-detail" });
  #detailText = h("p", { class: "tokenizer-token" });
  #merges = h("ol", { class: "tokenizer-merges", hidden: true, tabindex: 0, role: "list" });
  #provenance = new ProvenanceLine();
  #notice = new Notice((recording) => this.#show(recording));
  /** Token under the pointer or the focus, on this screen alone. */
  #pointed: number | null = null;
  #encodings = new Encodings(this.host, () => this.schedule());
  /** True once the slide was on screen for a while without an answer by kernel or recording. */
  #waited = false;
  #seen: () => void = () => undefined;

  override acceptPrompt(text: string): void {
    this.#fields[0]!.fill(text);
    this.#typed();
  }

  protected override initial(): Inputs {
    const { vocabulary, bytes, chat } = this.options;
    return {
      text: this.#startText(),
      vocabulary,
      // The marks round the turns of a chat are special tokens, and no text to be cut up.
      special: chat.length > 0 ? "parse" : this.options.special,
      selected: -1,
      bytes,
    };
  }

  protected override build(): void {
    const { chat, vocabularies, compare } = this.options;
    this.toggleAttribute("data-turns", chat.length > 0);
    setAttribute(this, "aria-label", t("tokenizer"));
    this.#fields =
      chat.length > 0
        ? chat.map(
            (turn) =>
              new TextField(turn.role, { rows: 1, compact: true, input: () => this.#typed() }),
          )
        : [
            new TextField(t("tokenizer-type"), {
              // In the hand most texts take two lines.
              rows: this.host.view === "phone" ? 2 : 1,
              input: () => this.#typed(),
            }),
          ];
    chat.forEach((turn, index) => {
      this.#fields[index]!.set(turn.content);
    });
    this.#vocabulary = new Picker(t("vocabulary"), (vocabulary) =>
      this.#choose({ vocabulary, selected: -1 }),
    );
    this.#special = new Segments(
      t("tokenizer-markers", { marker: "<|…|>" }),
      [
        { value: "text", label: t("tokenizer-plain") },
        { value: "parse", label: t("tokenizer-special") },
      ],
      (special) => this.#choose({ special: special === "parse" ? "parse" : "text", selected: -1 }),
    );
    this.#bytes = button(t("tokenizer-bytes"), () => this.change({ bytes: !this.inputs.bytes }));
    this.#examples = new Buttons(t("prepared-texts"));
    this.#chips = new Chips({
      label: t("tokens"),
      pick: (index) => this.#pick(index),
      focus: (index) => {
        // Called at each move of the pointer; only another token is worth a new rendering.
        if (this.#pointed === index) return;
        this.#pointed = index;
        this.schedule();
      },
    });
    this.#otherChips = compare.map(
      (name) => new Chips({ label: t("tokenizer-in", { name }), limit: 120 }),
    );
    this.#others.append(
      ...compare.map((_, index) =>
        h(
          "div",
          { class: "tokenizer-other" },
          h("p", { class: "tokenizer-name" }),
          this.#otherChips[index]!.root,
        ),
      ),
    );
    this.#detail.append(this.#detailText, this.#merges);
    setAttribute(this.#merges, "aria-label", t("tokenizer-merges"));
    const controls = h(
      "div",
      { class: "widget-controls" },
      vocabularies.length > 1 ? this.#vocabulary.root : null,
      this.#special.root,
      this.#bytes,
      this.#examples.root,
    );
    const figure = h("div", { class: "tokenizer-figure" }, this.#chips.root, this.#others);
    const main = h(
      "div",
      { class: "tokenizer-main" },
      h("div", { class: "tokenizer-left" }, figure, this.#detail),
      this.#numbers,
    );
    this.append(
      ...this.#fields.map((field) => field.root),
      controls,
      this.#notice.root,
      main,
      this.#provenance.root,
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#seen = whenSeen(this, () => {
      this.#waited = true;
      this.schedule();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen();
  }

  protected override lanes(): string[] {
    return ["main", ...this.options.compare.map(laneOf)];
  }

  /** Return the state of what is shown: an answer to another text says nothing about this one. */
  protected override currentState(): State {
    return this.#split(this.inputs.vocabulary, "main").source.state;
  }

  #startText(): string {
    const { chat, text } = this.options;
    return chat.length > 0 ? chatText(chat) : text;
  }

  // What people do

  #typed(): void {
    const { chat } = this.options;
    const text =
      chat.length > 0
        ? chatText(
            chat.map((turn, index) => ({
              role: turn.role,
              content: this.#fields[index]!.input.value,
            })),
          )
        : this.#fields[0]!.input.value;
    this.#choose({ text, selected: -1 });
  }

  #choose(inputs: Partial<Inputs>): void {
    // A tokenizer that could not be fetched may be there now.
    this.#encodings.retry();
    this.change(inputs);
    this.#request();
  }

  #example(text: string): void {
    this.#fields[0]!.fill(text);
    this.#choose({ text, selected: -1 });
  }

  #show(recording: Recording): void {
    const params = recordedParams<"tokens/encode">(recording);
    this.#fields[0]!.fill(params.text);
    this.#choose({
      text: params.text,
      vocabulary: params.vocabulary ?? this.inputs.vocabulary,
      special: params.special ?? "text",
      selected: -1,
    });
  }

  #pick(index: number): void {
    const { selected, vocabulary } = this.inputs;
    const opened = selected === index ? -1 : index;
    this.change({ selected: opened });
    // Merges are the word's and not the token's: they say how the word came to be cut there.
    const word = opened < 0 ? "" : this.#word(opened);
    // Without a kernel the browser's own tokenizer answers, in `#mergesOf`.
    if (word !== "" && this.options.merges && this.host.kernel === "live")
      this.ask("merges", this.request("tokens/merges", { text: word, vocabulary }));
  }

  /**
   * Request the tokens of the text in every vocabulary shown. Without a kernel the browser computes
   * them in `#split`.
   */
  #request(): void {
    if (this.host.kernel !== "live" || refusal(this.inputs.text) !== "") return;
    this.ask("main", this.#encode(this.inputs.vocabulary));
    for (const name of this.options.compare) this.ask(laneOf(name), this.#encode(name));
  }

  /**
   * Request what was typed while the kernel was away; only the screen that everybody follows does
   * so.
   */
  protected override kernelBack(): void {
    const shown = this.shown("main");
    if (!shown || !same(shown.params, this.#encode(this.inputs.vocabulary).params)) this.#request();
  }

  #encode(vocabulary: string): Request<"tokens/encode"> {
    const { text, special } = this.inputs;
    return this.request("tokens/encode", {
      text,
      vocabulary,
      // As in options.py: the method's default is left out.
      special: special === "parse" ? special : undefined,
    });
  }

  // What there is to show

  #split(vocabulary: string, lane: string): Encoding {
    return this.#encodings.get(
      lane,
      this.shown(lane),
      this.key,
      this.#encode(vocabulary),
      this.#mayFetch(),
    );
  }

  /**
   * Return whether a tokenizer may be fetched. It is half a megabyte, so only once somebody typed,
   * or when the slide is seen and nothing else answers.
   */
  #mayFetch(): boolean {
    // What the page came with is recorded; nothing else can be.
    const { text, vocabulary, special } = this.initial();
    const now = this.inputs;
    return (
      this.#waited || now.text !== text || now.vocabulary !== vocabulary || now.special !== special
    );
  }

  #word(index: number): string {
    const word = wordAround(this.#split(this.inputs.vocabulary, "main").tokens, index);
    return [...word].length > LONGEST_WORD ? "" : word;
  }

  /** Return the merges inside a word and where they were computed; null while nobody can say. */
  #mergesOf(word: string): { steps: readonly MergeStep[]; where: string } | null {
    const { vocabulary } = this.inputs;
    const shown = this.shown<"tokens/merges">("merges");
    if (shown?.result && same(shown.params, { text: word, vocabulary })) {
      const { stages } = shown.result;
      return {
        steps: stages.map((step) => ({
          pieces: step.pieces,
          merged: step.merged ?? "",
          rank: step.rank ?? null,
        })),
        where: "",
      };
    }
    // The kernel's answer is on its way; the browser's would be replaced by it at once.
    if (this.host.kernel === "live" && shown && !shown.done) return null;
    const tokenizer = ready(vocabulary);
    if (tokenizer) return { steps: tokenizer.merges(word), where: t("provenance-browser") };
    if (inBrowser(vocabulary))
      void load(vocabulary).then(
        () => this.schedule(),
        () => undefined,
      );
    return null;
  }

  // Rendering

  protected override render(): void {
    const now = this.inputs;
    const split = this.#split(now.vocabulary, "main");
    // The turns of a chat are typed on each screen by itself; the room knows only their whole text.
    if (this.options.chat.length === 0) this.#fields[0]!.set(now.text);
    this.#vocabulary.render(this.#vocabularies(), now.vocabulary);
    // Only a text with a marker in it has two readings; the turns of a chat always have theirs.
    this.#special.root.hidden = !/<\|.*\|>/s.test(now.text) || this.options.chat.length > 0;
    this.#special.render(now.special);
    setAttribute(this.#bytes, "aria-pressed", String(now.bytes));
    this.#examples.render(
      this.options.examples.map((item) => ({
        label: oneLine(item.label || item.text, 28),
        pressed: now.text === item.text,
        press: () => this.#example(item.text),
      })),
    );
    this.#renderChips(split, now);
    this.#renderOthers();
    this.#renderNumbers(split, now.text);
    this.#renderDetail(split, now);
    this.#notice.render(
      split.wrong,
      // Prepared texts are offered where no kernel will answer any other.
      split.source.state === "interrupted" || this.host.kernel !== "live"
        ? this.examples().filter((item) => item.method === "tokens/encode")
        : [],
      this.again,
    );
    this.#provenance.render(split.source);
    this.announce(split.wrong === "" ? t("count-tokens", { count: split.tokens.length }) : "");
  }

  #vocabularies(): { value: string; label: string }[] {
    const known = this.shown<"tokens/vocabularies">("vocabularies")?.result?.vocabularies ?? [];
    return this.options.vocabularies.map((name) => {
      const size = sizeOf(name, known);
      return {
        value: name,
        label: size === undefined ? name : `${name} · ${t("number-entries", { number: size })}`,
      };
    });
  }

  #renderChips(split: Encoding, now: Inputs): void {
    const tokens = split.tokens.map((token) => ({
      ...token,
      ...(now.bytes && !token.special ? { under: spacedHex(token.bytes ?? "") } : {}),
    }));
    this.#chips.render(tokens, now.selected < 0 ? null : now.selected);
    setAttribute(this, "data-compare", this.options.compare.length > 0);
  }

  #renderOthers(): void {
    this.#others.hidden = this.options.compare.length === 0;
    this.options.compare.forEach((name, index) => {
      const split = this.#split(name, laneOf(name));
      const title = this.#others.children[index]!.querySelector(".tokenizer-name")!;
      setText(
        title,
        split.wrong === ""
          ? `${name}: ${t("count-tokens", { count: split.tokens.length })}`
          : `${name}: ${split.wrong}`,
      );
      this.#otherChips[index]!.render(split.tokens);
    });
  }

  #renderNumbers(split: Encoding, text: string): void {
    const characters = [...text].length;
    // Two digits of hex a byte.
    const bytes = split.tokens.reduce((sum, token) => sum + (token.bytes ?? "").length / 2, 0);
    const tokens = split.tokens.length;
    const rows: [string, string][] = [
      [count(tokens), t("tokenizer-word-tokens", { count: tokens })],
      [count(characters), t("tokenizer-word-characters", { count: characters })],
      [count(bytes), t("tokenizer-word-bytes", { count: bytes })],
      [tokens === 0 ? "–" : decimal(bytes / tokens, 1), t("tokenizer-per-token")],
    ];
    renderList(
      this.#numbers,
      rows,
      () => h("div", {}, h("dt", {}), h("dd", {})),
      (row, [value, name]) => {
        setText(row.querySelector("dt")!, name);
        setText(row.querySelector("dd")!, value);
      },
    );
  }

  #renderDetail(split: Encoding, now: Inputs): void {
    // What is pointed at goes first: the chosen token is shown again when the pointer leaves.
    const index = this.#pointed ?? (now.selected >= 0 ? now.selected : null);
    const token = index === null ? undefined : split.tokens[index];
    if (!token || index === null) {
      this.#detailText.replaceChildren(split.tokens.length === 0 ? "" : this.#invitation());
    } else {
      const name = h("bdi", { class: "tokenizer-spelt" });
      renderToken(name, token.text, token.bytes ?? "");
      const inside = token.special
        ? t("tokenizer-is-special")
        : t("token-bytes", { bytes: spacedHex(token.bytes ?? "") });
      this.#detailText.replaceChildren(
        `${t("tokenizer-token", { number: index + 1, all: split.tokens.length })}: `,
        name,
        ` · ID ${token.id} · ${inside}`,
      );
    }
    this.#renderMerges(split, now);
  }

  /** Return a hint at what can be pointed at; a finger can only tap. */
  #invitation(): string {
    if (matchMedia("(hover: none)").matches)
      return this.options.merges ? t("tokenizer-tap-merges") : t("tokenizer-tap");
    return this.options.merges ? t("tokenizer-point-merges") : t("tokenizer-point");
  }

  #renderMerges(split: Encoding, now: Inputs): void {
    const token = split.tokens[now.selected];
    const open = this.options.merges && token !== undefined && !token.special;
    const word = open ? this.#word(now.selected) : "";
    const found = word === "" ? null : this.#mergesOf(word);
    this.#merges.hidden = !open;
    if (!open) return;
    setAttribute(this.#merges, "aria-label", t("tokenizer-merges-of", { word: spoken(word) }));
    renderList(
      this.#merges,
      found?.steps ?? [],
      () => h("li", {}, h("span", { class: "merge-note" }), h("span", { class: "merge-pieces" })),
      (row, step, index) => renderMerge(row, step, index),
    );
    // After `renderList`, whose rows it takes the place of.
    if (word === "")
      this.#merges.replaceChildren(h("li", {}, t("tokenizer-long-word", { most: LONGEST_WORD })));
  }
}

function renderMerge(row: HTMLElement, step: MergeStep, index: number): void {
  setText(
    row.querySelector(".merge-note")!,
    index === 0
      ? t("tokenizer-single")
      : t("tokenizer-merge", {
          number: index,
          rank: step.rank === null ? "?" : count(step.rank),
        }),
  );
  renderList(
    row.querySelector(".merge-pieces")!,
    step.pieces,
    () => h("bdi", { class: "merge-piece" }),
    (piece, bytes) => {
      // By its bytes: a piece may be a part of a character, which has no text.
      renderToken(piece, textOf(bytes), bytes);
      setAttribute(piece, "data-new", bytes === step.merged);
    },
  );
}

function laneOf(vocabulary: string): string {
  return `vs:${vocabulary}`;
}

function chatText(turns: readonly { role: string; content: string }[]): string {
  return turns
    .map((turn) => `<|im_start|>${turn.role}<|im_sep|>${turn.content}<|im_end|>`)
    .join("");
}

customElements.define("talk-tokenizer", TalkTokenizer);
