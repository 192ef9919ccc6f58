/**
 * Raw web → base model → assistant → preferred assistant. The current phase is highlighted, and
 * says so in words.
 */
import { TalkElement } from "../../web/element.js";
import { h, setAttribute } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import type { Options } from "./options.gen.js";

type Phase = NonNullable<Options["current"]>;

interface Place {
  phase: Phase;
  /** A thing that exists, or a training that makes the next thing from the one before. */
  kind: "thing" | "training";
}

const PLACES: readonly Place[] = [
  { phase: "web", kind: "thing" },
  { phase: "pretraining", kind: "training" },
  { phase: "base", kind: "thing" },
  { phase: "sft", kind: "training" },
  { phase: "assistant", kind: "thing" },
  { phase: "rl", kind: "training" },
  { phase: "preferred", kind: "thing" },
];

export default class TalkPipelineMap extends TalkElement<Options> {
  #places: HTMLElement[] = [];

  protected override initial(): Record<string, never> {
    return {};
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("stages"));
    this.#places = PLACES.map((place) => this.#place(place));
    this.append(h("ol", { class: "pipeline", role: "list" }, ...this.#places));
  }

  protected override render(): void {
    // A step brings a training and the thing that it makes.
    const shown = Math.min(1 + 2 * this.step, PLACES.length);
    this.reveal(this.#places, shown);
    this.announce(
      this.options.reveal
        ? PLACES.slice(Math.max(0, shown - 2), shown)
            .map((place) => t(`stages-${place.phase}`))
            .join(`, ${t("stages-then")} `)
        : "",
    );
  }

  #place(place: Place): HTMLElement {
    const { current, details, jumps } = this.options;
    const lit = place.phase === current;
    const slide = jumps[place.phase];
    const name =
      slide === undefined
        ? h("span", { class: "pipeline-name" }, t(`stages-${place.phase}`))
        : this.#link(t(`stages-${place.phase}`), slide);
    const detail = details
      ? h("span", { class: "pipeline-detail" }, t(`stages-${place.phase}-is`))
      : null;
    const here = lit ? h("span", { class: "pipeline-here" }, t("stages-here")) : null;
    return h(
      "li",
      {
        class: "pipeline-place",
        "data-kind": place.kind,
        "data-stage": place.phase,
        "aria-current": lit ? "step" : null,
      },
      h("span", { class: "pipeline-box" }, name, detail),
      here,
    );
  }

  #link(name: string, slide: string): HTMLElement {
    return h(
      "a",
      {
        class: "pipeline-name",
        href: `#${slide}`,
        onclick: (event) => {
          event.preventDefault();
          this.dispatchEvent(
            new CustomEvent("talk:go", { detail: { slide }, bubbles: true, composed: true }),
          );
        },
      },
      name,
    );
  }
}

customElements.define("talk-pipeline-map", TalkPipelineMap);
