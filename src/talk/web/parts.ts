/**
 * The parts of a slide that somebody can point at: its paragraphs, list items, pictures and the
 * like. Stage and phone have the same ones in the same order, however each lays them out.
 */
const PARTS =
  "h1, h2, h3, h4, p, li, dt, dd, tr, figure, img, pre, blockquote, [data-key], .math-block";

/** Return the parts of a slide; a widget is one of them, whatever is in it. */
export function partsOf(section: Element): Element[] {
  return [...section.querySelectorAll(PARTS)].filter(
    // What was drawn over the slide stands on the phone alone.
    (part) => !part.parentElement?.closest("[data-key]") && !part.closest(".drawn"),
  );
}

/**
 * Return the pictures of a slide that are the same on stage and phone, in the order of the page.
 * Widgets are not, nor are charts: each view has a drawing in its own shape.
 */
export function picturesOf(section: Element): Element[] {
  return [...section.querySelectorAll("img, svg")].filter(
    (picture) =>
      !picture.closest("[data-key], .chart, .drawn") && !picture.parentElement?.closest("svg"),
  );
}
