/** The host of a phone: the room's state for all, and a reader's own requests for them alone. */
import type { Delivery, Host, Recording, RunHandle, Said, View } from "../host.js";
import type {
  Json,
  KernelState,
  Question,
  Run,
  RunEvents,
  Vote,
  WidgetState,
} from "../protocol.gen.js";
import type { Recordings } from "../recordings.js";
import { type CallError, CONNECTION_LOST } from "../room/connection.js";
import type { Room } from "../room/room.js";
import { failedRun, waitingRun } from "./local_runs.js";
import { WidgetListeners } from "./widget_listeners.js";

type Params = Record<string, Json>;

export class PrivateHost implements Host {
  readonly shared = false;
  readonly keepsTime = true;
  readonly view: View = "phone";
  #room: Room;
  #recordings: Recordings;
  #failed: () => void;
  #listeners = new WidgetListeners();

  /** `failed` is called after every request of this reader that got no answer. */
  constructor(room: Room, recordings: Recordings, failed: () => void) {
    this.#room = room;
    this.#recordings = recordings;
    this.#failed = failed;
    // Recordings come after the first paint, when the widgets have already looked for them.
    recordings.listen(() => this.#listeners.notifyAll());
    room.listen((update) => this.#listeners.notifyUpdate(update, room.position?.slide ?? ""));
  }

  get kernel(): KernelState {
    return this.#room.state?.kernel.state ?? "none";
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

  wants(id: string): boolean {
    return this.#room.ownQuestions.wants(id);
  }

  want(id: string, up: boolean): void {
    void this.#room.ownQuestions.vote(id, up);
  }

  state(key: string): WidgetState {
    return this.#room.state?.widgets[key] ?? {};
  }

  run(
    key: string,
    lane: string,
    method: string,
    params: Params,
    update: (run: Run) => void,
  ): RunHandle {
    let run = waitingRun(method, params);
    const setRun = (next: Run): Run => {
      run = next;
      update(run);
      return run;
    };
    const call = this.#room.call("widget/run", { widget: key, lane, method, params }, (event) =>
      setRun(withEvents(run, event)),
    );
    // Not at once: the widget learns the run's handle, by which it tells its runs apart, from our
    // return.
    queueMicrotask(() => update(run));
    const finished = call.answer
      .then(
        (result) => setRun(result.run),
        (error: CallError) =>
          setRun(
            // Refused by the room is another matter: a recording in its place would hide the
            // reason.
            (error.code === CONNECTION_LOST && this.#recordings.answer(method, params)) ||
              failedRun(method, params, error, run.events),
          ),
      )
      .then((run) => {
        if (run.status === "failed" || run.status === "interrupted") this.#failed();
        return run;
      });
    return { finished, cancel: () => call.cancel() };
  }

  setInputs(): Promise<boolean> {
    // A reader's inputs stay on their phone; the widget keeps them.
    return Promise.resolve(false);
  }

  stop(key: string, lane?: string): void {
    // Without a connection there is nothing left to stop: the room cancels what a lost phone had
    // asked.
    this.#room.call("widget/stop", { widget: key, lane: lane ?? null }).answer.catch(() => {});
  }

  ballot(): void {
    // Only presenters open ballots.
  }

  preparedBallot(): void {
    // As ballots.
  }

  barText(): void {
    // As ballots.
  }

  vote(key: string, ballot: string, said: Said): void {
    this.#room.vote({ widget: key, ballot, ...said });
  }

  delivery(key: string): Delivery | null {
    const delivery = this.#room.deliveries[key];
    // The presenter may have opened another ballot in the same widget since.
    return delivery && delivery.ballot === this.state(key).ballot?.id ? delivery : null;
  }

  mine(key: string): Vote | null {
    const vote = this.#room.votes[key];
    return vote && vote.ballot === this.state(key).ballot?.id ? vote : null;
  }

  rankings(): Promise<null> {
    return Promise.resolve(null);
  }

  recordings(key: string): readonly Recording[] {
    return this.#recordings.forWidget(key);
  }

  listen(key: string, changed: (echoes: number) => void): () => void {
    return this.#listeners.add(key, changed);
  }
}

/** Return the run after a message that has its new state, or more events, and never both. */
function withEvents(run: Run, change: RunEvents): Run {
  const events = [...(run.events ?? []), ...(change.events ?? [])];
  return { ...run, ...(change.run ?? {}), events };
}
