/** A list of the room's questions; where `want` is given, each has a button to vote for it. */
import type { Question } from "../protocol.gen.js";
import { h, renderList, setAttribute, setText } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { count } from "../ui/numbers.js";

export interface Votes {
  wants(id: string): boolean;
  want(id: string, up: boolean): void;
}

export class QuestionList {
  readonly root = h("ol", { class: "questions" });
  readonly #votes: Votes | null;
  readonly #titleOf: (slide: string) => string;

  /** `titleOf` returns the name of a slide; an empty one is left out. */
  constructor(votes: Votes | null, titleOf: (slide: string) => string = () => "") {
    this.#votes = votes;
    this.#titleOf = titleOf;
  }

  render(questions: readonly Question[]): void {
    this.root.hidden = questions.length === 0;
    renderList(
      this.root,
      questions,
      () => this.#item(),
      (item, question) => this.#renderItem(item, question),
    );
  }

  #item(): HTMLElement {
    return h(
      "li",
      { class: "question" },
      this.#votes
        ? h(
            "button",
            { type: "button", class: "question-votes" },
            h("span", { class: "question-arrow", "aria-hidden": "true" }, "▲"),
            h("span", { class: "question-count" }),
          )
        : h("span", { class: "question-votes" }, h("span", { class: "question-count" })),
      h(
        "div",
        { class: "question-body" },
        h("p", { class: "question-text", dir: "auto" }),
        h("p", { class: "question-about" }),
      ),
    );
  }

  #renderItem(item: HTMLElement, { id, text, slide, votes = 1, state }: Question): void {
    const answered = state === "answered";
    setAttribute(item, "data-question", id);
    setAttribute(item, "data-answered", answered);
    setText(item.querySelector(".question-text")!, text);
    const title = this.#titleOf(slide);
    const about = [
      answered ? `✓ ${t("questions-answered")}` : "",
      title && t("questions-about", { slide: title }),
    ];
    setText(
      item.querySelector(".question-about")!,
      about.filter((part) => part !== "").join(" · "),
    );
    setText(item.querySelector(".question-count")!, count(votes));
    const button = item.querySelector("button");
    if (!button) {
      const wanted = t("questions-wanted", { people: votes });
      setAttribute(item.querySelector(".question-votes")!, "title", wanted);
      return;
    }
    const wants = this.#votes?.wants(id) ?? false;
    button.disabled = answered;
    setAttribute(button, "aria-pressed", String(wants));
    setAttribute(button, "aria-label", `${t("questions-want")}: ${text}, ${count(votes)}`);
    button.onclick = () => this.#votes?.want(id, !wants);
  }
}
