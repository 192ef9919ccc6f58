// When each step begins: counted back from the hour at which the bread shall be ready.
import { h, renderList, Slider, setAttribute, setText, TalkElement } from "talk";
import { type Entry, planned, type Step } from "./plan";

interface Options {
  steps: Step[];
  ready: number;
  kitchen: number;
}

interface Inputs {
  ready: number;
  kitchen: number;
}

const DAYS = ["the day before", "two days before"];

class TalkPlan extends TalkElement<Options, Inputs> {
  private list!: HTMLElement;
  private ready!: Slider;
  private kitchen!: Slider;

  override initial(): Inputs {
    return { ready: this.options.ready, kitchen: this.options.kitchen };
  }

  override build(): void {
    setAttribute(this, "aria-label", "Plan");
    this.list = h("ol", { class: "plan-steps" });
    this.ready = new Slider(
      "Bread on the table at",
      { min: 6, max: 23, step: 1 },
      (hour) => `${hour}:00`,
      (hour) => this.change({ ready: hour }),
    );
    this.kitchen = new Slider(
      "The kitchen has",
      { min: 16, max: 30, step: 1 },
      (degrees) => `${degrees} °C`,
      (degrees) => this.change({ kitchen: degrees }),
    );
    const controls = h("div", { class: "plan-controls" }, this.ready.root, this.kitchen.root);
    this.append(this.list, controls);
  }

  override render(): void {
    const { ready, kitchen } = this.inputs;
    const make = (): HTMLElement =>
      h(
        "li",
        {},
        h("span", { class: "plan-time" }),
        h("span", { class: "plan-name" }, h("span"), h("span", { class: "plan-day" })),
        h("span", { class: "plan-lane" }, h("span", { class: "plan-bar" })),
      );
    renderList(this.list, planned(this.options.steps, ready, kitchen), make, fill);
    this.ready.render(ready);
    this.kitchen.render(kitchen);
  }
}

/** Show when a step begins, and where in the whole time it lies. */
function fill(row: HTMLElement, entry: Entry): void {
  const [time, words, lane] = [...row.children] as HTMLElement[];
  const [name, day] = [...(words?.children ?? [])] as HTMLElement[];
  if (!time || !name || !day || !lane) return;
  setText(time, entry.clock);
  setText(name, entry.name);
  setText(day, entry.daysBefore > 0 ? DAYS[entry.daysBefore - 1] ?? "days before" : "");
  setAttribute(row, "data-night", entry.isAtNight ? "" : null);
  lane.style.setProperty("--start", String(entry.start));
  lane.style.setProperty("--share", String(entry.share));
}

customElements.define("talk-plan", TalkPlan);
