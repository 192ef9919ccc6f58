/**
 * A model calls a tool: the context as tokens, the call, the result that is forced in, and what
 * follows. options.py says what the widget is for.
 */
import {
  answerTo,
  type Request,
  recordedParams,
  type Shown,
  type State,
} from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { EncodeResult, RenderResult, StepEvent, ToolCall } from "../../web/protocol.gen.js";
import { Chips } from "../../web/ui/chips.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, Segments, TextField } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { milliseconds } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine, specialName } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";
import { type Part, partsOf, textOf } from "./parts.js";

type Inputs = {
  question: string;
  tools: boolean;
  /** Further model that answers without tools; empty for the widget's own. */
  model: string;
  /** Number of parts of the turn that are shown. "end" is all of them, also those still to come. */
  at: number | "end";
  /** Result that a person wrote in place of the first one; null while nobody has. */
  edited: string | null;
  /** Token IDs up to the end of the changed result, which the model continues. */
  context: number[];
};

const TITLES = {
  writes: "tool-writes",
  calls: "tool-calls",
  result: "tool-result",
} as const;

export default class TalkToolLoop extends TalkElement<Options, Inputs> {
  #question!: TextField;
  #tools!: Segments;
  #examples!: Buttons;
  #next!: HTMLButtonElement;
  #all!: HTMLButtonElement;
  #restart!: HTMLButtonElement;
  #parts = h("ol", {
    class: "tool-parts",
    role: "list",
    "aria-label": t("tool-parts"),
    tabindex: 0,
  });
  #result!: TextField;
  #edit = h("div", { class: "tool-edit" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();
  #wrong = "";

  override acceptPrompt(text: string): void {
    this.#ask({ question: text });
  }

  protected override initial(): Inputs {
    return {
      question: this.options.question,
      tools: true,
      model: "",
      // Paper shows the whole loop.
      at: this.host.view === "print" ? "end" : 1,
      edited: null,
      context: [],
    };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("tool"));
    this.#question = new TextField(t("question"), {
      rows: 1,
      input: () => undefined,
      enter: (question) => this.#ask({ question: question.trim() }),
    });
    this.#tools = new Segments(
      t("tool-tools"),
      [
        { value: "on", label: t("tool-on") },
        { value: "off", label: t("tool-off") },
        ...this.options.models.map((name) => ({
          value: modelValue(name),
          label: `${t("tool-off")}, ${name}`,
        })),
      ],
      (value) => this.#ask(this.#chosen(value)),
    );
    this.#examples = new Buttons(t("tool-questions"));
    this.#next = button(t("tool-next"), () => this.change({ at: this.#at + 1 }), {
      class: "choice choice-main",
    });
    this.#all = button(t("tool-end"), () => this.change({ at: "end" }));
    this.#restart = button(t("tool-start"), () =>
      this.change({ at: 1, edited: null, context: [] }),
    );
    this.#result = new TextField(t("tool-change"), {
      rows: 1,
      compact: true,
      input: () => undefined,
      enter: (text) => void this.#change(text),
    });
    this.#edit.append(
      this.#result.root,
      button(t("tool-go-on"), () => void this.#change(this.#result.input.value)),
    );
    const controls = h(
      "div",
      { class: "widget-controls" },
      this.#next,
      this.#all,
      this.#restart,
      this.#tools.root,
      this.#examples.root,
    );
    this.append(
      this.#question.root,
      controls,
      this.#notice.root,
      this.#parts,
      h("div", { class: "widget-controls tool-foot" }, this.#edit),
      this.#provenance.root,
    );
  }

  protected override currentState(): State {
    // A changed result has no recording, so the badge is about what the model wrote after it.
    return (this.#onward() ?? this.#answer())?.state ?? "prepared";
  }

  get #lane(): string {
    return this.inputs.tools ? "main" : "without";
  }

  get #at(): number {
    // At least one: the first part is shown as soon as it comes.
    const parts = Math.max(1, this.#turn().length);
    // The turn may be shorter than the one that was gone through before.
    return this.inputs.at === "end" ? parts : Math.min(this.inputs.at, parts);
  }

  // What people do

  #ask(inputs: Partial<Inputs>): void {
    this.#wrong = refusal(inputs.question ?? "");
    if (inputs.question === "" || this.#wrong !== "") {
      this.schedule();
      return;
    }
    // From its beginning: a changed result belonged to the question before.
    this.change({ at: 1, edited: null, context: [], ...inputs });
    this.ask(this.#lane, this.#complete());
  }

  #show(recording: Recording): void {
    const { messages, tools, checkpoint } = recordedParams<"chat/complete">(recording);
    const question = messages[0]?.content ?? "";
    const model = this.options.models.find((name) => name === checkpoint) ?? "";
    this.#question.fill(question);
    this.#ask({ question, tools: (tools ?? []).length > 0, model });
  }

  /** Return what a choice of the switch stands for: tools or none, and which model answers. */
  #chosen(value: string): Pick<Inputs, "tools" | "model"> {
    const model = this.options.models.find((name) => modelValue(name) === value) ?? "";
    return { tools: value === "on", model };
  }

  /**
   * Change the first result. The model then continues its own text up to there, followed by the new
   * result.
   */
  async #change(text: string): Promise<void> {
    const events = this.#events();
    // What the application put in is forced: first the mark before the result.
    const forced = events.findIndex((event) => event.forced);
    this.#wrong = refusal(text);
    if (forced < 0 || text === "" || this.#wrong !== "") return this.schedule();
    const last = events.findIndex((event, index) => index > forced && !event.forced);
    // The marks around the result, which the kernel forced like the result itself.
    const [start, end] = [events[forced]!, events[(last < 0 ? events.length : last) - 1]!];
    const { messages } = this.#complete().params;
    const rendered = await this.ask("prompt", this.request("chat/render", { messages })).finished;
    const prompt = (rendered.result as RenderResult | null | undefined)?.tokens;
    // Without a prompt the request was stopped, as when the slide was left.
    const encoded = prompt
      ? await this.ask("result", this.request("tokens/encode", { text })).finished
      : null;
    const result = (encoded?.result as EncodeResult | null | undefined)?.tokens;
    if (!prompt || !result) {
      this.#wrong =
        this.host.kernel === "live"
          ? complaint(this.shown(prompt ? "result" : "prompt"))
          : t("tool-needs-kernel");
      return this.schedule();
    }
    // By ids and not by text: put together and cut again, the tokens might become others.
    const context = [
      ...prompt.map((token) => token.id),
      ...events.slice(0, forced).map((event) => event.id),
      start.id,
      ...result.map((token) => token.id),
      end.id,
    ];
    // Show the parts up to the first result, and the one that follows.
    const shown = partsOf(this.#events().slice(0, forced + 1), []).length;
    this.change({ edited: text, context, at: shown + 1 });
    this.ask("edited", this.#onwards(context));
  }

  #complete(): Request<"chat/complete"> {
    const { question, tools, model } = this.inputs;
    return this.request("chat/complete", {
      messages: [{ role: "user", content: question }],
      // `undefined` takes the prepared tools out of the request.
      ...(tools ? {} : { tools: undefined }),
      ...(model === "" ? {} : { checkpoint: model }),
    });
  }

  /** Return the request for what the model writes after a changed result. */
  #onwards(context: number[]): Request<"text/generate"> {
    return this.request("text/generate", { tokens: context });
  }

  // What there is to show

  #answer(): Shown<"chat/complete"> | null {
    return this.answer(this.#lane, this.#complete());
  }

  /** Return what the model wrote after a changed result; null where no result was changed. */
  #onward(): Shown<"text/generate"> | null {
    const { edited, context } = this.inputs;
    return edited === null ? null : answerTo(this.shown("edited"), [], this.#onwards(context));
  }

  #events(): StepEvent[] {
    return eventsOf(this.#answer());
  }

  /** Return the turn in parts; after a changed result they end with what the model wrote then. */
  #turn(): Part[] {
    const answer = this.#answer();
    const calls = answer?.result?.tool_calls ?? [];
    const { edited } = this.inputs;
    const parts = partsOf(this.#events(), calls);
    if (edited === null) return parts;
    const first = parts.findIndex((part) => part.kind === "result");
    const then = eventsOf(this.#onward());
    const call = parts[first]?.call;
    // Without events: nobody sampled it, so it has no tokens that could be shown.
    const changed: Part = {
      kind: "result",
      events: [],
      call: { name: call?.name ?? "", argument: call?.argument ?? "", result: edited },
    };
    return [
      ...parts.slice(0, first),
      changed,
      ...(then.length === 0 ? [] : [{ kind: "writes" as const, events: then, call: null }]),
    ];
  }

  // Rendering

  protected override render(): void {
    const now = this.inputs;
    const turn = this.#turn();
    const answer = this.#answer();
    const at = this.#at;
    // `offer`: what is being typed stays until another question is asked.
    this.#question.offer(now.question);
    this.#tools.render(now.tools ? "on" : now.model === "" ? "off" : modelValue(now.model));
    setAttribute(this.#next, "aria-disabled", at >= turn.length ? "true" : null);
    // While the turn still comes in, its end may be further on than what is there now.
    const ended = now.at === "end" || (at >= turn.length && (answer?.done ?? true));
    setAttribute(this.#all, "aria-disabled", ended ? "true" : null);
    setAttribute(
      this.#restart,
      "aria-disabled",
      at <= 1 && now.at !== "end" && now.edited === null ? "true" : null,
    );
    const questions =
      this.options.examples.length === 0 ? [] : [this.options.question, ...this.options.examples];
    this.#examples.render(
      questions.map((question) => ({
        label: oneLine(question, 30),
        pressed: question === now.question,
        press: () => this.#fill(question),
      })),
    );
    const shown = turn.slice(0, at);
    setAttribute(this.#parts, "role", shown.length === 0 ? "group" : "list");
    renderList(
      this.#parts,
      shown,
      () => this.#make(),
      (row, part, index) => this.#renderPart(row, part, index),
    );
    // To the newest part; the first one is left at its beginning, which is what is read first.
    if (at > 1) this.#parts.scrollTop = this.#parts.scrollHeight;
    this.#edit.hidden = !shown.some((part) => part.kind === "result");
    const wrong = this.#wrong || complaint(answer) || complaint(this.#onward());
    this.#notice.render(
      wrong,
      this.examples().filter((item) => item.method === "chat/complete"),
      this.#wrong ? null : this.again,
    );
    this.#provenance.render(
      sourceOf(
        this.#onward() ?? answer,
        this.host.kernel === "live" ? t("asking-model") : t("no-model-here"),
      ),
    );
    const last = shown.at(-1);
    this.announce(last ? said(last) : "");
  }

  #fill(question: string): void {
    this.#question.fill(question);
    this.#ask({ question });
  }

  #make(): HTMLElement {
    const chips = new Chips({ label: t("tokens"), limit: 120, ids: false });
    const row = h(
      "li",
      { class: "tool-part" },
      h(
        "div",
        { class: "tool-what" },
        h("p", { class: "tool-title" }),
        h("p", { class: "tool-detail" }),
      ),
      chips.root,
    );
    chipsOf.set(row, chips);
    return row;
  }

  #renderPart(row: HTMLElement, part: Part, index: number): void {
    setAttribute(row, "data-kind", part.kind);
    setAttribute(row, "data-failed", part.kind === "result" && (part.call?.failed ?? false));
    setText(row.querySelector(".tool-title")!, `${index + 1}. ${t(TITLES[part.kind])}`);
    setText(row.querySelector(".tool-detail")!, detail(part));
    const tokens = part.events.map((event) => ({
      id: event.id,
      text: event.special ? specialName(event.bytes ?? "") : event.text,
      bytes: event.bytes ?? "",
      special: event.special ?? false,
      forced: event.forced ?? false,
      said: event.forced ? t("token-forced") : t("bar-sampled"),
    }));
    chipsOf.get(row)!.render(
      tokens.length > 0
        ? tokens
        : [
            {
              id: 0,
              text: part.call?.result ?? "",
              bytes: "",
              special: false,
              forced: true,
              said: t("token-by-hand"),
            },
          ],
    );
  }
}

/** Return the switch's value for a further model; no name of a model looks like "on" or "off". */
function modelValue(name: string): string {
  return `model ${name}`;
}

// By row: a row that goes takes its chips along.
const chipsOf = new WeakMap<HTMLElement, Chips>();

function detail(part: Part): string {
  const { call } = part;
  if (part.kind === "calls") return call ? `${call.name}(${call.argument})` : "";
  if (part.kind === "result") return part.events.length === 0 ? t("tool-changed") : took(call);
  return "";
}

/** Return whether the tool succeeded and how long it ran, in words. */
function took(call: ToolCall | null): string {
  if (!call) return "";
  const time = call.time_ms == null ? "" : milliseconds(call.time_ms);
  return [call.failed ? t("tool-refused") : t("tool-ran"), time]
    .filter((part) => part !== "")
    .join(", ");
}

function eventsOf(answer: Shown<"chat/complete" | "text/generate"> | null): StepEvent[] {
  return answer?.events ?? [];
}

function said(part: Part): string {
  if (part.kind === "calls") return `${t(TITLES.calls)}: ${detail(part)}`;
  if (part.kind === "result")
    return `${t(TITLES.result)}: ${part.call?.result ?? textOf(part.events)}`;
  return `${t(TITLES.writes)}: ${textOf(part.events)}`;
}

customElements.define("talk-tool-loop", TalkToolLoop);
