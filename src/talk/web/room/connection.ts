/**
 * One WebSocket with a Session on it: calls become promises.
 *
 * A Connection is used once. After a loss the Room makes another one.
 */
import type { Methods } from "../protocol.gen.js";
import { type Id, type Params, Session } from "./session.js";

export type MethodName = keyof Methods;

/** Code of a CallError for a request whose connection broke before there was an answer. */
export const CONNECTION_LOST = 0;

/** A request failed: the room answered with an error, or the connection was lost. */
export class CallError extends Error {
  constructor(
    /** Error code of the wire, or CONNECTION_LOST. */
    readonly code: number,
    message: string,
    /** What the error carries beside its sentence. */
    readonly data?: unknown,
  ) {
    super(message);
  }
}

export interface Call<M extends MethodName> {
  /** Rejects with CallError. */
  readonly answer: Promise<Methods[M]["result"]>;
  cancel(): void;
}

/** Return a call that failed because there is no connection. */
export function lostCall<M extends MethodName>(message: string): Call<M> {
  return {
    answer: Promise.reject(new CallError(CONNECTION_LOST, message)),
    cancel: () => {},
  };
}

export interface ConnectionEvents {
  opened(): void;
  /** Note that a message came, whatever it says: the network works. */
  received(): void;
  notified(method: string, params: unknown): void;
  /** Note, once, that the connection has ended. */
  closed(): void;
}

interface PendingCall {
  resolve(result: unknown): void;
  reject(error: CallError): void;
  event(event: unknown): void;
}

export class Connection {
  #socket: WebSocket;
  #session = new Session();
  #pending = new Map<Id, PendingCall>();
  #events: ConnectionEvents;
  #closed = false;

  constructor(url: string, events: ConnectionEvents) {
    this.#events = events;
    this.#socket = new WebSocket(url);
    this.#socket.onopen = () => events.opened();
    this.#socket.onmessage = (message) => this.#receive(String(message.data));
    this.#socket.onclose = () => this.#close();
  }

  /** Send a request. `event` is called with each event that comes before the answer. */
  call<M extends MethodName>(
    method: M,
    params: Methods[M]["params"],
    event: (event: Methods[M]["event"]) => void = () => {},
  ): Call<M> {
    // A rejected promise and no exception: callers treat both losses alike.
    if (this.#closed) return lostCall("the connection is lost");
    const id = this.#session.request(method, params as Params);
    // The server makes its messages from the same types as ours are generated from, so they are
    // believed here and nowhere checked again.
    const answer = new Promise<Methods[M]["result"]>((resolve, reject) =>
      this.#pending.set(id, {
        resolve: (result) => resolve(result as Methods[M]["result"]),
        reject,
        event: (received) => event(received as Methods[M]["event"]),
      }),
    );
    this.#flush();
    return {
      answer,
      cancel: () => {
        this.#session.cancel(id);
        this.#flush();
      },
    };
  }

  /** Close at once. On a dead network the closing handshake would take minutes. */
  drop(): void {
    this.#socket.close();
    this.#close();
  }

  #receive(text: string): void {
    // `drop` closes before the browser does, and messages that were on their way still arrive.
    if (this.#closed) return;
    this.#events.received();
    this.#session.receive(text);
    for (const event of this.#session.events()) {
      if (event.kind === "notification") this.#events.notified(event.method, event.params);
      else if (event.kind === "event") this.#pending.get(event.id)?.event(event.event);
      else {
        const call = this.#pending.get(event.id);
        // Before the caller is told: what it does then may use the connection again.
        this.#pending.delete(event.id);
        if (event.kind === "result") call?.resolve(event.result);
        else call?.reject(new CallError(event.code, event.message, event.data));
      }
    }
    this.#flush();
  }

  #flush(): void {
    // A frame of a socket that is opening or closing is lost; its request fails when it closes.
    for (const frame of this.#session.dataToSend())
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const id of this.#session.lost())
      this.#pending.get(id)?.reject(new CallError(CONNECTION_LOST, "the connection is lost"));
    this.#pending.clear();
    this.#events.closed();
  }
}
