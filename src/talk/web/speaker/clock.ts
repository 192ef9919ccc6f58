/** The clock against the plan: seconds in, values and words out. Nothing here reads the time. */
import type { SlideNotes } from "../protocol.gen.js";

/** A slide's place in the plan, in seconds. */
export interface Plan {
  /** Planned time before the slide begins. */
  readonly begins: number;
  /** Planned time at which the slide ends. */
  readonly ends: number;
  /** Time that the whole talk has. */
  readonly total: number;
  /** Sum of the slides' own times, where all times are scaled down to fit `total`; else null. */
  readonly scaledFrom: number | null;
}

/**
 * Return where the slide stands in the plan.
 *
 * Slides that are planned for longer than the talk has (all slides of a deck whose length is that
 * of a path) share its time in proportion, so that "ahead" and "behind" mean the promised end.
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
  // A deck without a length is as long as its slides say.
  const total = duration ?? own;
  const scale = own > total ? total / own : 1;
  // A slide that is not on the path (index -1) counts as the start.
  const begins = scale * sum(order.slice(0, Math.max(0, order.indexOf(slide))));
  return {
    begins,
    ends: begins + scale * time(slide),
    total,
    scaledFrom: own > total ? own : null,
  };
}

/** How the talk stands against its plan; `by` is in seconds. */
export type Pace = { state: "on time" } | { state: "ahead" | "behind"; by: number };

/** Return the pace; anywhere within the slide's planned span is on time. */
export function pace(plan: Plan, elapsed: number): Pace {
  if (elapsed < plan.begins) return { state: "ahead", by: plan.begins - elapsed };
  if (elapsed > plan.ends) return { state: "behind", by: elapsed - plan.ends };
  return { state: "on time" };
}

/** Return seconds as `m:ss` or `h:mm:ss`. */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, rest] = [Math.floor(whole / 3600), whole % 3600];
  const minutes = String(Math.floor(rest / 60)).padStart(hours ? 2 : 1, "0");
  const tail = `${minutes}:${String(rest % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}
