/** The clock of the speaker view: the talk, the slide and the chapter, each against its plan. */
import type { Run } from "../navigation.js";
import type { Snapshot } from "../room/store.js";
import { t } from "../ui/messages.js";
import {
  againstPlan,
  chapterTimes,
  clockText,
  elapsedAt,
  formatTime,
  type Plan,
  pace,
  plan,
  secondsOn,
} from "./clock.js";
import type { SpeakerLayout } from "./layout.js";

/** What the clock needs to know of a talk. */
export type TimedTalk = Pick<Snapshot, "clock" | "notes" | "order" | "duration_s" | "slide">;

export class ClockView {
  constructor(private readonly layout: SpeakerLayout) {}

  /** Render the clock as the room has it; `slide` is the one that this view shows. */
  render(state: TimedTalk, run: Run, slide: string, date: Date): void {
    const { layout } = this;
    layout.time.textContent = `${date.getHours()}:${String(date.getMinutes()).padStart(2, "0")}`;
    const { clock = {}, notes = {}, order = [] } = state;
    const elapsed = elapsedAt(clock, date.getTime() / 1000);
    // A slide outside the run has no place in the plan: the talk stands where it left the run.
    const planned = plan(run.run, notes, state.duration_s ?? null, run.anchor.slide);
    const scale = planned.scaledFrom === null ? 1 : planned.total / planned.scaledFrom;
    layout.elapsed.textContent = clockText(elapsed, planned.total, clock.countdown ?? false);
    layout.elapsed.dataset.over = String(elapsed > planned.total && planned.total > 0);
    const { scaledFrom } = planned;
    layout.elapsed.dataset.scaled =
      scaledFrom === null ? "" : t("clock-scaled", { time: formatTime(scaledFrom) });
    // Outside the run nothing was planned for it.
    const own = run.run.includes(slide) ? scale * (notes[slide]?.time_s ?? 0) : 0;
    const taken = secondsOn(slide, state.slide, clock, elapsed);
    layout.slideTime.textContent = t("clock-slide", {
      time: againstPlan({ planned: own, taken }),
    });
    const chapter = chapterTimes(slide, order, run.run, notes, scale, clock, elapsed);
    layout.chapterTime.textContent = t("clock-chapter", { time: againstPlan(chapter) });
    this.#renderPace(state, planned, elapsed);
    const running = typeof clock.running_since === "number";
    layout.clockButton.textContent = running ? t("clock-pause") : t("clock-start");
    layout.clockButton.title = running ? t("clock-pause-name") : t("clock-start-name");
    layout.clockButton.setAttribute("aria-label", layout.clockButton.title);
  }

  #renderPace({ clock }: TimedTalk, planned: Plan, elapsed: number): void {
    const box = this.layout.pace;
    const paused = typeof clock?.running_since !== "number";
    const found = pace(planned, elapsed);
    box.dataset.pace = paused ? "waiting" : found.state;
    const armed = clock?.armed ?? true;
    // The sentence is a tooltip: the head has to stay one row high on a small laptop.
    box.title = armed ? t("clock-armed-is") : "";
    if (armed) box.textContent = t("clock-armed");
    else if (paused) box.textContent = `❙❙ ${t("clock-paused")}`;
    else if (found.state === "on time") box.textContent = `● ${t("pace-on-time")}`;
    else {
      const arrow = found.state === "ahead" ? "▲" : "▼";
      const time = formatTime(found.by);
      box.textContent = `${arrow} ${t(`pace-${found.state}`, { time })}`;
    }
  }
}
