/**
 * A generation as a tape: the tokens taken so far, and for each place the distribution the next one
 * was drawn from.
 */
import type { Candidate, SamplingStage, StepEvent } from "../../web/protocol.gen.js";
import type { Bar } from "../../web/ui/bars.js";
import { percent } from "../../web/ui/numbers.js";
import { isPart } from "../../web/ui/token_text.js";

export type Taken = {
  id: number;
  text: string;
  bytes: string;
  /** Picked by a person, not drawn. */
  hand: boolean;
};

/** The distribution at one place, after every control. */
export interface Place {
  bars: Bar[];
  /** What is drawn from, without the bars. */
  rest: number;
  /** The uniform number in [0, 1) that decides; null where none was drawn. */
  draw: number | null;
  /** The token that was drawn. */
  id: number;
}

/** The controls in the order in which they work; what is not in use leaves everything as it was. */
export const STAGES = ["softmax", "temperature", "top_k", "top_p"] as const;
export type StageName = (typeof STAGES)[number];

/** What the controls up to one of them made of the distribution; all of them when none is named. */
function stageAt(
  stages: readonly SamplingStage[],
  name: StageName | "",
): SamplingStage | undefined {
  if (name === "") return stages.at(-1);
  const place = STAGES.indexOf(name);
  return stages.findLast((stage) => STAGES.indexOf(stage.name as StageName) <= place);
}

/** The last stage is what the token was drawn from; the first is the model's own probabilities. */
export function placeOf(event: StepEvent, name: StageName | "" = ""): Place {
  const candidates = event.candidates ?? [];
  const own = candidates.map((item) => item.probability);
  const last = stageAt(event.stages ?? [], name);
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
      ? { cut: true, extra: `cut; was ${percent(own)}` }
      : changed
        ? { extra: `was ${percent(own)}` }
        : {}),
    ...(isPart(item.text, bytes)
      ? { blocked: "a part of a character cannot be picked by hand" }
      : {}),
  };
}

/**
 * Where each bar lies when they are laid side by side in order of rank on [0, 1); the rest comes
 * last.
 */
export function segments(place: Place): { id: number; share: number }[] {
  return [
    ...place.bars.map((bar) => ({ id: bar.id, share: bar.probability })),
    { id: -1, share: place.rest },
  ];
}
