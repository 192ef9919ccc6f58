/**
 * Answers to rank by dragging a handle, by its arrow keys, or by buttons. The sorter changes no
 * state itself: it reports the ranking that somebody wants.
 */
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { listed } from "../../web/ui/numbers.js";
import {
  better,
  flat,
  isTied,
  place,
  type Ranking,
  tie,
  tierOf,
  toggleBad,
  worse,
} from "./ranking.js";

/** Height of the window's edges, where a card that is dragged scrolls the page. */
const EDGE_PX = 60;
/** How far each movement there scrolls. */
const SCROLL_PX = 12;

export class Sorter {
  readonly root = h("ol", { class: "rank-list", "aria-label": t("rank-order") });
  #texts: readonly string[] = [];
  #ranking: Ranking = { tiers: [], bad: [] };
  #changed: (ranking: Ranking, said: string) => void;
  #unfolded = new Set<number>();
  /**
   * Observer that checks at each change of width whether an answer needs more than its few lines.
   */
  #width = new ResizeObserver(() => this.#fold());

  constructor(changed: (ranking: Ranking, said: string) => void) {
    this.#changed = changed;
    this.#width.observe(this.root);
  }

  render(texts: readonly string[], ranking: Ranking): void {
    const focused =
      document.activeElement instanceof HTMLElement && this.root.contains(document.activeElement)
        ? document.activeElement
        : null;
    const [answer, role] = [
      focused?.closest<HTMLElement>(".rank-card")?.dataset.answer,
      focused?.dataset.role,
    ];
    this.#texts = texts;
    this.#ranking = ranking;
    renderList(
      this.root,
      flat(ranking),
      () => this.#make(),
      (card, item, index) => this.#renderCard(card, item, index),
    );
    this.#fold();
    // Cards are used again for other answers; the focus goes with its answer.
    if (answer !== undefined && role)
      this.root
        .querySelector<HTMLElement>(`[data-answer="${answer}"] [data-role="${role}"]`)
        ?.focus({ preventScroll: true });
  }

  #make(): HTMLLIElement {
    const card = h("li", { class: "rank-card" });
    const handle = h(
      "button",
      { type: "button", class: "rank-handle", "data-role": "handle", "data-prevent-swipe": true },
      h("span", { class: "rank-letter" }),
      h("span", { class: "rank-grip", "aria-hidden": "true" }),
    );
    handle.addEventListener("keydown", (event) => this.#key(event, card));
    handle.addEventListener("pointerdown", (event) => this.#drag(event, card, handle));
    const act = (
      role: string,
      name: string,
      change: (ranking: Ranking, answer: number) => Ranking,
    ): HTMLButtonElement => {
      const button = h(
        "button",
        { type: "button", class: `rank-act rank-${role}`, "data-role": role },
        name,
      );
      button.addEventListener("click", () =>
        this.#apply(change(this.#ranking, answerOf(card)), answerOf(card)),
      );
      return button;
    };
    const more = h(
      "button",
      { type: "button", class: "rank-more", "data-role": "more" },
      h("span"),
    );
    more.addEventListener("click", () => this.#unfold(card));
    card.append(
      handle,
      h("div", { class: "rank-body" }, h("p", { class: "rank-text" }), more),
      h(
        "div",
        { class: "rank-acts" },
        act("better", "▲", better),
        act("worse", "▼", worse),
        act("tie", t("rank-tie"), tie),
        act("bad", t("rank-bad"), toggleBad),
      ),
    );
    return card;
  }

  #renderCard(card: HTMLElement, answer: number, index: number): void {
    const ranking = this.#ranking;
    const find = (name: string): HTMLElement => card.querySelector<HTMLElement>(`.rank-${name}`)!;
    const letter = letterOf(answer);
    const bad = ranking.bad.includes(answer);
    const tied = isTied(ranking, answer);
    const text = this.#texts[answer] ?? "";
    card.dataset.answer = String(answer);
    setAttribute(card, "data-bad", bad);
    // Not the first of a tie: the mark joins a card with the one above it.
    setAttribute(card, "data-tied", tied && ranking.tiers[tierOf(ranking, answer)]![0] !== answer);
    setText(find("letter"), letter);
    setText(find("text"), text || "…");
    setAttribute(card, "data-folded", !this.#unfolded.has(answer));
    setText(
      find("more").firstElementChild!,
      this.#unfolded.has(answer) ? t("show-less") : t("show-all"),
    );
    setAttribute(find("more"), "aria-expanded", this.#unfolded.has(answer));
    setAttribute(
      find("handle"),
      "aria-label",
      t("rank-keys", { letter, place: this.#standing(answer) }),
    );
    setAttribute(find("better"), "aria-label", t("rank-better", { letter }));
    setAttribute(find("worse"), "aria-label", t("rank-worse", { letter }));
    setAttribute(find("tie"), "aria-label", t("rank-tie-name", { letter }));
    setAttribute(find("tie"), "aria-pressed", String(tied));
    setAttribute(find("bad"), "aria-label", t("rank-bad-name", { letter }));
    setAttribute(find("bad"), "aria-pressed", String(bad));
    // What would change nothing is off; a tie is left upwards even from the first place.
    (find("better") as HTMLButtonElement).disabled = index === 0 && !tied;
    (find("worse") as HTMLButtonElement).disabled = bad || worse(ranking, answer) === ranking;
    (find("tie") as HTMLButtonElement).disabled = bad || (tierOf(ranking, answer) === 0 && !tied);
  }

  /**
   * Give every card the same few lines, so that none moves while answers are written; a longer
   * answer can be unfolded.
   */
  #fold(): void {
    for (const card of this.root.querySelectorAll<HTMLElement>(".rank-card")) {
      const text = card.querySelector<HTMLElement>(".rank-text")!;
      const whole = this.#unfolded.has(answerOf(card));
      card.querySelector<HTMLElement>(".rank-more")!.hidden =
        // Browsers round both heights.
        !whole && text.scrollHeight <= text.clientHeight + 1;
    }
  }

  #standing(answer: number): string {
    const at = tierOf(this.#ranking, answer);
    if (at < 0) return t("rank-is-bad");
    const others = this.#ranking.tiers[at]!.filter((other) => other !== answer).map(letterOf);
    const place = t("rank-place", { place: at + 1, places: this.#ranking.tiers.length });
    return others.length > 0 ? `${place}, ${t("rank-tied", { others: listed(others) })}` : place;
  }

  #apply(ranking: Ranking, answer: number): void {
    if (ranking === this.#ranking) return;
    this.render(this.#texts, ranking);
    this.#changed(ranking, `${letterOf(answer)}: ${this.#standing(answer)}`);
  }

  #key(event: KeyboardEvent, card: HTMLElement): void {
    const change = {
      ArrowUp: better,
      ArrowDown: worse,
      t: tie,
      T: tie,
      x: toggleBad,
      X: toggleBad,
    }[event.key];
    // With these keys a letter is a command of the browser.
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#apply(change(this.#ranking, answerOf(card)), answerOf(card));
  }

  #unfold(card: HTMLElement): void {
    const answer = answerOf(card);
    if (!this.#unfolded.delete(answer)) this.#unfolded.add(answer);
    this.render(this.#texts, this.#ranking);
  }

  /**
   * Drag a card: it follows the finger, a line shows where it would go, and letting go puts it
   * there. Escape puts it back.
   */
  #drag(down: PointerEvent, card: HTMLElement, handle: HTMLElement): void {
    // The first button, or a finger.
    if (down.button !== 0) return;
    // No selection of text, and no focus by the browser, which would scroll: it is set below.
    down.preventDefault();
    handle.focus({ preventScroll: true });
    // Movements keep coming here when the finger is over another card, or outside of the window.
    handle.setPointerCapture(down.pointerId);
    const others = [...this.root.querySelectorAll<HTMLElement>(".rank-card")].filter(
      (other) => other !== card,
    );
    // On the stage a transform counts in pixels of the canvas, which is scaled.
    const scale = card.getBoundingClientRect().height / card.offsetHeight || 1;
    // With the page's scroll, which goes on while the card is at an edge.
    const from = down.clientY + scrollY;
    // −1 until it moves: a tap on the handle is no drag.
    let at = -1;
    const move = (event: PointerEvent): void => {
      if (event.clientY < EDGE_PX) scrollBy(0, -SCROLL_PX);
      else if (event.clientY > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
      card.dataset.dragged = "";
      card.style.transform = `translateY(${(event.clientY + scrollY - from) / scale}px)`;
      at = others.filter((other) => middle(other) < event.clientY).length;
      others.forEach((other, index) => {
        setAttribute(
          other,
          "data-drop",
          index === at
            ? "before"
            : index === others.length - 1 && at === others.length
              ? "after"
              : null,
        );
      });
    };
    const end = (): void => {
      handle.removeEventListener("pointermove", move);
      for (const type of ["pointerup", "pointercancel", "keydown"] as const)
        handle.removeEventListener(type, finish);
      delete card.dataset.dragged;
      card.style.transform = "";
      for (const other of others) other.removeAttribute("data-drop");
    };
    const finish = (event: Event): void => {
      if (event instanceof KeyboardEvent && event.key !== "Escape") return;
      end();
      if (event.type === "pointerup" && at >= 0)
        this.#apply(place(this.#ranking, answerOf(card), at), answerOf(card));
    };
    handle.addEventListener("pointermove", move);
    for (const type of ["pointerup", "pointercancel", "keydown"] as const)
      handle.addEventListener(type, finish);
  }
}

export function letterOf(answer: number): string {
  return String.fromCharCode(65 + answer);
}

function answerOf(card: HTMLElement): number {
  return Number(card.dataset.answer);
}

function middle(card: HTMLElement): number {
  const box = card.getBoundingClientRect();
  return box.top + box.height / 2;
}
