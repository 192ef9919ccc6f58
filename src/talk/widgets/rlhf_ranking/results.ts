/** A row for each answer, with the room's ranking and the reward model's score. */
import { h, renderList, setAttribute, setName, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { signed, wholePercent } from "../../web/ui/numbers.js";
import { letterOf } from "./sorter.js";

export interface Judged {
  answer: number;
  text: string;
  /** Share of its comparisons that it won; null where nobody compared it. */
  share: number | null;
  /** Score by the reward model; null while nobody asked for it. */
  score: number | null;
  /** Score after the update. */
  updated: number | null;
  /** This reader's place for it, from 1, or "bad"; null where nobody ranked on this screen. */
  mine: number | "bad" | null;
}

export class Results {
  readonly root = h("ol", { class: "result-list", "aria-label": t("rank-judged") });

  render(judged: readonly Judged[]): void {
    const scores = judged
      .flatMap((item) => [item.score, item.updated])
      .filter((score): score is number => score !== null);
    const placed = places(judged.map((item) => item.updated ?? item.score));
    const ranked = places(judged.map((item) => item.share));
    // Not 0, by which the bars are divided.
    const most = Math.max(0.001, ...scores.map(Math.abs));
    setAttribute(
      this.root,
      "data-compared",
      judged.some((item) => item.share !== null),
    );
    setAttribute(this.root, "data-scored", scores.length > 0);
    setAttribute(
      this.root,
      "data-updated",
      judged.some((item) => item.updated !== null),
    );
    renderList(this.root, judged, row, (element, item, index) => {
      const find = (name: string): HTMLElement =>
        element.querySelector<HTMLElement>(`.result-${name}`)!;
      setText(find("letter"), letterOf(item.answer));
      setText(find("text"), item.text || "…");
      setText(find("share"), item.share === null ? "" : wholePercent(item.share));
      setText(find("score"), item.score === null ? "" : signed(item.score, 2));
      setText(find("updated"), item.updated === null ? "" : `→ ${signed(item.updated, 2)}`);
      const place = placed[index] ?? null;
      setText(find("place"), place === null ? "" : ordinal(place));
      setAttribute(element, "data-differs", place !== null && place !== index + 1);
      const room = ranked[index] ?? null;
      let mine = "";
      if (item.mine !== null) {
        const theirs = room === null ? "" : `${t("rank-room", { place: ordinal(room) })} · `;
        const place = item.mine === "bad" ? t("rank-is-bad") : ordinal(item.mine);
        mine = `${theirs}${t("rank-you", { place })}`;
      }
      setText(find("mine"), mine);
      element.style.setProperty("--room", String(item.share ?? 0));
      element.style.setProperty("--reward", String((item.updated ?? item.score ?? 0) / most));
      setAttribute(element, "data-below", (item.updated ?? item.score ?? 0) < 0);
      const said = [
        t("rank-answer", { letter: letterOf(item.answer), text: item.text }),
        mine,
        item.share === null ? "" : t("rank-wins-share", { share: wholePercent(item.share) }),
        item.score === null ? "" : t("rank-reward", { score: signed(item.score, 2) }),
        item.updated === null ? "" : t("rank-updated", { score: signed(item.updated, 2) }),
        place === null ? "" : t("rank-for-model", { place: ordinal(place) }),
      ];
      setName(element, said.filter((part) => part !== "").join(", "));
    });
  }
}

function row(): HTMLLIElement {
  return h(
    "li",
    { class: "result" },
    h("span", { class: "result-letter" }),
    h("span", { class: "result-text" }),
    h("span", { class: "result-mine" }),
    h(
      "span",
      { class: "result-room" },
      h("span", { class: "result-room-bar" }),
      h("span", { class: "result-share" }),
    ),
    h(
      "span",
      { class: "result-reward" },
      h("span", { class: "result-reward-bar" }),
      h("span", { class: "result-score" }),
      h("span", { class: "result-updated" }),
      h("span", { class: "result-place" }),
    ),
  );
}

/** Return the rank of each score, best first; null where a score is missing. */
function places(scores: readonly (number | null)[]): (number | null)[] {
  return scores.map((score) =>
    score === null ? null : 1 + scores.filter((other) => other !== null && other > score).length,
  );
}

function ordinal(place: number): string {
  return t("rank-ordinal", { place });
}
