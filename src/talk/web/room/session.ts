/**
 * The asking side of JSON-RPC as a state machine without I/O, the twin of talk/protocol/session.py.
 *
 * A driver passes in what arrived (`receive`), reads what it means (`events`) and sends what is to
 * be said (`dataToSend`). A browser answers no requests: one that arrives gets METHOD_NOT_FOUND.
 */
import { CODES, type Json } from "../protocol.gen.js";

export type Id = number | string;
export type Params = Record<string, Json>;

/** What JSON holds is unknown here: whoever made the request knows the type of its answer. */
export type SessionEvent =
  | { kind: "notification"; method: string; params: unknown }
  | { kind: "event"; id: Id; event: unknown }
  | { kind: "result"; id: Id; result: unknown }
  | { kind: "error"; id: Id; code: number; message: string; data?: unknown };

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
  /** Requests without an answer yet. */
  #pending = new Set<Id>();
  #events: SessionEvent[] = [];
  #out: string[] = [];

  /**
   * Read one message.
   *
   * Text that is no message, and answers to no request of ours, are ignored: the server's frames
   * are made by talk.protocol, and a browser could tell nobody.
   */
  receive(text: string): void {
    const message = parse(text);
    if (!message) return;
    if (message.method !== undefined) this.#receiveCall(message.method, message);
    else if (message.id !== undefined && message.id !== null && this.#pending.delete(message.id))
      this.#receiveAnswer(message.id, message);
  }

  /** Return what has arrived since the last call, in order. */
  events(): SessionEvent[] {
    // Emptied in the same step: what arrives while these are handled is for the next call.
    return this.#events.splice(0);
  }

  /** Add a request to the outgoing messages; return its id, which every event about it carries. */
  request(method: string, params: Params): Id {
    const id = this.#nextId++;
    this.#pending.add(id);
    this.#send({ id, method, params });
    return id;
  }

  /** Cancel a request. Its answer still comes: error CANCELLED, or a result that was faster. */
  cancel(id: Id): void {
    // It stays pending, since its answer comes all the same.
    if (this.#pending.has(id)) this.#send({ method: CANCEL, params: { id } });
  }

  /** Return the messages to send now, in order; each is one WebSocket text frame. */
  dataToSend(): string[] {
    return this.#out.splice(0);
  }

  /** Forget everything, as the connection broke; return the requests that had no answer. */
  lost(): Id[] {
    const unanswered = [...this.#pending];
    this.#pending.clear();
    this.#events = [];
    this.#out = [];
    return unanswered;
  }

  #receiveCall(method: string, message: Message): void {
    const { id } = message;
    const params = message.params ?? {};
    if (id !== undefined && id !== null) {
      this.#send({
        id,
        error: { code: CODES.METHOD_NOT_FOUND, message: "a browser answers no requests" },
      });
    } else if (method === EVENT) {
      const request = params.id as Id;
      // An event behind the answer of a cancelled request is nobody's.
      if (this.#pending.has(request))
        this.#events.push({ kind: "event", id: request, event: params.event ?? null });
    } else if (method !== CANCEL) {
      this.#events.push({ kind: "notification", method, params });
    }
  }

  #receiveAnswer(id: Id, { result = null, error }: Message): void {
    if (error) this.#events.push({ ...error, kind: "error", id });
    else this.#events.push({ kind: "result", id, result });
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
