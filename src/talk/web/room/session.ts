/**
 * The asking side of a JSON-RPC conversation as a state machine with no I/O in it, as in talk/protocol/session.py.
 *
 * A driver hands it what arrived (`receive`), asks what it means (`events`) and ships what it has to say (`dataToSend`).
 * Browsers are never asked anything: a request that arrives is answered METHOD_NOT_FOUND.
 */
import { CODES, type Json } from "../protocol.gen.js";

export type Id = number | string;
export type Params = Record<string, Json>;

export type SessionEvent =
  | { kind: "notification"; method: string; params: Params }
  | { kind: "event"; id: Id; event: Json }
  | { kind: "result"; id: Id; result: Json }
  | { kind: "error"; id: Id; code: number; message: string };

const EVENT = "$/event";
const CANCEL = "$/cancel";

interface Message {
  id?: Id | null;
  method?: string;
  params?: Params;
  result?: Json;
  error?: { code: number; message: string };
}

export class Session {
  #nextId = 1;
  #asked = new Set<Id>();
  #events: SessionEvent[] = [];
  #out: string[] = [];

  /** Take one message; what is no message is dropped: the server's frames are made by talk.protocol. */
  receive(text: string): void {
    const message = parse(text);
    if (!message) return;
    if (message.method !== undefined) this.#asks(message as Message & { method: string });
    else if (message.id !== undefined && message.id !== null && this.#asked.delete(message.id))
      this.#answers(message.id, message);
  }

  /** What has arrived since the last call, in order. */
  events(): SessionEvent[] {
    return this.#events.splice(0);
  }

  /** Ask; the id returned names the request in every event that follows. */
  request(method: string, params: Params): Id {
    const id = this.#nextId++;
    this.#asked.add(id);
    this.#send({ id, method, params });
    return id;
  }

  /** Give up a request; its answer still comes, as error CANCELLED or as a result that won the race. */
  cancel(id: Id): void {
    if (this.#asked.has(id)) this.#send({ method: CANCEL, params: { id } });
  }

  /** The messages to ship now, in order; each is one websocket text frame. */
  dataToSend(): string[] {
    return this.#out.splice(0);
  }

  /** The link broke: the requests that will never be answered. The session is empty afterwards. */
  lost(): Id[] {
    const asked = [...this.#asked];
    this.#asked.clear();
    this.#events = [];
    this.#out = [];
    return asked;
  }

  #asks(message: Message & { method: string }): void {
    const params = message.params ?? {};
    if (message.id !== undefined && message.id !== null) {
      this.#send({
        id: message.id,
        error: { code: CODES.METHOD_NOT_FOUND, message: "a browser answers no requests" },
      });
    } else if (message.method === EVENT) {
      const id = params.id as Id;
      if (this.#asked.has(id))
        this.#events.push({ kind: "event", id, event: params.event ?? null });
    } else if (message.method !== CANCEL) {
      this.#events.push({ kind: "notification", method: message.method, params });
    }
  }

  #answers(id: Id, message: Message): void {
    if (message.error)
      this.#events.push({
        kind: "error",
        id,
        code: message.error.code,
        message: message.error.message,
      });
    else this.#events.push({ kind: "result", id, result: message.result ?? null });
  }

  #send(message: Message): void {
    this.#out.push(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }
}

function parse(text: string): Message | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Message)
      : null;
  } catch {
    return null;
  }
}
