/**
 * The controls: text, number, choice, slider, buttons. Each has a visible label, and showing a new
 * state does not disturb whoever is typing.
 */
import { h, newId, renderList, setAttribute, setText } from "./dom.js";

/** A field for text of one or more lines. */
export class TextField {
  readonly root: HTMLElement;
  readonly input: HTMLTextAreaElement;
  /** True while typed text has not been reported yet, or a character is still being composed. */
  #unfinished = false;
  #offered = "";

  /** `input` is called at every change, at most once a frame; `enter` at the key. */
  constructor(
    label: string,
    options: {
      rows?: number;
      input: (text: string) => void;
      enter?: (text: string) => void;
      compact?: boolean;
    },
  ) {
    const id = newId("text");
    // Neither corrected nor completed: what is typed is to reach the model letter by letter.
    this.input = h("textarea", {
      id,
      rows: options.rows ?? 2,
      dir: "auto",
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
    });
    this.root = h(
      "div",
      { class: options.compact ? "field field-compact" : "field" },
      h("label", { for: id }, label),
      this.input,
    );
    this.input.addEventListener("input", (event) => {
      if (this.#unfinished) return;
      this.#unfinished = true;
      // While an input method composes a character, the text is not yet what was meant.
      if ((event as InputEvent).isComposing)
        this.input.addEventListener("compositionend", report, { once: true });
      else report();
    });
    const report = (): void => {
      // Once a frame: fast typing would send a request for each letter of it.
      requestAnimationFrame(() => {
        this.#unfinished = false;
        options.input(this.input.value);
      });
    };
    if (options.enter)
      this.input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        // Enter sends; Shift and Enter make a line, as chats have it.
        event.preventDefault();
        options.enter?.(this.input.value);
      });
  }

  /**
   * Show a text. The caret stays where the text is already there, and the text stays while what was
   * typed has not been reported.
   */
  set(text: string): void {
    if (this.input.value === text || this.#unfinished) return;
    this.input.value = text;
  }

  /**
   * Show a text in a field that reports only at Enter: what is being typed stays until another text
   * than the last one is offered.
   */
  offer(text: string): void {
    if (text === this.#offered) return;
    // Offered once: the same text again, from another rendering, is no news.
    this.#offered = text;
    this.fill(text);
  }

  /** Show a text even while the field has the focus, for buttons that fill it. */
  fill(text: string): void {
    if (this.input.value !== text) this.input.value = text;
  }
}

export interface Choice<Value extends string = string> {
  value: Value;
  label: string;
}

/** A choice from a list that opens. */
export class Picker {
  readonly root: HTMLElement;
  readonly select: HTMLSelectElement;
  /** The choices that the element shows, as JSON. */
  #rendered = "";

  constructor(label: string, change: (value: string) => void) {
    const id = newId("pick");
    this.select = h("select", { id });
    this.root = h("div", { class: "control" }, h("label", { for: id }, label), this.select);
    this.select.addEventListener("change", () => change(this.select.value));
  }

  render(choices: readonly Choice[], value: string): void {
    const wanted = JSON.stringify(choices);
    if (this.#rendered !== wanted) {
      // New options would close a list that is open.
      this.#rendered = wanted;
      this.select.replaceChildren(
        ...choices.map((choice) => h("option", { value: choice.value }, choice.label)),
      );
    }
    if (this.select.value !== value) this.select.value = value;
  }
}

/** A choice of one of a few, all visible: radio buttons in one row. */
export class Segments<Value extends string = string> {
  readonly root: HTMLFieldSetElement;
  readonly #name = newId("segment");
  readonly #row = h("span", { class: "segments" });

  constructor(
    label: string,
    choices: readonly Choice<Value>[],
    private readonly change: (value: Value) => void,
  ) {
    this.root = h("fieldset", { class: "control" }, h("legend", {}, label), this.#row);
    for (const choice of choices) {
      const id = newId("choice");
      // Radio buttons under their labels: arrow keys and screen readers know them as one choice.
      const input = h("input", { type: "radio", id, name: this.#name, value: choice.value });
      input.addEventListener("change", () => this.change(choice.value));
      this.#row.append(input, h("label", { for: id }, choice.label));
    }
  }

  render(value: Value): void {
    for (const input of this.#row.querySelectorAll("input"))
      if (input.checked !== (input.value === value)) input.checked = input.value === value;
  }
}

/** A slider over numbers, with its value beside it. */
export class Slider {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  /** No <output>, which would be read aloud over the slider's own value. */
  readonly #output: HTMLElement;

  constructor(
    label: string,
    range: { min: number; max: number; step: number },
    private readonly say: (value: number) => string,
    change: (value: number) => void,
  ) {
    const id = newId("slide");
    this.input = h("input", {
      id,
      type: "range",
      min: range.min,
      max: range.max,
      step: range.step,
    });
    this.#output = h("span", { class: "slider-value", "aria-hidden": "true" });
    this.root = h(
      "div",
      { class: "control slider" },
      h("label", { for: id }, label),
      this.input,
      this.#output,
    );
    this.input.addEventListener("input", () => {
      // At once, before the room has answered: a slider must not lag behind the finger.
      this.#show(Number(this.input.value));
      change(Number(this.input.value));
    });
  }

  render(value: number, max?: number): void {
    if (max !== undefined) setAttribute(this.input, "max", max);
    if (Number(this.input.value) !== value) this.input.value = String(value);
    this.#show(value);
  }

  #show(value: number): void {
    setText(this.#output, this.say(value));
    setAttribute(this.input, "aria-valuetext", this.say(value));
  }
}

/** A field for a whole number. */
export class NumberField {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;

  /** `change` is called only with whole numbers in the range. */
  constructor(label: string, range: { min: number; max: number }, change: (value: number) => void) {
    const id = newId("number");
    this.input = h("input", {
      id,
      type: "number",
      inputmode: "numeric",
      min: range.min,
      max: range.max,
      step: 1,
    });
    this.root = h("div", { class: "control number" }, h("label", { for: id }, label), this.input);
    this.input.addEventListener("change", () => {
      const value = Number(this.input.value);
      if (
        this.input.value !== "" &&
        Number.isInteger(value) &&
        value >= range.min &&
        value <= range.max
      )
        change(value);
    });
  }

  render(value: number): void {
    // Whoever types has not finished: "1" on the way to "16" is not to be replaced.
    if (document.activeElement !== this.input && this.input.value !== String(value))
      this.input.value = String(value);
  }
}

/** A row of buttons under one name, e.g. the prepared examples. */
export class Buttons {
  readonly root: HTMLElement;
  readonly #row = h("span", { class: "choices" });

  constructor(label: string) {
    this.root = h(
      "div",
      { class: "control buttons", role: "group", "aria-label": label },
      this.#row,
    );
  }

  render(
    items: readonly { label: string; pressed?: boolean; disabled?: boolean; press: () => void }[],
  ): void {
    this.root.hidden = items.length === 0;
    renderList(
      this.#row,
      items,
      () => h("button", { type: "button", class: "choice" }),
      (button, item) => {
        setText(button, item.label);
        setAttribute(
          button,
          "aria-pressed",
          item.pressed === undefined ? null : String(item.pressed),
        );
        button.disabled = item.disabled ?? false;
        // A property and no listener: the next rendering replaces it.
        button.onclick = item.press;
      },
    );
  }
}

/** Return a button that calls `press`. */
export function button(
  label: string,
  press: () => void,
  attributes: { class?: string; title?: string } = {},
): HTMLButtonElement {
  const element = h(
    "button",
    { type: "button", class: attributes.class ?? "choice", title: attributes.title ?? null },
    label,
  );
  element.addEventListener("click", press);
  return element;
}
