/** A dialog with every slide of the talk as a little picture; typing filters, Enter goes there. */

import { readingKey } from "../page.js";
import type { SlideNotes } from "../protocol.gen.js";
import { t } from "../ui/messages.js";
import { formatTime } from "./clock.js";
import { findSection, SlidePreview } from "./slide_preview.js";

export interface ListedDeck {
  /** Ids of all slides, in order. */
  readonly order: readonly string[];
  /** Ids of the slides in the run. */
  readonly run: readonly string[];
}

export class SlideList {
  #dialog = document.createElement("dialog");
  #filter = document.createElement("input");
  #list = document.createElement("ol");
  #none = document.createElement("p");
  /** Renders a picture once its place in the list is near: a talk has a hundred slides. */
  #nearby: IntersectionObserver;

  constructor(private readonly source: DocumentFragment) {
    this.#dialog.className = "list";
    this.#dialog.setAttribute("aria-label", t("all-slides"));
    this.#filter.type = "search";
    this.#filter.placeholder = t("list-filter");
    this.#filter.setAttribute("aria-label", t("list-filter-name"));
    this.#filter.oninput = () => this.#applyFilter();
    this.#none.textContent = t("list-nothing");
    this.#none.setAttribute("role", "status");
    this.#nearby = new IntersectionObserver((entries) => this.#renderPictures(entries), {
      root: this.#dialog,
      rootMargin: "300px",
    });
    this.#dialog.append(this.#filter, this.#none, this.#list);
    this.#dialog.onclick = (event) => {
      // A click outside the list is one on the dialog itself.
      if (event.target === this.#dialog) this.#dialog.close();
    };
    this.#dialog.onkeydown = (event) => this.#onKeyDown(event);
    // The browser takes the focus off a field that is hidden only with its next frame, and the key
    // that comes before would be a letter in the filter. Escape cancels at once and closes later.
    this.#dialog.oncancel = () => this.#filter.blur();
    this.#dialog.onclose = () => {
      this.#filter.blur();
      // A hundred little slides need not be kept until the next time.
      this.#list.replaceChildren();
    };
    document.body.append(this.#dialog);
  }

  /** Open the dialog; `go` is called with the slide that is chosen. */
  open(
    { order, run }: ListedDeck,
    notes: Readonly<Record<string, SlideNotes>>,
    current: string,
    go: (slide: string) => void,
  ): void {
    const items = order.map((slide, index) => {
      const button = document.createElement("button");
      const { title = slide, time_s, chapter = "" } = notes[slide] ?? {};
      const [picture, name, about] = ["div", "span", "span"].map((tag) =>
        document.createElement(tag),
      ) as [HTMLElement, HTMLElement, HTMLElement];
      picture.className = "picture";
      picture.dataset.of = slide;
      name.className = "name";
      name.textContent = `${index + 1} · ${title || slide}`;
      about.className = "about";
      const facts = [time_s ? formatTime(time_s) : "", run.includes(slide) ? "" : t("outside-run")];
      about.textContent = facts.filter((fact) => fact).join(" · ");
      if (!run.includes(slide)) button.dataset.run = "outside";
      if (slide === current) button.setAttribute("aria-current", "true");
      button.onclick = () => {
        this.#dialog.close();
        go(slide);
      };
      button.append(picture, name, about);
      const item = document.createElement("li");
      const text = findSection(this.source, slide)?.textContent ?? "";
      // All that is on the slide, so that it is found by what one remembers of it.
      item.dataset.words = `${index + 1} ${slide} ${title} ${chapter} ${text}`.toLowerCase();
      item.append(button);
      return item;
    });
    this.#filter.value = "";
    this.#list.replaceChildren(...items);
    this.#applyFilter();
    this.#dialog.showModal();
    for (const item of this.#list.querySelectorAll(".picture")) this.#nearby.observe(item);
    this.#list.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
    // The list stands at the slide that is shown, and the filter is at its top.
    this.#filter.focus({ preventScroll: true });
  }

  #applyFilter(): void {
    // Each word by itself, in any order.
    const words = this.#filter.value.toLowerCase().split(/\s+/);
    for (const item of this.#items())
      item.hidden = !words.every((word) => item.dataset.words?.includes(word));
    this.#none.hidden = this.#items().some((item) => !item.hidden);
  }

  #renderPictures(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      this.#nearby.unobserve(target);
      const preview = new SlidePreview("little", this.source, { inert: true, live: false });
      target.append(preview.box);
      preview.show({ slide: target.dataset.of ?? "", step: Infinity });
    }
  }

  #items(): HTMLElement[] {
    return [...this.#list.children] as HTMLElement[];
  }

  /** Go through the slides that are left with the arrow keys; Enter in the filter takes the first. */
  #onKeyDown(event: KeyboardEvent): void {
    // A letter in the filter is a letter, and no key of the view behind the dialog.
    event.stopPropagation();
    const buttons = this.#items()
      .filter((item) => !item.hidden)
      .map((item) => item.querySelector("button")!);
    const inFilter = event.target === this.#filter;
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    // How many there are depends on the window; the browser knows.
    const columns = getComputedStyle(this.#list).gridTemplateColumns.split(" ").length;
    const steps: Record<string, number> = { ArrowDown: columns, ArrowUp: -columns };
    const key = readingKey(event.key);
    if (!inFilter) Object.assign(steps, { ArrowRight: 1, ArrowLeft: -1 });
    if (inFilter && event.key === "Enter") buttons[0]?.click();
    else if (inFilter && event.key === "ArrowDown") buttons[0]?.focus();
    else if (!inFilter && (event.key === "g" || event.key === "o")) this.#dialog.close();
    else if (!inFilter && key in steps) {
      const to = at + steps[key]!;
      // Up from the first row leads back to the filter above it.
      if (to < 0) this.#filter.focus();
      else buttons[Math.min(to, buttons.length - 1)]?.focus();
    } else return;
    event.preventDefault();
  }
}
