/** The room's words as tokens, beside the model's map. options.py says what the widget is for. */
import type { Shown, State } from "../../web/answers.js";
import type { Turn } from "../../web/element.js";
import type { EncodeResult, TextCount } from "../../web/protocol.gen.js";
import { inBrowser, load, ready } from "../../web/tokenizers/load.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { percent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { oneLine } from "../../web/ui/token_text.js";
import { BallotElement, type Solution, UNSOLVED } from "../../web/votes/ballot_element.js";
import type { Asked } from "../../web/votes/form.js";
import { OptionRows } from "../../web/votes/rows.js";
import type { Options } from "./options.gen.js";
import { beginnings, beginsWith, joined, piecesOf } from "./words.js";

const LANE = "words";
/** Most of the room's own beginnings below the model's tokens. */
const EXTRA = 3;

export default class TalkTokensCloud extends BallotElement<Options> {
  readonly #map = new OptionRows();
  readonly #room = h("span", { class: "cloud-key", "data-of": "room" }, t("cloud-room"));
  readonly #heading = h(
    "p",
    { class: "cloud-heading" },
    h("span", {}, t("cloud-next")),
    this.#room,
    h("span", { class: "cloud-key", "data-of": "model" }, t("the-model")),
  );
  readonly #note = h("p", { class: "cloud-note" });
  readonly #provenance = new ProvenanceLine();
  /** Pieces by word, from every cut that this page has seen. */
  readonly #pieces = new Map<string, readonly string[]>();
  /** Tokens that were read last, so that each answer is read once. */
  #read: EncodeResult["tokens"] | null = null;
  /** Text that this screen asked to be cut last. */
  #asked = "";
  #loading = false;

  override get turn(): Turn {
    return "continue";
  }

  protected override initial(): Record<string, never> {
    return {};
  }

  protected override build(): void {
    super.build();
    this.above.append(
      h(
        "p",
        { class: "vote-context", dir: "auto" },
        this.options.prompt,
        h("span", { class: "vote-gap", "aria-hidden": "true" }),
      ),
    );
    this.below.append(this.#heading, this.#map.root, this.#note, this.#provenance.root);
  }

  protected override asked(): Asked {
    return {
      kind: "text",
      options: [],
      most: 0,
      low: 0,
      high: 0,
      unit: "",
      ends: [],
      scale: false,
    };
  }

  protected override solution(): Solution {
    return UNSOLVED;
  }

  protected override currentState(): State {
    return this.#predicted()?.state ?? "prepared";
  }

  protected override render(): void {
    this.#readPieces();
    this.#cut();
    super.render();
    const shows = this.hasAttribute("data-shown");
    const predicted = this.#predicted();
    const texts = shows ? this.#texts() : [];
    const people = this.ballot?.tally.people ?? 0;
    // What the map does not list is less likely than the last token that it does.
    const last = predicted?.result?.candidates.at(-1)?.probability ?? 0;
    const rows = beginnings(
      predicted?.result?.candidates ?? [],
      texts,
      (word) => this.#piecesOf(word),
      this.options.top_k,
      EXTRA,
    );
    const mine = this.ballot ? (this.host.mine(this.key)?.text ?? undefined) : undefined;
    this.#map.render(
      rows.map(({ text, people, probability }) => ({
        name: oneLine(text.trim() || text),
        votes: shows ? people : null,
        mine: mine !== undefined && beginsWith(mine, text),
        right: false,
        model: {
          share: probability ?? 0,
          text: probability === null ? below(last) : percent(probability),
        },
      })),
      people,
    );
    this.#room.hidden = !shows;
    const isCut = texts.some(({ text }) => this.#piecesOf(text) !== null);
    const sent = texts.reduce((sum, { count }) => sum + count, 0);
    const notes = [
      isCut ? t("cloud-cut", { vocabulary: this.options.vocabulary }) : "",
      // Words of a few people are sent only as a number.
      shows && sent < people ? t("cloud-rare") : "",
    ];
    setText(this.#note, notes.filter((note) => note !== "").join(" "));
    this.#provenance.render(sourceOf(predicted, t("no-model-here")));
    // Until the words are shown, the model's map is not on screen either: it would be copied.
    this.below.hidden = !this.alone && !shows;
  }

  protected override writeText(target: HTMLElement, text: string): void {
    const pieces = this.#piecesOf(text);
    setAttribute(target, "data-cut", pieces !== null);
    renderList(
      target,
      pieces ?? [text],
      () => h("span", { class: "cloud-token" }),
      (span, piece, index) => {
        setText(span, piece);
        setAttribute(span, "data-tint", pieces ? (index % 8) + 1 : null);
      },
    );
  }

  /** Return the words that may be on every screen. */
  #texts(): readonly TextCount[] {
    return (this.ballot?.tally.texts ?? []).filter((text) => !text.barred);
  }

  #predicted(): Shown<"next_token/predict"> | null {
    return this.answer("main", this.request("next_token/predict"));
  }

  #piecesOf(word: string): readonly string[] | null {
    const known = this.#pieces.get(word);
    if (known) return known;
    // With a space before it, as a word stands in a text: most of its tokens begin with one.
    const tokens = ready(this.options.vocabulary)?.encode(` ${word}`, "text");
    const pieces = tokens && piecesOf([word], tokens).get(word);
    if (!pieces) return null;
    this.#pieces.set(word, pieces);
    return pieces;
  }

  /** Learn from the kernel's answer how the words in its own request were cut. */
  #readPieces(): void {
    const run = this.host.state(this.key).runs?.[LANE];
    const tokens = (run?.result as EncodeResult | null | undefined)?.tokens;
    if (!run || !tokens || tokens === this.#read) return;
    this.#read = tokens;
    const words = String(run.params.text ?? "")
      .split("\n")
      // Each line of the request is a space and a word.
      .map((word) => word.slice(1));
    for (const [word, pieces] of piecesOf(words, tokens)) this.#pieces.set(word, pieces);
  }

  /**
   * Have the words cut: by the kernel, once for all screens, or where it is away by this browser.
   *
   * A hall of phones would load half a megabyte each, so phones wait for the kernel's answer.
   */
  #cut(): void {
    const words = this.#texts().map(({ text }) => text);
    if (words.length === 0 || words.every((word) => this.#pieces.has(word))) return;
    const { host } = this;
    if (host.kernel === "live") {
      // What everybody sees is asked by one screen, and not before everybody may see it.
      if (!host.shared || !host.keepsTime || this.ballot?.hidden || this.closest(".frame[inert]"))
        return;
      const text = joined(words);
      // Not at each vote: only another set of words is cut anew.
      if (text === this.#asked) return;
      this.#asked = text;
      this.ask(LANE, this.request("tokens/encode", { text }));
    } else if (host.view !== "phone" && !this.#loading && inBrowser(this.options.vocabulary)) {
      this.#loading = true;
      load(this.options.vocabulary).then(
        () => this.schedule(),
        () => undefined, // the words stay whole, which says nothing false
      );
    }
  }
}

/** Return words for a probability that is below this one. */
function below(probability: number): string {
  const text = percent(probability);
  return text.startsWith("<") ? text : `< ${text}`;
}

customElements.define("talk-tokens-cloud", TalkTokensCloud);
