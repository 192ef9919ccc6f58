/** A WebSocket whose other side is the test, and the browser's globals that a Room needs. */
import type { TestContext } from "node:test";
import type { Change, Json } from "../protocol.gen.js";
import { Room, type RoomOptions } from "../room/room.js";
import type { Snapshot } from "../room/store.js";

/** A frame that the room's client sent. */
export interface Sent {
  readonly id?: number;
  readonly method: string;
  readonly params: Record<string, Json>;
}

export class FakeSocket {
  static readonly OPEN = 1;
  /** Every socket of the test, oldest first. */
  static readonly all: FakeSocket[] = [];
  readyState = 0;
  readonly sent: Sent[] = [];
  onopen = (): void => {};
  onmessage = (_message: { data: string }): void => {};
  onclose = (): void => {};

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  /** The latest socket. */
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  /** As a browser's: the event comes later, and on a dead network never within a test. */
  close(): void {
    this.readyState = 3;
  }

  // What the other side does

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen();
  }

  /** Break the connection. */
  lose(): void {
    this.readyState = 3;
    this.onclose();
  }

  /** Return the requests of one method, in order. */
  requests(method: string): Sent[] {
    return this.sent.filter((message) => message.method === method);
  }

  async answer(request: Sent | undefined, result: unknown = {}): Promise<void> {
    await this.#receive({ id: request?.id, result });
  }

  async fail(request: Sent | undefined, code: number, message: string): Promise<void> {
    await this.#receive({ id: request?.id, error: { code, message } });
  }

  async event(request: Sent | undefined, event: object): Promise<void> {
    await this.#receive({ method: "$/event", params: { id: request?.id, event } });
  }

  async change(number: number, ...changes: Change[]): Promise<void> {
    await this.#receive({ method: "room/changed", params: { number, changes } });
  }

  async #receive(message: object): Promise<void> {
    this.onmessage({ data: JSON.stringify({ jsonrpc: "2.0", ...message }) });
    await settle();
  }
}

/** Wait until every promise that can be settled is. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** The state of a room with two slides, `a` and `b`. */
export const STATE: Snapshot = {
  number: 1,
  deck: "deck",
  slide: "a",
  step: 0,
  shown: ["a"],
  widgets: {},
  joined: 0,
  following: 0,
  kernel: { state: "live" },
  blank: "none",
  timekeeper: "",
};

/** Install the browser's globals, and timers that only the test moves on. */
export function installBrowser(t: TestContext): void {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const window = new EventTarget();
  FakeSocket.all.length = 0;
  Object.assign(globalThis, {
    WebSocket: FakeSocket,
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
    addEventListener: window.addEventListener.bind(window),
    dispatchEvent: window.dispatchEvent.bind(window),
  });
}

/** Return a room that was joined as connection `me`, and its socket. */
export async function joinedRoom(
  t: TestContext,
  options: Partial<RoomOptions> = {},
  state: Snapshot = STATE,
): Promise<{ room: Room; socket: FakeSocket }> {
  installBrowser(t);
  const room = new Room("ws://room", { role: "stage", deck: "deck", ...options });
  room.open();
  await join(state);
  return { room, socket: FakeSocket.last };
}

/** Open the latest socket and answer its room/join. */
export async function join(state: Snapshot = STATE, connection = "me"): Promise<void> {
  const socket = FakeSocket.last;
  socket.open();
  const result = { connection, person: "", state, join_url: "http://hall", votes: {} };
  await socket.answer(socket.requests("room/join").at(-1), result);
}
