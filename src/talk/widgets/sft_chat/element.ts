/**
 * A chat with several checkpoints at once: same message, same seed, one column for each. options.py
 * says what the widget is for.
 */
import { answerTo, type Request, recordedParams, type Shown } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { ChatMessage, StepEvent } from "../../web/protocol.gen.js";
import { Announcer } from "../../web/ui/announcer.js";
import { Chips } from "../../web/ui/chips.js";
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, TextField } from "../../web/ui/fields.js";
import { fillMeasured } from "../../web/ui/measured.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine } from "../../web/ui/token_text.js";
import type { Options } from "./options.gen.js";

/** A message, and what each checkpoint had answered when the next one was sent. */
type Turn = {
  message: string;
  answers: Record<string, ChatMessage>;
};

type Inputs = {
  turns: Turn[];
  /** Beginnings of the newest answers that a person wrote, which the checkpoints continue. */
  prefill: Record<string, string>;
  seed: number;
  /** Whether the conversation's tokens are shown. */
  tokens: boolean;
};

interface Column {
  checkpoint: string;
  root: HTMLElement;
  talk: HTMLElement;
  chips: Chips;
  editor: TextField;
  editing: HTMLElement;
  provenance: ProvenanceLine;
}

interface Said {
  role: "system" | "user" | "assistant";
  text: string;
  /** Number of characters at its beginning that a person wrote. */
  begun?: number;
  /** Whether the model is still writing it. */
  open?: boolean;
}

const LONGEST = 2000;

export default class TalkSftChat extends TalkElement<Options, Inputs> {
  #columns: Column[] = [];
  #field!: TextField;
  #send!: HTMLButtonElement;
  #stop!: HTMLButtonElement;
  #again!: HTMLButtonElement;
  #anew!: HTMLButtonElement;
  #tokens!: HTMLButtonElement;
  #examples!: Buttons;
  #notice = new Notice((recording) => this.#show(recording));
  #announcer = new Announcer();
  /** Why the text in the field was not sent; it concerns this screen alone. */
  #refused = "";
  /** Column whose answer is being edited on this screen. */
  #editing = "";

  override acceptPrompt(text: string): void {
    this.#begin(text);
  }

  protected override initial(): Inputs {
    return {
      turns: [{ message: this.options.message, answers: {} }],
      prefill: {},
      seed: this.options.seed,
      tokens: false,
    };
  }

  protected override build(): void {
    const { checkpoints, labels, figure, claim_column: own } = this.options;
    const line = h("p", { class: "chat-figure" });
    fillMeasured(line, figure);
    setAttribute(this, "aria-label", t("chat"));
    this.#columns = checkpoints.map((checkpoint) => {
      const chips = new Chips({
        label: t("chat-tokens-with", { name: checkpoint }),
        limit: 200,
        ids: false,
      });
      const talk = h("div", {
        class: "chat-talk",
        // A log that is not read out by itself: token by token nobody could follow it.
        role: "log",
        "aria-live": "off",
        "aria-label": t("chat-with", { name: labels[checkpoint] ?? checkpoint }),
        tabindex: 0,
      });
      const provenance = new ProvenanceLine();
      const editor = new TextField(t("chat-begin"), {
        rows: 2,
        input: () => undefined,
        enter: (text) => this.#goOn(checkpoint, text),
      });
      const buttons = h(
        "div",
        { class: "choices" },
        button(t("chat-go-on"), () => this.#goOn(checkpoint, editor.input.value), {
          class: "choice choice-main",
        }),
        button(t("chat-leave"), () => this.#editAnswer("")),
      );
      const editing = h("div", { class: "chat-editing" }, editor.root, buttons);
      const name = labels[checkpoint] ?? checkpoint;
      const root = h(
        "div",
        { class: "chat-column", role: "group", "aria-label": name },
        h("h3", { class: "chat-name" }, name),
        talk,
        editing,
        chips.root,
        checkpoint === own ? line : null,
        provenance.root,
      );
      return { checkpoint, root, talk, chips, editor, editing, provenance };
    });
    // What is being typed is this screen's own until it is sent.
    this.#field = new TextField(t("chat-yours"), {
      rows: 1,
      compact: true,
      input: () => undefined,
      enter: () => this.#say(),
    });
    this.#send = button(t("send"), () => this.#say(), { class: "choice choice-main" });
    this.#stop = button(t("chat-stop"), () => this.host.stop(this.key));
    this.#again = button(t("chat-again"), () => this.#request({ seed: this.inputs.seed + 1 }));
    this.#anew = button(t("chat-new"), () => this.#begin(this.options.message));
    this.#tokens = button(t("tokens"), () => this.#unfold());
    this.#examples = new Buttons(t("chat-messages"));
    const write = h("div", { class: "chat-write" }, this.#field.root, this.#send);
    const controls = h(
      "div",
      { class: "widget-controls" },
      this.#stop,
      this.#again,
      this.#anew,
      this.#tokens,
      this.#examples.root,
    );
    this.append(
      h(
        "div",
        { class: "chat-columns", "data-columns": checkpoints.length },
        ...this.#columns.map((column) => column.root),
      ),
      ...(own ? [] : [line]),
      this.#notice.root,
      h("div", { class: "widget-controls chat-foot" }, write),
      controls,
      this.#announcer.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#announcer.stop();
  }

  protected override lanes(): string[] {
    return this.options.checkpoints.map(laneOf);
  }

  // What people do

  #say(): void {
    const message = this.#field.input.value.trim();
    const long = [...message].length > LONGEST ? t("chat-message-long", { most: LONGEST }) : "";
    this.#refused = refusal(message) || long;
    if (message === "" || this.#refused !== "") {
      this.schedule();
      return;
    }
    const { turns } = this.inputs;
    const last = turns.at(-1)!;
    // Kept with the turn before: the next request sends them back, whatever the lanes show by then.
    const answered = {
      ...last,
      answers: Object.fromEntries(
        this.options.checkpoints
          .map((name) => [name, this.#answered(name, turns)] as const)
          // Sent back, an empty answer would be a turn in which the model said nothing.
          .filter(([, answer]) => answer.content !== "" || answer.parts),
      ),
    };
    this.#field.fill("");
    this.#request({
      turns: [...turns.slice(0, -1), answered, { message, answers: {} }],
      prefill: {},
    });
  }

  #begin(message: string): void {
    this.#refused = "";
    this.#request({ turns: [{ message, answers: {} }], prefill: {}, seed: this.options.seed });
  }

  /** Put a message back into the field and drop what came after it. */
  #edit(index: number): void {
    const { turns } = this.inputs;
    this.#field.fill(turns[index]!.message);
    this.#field.input.focus();
    // A conversation is never without a turn: the first is replaced when the field is sent.
    if (index > 0) this.change({ turns: turns.slice(0, index) });
  }

  /** Open the editor with the newest answer of a column; "" closes it. */
  #editAnswer(checkpoint: string): void {
    this.#editing = checkpoint;
    const column = this.#columns.find((item) => item.checkpoint === checkpoint);
    if (column) {
      column.editor.fill((this.#answered(checkpoint, this.inputs.turns).content ?? "").trim());
      // Before the next frame, since what is hidden takes no focus.
      column.editing.hidden = false;
      column.editor.input.focus();
    }
    this.schedule();
  }

  /** Let a checkpoint continue the edited answer; the other columns stay as they are. */
  #goOn(checkpoint: string, text: string): void {
    this.#refused =
      refusal(text) || ([...text].length > LONGEST ? t("chat-answer-long", { most: LONGEST }) : "");
    if (text.trim() === "" || this.#refused !== "") {
      this.schedule();
      return;
    }
    this.#editing = "";
    // Without a space at its end: a token mostly begins with one, which would then stand there
    // twice.
    this.change({ prefill: { ...this.inputs.prefill, [checkpoint]: text.trimEnd() } });
    this.ask(laneOf(checkpoint), this.#complete(checkpoint));
  }

  #show(recording: Recording): void {
    const { messages } = recordedParams<"chat/complete">(recording);
    this.#begin(messages.at(-1)?.content ?? this.options.message);
  }

  #request(inputs: Partial<Inputs>): void {
    this.#editing = "";
    this.change({ ...inputs, tokens: this.inputs.tokens });
    for (const name of this.options.checkpoints) this.ask(laneOf(name), this.#complete(name));
  }

  #unfold(): void {
    const tokens = !this.inputs.tokens;
    this.change({ tokens });
    // Only what is looked at: tokens are a request for each column.
    if (!tokens || this.host.kernel !== "live") return;
    for (const name of this.options.checkpoints) this.ask(`tokens:${name}`, this.#rendered(name));
  }

  #complete(checkpoint: string): Request<"chat/complete"> {
    return this.request("chat/complete", {
      messages: this.#messages(checkpoint),
      checkpoint,
      seed: this.inputs.seed,
      // Left out when empty, as in the recordings.
      prefill: this.#begun(checkpoint) || undefined,
    });
  }

  #begun(checkpoint: string): string {
    return this.inputs.prefill[checkpoint] ?? "";
  }

  #rendered(checkpoint: string): Request<"chat/render"> {
    const messages = [...this.#messages(checkpoint), this.#answered(checkpoint, this.inputs.turns)];
    return this.request("chat/render", { messages, checkpoint });
  }

  // What there is to show

  #messages(checkpoint: string): ChatMessage[] {
    const { system } = this.options;
    // Each checkpoint reads its own answers: the columns are as many conversations.
    const history = this.inputs.turns.flatMap((turn): ChatMessage[] => {
      const answer = turn.answers[checkpoint];
      return [{ role: "user", content: turn.message }, ...(answer ? [answer] : [])];
    });
    return [
      ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
      ...history,
    ];
  }

  #answer(checkpoint: string): Shown<"chat/complete"> | null {
    return this.answer(laneOf(checkpoint), this.#complete(checkpoint));
  }

  /** Return the newest answer as it stands, finished or not. */
  #answered(checkpoint: string, turns: readonly Turn[]): ChatMessage {
    const known = turns.at(-1)?.answers[checkpoint];
    // Kept when the next message was sent; the lane may be at another request by now.
    if (known) return known;
    const answer = this.#answer(checkpoint);
    return (
      answer?.result?.message ?? {
        role: "assistant",
        content: this.#begun(checkpoint) + textOf(answer),
      }
    );
  }

  // Rendering

  protected override render(): void {
    const now = this.inputs;
    const running = this.options.checkpoints.some((name) => this.#answer(name)?.done === false);
    for (const column of this.#columns) this.#renderColumn(column, now, running);
    setAttribute(this.#stop, "aria-disabled", running ? null : "true");
    setAttribute(this.#tokens, "aria-pressed", String(now.tokens));
    this.#examples.render(
      this.options.examples.map((item) => ({
        label: oneLine(item.label || item.message, 30),
        pressed: now.turns.length === 1 && now.turns[0]!.message === item.message,
        press: () => this.#begin(item.message),
      })),
    );
    const wrong =
      this.#refused ||
      this.options.checkpoints
        .map((name) => complaint(this.#answer(name)))
        .find((text) => text !== "") ||
      "";
    this.#notice.render(
      wrong,
      this.examples().filter((item) => item.method === "chat/complete"),
      this.#refused ? null : this.again,
    );
    const said = this.#columns.map(({ checkpoint }) => {
      const answer = this.#answered(checkpoint, now.turns).content ?? "";
      return `${this.options.labels[checkpoint] ?? checkpoint}: ${answer}`;
    });
    // Once all have ended: two columns that write at once cannot be listened to.
    this.#announcer.say(running ? "" : said.join(". "));
  }

  #renderColumn(column: Column, now: Inputs, running: boolean): void {
    const answer = this.#answer(column.checkpoint);
    // Measured before the text grows: whoever scrolled up to read is not taken down again.
    const atEnd = column.talk.scrollTop + column.talk.clientHeight >= column.talk.scrollHeight - 40;
    const said: Said[] = this.#messages(column.checkpoint).map((message) => ({
      role: message.role,
      text: message.content ?? "",
    }));
    const begun = this.#begun(column.checkpoint);
    // The whole answer has its given beginning in it, a stream only what follows.
    const whole = answer?.result ? textOf(answer) : begun + textOf(answer);
    if (!now.turns.at(-1)?.answers[column.checkpoint])
      said.push({
        role: "assistant",
        text: whole,
        begun: begun.length,
        open: answer !== null && !answer.done,
      });
    const firstUser = this.options.system === undefined ? 0 : 1;
    renderList(
      column.talk,
      said,
      () =>
        h(
          "div",
          { class: "chat-said" },
          h("span", { class: "chat-role" }),
          h("p", { class: "chat-text" }),
          h("button", { type: "button", class: "choice chat-edit" }, t("chat-edit")),
        ),
      (element, item, index) => {
        setAttribute(element, "data-role", item.role);
        setText(element.querySelector(".chat-role")!, t(`chat-role-${item.role}`));
        renderSaid(element.querySelector<HTMLElement>(".chat-text")!, item);
        const edit = element.querySelector<HTMLButtonElement>(".chat-edit")!;
        const newest = item.role === "assistant" && index === said.length - 1 && item.text !== "";
        // One column offers to edit a message: it is the same in all of them.
        edit.hidden = running || !(newest || (item.role === "user" && column === this.#columns[0]));
        setText(edit, newest ? t("chat-edit-answer") : t("chat-edit"));
        edit.onclick = () =>
          newest
            ? this.#editAnswer(column.checkpoint)
            : // Message and answer are two lines of a turn, behind the line of the system.
              this.#edit(Math.floor((index - firstUser) / 2));
      },
    );
    column.editing.hidden = this.#editing !== column.checkpoint;
    if (atEnd) column.talk.scrollTop = column.talk.scrollHeight;
    column.chips.root.hidden = !now.tokens;
    if (now.tokens) column.chips.render(this.#run(column.checkpoint));
    column.provenance.render(
      sourceOf(answer, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
  }

  /**
   * Return the conversation as the model reads it, with what training would score filled; only the
   * answer's tokens while that is not known.
   */
  #run(checkpoint: string): {
    id: number;
    text: string;
    bytes: string;
    special: boolean;
    masked: boolean;
    forced: boolean;
    said: string;
  }[] {
    const shown = answerTo(this.shown(`tokens:${checkpoint}`), [], this.#rendered(checkpoint));
    const rendered = shown?.result?.tokens;
    if (rendered)
      return rendered.map((token) => ({
        id: token.id,
        text: token.text,
        bytes: token.bytes ?? "",
        special: token.special ?? false,
        masked: !token.own,
        forced: false,
        said: token.own ? t("chat-scored") : t("chat-not-scored"),
      }));
    return eventsOf(this.#answer(checkpoint)).map((event) => ({
      id: event.id,
      text: event.text,
      bytes: event.bytes ?? "",
      special: event.special ?? false,
      masked: false,
      forced: event.forced ?? false,
      said: event.forced ? t("token-forced") : t("bar-sampled"),
    }));
  }
}

/** Show a message, with the part that a person wrote marked as forced tokens are. */
function renderSaid(element: HTMLElement, item: Said): void {
  const begun = item.text.slice(0, item.begun ?? 0);
  if (begun === "") setText(element, item.text === "" && item.open ? "…" : item.text.trimStart());
  // Made anew only when it differs, so that a selection in it stays.
  else if (element.textContent !== item.text || element.firstChild?.nodeName !== "MARK")
    element.replaceChildren(
      h("mark", { class: "chat-begun", title: t("token-by-hand") }, begun),
      item.text.slice(begun.length),
    );
}

function laneOf(checkpoint: string): string {
  return `with:${checkpoint}`;
}

function eventsOf(answer: Shown<"chat/complete"> | null): StepEvent[] {
  return answer?.events ?? [];
}

/** Return what the assistant wrote so far, without special tokens and tool results. */
function textOf(answer: Shown<"chat/complete"> | null): string {
  const content = answer?.result?.message.content;
  if (content) return content;
  return eventsOf(answer)
    .filter((event) => !event.special && !event.forced)
    .map((event) => event.text)
    .join("");
}

customElements.define("talk-sft-chat", TalkSftChat);
