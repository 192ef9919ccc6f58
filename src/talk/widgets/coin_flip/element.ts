/**
 * One map, many coins: the room's histogram beside the model's probabilities. options.py says what
 * the widget is for.
 */
import type { Request, Shown, State } from "../../web/answers.js";
import { TalkElement, type Turn } from "../../web/element.js";
import type { Ballot, Candidate, Json, PredictResult } from "../../web/protocol.gen.js";
import { canonical } from "../../web/recordings.js";
import { h, setAttribute, setText } from "../../web/ui/dom.js";
import { Buttons } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice, sentence } from "../../web/ui/notice.js";
import { decimal } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { shortHash } from "../../web/ui/short_hash.js";
import { oneLine, spoken } from "../../web/ui/token_text.js";
import { chance, countFlips, distance, flip, landing } from "./coin.js";
import type { Options } from "./options.gen.js";
import { type Outcome, Rows } from "./rows.js";

type Inputs = {
  context: string;
  /** Number of the round; each round is a ballot of its own. */
  round: number;
  /** Number of coins that the program flipped, with the round as their seed. */
  computer: number;
};

/** The coins on screen: the room's votes, those of the program, or one reader's own. */
interface Flips {
  counts: number[];
  total: number;
  whose: string;
}

const MANY = 100;
// With 10,000 coins the distance of chance is about a hundredth, the last digit that is shown.
const MOST = 10_000;

export default class TalkCoinFlip extends TalkElement<Options, Inputs> {
  #context = h("p", { class: "flip-context" });
  #buttons = new Buttons(t("vote-name"));
  #examples = new Buttons(t("flip-contexts"));
  #rows = new Rows();
  #legend = h(
    "p",
    { class: "flip-legend" },
    h("span", { class: "flip-key-model" }, t("flip-model")),
    h("span", { class: "flip-key-room" }),
  );
  #distance = h("p", { class: "flip-distance" });
  #marker = h("span", { class: "flip-marker" });
  #ruler = h("div", { class: "flip-ruler", "aria-hidden": "true" });
  #fell = h("p", { class: "flip-fell" });
  #notice = new Notice(() => undefined);
  #provenance = new ProvenanceLine();
  /** This reader's last coin, and the counts of those flipped without a ballot. */
  #coin: number | null = null;
  #own: number[] = [];
  #ballotWas = "";

  override get turn(): Turn {
    return "flip";
  }

  protected override initial(): Inputs {
    return { context: this.options.context, round: 1, computer: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("flip"));
    const coin = h("div", { class: "flip-coin" }, this.#ruler, this.#fell);
    const side = h(
      "div",
      { class: "flip-side" },
      this.#context,
      h("div", { class: "widget-controls" }, this.#buttons.root, this.#examples.root),
      coin,
      this.#distance,
    );
    this.append(
      h(
        "div",
        { class: "flip-main" },
        side,
        h("div", { class: "flip-figure" }, this.#legend, this.#rows.root),
      ),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  protected override currentState(): State {
    return this.#answer()?.state ?? "prepared";
  }

  // What people do

  #ask(changes: Partial<Ballot>): void {
    const options = this.#ballotOptions();
    if (options)
      this.host.ballot(this.key, {
        id: this.#ballotId(),
        kind: "choice",
        options,
        open: true,
        hidden: false,
        question: t("flip-question", { context: this.inputs.context }),
        ...changes,
      });
  }

  #again(): void {
    // A new round is a new ballot: the votes of the last one stay with it.
    this.change({ round: this.inputs.round + 1, computer: 0 });
    this.#ask({});
  }

  #choose(context: string): void {
    // Coins that fell on another map say nothing about this one.
    this.change({ context, computer: 0 });
    this.ask("main", this.#predict());
  }

  /** Flip a reader's coin. The room receives the token that it fell on, and nothing else. */
  #flip(): void {
    const shares = this.#shares();
    if (shares.length === 0) return;
    this.#coin = flip();
    const place = landing(this.#coin, shares);
    const ballot = this.#ballot();
    // Only an open ballot has a place for it; at other times a coin is this screen's alone.
    if (ballot?.open)
      this.host.vote(this.key, ballot.id, { choice: this.#optionOf(ballot, place) });
    else this.#own = shares.map((_, index) => (this.#own[index] ?? 0) + (index === place ? 1 : 0));
    this.schedule();
  }

  #flipMany(): void {
    // Only their number is shared: each screen flips the same coins, by the round as their seed.
    this.change({ computer: Math.min(MOST, this.inputs.computer + MANY) });
  }

  // What there is to show

  #predict(): Request<"next_token/predict"> {
    return this.request("next_token/predict", { text: this.inputs.context });
  }

  #answer(): Shown<"next_token/predict"> | null {
    return this.answer("main", this.#predict());
  }

  #result(): PredictResult | null {
    return this.#answer()?.result ?? null;
  }

  #shares(): number[] {
    const result = this.#result();
    // All that has no row is one further outcome, so that the shares add up to 1.
    return result ? [...result.candidates.map((item) => item.probability), result.rest] : [];
  }

  #ballotOptions(): string[] | null {
    const result = this.#result();
    return result && [...result.candidates.map(named), t("flip-others")];
  }

  /**
   * Return the ballot's ID, which is the same on every screen; another map or round has another.
   */
  #ballotId(): string {
    const question = canonical([this.#predict().params as Json, this.#ballotOptions()]);
    return `flip ${this.inputs.round} ${shortHash(question)}`;
  }

  /**
   * Return the ballot about the map on screen. Readers follow whichever ballot the speaker opened.
   */
  #ballot(): Ballot | null {
    const ballot = this.host.state(this.key).ballot ?? null;
    return ballot && (!this.host.shared || ballot.id === this.#ballotId()) ? ballot : null;
  }

  /**
   * Return the ballot's option for a row. Options are found by their token's ID, so that a screen
   * whose map differs in the last digit still votes for the right one.
   */
  #optionOf(ballot: Ballot, place: number): number {
    const candidate = this.#result()?.candidates[place];
    const found = candidate ? ballot.options.indexOf(named(candidate)) : -1;
    // The last option stands for all other tokens.
    return found < 0 ? ballot.options.length - 1 : found;
  }

  /** Return the votes in the order of this screen's rows. */
  #countsOf(ballot: Ballot): number[] {
    const votes = ballot.tally.counts ?? [];
    const named = this.#shares().map((_, place) => votes[this.#optionOf(ballot, place)] ?? 0);
    // What this screen has no row for counts as one of the others.
    return [...named.slice(0, -1), sum(votes) - sum(named.slice(0, -1))];
  }

  #flips(): Flips {
    const ballot = this.#ballot();
    const { computer, round } = this.inputs;
    const shares = this.#shares();
    if (ballot)
      return {
        counts: this.#countsOf(ballot),
        total: sum(ballot.tally.counts ?? []),
        whose: t("count-phones", { count: ballot.tally.people ?? 0 }),
      };
    if (computer > 0)
      return {
        counts: countFlips(computer, round, shares),
        total: computer,
        whose: t("flip-computer", { count: computer, seed: String(round) }),
      };
    return {
      counts: this.#own,
      total: sum(this.#own),
      whose: t("flip-own", { count: sum(this.#own) }),
    };
  }

  // Rendering

  protected override render(): void {
    const answer = this.#answer();
    // Before anything is shown: a coin of the last map has no place on this one.
    this.#forgetOldCoins();
    const flips = this.#flips();
    setText(this.#context, this.inputs.context);
    this.#renderButtons();
    this.#renderRows(flips);
    this.#renderDistance(flips);
    this.#renderCoin();
    const why = this.host.delivery(this.key)?.why;
    const refused = why ? sentence(why) : "";
    this.#notice.render(refused || complaint(answer), [], refused ? null : this.again);
    this.#provenance.render(
      sourceOf(answer, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
  }

  /** Drop the coins that were flipped for the last question, once there is another one. */
  #forgetOldCoins(): void {
    const question = this.#ballot()?.id ?? canonical(this.#predict().params as Json);
    if (question === this.#ballotWas) return;
    this.#ballotWas = question;
    this.#coin = null;
    this.#own = [];
  }

  #renderButtons(): void {
    const ready = this.#result() !== null;
    this.#buttons.render(
      this.host.view === "print"
        ? []
        : this.host.shared
          ? this.#presenterButtons(ready)
          : this.#readerButtons(ready),
    );
    const others =
      this.host.view === "phone" || this.options.examples.length === 0
        ? []
        : [this.options.context, ...this.options.examples];
    this.#examples.render(
      others.map((text) => ({
        label: oneLine(text, 26),
        pressed: text === this.inputs.context,
        press: () => this.#choose(text),
      })),
    );
  }

  #presenterButtons(ready: boolean): Parameters<Buttons["render"]>[0] {
    const ballot = this.#ballot();
    const disabled = !ready;
    if (!ballot)
      return [
        { label: t("flip-ask"), disabled, press: () => this.#ask({}) },
        { label: t("flip-many", { count: MANY }), disabled, press: () => this.#flipMany() },
      ];
    const toggle = ballot.open
      ? { label: t("close"), press: () => this.#ask({ open: false }) }
      : { label: t("vote-open-again"), press: () => this.#ask({}) };
    return [toggle, { label: t("flip-new-round"), press: () => this.#again() }];
  }

  #readerButtons(ready: boolean): Parameters<Buttons["render"]>[0] {
    const ballot = this.#ballot();
    if (ballot && !ballot.open) return [];
    // The room's vote survives a reload, this page's coin does not.
    const flipped = ballot ? this.host.mine(this.key) !== null : this.#coin !== null;
    return [
      {
        label: flipped ? t("flip-again") : t("flip-mine"),
        disabled: !ready,
        press: () => this.#flip(),
      },
    ];
  }

  #renderRows(flips: Flips): void {
    const result = this.#result();
    const shares = this.#shares();
    const place = this.#place();
    const outcomes = shares.map((share, index): Outcome => {
      const candidate = result?.candidates[index];
      return {
        token: candidate ? { text: candidate.text, bytes: candidate.bytes ?? "" } : null,
        share,
        count: flips.counts[index] ?? 0,
        mine: index === place,
      };
    });
    this.#rows.render(outcomes, flips.total);
    // Room for all rows before the map is there, so that nothing moves when it comes.
    this.#rows.root.style.setProperty("--rows", String(this.options.top_k + 1));
    // A hidden ballot sends no counts, though coins have fallen.
    const hidden = this.#ballot()?.hidden === true && flips.total === 0;
    setText(
      this.#legend.querySelector(".flip-key-room")!,
      flips.total > 0 || hidden ? flips.whose : t("flip-none"),
    );
    setAttribute(this.#legend, "data-empty", flips.total === 0);
  }

  /**
   * Return the row that this reader's coin fell into: the vote that the room has, which survives a
   * reload, or else the coin of this page; −1 where there is none.
   */
  #place(): number {
    const ballot = this.#ballot();
    const choice = this.host.mine(this.key)?.choice;
    if (ballot && typeof choice === "number")
      return this.#shares().findIndex((_, place) => this.#optionOf(ballot, place) === choice);
    return this.#coin === null ? -1 : landing(this.#coin, this.#shares());
  }

  #renderDistance(flips: Flips): void {
    const shares = this.#shares();
    this.#distance.hidden = this.host.view === "print";
    if (flips.total === 0 || shares.length === 0) {
      this.#distance.replaceChildren(
        h("span", { class: "flip-number" }, "–"),
        ` ${t("flip-apart")}`,
        h("span", { class: "flip-about" }, t("flip-half-sum")),
      );
      return;
    }
    const expected = chance(flips.total, shares);
    const about = t("flip-chance", { distance: decimal(expected, 2), count: flips.total });
    this.#distance.replaceChildren(
      h("span", { class: "flip-number" }, decimal(distance(flips.counts, shares), 2)),
      ` ${t("flip-apart")}`,
      h("span", { class: "flip-about" }, about),
    );
  }

  /** Show the map as a ruler from 0 to 1, with the coin on it. */
  #renderCoin(): void {
    const shares = this.#shares();
    const coin = this.#coin;
    const place = this.#place();
    this.#ruler.hidden = coin === null;
    const cells = shares.map((share, index) =>
      h("span", { class: "flip-cell", style: `--share: ${share}`, "data-here": index === place }),
    );
    // Only for another number of cells: a marker that is put in anew jumps instead of gliding.
    if (coin !== null && this.#ruler.childElementCount !== cells.length + 1)
      this.#ruler.replaceChildren(...cells, this.#marker);
    if (coin !== null) {
      cells.forEach((_, index) => {
        setAttribute(this.#ruler.children[index]!, "data-here", index === place);
      });
      this.#marker.style.setProperty("--at", String(coin));
    }
    setText(this.#fell, this.#said(coin, place));
    this.announce(place < 0 ? "" : (this.#fell.textContent ?? ""));
  }

  #said(coin: number | null, place: number): string {
    // A coin is a reader's: screens for all have none of their own.
    if (this.host.shared || this.host.view === "print") return "";
    if (place < 0) return this.#ballot()?.open ? t("flip-now") : "";
    const candidate = this.#result()?.candidates[place];
    const where = candidate
      ? `“${spoken(candidate.text, candidate.bytes)}”`
      : t("flip-one-of-others");
    // The coin has fallen here; without a network the room does not know it yet.
    const waits = this.host.delivery(this.key)?.state === "waiting" ? ` ${t("flip-waits")}` : "";
    const fell =
      coin === null
        ? t("flip-fell", { where })
        : t("flip-fell-at", { where, coin: decimal(coin, 4) });
    return `${fell}${waits}`;
  }
}

function named(candidate: Candidate): string {
  return `${candidate.id} ${candidate.text}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, item) => total + item, 0);
}

customElements.define("talk-coin-flip", TalkCoinFlip);
