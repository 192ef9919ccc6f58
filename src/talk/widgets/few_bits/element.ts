/** One text written with ever fewer bits for each weight. options.py says what the widget is for. */
import type { Request } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { Rounded } from "../../web/protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { decimal } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { oneLine } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** Number of the prompt: 0 is the options' own, 1 the first example. */
  chosen: number;
};

/** A row of the table; without a measurement while none has come in. */
interface Row {
  bits: number;
  measured: Rounded | undefined;
  /** Text of the first row, which the others are compared with. */
  first: string;
}

const METHOD = "model/round";

export default class TalkFewBits extends TalkElement<Options, Inputs> {
  #run!: HTMLButtonElement;
  #examples = new Buttons(t("bits-prompts"));
  #rows = h("div", { class: "bits-rows", role: "list", "aria-label": t("bits") });
  #prompt = h("p", { class: "bits-prompt", dir: "auto" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    return { chosen: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("bits"));
    this.#run = button(t("bits-run"), () => this.#ask(this.inputs.chosen), {
      class: "choice choice-main",
    });
    this.append(
      h("div", { class: "widget-controls" }, this.#run, this.#examples.root),
      h(
        "div",
        { class: "bits-head" },
        h("span", {}, t("bits-each")),
        h("span", { class: "bits-loss-name" }, t("bits-loss")),
        this.#prompt,
      ),
      this.#rows,
      this.#notice.root,
      this.#provenance.root,
    );
  }

  #ask(chosen: number): void {
    this.change({ chosen });
    // A phone shows what is prepared: the weights of the network are rounded for the stage.
    if (this.host.shared) this.ask("main", this.#round());
  }

  #show(recording: Recording): void {
    const found = this.options.examples.findIndex((item) => item.label === recording.label);
    this.#ask(found + 1);
  }

  #round(): Request<typeof METHOD> {
    return this.request(METHOD, { text: this.#text });
  }

  get #text(): string {
    return this.options.examples[this.inputs.chosen - 1]?.text ?? this.options.text;
  }

  protected override render(): void {
    const shown = this.answer("main", this.#round());
    // Each row comes as an event of its own while the others are measured.
    const measured = shown?.result?.measured ?? shown?.events ?? [];
    const { text: first, label, examples, bits } = this.options;
    this.#run.disabled = this.host.kernel !== "live";
    this.#run.hidden = !this.host.shared;
    this.#examples.render(
      examples.length === 0
        ? []
        : [label ?? oneLine(first, 30), ...examples.map((item) => item.label)].map(
            (text, index) => ({
              label: text,
              pressed: index === this.inputs.chosen,
              press: (): void => this.#ask(index),
            }),
          ),
    );
    setText(this.#prompt, `${this.#text} …`);
    // Bars are relative to the worst loss, and never to less than 1 nat: small ones stay small.
    const most = Math.max(1, ...measured.map((one) => one.loss));
    const written = measured[0]?.text ?? "";
    const rows: Row[] = bits.map((each, index) => ({
      bits: each,
      measured: measured[index],
      first: written,
    }));
    renderList(this.#rows, rows, makeRow, (element, row) => renderRow(element, row, most));
    const wrong = complaint(shown);
    this.#notice.render(wrong, wrong === "" ? [] : this.examples(), this.again);
    this.#provenance.render(
      sourceOf(shown, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    const said = measured.map((one) =>
      t("bits-said", { bits: one.bits, loss: decimal(one.loss, 2) }),
    );
    // At the end: the rows come one by one, and each would break off the one before.
    this.announce(shown?.done ? said.join(" ") : "");
  }
}

function makeRow(): HTMLElement {
  return h(
    "div",
    { class: "bits-row", role: "listitem" },
    h("span", { class: "bits-bits" }),
    h("span", { class: "bits-size" }),
    h("span", { class: "bits-track" }, h("span", { class: "bits-fill" })),
    h("span", { class: "bits-loss" }),
    h("p", { class: "bits-text", dir: "auto" }, h("span", {}), h("span", { class: "bits-other" })),
  );
}

function renderRow(element: HTMLElement, { bits, measured, first }: Row, most: number): void {
  const part = (name: string): HTMLElement => element.querySelector<HTMLElement>(`.bits-${name}`)!;
  setText(part("bits"), t("bits-count", { count: bits }));
  setText(part("size"), measured ? t("bits-size", { size: decimal(measured.size / 1e6, 1) }) : "");
  element.style.setProperty("--share", String((measured?.loss ?? 0) / most));
  setText(part("loss"), measured ? decimal(measured.loss, 2) : "…");
  const text = measured?.text.trim() ?? "";
  const same = alike(first.trim(), text);
  setText(part("text").firstElementChild!, text.slice(0, same));
  setText(part("other"), text.slice(same));
}

/** Return how many characters two texts share from the start, up to the last whole word. */
function alike(one: string, other: string): number {
  if (one === other) return other.length;
  let length = 0;
  while (length < other.length && one[length] === other[length]) length += 1;
  // A word that only begins alike is another word.
  return other.lastIndexOf(" ", length - 1) + 1;
}

customElements.define("talk-few-bits", TalkFewBits);
