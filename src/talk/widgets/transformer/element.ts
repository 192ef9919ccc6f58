/**
 * The network, and how much each head attends to each token. options.py says what the widget is
 * for.
 */
import { type Request, recordedParams, type Shown, type State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { AttentionMap, AttentionResult } from "../../web/protocol.gen.js";
import { Chips } from "../../web/ui/chips.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, Picker, Slider, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { wholePercent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { isPart, oneLine, spoken } from "../../web/ui/token_text.js";
import { Diagram } from "./diagram.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  text: string;
  /** Checkpoint that is looked into; empty for the one of the options. */
  checkpoint: string;
  /** Layer and head, counted from 1. */
  layer: number;
  head: number;
  /** Token whose attention is shown; −1 is the last one. */
  token: number;
};

const ATTENTION = "model/attention";
/** Longest text in characters, as in options.py: the heads grow with the square of its tokens. */
const LONGEST = 80;
/** Pause in the typing after which a phone asks. */
const PAUSE_MS = 250;

export default class TalkTransformer extends TalkElement<Options, Inputs> {
  #diagram = new Diagram();
  #text!: TextField;
  #examples = new Buttons(t("net-texts"));
  #model = new Picker(t("checkpoint"), (checkpoint) => this.#look(checkpoint));
  #layer!: Slider;
  #head!: Slider;
  #chips!: Chips;
  #heads = h("div", { class: "net-heads", role: "group", "aria-label": t("net-heads") });
  #said = h("p", { class: "net-said" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();
  #pause: ReturnType<typeof setTimeout> | undefined;
  #last: Shown<"model/attention"> | null = null;

  protected override initial(): Inputs {
    const { text, layer, head } = this.options;
    return { text, checkpoint: "", layer, head, token: -1 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("net"));
    this.#text = new TextField(t("net-reads"), { rows: 1, input: (text) => this.#typed(text) });
    // The browser stops typing there, so that no text is refused for its length.
    this.#text.input.maxLength = LONGEST;
    // How many there are comes with the first answer.
    this.#layer = new Slider(t("net-layer"), { min: 1, max: 2, step: 1 }, String, (layer) =>
      this.change({ layer }),
    );
    this.#head = new Slider(t("net-head"), { min: 1, max: 2, step: 1 }, String, (head) =>
      this.change({ head }),
    );
    this.#chips = new Chips({
      label: t("net-tokens"),
      ids: false,
      pick: (token) => this.change({ token }),
    });
    const controls = h(
      "div",
      { class: "widget-controls" },
      this.options.models.length > 0 ? this.#model.root : null,
      this.#layer.root,
      this.#head.root,
      this.#examples.root,
    );
    const figure = h(
      "div",
      { class: "net-figure" },
      this.#text.root,
      controls,
      this.#chips.root,
      this.#said,
      this.#heads,
    );
    this.append(
      h("div", { class: "net-main" }, this.#diagram.root, figure),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override currentState(): State {
    return refusal(this.inputs.text) === "" ? (this.#answer()?.state ?? "prepared") : "failed";
  }

  #typed(text: string): void {
    this.change({ text, token: -1 });
    clearTimeout(this.#pause);
    // On a phone only after a pause: each letter of a whole hall would be a request.
    this.#pause = setTimeout(() => this.#request(), this.host.shared ? 0 : PAUSE_MS);
  }

  #choose(text: string): void {
    this.#text.fill(text);
    this.change({ text, token: -1 });
    this.#request();
  }

  #show(recording: Recording): void {
    const { text, checkpoint } = recordedParams<"model/attention">(recording);
    // A recording of the widget's own model names that model, which "" stands for here.
    const model = this.options.models.find((name) => name === checkpoint) ?? "";
    this.#text.fill(text ?? "");
    this.change({ text: text ?? "", token: -1 });
    this.#look(model);
  }

  /** Look into another model, which has parts of its own and cuts the text into its own tokens. */
  #look(checkpoint: string): void {
    this.change({ checkpoint, token: -1 });
    this.ask("parts", this.#parts());
    this.#request();
  }

  #request(): void {
    if (this.inputs.text !== "" && refusal(this.inputs.text) === "")
      this.ask("main", this.#attention());
  }

  #attention(): Request<"model/attention"> {
    return this.request("model/attention", { text: this.inputs.text, ...this.#named() });
  }

  #parts(): Request<"model/parts"> {
    return this.request("model/parts", this.#named());
  }

  /** Return the parameter that names the model, none for that of the options. */
  #named(): { checkpoint?: string } {
    const { checkpoint } = this.inputs;
    return checkpoint === "" ? {} : { checkpoint };
  }

  #answer(): Shown<"model/attention"> | null {
    const found = this.answer("main", this.#attention());
    // The last figure stays while the next is computed, so that nothing jumps with each letter.
    if (found?.result) this.#last = found;
    return found;
  }

  protected override render(): void {
    const now = this.inputs;
    const answer = this.#answer();
    const result = (answer?.result ? answer : this.#last)?.result ?? null;
    const parts = this.answer("parts", this.#parts());
    this.#diagram.render(parts?.result ?? null);
    this.#renderControls(now, result);
    this.#renderAttention(now, result);
    const wrong = refusal(now.text) || complaint(answer);
    this.#notice.render(
      wrong,
      this.examples().filter((item) => item.method === ATTENTION),
      refusal(now.text) ? null : this.again,
    );
    this.#provenance.render(
      sourceOf(answer, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
  }

  #renderControls(now: Inputs, result: AttentionResult | null): void {
    const maps = result?.maps ?? [];
    // The answer counts layers and heads from 0, people from 1.
    const layers = 1 + lastLayer(result);
    const heads = 1 + Math.max(0, ...maps.map((map) => map.head));
    this.#text.set(now.text);
    const { checkpoint, models } = this.options;
    this.#model.render(
      [{ value: "", label: checkpoint ?? t("checkpoint") }, ...models.map(named)],
      now.checkpoint,
    );
    // Another model may have fewer; what was chosen is kept for the way back.
    this.#layer.render(Math.min(now.layer, layers), layers);
    this.#head.render(Math.min(now.head, heads), heads);
    const texts =
      this.options.examples.length === 0 ? [] : [this.options.text, ...this.options.examples];
    this.#examples.render(
      texts.map((text) => ({
        label: oneLine(text, this.host.view === "phone" ? 26 : 60),
        pressed: text === now.text,
        press: () => this.#choose(text),
      })),
    );
  }

  #renderAttention(now: Inputs, result: AttentionResult | null): void {
    const tokens = result?.tokens ?? [];
    const looking = now.token >= 0 && now.token < tokens.length ? now.token : tokens.length - 1;
    const layer = (result?.maps ?? []).filter(
      (map) => map.layer === Math.min(now.layer - 1, lastLayer(result)),
    );
    const chosen = layer[Math.min(now.head, layer.length) - 1];
    const weights = chosen?.weights[looking] ?? [];
    // Shades are relative to the strongest; of weights that are all near 0 none is to look strong.
    const strongest = Math.max(0.01, ...weights);
    const chips = tokens.map((token, index) => {
      // A token attends to itself and to what is before it, never to what comes later.
      const weight = index <= looking ? (weights[index] ?? 0) : null;
      return {
        ...token,
        bytes: token.bytes ?? "",
        shade: weight === null ? null : weight / strongest,
        under: weight === null ? t("net-later") : wholePercent(weight),
        said: weight === null ? t("net-later-is") : t("net-gets", { share: wholePercent(weight) }),
      };
    });
    this.#chips.render(chips, looking);
    this.#renderHeads(layer, chosen, looking);
    const most = weights.indexOf(Math.max(...weights));
    const [from, to] = [tokens[looking], tokens[most]];
    const said =
      from && to
        ? t("net-looks", {
            from: wordOf(from),
            to: wordOf(to),
            share: wholePercent(weights[most] ?? 0),
            layer: chosen!.layer + 1,
            head: chosen!.head + 1,
          })
        : "";
    setText(this.#said, said);
    this.announce(said);
  }

  /**
   * Show every head of the layer as a small triangle, with a row for each token and its weights in
   * columns. A press chooses the head.
   */
  #renderHeads(
    layer: readonly AttentionMap[],
    chosen: AttentionMap | undefined,
    looking: number,
  ): void {
    renderList(
      this.#heads,
      layer,
      () =>
        h(
          "button",
          { type: "button", class: "net-head" },
          h("span", { class: "net-triangle", "aria-hidden": "true" }),
          h("span", { class: "net-head-name" }),
        ),
      (button, map) => {
        setText(
          button.querySelector(".net-head-name")!,
          t("net-head-number", { number: map.head + 1 }),
        );
        setAttribute(button, "aria-pressed", String(map === chosen));
        button.onclick = () => this.change({ head: map.head + 1 });
        const triangle = button.querySelector<HTMLElement>(".net-triangle")!;
        triangle.style.setProperty("--n", String(map.weights.length));
        // Row n has n weights, so that the cells make a triangle by themselves.
        const cells = map.weights.flatMap((row, at) =>
          row.map((weight, column) => ({ weight, at, column })),
        );
        renderList(
          triangle,
          cells,
          () => h("span", { class: "net-cell" }),
          (cell, { weight, at, column }) => {
            cell.style.gridArea = `${at + 1} / ${column + 1}`;
            cell.style.setProperty("--weight", String(weight));
            setAttribute(cell, "data-looking", at === looking);
          },
        );
      },
    );
  }
}

function named(name: string): { value: string; label: string } {
  return { value: name, label: name };
}

/** Return a token's word as a sentence shows it: without its space, which the chips show. */
function wordOf({ text, bytes }: { text: string; bytes?: string }): string {
  return /^ ?\S+$/.test(text) && !isPart(text, bytes ?? "") ? text.trim() : spoken(text, bytes);
}

function lastLayer(result: AttentionResult | null): number {
  return Math.max(0, ...(result?.maps ?? []).map((map) => map.layer));
}

customElements.define("talk-transformer", TalkTransformer);
