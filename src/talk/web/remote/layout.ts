/** The remote's elements: what comes, the slide, the notes, and two large buttons for the thumb. */
import { t } from "../ui/messages.js";

export interface RemoteActions {
  next(): void;
  previous(): void;
  /** Cover the projected slide, or show it again. */
  cover(): void;
  /** Start the clock, or pause it. */
  clock(): void;
  /** Ask to drive again. */
  ask(): void;
}

export interface RemoteLayout {
  readonly root: HTMLElement;
  readonly message: HTMLElement;
  readonly connection: HTMLElement;
  readonly elapsed: HTMLElement;
  readonly pace: HTMLElement;
  readonly where: HTMLElement;
  readonly upcoming: HTMLElement;
  readonly slide: HTMLElement;
  readonly notes: HTMLElement;
  readonly cover: HTMLButtonElement;
  /** Place the room's queue: its button above the notes, its panel over everything. */
  place(button: HTMLElement, panel: HTMLElement): void;
}

/** Add the elements to the page; return those that are filled. */
export function createRemote(actions: RemoteActions): RemoteLayout {
  const create = (name: string, tag = "div"): HTMLElement => {
    const element = document.createElement(tag);
    element.className = name;
    return element;
  };
  const button = (
    name: string,
    text: string,
    label: string,
    act: () => void,
  ): HTMLButtonElement => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = name;
    element.textContent = text;
    element.setAttribute("aria-label", label);
    element.onclick = act;
    return element;
  };
  const layout: RemoteLayout = {
    root: create("remote", "main"),
    message: create("message", "p"),
    connection: create("connection"),
    elapsed: create("elapsed"),
    pace: create("pace"),
    where: create("where"),
    upcoming: create("upcoming"),
    slide: create("slide"),
    notes: create("notes", "article"),
    cover: button("cover", t("cover-black"), t("cover-name"), actions.cover),
    place: (button, panel) => {
      coming.append(button);
      document.body.append(panel);
    },
  };
  const coming = create("coming");
  coming.append(layout.upcoming);
  const heading = create("visually-hidden", "h1");
  heading.textContent = t("remote");
  layout.message.setAttribute("role", "status");
  layout.notes.setAttribute("aria-label", t("notes"));
  layout.notes.tabIndex = 0;
  layout.slide.setAttribute("aria-label", t("remote-slide"));
  layout.slide.setAttribute("role", "img");
  const clock = button("clock", "", t("remote-clock"), actions.clock);
  // Its name is the time on it, which a label would hide from a screen reader.
  clock.removeAttribute("aria-label");
  clock.title = t("remote-clock");
  clock.append(layout.elapsed, layout.pace);
  const head = create("head");
  head.append(clock, layout.connection, layout.where, layout.cover);
  const moves = create("moves");
  moves.append(
    // Browsers mirror these two signs where lines run from right to left.
    button("back", "‹", t("back"), actions.previous),
    button("on", "›", t("on"), actions.next),
  );
  const ask = button("ask", t("remote-ask"), t("remote-ask-name"), actions.ask);
  layout.root.append(heading, layout.message, ask, head, layout.slide, coming, layout.notes, moves);
  document.body.append(layout.root);
  return layout;
}
