/** The clock against the plan. Seconds in, words out; nothing here reads the time. */
import type { SlideNotes } from "../protocol.gen.js";

export interface Plan {
  /** Planned seconds before the slide begins, and when it should end. */
  readonly begins: number;
  readonly ends: number;
  /** Seconds that the whole talk has. */
  readonly total: number;
  /** Sum of the slides' own times where that is more than the talk has: every time here is scaled down to fit. */
  readonly scaledFrom: number | null;
}

/**
 * Where the slide stands in the talk. Slides that are planned for longer than the talk has (all slides of a deck whose
 * length is that of a path) share its time in proportion, so that "ahead" and "behind" mean the end that was promised.
 */
export function plan(
  order: readonly string[],
  notes: Readonly<Record<string, SlideNotes>>,
  duration: number | null,
  slide: string,
): Plan {
  const time = (id: string): number => notes[id]?.time_s ?? 0;
  const sum = (ids: readonly string[]): number => ids.reduce((total, id) => total + time(id), 0);
  const own = sum(order);
  const total = duration ?? own;
  const scale = own > total ? total / own : 1;
  const begins = scale * sum(order.slice(0, Math.max(0, order.indexOf(slide))));
  return {
    begins,
    ends: begins + scale * time(slide),
    total,
    scaledFrom: own > total ? own : null,
  };
}

export type Pace = { state: "on time" } | { state: "ahead" | "behind"; by: number };

/** On time anywhere within the slide's planned span. */
export function pace(plan: Plan, elapsed: number): Pace {
  if (elapsed < plan.begins) return { state: "ahead", by: plan.begins - elapsed };
  if (elapsed > plan.ends) return { state: "behind", by: elapsed - plan.ends };
  return { state: "on time" };
}

export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, rest] = [Math.floor(whole / 3600), whole % 3600];
  const tail = `${String(Math.floor(rest / 60)).padStart(hours ? 2 : 1, "0")}:${String(rest % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}
