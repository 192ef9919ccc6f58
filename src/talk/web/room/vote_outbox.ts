/**
 * Send a reader's votes, and keep those that could not be sent until there is a connection.
 *
 * A phone in a hall loses its connection now and then: a vote given meanwhile must count.
 */
import type { Delivery } from "../host.js";
import type { Vote, VoteParams } from "../protocol.gen.js";
import { refusal } from "../ui/refusals.js";
import { type CallError, CONNECTION_LOST } from "./connection.js";
import type { Room, RoomOptions } from "./room.js";

export class VoteOutbox {
  /** This person's votes, by widget. */
  votes: Readonly<Record<string, Vote>> = {};
  /** How far the votes given on this page have come, by widget. */
  deliveries: Readonly<Record<string, Delivery>> = {};
  #room: Pick<Room, "joined" | "call">;
  #changed: (widget: string) => void;
  #keepUnsent: RoomOptions["keepUnsent"];
  /** Votes given while there was no connection, by widget. */
  #unsent: Map<string, VoteParams>;
  /** The last vote for each widget; the answer to an earlier one says nothing about it. */
  #latest = new Map<string, VoteParams>();

  /** `changed` is called with the key of a widget whose vote or delivery changed. */
  constructor(
    room: Pick<Room, "joined" | "call">,
    changed: (widget: string) => void,
    { unsent, keepUnsent }: Pick<RoomOptions, "unsent" | "keepUnsent">,
  ) {
    this.#room = room;
    this.#changed = changed;
    this.#keepUnsent = keepUnsent;
    // Written by this class itself, in this tab.
    const requests = JSON.parse(unsent || "[]") as VoteParams[];
    this.#unsent = new Map(requests.map((request) => [request.widget, request]));
  }

  /** Send a vote, now or once there is a connection. A refused vote gives way to the one before. */
  async vote(request: VoteParams): Promise<void> {
    const { widget, ...vote } = request;
    const before = this.votes[widget];
    const deliver = (state: Delivery["state"], why = "", kept: Vote | undefined = vote): void => {
      const { [widget]: _, ...others } = this.votes;
      this.votes = kept ? { ...others, [widget]: kept } : others;
      this.deliveries = { ...this.deliveries, [widget]: { ballot: vote.ballot, state, why } };
      this.#changed(widget);
    };
    this.#latest.set(widget, request);
    // Taken out while it is tried; a loss puts it back.
    this.#setUnsent(widget, null);
    deliver(this.#room.joined ? "sending" : "waiting");
    try {
      await this.#room.call("room/vote", request).answer;
      if (this.#latest.get(widget) === request) deliver("accepted");
    } catch (error) {
      if (this.#latest.get(widget) !== request) return;
      const failed = error as CallError;
      if (failed.code === CONNECTION_LOST) {
        this.#setUnsent(widget, request);
        deliver("waiting");
      } else {
        // To keep what the room refuses would have it refused again at each join.
        deliver("refused", refusal(failed), before);
      }
    }
  }

  /** Send the votes that wait for a connection. */
  sendUnsent(): void {
    // A copy: `vote` takes each out of the map.
    for (const request of [...this.#unsent.values()]) void this.vote(request);
  }

  #setUnsent(widget: string, request: VoteParams | null): void {
    if (request) this.#unsent.set(widget, request);
    else if (!this.#unsent.delete(widget)) return;
    this.#keepUnsent?.(JSON.stringify([...this.#unsent.values()]));
  }
}
