/**
 * The speaker's side of the room: prompts that wait for the stage, questions, and the pace. A
 * button in the head of the view counts them; Q opens the panel.
 */
import type { Pace, Question, QuestionState, Suggestion } from "../protocol.gen.js";
import type { Room } from "../room/room.js";
import { h, renderList, setAttribute, setText } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { count } from "../ui/numbers.js";

const PACES = ["fast", "fine", "slow"] as const;
/** Weight below which a pace is not worth a word. */
// The room lets a voice fade: below half of one it would be rounded to nobody.
const LEAST_PACE = 0.5;

/** The slides that prompts and questions are about, as the view knows them. */
export interface ListedSlides {
  goTo(slide: string): void;
  titleOf(slide: string): string;
}

export class Queue {
  /** The button that counts what waits; it belongs into the head of the view. */
  readonly button = h("button", { type: "button", class: "queue-button", title: t("queue-label") });
  /** The pace in a few words, beside the button. */
  readonly pace = h("span", { class: "queue-pace", role: "status" });
  readonly panel = h("aside", { class: "queue", "aria-label": t("queue-room"), hidden: true });
  readonly #room: Room;
  readonly #slides: ListedSlides;
  readonly #prompts = h("ol", { class: "queue-list" });
  readonly #noPrompts = h("p", { class: "queue-none" }, t("queue-no-prompts"));
  readonly #questions = h("ol", { class: "queue-list" });
  readonly #noQuestions = h("p", { class: "queue-none" }, t("questions-none"));
  readonly #moderated = h("input", { type: "checkbox" });

  constructor(room: Room, slides: ListedSlides) {
    this.#room = room;
    this.#slides = slides;
    this.button.addEventListener("click", () => this.toggle());
    this.#moderated.addEventListener("change", () => {
      const { checked } = this.#moderated;
      setAttribute(this.#moderated, "aria-busy", "true");
      this.#room
        .call("questions/moderate", { moderated: checked })
        .answer.catch(() => {
          // The room did not take it: the box shows what holds.
          this.#moderated.checked = !checked;
        })
        .finally(() => setAttribute(this.#moderated, "aria-busy", null));
    });
    const close = h("button", { type: "button" }, t("close"));
    close.addEventListener("click", () => this.toggle());
    this.panel.append(
      h("div", { class: "queue-head" }, h("h2", {}, t("queue-prompts")), close),
      this.#noPrompts,
      this.#prompts,
      h("h2", {}, t("queue-questions")),
      h("label", { class: "queue-moderated" }, this.#moderated, t("queue-moderate")),
      this.#noQuestions,
      this.#questions,
    );
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.toggle();
    });
    const wanted = new Set(["question", "question_votes", "suggestions", "moderation", "pace"]);
    room.listen(({ kinds }) => {
      // What a prompt offers depends on the slide that is shown.
      if (["snapshot", "position", ...wanted].some((kind) => kinds.has(kind as "pace")))
        this.render();
    });
    this.render();
  }

  /** Show the panel, or put it away. */
  toggle(): void {
    this.panel.hidden = !this.panel.hidden;
    setAttribute(this.button, "aria-expanded", String(!this.panel.hidden));
    // A panel that vanishes under the focus would leave the keyboard nowhere.
    if (this.panel.hidden) this.button.focus();
    else this.panel.querySelector("button")?.focus();
    this.render();
  }

  render(): void {
    const state = this.#room.state;
    const questions = state?.questions ?? [];
    const prompts = state?.suggestions ?? [];
    const open = questions.filter(({ state = "open" }) => state === "open" || state === "waiting");
    setText(this.button, summary(open.length, prompts.length));
    setAttribute(this.button, "data-waiting", open.length + prompts.length > 0);
    setText(this.pace, paceText(state?.pace ?? {}));
    // A hall may ask hundreds of questions; `toggle` renders the list as it opens.
    if (this.panel.hidden) return;
    // Until the room has answered, a question that comes meanwhile would put the box back.
    if (!this.#moderated.ariaBusy) this.#moderated.checked = state?.moderated ?? false;
    this.#noPrompts.hidden = prompts.length > 0;
    this.#noQuestions.hidden = questions.length > 0;
    renderList(this.#prompts, prompts, makeItem, (item, prompt) =>
      this.#renderPrompt(item, prompt),
    );
    // What waits for the speaker comes first, what is settled last.
    const rank: Record<QuestionState, number> = {
      waiting: 0,
      open: 1,
      answered: 2,
      hidden: 3,
      merged: 4,
    };
    const sorted = [...questions].sort(
      (one, other) => rank[one.state ?? "open"] - rank[other.state ?? "open"],
    );
    renderList(this.#questions, sorted, makeItem, (item, question) =>
      this.#renderQuestion(item, question, open),
    );
  }

  #renderPrompt(item: HTMLElement, { id, widget, text }: Suggestion): void {
    const slide = widget.slice(0, widget.lastIndexOf("/"));
    fill(item, text, this.#slides.titleOf(slide), "");
    actions(item, [
      // The screen that sends it has the widget only while its slide is shown.
      slide === this.#room.position?.slide
        ? [t("queue-accept"), () => this.#judge(id, true)]
        : [t("queue-elsewhere"), () => this.#slides.goTo(slide)],
      [t("queue-reject"), () => this.#judge(id, false)],
    ]);
  }

  #judge(id: string, accepted: boolean): void {
    // Refused only where another presenter was faster.
    void this.#room.call("suggestions/judge", { id, accepted }).answer.catch(() => {});
  }

  #renderQuestion(item: HTMLElement, question: Question, open: readonly Question[]): void {
    const { id, text, slide, votes = 1, state = "open" } = question;
    const about = [
      `▲ ${count(votes)}`,
      state === "open" ? "" : t(`queue-is-${state}`),
      this.#slides.titleOf(slide),
    ];
    fill(item, text, about.filter((part) => part !== "").join(" · "), state);
    const set = (next: QuestionState, into = ""): void => {
      this.#room.call("questions/set_state", { id, state: next, into }).answer.catch(() => {});
    };
    const isOpen = state === "open";
    const offered: [string, () => void][] = [];
    if (state === "waiting") offered.push([t("queue-admit"), () => set("open")]);
    if (isOpen) offered.push([t("queue-answered"), () => set("answered")]);
    if (isOpen || state === "waiting") offered.push([t("queue-hide"), () => set("hidden")]);
    else offered.push([t("vote-open-again"), () => set("open")]);
    offered.push([t("queue-go-to"), () => this.#slides.goTo(slide)]);
    actions(item, offered);
    this.#offerMerge(item, isOpen ? open.filter((other) => other.id !== id) : [], set);
  }

  /** Let the speaker choose the question that this one is merged into. */
  #offerMerge(
    item: HTMLElement,
    others: readonly Question[],
    set: (state: QuestionState, into: string) => void,
  ): void {
    const before = item.querySelector("select");
    if (others.length === 0) {
      before?.remove();
      return;
    }
    const select = before ?? h("select", { "aria-label": t("queue-merge") });
    const wanted = JSON.stringify(others.map(({ id, text }) => [id, text]));
    // New options would close the list that the speaker has just opened.
    if (select.dataset.choices !== wanted) {
      select.dataset.choices = wanted;
      select.replaceChildren(
        h("option", { value: "" }, t("queue-merge")),
        // The list is as wide as its longest entry.
        ...others.map(({ id, text }) => h("option", { value: id }, text.slice(0, 60))),
      );
    }
    // Set anew at each rendering: the closure names the question that this row shows now.
    select.onchange = () => {
      if (select.value) set("merged", select.value);
    };
    if (!before) item.querySelector(".queue-actions")!.append(select);
  }
}

function makeItem(): HTMLElement {
  return h(
    "li",
    {},
    h("p", { class: "queue-text", dir: "auto" }),
    h("p", { class: "queue-about" }),
    h("div", { class: "queue-actions" }),
  );
}

function fill(item: HTMLElement, text: string, about: string, state: string): void {
  setText(item.querySelector(".queue-text")!, text);
  setText(item.querySelector(".queue-about")!, about);
  setAttribute(item, "data-state", state || null);
}

/** Show the buttons; those that are there already keep the focus. */
function actions(item: HTMLElement, offered: readonly [string, () => void][]): void {
  const row = item.querySelector<HTMLElement>(".queue-actions")!;
  const buttons = [...row.querySelectorAll("button")];
  for (const extra of buttons.slice(offered.length)) extra.remove();
  offered.forEach(([label, press], index) => {
    const button = buttons[index] ?? h("button", { type: "button" });
    setText(button, label);
    button.onclick = press;
    if (!buttons[index]) row.insertBefore(button, row.querySelector("select"));
  });
}

function paceText(pace: Pace): string {
  const said = PACES.map((value) => [value, pace[value] ?? 0] as const).filter(
    ([, weight]) => weight >= LEAST_PACE,
  );
  if (said.length === 0) return "";
  const parts = said.map(([value, weight]) =>
    t(`queue-pace-${value}`, { people: Math.round(weight) }),
  );
  return t("queue-pace", { parts: parts.join(", ") });
}

function summary(questions: number, prompts: number): string {
  const parts = [
    questions > 0 ? t("queue-count-questions", { count: questions }) : "",
    prompts > 0 ? t("queue-count-prompts", { count: prompts }) : "",
  ];
  return parts.filter((part) => part !== "").join(" · ") || t("queue-room");
}
