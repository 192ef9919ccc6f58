/**
 * The sheet that comes up from the phone's bar: pace, a prompt for the stage, a question about the
 * slide, and the room's questions.
 */
import type { TalkElement } from "../element.js";
import type { PaceValue } from "../protocol.gen.js";
import type { CallError } from "../room/connection.js";
import type { Room } from "../room/room.js";
import { h, newId, setAttribute, setText } from "../ui/dom.js";
import { markLanguage, t } from "../ui/messages.js";
import { sentence } from "../ui/notice.js";
import { refusal } from "../ui/refusals.js";
import { QuestionList } from "../votes/question_list.js";
import { type Reader, ThisTalk } from "./this_talk.js";

// The room refuses more (protocol/methods/questions.py and suggestions.py).
const MAX_QUESTION = 300;
const MAX_PROMPT = 400;
const PACES: readonly PaceValue[] = ["fast", "fine", "slow"];

/** The slide that the sheet is about. */
export interface SheetSlide {
  readonly id: string;
  /** The widget there that takes prompts from the room; null where there is none. */
  readonly widget: TalkElement | null;
}

export class RoomSheet {
  readonly #room: Room;
  readonly #slide: () => SheetSlide;
  readonly #dialog = h("dialog", { class: "talk-sheet", "aria-label": t("phone-sheet") });
  readonly #paceSaid = h("p", { class: "sheet-said", role: "status" });
  readonly #question: Line;
  readonly #prompt: Line;
  readonly #list: QuestionList;
  readonly #talk: ThisTalk;
  readonly #none = h("p", { class: "sheet-said" }, t("questions-none"));

  /** `slide` returns the slide that is open; `reader` opens others and knows their names. */
  constructor(room: Room, slide: () => SheetSlide, reader: Reader) {
    this.#room = room;
    this.#slide = slide;
    this.#question = new Line(t("phone-ask"), MAX_QUESTION, (text) => this.#ask(text));
    this.#prompt = new Line(t("phone-prompt"), MAX_PROMPT, (text) => this.#suggest(text));
    this.#list = new QuestionList(
      {
        wants: (id) => room.ownQuestions.wants(id),
        want: (id, up) => void room.ownQuestions.vote(id, up),
      },
      (slide) => reader.titleOf(slide),
    );
    this.#talk = new ThisTalk(room, reader, () => this.#dialog.close());
    // The page is in the deck's language, the sheet in the reader's.
    markLanguage(this.#dialog);
    const close = h("button", { type: "button", class: "choice" }, t("close"));
    close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.append(
      h("div", { class: "sheet-head" }, h("h2", {}, t("phone-sheet")), close),
      this.#question.root,
      this.#prompt.root,
      this.#pace(),
      h("h3", {}, t("questions")),
      this.#none,
      this.#list.root,
      this.#talk.root,
    );
    this.#dialog.addEventListener("click", (event) => {
      // A tap beside the sheet is one on the dialog itself.
      if (event.target === this.#dialog) this.#dialog.close();
    });
    // The deck's keys turn pages; in the sheet they move the caret.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation());
    document.body.append(this.#dialog);
    room.listen(({ kinds }) => {
      // Closed, it need not be kept current: `open` renders it.
      if (!this.#dialog.open) return;
      const wanted = ["question", "question_gone", "question_votes", "snapshot"] as const;
      if (wanted.some((kind) => kinds.has(kind))) this.#renderList();
    });
  }

  open(): void {
    this.#prompt.root.hidden = this.#slide().widget === null;
    this.#renderList();
    this.#talk.render();
    this.#dialog.showModal();
  }

  #renderList(): void {
    const questions = this.#room.state?.questions ?? [];
    this.#none.hidden = questions.length > 0;
    this.#list.render(questions);
  }

  async #ask(text: string): Promise<string> {
    const { state } = await this.#room.ownQuestions.ask(text, this.#slide().id);
    return state === "waiting" ? t("phone-waits") : t("phone-sent");
  }

  async #suggest(text: string): Promise<string> {
    const widget = this.#slide().widget?.dataset.key ?? "";
    await this.#room.call("suggestions/send", { widget, text }).answer;
    return t("phone-prompt-sent");
  }

  #pace(): HTMLElement {
    const buttons = PACES.map((value) => {
      const button = h("button", { type: "button", class: "choice" }, t(`phone-pace-${value}`));
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        this.#room.call("pace/set", { value }).answer.then(
          () => setText(this.#paceSaid, t("phone-pace-sent")),
          (error: CallError) => setText(this.#paceSaid, reason(error)),
        );
      });
      return button;
    });
    const id = newId("pace");
    return h(
      "div",
      { class: "sheet-pace", role: "group", "aria-labelledby": id },
      h("p", { id }, t("phone-pace")),
      h("div", { class: "sheet-row" }, ...buttons),
      this.#paceSaid,
    );
  }
}

/** A field with a button; what is sent stays in the field until the room has taken it. */
class Line {
  readonly root: HTMLFormElement;
  readonly #said = h("p", { class: "sheet-said", role: "status" });

  constructor(label: string, longest: number, send: (text: string) => Promise<string>) {
    const id = newId("line");
    const field = h("textarea", { id, rows: 2, maxlength: longest, dir: "auto" });
    const button = h("button", { type: "submit", class: "choice choice-main" }, t("send"));
    this.root = h(
      "form",
      { class: "sheet-line" },
      h("label", { for: id }, label),
      field,
      h("div", { class: "sheet-row" }, button, this.#said),
    );
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (text === "") return;
      // Until the room has answered: a second tap would ask the same again.
      button.disabled = true;
      send(text)
        .then(
          (said) => {
            field.value = "";
            setText(this.#said, said);
          },
          (error: CallError) => setText(this.#said, reason(error)),
        )
        .finally(() => {
          button.disabled = false;
        });
    });
    // What was said of the last text does not hold for the next.
    field.addEventListener("input", () => setAttribute(this.#said, "data-old", true));
  }
}

function reason(error: CallError): string {
  return sentence(refusal(error));
}
