/** The layout of the speaker view: elements that are made once and filled again and again. */
import { ProblemPanel } from "../problem_panel.js";

export interface SpeakerLayout {
  readonly current: HTMLElement;
  readonly next: HTMLElement;
  readonly notes: HTMLElement;
  readonly time: HTMLElement;
  readonly elapsed: HTMLElement;
  readonly pace: HTMLElement;
  readonly slideTime: HTMLElement;
  readonly where: HTMLElement;
  readonly people: HTMLElement;
  readonly kernel: HTMLElement;
  readonly connection: HTMLElement;
  readonly problems: ProblemPanel;
  readonly upcoming: HTMLElement;
  /** The sentence that the projected slide is covered; hidden while it is not. */
  readonly covered: HTMLElement;
  readonly cover: HTMLButtonElement;
}

export interface SpeakerActions {
  previous(): void;
  next(): void;
  list(): void;
  cover(): void;
  help(): void;
}

/** Add the elements to the page; return those that are filled. */
export function createLayout(actions: SpeakerActions): SpeakerLayout {
  const create = (name: string, tag = "div"): HTMLElement => {
    const element = document.createElement(tag);
    element.className = name;
    return element;
  };
  const layout: SpeakerLayout = {
    current: create("current-slot"),
    next: create("next-slot"),
    notes: create("notes", "article"),
    time: create("time", "time"),
    elapsed: create("elapsed"),
    pace: create("pace"),
    slideTime: create("slide-time"),
    where: create("where"),
    people: create("people"),
    kernel: create("kernel"),
    connection: create("connection"),
    problems: new ProblemPanel(),
    upcoming: create("upcoming"),
    covered: create("covered", "p"),
    cover: control("Black", "Black: cover the projected slide (B)", actions.cover),
  };
  layout.covered.setAttribute("role", "status");
  layout.covered.hidden = true;
  layout.notes.setAttribute("aria-label", "Notes");
  // Long notes scroll, and the arrow keys scroll only what can have the focus.
  layout.notes.tabIndex = 0;
  const clock = group("clock", layout.time, layout.elapsed, layout.pace);
  const head = create("head", "header");
  const heading = create("visually-hidden", "h1");
  heading.textContent = "Speaker view";
  head.append(
    heading,
    clock,
    layout.connection,
    layout.cover,
    control("?", "Keys (?)", actions.help),
  );
  const moves = group(
    "moves",
    control("‹", "Back (←)", actions.previous),
    layout.where,
    layout.slideTime,
    control("List", "List of all slides (G)", actions.list),
    control("›", "On (→ or space)", actions.next),
  );
  const coming = group("coming", layout.upcoming, layout.next);
  const left = group(
    "left",
    layout.current,
    moves,
    group("below", coming, group("state", layout.people, layout.kernel)),
  );
  const main = create("layout", "main");
  main.append(left, layout.notes);
  layout.current.append(layout.covered);
  document.body.append(head, main, layout.problems.root);
  return layout;
}

function group(name: string, ...children: HTMLElement[]): HTMLElement {
  const element = document.createElement("div");
  element.className = name;
  element.append(...children);
  return element;
}

function control(text: string, label: string, act: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.title = label;
  element.setAttribute("aria-label", label);
  element.onclick = act;
  return element;
}
