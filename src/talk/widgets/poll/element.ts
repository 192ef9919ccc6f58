/** A question to the room and its answers. options.py says what the widget is for. */
import type { Shown, State } from "../../web/answers.js";
import { h } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { percent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { BallotElement, type Solution, UNSOLVED } from "../../web/votes/ballot_element.js";
import type { Asked } from "../../web/votes/form.js";
import type { OptionRow } from "../../web/votes/rows.js";
import type { Options } from "./options.gen.js";

const KINDS = {
  single: "choice",
  several: "choices",
  scale: "choice",
  next: "choice",
  number: "number",
  text: "text",
} as const;

export default class TalkPoll extends BallotElement<Options> {
  #provenance: ProvenanceLine | null = null;

  protected override initial(): Record<string, never> {
    return {};
  }

  protected override build(): void {
    super.build();
    if (this.options.context === undefined) return;
    this.#provenance = new ProvenanceLine();
    this.above.append(
      h(
        "p",
        { class: "vote-context", dir: "auto" },
        this.options.context,
        h("span", { class: "vote-gap", "aria-hidden": "true" }),
      ),
    );
    this.below.append(this.#provenance.root);
  }

  protected override asked(): Asked {
    const { kind, options, ends, most, unit } = this.options;
    const scale = kind === "scale";
    const low = this.options.low ?? (scale ? 1 : 0);
    const high = this.options.high ?? (scale ? 5 : 100);
    const numbers = Array.from({ length: scale ? high - low + 1 : 0 }, (_, n) => String(low + n));
    return {
      kind: KINDS[kind],
      options: scale ? numbers : options,
      most,
      low,
      high,
      unit,
      ends,
      scale,
    };
  }

  protected override solution(): Solution {
    return UNSOLVED;
  }

  protected override currentState(): State {
    return this.#provenance ? (this.#predicted()?.state ?? "prepared") : super.currentState();
  }

  protected override render(): void {
    super.render();
    if (!this.#provenance) return;
    const shown = this.#predicted();
    this.#provenance.render(sourceOf(shown, t("no-model-here")));
    // Until the result is shown, the model's map is not on screen either.
    this.below.hidden = !this.alone && !this.hasAttribute("data-shown");
  }

  #predicted(): Shown<"next_token/predict"> | null {
    if (this.options.context === undefined) return null;
    return this.answer("main", this.request("next_token/predict"));
  }

  protected override modelShare(option: number): OptionRow["model"] {
    const candidates = this.#predicted()?.result?.candidates ?? [];
    const word = this.options.options[option]?.trim();
    const last = candidates.at(-1);
    if (!last) return null;
    const found = candidates.filter((candidate) => candidate.text.trim() === word);
    const share = found.reduce((sum, candidate) => sum + candidate.probability, 0);
    // The method returns no more than 200 candidates; an option further down is below them all.
    const least = percent(last.probability);
    const below = least.startsWith("<") ? least : `< ${least}`;
    return { share, text: found.length > 0 ? percent(share) : below };
  }
}

customElements.define("talk-poll", TalkPoll);
