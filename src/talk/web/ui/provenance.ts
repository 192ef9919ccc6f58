/** The badge and the line under a figure: whether it is live, and where its numbers come from. */
import type { Shown, State } from "../answers.js";
import type { Provenance } from "../protocol.gen.js";
import { h, newId, setAttribute, setText } from "./dom.js";
import { t } from "./messages.js";
import { milliseconds } from "./numbers.js";

const SEPARATOR = " · ";
/** Most characters of a part that is never broken; longer ones would leave a phone's column. */
const SHORT_PART = 24;

/** Badge of each state; the stylesheet adds a shape for each by `data-badge`. */
const BADGES: Record<State, Exclude<State, "prepared">> = {
  prepared: "recorded",
  live: "live",
  recorded: "recorded",
  waiting: "waiting",
  interrupted: "interrupted",
  failed: "failed",
};

export interface Source {
  state: State;
  provenance?: Partial<Provenance> | undefined;
  latencyMs?: number | null | undefined;
  queuePlace?: number | null | undefined;
  /** Where the parts of a figure differ. */
  each?: string;
  /** Words instead of a provenance, e.g. when nothing was computed yet. */
  note?: string | undefined;
}

export class ProvenanceLine {
  readonly root: HTMLElement;
  readonly #badge = h("span", { class: "badge" });
  readonly #text = h("span", { class: "provenance-text" });
  /** Button that unfolds the line on a phone; null where the line is always shown. */
  #more: HTMLButtonElement | null = null;
  #open = false;

  constructor() {
    // A guide is read like a page, with room for the whole line.
    const { view, guide } = document.documentElement.dataset;
    if (view === "phone" && guide === undefined) {
      const id = newId("provenance");
      this.#text.id = id;
      this.#more = h(
        "button",
        {
          type: "button",
          class: "provenance-more",
          "aria-label": t("provenance-more"),
          "aria-controls": id,
        },
        h("span", { class: "provenance-i", "aria-hidden": "true" }, "i"),
      );
      this.#more.addEventListener("click", () => {
        this.#open = !this.#open;
        this.#fold();
      });
    }
    this.root = h(
      "p",
      { class: "provenance" },
      this.#badge,
      this.#more,
      h("span", { role: this.#more ? "status" : null }, this.#text),
    );
  }

  /** Write the line, of which each short part stays on one line. */
  #fill(text: string): void {
    // What is unchanged is left: on a phone the line is a live region.
    if (this.#text.textContent === text) return;
    this.#text.replaceChildren(
      ...text.split(SEPARATOR).flatMap((part, index) => {
        const short = part.length <= SHORT_PART;
        const piece = short ? h("span", { class: "provenance-part" }, part) : part;
        return index === 0 ? [piece] : [SEPARATOR, piece];
      }),
    );
  }

  #fold(): void {
    if (!this.#more) return;
    setAttribute(this.#more, "aria-expanded", String(this.#open));
    this.#text.hidden = !this.#more.hidden && !this.#open;
  }

  render(source: Source): void {
    const badge = BADGES[source.state];
    setAttribute(this.#badge, "data-badge", badge);
    setText(this.#badge, t(`state-${badge}`));
    // What a browser computed is live on a screen, but nothing is live on paper.
    this.#badge.hidden =
      source.provenance?.source === "browser" && document.documentElement.dataset.view === "print";
    const text = source.note ?? provenanceText(source);
    this.#fill(text);
    // Without the button the line is open: what a reader waits for must not be folded away.
    if (this.#more)
      this.#more.hidden = text === "" || source.note !== undefined || Boolean(source.queuePlace);
    this.#fold();
  }
}

/** Return the line, e.g. `talk-4k 3.4M · checkpoint base · seed 7 · 12 ms`. */
export function provenanceText(source: Source): string {
  const from = source.provenance ?? {};
  const parts = [
    from.source === "browser" ? t("provenance-browser") : (from.model ?? ""),
    from.checkpoint ? t("provenance-checkpoint", { name: from.checkpoint }) : "",
    // A model that is called as its vocabulary is would be named twice.
    from.vocabulary && from.vocabulary !== from.model
      ? t("provenance-vocabulary", { name: from.vocabulary })
      : "",
    // 0 is a seed.
    from.seed === null || from.seed === undefined
      ? ""
      : t("provenance-seed", { seed: String(from.seed) }),
    from.recorded_at ? t("provenance-on", { date: from.recorded_at }) : "",
    source.queuePlace ? t("provenance-queue", { place: source.queuePlace }) : "",
    source.latencyMs === null || source.latencyMs === undefined
      ? ""
      : milliseconds(source.latencyMs),
    source.each ?? "",
  ];
  return parts.filter((part) => part !== "").join(SEPARATOR);
}

/** Return the source of a run or recording; `missing` is the note where there is none. */
export function sourceOf(shown: Shown | null, missing: string): Source {
  if (!shown) return { state: "prepared", note: missing };
  // Not every result has one: that of a tool does not.
  const provenance = (shown.result as { provenance?: Provenance } | null)?.provenance;
  return {
    state: shown.state,
    provenance,
    latencyMs: shown.latencyMs,
    queuePlace: shown.queuePlace,
  };
}
