/** The host of stage and speaker view: what a presenter does in a widget is the room's state. */
import type { Host, Recording, RunHandle, View } from "../host.js";
import type {
  BallotParams,
  BarTextParams,
  Json,
  KernelState,
  PreparedBallotParams,
  Question,
  RankingsResult,
  Run,
  WidgetState,
} from "../protocol.gen.js";
import type { Recordings } from "../recordings.js";
import { type CallError, CONNECTION_LOST } from "../room/connection.js";
import type { Room } from "../room/room.js";
import { failedRun } from "./local_runs.js";
import { WidgetListeners } from "./widget_listeners.js";

type Params = Record<string, Json>;

export class SharedHost implements Host {
  readonly shared = true;
  readonly view: View;
  #room: Room;
  #recordings: Recordings;
  #listeners = new WidgetListeners();
  /** Runs, by widget and lane, that the room has not: it was away, or refused them. */
  #local = new Map<string, Record<string, Run>>();
  #nextLocal = 1;

  constructor(view: View, room: Room, recordings: Recordings) {
    this.view = view;
    this.#room = room;
    this.#recordings = recordings;
    // Recordings come after the first paint, when the widgets have already looked for them.
    recordings.listen(() => this.#listeners.notifyAll());
    room.listen((update) => {
      // What the room has of a widget now is newer.
      for (const key of update.widgets) this.#local.delete(key);
      this.#listeners.notifyUpdate(update, room.position?.slide ?? "");
    });
  }

  get kernel(): KernelState {
    return this.#room.state?.kernel.state ?? "none";
  }

  get keepsTime(): boolean {
    return this.#room.keepsTime;
  }

  get room(): { joinUrl: string; joined: number; following: number } | null {
    const state = this.#room.state;
    return (
      state && { joinUrl: this.#room.joinUrl, joined: state.joined, following: state.following }
    );
  }

  get questions(): readonly Question[] {
    return this.#room.state?.questions ?? [];
  }

  wants(): boolean {
    return false;
  }

  want(): void {
    // Only phones vote.
  }

  state(key: string): WidgetState {
    const state = this.#room.state?.widgets[key] ?? {};
    const local = this.#local.get(key);
    // A local run covers the room's: it is what this presenter asked for last.
    return local ? { ...state, runs: { ...state.runs, ...local } } : state;
  }

  run(
    key: string,
    lane: string,
    method: string,
    params: Params,
    update: (run: Run) => void,
  ): RunHandle {
    let id = "";
    const finished = this.#room.run({ widget: key, lane, method, params }).answer.then(
      ({ run }) => {
        id = run.id;
        update(run);
        // A run that is done at once was answered by a recording; no change follows.
        return run.done ? run : this.#finished(key, lane);
      },
      (error: CallError) => this.#runLocally(key, lane, method, params, error),
    );
    void finished.then(update);
    return {
      finished,
      cancel: () => {
        // Another run may have taken the lane meanwhile: that one goes on.
        if (id && this.state(key).runs?.[lane]?.id === id && !this.state(key).runs?.[lane]?.done)
          this.stop(key, lane);
      },
    };
  }

  setInputs(key: string, inputs: Params): Promise<boolean> {
    // Merged, so that two presenters at one widget do not undo each other.
    return this.#room.call("widget/set_inputs", { widget: key, inputs, merge: true }).answer.then(
      () => true,
      () => false,
    );
  }

  stop(key: string, lane?: string): void {
    this.#room.call("widget/stop", { widget: key, lane: lane ?? null }).answer.catch(() => {});
  }

  ballot(key: string, ballot: Omit<BallotParams, "widget">): void {
    // Shown only once the room has it, since a ballot that phones do not see is none.
    this.#room.call("room/ballot", { ...ballot, widget: key }).answer.catch(() => {});
  }

  preparedBallot(key: string, change: Omit<PreparedBallotParams, "widget">): void {
    this.#room.call("room/prepared_ballot", { ...change, widget: key }).answer.catch(() => {});
  }

  barText(key: string, change: Omit<BarTextParams, "widget">): void {
    this.#room.call("room/bar_text", { ...change, widget: key }).answer.catch(() => {});
  }

  vote(): void {
    // Only phones vote.
  }

  delivery(): null {
    return null;
  }

  mine(): null {
    return null;
  }

  rankings(key: string): Promise<RankingsResult | null> {
    return this.#room.call("room/rankings", { widget: key }).answer.catch(() => null);
  }

  recordings(key: string): readonly Recording[] {
    return this.#recordings.forWidget(key);
  }

  listen(key: string, changed: (echoes: number) => void): () => void {
    return this.#listeners.add(key, changed);
  }

  /** Wait until the lane's run, or the run that took its place, is done. */
  #finished(key: string, lane: string): Promise<Run> {
    return new Promise((resolve) => {
      const unlisten = this.listen(key, () => {
        const run = this.state(key).runs?.[lane];
        if (!run?.done) return;
        unlisten();
        resolve(run);
      });
    });
  }

  /** Answer with the request's recording, as the room is away, or with a failed run. */
  #runLocally(key: string, lane: string, method: string, params: Params, error: CallError): Run {
    const recorded =
      error.code === CONNECTION_LOST ? this.#recordings.answer(method, params) : null;
    const run = {
      ...(recorded ?? failedRun(method, params, error)),
      // Ids of their own, so that the widget takes two such runs for two.
      id: `local-${this.#nextLocal++}`,
    };
    this.#local.set(key, { ...this.#local.get(key), [lane]: run });
    this.#listeners.notify(key);
    return run;
  }
}
