/**
 * Move the lines of a program from one of its states to another.
 *
 * Each state is a listing of its own, in which lines that stay have the same name
 * (deck/markup/code_changes.py). The state that is left lies over the new one until all has moved.
 */

const DURATION_MS = 400;
const EASING = "cubic-bezier(0.2, 0, 0, 1)";
/** Lines that go are gone, and new ones come, once those that stay are on their way. */
const FADE_MS = 220;

/** The states that were up when the talk last moved, all of one slide. */
let before = new Map<Element, HTMLElement>();

/** Move the lines of each program on the slide in sight whose state has changed. */
export function moveCode(section: Element | null): void {
  const now = new Map<Element, HTMLElement>();
  for (const states of section?.querySelectorAll(".code-states") ?? []) {
    const frames = [...states.querySelectorAll<HTMLElement>(":scope > .listing-frame")];
    const shown = frames.findLast((frame) => frame.matches(".visible")) ?? frames[0]!;
    const left = before.get(states);
    now.set(states, shown);
    // For whoever asks whether a step will move them: this file may come late.
    states.toggleAttribute("data-moves", true);
    if (left && left !== shown) change(states, left, shown);
  }
  before = now;
}

/** Move what is in both states, let the rest of the old one fade out and that of the new one in. */
function change(states: Element, from: HTMLElement, to: HTMLElement): void {
  for (const running of states.getAnimations({ subtree: true })) running.cancel();
  for (const frame of states.children) frame.removeAttribute("data-leaving");
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  from.dataset.leaving = "";
  // reveal.js scales the canvas, and a transform counts in the canvas' own pixels.
  const scale = to.getBoundingClientRect().width / to.offsetWidth || 1;
  const old = linesOf(from);
  const animations: Animation[] = [];
  for (const [name, line] of linesOf(to)) {
    const partner = old.get(name);
    if (!partner) {
      animations.push(fade(line.element, 0, 1, DURATION_MS - FADE_MS));
      continue;
    }
    old.delete(name);
    const [x, y] = [(partner.x - line.x) / scale, (partner.y - line.y) / scale];
    const unchanged = partner.text === line.text;
    animations.push(glide(line.element, `translate(${x}px, ${y}px)`, "none"));
    if (!unchanged) {
      animations.push(glide(partner.element, "none", `translate(${-x}px, ${-y}px)`));
      animations.push(fade(line.element, 0, 1));
    }
    // A line that stays as it is would be seen twice on its way: the old one is gone at once.
    animations.push(fade(partner.element, unchanged ? 0 : 1, 0));
  }
  for (const { element } of old.values()) animations.push(fade(element, 1, 0));
  void Promise.all(animations.map((animation) => animation.finished)).then(
    () => {
      from.removeAttribute("data-leaving");
      // Their last frames would stay, and hide these lines when the talk comes back to them.
      for (const animation of animations) animation.cancel();
    },
    () => {
      // Cancelled by the next change, which has put the frames right.
    },
  );
}

interface Line {
  element: HTMLElement;
  /** Place of its first letter on the screen, whatever its indent. */
  x: number;
  y: number;
  text: string;
}

/** Return the lines of a state by their names, measured. */
function linesOf(frame: HTMLElement): Map<string, Line> {
  const lines = frame.querySelectorAll<HTMLElement>(".line");
  return new Map([...lines].map((element) => [element.dataset.same ?? "", measured(element)]));
}

function measured(element: HTMLElement): Line {
  const { left, top } = element.getBoundingClientRect();
  const text = (element.textContent ?? "").trim();
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode as Text;
    const at = node.data.search(/\S/);
    if (at < 0) continue;
    const letter = document.createRange();
    letter.setStart(node, at);
    letter.setEnd(node, at + 1);
    return { element, x: letter.getBoundingClientRect().left, y: top, text };
  }
  return { element, x: left, y: top, text };
}

function glide(element: HTMLElement, from: string, to: string): Animation {
  return element.animate({ transform: [from, to] }, { duration: DURATION_MS, easing: EASING });
}

function fade(element: HTMLElement, from: number, to: number, delay = 0): Animation {
  return element.animate({ opacity: [from, to] }, { duration: FADE_MS, delay, fill: "both" });
}
