/**
 * reveal.js around the deck's sections.
 *
 * Their steps become its fragments, and a position is a slide's id and a step.
 */
import Reveal, { type RevealApi } from "reveal.js";
import { canvasSize } from "../canvas_size.js";
import {
  first,
  isInRun,
  last,
  type Move,
  next,
  nextSlide,
  previous,
  runOf,
} from "../navigation.js";
import { isRightToLeft } from "../page.js";
import type { Position } from "../room/room.js";
import { onSwipe } from "../swipe.js";
import { t } from "../ui/messages.js";
import { MOTION, setMotion } from "./motion.js";
import { Overview } from "./overview.js";
import { type Edition, renew, type Written, writtenBy } from "./reload.js";

const SLIDES = ".reveal > .slides > section";
const MOVES = ["slidechanged", "fragmentshown", "fragmenthidden"] as const;
/** Key codes, as reveal.js takes them. */
const [KEY_ESCAPE, KEY_O] = [27, 79];
/** reveal.js' keys for moves, by what they do. Its own moves know nothing of the run. */
const KEYS = {
  next: [40, 76, 74, 78],
  previous: [38, 72, 75, 80],
  first: [36],
  last: [35],
} as const;
const [KEY_SPACE, KEY_LEFT, KEY_RIGHT] = [32, 37, 39];
/** Lines of the help that `?` shows, in place of reveal.js' own, which have these keys. */
const REVEAL_HELP = {
  "N  ,  SPACE": "keys-next",
  "P  ,  Shift SPACE": "keys-previous",
  "&#8593;  ,  K": "keys-previous",
  "&#8595;  ,  J": "keys-next",
  "Alt + &#8592;/&#8593/&#8594;/&#8595;": "keys-past-steps",
  "Shift + &#8592;/&#8593/&#8594;/&#8595;": "keys-ends",
  F: "keys-full-screen",
  G: "keys-jump",
  "ESC, O": "all-slides",
} as const;
/** Names of keys in those lines, which only the help that is open can say in another language. */
const REVEAL_KEYS = {
  "Shift SPACE": "key-shift-space",
  SPACE: "key-space",
  Shift: "key-shift",
  ESC: "key-escape",
} as const;

export class RevealDeck {
  #reveal: RevealApi;
  /** What the sections that stand here were written as. */
  #written: Written;
  /** Whether this class moves the deck, and not a person. */
  #applying = false;
  #overview: Overview;
  /** Last position in the run that this screen showed. */
  #anchor: Position;
  /** Where moves from a slide outside the run start; a room knows better than this screen. */
  anchor = (): Position => this.#anchor;

  private constructor(reveal: RevealApi, written: Written) {
    this.#reveal = reveal;
    this.#written = written;
    this.#anchor = { slide: this.run[0] ?? "", step: 0 };
    // An address may name a slide outside the run; without one the talk begins with the run.
    if (isInRun(this, this.position)) this.#anchor = this.position;
    else if (!location.hash) this.show(this.#anchor);
    this.#overview = new Overview((index) => {
      this.#restoreSlides();
      if (index !== this.#index) this.#change(index, 0);
    });
    // Somebody else moved the talk: what they show must be seen.
    for (const type of MOVES)
      reveal.on(type, () => this.#overview.isOpen && queueMicrotask(() => this.#closeOverview()));
    this.onKey(KEY_O, "O", t("stage-overview"), () => this.#toggleOverview());
    this.onKey(KEY_ESCAPE, t("key-escape"), t("stage-escape"), () => {
      if (document.querySelector(".r-overlay")) reveal.toggleHelp(false);
      else this.#toggleOverview();
    });
    this.#bindMoves();
    onSwipe(document.body, (direction) => this.#go(direction === "next" ? next : previous));
    const lines = [
      ...Object.entries(REVEAL_HELP),
      [t("key-pages"), "clicker-move"],
      ["B  ,  .", "clicker-cover"],
      ["W  ,  E", "clicker-white"],
      ["F5", "clicker-begin"],
    ] as const;
    for (const [keys, does] of lines) reveal.registerKeyboardShortcut(keys, t(does));
    const [left, right] = isRightToLeft()
      ? (["keys-next", "keys-previous"] as const)
      : (["keys-previous", "keys-next"] as const);
    reveal.registerKeyboardShortcut("&#8592;  ,  H", t(left));
    reveal.registerKeyboardShortcut("&#8594;  ,  L", t(right));
    reveal.on("showhelp", translateHelp);
  }

  /**
   * Start reveal.js on the page's sections.
   *
   * `keepAddress` writes the position into the address bar as `#/id`, for a deck without a room.
   */
  static async start(keepAddress: boolean): Promise<RevealDeck> {
    const written = writtenBy(sections());
    for (const section of sections()) stepsToFragments(section);
    const [width, height] = canvasSize();
    const reveal = new Reveal(document.querySelector<HTMLElement>(".reveal")!, {
      width,
      height,
      rtl: isRightToLeft(),
      // The theme sets the slide's margins; reveal.js would shrink the whole canvas by its own.
      margin: 0,
      // A wall and a small window show the whole slide too, beyond reveal.js' own limits.
      minScale: 0.05,
      maxScale: 10,
      center: false,
      display: "flex",
      controls: false,
      progress: true,
      // Its overview and pause have keys and looks of their own; ours are the room's (Overview,
      // clicker.ts).
      overview: false,
      pause: false,
      touch: false,
      // With a room the address must not hold a position: at a reload it would beat the room's.
      hash: keepAddress,
      history: false,
      // Nothing moves that is not the point of a slide, but where a slide asks for it (motion.ts).
      transition: "none",
      backgroundTransition: "none",
      ...MOTION,
      // Never: on a narrow screen reveal.js would scroll, and land a slide early at some positions.
      scrollActivationWidth: 0,
      postMessage: false,
      postMessageEvents: false,
    });
    await reveal.initialize();
    return new RevealDeck(reveal, written);
  }

  get position(): Position {
    const section = this.#reveal.getCurrentSlide() as HTMLElement;
    const visible = [...section.querySelectorAll<HTMLElement>(".fragment.visible")];
    return {
      slide: section.dataset.id ?? "",
      step: Math.max(0, ...visible.map((item) => Number(item.dataset.fragmentIndex) + 1)),
    };
  }

  /** The slide that is up. */
  get section(): Element {
    return this.#reveal.getCurrentSlide();
  }

  /** Number of the slide that is up, from 1. */
  get slideNumber(): number {
    return this.#index + 1;
  }

  /** Number of the slide that is up, from 0. */
  get #index(): number {
    return sections().indexOf(this.#reveal.getCurrentSlide() as HTMLElement);
  }

  /** Ids of the slides in the run, in order. */
  get run(): string[] {
    return runOf(sections());
  }

  /** Go one step or slide on, as a key does. */
  next(): void {
    this.#reveal.toggleHelp(false);
    this.#go(next);
  }

  /** Go one step or slide back, as a key does. */
  previous(): void {
    this.#reveal.toggleHelp(false);
    this.#go(previous);
  }

  #go(move: Move): void {
    const before = this.position;
    const stepsOf = (slide: string): number => Number(sectionOf(slide)?.dataset.steps ?? 0);
    const after = move({ run: this.run, anchor: this.anchor(), stepsOf }, before);
    const section = sectionOf(after.slide);
    if (section) this.#change(sections().indexOf(section), after.step);
  }

  /** Go to a slide, by number from 0, and a step, with the transition between the two slides. */
  #change(index: number, step: number): void {
    setMotion(sections(), this.#reveal.getCurrentSlide(), sections()[index]!);
    // reveal.js counts fragments from 0; −1 is none of them.
    this.#reveal.slide(index, 0, step - 1);
  }

  /** Bind the keys of all moves; with Shift to an end of the run, with Alt past the steps. */
  #bindMoves(): void {
    const bind = (keyCode: number, act: (event: KeyboardEvent) => void): void => {
      // Without a description the key is in the help once, by reveal.js' own line.
      this.#reveal.addKeyBinding(keyCode, act);
    };
    // In a mirrored deck the arrow to the left goes on.
    const [on, back] = isRightToLeft()
      ? [
          [KEY_LEFT, ...KEYS.next],
          [KEY_RIGHT, ...KEYS.previous],
        ]
      : [
          [KEY_RIGHT, ...KEYS.next],
          [KEY_LEFT, ...KEYS.previous],
        ];
    for (const key of on)
      bind(key, ({ shiftKey, altKey }) => {
        this.#go(shiftKey ? last : altKey ? nextSlide : next);
      });
    for (const key of back) bind(key, ({ shiftKey }) => this.#go(shiftKey ? first : previous));
    for (const key of KEYS.first) bind(key, () => this.#go(first));
    for (const key of KEYS.last) bind(key, () => this.#go(last));
    bind(KEY_SPACE, ({ shiftKey }) => this.#go(shiftKey ? previous : next));
  }

  #closeOverview(): void {
    if (!this.#overview.isOpen) return;
    this.#overview.close();
    this.#restoreSlides();
  }

  #toggleOverview(): void {
    if (this.#overview.isOpen) this.#closeOverview();
    else this.#overview.open(sections(), this.#index);
  }

  /** Go to the same position once more, by which reveal.js hides the other slides again. */
  #restoreSlides(): void {
    const { h, v, f } = this.#reveal.getIndices();
    this.#applying = true;
    this.#reveal.slide(h, v, f);
    this.#applying = false;
  }

  /** Show a position without calling `moved`; return false if the deck has no such slide. */
  show(position: Position): boolean {
    const index = sections().findIndex((section) => section.dataset.id === position.slide);
    // A slide of a newer edition: this page is about to be loaded again.
    if (index < 0) return false;
    this.#applying = true;
    this.#change(index, position.step);
    this.#applying = false;
    this.#noteAnchor();
    return true;
  }

  /** Go to a slide, as a person asked for it; `moved` is called. */
  goTo(slide: string): void {
    const index = sections().findIndex((section) => section.dataset.id === slide);
    if (index >= 0) this.#change(index, 0);
  }

  /** Call `moved` after a person moved the deck by key, swipe, overview or link. */
  onMoved(moved: () => void): void {
    const notify = (): void => {
      if (this.#applying) return;
      this.#noteAnchor();
      moved();
    };
    // A key that changes both slide and step causes two events; only after both, in a microtask, is
    // the deck at its position.
    for (const type of MOVES)
      this.#reveal.on(type, () => !this.#applying && queueMicrotask(notify));
  }

  #noteAnchor(): void {
    if (isInRun(this, this.position)) this.#anchor = this.position;
  }

  onKey(keyCode: number, key: string, description: string, act: () => void): void {
    this.#reveal.addKeyBinding({ keyCode, key, description }, act);
  }

  /**
   * Take over the sections of another edition; the deck stays where it is, if that slide exists.
   *
   * Where nothing around them differs, a section that is written as before stays, with all that its
   * widgets show.
   */
  replaceSections({ sections: fresh, written, sameAround }: Edition): void {
    this.#closeOverview();
    const standing = sections();
    const isChanged = ({ dataset: { id } }: HTMLElement): boolean =>
      !sameAround || this.#written.get(id) !== written.get(id);
    if (!sameAround || idsOf(standing) !== idsOf(fresh)) this.#exchange(fresh, isChanged);
    else
      for (const [place, section] of standing.entries())
        if (isChanged(section)) this.#renew(section, imported(fresh[place]!));
    this.#written = written;
  }

  /** Give one section a new content, at the step that it is at; all others are left alone. */
  #renew(section: HTMLElement, newer: HTMLElement): void {
    const isUp = section === this.section;
    const { step } = this.position;
    const { steps } = section.dataset;
    this.#applying = true;
    delete section.dataset.visibility;
    renew(section, this.#written.get(section.dataset.id)!, newer);
    this.#reveal.syncFragments(section);
    // The line of progress, which counts steps, is drawn with the whole position only.
    if (isUp && steps !== section.dataset.steps) this.#change(this.#index, step);
    else if (isUp) this.#reveal.navigateFragment(step - 1);
    this.#applying = false;
  }

  /** Exchange all sections but those that have not changed, and start reveal.js on them anew. */
  #exchange(fresh: readonly HTMLElement[], isChanged: (section: HTMLElement) => boolean): void {
    const before = this.position;
    const old = new Map(sections().map((section) => [section.dataset.id, section]));
    const slides = [...old.values()][0]!.parentElement!;
    this.#applying = true;
    const edition = fresh.map((read) => {
      const { id } = read.dataset;
      const standing = old.get(id);
      old.delete(id);
      if (standing && !isChanged(standing)) return standing;
      const section = imported(read);
      standing?.replaceWith(section);
      return section;
    });
    // Only what is in another place moves: a widget that is moved starts anew.
    const gone = new Set<Element | null>(old.values());
    let place = sections()[0] as Element | null;
    for (const section of edition) {
      while (gone.has(place)) place = place!.nextElementSibling;
      if (section === place) place = place.nextElementSibling;
      else slides.insertBefore(section, place);
    }
    // The new ones first: reveal.js must never find a deck without slides.
    for (const section of old.values()) section.remove();
    this.#reveal.sync();
    this.#applying = false;
    if (!this.show(before)) this.#reveal.slide(0, 0, -1);
  }
}

/** Return a section of another document as one of this page, its widgets made, its steps set. */
function imported(read: HTMLElement): HTMLElement {
  const section = document.importNode(read, true);
  stepsToFragments(section);
  return section;
}

function idsOf(list: readonly HTMLElement[]): string {
  return list.map((section) => section.dataset.id).join(" ");
}

function sections(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(SLIDES)];
}

function sectionOf(slide: string): HTMLElement | undefined {
  return sections().find((section) => section.dataset.id === slide);
}

/**
 * Make steps reveal.js' fragments: step k is fragment k-1.
 *
 * A step of which the slide shows nothing gets an empty element, or reveal.js would jump over it.
 */
function stepsToFragments(section: HTMLElement): void {
  // The line of progress is that of the run.
  if ("outside" in section.dataset) section.dataset.visibility = "uncounted";
  // Without a colour reveal.js asks for the computed one, slide by slide: each time the style of the
  // whole deck is made anew. Slides have no grounds of reveal.js', so the colour is none at all.
  section.dataset.backgroundColor = "rgba(0, 0, 0, 0)";
  const found = new Set<number>();
  for (const element of section.querySelectorAll<HTMLElement>(".step[data-step]")) {
    const step = Number(element.dataset.step);
    element.classList.add("fragment");
    element.dataset.fragmentIndex = String(step - 1);
    found.add(step);
  }
  for (let step = 1; step <= Number(section.dataset.steps ?? 0); step++) {
    if (found.has(step)) continue;
    const mark = document.createElement("span");
    mark.className = "fragment step-mark";
    mark.hidden = true;
    mark.dataset.fragmentIndex = String(step - 1);
    section.append(mark);
  }
  // A swipe over a widget moves its controls, not the deck.
  for (const widget of section.querySelectorAll(".slide-live > *"))
    widget.toggleAttribute("data-prevent-swipe", true);
}

/** Say in the page's language what is reveal.js' own in the help that it has opened. */
function translateHelp(): void {
  const help = document.querySelector(".r-overlay-help");
  if (!help) return;
  const words = new RegExp(Object.keys(REVEAL_KEYS).join("|"), "g");
  for (const keys of help.querySelectorAll("td:first-child"))
    keys.textContent = (keys.textContent ?? "").replace(words, (key) =>
      t(REVEAL_KEYS[key as keyof typeof REVEAL_KEYS]),
    );
  const [key, does] = help.querySelectorAll("th");
  key?.replaceChildren(t("keys-key"));
  does?.replaceChildren(t("keys-does"));
  help.querySelector(".title")?.replaceChildren(t("keys"));
  help.querySelector(".r-overlay-close")?.firstChild?.replaceWith(t("key-escape"));
}
