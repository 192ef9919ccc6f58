/**
 * What moves inside of two slides by itself: the rows of a table and the bars and points of a chart
 * that both have, and tokens, which come from the tokens of the slide before, or from the words of
 * its text.
 */

/** An element of one slide, the one of the next slide that it becomes, and how. */
export interface Pair {
  from: Element;
  to: Element;
  options: {
    scale: boolean;
    measure: (element: Element) => DOMRect;
    /** The styles that change with the place; all that reveal.js knows where it is left out. */
    styles?: string[];
  };
}

/** Most tokens that move: each has rules of its own, and nobody follows more with the eye. */
const MOST = 200;

/** Return the rows, marks and tokens of a slide that come from the one before. */
export function partsThatMove(from: HTMLElement, to: HTMLElement): Pair[] {
  return [...rows(from, to), ...marks(from, to), ...tokens(from, to)];
}

/** Return where each word stands in a text, one after the other; −1 for those that do not. */
export function placesOf(words: readonly string[], text: string): number[] {
  let at = 0;
  return words.map((word) => {
    const found = word === "" ? -1 : text.indexOf(word, at);
    if (found >= 0) at = found + word.length;
    return found;
  });
}

/** Return the pairs of rows; those are alike whose first cells say the same. */
function rows(from: HTMLElement, to: HTMLElement): Pair[] {
  const name = (row: HTMLElement): string => row.children[0]?.textContent?.trim() ?? "";
  const all = (slide: HTMLElement): HTMLElement[] => [
    // The numbers of a chart stand beside it, for screen readers.
    ...slide.querySelectorAll<HTMLElement>("tbody tr:not(.visually-hidden tr)"),
  ];
  const before = new Map(all(from).map((row) => [name(row), row]));
  return all(to).flatMap((row) => {
    const source = before.get(name(row));
    const measure = (element: Element): DOMRect => element.getBoundingClientRect();
    return source
      ? [{ from: source, to: row, options: { scale: false, measure, styles: [] } }]
      : [];
  });
}

/** A bar or point is that of the same place and series, however high it stands. */
function marks(from: HTMLElement, to: HTMLElement): Pair[] {
  const all = (slide: HTMLElement): SVGElement[] => [
    ...slide.querySelectorAll<SVGElement>(".chart-drawing [data-mark]"),
  ];
  const before = new Map(all(from).map((mark) => [mark.dataset.mark, mark]));
  return all(to)
    .slice(0, MOST)
    .flatMap((mark) => {
      const source = before.get(mark.dataset.mark);
      const end = mark.getBoundingClientRect();
      const drawing = mark.ownerSVGElement;
      // What has no extent cannot grow.
      if (!source || !drawing || end.width * end.height === 0) return [];
      // Lengths in a drawing are its own; each is so many pixels of the slide.
      const { width: wide, height: high } = drawing.viewBox.baseVal;
      const unit = Math.min(drawing.clientWidth / wide, drawing.clientHeight / high);
      const measure = (element: Element): DOMRect => {
        if (element === mark) return end;
        const { x, y, width, height } = source.getBoundingClientRect();
        return new DOMRect(end.x + (x - end.x) / unit, end.y + (y - end.y) / unit, width, height);
      };
      return [{ from: source, to: mark, options: { scale: true, measure, styles: [] } }];
    });
}

function tokens(from: HTMLElement, to: HTMLElement): Pair[] {
  // A widget renders when its slide comes up, which is now.
  for (const widget of to.querySelectorAll(".slide-live > *"))
    if ("renderAtOnce" in widget && typeof widget.renderAtOnce === "function")
      widget.renderAtOnce();
  const lists = [...to.querySelectorAll<HTMLElement>(".chips")];
  const before = [...from.querySelectorAll<HTMLElement>(".chip")];
  return lists.flatMap((list) => {
    // Several runs of tokens share the number that may move.
    const chips = [...list.querySelectorAll<HTMLElement>(".chip")].slice(0, MOST / lists.length);
    return before.length > 0 ? fromTokens(before, chips) : fromWords(from, chips);
  });
}

/** Return the pairs of tokens: the nth of a text comes from the nth of the same text before. */
function fromTokens(before: readonly HTMLElement[], chips: readonly HTMLElement[]): Pair[] {
  const left = before.map((source) => ({ source, word: wordOf(source) }));
  return chips.flatMap((chip) => {
    const word = wordOf(chip);
    const index = left.findIndex((one) => one.word === word);
    if (index < 0) return [];
    const source = left.splice(index, 1)[0]!.source;
    return [grown(source, chip, () => source.getBoundingClientRect())];
  });
}

/** Return the pairs of tokens and the places of their letters in the text of the slide before. */
function fromWords(from: HTMLElement, chips: readonly HTMLElement[]): Pair[] {
  const source = from.querySelector<HTMLElement>(".statement, .slide-body .prose");
  if (!source) return [];
  const nodes = textNodes(source);
  const places = placesOf(chips.map(wordOf), nodes.map((node) => node.data).join(""));
  return chips.flatMap((chip, index) => {
    const at = places[index] ?? -1;
    if (at < 0) return [];
    const range = document.createRange();
    const [start, end] = [at, at + wordOf(chip).length].map((place) => placeIn(nodes, place));
    if (!start || !end) return [];
    range.setStart(...start);
    range.setEnd(...end);
    return [grown(source, chip, () => range.getBoundingClientRect())];
  });
}

/** Return the pair of a token and what it comes from, as high as that and in its middle. */
function grown(from: HTMLElement, chip: HTMLElement, placeOf: () => DOMRect): Pair {
  const measure = (element: Element): DOMRect => {
    const end = chip.getBoundingClientRect();
    if (element === chip) return end;
    const start = placeOf();
    const scale = Math.min(4, Math.max(0.25, start.height / (end.height || 1)));
    // In a widget that is shown smaller, a length of its own is not one of the screen.
    const zoom = (chip as { currentCSSZoom?: number }).currentCSSZoom ?? 1;
    const left = start.x + (start.width - end.width * scale) / 2;
    const top = start.y + (start.height - end.height * scale) / 2;
    return new DOMRect(
      end.x + (left - end.x) / zoom,
      end.y + (top - end.y) / zoom,
      end.width * scale,
      end.height * scale,
    );
  };
  return { from, to: chip, options: { scale: true, measure, styles: [] } };
}

/** Return a token's letters, without what stands for its white space. */
function wordOf(chip: HTMLElement): string {
  const nodes = [...(chip.querySelector(".chip-text")?.childNodes ?? [])];
  // White space is shown by elements of its own, which no text of a slide has.
  const text = nodes.filter((node) => node instanceof Text).map((node) => node.data);
  return text.join("").trim();
}

function textNodes(element: HTMLElement): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) if (walker.currentNode instanceof Text) found.push(walker.currentNode);
  return found;
}

/** Return the node and the place in it of a letter that is counted through all nodes. */
function placeIn(nodes: readonly Text[], place: number): [Text, number] | null {
  let before = 0;
  for (const node of nodes) {
    if (place <= before + node.length) return [node, place - before];
    before += node.length;
  }
  return null;
}
