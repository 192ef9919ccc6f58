/** The layout of the speaker view: elements that are made once and filled again and again. */

import { ProblemPanel } from "../problem_panel.js";
import { t } from "../ui/messages.js";

export interface SpeakerLayout {
  readonly current: HTMLElement;
  readonly next: HTMLElement;
  readonly notes: HTMLElement;
  readonly time: HTMLElement;
  readonly elapsed: HTMLElement;
  readonly pace: HTMLElement;
  readonly slideTime: HTMLElement;
  readonly chapterTime: HTMLElement;
  readonly clockButton: HTMLButtonElement;
  readonly where: HTMLElement;
  readonly people: HTMLElement;
  readonly kernel: HTMLElement;
  readonly connection: HTMLElement;
  readonly problems: ProblemPanel;
  readonly upcoming: HTMLElement;
  /** The sentence that the projected slide is covered; hidden while it is not. */
  readonly covered: HTMLElement;
  readonly cover: HTMLButtonElement;
  /** The sentence that this view looks elsewhere than the room; hidden while it does not. */
  readonly frozen: HTMLElement;
  readonly tools: Readonly<Record<ToolName, HTMLButtonElement>>;
}

/** The buttons beside the current slide, and what is on each. */
const TOOLS = {
  laser: "●",
  spotlight: "◎",
  pen: "✎",
  zoom: "⌕",
  erase: "⌫",
  freeze: "❄",
  remote: "☎",
} as const;

export type ToolName = keyof typeof TOOLS;

export interface SpeakerActions {
  previous(): void;
  next(): void;
  list(): void;
  cover(): void;
  help(): void;
  /** Start the clock, or pause it. */
  clock(): void;
  resetClock(): void;
  tool(name: ToolName): void;
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
    chapterTime: create("chapter-time"),
    clockButton: control(t("clock-start"), t("clock-start-name"), actions.clock),
    where: create("where"),
    people: create("people"),
    kernel: create("kernel"),
    connection: create("connection"),
    problems: new ProblemPanel(),
    upcoming: create("upcoming"),
    covered: create("covered", "p"),
    cover: control(t("cover-black"), t("cover-black-name"), actions.cover),
    frozen: create("frozen", "p"),
    tools: Object.fromEntries(
      (Object.keys(TOOLS) as ToolName[]).map((name) => [
        name,
        control(TOOLS[name], t(`tool-${name}`), () => actions.tool(name)),
      ]),
    ) as Record<ToolName, HTMLButtonElement>,
  };
  // Read out when it appears: a speaker who does not look would wonder why the hall stays.
  layout.frozen.setAttribute("role", "status");
  layout.frozen.hidden = true;
  layout.covered.setAttribute("role", "status");
  layout.covered.hidden = true;
  layout.notes.setAttribute("aria-label", t("notes"));
  // Long notes scroll, and the arrow keys scroll only what can have the focus.
  layout.notes.tabIndex = 0;
  const clock = group(
    "clock",
    layout.time,
    layout.elapsed,
    layout.pace,
    group(
      "clock-buttons",
      layout.clockButton,
      control(t("clock-reset"), t("clock-reset-name"), actions.resetClock),
    ),
  );
  const head = create("head", "header");
  const heading = create("visually-hidden", "h1");
  heading.textContent = t("speaker-view");
  head.append(
    heading,
    clock,
    layout.connection,
    layout.cover,
    control("?", t("keys-name"), actions.help),
  );
  const moves = group(
    "moves",
    // Browsers mirror these two signs where lines run from right to left.
    control("‹", t("move-back"), actions.previous),
    layout.where,
    group("times", layout.slideTime, layout.chapterTime),
    control(t("list"), t("list-name"), actions.list),
    control("›", t("move-on"), actions.next),
  );
  const coming = group("coming", layout.upcoming, layout.next);
  const left = group(
    "left",
    group("on-stage", layout.current, group("tools", ...Object.values(layout.tools))),
    moves,
    group("below", coming, group("state", layout.people, layout.kernel)),
  );
  const main = create("layout", "main");
  main.append(left, layout.notes);
  // Over the large slide, where the speaker looks for it.
  layout.current.append(layout.covered, layout.frozen);
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
  // Signs for those who see them, a name for all others; `title` shows it to the mouse too.
  element.title = label;
  element.setAttribute("aria-label", label);
  element.onclick = act;
  return element;
}
