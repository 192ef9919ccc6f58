/**
 * A generation as a tape: the tokens so far, and for each position the distribution from which the
 * next token was sampled.
 */
import type { Candidate, StepEvent } from "../../web/protocol.gen.js";
import type { Bar } from "../../web/ui/bars.js";
import { t } from "../../web/ui/messages.js";
import { percent } from "../../web/ui/numbers.js";
import { isPart } from "../../web/ui/token_text.js";

export type TapeToken = {
  id: number;
  text: string;
  bytes: string;
  /** Chosen by a person, not sampled. */
  hand: boolean;
};

/** The distribution at one position, after every control or those up to a named one. */
export interface Place {
  bars: Bar[];
  /** Probability of the tokens that have no bar. */
  rest: number;
  /** The uniform number in [0, 1) that decided; null where none was needed. */
  draw: number | null;
  /** The token that was sampled. */
  id: number;
}

/** The controls in the order in which they work, behind the model's own softmax. */
const CONTROLS = ["softmax", "temperature", "top_k", "top_p"] as const;
export type Control = (typeof CONTROLS)[number];

/** Return the distribution of a step after the named control, or after all where none is named. */
export function placeOf(event: StepEvent, control: Control | "" = ""): Place {
  const candidates = event.candidates ?? [];
  const own = candidates.map((item) => item.probability);
  // A control that is not in use has no entry: the last one before it then says how things are.
  const upTo = CONTROLS.indexOf(control === "" ? "top_p" : control);
  const last = event.stages?.findLast((item) => CONTROLS.indexOf(item.name as Control) <= upTo);
  const final = last?.probabilities ?? own;
  const bars = candidates.map((item, index) =>
    barOf(item, final[index] ?? item.probability, own[index] ?? 0),
  );
  const shown = bars.reduce((sum, bar) => sum + bar.probability, 0);
  const rest =
    last === undefined
      ? (event.rest ?? Math.max(0, 1 - shown))
      : last.kept <= candidates.length
        ? 0
        : Math.max(0, 1 - shown);
  return { bars, rest, draw: event.draw ?? null, id: event.id };
}

function barOf(item: Candidate, probability: number, own: number): Bar {
  const bytes = item.bytes ?? "";
  const changed = Math.abs(probability - own) > 0.0005;
  return {
    id: item.id,
    text: item.text,
    bytes,
    probability,
    rank: item.rank,
    ...(probability === 0
      ? { cut: true, extra: t("loop-cut-was", { share: percent(own) }) }
      : changed
        ? { extra: t("loop-was", { share: percent(own) }) }
        : {}),
    ...(isPart(item.text, bytes) ? { blocked: t("loop-blocked") } : {}),
  };
}

/**
 * Return the bars' shares of [0, 1), side by side in order of rank; the rest comes last. The token
 * is sampled whose share the uniform number falls into.
 */
export function segments(place: Place): { id: number; share: number }[] {
  return [
    ...place.bars.map((bar) => ({ id: bar.id, share: bar.probability })),
    { id: -1, share: place.rest },
  ];
}
