/**
 * A training that was continued for too long: at every stop the reward model's score, what the
 * answers are worth, and one of them.
 */
import { h, renderList, setAttribute, setText } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { signed } from "../../web/ui/numbers.js";
import { Stops } from "../../web/ui/stop_slider.js";

export interface Stop {
  checkpoint: string;
  label: string;
  /** Means over fresh prompts, as they were measured; missing where nobody measured them. */
  proxy?: number | null;
  gold?: number | null;
}

export interface Said {
  text: string;
  writing: boolean;
  /** Score of this one answer by the reward model; null while nobody asked for it. */
  score: number | null;
}

const METERS = [
  { of: "proxy", name: "rank-reward-model" },
  { of: "gold", name: "rank-written-rule" },
] as const;

export class Pushed {
  readonly root = h("div", { class: "rank-pushed" });
  readonly #track: Stops;
  readonly #meters = h("ul", { class: "pushed-meters" });
  readonly #text = h("p", { class: "pushed-text", dir: "auto" });
  readonly #score = h("p", { class: "pushed-score" });

  constructor(
    private readonly stops: readonly Stop[],
    move: (at: number) => void,
  ) {
    this.#track = new Stops(
      t("rank-how-far"),
      stops.map((stop) => stop.label),
      move,
    );
    this.root.append(this.#track.root, this.#meters, this.#text, this.#score);
  }

  render(at: number, said: Said): void {
    this.#track.render(at);
    renderMeters(this.#meters, this.stops, this.stops[at]!);
    setText(this.#text, said.text || "…");
    setAttribute(this.#text, "data-writing", said.writing);
    setText(
      this.#score,
      said.score === null ? "" : t("rank-gives", { score: signed(said.score, 2) }),
    );
  }

  /** Show every stop with its figures and its answer, for paper, which has no slider. */
  renderAll(prompt: string, said: (stop: Stop) => Said): void {
    const parts = this.stops.map((stop) => {
      const figures = METERS.filter(({ of }) => typeof stop[of] === "number").map(
        ({ of, name }) => `${t(name)} ${signed(stop[of]!, 2)}`,
      );
      return h(
        "li",
        {},
        h("h3", {}, [stop.label, ...figures].join(" · ")),
        h("p", {}, said(stop).text || "…"),
      );
    });
    this.root.replaceChildren(
      h("p", { class: "rank-fresh-prompt" }, prompt),
      h("ol", { class: "pushed-all" }, ...parts),
    );
  }
}

/** Show one bar for each figure, from the middle, on a scale that is the same at every stop. */
function renderMeters(list: HTMLElement, stops: readonly Stop[], stop: Stop): void {
  const measured = METERS.filter(({ of }) => stops.some((one) => typeof one[of] === "number"));
  renderList(list, measured, meter, (element, { of, name }) => {
    // Not 0, by which the bars are divided.
    const most = Math.max(0.001, ...stops.map((one) => Math.abs(one[of] ?? 0)));
    const value = stop[of] ?? null;
    setText(element.querySelector(".pushed-name")!, t(name));
    setText(
      element.querySelector(".pushed-value")!,
      value === null ? t("rank-not-measured") : signed(value, 2),
    );
    element.style.setProperty("--reward", String((value ?? 0) / most));
    setAttribute(element, "data-below", (value ?? 0) < 0);
  });
}

function meter(): HTMLElement {
  return h(
    "li",
    { class: "pushed-meter" },
    h("span", { class: "pushed-name" }),
    h("span", { class: "result-reward-bar", "aria-hidden": "true" }),
    h("span", { class: "pushed-value" }),
  );
}
