/** The host without a room: a built deck, a single file, print. Only recordings answer. */
import type { Host, Recording, RunHandle, View } from "../host.js";
import { CODES, type Json, type KernelState, type Run, type WidgetState } from "../protocol.gen.js";
import type { Recordings } from "../recordings.js";
import { CallError } from "../room/connection.js";
import { t } from "../ui/messages.js";
import { failedRun } from "./local_runs.js";
import { WidgetListeners } from "./widget_listeners.js";

type Params = Record<string, Json>;

function noModel(): CallError {
  return new CallError(CODES.UNAVAILABLE, t("alone-no-model"));
}

export class OfflineHost implements Host {
  readonly shared = false;
  readonly keepsTime = true;
  readonly kernel: KernelState = "recorded";
  readonly room = null;
  readonly questions = null;
  readonly view: View;
  #recordings: Recordings;
  #listeners = new WidgetListeners();
  #states: Record<string, WidgetState> = {};

  constructor(view: View, recordings: Recordings) {
    this.view = view;
    this.#recordings = recordings;
    // Recordings come after the first paint, when the widgets have already looked for them.
    recordings.listen(() => this.#listeners.notifyAll());
  }

  /** Show the widgets, by key, as a talk left them. */
  setStates(states: Record<string, WidgetState>): void {
    this.#states = states;
    this.#listeners.notifyAll();
  }

  state(key: string): WidgetState {
    return this.#states[key] ?? {};
  }

  run(
    _key: string,
    _lane: string,
    method: string,
    params: Params,
    update: (run: Run) => void,
  ): RunHandle {
    const run = this.#recordings.answer(method, params) ?? failedRun(method, params, noModel());
    const finished = Promise.resolve(run);
    // Not at once: a widget asks within `build` or `render`, and `update` would render it
    // meanwhile.
    void finished.then(update);
    return { finished, cancel: () => {} };
  }

  setInputs(): Promise<boolean> {
    // The widget keeps its inputs: there is nobody else to send them to.
    return Promise.resolve(false);
  }

  stop(): void {
    // Nothing runs.
  }

  ballot(): void {
    // Without a room nobody can vote.
  }

  vote(): void {
    // Without a room there are no ballots.
  }

  preparedBallot(): void {
    // As ballots.
  }

  barText(): void {
    // As ballots.
  }

  wants(): boolean {
    return false;
  }

  want(): void {
    // Without a room there are no questions.
  }

  delivery(): null {
    return null;
  }

  mine(): null {
    return null;
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
