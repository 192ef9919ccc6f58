/** A question with a right answer. options.py says what the widget is for. */
import { BallotElement, type Solution, UNSOLVED } from "../../web/votes/ballot_element.js";
import type { Asked } from "../../web/votes/form.js";
import type { Options } from "./options.gen.js";

const KINDS = { single: "choice", several: "choices", number: "number" } as const;

export default class TalkQuiz extends BallotElement<Options> {
  protected override initial(): Record<string, never> {
    return {};
  }

  protected override asked(): Asked {
    const { kind, options, low, high, unit } = this.options;
    return { kind: KINDS[kind], options, most: 0, low, high, unit, ends: [], scale: false };
  }

  protected override get testable(): boolean {
    return true;
  }

  protected override solution(): Solution {
    const ballot = this.ballot;
    if (ballot) {
      const told = (!ballot.open && !ballot.hidden) || this.host.view === "speaker";
      if (!told) return UNSOLVED;
      return {
        right: ballot.right ?? [],
        number: ballot.right_number ?? null,
        why: ballot.why ?? "",
      };
    }
    // A page of a room has no solution in its options; a copy has, and tells it after an answer.
    const { right } = this.options as Partial<Options>;
    if (!this.alone || right === undefined) return UNSOLVED;
    if (this.host.view !== "print" && this.ownVote === null) return UNSOLVED;
    const named = (Array.isArray(right) ? right : [right]).map(String);
    return {
      right: this.options.options.flatMap((option, index) =>
        named.includes(option) ? [index] : [],
      ),
      number: this.options.kind === "number" ? Number(right) : null,
      why: this.options.why,
    };
  }
}

customElements.define("talk-quiz", TalkQuiz);
