/** Attention heads switched off one at a time. options.py says what the widget is for. */
import type { Request } from "../../web/answers.js";
import { TalkElement } from "../../web/element.js";
import type { Silenced } from "../../web/protocol.gen.js";
import { h, renderList, setAttribute, setName, setText } from "../../web/ui/dom.js";
import { Buttons, button } from "../../web/ui/fields.js";
import { t } from "../../web/ui/messages.js";
import { complaint, Notice } from "../../web/ui/notice.js";
import { percent, wholePercent } from "../../web/ui/numbers.js";
import { ProvenanceLine, sourceOf } from "../../web/ui/provenance.js";
import { roving } from "../../web/ui/roving.js";
import type { Options } from "./options.gen.js";

type Inputs = {
  /** Number of the head that is off, layer by layer; −1 for the one that is missed most. */
  off: number;
  /** Number of the prompt by which the heads are coloured. */
  probe: number;
};

const METHOD = "model/silence";
/** A head counts as missed where the answer loses more than this share of its probability. */
const MISSED = 0.1;

export default class TalkSilentHead extends TalkElement<Options, Inputs> {
  #run!: HTMLButtonElement;
  #probes = new Buttons(t("silent-prompts"));
  #grid = h("div", { class: "silent-grid", role: "listbox", "aria-label": t("silent-heads") });
  #ranked = h("div", { class: "silent-ranked", "aria-hidden": "true" });
  #settle: () => void = () => undefined;
  #off = h("p", { class: "silent-off" });
  #effects = h("div", { class: "silent-effects" });
  #missed = h("p", { class: "silent-missed" });
  #notice = new Notice(() => this.#ask());
  #provenance = new ProvenanceLine();

  protected override initial(): Inputs {
    return { off: -1, probe: 0 };
  }

  protected override build(): void {
    setAttribute(this, "aria-label", t("silent"));
    this.#run = button(t("silent-run"), () => this.#ask(), { class: "choice choice-main" });
    this.#settle = roving(this.#grid, {
      items: ".silent-head",
      previous: ["ArrowLeft", "ArrowUp"],
      next: ["ArrowRight", "ArrowDown"],
      act: (_, off) => this.change({ off }),
    });
    this.append(
      h("div", { class: "widget-controls" }, this.#run, this.#probes.root),
      h(
        "div",
        { class: "silent-main" },
        h(
          "div",
          { class: "silent-figure" },
          this.#grid,
          h("p", { class: "silent-note" }, t("silent-ranked")),
          this.#ranked,
        ),
        h("div", { class: "silent-side" }, this.#off, this.#effects, this.#missed),
      ),
      this.#notice.root,
      this.#provenance.root,
    );
  }

  #ask(): void {
    this.change({ off: -1 });
    // A phone shows what is prepared: every head of the network is switched off for the stage.
    if (this.host.shared) this.ask("main", this.#silence());
  }

  #silence(): Request<typeof METHOD> {
    return this.request(METHOD);
  }

  // Rendering

  protected override render(): void {
    const shown = this.answer("main", this.#silence());
    // While it runs each head comes as an event, so that the grid fills from its beginning.
    const heads: readonly Silenced[] = shown?.result?.heads ?? shown?.events ?? [];
    const whole = shown?.result?.whole ?? [];
    const { probes } = this.options;
    const { probe } = this.inputs;
    this.#run.disabled = this.host.kernel !== "live";
    this.#run.hidden = !this.host.shared;
    this.#probes.render(
      probes.length === 1
        ? []
        : probes.map((one, index) => ({
            label: one.label,
            pressed: index === probe,
            press: (): void => this.change({ probe: index }),
          })),
    );
    const kept = heads.map((head) => head.probabilities[probe] ?? 0);
    // The whole network's figures come with the result; the best head stands in until then.
    const full = whole[probe] ?? Math.max(0, ...kept);
    const ranking = kept.map((_, place) => place).sort((one, other) => kept[one]! - kept[other]!);
    // Until somebody chooses, the head that the answer misses most.
    const off = this.inputs.off < 0 ? (ranking[0] ?? -1) : this.inputs.off;
    this.#renderGrid(heads, kept, full, off);
    renderList(
      this.#ranked,
      ranking,
      () => h("span", {}, h("span", { class: "silent-column" })),
      (element, place) => {
        element.style.setProperty(
          "--share",
          String(full === 0 ? 0 : Math.min(1, kept[place]! / full)),
        );
        setAttribute(element, "data-off", place === off);
      },
    );
    const head = heads[off];
    setText(this.#off, head ? t("silent-off", named(head)) : "");
    this.#renderEffects(head, whole);
    const missed = kept.filter((probability) => probability < full * (1 - MISSED)).length;
    const done = shown?.done === true && whole.length > 0;
    setText(
      this.#missed,
      done ? t("silent-missed", { missed, all: heads.length, prompt: probes[probe]!.label }) : "",
    );
    const wrong = complaint(shown);
    this.#notice.render(wrong, wrong === "" ? [] : this.examples(), this.again);
    this.#provenance.render(
      sourceOf(shown, this.host.kernel === "live" ? t("asking-model") : t("no-model-here")),
    );
    this.announce(done ? `${this.#off.textContent} ${this.#missed.textContent}` : "");
  }

  #renderGrid(
    heads: readonly Silenced[],
    kept: readonly number[],
    full: number,
    off: number,
  ): void {
    const columns = 1 + Math.max(0, ...heads.map(({ head }) => head));
    this.#grid.style.setProperty("--heads", String(columns));
    setAttribute(this.#grid, "role", heads.length === 0 ? "group" : "listbox");
    renderList(
      this.#grid,
      heads,
      () =>
        h(
          "div",
          { class: "silent-head", role: "option", tabindex: -1 },
          h("span", { class: "silent-kept" }),
        ),
      (element, head, place) => {
        const probability = kept[place] ?? 0;
        const lost = full === 0 ? 0 : Math.max(0, 1 - probability / full);
        element.style.setProperty("--lost", String(lost));
        // A mark beside the shade, for those who cannot tell shades.
        setAttribute(element, "data-missed", lost > 0.5);
        setAttribute(element, "aria-selected", String(place === off));
        setText(element.querySelector(".silent-kept")!, wholePercent(probability));
        setName(element, `${t("silent-head", named(head))}: ${percent(probability)}`);
      },
    );
    this.#settle();
  }

  #renderEffects(head: Silenced | undefined, whole: readonly number[]): void {
    renderList(
      this.#effects,
      this.options.probes,
      () =>
        h(
          "div",
          { class: "silent-effect" },
          h("p", { class: "silent-label" }),
          h("p", { class: "silent-text", dir: "auto" }, h("span", {}), h("b", {})),
          ...["on", "off"].map((which) =>
            h(
              "p",
              { class: "silent-bar", "data-which": which },
              h("span", { class: "silent-which" }, t(which === "on" ? "silent-on" : "silent-now")),
              h("span", { class: "silent-track" }, h("span", { class: "silent-fill" })),
              h("span", { class: "silent-percent" }),
            ),
          ),
        ),
      (element, probe, index) => {
        setText(element.querySelector(".silent-label")!, probe.label);
        setText(element.querySelector(".silent-text span")!, probe.text);
        setText(element.querySelector(".silent-text b")!, probe.answer);
        // In the order of the two bars: with all heads, with this one off.
        const values = [whole[index], head?.probabilities[index]];
        element.querySelectorAll<HTMLElement>(".silent-bar").forEach((bar, which) => {
          const value = values[which];
          bar.style.setProperty("--share", String(value ?? 0));
          setText(
            bar.querySelector(".silent-percent")!,
            value === undefined ? "…" : percent(value),
          );
        });
      },
    );
  }
}

/** Return a head's numbers as people count, from 1. */
function named({ layer, head }: Silenced): { layer: number; head: number } {
  return { layer: layer + 1, head: head + 1 };
}

customElements.define("talk-silent-head", TalkSilentHead);
