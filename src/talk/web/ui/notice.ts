/** One sentence when something went wrong, with prepared requests to go on with. */
import type { Shown } from "../answers.js";
import type { Recording } from "../host.js";
import { h, renderList, setText } from "./dom.js";
import { t } from "./messages.js";
import { worded } from "./refusals.js";
import { oneLine } from "./token_text.js";

export class Notice {
  readonly root: HTMLElement;
  readonly #text = h("span", { class: "notice-text" });
  readonly #again = h(
    "button",
    { type: "button", class: "choice choice-main", hidden: true },
    t("again"),
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
        setText(button, t("notice-prepared", { label: oneLine(recording.label ?? "", 32) }));
        button.onclick = () => this.choose(recording);
      },
    );
  }
}

/** Return the sentence for a run that failed or was interrupted; empty for any other. */
export function complaint(shown: Shown | null): string {
  if (!shown) return "";
  if (shown.state !== "failed" && shown.state !== "interrupted") return "";
  if (worded(shown.run?.error ?? {})) return sentence(shown.error);
  // A reason that is not known here is English; other languages put a sentence of theirs around it.
  if (shown.error) return t("notice-failed-why", { why: sentence(shown.error) });
  return shown.state === "failed" ? t("notice-failed") : t("notice-interrupted");
}

/** Return a text as a sentence: with a capital letter, and a full stop where it has no end. */
export function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
