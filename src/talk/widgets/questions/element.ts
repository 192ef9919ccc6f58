/** The room's questions. options.py says what the widget is for. */
import type { State } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import { joinsRoom } from "../../web/page.js";
import type { Question } from "../../web/protocol.gen.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { QuestionList } from "../../web/votes/question_list.js";
import type { Options } from "./options.gen.js";

export default class TalkQuestions extends TalkElement<Options> {
  readonly #list = new QuestionList(this.host.view === "phone" && joinsRoom() ? this.host : null);
  readonly #said = h("p", { class: "questions-said", role: "status" });

  protected override initial(): Record<string, never> {
    return {};
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("questions"));
    this.append(this.#list.root, this.#said);
  }

  protected override currentState(): State {
    if (this.host.questions !== null) return "live";
    return this.#questions.length > 0 ? "recorded" : "prepared";
  }

  get #questions(): readonly Question[] {
    const all = this.host.questions ?? this.host.state(this.key).questions ?? [];
    const wanted = all.filter(
      ({ state = "open" }) => state === "open" || (state === "answered" && this.options.answered),
    );
    return wanted;
  }

  protected override render(): void {
    const questions = this.#questions;
    const shown = this.host.view === "phone" ? questions : questions.slice(0, this.options.most);
    this.#list.render(shown);
    const open = questions.filter(({ state }) => state !== "answered").length;
    setAttribute(this.#list.root, "data-few", shown.length <= 3);
    setAttribute(this.#said, "data-alone", shown.length === 0);
    setText(this.#said, this.#sentence(open, questions.length - shown.length));
  }

  #sentence(open: number, more: number): string {
    if (this.host.questions === null && this.#questions.length === 0) return t("questions-later");
    if (this.#questions.length === 0) return `${t("questions-none")} ${t("questions-ask")}`;
    return more > 0 ? t("questions-open-more", { open, more }) : t("questions-open", { open });
  }
}

customElements.define("talk-questions", TalkQuestions);
