/** Show what is wrong with a newer edition of the deck, over the last good one. */
import type { Problem } from "./protocol.gen.js";
import { t } from "./ui/messages.js";

export class ProblemPanel {
  readonly root = document.createElement("div");
  #shown = "";
  #dismissed = "";

  constructor() {
    this.root.className = "problems";
    this.root.setAttribute("role", "alert");
    this.root.hidden = true;
  }

  /** Show these problems, unless they were dismissed; none hides the panel. */
  show(problems: readonly Problem[]): void {
    const text = problems.map((problem) => problem.text).join("\n\n");
    if (text !== this.#dismissed) this.#dismissed = "";
    this.root.hidden = text === "" || text === this.#dismissed;
    // An alert that is filled again is read out again.
    if (this.#shown === text) return;
    this.#shown = text;
    const list = document.createElement("pre");
    // As `talk check` prints it: English, whatever the deck speaks.
    list.lang = "en";
    list.dir = "ltr";
    list.append(...problems.map(({ text }) => problemLines(text)));
    const dismiss = document.createElement("button");
    dismiss.type = "button";
    dismiss.textContent = t("problem-away");
    dismiss.onclick = () => this.dismiss();
    this.root.replaceChildren(list, dismiss);
  }

  /** Hide the panel until other problems come. */
  dismiss(): void {
    this.#dismissed = this.#shown;
    this.root.hidden = true;
  }
}

/** Return the sentence, which wraps, over the source line and its caret, which must not. */
function problemLines(text: string): HTMLElement {
  const problem = document.createElement("div");
  for (const [index, line] of text.split("\n").entries()) {
    const element = document.createElement("div");
    element.className = index === 0 ? "problem-sentence" : "problem-pointer";
    element.textContent = line;
    problem.append(element);
  }
  return problem;
}
