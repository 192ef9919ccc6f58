/** The clock against the plan: seconds in, values and words out. Nothing here reads the time. */
import type { Clock, SlideNotes } from "../protocol.gen.js";
import { t } from "../ui/messages.js";

type NotesBySlide = Readonly<Record<string, SlideNotes>>;

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
  notes: NotesBySlide,
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

/** What something was planned for and what it took so far, in seconds. */
export interface PlannedAndTaken {
  readonly planned: number;
  readonly taken: number;
}

/** Return the talk's time in seconds; `now` is Unix time. */
export function elapsedAt(clock: Clock, now: number): number {
  const since = typeof clock.running_since === "number" ? now - clock.running_since : 0;
  // This machine's clock may be a little behind the room's.
  return (clock.elapsed_s ?? 0) + Math.max(0, since);
}

/** Return for how many seconds a slide was shown, of which `current` is shown now. */
export function secondsOn(slide: string, current: string, clock: Clock, elapsed: number): number {
  const visit = slide === current ? elapsed - (clock.slide_began_s ?? 0) : 0;
  return (clock.spent?.[slide] ?? 0) + Math.max(0, visit);
}

/**
 * Return plan and time of the chapter that `current` is in.
 *
 * The plan is that of the chapter's slides in the run; the time counts all of its slides.
 */
export function chapterTimes(
  current: string,
  order: readonly string[],
  run: readonly string[],
  notes: NotesBySlide,
  scale: number,
  clock: Clock,
  elapsed: number,
): PlannedAndTaken {
  const slides = order.filter((id) => notes[id]?.chapter === notes[current]?.chapter);
  let [planned, taken] = [0, 0];
  for (const slide of slides) {
    if (run.includes(slide)) planned += scale * (notes[slide]?.time_s ?? 0);
    taken += secondsOn(slide, current, clock, elapsed);
  }
  return { planned, taken };
}

/** How the talk stands against its plan; `by` is in seconds. */
export type Pace = { state: "on time" } | { state: "ahead" | "behind"; by: number };

/** Return the pace; anywhere within the slide's planned span is on time. */
export function pace(plan: Plan, elapsed: number): Pace {
  if (elapsed < plan.begins) return { state: "ahead", by: plan.begins - elapsed };
  if (elapsed > plan.ends) return { state: "behind", by: elapsed - plan.ends };
  return { state: "on time" };
}

/** Return what the clock says: the time that has passed, or with `countdown` the time left. */
export function clockText(elapsed: number, total: number, countdown: boolean): string {
  const whole = formatTime(total);
  if (!countdown) return t("clock-of", { time: formatTime(elapsed), total: whole });
  return elapsed > total
    ? t("clock-over", { time: formatTime(elapsed - total), total: whole })
    : t("clock-left", { time: formatTime(Math.ceil(total - elapsed)), total: whole });
}

/** Return the words for a plan and what it took: `0:40 of 1:00`, or the time alone. */
export function againstPlan({ planned, taken }: PlannedAndTaken): string {
  const time = formatTime(taken);
  return planned ? t("clock-of", { time, total: formatTime(planned) }) : time;
}

/** Return seconds as `m:ss` or `h:mm:ss`. */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, rest] = [Math.floor(whole / 3600), whole % 3600];
  const minutes = String(Math.floor(rest / 60)).padStart(hours ? 2 : 1, "0");
  const tail = `${minutes}:${String(rest % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}
