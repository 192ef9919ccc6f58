/** One websocket with a Session on it: calls become promises. It lives once; the room makes a new one after a loss. */
import type { Json, Methods } from "../protocol.gen.js";
import { type Id, type Params, Session } from "./session.js";

export type MethodName = keyof Methods;

/** The answer to a request was an error, or (code 0) the link broke before there was one. */
export class CallError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export const LINK_LOST = 0;

export interface Call<M extends MethodName> {
  /** Rejects with CallError. */
  readonly answer: Promise<Methods[M]["result"]>;
  cancel(): void;
}

export interface LinkEvents {
  opened(): void;
  /** Anything arrived: the network lives. */
  heard(): void;
  notified(method: string, params: Params): void;
  /** Called once. */
  closed(): void;
}

interface Waiting {
  resolve(result: Json): void;
  reject(error: CallError): void;
  event: (event: Json) => void;
}

export class Link {
  #socket: WebSocket;
  #session = new Session();
  #waiting = new Map<Id, Waiting>();
  #events: LinkEvents;
  #ended = false;

  constructor(url: string, events: LinkEvents) {
    this.#events = events;
    this.#socket = new WebSocket(url);
    this.#socket.onopen = () => events.opened();
    this.#socket.onmessage = (message) => this.#receive(String(message.data));
    this.#socket.onclose = () => this.#end();
  }

  call<M extends MethodName>(
    method: M,
    params: Methods[M]["params"],
    event: (event: Json) => void = () => {},
  ): Call<M> {
    if (this.#ended)
      return {
        answer: Promise.reject(new CallError(LINK_LOST, "the connection is lost")),
        cancel: () => {},
      };
    const id = this.#session.request(method, params as Params);
    const answer = new Promise<Json>((resolve, reject) =>
      this.#waiting.set(id, { resolve, reject, event }),
    );
    this.#ship();
    return {
      answer: answer as unknown as Promise<Methods[M]["result"]>,
      cancel: () => {
        this.#session.cancel(id);
        this.#ship();
      },
    };
  }

  /** Give the socket up without waiting for the other side: on a dead network its close would take minutes. */
  drop(): void {
    this.#socket.close();
    this.#end();
  }

  #receive(text: string): void {
    if (this.#ended) return;
    this.#events.heard();
    this.#session.receive(text);
    for (const event of this.#session.events()) {
      if (event.kind === "notification") this.#events.notified(event.method, event.params);
      else if (event.kind === "event") this.#waiting.get(event.id)?.event(event.event);
      else {
        const waiting = this.#waiting.get(event.id);
        this.#waiting.delete(event.id);
        if (event.kind === "result") waiting?.resolve(event.result);
        else waiting?.reject(new CallError(event.code, event.message));
      }
    }
    this.#ship();
  }

  #ship(): void {
    for (const frame of this.#session.dataToSend())
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const id of this.#session.lost())
      this.#waiting.get(id)?.reject(new CallError(LINK_LOST, "the connection is lost"));
    this.#waiting.clear();
    this.#events.closed();
  }
}
