/**
 * The speaker's notes, in which the part for the current step is lit and in sight.
 *
 * `{.step}` in the notes marks where the words for the next step begin; what follows, up to the
 * next mark, belongs to the same step.
 */
import { loadFromTab, storeInTab } from "../tab_storage.js";

const SMALLEST_PX = 22;
const LARGEST_PX = 64;
/** Height of what was said before that stays in sight over what is due. */
const LINES_BEFORE_PX = 40;
const SIZE = "talk-notes-px";
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, pre, td, th, blockquote";

export class NotesView {
  #slide = "";
  #step = -1;
  #html = "";

  constructor(readonly box: HTMLElement) {
    const stored = Number(loadFromTab(SIZE));
    if (stored) this.#setSize(stored);
  }

  /** Render a slide's notes, `html`, with what belongs to the step lit. */
  render(slide: string, step: number, html: string): void {
    if (slide !== this.#slide || html !== this.#html) {
      // The server made this HTML from the author's Markdown, which lets no scripts through.
      this.box.innerHTML = html;
      this.box.scrollTop = 0;
      this.#step = -1;
    }
    [this.#slide, this.#html] = [slide, html];
    if (step === this.#step) return;
    this.#step = step;
    const due = lightStep(this.box, step);
    // At step 0 the notes are read from their top. Only the box is scrolled: the slide over it, on
    // a small screen, is to stay in sight.
    const top = due && step > 0 ? due.offsetTop - this.box.offsetTop - LINES_BEFORE_PX : 0;
    if (due || step === 0) this.box.scrollTo({ top, behavior: "smooth" });
  }

  /** Make the notes larger or smaller; the size stays for this tab. */
  resize(byPx: number): void {
    this.#setSize(parseFloat(getComputedStyle(this.box).fontSize) + byPx);
  }

  #setSize(px: number): void {
    const size = Math.min(LARGEST_PX, Math.max(SMALLEST_PX, px));
    this.box.style.fontSize = `${size}px`;
    storeInTab(SIZE, String(size));
  }
}

/**
 * Set `data-due` on every block of the notes: `now`, `past` or `ahead`; return the first `now`.
 *
 * Notes without marks belong to every step and get none.
 */
function lightStep(box: HTMLElement, step: number): HTMLElement | null {
  if (!box.querySelector("[data-step]")) return null;
  let belongsTo = 0;
  let first: HTMLElement | null = null;
  for (const block of box.querySelectorAll<HTMLElement>(BLOCKS)) {
    if (block.dataset.step) belongsTo = Number(block.dataset.step);
    block.dataset.due = belongsTo === step ? "now" : belongsTo < step ? "past" : "ahead";
    if (belongsTo === step) first ??= block;
  }
  return first;
}
