/**
 * What a reader takes from the talk: the slides that were shown with a search, the size of the
 * text, and a take-home that the phone prints or saves.
 */
import type { Room } from "../room/room.js";
import { h, newId, renderList, setAttribute, setText } from "../ui/dom.js";
import { chooseLanguage, language, languages, t } from "../ui/messages.js";
import { wholePercent } from "../ui/numbers.js";
import { QuestionList } from "../votes/question_list.js";
import { chooseLook, LOOKS, type Look, storedLook } from "./look.js";

const STORAGE_KEY = "talk-text-size";
const SIZES = [100, 115, 130, 150, 175] as const;

/** What the tools need of the phone's shell. */
export interface Reader {
  /** Return the sections of the slides that may be opened, in the order of the talk. */
  shown(): readonly HTMLElement[];
  titleOf(slide: string): string;
  open(slide: string): void;
}

export class ThisTalk {
  readonly root = h("div", { class: "this-talk" });
  readonly #room: Room;
  readonly #reader: Reader;
  readonly #close: () => void;
  readonly #search: HTMLInputElement;
  readonly #list = h("ol", { class: "talk-slides" });
  readonly #none = h("p", { class: "sheet-said", role: "status" });
  readonly #size = h("span", { class: "talk-size", role: "status" });

  /** `close` puts the sheet away. */
  constructor(room: Room, reader: Reader, close: () => void) {
    this.#room = room;
    this.#reader = reader;
    this.#close = close;
    const id = newId("search");
    this.#search = h("input", { id, type: "search", autocomplete: "off", dir: "auto" });
    this.#search.addEventListener("input", () => this.render());
    const button = (label: string, press: () => void): HTMLElement => {
      const made = h("button", { type: "button", class: "choice" }, label);
      made.addEventListener("click", press);
      return made;
    };
    this.root.append(
      h("h3", {}, t("phone-slides")),
      h("label", { for: id }, t("phone-search")),
      this.#search,
      this.#none,
      this.#list,
      h("h3", {}, t("phone-reading")),
      h(
        "div",
        { class: "sheet-row", role: "group", "aria-label": t("phone-text-size") },
        button(t("phone-smaller"), () => this.#resize(-1)),
        this.#size,
        button(t("phone-larger"), () => this.#resize(1)),
        button(t("phone-take-home"), () => this.#takeHome()),
      ),
      this.#looks(),
      ...this.#languages(),
    );
    // Here and not at the page's start: the sheet is made with the page.
    applySize(storedSize());
    this.#showSize();
  }

  render(): void {
    const wanted = this.#search.value.trim().toLowerCase();
    const found = this.#reader
      .shown()
      .filter((section) => (section.textContent ?? "").toLowerCase().includes(wanted));
    setText(this.#none, found.length === 0 ? t("phone-nothing-found") : "");
    renderList(
      this.#list,
      found,
      () => h("li", {}, h("button", { type: "button" })),
      (item, section) => {
        const slide = section.dataset.id ?? "";
        const button = item.querySelector("button")!;
        setText(button, this.#reader.titleOf(slide));
        setAttribute(button, "aria-current", section.classList.contains("current") || null);
        // A property and no listener: the next rendering replaces it.
        button.onclick = () => {
          this.#close();
          this.#reader.open(slide);
        };
      },
    );
  }

  #looks(): HTMLElement {
    const press = (chosen: Look): void => {
      for (const [look, button] of buttons)
        setAttribute(button, "aria-pressed", String(look === chosen));
    };
    const buttons = new Map(
      LOOKS.map((look) => {
        const button = h("button", { type: "button", class: "choice" }, t(`phone-look-${look}`));
        button.addEventListener("click", () => {
          chooseLook(look);
          press(look);
        });
        return [look, button];
      }),
    );
    press(storedLook());
    const id = newId("looks");
    return h(
      "div",
      { class: "sheet-row", role: "group", "aria-labelledby": id },
      h("span", { id }, t("phone-colours")),
      ...buttons.values(),
    );
  }

  #resize(by: number): void {
    const at = SIZES.indexOf(storedSize());
    applySize(SIZES[Math.min(SIZES.length - 1, Math.max(0, at + by))] ?? 100);
    this.#showSize();
  }

  #showSize(): void {
    setText(this.#size, wholePercent(storedSize() / 100));
  }

  /** Return the choice of a language; nothing where the page has none. */
  #languages(): HTMLElement[] {
    const id = newId("language");
    const said = h("p", { class: "sheet-said", role: "status" });
    const choices = languages().map(({ tag, name }) =>
      h("option", { value: tag, lang: tag, selected: tag === language() }, name),
    );
    if (choices.length === 0) return [];
    const select = h("select", { id }, ...choices);
    select.addEventListener("change", () => {
      chooseLanguage(select.value).catch(() => {
        // The language that is spoken stays, and the choice says so again.
        select.value = language();
        setText(said, t("phone-language-lost"));
      });
    });
    return [h("label", { for: id }, t("phone-language")), select, said];
  }

  /** Show all slides so far under each other, with what this person asked, to print or save. */
  #takeHome(): void {
    this.#close();
    const shown = this.#reader.shown();
    // The sections themselves, so that what this person typed, voted and drew stands on them.
    for (const section of shown) setAttribute(section, "data-taken", true);
    const asked = this.#room.ownQuestions.asked;
    const list = new QuestionList(null, (slide) => this.#reader.titleOf(slide));
    list.render(asked);
    const back = h("button", { type: "button", class: "choice" }, t("phone-back-from-home"));
    const print = h("button", { type: "button", class: "choice choice-main" }, t("phone-print"));
    print.addEventListener("click", () => window.print());
    const head = h(
      "div",
      { class: "take-home-head" },
      h("p", {}, t("phone-take-home-is")),
      print,
      back,
    );
    const foot = h(
      "section",
      { class: "take-home-foot" },
      h("h2", {}, t("phone-your-questions")),
      asked.length > 0 ? list.root : h("p", {}, t("phone-none-asked")),
    );
    const deck = shown[0]?.parentElement;
    deck?.prepend(head);
    deck?.append(foot);
    setAttribute(document.documentElement, "data-take-home", true);
    scrollTo(0, 0);
    // The sheet that had the focus is gone.
    print.focus();
    back.addEventListener("click", () => {
      head.remove();
      foot.remove();
      setAttribute(document.documentElement, "data-take-home", null);
      for (const section of shown) setAttribute(section, "data-taken", null);
      scrollTo(0, 0);
    });
  }
}

type Size = (typeof SIZES)[number];

function storedSize(): Size {
  try {
    const stored = Number(localStorage.getItem(STORAGE_KEY) ?? 100);
    return SIZES.find((size) => size === stored) ?? 100;
  } catch {
    return 100;
  }
}

function applySize(size: Size): void {
  document.documentElement.style.fontSize = size === 100 ? "" : `${size}%`;
  try {
    localStorage.setItem(STORAGE_KEY, String(size));
  } catch {
    return; // the size holds until the page is loaded again
  }
}
