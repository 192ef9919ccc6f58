/**
 * Raw web → base model → assistant → preferred assistant. The current phase is highlighted, and
 * says so in words.
 */
import { TalkElement } from "../../web/element.js";
import { Announcer } from "../../web/ui/announcer.js";
import { h, setAttribute } from "../../web/ui/dom.js";
import type { Options } from "./options.gen.js";

type Phase = NonNullable<Options["current"]>;

interface Place {
  phase: Phase;
  /** A thing that exists, or a training that makes the next thing from the one before. */
  kind: "thing" | "training";
  name: string;
  detail: string;
}

const PLACES: readonly Place[] = [
  { phase: "web", kind: "thing", name: "Raw web", detail: "pages, cleaned and sorted" },
  { phase: "pretraining", kind: "training", name: "pre-training", detail: "months" },
  { phase: "base", kind: "thing", name: "Base model", detail: "continues documents" },
  { phase: "sft", kind: "training", name: "fine-tuning", detail: "hours" },
  { phase: "assistant", kind: "thing", name: "Assistant", detail: "answers in turns" },
  { phase: "rl", kind: "training", name: "practice and ranking", detail: "days" },
  {
    phase: "preferred",
    kind: "thing",
    name: "Preferred assistant",
    detail: "answers as people like",
  },
];

export default class TalkPipelineMap extends TalkElement<Options> {
  #places: HTMLElement[] = [];
  #announcer = new Announcer();

  protected override initial(): Record<string, never> {
    return {};
  }

  protected override build(): void {
    setAttribute(this, "aria-label", "The four stages");
    this.#places = PLACES.map((place) => this.#place(place));
    this.append(
      h("ol", { class: "pipeline", role: "list" }, ...this.#places),
      this.#announcer.root,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#announcer.stop();
  }

  protected override render(): void {
    // A step brings a training and the thing that it makes.
    const shown = Math.min(1 + 2 * this.step, PLACES.length);
    this.reveal(this.#places, shown);
    this.#announcer.say(
      this.options.reveal
        ? PLACES.slice(Math.max(0, shown - 2), shown)
            .map((place) => place.name)
            .join(", then ")
        : "",
    );
  }

  #place(place: Place): HTMLElement {
    const { current, details, jumps } = this.options;
    const lit = place.phase === current;
    const slide = jumps[place.phase];
    const name =
      slide === undefined
        ? h("span", { class: "pipeline-name" }, place.name)
        : this.#link(place.name, slide);
    const detail = details ? h("span", { class: "pipeline-detail" }, place.detail) : null;
    const here = lit ? h("span", { class: "pipeline-here" }, "we are here") : null;
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
