/**
 * A sentence as training examples: a window of tokens, and the token that follows as the answer.
 */
import type { State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import { isRightToLeft } from "../../web/page.js";
import { type Encoding, Encodings } from "../../web/tokenizers/encodings.js";
import { Chips } from "../../web/ui/chips.js";
import { h, renderList, setAttribute } from "../../web/ui/dom.js";
import { Buttons, Slider } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { Notice } from "../../web/ui/notice.js";
import { whenSeen } from "../../web/ui/on_screen.js";
import { ProvenanceLine } from "../../web/ui/provenance.js";
import { oneLine, spoken } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** Index of the chosen sentence. */
  chosen: number;
  /** Number of tokens in the window, from 1. */
  size: number;
};

export default class TalkWindows extends TalkElement<Options, Inputs> {
  #texts = new Buttons(t("windows-texts"));
  #slider!: Slider;
  #list = h("div", { class: "windows-list", "aria-label": t("windows") });
  #rows: { window: Chips; answer: Chips }[] = [];
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  #encodings = new Encodings(this.host, () => this.schedule());
  #waited = false;
  #seen: () => void = () => undefined;

  protected override initial(): Inputs {
    return { chosen: 0, size: this.options.rows };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("windows"));
    this.#slider = new Slider(
      t("windows-size"),
      // How many tokens there are comes with the first answer.
      { min: 1, max: 2, step: 1 },
      (value) => t("count-tokens", { count: value }),
      (size) => this.change({ size }),
    );
    this.#rows = Array.from({ length: this.options.rows }, () => ({
      window: new Chips({ label: t("windows-window"), limit: 24, ids: false }),
      answer: new Chips({ label: t("windows-next"), ids: true }),
    }));
    const controls = h("div", { class: "widget-controls" }, this.#texts.root, this.#slider.root);
    const heads = h(
      "div",
      { class: "windows-heads", "aria-hidden": "true" },
      h("span", {}, t("windows-head")),
      h("span", {}, t("windows-next-head")),
    );
    this.append(
      controls,
      this.#notice.root,
      h("div", { class: "windows-figure" }, heads, this.#list),
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
    return this.options.texts.map((_, index) => String(index));
  }

  protected override currentState(): State {
    return this.#split().source.state;
  }

  get #now(): Inputs {
    const { chosen, size } = this.inputs;
    // An edit of the deck may have taken a text away that the room still has chosen.
    return { chosen: Math.min(chosen, this.options.texts.length - 1), size };
  }

  #choose(chosen: number): void {
    const text = this.options.texts[chosen]!;
    this.change({ chosen, size: this.options.rows });
    // Without a kernel the browser's own tokenizer splits the text.
    if (this.host.kernel === "live")
      this.ask(String(chosen), this.request("tokens/encode", { text }));
  }

  #split(): Encoding {
    const { chosen } = this.#now;
    const lane = String(chosen);
    return this.#encodings.get(
      lane,
      this.shown(lane),
      this.key,
      this.request("tokens/encode", { text: this.options.texts[chosen]! }),
      // Half a megabyte of tokenizer comes only once the widget was in sight, or somebody chose.
      this.#waited || chosen !== 0,
    );
  }

  protected override render(): void {
    const { texts, rows } = this.options;
    const { chosen } = this.#now;
    const split = this.#split();
    // The last token is only ever an answer.
    const longest = Math.max(1, split.tokens.length - 1);
    const size = Math.min(this.#now.size, longest);
    // The rows move on with the chosen size, and stop with the last of them at the sentence's end.
    const from = Math.max(1, Math.min(size - rows + 1, longest - rows + 1));
    const sizes =
      split.tokens.length < 2
        ? []
        : Array.from({ length: Math.min(rows, longest) }, (_, index) => from + index);
    this.#texts.render(
      texts.length < 2
        ? []
        : texts.map((text, index) => ({
            label: oneLine(text, this.host.view === "phone" ? 34 : 60),
            pressed: index === chosen,
            press: () => this.#choose(index),
          })),
    );
    this.#slider.render(size, longest);
    this.#notice.render(split.wrong);
    setAttribute(this.#list, "role", sizes.length === 0 ? "group" : "list");
    renderList(
      this.#list,
      sizes,
      () => h("div", { class: "windows-row", role: "listitem" }),
      (row, length, index) => {
        const { window, answer } = this.#rows[index]!;
        if (window.root.parentElement !== row)
          row.replaceChildren(
            h("div", { class: "windows-window" }, window.root),
            h(
              "span",
              { class: "windows-arrow", "aria-hidden": "true" },
              isRightToLeft() ? "←" : "→",
            ),
            h("div", { class: "windows-answer" }, answer.root),
          );
        // As many chips as fit on a line of the projector; the model's own window is longer.
        const cut = Math.max(0, length - 24);
        const next = split.tokens[length]!;
        window.render(split.tokens.slice(cut, length));
        answer.render([next]);
        setAttribute(row, "data-long", longest > 9);
        setAttribute(row, "aria-current", length === size ? "true" : null);
        setAttribute(
          row,
          "aria-label",
          t("windows-row", {
            count: length,
            token: spoken(next.text, next.bytes),
            id: String(next.id),
          }),
        );
      },
    );
    this.#provenance.render(split.source);
    this.announce(
      sizes.length === 0
        ? ""
        : t("windows-said", { count: size, token: spoken(split.tokens[size]!.text) }),
    );
  }
}

customElements.define("talk-windows", TalkWindows);
