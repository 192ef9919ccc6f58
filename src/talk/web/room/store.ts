/** What the room last said, as one value; `apply` gives the next. Nothing here talks to anybody. */
import type { Change, PresenterState, PublicSnapshot, Run, WidgetState } from "../protocol.gen.js";

/** A phone's snapshot has none of the presenter's fields. */
export type Snapshot = PublicSnapshot & Partial<Omit<PresenterState, keyof PublicSnapshot>>;

export function apply(state: Snapshot, change: Change): Snapshot {
  switch (change.kind) {
    case "position":
      return moved(state, change.slide, change.step, change.shown ?? "");
    case "inputs":
      return withWidget(state, change.widget, (widget) => ({ ...widget, inputs: change.inputs }));
    case "run":
      return withWidget(state, change.widget, (widget) =>
        withRun(widget, change.lane, begun(widget.runs?.[change.lane], change.run)),
      );
    case "run_events":
      return withWidget(state, change.widget, (widget) => {
        const run = widget.runs?.[change.lane];
        if (!run || run.id !== change.run) return widget;
        return withRun(widget, change.lane, {
          ...run,
          events: [...(run.events ?? []), ...change.events],
        });
      });
    case "ballot":
      return withWidget(state, change.widget, (widget) => ({ ...widget, ballot: change.ballot }));
    case "tally":
      return withWidget(state, change.widget, (widget) => {
        if (widget.ballot?.id !== change.ballot) return widget;
        return { ...widget, ballot: { ...widget.ballot, tally: change.tally } };
      });
    case "kernel":
      return { ...state, kernel: change.kernel };
    case "people":
      return { ...state, joined: change.joined, following: change.following };
    case "deck":
      return { ...state, deck: change.deck };
    case "blank":
      return { ...state, blank: change.blank };
    case "timekeeper":
      return { ...state, timekeeper: change.timekeeper };
    case "snapshot":
      return change.state as unknown as Snapshot;
    case "health":
      return { ...state, health: change.health };
    case "problems":
      return { ...state, problems: change.problems };
  }
}

function moved(state: Snapshot, slide: string, step: number, shown: string): Snapshot {
  const next: Snapshot = { ...state, slide, step };
  for (const id of [slide, shown])
    if (id && !next.shown.includes(id)) next.shown = [...next.shown, id];
  if (state.order && !state.started_at && slide !== state.slide)
    next.started_at = Date.now() / 1000;
  return next;
}

function withWidget(
  state: Snapshot,
  key: string,
  change: (widget: WidgetState) => WidgetState,
): Snapshot {
  return { ...state, widgets: { ...state.widgets, [key]: change(state.widgets[key] ?? {}) } };
}

function withRun(widget: WidgetState, lane: string, run: Run): WidgetState {
  return { ...widget, runs: { ...widget.runs, [lane]: run } };
}

/** A change of a run carries no events: those of the same run stay, those of an older one go. */
function begun(before: Run | undefined, run: Run): Run {
  return { ...run, events: before?.id === run.id ? (before.events ?? []) : (run.events ?? []) };
}
