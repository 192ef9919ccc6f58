/** One sentence when something went wrong, with prepared requests to go on with. */
import type { Shown } from "../answers.js";
import type { Recording } from "../host.js";
import { h, renderList, setText } from "./dom.js";
import { oneLine } from "./token_text.js";

export class Notice {
  readonly root: HTMLElement;
  readonly #text = h("span", { class: "notice-text" });
  readonly #again = h(
    "button",
    { type: "button", class: "choice choice-main", hidden: true },
    "Again",
  );
  readonly #ways = h("span", { class: "notice-ways" });

  constructor(private readonly choose: (recording: Recording) => void) {
    this.root = h(
      "div",
      { class: "notice", role: "alert", hidden: true },
      this.#text,
      this.#again,
      this.#ways,
    );
  }

  /**
   * Show the sentence, or nothing where it is empty. `again` sends the request once more; it is
   * null where that would not help.
   */
  render(
    sentence: string,
    prepared: readonly Recording[] = [],
    again: (() => void) | null = null,
  ): void {
    this.root.hidden = sentence === "";
    setText(this.#text, sentence);
    this.#again.hidden = again === null;
    this.#again.onclick = again;
    // Several recordings may belong to one prompt; each prompt is offered once.
    const labels = new Set<string>();
    const fresh = prepared.filter(
      (item) => !labels.has(item.label ?? "") && labels.add(item.label ?? ""),
    );
    const offered = sentence === "" ? [] : fresh.slice(0, 3);
    renderList(
      this.#ways,
      offered,
      () => h("button", { type: "button", class: "choice" }),
      (button, recording) => {
        setText(button, `Prepared: ${oneLine(recording.label ?? "", 32)}`);
        button.onclick = () => this.choose(recording);
      },
    );
  }
}

/** Return the sentence for a run that failed or was interrupted; empty for any other. */
export function complaint(shown: Shown | null): string {
  if (!shown) return "";
  if (shown.state === "failed") return sentence(shown.error || "the kernel could not answer this");
  if (shown.state === "interrupted")
    return shown.error
      ? sentence(shown.error)
      : "The kernel went away in mid-answer; what had come so far is kept.";
  return "";
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
