/**
 * Answers are ranked, the reward model is fitted to the rankings, and the policy is trained.
 * options.py says what the widget is for.
 *
 * The file is long because the three parts follow each other in one element, each with the inputs
 * of the one before. What they show is in the files beside it.
 */
import type { Request, Shown, State } from "../../web/answers.js";
import { TalkElement, type Turn } from "../../web/element.js";
import type {
  Ballot,
  HeldOutAgreement,
  Json,
  PolicyMoved,
  Run,
  SampleResult,
  UpdateResult,
} from "../../web/protocol.gen.js";
import { canonical } from "../../web/recordings.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons } from "../../web/ui/fields.js";
import { fillMeasured } from "../../web/ui/measured.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { signed, wholePercent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { shortHash } from "../../web/ui/short_hash.js";
import { agreement, orders, type Wins, winShare, winsOf } from "./agreement.js";
import type { Options } from "./options.gen.js";
import { Pushed, type Said, type Stop } from "./over_optimization.js";
import { Stopwatch, Writing } from "./own_answer.js";
import { asTheyCame, complete, flat, type Ranking, tierOf } from "./ranking.js";
import { type Judged, Results } from "./results.js";
import { Sorter } from "./sorter.js";

type Inputs = {
  /** Number added to the seed; other numbers are other answers. */
  again: number;
  /** The presenter's own ranking; null until the presenter moved an answer. */
  own: { tiers: number[][]; bad: number[] } | null;
  judged: boolean;
  /** Whether somebody asked for the reward model's scores. */
  scored: boolean;
  /** Whether the training that was continued for too long is shown instead, and its stop. */
  pushed: boolean;
  stop: number;
};

/**
 * Characters from which an answer to the fresh prompt is set smaller, so that all of it is seen.
 */
const LONG_ANSWER = 340;

export default class TalkRlhfRanking extends TalkElement<Options, Inputs> {
  #prompt = h("p", { class: "rank-prompt" });
  #buttons = new Buttons(t("rank-name"));
  #sorter = new Sorter((ranking, said) => this.#sorted(ranking, said));
  #results = new Results();
  #heads = h(
    "p",
    { class: "result-heads", "aria-hidden": "true" },
    h("span", {}, t("rank-wins")),
    h("span", {}, t("rank-reward-model")),
  );
  #verdict = h("p", { class: "rank-verdict", role: "status" });
  #fresh = h("div", { class: "rank-fresh" });
  #measured = h("p", { class: "rank-measured" });
  #pushed!: Pushed;
  #writing: Writing | null = null;
  #ranked = new Stopwatch();
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  /** A reader's ranking before it is sent. */
  #draft: Ranking | null = null;
  #draftOf = "";
  /** Whether the ranking differs from the one that was sent. */
  #changed = false;

  override get turn(): Turn {
    return "rank";
  }

  protected override initial(): Inputs {
    return { again: 0, own: null, judged: false, scored: false, pushed: false, stop: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("rank"));
    // Nobody writes on paper.
    if (this.options.write && this.host.view !== "print")
      this.#writing = new Writing(() => this.schedule());
    this.#pushed = new Pushed(this.options.pushed, (stop) => void this.#push(stop));
    const side = h(
      "div",
      { class: "rank-side" },
      this.#prompt,
      this.#writing?.root,
      h("div", { class: "widget-controls" }, this.#buttons.root),
      this.#verdict,
    );
    const figure = h(
      "div",
      { class: "rank-figure" },
      this.#sorter.root,
      this.#heads,
      this.#results.root,
      this.#fresh,
    );
    // On paper both are there at once.
    (this.host.view === "print" ? side : figure).append(this.#pushed.root);
    this.append(
      h("div", { class: "rank-main" }, side, figure),
      this.#measured,
      this.#notice.root,
      this.#provenance.root,
    );
  }

  protected override currentState(): State {
    return (this.#pushing() ? this.#sampledAt(this.#stop) : this.#samples())?.state ?? "prepared";
  }

  // What people do

  #sorted(ranking: Ranking, said: string): void {
    this.announce(said);
    // The time that ranking takes is shown beside the time that writing an answer takes.
    this.#ranked.touch(performance.now());
    if (this.host.shared)
      this.change({
        // Copies: what a room gets is JSON, whose arrays are writable to the compiler.
        own: { tiers: ranking.tiers.map((tier) => [...tier]), bad: [...ranking.bad] },
      });
    // A reader's ranking stays on the phone until it is sent.
    else this.#draft = ranking;
    this.#changed = true;
    this.schedule();
  }

  #send(ballot: Ballot): void {
    const { tiers, bad } = this.#ranking();
    this.#changed = false;
    this.host.vote(this.key, ballot.id, {
      ranked: { tiers: tiers.map((tier) => [...tier]), bad: [...bad] },
    });
  }

  /**
   * Open or close the ballot. It is hidden while people rank, so that nobody follows the others.
   */
  #ask(open: boolean, hidden: boolean): void {
    this.host.ballot(this.key, {
      id: this.#ballotId(),
      kind: "order",
      options: this.#texts(),
      open,
      hidden,
      question: this.options.prompt,
    });
    // While the ballot is open the list is on screen, and once it is closed the result.
    this.change({ judged: !open, pushed: false });
  }

  #sampleAgain(): void {
    this.#ranked.reset();
    this.change({
      // By as many seeds as there are answers, so that none is the same as before.
      again: this.inputs.again + this.options.n,
      own: null,
      judged: false,
      scored: false,
      pushed: false,
    });
    this.ask("main", this.#sample());
  }

  #score(): void {
    this.change({ scored: true });
    this.ask("scores", this.#scoreOf(this.options.prompt, this.#texts()));
  }

  async #update(): Promise<void> {
    // `#ballot` is null unless it is about these answers: other rankings teach nothing here.
    const { rankings } = (this.#ballot() && (await this.host.rankings(this.key))) || {
      rankings: [],
    };
    const own = this.inputs.own ? [this.inputs.own] : [];
    // Without a room the speaker's own ranking teaches.
    const told = orders(rankings.length > 0 ? rankings : own);
    if (told.length === 0) return;
    this.ask("update", this.request("answers/update", { answers: this.#texts(), rankings: told }));
  }

  /**
   * Answer the fresh prompt before and after the update, with the same seed, and score both answers
   * with the updated reward model.
   */
  async #answerFresh(): Promise<void> {
    const updated = this.#updated();
    if (!updated) return;
    // Both before either is awaited, so that they are written side by side.
    const before = this.ask("before", this.#sampleFresh(this.options.checkpoint));
    const after = this.ask("after", this.#sampleFresh(updated.checkpoint));
    const answers = [await before.finished, await after.finished].map(answerIn);
    // An answer that was cut off or refused has no score.
    if (answers.some((answer) => answer === "")) return;
    this.ask(
      "fresh",
      this.request("answers/score", {
        prompt: this.options.fresh ?? "",
        answers,
        checkpoint: updated.reward_checkpoint,
      }),
    );
  }

  #togglePushed(): void {
    if (this.inputs.pushed) this.change({ pushed: false });
    else void this.#push(this.inputs.stop);
  }

  /**
   * Answer the fresh prompt with the checkpoint of another stop and the same seed; then score the
   * answer.
   */
  async #push(stop: number): Promise<void> {
    this.change({ pushed: true, stop });
    const answer = answerIn(
      await this.ask("pushed", this.#sampleFresh(this.options.pushed[stop]?.checkpoint)).finished,
    );
    // Empty where the run failed, or another stop has its lane by now.
    if (answer !== "" && this.options.reward)
      this.ask("pushed-score", this.#scoreOf(this.#freshPrompt, [answer]));
  }

  // What there is to show

  #sample(): Request<"answers/sample"> {
    return this.request("answers/sample", { seed: this.options.seed + this.inputs.again });
  }

  get #freshPrompt(): string {
    return this.options.fresh ?? this.options.prompt;
  }

  /** Return the request for one answer to the fresh prompt; undefined is the default checkpoint. */
  #sampleFresh(checkpoint: string | undefined): Request<"answers/sample"> {
    return this.request("answers/sample", { checkpoint }, "fresh");
  }

  #scoreOf(prompt: string, answers: string[]): Request<"answers/score"> {
    return this.request("answers/score", { prompt, answers });
  }

  #samples(): Shown<"answers/sample"> | null {
    return this.answer("main", this.#sample());
  }

  #texts(): string[] {
    return textsOf(this.#samples(), this.options.n);
  }

  get #whole(): boolean {
    return this.#samples()?.result !== null && this.#samples() !== null;
  }

  #ballotId(): string {
    // Other answers to the same prompt are another question.
    return `rank ${shortHash(canonical([this.#sample().params as Json, this.#texts()]))}`;
  }

  /**
   * Return the ballot about the answers on screen. Readers follow whichever ballot the speaker
   * opened.
   */
  #ballot(): Ballot | null {
    const ballot = this.host.state(this.key).ballot ?? null;
    return ballot && (!this.host.shared || ballot.id === this.#ballotId()) ? ballot : null;
  }

  /** Return the ranking in this screen's list: a reader's draft or vote, or the presenter's own. */
  #ranking(): Ranking {
    const n = this.#texts().length;
    if (this.host.shared) return this.inputs.own ? complete(this.inputs.own, n) : asTheyCame(n);
    // The draft belongs to the answers, not to the ballot: it stays when the ballot opens.
    const question = this.#ballotId();
    if (this.#draftOf !== question)
      [this.#draft, this.#draftOf, this.#changed] = [null, question, false];
    const sent = this.host.mine(this.key)?.ranked;
    return this.#draft ?? (sent ? complete(sent, n) : asTheyCame(n));
  }

  /** Return the room's comparisons; where nobody voted, those of this screen's ranking. */
  #wins(): Wins | null {
    const ballot = this.#ballot();
    // While people rank, nobody may see how the others do.
    if (ballot?.hidden) return null;
    const wins = ballot?.tally.wins ?? [];
    if (wins.length > 0 && (ballot?.tally.people ?? 0) > 0) return wins;
    // An untouched list is the order in which the answers came, and nobody's ranking.
    const touched = this.host.shared ? this.inputs.own !== null : this.#draft !== null;
    return touched ? winsOf(this.#ranking(), this.#texts().length) : null;
  }

  #scores(): number[] | null {
    if (!this.options.reward || !this.#whole) return null;
    // Nobody can ask on paper.
    const asked = this.host.view === "print" || this.inputs.scored;
    const shown = asked
      ? this.answer("scores", this.#scoreOf(this.options.prompt, this.#texts()))
      : null;
    return shown?.result?.scores ?? null;
  }

  /** Return the answer at a stop, and its score by the reward model. */
  #saidAt(stop: Stop): Said {
    const sampled = this.#sampledAt(stop);
    const text = textsOf(sampled, 1)[0]!;
    // Half an answer has no score.
    const scored = sampled?.done
      ? this.answer("pushed-score", this.#scoreOf(this.#freshPrompt, [text]))
      : null;
    return {
      text,
      writing: sampled !== null && !sampled.done,
      score: scored?.result?.scores[0] ?? null,
    };
  }

  #sampledAt(stop: Stop): Shown<"answers/sample"> | null {
    return this.answer("pushed", this.#sampleFresh(stop.checkpoint));
  }

  #updated(): UpdateResult | null {
    const shown = this.shown<"answers/update">("update");
    // The lane may hold an update from other answers, whose scores are not of this list.
    const same = shown && canonical(shown.params.answers) === canonical(this.#texts());
    return same ? shown.result : null;
  }

  // Rendering

  protected override render(): void {
    const samples = this.#samples();
    const texts = this.#texts();
    const ranking = this.#ranking();
    const judged = this.#judging();
    this.#buttons.render(
      this.host.view === "print"
        ? []
        : this.host.shared
          ? this.#presenterButtons()
          : this.#readerButtons(),
    );
    const pushed = this.#pushing();
    setText(this.#prompt, pushed ? this.#freshPrompt : this.options.prompt);
    this.#sorter.root.hidden = judged || pushed;
    this.#results.root.hidden = this.#heads.hidden = !judged || pushed;
    if (judged) this.#results.render(this.#rows(texts, ranking));
    else this.#sorter.render(texts, ranking);
    setText(this.#verdict, pushed ? "" : this.#said());
    this.#renderFresh();
    this.#renderPushed();
    // Two trainings, two measurements: each stands under its own figure only.
    const measured = pushed ? this.options.pushed_measured : this.options.measured;
    fillMeasured(this.#measured, measured);
    this.#writing?.render(this.#ranked.seconds);
    const shown = pushed ? this.#sampledAt(this.#stop) : samples;
    const wrong =
      [
        shown,
        this.shown("scores"),
        this.shown<"answers/update">("update"),
        this.shown<"answers/sample">("after"),
      ]
        .map(complaint)
        .find((text) => text !== "") ?? "";
    this.#notice.render(wrong, [], this.again);
    this.#provenance.render(
      sourceOf(shown, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
  }

  /** Return whether the results are shown instead of the list that can be sorted. */
  #judging(): boolean {
    // Nobody sorts on paper.
    if (this.host.view === "print") return true;
    if (this.host.shared) return this.inputs.judged;
    const ballot = this.#ballot();
    return ballot !== null && !ballot.open;
  }

  get #stop(): Stop {
    return this.options.pushed[this.inputs.stop] ?? this.options.pushed[0]!;
  }

  /**
   * Return whether the training that was continued for too long takes the place of the ranking; an
   * open ballot goes first.
   */
  #pushing(): boolean {
    return (
      this.inputs.pushed &&
      this.options.pushed.length > 0 &&
      this.host.view !== "print" &&
      !this.#ballot()?.open
    );
  }

  #rows(texts: readonly string[], ranking: Ranking): Judged[] {
    const wins = this.#wins();
    const scores = this.#scores();
    const updated = this.#updated()?.scores ?? null;
    const judged = texts.map(
      (text, answer): Judged => ({
        answer,
        text,
        share: wins && winShare(wins, answer),
        score: scores?.[answer] ?? null,
        updated: updated?.[answer] ?? null,
        mine: this.#mine(answer),
      }),
    );
    const place = new Map(flat(ranking).map((answer, index) => [answer, index]));
    return judged.sort(
      (one, other) =>
        // By the room's wins; answers that nobody compared stand last, in this screen's order.
        (other.share ?? -1) - (one.share ?? -1) ||
        (place.get(one.answer) ?? 0) - (place.get(other.answer) ?? 0),
    );
  }

  /** Return this reader's place for an answer. */
  #mine(answer: number): Judged["mine"] {
    if (this.host.shared || (this.#draft === null && !this.host.mine(this.key))) return null;
    const ranking = this.#ranking();
    return ranking.bad.includes(answer) ? "bad" : tierOf(ranking, answer) + 1;
  }

  #presenterButtons(): Parameters<Buttons["render"]>[0] {
    const ballot = this.#ballot();
    const disabled = !this.#whole;
    const { own } = this.inputs;
    const toJudge = ballot !== null || own !== null;
    // Only once the ballot is closed, or the buttons would move under the finger at that moment.
    const judged = this.inputs.judged && !ballot?.open;
    const live = this.host.kernel === "live";
    return [
      { label: t("rank-others"), disabled: !live, press: () => this.#sampleAgain() },
      ballot?.open
        ? { label: t("vote-close-and-show"), press: () => this.#ask(false, false) }
        : {
            label: ballot ? t("rank-again") : t("rank-ask"),
            disabled,
            press: () => this.#ask(true, true),
          },
      ...(this.options.pushed.length > 0
        ? [
            {
              label: t("rank-pushed"),
              pressed: this.#pushing(),
              // The ballot keeps the screen until it is closed.
              disabled: ballot?.open ?? false,
              press: () => this.#togglePushed(),
            },
          ]
        : []),
      ...(toJudge && !ballot?.open
        ? [
            {
              label: t("rank-result"),
              pressed: judged,
              press: () => this.change({ judged: !judged, pushed: false }),
            },
          ]
        : []),
      ...(judged && this.options.reward
        ? [
            { label: t("rank-score"), press: () => this.#score() },
            {
              label: t("rank-learn"),
              disabled: !live || this.#learning() !== null,
              press: () => void this.#update(),
            },
          ]
        : []),
      ...(judged && this.#updated() && this.options.fresh !== undefined
        ? [
            {
              label: t("rank-before-after"),
              disabled: !live,
              press: () => void this.#answerFresh(),
            },
          ]
        : []),
    ];
  }

  #readerButtons(): Parameters<Buttons["render"]>[0] {
    const ballot = this.#ballot();
    return ballot?.open
      ? [
          {
            label: this.host.mine(this.key) ? t("send-again") : t("rank-send"),
            press: () => this.#send(ballot),
          },
        ]
      : [];
  }

  /** Return where this reader's ranking is on its way to the room, or what to do. */
  #sent(): string {
    const delivery = this.host.delivery(this.key);
    if (delivery?.state === "refused") return t("rank-not-accepted", { why: delivery.why });
    if (!this.host.mine(this.key)) return t("rank-how");
    if (this.#changed) return t("rank-changed");
    if (delivery?.state === "waiting") return t("rank-waiting");
    if (delivery?.state === "sending") return t("vote-sending");
    return delivery ? t("rank-sent") : t("rank-in");
  }

  #said(): string {
    if (this.host.view === "print") return "";
    const ballot = this.#ballot();
    if (!this.host.shared && ballot?.open) return this.#sent();
    const people = ballot ? t("rank-people", { people: ballot.tally.people ?? 0 }) : "";
    if (this.host.shared ? !this.inputs.judged : !ballot)
      return ballot?.open ? t("rank-now", { people }) : "";
    const wins = this.#wins();
    const updated = this.#updated();
    const scores = updated?.scores ?? this.#scores();
    const agrees = wins && scores ? agreement(wins, scores) : null;
    const learning = this.#learning();
    const delivery = this.host.delivery(this.key);
    const parts = [
      delivery?.state === "refused" ? t("rank-yours-refused", { why: delivery.why }) : "",
      people,
      agrees === null
        ? ""
        : updated
          ? t("rank-agrees-updated", { share: wholePercent(agrees) })
          : t("rank-agrees", { share: wholePercent(agrees) }),
      learning === null
        ? ""
        : t("rank-learns", {
            step: learning.step,
            steps: learning.steps,
            score: signed(learning.score, 2),
          }),
      updated ? heldOut(updated.held_out ?? null, agrees !== null) : "",
    ];
    return parts.filter((part) => part !== "").join(" ");
  }

  /** Return the policy's last step while an update is under way. */
  #learning(): PolicyMoved | null {
    const shown = this.shown<"answers/update">("update");
    return shown === null || shown.done
      ? null
      : // Step 0 of 0 until the first event, so that the button is off from the press on.
        ((shown.events.at(-1) as PolicyMoved | undefined) ?? {
          step: 0,
          steps: 0,
          score: 0,
        });
  }

  #renderPushed(): void {
    const paper = this.host.view === "print" && this.options.pushed.length > 0;
    this.#pushed.root.hidden = !paper && !this.#pushing();
    if (paper) this.#pushed.renderAll(this.#freshPrompt, (stop) => this.#saidAt(stop));
    else if (this.#pushing()) this.#pushed.render(this.inputs.stop, this.#saidAt(this.#stop));
  }

  /** Show the answers to the fresh prompt, before the update and after it. */
  #renderFresh(): void {
    const [before, after] = [
      this.shown<"answers/sample">("before"),
      this.shown<"answers/sample">("after"),
    ];
    this.#fresh.hidden = this.#pushing() || !this.#judging() || (!before && !after);
    if (this.#fresh.hidden) return;
    const scores = this.shown<"answers/score">("fresh")?.result?.scores ?? [];
    const column = (
      name: string,
      shown: Shown<"answers/sample"> | null,
      score: number | undefined,
    ): HTMLElement =>
      h(
        "div",
        { class: "rank-column" },
        h(
          "h3",
          {},
          score === undefined ? name : t("rank-scored", { name, score: signed(score, 2) }),
        ),
        h("p", {}, textsOf(shown, 1)[0] || "…"),
      );
    setAttribute(
      this.#fresh,
      "data-long",
      [before, after].some((shown) => (textsOf(shown, 1)[0] ?? "").length > LONG_ANSWER),
    );
    this.#fresh.replaceChildren(
      h("p", { class: "rank-fresh-prompt" }, this.options.fresh ?? ""),
      column(t("rank-before"), before, scores[0]),
      column(t("rank-after"), after, scores[1]),
    );
  }
}

/** Return the answers as far as they are written. */
function textsOf(shown: Shown<"answers/sample"> | null, n: number): string[] {
  const result = shown?.result;
  if (result) return result.answers.map((answer) => answer.text.trim());
  const texts = new Array<string>(n).fill("");
  // The answers are written side by side: each event names the one that it belongs to.
  for (const event of shown?.events ?? [])
    if (typeof event.answer === "number" && event.answer < n) texts[event.answer] += event.text;
  return texts;
}

/** Return the only answer of a finished run; empty where the run failed. */
function answerIn(run: Run): string {
  return (run.result as SampleResult | null | undefined)?.answers[0]?.text.trim() ?? "";
}

/** Return how well a fit to some of the rankings predicts the others. */
function heldOut(found: HeldOutAgreement | null, told: boolean): string {
  if (!found) return told ? t("rank-too-few") : "";
  return t("rank-kept-back", {
    pairs: found.pairs,
    after: wholePercent(found.after),
    level: wholePercent(0.95),
    low: wholePercent(found.low),
    high: wholePercent(found.high),
    before: wholePercent(found.before),
  });
}

customElements.define("talk-rlhf-ranking", TalkRlhfRanking);
