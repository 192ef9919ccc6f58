/**
 * A widget whose ballot the deck prepares: a reader answers, a presenter opens, closes and shows,
 * and paper has what came of it. Poll and quiz say what is particular.
 */
import type { State } from "../answers.js";
import { TalkElement, type Turn } from "../element.js";
import { joinsRoom } from "../page.js";
import type { Ballot, Json, Vote } from "../protocol.gen.js";
import { h, setAttribute, setText } from "../ui/dom.js";
import { Buttons } from "../ui/fields.js";
import { t } from "../ui/messages.js";
import { count, decimal } from "../ui/numbers.js";
import { type Asked, VoteForm } from "./form.js";
import { NumberFigure } from "./number_figure.js";
import { type OptionRow, OptionRows } from "./rows.js";
import { TextList } from "./text_list.js";

/** What is right, as far as this screen may know it. */
export interface Solution {
  right: readonly number[];
  number: number | null;
  why: string;
}

export const UNSOLVED: Solution = { right: [], number: null, why: "" };

export abstract class BallotElement<
  Options extends { question: string },
  Inputs extends Record<string, Json> = Record<string, never>,
> extends TalkElement<Options, Inputs> {
  readonly #question = h("p", { class: "vote-question", dir: "auto" });
  readonly #rows = new OptionRows();
  readonly #numbers = new NumberFigure();
  readonly #texts = new TextList(
    this.host.view === "speaker"
      ? (text, barred) => {
          const ballot = this.ballot;
          if (ballot) this.host.barText(this.key, { ballot: ballot.id, text, barred });
        }
      : null,
    (target, text) => this.writeText(target, text),
  );
  readonly #form = new VoteForm((said) => {
    const ballot = this.ballot;
    if (ballot) this.host.vote(this.key, ballot.id, said);
    // No room: the answer stays on this page.
    else this.ownVote = { ballot: "", ...said };
    this.schedule();
  });
  readonly #why = h("p", { class: "vote-why", dir: "auto" });
  readonly #said = h("p", { class: "vote-said", role: "status" });
  readonly #buttons = new Buttons(t("vote-name"));
  /** The answer to a self-test, where there is no room. */
  protected ownVote: Vote | null = null;

  /** Return what is asked: the form of an answer, before the room has opened the ballot. */
  protected abstract asked(): Asked;
  /** Return what is right, where this screen may show it. */
  protected abstract solution(): Solution;
  /** Return the model's probability of an option, where the widget compares with one. */
  protected modelShare(_option: number): OptionRow["model"] {
    return null;
  }
  /** Write one of the room's texts into its place in the list. */
  protected writeText(target: HTMLElement, text: string): void {
    setText(target, text);
  }
  /** What stands above the answers, beside the question. */
  protected readonly above: HTMLElement = h("div", { class: "vote-above" });
  /** What stands below everything. */
  protected readonly below: HTMLElement = h("div", { class: "vote-below" });

  protected get ballot(): Ballot | null {
    return this.host.state(this.key).ballot ?? null;
  }

  /** True on a page that nobody votes on: a copy, or paper. */
  protected get alone(): boolean {
    return !joinsRoom();
  }

  override get turn(): Turn {
    return "answer";
  }

  /** A ballot is answered while it is open; at other times there is nothing to operate. */
  override get tries(): boolean {
    return false;
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("vote-name"));
    setText(this.#question, this.options.question);
    this.#question.hidden = this.options.question === "";
    this.append(
      this.#question,
      this.above,
      this.#form.root,
      h("div", { class: "vote-figure" }, this.#rows.root, this.#numbers.root, this.#texts.root),
      this.#why,
      h(
        "div",
        { class: "vote-foot" },
        this.#said,
        h("div", { class: "widget-controls" }, this.#buttons.root),
      ),
      this.below,
    );
  }

  protected override currentState(): State {
    return this.ballot ? (this.host.view === "print" ? "recorded" : "live") : "prepared";
  }

  /** True where the result may be seen; the speaker sees it before the room does. */
  get #shows(): boolean {
    const ballot = this.ballot;
    return ballot !== null && (!ballot.hidden || this.host.view === "speaker");
  }

  get #mine(): Vote | null {
    return this.ballot ? this.host.mine(this.key) : this.ownVote;
  }

  protected override render(): void {
    const asked = this.asked();
    const ballot = this.ballot;
    const mine = this.#mine;
    // Phones answer the room's ballot; a copy without a room may let its reader test themselves.
    const votes = this.host.view === "phone" && !this.alone && ballot?.open === true;
    const tests = this.alone && this.host.view !== "print" && this.testable;
    this.#form.root.hidden = !votes && !tests;
    if (!this.#form.root.hidden) this.#form.render(asked, mine);
    const solution = this.solution();
    const chooses = asked.kind === "choice" || asked.kind === "choices";
    // While a phone asks with the options, they need not stand there twice.
    const repeated = (votes && !this.#shows) || (tests && this.ownVote === null);
    this.#rows.root.hidden = !chooses || repeated;
    if (!this.#rows.root.hidden) this.#renderRows(asked, mine, solution);
    const numbers = this.#shows ? (ballot?.tally.numbers ?? null) : null;
    this.#numbers.root.hidden = numbers === null;
    if (numbers) this.#numbers.render(numbers, asked.unit, solution.number, mine?.number ?? null);
    this.#texts.render(this.#shows ? (ballot?.tally.texts ?? []) : [], mine?.text ?? null);
    setText(this.#why, solution.why);
    this.#why.hidden = solution.why === "";
    setText(this.#said, this.#state(votes, tests));
    this.announce(votes ? "" : this.#result(asked));
    this.#buttons.render(this.host.shared ? this.#presenterButtons() : []);
    setAttribute(this, "data-vote", ballot === null ? "none" : ballot.open ? "open" : "closed");
    setAttribute(this, "data-shown", this.#shows);
  }

  /** True where a copy without a room lets a reader test themselves. */
  protected get testable(): boolean {
    return false;
  }

  #renderRows(asked: Asked, mine: Vote | null, solution: Solution): void {
    const ballot = this.ballot;
    const counts = this.#shows ? (ballot?.tally.counts ?? []) : [];
    const chosen = mine?.choices ?? (typeof mine?.choice === "number" ? [mine.choice] : []);
    // Before the room's result is shown, the model's would tell people what to say.
    const compares = this.#shows || this.host.view === "print" || this.alone;
    const rows = asked.options.map((name, index): OptionRow => {
      // The numbers between the ends of a scale need no words.
      const end = asked.scale && (index === 0 ? asked.ends[0] : asked.ends[1]);
      const ends = asked.scale && (index === 0 || index === asked.options.length - 1) && end;
      return {
        name: ends ? `${name} · ${end}` : name,
        votes: counts.length > 0 ? (counts[index] ?? 0) : null,
        mine: chosen.includes(index),
        right: solution.right.includes(index),
        model: compares ? this.modelShare(index) : null,
      };
    });
    this.#rows.render(rows, ballot?.tally.people ?? 0);
  }

  /** Return the sentence on where the vote and this reader's answer stand. */
  #state(votes: boolean, tests: boolean): string {
    const ballot = this.ballot;
    if (!ballot) {
      if (tests) return this.ownVote ? "" : t("vote-self-test");
      return this.alone ? t("vote-no-room") : t("vote-not-open");
    }
    const people = ballot.tally.people ?? 0;
    // How many could still answer is of interest only while they can.
    const following = this.host.shared && ballot.open ? (this.host.room?.following ?? null) : null;
    const voted = people > 0 ? `${votedText(people, following)}.` : t("vote-none");
    if (votes) return this.#delivery();
    if (this.host.view === "phone") {
      const delivery = this.host.delivery(this.key);
      const refused = delivery?.state === "refused" ? t("vote-refused", { why: delivery.why }) : "";
      return refused || (ballot.hidden ? t("vote-closed-hidden") : `${voted}${this.#mean()}`);
    }
    if (this.host.view === "print") return voted;
    const parts = [
      ballot.open && people === 0 ? t("vote-open-now") : voted + this.#mean(),
      ballot.open ? "" : t("vote-closed"),
      ballot.hidden && this.host.view === "speaker" ? t("vote-only-you") : "",
    ];
    return parts.filter((part) => part !== "").join(" ");
  }

  #delivery(): string {
    const delivery = this.host.delivery(this.key);
    const asked = this.asked();
    if (delivery?.state === "refused") return t("vote-refused", { why: delivery.why });
    if (!this.host.mine(this.key)) {
      if (asked.kind === "choices")
        return asked.most > 0 ? t("vote-up-to", { most: asked.most }) : t("vote-several");
      return asked.kind === "number" ? t("vote-between", { low: asked.low, high: asked.high }) : "";
    }
    if (delivery?.state === "sending") return t("vote-sending");
    if (delivery?.state === "waiting") return t("vote-waiting");
    return t("vote-change");
  }

  /** Return the mean of a scale with its words; empty for anything else. */
  #mean(): string {
    const { scale, options } = this.asked();
    const counts = this.ballot?.tally.counts ?? [];
    const people = this.ballot?.tally.people ?? 0;
    if (!scale || !this.#shows || people === 0) return "";
    const sum = options.reduce(
      // The options of a scale are its numbers.
      (total, option, index) => total + Number(option) * (counts[index] ?? 0),
      0,
    );
    return ` ${t("vote-mean", { value: decimal(sum / people, 1) })}.`;
  }

  /** Return the result in one sentence, for screen readers. */
  #result(asked: Asked): string {
    const counts = this.#shows ? (this.ballot?.tally.counts ?? []) : [];
    // While votes come in the result changes with each; nobody could listen to that.
    if (counts.length === 0 || this.ballot?.open) return "";
    const most = counts.indexOf(Math.max(...counts));
    return `${asked.options[most] ?? ""}: ${count(counts[most] ?? 0)}`;
  }

  #presenterButtons(): Parameters<Buttons["render"]>[0] {
    const ballot = this.ballot;
    const { options } = this;
    // Hidden unless the deck says otherwise: people who see a result follow it.
    const hides = (options as { hidden?: boolean }).hidden ?? true;
    const set = (open: boolean, hidden: boolean, again = false): void =>
      this.host.preparedBallot(this.key, { open, hidden, again });
    if (!ballot) return [{ label: t("vote-ask"), press: () => set(true, hides) }];
    const { open, hidden = false } = ballot;
    const toggle = {
      label: hidden ? t("vote-show") : t("vote-hide"),
      press: () => set(open, !hidden),
    };
    return open
      ? [
          { label: hidden ? t("vote-close-and-show") : t("close"), press: () => set(false, false) },
          toggle,
        ]
      : [
          toggle,
          { label: t("vote-open-again"), press: () => set(true, hidden) },
          { label: t("vote-start-over"), press: () => set(true, hides, true) },
        ];
  }
}

/** Return how many have answered, and of how many where that is known. */
function votedText(people: number, following: number | null): string {
  // Somebody who voted may have left: "12 of 10" would read as a mistake.
  return following !== null && following >= people
    ? t("vote-voted-of", { people, following })
    : t("vote-voted", { people });
}
