/** What this person has asked and wants answered; the room has the rest. */
import type { JoinResult, Question } from "../protocol.gen.js";
import type { Room } from "./room.js";

export class OwnQuestions {
  /** This person's questions, whatever became of them. */
  asked: readonly Question[] = [];
  /** Ids of the questions that this person wants answered. */
  #wanted = new Set<string>();
  #room: Pick<Room, "call">;
  #changed: () => void;

  /** `changed` is called after each change that only this page knows of. */
  constructor(room: Pick<Room, "call">, changed: () => void) {
    this.#room = room;
    this.#changed = changed;
  }

  joined({ asked = [], wanted = [] }: JoinResult): void {
    this.asked = asked;
    this.#wanted = new Set(wanted);
  }

  wants(id: string): boolean {
    return this.#wanted.has(id);
  }

  /** Send a question; reject with the room's reason where it was not taken. */
  async ask(text: string, slide: string): Promise<Question> {
    const { id, state = "open" } = await this.#room.call("questions/ask", { text, slide }).answer;
    const question = { id, text, slide, state };
    this.asked = [...this.asked, question];
    // Whoever asks is the first who wants it answered.
    this.#wanted.add(id);
    this.#changed();
    return question;
  }

  /** Say that this person wants a question answered, or take that back. */
  async vote(id: string, up: boolean): Promise<void> {
    // Shown at once; a refusal takes it back.
    this.#set(id, up);
    try {
      await this.#room.call("questions/vote", { id, up }).answer;
    } catch {
      this.#set(id, !up);
    }
  }

  #set(id: string, up: boolean): void {
    if (up) this.#wanted.add(id);
    else this.#wanted.delete(id);
    this.#changed();
  }
}
