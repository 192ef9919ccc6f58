/** What is wrong with a newer edition of the deck, over the last good one, until it is mended or put away. */
import type { Problem } from "./protocol.gen.js";

export class ProblemPanel {
  readonly root = document.createElement("div");
  #shown = "";
  #putAway = "";

  constructor() {
    this.root.className = "problems";
    this.root.setAttribute("role", "alert");
    this.root.hidden = true;
  }

  /** Each problem brings its place, the line and a caret under the fault. */
  draw(problems: readonly Problem[]): void {
    const text = problems.map((problem) => problem.text).join("\n\n");
    if (text !== this.#putAway) this.#putAway = "";
    this.root.hidden = text === "" || text === this.#putAway;
    if (this.#shown === text) return;
    this.#shown = text;
    const shown = document.createElement("pre");
    shown.append(...problems.map(({ text }) => problemLines(text)));
    const away = document.createElement("button");
    away.type = "button";
    away.textContent = "Put away (X)";
    away.onclick = () => this.putAway();
    this.root.replaceChildren(shown, away);
  }

  /** Until another problem comes. */
  putAway(): void {
    this.#putAway = this.#shown;
    this.root.hidden = true;
  }
}

/** The sentence, which may wrap, and below it the line of the source with its caret, which may not. */
function problemLines(text: string): HTMLElement {
  const [sentence = "", ...pointer] = text.split("\n");
  const made = document.createElement("div");
  for (const [name, line] of [
    ["problem-sentence", sentence],
    ...pointer.map((line) => ["problem-pointer", line]),
  ] as const) {
    const element = document.createElement("div");
    element.className = name!;
    element.textContent = line!;
    made.append(element);
  }
  return made;
}
