/**
 * One sentence as bits, bytes, tokens and words: how long each row is and how many different signs
 * it needs.
 */
import type { Request, State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import { toBytes } from "../../web/tokenizers/bpe.js";
import { type Encoding, Encodings } from "../../web/tokenizers/encodings.js";
import { sizeOf } from "../../web/tokenizers/load.js";
import { Chips } from "../../web/ui/chips.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { Notice } from "../../web/ui/notice.js";
import { count } from "../../web/ui/numbers.js";
import { whenSeen } from "../../web/ui/on_screen.js";
import { ProvenanceLine } from "../../web/ui/provenance.js";
import type { Options } from "./options.gen.js";

type Row = "bits" | "bytes" | "tokens" | "words";

interface Length {
  row: Row;
  length: number;
  /** Size of the alphabet, in words. */
  signs: string;
  /** The row, as far as it fits; tokens are shown as chips instead. */
  sample: string;
}

/** Longest sentence, in characters: a longer one leaves no room for its bits. */
const LONGEST = 200;

export default class TalkUnits extends TalkElement<Options, { text: string }> {
  #field!: TextField;
  #list = h("div", { class: "units-list", role: "list", "aria-label": t("units-lengths") });
  #chips = new Chips({ label: t("tokens"), limit: 40, ids: false });
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  #encodings = new Encodings(this.host, () => this.schedule());
  #waited = false;
  #seen: () => void = () => undefined;

  protected override initial(): { text: string } {
    return { text: this.options.text };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("units"));
    this.#field = new TextField(t("units-type"), {
      rows: this.host.view === "phone" ? 2 : 1,
      input: (text) => {
        // A tokenizer that could not be fetched may be there now.
        this.#encodings.retry();
        this.change({ text });
        if (this.host.kernel === "live" && [...text].length <= LONGEST)
          this.ask("main", this.#encode);
      },
    });
    this.append(this.#field.root, this.#notice.root, this.#list, this.#provenance.root);
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

  protected override currentState(): State {
    return this.#split().source.state;
  }

  get #text(): string {
    return this.inputs.text;
  }

  get #encode(): Request<"tokens/encode"> {
    return this.request("tokens/encode", { text: this.#text });
  }

  #split(): Encoding {
    return this.#encodings.get(
      "main",
      this.shown("main"),
      this.key,
      this.#encode,
      // Half a megabyte of tokenizer comes only once the widget was in sight, or for a text that no
      // recording can have.
      this.#waited || this.#text !== this.options.text,
    );
  }

  protected override render(): void {
    const text = this.#text;
    const split = this.#split();
    this.#field.set(text);
    // By characters: an emoji is two units of a string here.
    const wrong = [...text].length > LONGEST ? t("units-long", { most: LONGEST }) : split.wrong;
    const rows =
      wrong === ""
        ? lengths(text, split.tokens.length, this.options.rows as Row[], this.#signs())
        : [];
    const longest = Math.max(1, ...rows.map((row) => row.length));
    this.#notice.render(wrong);
    setAttribute(this.#list, "role", rows.length === 0 ? "group" : "list");
    renderList(this.#list, rows, makeRow, (element, row) => {
      setText(element.querySelector(".units-name")!, t(`units-${row.row}`));
      setText(
        element.querySelector(".units-length")!,
        // A text without tokens is one whose tokens are still on their way.
        row.row === "tokens" && split.tokens.length === 0 && text !== "" ? "–" : count(row.length),
      );
      setText(element.querySelector(".units-signs")!, row.signs);
      element.style.setProperty("--share", String(row.length / longest));
      const sample = element.querySelector<HTMLElement>(".units-sample")!;
      if (row.row === "tokens") {
        this.#chips.render(split.tokens);
        // The rows are the deck's and may change places; the one set of chips goes along.
        if (this.#chips.root.parentElement !== sample) sample.replaceChildren(this.#chips.root);
      } else setText(sample, row.sample);
    });
    this.#provenance.render(split.source);
    this.announce(rows.map((row) => t(`units-count-${row.row}`, { count: row.length })).join(", "));
  }

  #signs(): number | undefined {
    const { vocabulary } = this.options;
    const known = this.shown<"tokens/vocabularies">("vocabularies")?.result?.vocabularies;
    return sizeOf(vocabulary, known ?? []);
  }
}

function lengths(
  text: string,
  tokens: number,
  rows: readonly Row[],
  vocabularySize: number | undefined,
): Length[] {
  // In UTF-8, which is what a tokenizer of bytes begins with.
  const bytes = toBytes(text);
  const words = text.split(/\s+/u).filter((word) => word !== "");
  const all: Record<Row, Length> = {
    bits: {
      row: "bits",
      length: bytes.length * 8,
      signs: t("units-signs", { count: 2 }),
      sample: each(bytes, 2, 8),
    },
    bytes: {
      row: "bytes",
      length: bytes.length,
      signs: t("units-signs", { count: 256 }),
      sample: each(bytes, 16, 2),
    },
    tokens: {
      row: "tokens",
      length: tokens,
      signs: vocabularySize ? t("units-signs", { count: vocabularySize }) : t("units-vocabulary"),
      sample: "",
    },
    words: {
      row: "words",
      length: words.length,
      signs: t("units-endless"),
      sample: words.join("  "),
    },
  };
  return rows.map((row) => all[row]);
}

function each(bytes: string, base: number, digits: number): string {
  return [...bytes]
    .map((byte) => byte.charCodeAt(0).toString(base).padStart(digits, "0"))
    .join(" ");
}

function makeRow(): HTMLElement {
  return h(
    "div",
    { class: "units-row", role: "listitem" },
    h("span", { class: "units-length" }),
    h(
      "span",
      { class: "units-what" },
      h("span", { class: "units-name" }),
      h("span", { class: "units-signs" }),
    ),
    h(
      "span",
      { class: "units-picture" },
      h("span", { class: "units-sample" }),
      h("span", { class: "units-bar", "aria-hidden": "true" }),
    ),
  );
}

customElements.define("talk-units", TalkUnits);
