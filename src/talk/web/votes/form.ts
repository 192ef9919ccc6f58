/** A reader's side of a ballot: options to choose, or a field for a number or a few words. */
import type { Said } from "../host.js";
import type { BallotKind, Vote } from "../protocol.gen.js";
import { h, newId, renderList, setAttribute, setText } from "../ui/dom.js";
import { t } from "../ui/messages.js";

// The room refuses more (MAX_VOTE_CHARACTERS in protocol/methods/room.py).
const MAX_CHARACTERS = 80;

export interface Asked {
  kind: BallotKind;
  options: readonly string[];
  /** Most options of one vote; 0 stands for any number. */
  most: number;
  low: number;
  high: number;
  unit: string;
  /** Meaning of the first and the last option of a scale; empty where it is none. */
  ends: readonly string[];
  /** True for a row of numbers. */
  scale: boolean;
}

export class VoteForm {
  readonly root: HTMLFormElement;
  readonly #legend = h("legend", { class: "visually-hidden" }, t("vote-your-answer"));
  readonly #choices = h("fieldset", { class: "vote-choices" }, this.#legend);
  readonly #list = h("div", { class: "vote-list" });
  readonly #ends = h("p", { class: "vote-ends", "aria-hidden": "true" });
  readonly #input: HTMLInputElement;
  readonly #label: HTMLLabelElement;
  readonly #unit = h("span", { class: "vote-unit" });
  readonly #field: HTMLElement;
  readonly #send = h("button", { type: "submit", class: "choice choice-main" });
  readonly #name = newId("vote");
  readonly #vote: (said: Said) => void;
  #asked: Asked | null = null;
  /** Vote that the field was filled with last; what is being typed stays until there is another. */
  #filled = "";

  /** `vote` is called with each answer that the reader gives. */
  constructor(vote: (said: Said) => void) {
    this.#vote = vote;
    const id = newId("vote-field");
    this.#input = h("input", { id, autocomplete: "off" });
    this.#label = h("label", { for: id });
    this.#choices.append(this.#list, this.#ends);
    this.#field = h(
      "div",
      { class: "vote-field" },
      this.#label,
      h("div", { class: "vote-line" }, this.#input, this.#unit, this.#send),
    );
    this.root = h("form", { class: "vote-form" }, this.#choices, this.#field);
    // A form, so that Enter and the send key of a phone's keyboard send as well.
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** Show what is asked, and the reader's own vote. */
  render(asked: Asked, mine: Vote | null): void {
    this.#asked = asked;
    const chooses = asked.kind === "choice" || asked.kind === "choices";
    this.#choices.hidden = !chooses;
    this.#field.hidden = chooses;
    if (chooses) this.#renderChoices(asked, mine);
    else this.#renderField(asked, mine);
  }

  #renderChoices(asked: Asked, mine: Vote | null): void {
    const chosen = mine?.choices ?? (typeof mine?.choice === "number" ? [mine.choice] : []);
    // At the limit further options are off, and those that are chosen can be taken back.
    const full = asked.most > 0 && chosen.length >= asked.most;
    setAttribute(this.#list, "data-scale", asked.scale);
    renderList(
      this.#list,
      asked.options,
      () => this.#choice(),
      (element, option, index) => {
        const input = element.querySelector("input")!;
        // On each rendering: the element may have been made for another ballot.
        setAttribute(input, "type", asked.kind === "choice" ? "radio" : "checkbox");
        setAttribute(input, "value", index);
        if (input.checked !== chosen.includes(index)) input.checked = chosen.includes(index);
        input.disabled = full && !input.checked;
        const end = asked.scale && index > 0 ? asked.ends[1] : asked.ends[0];
        const named = asked.scale && (index === 0 || index === asked.options.length - 1) && end;
        setAttribute(input, "aria-label", named ? `${option}, ${end}` : null);
        setText(element.querySelector(".vote-option-text")!, option);
      },
    );
    this.#ends.hidden = asked.ends.length === 0;
    if (asked.ends.length > 0)
      this.#ends.replaceChildren(...asked.ends.map((end) => h("span", {}, end)));
  }

  #choice(): HTMLElement {
    const input = h("input", { type: "radio", name: this.#name });
    input.addEventListener("change", () => this.#chosen());
    return h(
      "label",
      { class: "vote-option" },
      input,
      h("span", { class: "vote-option-text", dir: "auto" }),
    );
  }

  #chosen(): void {
    const inputs = [...this.#list.querySelectorAll("input")];
    const chosen = inputs.filter((input) => input.checked).map((input) => Number(input.value));
    if (this.#asked?.kind === "choice") this.#vote({ choice: chosen[0] ?? 0 });
    // The room takes no empty vote: the last option stays until another one is chosen.
    else if (chosen.length > 0) this.#vote({ choices: chosen });
    else for (const input of inputs) input.checked = input === document.activeElement;
  }

  #renderField(asked: Asked, mine: Vote | null): void {
    const numeric = asked.kind === "number";
    setText(this.#label, numeric ? t("vote-your-number") : t("vote-your-words"));
    setText(this.#unit, asked.unit);
    setAttribute(this.#input, "type", numeric ? "number" : "text");
    setAttribute(this.#input, "inputmode", numeric ? "decimal" : null);
    // Without it browsers refuse whatever is no whole number.
    setAttribute(this.#input, "step", numeric ? "any" : null);
    setAttribute(this.#input, "min", numeric ? asked.low : null);
    setAttribute(this.#input, "max", numeric ? asked.high : null);
    setAttribute(this.#input, "maxlength", numeric ? null : MAX_CHARACTERS);
    setAttribute(this.#input, "dir", numeric ? null : "auto");
    const said = numeric ? mine?.number : mine?.text;
    const text = said === null || said === undefined ? "" : String(said);
    if (text !== this.#filled) this.#input.value = this.#filled = text;
    setText(this.#send, text === "" ? t("send") : t("send-again"));
  }

  #submit(): void {
    const text = this.#input.value.trim();
    if (text === "" || !this.#asked) return;
    if (this.#asked.kind === "text") this.#vote({ text });
    else if (this.#asked.kind === "number" && this.#input.checkValidity())
      this.#vote({ number: Number(text) });
    // The browser says in its own words which numbers it takes.
    else this.root.reportValidity();
  }
}
