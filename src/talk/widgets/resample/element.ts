/** Fresh continuations from each line of an answer. options.py says what the widget is for. */
import type { Request, Shown } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Recording } from "../../web/host.js";
import type { Continuation } from "../../web/protocol.gen.js";
import { answerOf } from "../../web/ui/check_answer.js";
import { h, renderList, setAttribute, setName, setText } from "../../web/ui/dom.js";
import { Buttons, button } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { count } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { roving } from "../../web/ui/roving.js";
import type { Example, Options } from "./options.gen.js";

type Inputs = {
  /** Number of the solution that is shown: 0 is the options' own, 1 the first example. */
  chosen: number;
  /** Number added to the seed; another number is another solution. */
  again: number;
  /** The place whose continuations are listed: how many lines stand before it. */
  open: number;
};

/** A place in the solution: what stands before it, and what was written from there on. */
interface Place {
  /** The line that ends here; empty at the beginning. */
  line: string;
  /** Continuations from here; none behind the last line. */
  continuations: readonly Continuation[];
  /** How many of them arrive; behind the last line 1 of 1 or 0 of 1, as the solution did. */
  right: number;
  of: number;
}

/** A continuation, and how often it was written. */
interface Written {
  text: string;
  times: number;
  right: boolean;
}

const METHOD = "answers/resample";
/** Most different continuations that are listed: as many as can be read from the last row. */
const LISTED = 2;

export default class TalkResample extends TalkElement<Options, Inputs> {
  #problem = h("p", { class: "solve-problem", dir: "auto" });
  #known = h("p", { class: "solve-known" });
  #examples = new Buttons(t("lines-solutions"));
  #again!: HTMLButtonElement;
  // In the tab order, so that the keyboard can scroll it.
  #listed = h("ul", {
    class: "again-listed fades",
    tabindex: "0",
    "aria-label": t("lines-written"),
  });
  #listedName = h("p", { class: "again-listed-name" });
  #places = h("div", {
    class: "again-places",
    role: "listbox",
    "aria-label": t("lines-all"),
  });
  #settle: () => void = () => undefined;
  #decides = h("p", { class: "again-decides" });
  #notice = new Notice((recording) => this.#show(recording));
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    return { chosen: 0, again: 0, open: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("lines"));
    this.#again = button(
      t("lines-another"),
      // Beyond the seeds of the continuations, so that nothing is the same as before.
      () => this.#ask(this.inputs.chosen, this.inputs.again + this.options.n + 1),
      { class: "choice choice-main" },
    );
    this.#settle = roving(this.#places, {
      items: ".again-place",
      previous: ["ArrowUp"],
      next: ["ArrowDown"],
      act: (_, open) => this.change({ open }),
    });
    const side = h(
      "div",
      { class: "solve-side" },
      this.#problem,
      this.#known,
      h("div", { class: "widget-controls" }, this.#again, this.#examples.root),
      this.#listedName,
      this.#listed,
    );
    const figure = h(
      "div",
      { class: "again-figure" },
      h("p", { class: "again-head" }, t("lines-head", { count: this.options.n })),
      this.#places,
      this.#decides,
    );
    this.append(
      h("div", { class: "solve-main" }, side, figure),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  // What people do

  /** Request a solution; a phone shows only prepared ones, because so many samples are costly. */
  #ask(chosen: number, again: number): void {
    this.change({ chosen, again, open: 0 });
    if (this.host.shared) this.ask("main", this.#resample());
  }

  #show(recording: Recording): void {
    // −1 for the first solution, which is no example; behind `+ 1` it is number 0.
    const found = this.options.examples.findIndex((item) => item.label === recording.label);
    this.#ask(found + 1, 0);
  }

  #resample(): Request<typeof METHOD> {
    const { problem, seed } = this.#chosen;
    return this.request(METHOD, {
      messages: [{ role: "user", content: problem }],
      seed: seed + this.inputs.again,
    });
  }

  /** Return the solution that is shown, as the options describe it. */
  get #chosen(): Example | Options {
    return this.options.examples[this.inputs.chosen - 1] ?? this.options;
  }

  // Rendering

  protected override render(): void {
    const { open } = this.inputs;
    const shown = this.answer("main", this.#resample());
    const { problem, answer: right } = this.#chosen;
    const places = placesOf(shown, right);
    setText(this.#problem, problem);
    setText(this.#known, t("lines-known", { answer: `$${right}` }));
    this.#again.disabled = this.host.kernel !== "live";
    this.#again.hidden = !this.host.shared;
    const { examples } = this.options;
    this.#examples.render(
      examples.length === 0
        ? []
        : [this.options, ...examples].map((item, index) => ({
            label: item.label ?? t("lines-first"),
            pressed: index === this.inputs.chosen,
            press: (): void => this.#ask(index, 0),
          })),
    );
    const done = shown?.done === true;
    // Not before the end: a line would lose its mark as more continuations come in.
    const deciding = done ? decidingLine(places) : -1;
    // A listbox without options is a mistake to screen readers.
    setAttribute(this.#places, "role", places.length === 0 ? "group" : "listbox");
    renderList(this.#places, places, makePlace, (element, place, index) => {
      renderPlace(element, place, index === deciding);
      setAttribute(element, "aria-selected", String(index === open));
    });
    this.#settle();
    const [before, after] = [places[deciding - 1], places[deciding]];
    setText(
      this.#decides,
      before && after
        ? t("lines-decides", { line: deciding, before: share(before), after: share(after) })
        : "",
    );
    this.#renderListed(places[open], open, right, places);
    const wrong = complaint(shown);
    this.#notice.render(wrong, wrong === "" ? [] : this.examples(), this.again);
    this.#provenance.render(
      sourceOf(shown, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    this.announce(this.#decides.textContent);
  }

  #renderListed(
    place: Place | undefined,
    open: number,
    right: number,
    places: readonly Place[],
  ): void {
    // Continuations begin in the middle of a solution; its answer may stand in the lines before.
    const before = places
      .slice(1, open + 1)
      .map((one) => one.line)
      .join("");
    const written = place ? differentOf(place, before, right) : [];
    setText(
      this.#listedName,
      written.length === 0
        ? ""
        : open === 0
          ? t("lines-from-start")
          : t("lines-after", { line: open }),
    );
    renderList(
      this.#listed,
      written,
      () =>
        h(
          "li",
          {},
          h("span", { class: "again-times" }),
          h("span", { class: "again-text", dir: "auto" }),
        ),
      (item, one) => {
        setAttribute(item, "data-right", one.right);
        setText(
          item.querySelector(".again-times")!,
          `${one.right ? "✓" : "✗"} ${count(one.times)}×`,
        );
        setText(item.querySelector(".again-text")!, one.text);
      },
    );
  }
}

/** Return the places of a solution, as far as it is written. */
function placesOf(shown: Shown<typeof METHOD> | null, right: number): Place[] {
  const events = shown?.events ?? [];
  // While it is written the lines come with an event, each continuation with one of its own.
  const lines = shown?.result?.lines ?? events.find((event) => event.lines)?.lines ?? [];
  const all = shown?.result?.continuations ?? events.flatMap((event) => event.continuation ?? []);
  if (lines.length === 0) return [];
  const places = ["", ...lines].map((line, index): Place => {
    const before = lines.slice(0, index).join("");
    const continuations = all.filter((one) => one.line === index);
    const arrived = continuations.filter((one) => answerOf(before + one.text) === right);
    return { line, continuations, right: arrived.length, of: continuations.length };
  });
  const last = places.at(-1)!;
  // Nothing was continued from the end: the solution itself counts there.
  last.of = 1;
  last.right = answerOf(lines.join("")) === right ? 1 : 0;
  return places;
}

/** Return the line after which the share of right continuations changes most; −1 for none. */
function decidingLine(places: readonly Place[]): number {
  const change = (index: number): number =>
    Math.abs(shareOf(places[index]!) - shareOf(places[index - 1]!));
  let found = -1;
  for (let index = 1; index < places.length; index += 1)
    // The first of equals; no line decides where none changes anything.
    if (change(index) > (found < 0 ? 0 : change(found))) found = index;
  return found;
}

function shareOf(place: Place): number {
  return place.of === 0 ? 0 : place.right / place.of;
}

function share(place: Place): string {
  return t("lines-share", { right: place.right, all: place.of });
}

/** Return what was written from a place, the most frequent text first. */
function differentOf(place: Place, before: string, right: number): Written[] {
  const found = new Map<string, number>();
  for (const one of place.continuations) {
    const text = one.text.trim();
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  return (
    [...found]
      // By the text where they are equally frequent, so that the same answer lists the same.
      .sort(([one, times], [other, most]) => most - times || one.localeCompare(other))
      .slice(0, LISTED)
      .map(([text, times]) => ({ text, times, right: answerOf(before + text) === right }))
  );
}

function makePlace(): HTMLElement {
  return h(
    "div",
    { class: "again-place", role: "option", tabindex: -1 },
    h("span", { class: "again-line", dir: "auto" }),
    h("span", { class: "again-track" }, h("span", { class: "again-fill" })),
    h("span", { class: "again-share" }),
  );
}

function renderPlace(element: HTMLElement, place: Place, decides: boolean): void {
  const part = (name: string): HTMLElement => element.querySelector<HTMLElement>(`.again-${name}`)!;
  // The end is known by having no continuations, and its own result counted as one.
  const ends = place.continuations.length === 0 && place.of === 1;
  const line = place.line === "" ? t("lines-nothing") : place.line.trim();
  const arrives = place.right === 1 ? `✓ ${t("lines-arrives")}` : `✗ ${t("lines-fails")}`;
  const said = ends ? arrives : share(place);
  setText(part("line"), line);
  setText(part("share"), place.of === 0 ? "…" : said);
  part("fill").style.setProperty("--share", String(shareOf(place)));
  setAttribute(element, "data-begin", place.line === "");
  setAttribute(element, "data-end", ends);
  setAttribute(element, "data-decides", decides);
  setName(element, [line, said, decides ? t("lines-this-decides") : ""].filter(Boolean).join(", "));
}

customElements.define("talk-resample", TalkResample);
