/** Chat with several checkpoints at once: same message, same seed, a column each. See options.py for what it is. */
import { type Inputs, type Shown, TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type {
  ChatMessage,
  CompleteParams,
  CompleteResult,
  Json,
  RenderResult,
  StepEvent,
} from "../../web/protocol.gen.js";
import { Announcer } from "../../web/ui/announcer.js";
import { answerTo } from "../../web/ui/answers.js";
import { Chips } from "../../web/ui/chips.js";
import { drawList, h, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons, button, TextField } from "../../web/ui/fields.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { refusal } from "../../web/ui/text_limits.js";
import { oneLine } from "../../web/ui/token_text.js";

interface SftChatOptions {
  message: string;
  checkpoints: string[];
  labels: Record<string, string>;
  system?: string;
  temperature: number;
  seed: number;
  max_tokens: number;
  examples: { message: string; label: string }[];
}

/** One question, and what each checkpoint had answered when the next one was asked. */
interface Turn {
  message: string;
  answers: Record<string, ChatMessage>;
}

interface SftChatInputs {
  turns: Turn[];
  /** Beginnings of the newest answers that a person wrote; the checkpoint goes on from there. */
  prefill: Record<string, string>;
  seed: number;
  /** Whether the run of tokens is unfolded. */
  tokens: boolean;
}

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
  /** How much of it a person wrote into the model's mouth. */
  begun?: number;
  /** Still being written. */
  open?: boolean;
}

const METHOD = "chat/complete";
const LONGEST = 2000;

export default class TalkSftChat extends TalkElement<SftChatOptions> {
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
  /** What is in the field and was not sent; nobody else's business. */
  #refused = "";
  /** The column whose answer is being edited on this screen. */
  #editing = "";

  protected override initial(): Inputs {
    return {
      turns: [{ message: this.options.message, answers: {} }],
      prefill: {},
      seed: this.options.seed,
      tokens: false,
    } as unknown as Inputs;
  }

  protected override build(): void {
    const { checkpoints, labels } = this.options;
    setAttribute(this, "aria-label", "Chat");
    this.#columns = checkpoints.map((checkpoint) => {
      const chips = new Chips({ label: `Tokens with ${checkpoint}`, limit: 200, ids: false });
      const talk = h("div", {
        class: "chat-talk",
        role: "log",
        "aria-live": "off",
        "aria-label": `Conversation with ${labels[checkpoint] ?? checkpoint}`,
        tabindex: 0,
      });
      const provenance = new ProvenanceLine();
      const editor = new TextField("The answer as it should begin", {
        rows: 2,
        input: () => undefined,
        enter: (text) => this.#goOn(checkpoint, text),
      });
      const buttons = h(
        "div",
        { class: "choices" },
        button("Go on from here", () => this.#goOn(checkpoint, editor.input.value), {
          class: "choice choice-main",
        }),
        button("Leave it", () => this.#editAnswer("")),
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
        provenance.root,
      );
      return { checkpoint, root, talk, chips, editor, editing, provenance };
    });
    this.#field = new TextField("Your message", {
      rows: 1,
      compact: true,
      input: () => undefined,
      enter: () => this.#say(),
    });
    this.#send = button("Send", () => this.#say(), { class: "choice choice-main" });
    this.#stop = button("Stop", () => this.host.stop(this.key));
    this.#again = button("Answer again", () => this.#request({ seed: this.#now.seed + 1 }));
    this.#anew = button("New conversation", () => this.#begin(this.options.message));
    this.#tokens = button("Tokens", () => this.#unfold());
    this.#examples = new Buttons("Prepared messages");
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

  get #now(): SftChatInputs {
    return this.inputs as unknown as SftChatInputs;
  }

  // What people do

  #say(): void {
    const message = this.#field.input.value.trim();
    const long =
      [...message].length > LONGEST
        ? `The message is longer than ${LONGEST} characters: shorten it.`
        : "";
    this.#refused = refusal(message) || long;
    if (message === "" || this.#refused !== "") {
      this.schedule();
      return;
    }
    const { turns } = this.#now;
    const last = turns.at(-1)!;
    const answered = {
      ...last,
      answers: Object.fromEntries(
        this.options.checkpoints
          .map((name) => [name, this.#answered(name, turns)] as const)
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

  /** A question is taken back into the field; what came after it is forgotten. */
  #edit(index: number): void {
    const { turns } = this.#now;
    this.#field.fill(turns[index]!.message);
    this.#field.input.focus();
    if (index > 0) this.change({ turns: turns.slice(0, index) } as unknown as Inputs);
  }

  /** The newest answer of a column goes into its editor; "" closes that. */
  #editAnswer(checkpoint: string): void {
    this.#editing = checkpoint;
    const column = this.#columns.find((item) => item.checkpoint === checkpoint);
    if (column) {
      column.editor.fill((this.#answered(checkpoint, this.#now.turns).content ?? "").trim());
      column.editing.hidden = false;
      column.editor.input.focus();
    }
    this.schedule();
  }

  /** The checkpoint takes the edited answer for its own and goes on; the other columns stay as they are. */
  #goOn(checkpoint: string, text: string): void {
    this.#refused =
      refusal(text) ||
      ([...text].length > LONGEST
        ? `The answer is longer than ${LONGEST} characters: shorten it.`
        : "");
    if (text.trim() === "" || this.#refused !== "") {
      this.schedule();
      return;
    }
    this.#editing = "";
    this.change({ prefill: { ...this.#now.prefill, [checkpoint]: text.trimEnd() } });
    this.ask(laneOf(checkpoint), METHOD, this.#params(checkpoint));
  }

  #show(recording: Recording): void {
    const { messages } = recording.params as unknown as CompleteParams;
    this.#begin(messages.at(-1)?.content ?? this.options.message);
  }

  #request(inputs: Partial<SftChatInputs>): void {
    this.#editing = "";
    this.change({ ...inputs, tokens: this.#now.tokens } as unknown as Inputs);
    for (const name of this.options.checkpoints) this.ask(laneOf(name), METHOD, this.#params(name));
  }

  #unfold(): void {
    const tokens = !this.#now.tokens;
    this.change({ tokens });
    if (!tokens || this.host.kernel !== "live") return;
    for (const name of this.options.checkpoints)
      this.ask(`tokens:${name}`, "chat/render", this.#renderParams(name));
  }

  /** As options.py's `complete` makes them: a recording is found by them. */
  #params(checkpoint: string): Record<string, Json> {
    const { temperature, max_tokens } = this.options;
    return {
      messages: this.#messages(checkpoint) as unknown as Json,
      checkpoint,
      temperature,
      seed: this.#now.seed,
      max_tokens,
      ...(this.#begun(checkpoint) === "" ? {} : { prefill: this.#begun(checkpoint) }),
    };
  }

  #begun(checkpoint: string): string {
    return this.#now.prefill[checkpoint] ?? "";
  }

  #renderParams(checkpoint: string): Record<string, Json> {
    const messages = [...this.#messages(checkpoint), this.#answered(checkpoint, this.#now.turns)];
    return { messages: messages as unknown as Json, checkpoint, open_turn: false };
  }

  // What there is to show

  #messages(checkpoint: string): ChatMessage[] {
    const { system } = this.options;
    const history = this.#now.turns.flatMap((turn): ChatMessage[] => {
      const answer = turn.answers[checkpoint];
      return [{ role: "user", content: turn.message }, ...(answer ? [answer] : [])];
    });
    return [
      ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
      ...history,
    ];
  }

  #answer(checkpoint: string): Shown | null {
    return answerTo(
      this.shown(laneOf(checkpoint)),
      this.host.recordings(this.key),
      METHOD,
      this.#params(checkpoint),
    );
  }

  /** The newest answer as it stands, finished or not. */
  #answered(checkpoint: string, turns: readonly Turn[]): ChatMessage {
    const known = turns.at(-1)?.answers[checkpoint];
    if (known) return known;
    const answer = this.#answer(checkpoint);
    const result = answer?.result as CompleteResult | null | undefined;
    return (
      result?.message ?? { role: "assistant", content: this.#begun(checkpoint) + textOf(answer) }
    );
  }

  // Drawing

  protected override render(): void {
    const now = this.#now;
    const running = this.options.checkpoints.some((name) => this.#answer(name)?.done === false);
    for (const column of this.#columns) this.#drawColumn(column, now, running);
    setAttribute(this.#stop, "aria-disabled", running ? null : "true");
    setAttribute(this.#tokens, "aria-pressed", String(now.tokens));
    this.#examples.draw(
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
    this.#notice.draw(
      wrong,
      this.examples().filter((item) => item.method === METHOD),
      this.#refused ? null : this.again,
    );
    const said = this.#columns.map(
      (column) =>
        `${this.options.labels[column.checkpoint] ?? column.checkpoint}: ${this.#answered(column.checkpoint, now.turns).content ?? ""}`,
    );
    this.#announcer.say(running ? "" : said.join(". "));
  }

  #drawColumn(column: Column, now: SftChatInputs, running: boolean): void {
    const answer = this.#answer(column.checkpoint);
    const atEnd = column.talk.scrollTop + column.talk.clientHeight >= column.talk.scrollHeight - 40;
    const said: Said[] = this.#messages(column.checkpoint).map((message) => ({
      role: message.role,
      text: message.content ?? "",
    }));
    const begun = this.#begun(column.checkpoint);
    const whole = answer?.result ? textOf(answer) : begun + textOf(answer);
    if (!now.turns.at(-1)?.answers[column.checkpoint])
      said.push({
        role: "assistant",
        text: whole,
        begun: begun.length,
        open: answer !== null && !answer.done,
      });
    const firstUser = this.options.system === undefined ? 0 : 1;
    drawList(
      column.talk,
      said,
      () =>
        h(
          "div",
          { class: "chat-said" },
          h("span", { class: "chat-role" }),
          h("p", { class: "chat-text" }),
          h("button", { type: "button", class: "choice chat-edit" }, "Edit"),
        ),
      (element, item, index) => {
        setAttribute(element, "data-role", item.role);
        setText(element.querySelector(".chat-role")!, item.role === "user" ? "you" : item.role);
        drawSaid(element.querySelector<HTMLElement>(".chat-text")!, item);
        const edit = element.querySelector<HTMLButtonElement>(".chat-edit")!;
        const newest = item.role === "assistant" && index === said.length - 1 && item.text !== "";
        edit.hidden = running || !(newest || (item.role === "user" && column === this.#columns[0]));
        setText(edit, newest ? "Edit answer" : "Edit");
        edit.onclick = () =>
          newest
            ? this.#editAnswer(column.checkpoint)
            : this.#edit(Math.floor((index - firstUser) / 2));
      },
    );
    column.editing.hidden = this.#editing !== column.checkpoint;
    if (atEnd) column.talk.scrollTop = column.talk.scrollHeight;
    column.chips.root.hidden = !now.tokens;
    if (now.tokens) column.chips.draw(this.#run(column.checkpoint));
    column.provenance.draw(
      sourceOf(
        answer,
        this.host.kernel === "live"
          ? "asking the model"
          : "no model answers here, and nothing was recorded for this yet",
      ),
    );
  }

  /** The conversation as the model reads it, what training would score filled; only the answer's tokens while that is not known. */
  #run(checkpoint: string): {
    id: number;
    text: string;
    bytes: string;
    special: boolean;
    masked: boolean;
    forced: boolean;
    said: string;
  }[] {
    const shown = answerTo(
      this.shown(`tokens:${checkpoint}`),
      [],
      "chat/render",
      this.#renderParams(checkpoint),
    );
    const rendered = (shown?.result as RenderResult | null | undefined)?.tokens;
    if (rendered)
      return rendered.map((token) => ({
        id: token.id,
        text: token.text,
        bytes: token.bytes ?? "",
        special: token.special ?? false,
        masked: !token.own,
        forced: false,
        said: token.own ? "scored in training" : "not scored",
      }));
    return eventsOf(this.#answer(checkpoint)).map((event) => ({
      id: event.id,
      text: event.text,
      bytes: event.bytes ?? "",
      special: event.special ?? false,
      masked: false,
      forced: event.forced ?? false,
      said: event.forced ? "forced" : "drawn",
    }));
  }
}

/** What a person put there is marked, as forced tokens are. */
function drawSaid(element: HTMLElement, item: Said): void {
  const begun = item.text.slice(0, item.begun ?? 0);
  if (begun === "") setText(element, item.text === "" && item.open ? "…" : item.text.trimStart());
  else if (element.textContent !== item.text || element.firstChild?.nodeName !== "MARK")
    element.replaceChildren(
      h("mark", { class: "chat-begun", title: "written by hand" }, begun),
      item.text.slice(begun.length),
    );
}

function laneOf(checkpoint: string): string {
  return `with:${checkpoint}`;
}

function eventsOf(answer: Shown | null): StepEvent[] {
  return ((answer?.events ?? []) as unknown as StepEvent[]).filter(
    (event) => event.id !== undefined,
  );
}

/** What the assistant said so far; special tokens and tool results are not part of it. */
function textOf(answer: Shown | null): string {
  const result = answer?.result as CompleteResult | null | undefined;
  if (result?.message?.content) return result.message.content;
  return eventsOf(answer)
    .filter((event) => !event.special && !event.forced)
    .map((event) => event.text)
    .join("");
}

customElements.define("talk-sft-chat", TalkSftChat);
