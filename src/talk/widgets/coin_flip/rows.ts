/** A row for each outcome: the model's share above, the room's below it, both on one scale. */
import { h, renderList, setAttribute, setName, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { count, percent } from "../../web/ui/numbers.js";
import { renderToken, spoken } from "../../web/ui/token_text.js";

export interface Outcome {
  /** The token; null in the last row, which is every other token. */
  token: { text: string; bytes: string } | null;
  share: number;
  /** Number of coins that fell here. */
  count: number;
  /** Whether this reader's coin fell here. */
  mine: boolean;
}

export class Rows {
  readonly root = h("div", {
    class: "flip-rows",
    role: "list",
    "aria-label": t("flip-rows"),
  });
  readonly #tokens = new WeakMap<Element, string>();

  render(outcomes: readonly Outcome[], total: number): void {
    const top = Math.max(
      // Not 0, by which the bars are divided.
      0.01,
      ...outcomes.map((item) => Math.max(item.share, total ? item.count / total : 0)),
    );
    setAttribute(this.root, "role", outcomes.length === 0 ? "group" : "list");
    renderList(this.root, outcomes, row, (element, outcome) =>
      this.#renderRow(element, outcome, total, top),
    );
  }

  #renderRow(element: HTMLElement, outcome: Outcome, total: number, top: number): void {
    const part = (name: string): HTMLElement =>
      element.querySelector<HTMLElement>(`.flip-${name}`)!;
    const share = total ? outcome.count / total : 0;
    this.#renderToken(part("token"), outcome);
    element.style.setProperty("--model", String(outcome.share / top));
    element.style.setProperty("--room", String(share / top));
    setText(part("model-share"), percent(outcome.share));
    setText(part("room-share"), total ? `${percent(share)} · ${count(outcome.count)}` : "");
    setAttribute(element, "data-rest", outcome.token === null);
    setAttribute(element, "data-mine", outcome.mine);
    const name = outcome.token ? spoken(outcome.token.text, outcome.token.bytes) : t("flip-others");
    const flips = total
      ? `, ${t("flip-coins-share", { share: percent(share), count: outcome.count, total })}`
      : "";
    const mine = outcome.mine ? `, ${t("flip-here")}` : "";
    setName(
      element,
      `${t("flip-model-share", { name, share: percent(outcome.share) })}${flips}${mine}`,
    );
  }

  #renderToken(target: HTMLElement, outcome: Outcome): void {
    const key = outcome.token ? `${outcome.token.text}\u0000${outcome.token.bytes}` : "the rest";
    if (this.#tokens.get(target) === key) return;
    this.#tokens.set(target, key);
    if (outcome.token) renderToken(target, outcome.token.text, outcome.token.bytes);
    else setText(target, t("flip-others-short"));
  }
}

function row(): HTMLElement {
  const track = h(
    "span",
    { class: "flip-track" },
    h("span", { class: "flip-model" }),
    h("span", { class: "flip-room" }),
  );
  const shares = h(
    "span",
    { class: "flip-shares" },
    h("span", { class: "flip-model-share" }),
    h("span", { class: "flip-room-share" }),
  );
  return h(
    "div",
    { class: "flip-row", role: "listitem" },
    h("bdi", { class: "flip-token bar-token" }),
    track,
    shares,
  );
}
