/** The room's state as one value: `apply` returns the next one after a change. */
import type {
  Change,
  PresenterState,
  PublicSnapshot,
  Question,
  Run,
  Stroke,
  WidgetState,
} from "../protocol.gen.js";

/** The state as a client has it; a phone's has none of the presenter's fields. */
export type Snapshot = PublicSnapshot & Partial<Omit<PresenterState, keyof PublicSnapshot>>;

/** Return the state after the change. Neither argument is modified. */
export function apply(state: Snapshot, change: Change): Snapshot {
  switch (change.kind) {
    case "position":
      return withPosition(state, change.slide, change.step, change.shown ?? "");
    case "inputs":
      return withWidget(state, change.widget, (widget) => ({ ...widget, inputs: change.inputs }));
    case "run":
      return withWidget(state, change.widget, (widget) => {
        // The change of a run carries no events: those that came before it belong to the same run.
        const before = widget.runs?.[change.lane];
        const events = (before?.id === change.run.id ? before.events : change.run.events) ?? [];
        return withRun(widget, change.lane, { ...change.run, events });
      });
    case "run_events":
      return withWidget(state, change.widget, (widget) => {
        const run = widget.runs?.[change.lane];
        // Events of a run that another one has replaced.
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
        // Votes that were on their way when the presenter asked something else.
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
    case "pointed":
      return { ...state, pointed: change.pointed };
    case "clock":
      return { ...state, clock: change.clock };
    case "pointer":
      return { ...state, pointer: change.pointer };
    case "zoom":
      return { ...state, zoom: change.zoom };
    case "draw":
      return withDrawing(state, change.slide, (strokes) => drawn(strokes, change));
    case "erase":
      return withDrawing(state, change.slide, (strokes) =>
        change.last ? strokes.slice(0, -1) : [],
      );
    case "beneath":
      return { ...state, beneath: { ...state.beneath, [change.slide]: change.beneath } };
    case "remotes":
      return { ...state, remotes: change.remotes };
    case "timekeeper":
      return { ...state, timekeeper: change.timekeeper };
    case "question":
      return withQuestions(state, [...without(state, change.question.id), change.question]);
    case "question_gone":
      return withQuestions(state, without(state, change.id));
    case "question_votes":
      return withQuestions(
        state,
        (state.questions ?? []).map((question) => ({
          ...question,
          votes: change.votes[question.id] ?? question.votes ?? 1,
        })),
      );
    case "moderation":
      return { ...state, moderated: change.moderated };
    case "pace":
      return { ...state, pace: change.pace };
    case "accepted":
      return state; // a moment, which `RoomUpdate.accepted` reports
    case "suggestions":
      return { ...state, suggestions: change.suggestions };
    case "snapshot":
      return change.state;
    case "health":
      return { ...state, health: change.health };
    case "problems":
      return { ...state, problems: change.problems };
  }
}

function without(state: Snapshot, id: string): Question[] {
  return (state.questions ?? []).filter((question) => question.id !== id);
}

/** Return the state with the questions in the room's order: open ones first, most wanted first. */
function withQuestions(state: Snapshot, questions: Question[]): Snapshot {
  // Ids are q1, q2 and so on, in the order of asking.
  const number = (question: Question): number => Number(question.id.slice(1));
  const last = (question: Question): number => (question.state === "answered" ? 1 : 0);
  questions.sort(
    (one, other) =>
      last(one) - last(other) ||
      (other.votes ?? 1) - (one.votes ?? 1) ||
      number(one) - number(other),
  );
  return { ...state, questions };
}

function withPosition(state: Snapshot, slide: string, step: number, shown: string): Snapshot {
  const next: Snapshot = { ...state, slide, step };
  // The current slide as well: a screen that missed its first showing may still open it.
  for (const id of [slide, shown])
    if (id && !next.shown.includes(id)) next.shown = [...next.shown, id];
  // Off the run, where the talk goes on from stays where it was.
  if (state.run?.includes(slide)) next.anchor = { slide, step };
  return next;
}

function withDrawing(
  state: Snapshot,
  slide: string,
  change: (strokes: readonly Stroke[]) => Stroke[],
): Snapshot {
  const drawings = { ...state.drawings, [slide]: change(state.drawings?.[slide] ?? []) };
  return { ...state, drawings };
}

/** Return the strokes with one begun, or grown by the change's points. */
function drawn(strokes: readonly Stroke[], change: Change & { kind: "draw" }): Stroke[] {
  const { stroke: id, colour, points } = change;
  const at = strokes.findIndex((stroke) => stroke.id === id);
  if (at < 0) return [...strokes, { id, colour, points }];
  // A new list, as for every change: who compares states sees that this one is another.
  return strokes.with(at, { ...strokes[at]!, points: [...strokes[at]!.points, ...points] });
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
