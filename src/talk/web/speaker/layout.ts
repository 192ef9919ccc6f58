/** The speaker view's furniture: made once, filled again and again. */
import { ProblemPanel } from "../problem_panel.js";

export interface Desk {
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
  /** Says so while the projected slide is covered. */
  readonly covered: HTMLElement;
  readonly cover: HTMLButtonElement;
}

export interface DeskActions {
  previous(): void;
  next(): void;
  list(): void;
  cover(): void;
  help(): void;
}

export function makeDesk(actions: DeskActions): Desk {
  const made = (name: string, tag = "div"): HTMLElement => {
    const element = document.createElement(tag);
    element.className = name;
    return element;
  };
  const desk: Desk = {
    current: made("current-slot"),
    next: made("next-slot"),
    notes: made("notes", "article"),
    time: made("time", "time"),
    elapsed: made("elapsed"),
    pace: made("pace"),
    slideTime: made("slide-time"),
    where: made("where"),
    people: made("people"),
    kernel: made("kernel"),
    connection: made("connection"),
    problems: new ProblemPanel(),
    upcoming: made("upcoming"),
    covered: made("covered", "p"),
    cover: control("Black", "Black: cover the projected slide (B)", actions.cover),
  };
  desk.covered.setAttribute("role", "status");
  desk.covered.hidden = true;
  desk.notes.setAttribute("aria-label", "Notes");
  desk.notes.tabIndex = 0;
  const clock = group("clock", desk.time, desk.elapsed, desk.pace);
  const head = made("head", "header");
  const heading = made("visually-hidden", "h1");
  heading.textContent = "Speaker view";
  head.append(heading, clock, desk.connection, desk.cover, control("?", "Keys (?)", actions.help));
  const moves = group(
    "moves",
    control("‹", "Back (←)", actions.previous),
    desk.where,
    desk.slideTime,
    control("List", "List of all slides (G)", actions.list),
    control("›", "On (→ or space)", actions.next),
  );
  const coming = group("coming", desk.upcoming, desk.next);
  const left = group(
    "left",
    desk.current,
    moves,
    group("below", coming, group("state", desk.people, desk.kernel)),
  );
  const main = made("desk", "main");
  main.append(left, desk.notes);
  desk.current.append(desk.covered);
  document.body.append(head, main, desk.problems.root);
  return desk;
}

function group(name: string, ...children: HTMLElement[]): HTMLElement {
  const made = document.createElement("div");
  made.className = name;
  made.append(...children);
  return made;
}

function control(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.title = label;
  made.setAttribute("aria-label", label);
  made.onclick = act;
  return made;
}
