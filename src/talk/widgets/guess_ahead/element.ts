/** A text written by drafts. options.py says what the widget is for. */
import type { Request, Shown } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { Methods, PassEvent } from "../../web/protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { oneLine } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** Number of the way to guess: 0 is the options' own, 1 the first example. */
  chosen: number;
  /** Number added to the seed. */
  again: number;
  /** Half passes shown while it plays: first the drafts of a pass, then what is left of them. */
  shown: number;
  /** True while the room plays it, which phones that follow show too. */
  playing: boolean;
};

type Kind = "kept" | "own" | "dropped" | "draft";

/** Neighbouring tokens of one kind. */
interface Run {
  kind: Kind;
  text: string;
  /** Whether a forward pass begins here. */
  begins: boolean;
}

/** A pass is shown in two beats: what was guessed, and what is kept of it. */
const HALF_PASS_MS = 550;

export default class TalkGuessAhead extends TalkElement<Options, Inputs> {
  #examples = new Buttons(t("ahead-ways"));
  #watch!: HTMLButtonElement;
  #again!: HTMLButtonElement;
  #written = h("span", { class: "ahead-written" });
  #prompt = h("span", { class: "ahead-prompt" });
  #bars = h("div", { class: "ahead-bars", role: "list", "aria-label": t("ahead-passes-name") });
  #kept = h("p", { class: "ahead-kept" });
  #same = h("p", { class: "ahead-same" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    return { chosen: 0, again: 0, shown: 0, playing: false };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("ahead"));
    this.#watch = button(t("ahead-watch"), () => this.#toggle(), { class: "choice choice-main" });
    this.#again = button(t("again-other-coins"), () =>
      this.#ask(this.inputs.chosen, this.inputs.again + 1),
    );
    const key = (kind: Kind, text: string): HTMLElement =>
      h("li", {}, h("span", { class: "ahead-run", "data-kind": kind }, text));
    this.append(
      h("div", { class: "widget-controls" }, this.#examples.root, this.#watch, this.#again),
      h("p", { class: "ahead-text", dir: "auto" }, this.#prompt, this.#written),
      h(
        "ul",
        { class: "ahead-key" },
        key("kept", t("ahead-is-kept")),
        key("own", t("ahead-is-own")),
        key("dropped", t("ahead-is-dropped")),
      ),
      this.#bars,
      h("div", { class: "ahead-sums" }, this.#same, this.#kept),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  protected override lanes(): string[] {
    return ["main", "plain"];
  }

  // What people do

  #ask(chosen: number, again: number): void {
    this.change({ chosen, again, shown: 0, playing: false });
    // A phone shows what is prepared: two texts at once are the stage's to ask for.
    if (!this.host.shared) return;
    this.ask("main", this.#drafted());
    this.ask("plain", this.#plain());
  }

  #show(recording: Recording): void {
    const found = this.options.examples.findIndex((item) => item.label === recording.label);
    this.#ask(found + 1, 0);
  }

  #toggle(): void {
    if (this.playing) this.pause();
    // 1 is the first half pass: its drafts.
    else this.play({ shown: 1 });
  }

  protected override period(): number {
    return HALF_PASS_MS;
  }

  protected override beat(): void {
    const shown = this.inputs.shown + 1;
    if (shown < 2 * this.#passes().length) this.change({ shown });
    else this.pause();
  }

  // What there is to show

  #drafted(): Request<"text/speculate"> {
    return this.request("text/speculate", this.#changes(true));
  }

  #plain(): Request<"text/generate"> {
    return this.request("text/generate", this.#changes(false));
  }

  #changes(drafts: boolean): Partial<Methods["text/speculate"]["params"]> {
    const { text, checkpoint, draft, seed, examples } = this.options;
    const example = examples[this.inputs.chosen - 1];
    return {
      text: example?.text ?? text,
      checkpoint: example?.checkpoint ?? checkpoint,
      seed: seed + this.inputs.again,
      ...(drafts ? { draft: example ? example.draft : draft } : {}),
    } as Partial<Methods["text/speculate"]["params"]>;
  }

  #passes(): PassEvent[] {
    return this.answer("main", this.#drafted())?.events ?? [];
  }

  // Rendering

  protected override render(): void {
    const drafted = this.answer("main", this.#drafted());
    const plain = this.answer("plain", this.#plain());
    const { text: first, label, examples, temperature } = this.options;
    this.#examples.render(
      examples.length === 0
        ? []
        : [label ?? oneLine(first, 30), ...examples.map((item) => item.label)].map(
            (text, index) => ({
              label: text,
              pressed: index === this.inputs.chosen,
              press: (): void => this.#ask(index, 0),
            }),
          ),
    );
    const { playing } = this.inputs;
    setText(this.#watch, this.playing ? t("ahead-whole") : t("ahead-watch"));
    this.#watch.hidden = this.host.view === "print";
    // At temperature 0 no coin is tossed.
    this.#again.hidden = temperature === 0 || !this.host.shared;
    this.#again.disabled = this.host.kernel !== "live";
    const passes = drafted?.events ?? [];
    const half = playing ? this.inputs.shown : 2 * passes.length;
    setText(this.#prompt, this.#drafted().params.text ?? "");
    renderList(
      this.#written,
      runsOf(passes, half),
      () => h("span", { class: "ahead-run" }),
      renderRun,
    );
    setAttribute(this.#written.parentElement!, "data-writing", drafted !== null && !drafted.done);
    // A pass counts from its drafts on, what was kept of it only once it is decided.
    const done = Math.ceil(half / 2);
    const tokens = plain?.result?.tokens.length ?? null;
    this.#renderBars(done, tokens);
    const shown = passes.slice(0, Math.floor(half / 2));
    setText(this.#kept, passes.length === 0 ? "" : t("ahead-kept", sums(shown)));
    setText(this.#same, playing ? "" : verdict(drafted, plain));
    const wrong = complaint(drafted) || complaint(plain);
    this.#notice.render(wrong, wrong === "" ? [] : this.examples(), this.again);
    this.#provenance.render(
      sourceOf(drafted, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    this.announce(
      drafted?.done && tokens !== null
        ? `${t("ahead-said", { passes: passes.length, tokens })} ${this.#same.textContent}`
        : "",
    );
  }

  #renderBars(passes: number, tokens: number | null): void {
    const most = Math.max(1, tokens ?? 0, passes);
    const rows = [
      { name: t("ahead-one-by-one"), passes: tokens ?? 0, fast: false },
      { name: t("ahead-with-drafts"), passes, fast: true },
    ];
    setAttribute(this.#bars, "role", "list");
    renderList(
      this.#bars,
      rows,
      () =>
        h(
          "div",
          { class: "ahead-bar", role: "listitem" },
          h("span", { class: "ahead-name" }),
          h("span", { class: "ahead-track" }, h("span", { class: "ahead-fill" })),
          h("span", { class: "ahead-count" }),
        ),
      (element, row) => {
        setAttribute(element, "data-fast", row.fast);
        element.style.setProperty("--share", String(row.passes / most));
        setText(element.querySelector(".ahead-name")!, row.name);
        setText(
          element.querySelector(".ahead-count")!,
          row.passes === 0 ? "…" : t("ahead-passes", { count: row.passes }),
        );
      },
    );
  }
}

/** Return the tokens of the first half passes, in runs of one kind. */
function runsOf(passes: readonly PassEvent[], half: number): Run[] {
  const runs: Run[] = [];
  const add = (kind: Kind, texts: readonly string[], begins: boolean): void => {
    const text = texts.join("");
    if (text !== "") runs.push({ kind, text, begins });
  };
  passes.slice(0, Math.ceil(half / 2)).forEach((pass, index) => {
    // A special token, as at the end of a document, is no text.
    const texts = pass.drafts.map((token) => (token.special ? "" : token.text));
    // The half in which the drafts are written and nothing is decided yet.
    if (2 * index + 1 === half) {
      add("draft", texts, true);
      return;
    }
    const { kept, token } = pass;
    add("kept", texts.slice(0, kept), true);
    if (token && !token.special) add("own", [token.text], kept === 0);
    // Behind the network's own token, so that what stays is read in one line.
    add("dropped", texts.slice(kept), false);
  });
  return runs;
}

function renderRun(element: HTMLElement, run: Run): void {
  setAttribute(element, "data-kind", run.kind);
  setAttribute(element, "data-begins", run.begins);
  setText(element, run.text);
}

function sums(passes: readonly PassEvent[]): { kept: number; drafted: number } {
  return {
    kept: passes.reduce((sum, pass) => sum + pass.kept, 0),
    drafted: passes.reduce((sum, pass) => sum + pass.drafts.length, 0),
  };
}

/** Say whether both ways wrote the same tokens; nothing before both are done. */
function verdict(
  drafted: Shown<"text/speculate"> | null,
  plain: Shown<"text/generate"> | null,
): string {
  const [one, other] = [drafted?.result?.tokens, plain?.result?.tokens];
  if (!one || !other) return "";
  const same = one.length === other.length && one.every((id, place) => id === other[place]);
  return same ? `✓ ${t("ahead-same", { count: one.length })}` : `✗ ${t("ahead-differs")}`;
}

customElements.define("talk-guess-ahead", TalkGuessAhead);
