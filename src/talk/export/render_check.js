/**
 * Run inside the print page, where every slide lies on its canvas with all steps shown. Finds what only shows when it is drawn:
 * things that leave the slide, cover its foot or are cut off by a box, small text, and what axe-core objects to.
 */
async ([smallestPx, rules]) => {
  const MARGIN_PX = 40;
  const found = [];
  const told = new Set();

  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);

  /** The boxes between an element and its slide that cut off what leaves them. */
  function windows(element, slide) {
    const found = [];
    for (let box = element; box && box !== slide; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      if (overflowX !== "visible" || overflowY !== "visible") found.push(box);
    }
    return found;
  }

  /** Whether readers can tell that a box shows a part on purpose: an ellipsis says so, and so does `data-excerpt` of a widget. */
  function owned(box) {
    return box.hasAttribute("data-excerpt") || getComputedStyle(box).textOverflow === "ellipsis";
  }

  /** What is left of a rectangle when a box cuts it: its padding box, without scroll bars, is what shows. */
  function through(at, box) {
    const outer = box.getBoundingClientRect();
    const zoom = box.offsetWidth > 0 ? outer.width / box.offsetWidth : 1;
    const left = outer.left + box.clientLeft * zoom;
    const top = outer.top + box.clientTop * zoom;
    return {
      left: Math.max(at.left, left),
      top: Math.max(at.top, top),
      right: Math.min(at.right, left + box.clientWidth * zoom),
      bottom: Math.min(at.bottom, top + box.clientHeight * zoom),
    };
  }

  /**
   * Reports a rectangle that is cut, once for each box that cuts: on a projector and on paper nobody scrolls. A line's box is
   * taller than its letters, so a quarter of it may be missing above or below.
   */
  function lookAtCut(at, words, boxes, slide) {
    let seen = at;
    for (const box of boxes) {
      const left = through(seen, box);
      const cut = left.right - left.left < at.right - at.left - 2 || left.bottom - left.top < (at.bottom - at.top) * 0.75;
      if (cut && !owned(box) && !told.has(box)) {
        told.add(box);
        found.push({ slide: slide.dataset.id, kind: "cut", words });
      }
      if (cut) return null;
      seen = left;
    }
    return seen;
  }

  function lookAtPlace(at, words, slide, inFoot) {
    const box = slide.getBoundingClientRect();
    const notes = inFoot ? null : slide.querySelector(":scope > .footnotes");
    const foot = (notes ?? slide.querySelector(".slide-foot")).getBoundingClientRect();
    const outside = at.left < box.left + MARGIN_PX || at.right > box.right - MARGIN_PX || at.top < box.top || at.bottom > box.bottom;
    if (outside) found.push({ slide: slide.dataset.id, kind: "outside", words });
    else if (!inFoot && at.bottom > foot.top + 4) found.push({ slide: slide.dataset.id, kind: "foot", words });
  }

  function lookAtText(slide) {
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("select, option, math, svg, .visually-hidden, [hidden]") || !visible(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const at = range.getBoundingClientRect();
      if (at.width < 2 || at.height < 2) continue;
      const words = short(element.closest(".line")?.textContent ?? node.data);
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (size < smallestPx) found.push({ slide: slide.dataset.id, kind: "small", words, figure: size });
      const boxes = windows(element, slide);
      const lines = [...range.getClientRects()].map((line) => lookAtCut(line, words, boxes, slide));
      if (lines.every(Boolean)) lookAtPlace(at, words, slide, Boolean(element.closest(".slide-foot, .footnotes")));
    }
  }

  function lookAtPictures(slide) {
    for (const picture of slide.querySelectorAll("img, canvas, svg")) {
      const at = picture.getBoundingClientRect();
      if (at.width < 2 || !visible(picture) || picture.closest('[data-fit="cover"]')) continue;
      const words = short(picture.getAttribute("alt") || picture.tagName.toLowerCase());
      if (lookAtCut(at, words, windows(picture.parentElement, slide), slide)) lookAtPlace(at, words, slide, false);
    }
  }

  async function askAxe() {
    const answer = await axe.run("main", { runOnly: rules, resultTypes: ["violations"] });
    for (const violation of answer.violations) {
      for (const node of violation.nodes) {
        const element = document.querySelector(node.target[0]);
        const slide = element?.closest("section[data-id]")?.dataset.id;
        if (!slide) continue;
        const data = node.any[0]?.data ?? {};
        const words = short(element.textContent || element.outerHTML);
        const { id: kind, help } = violation;
        found.push({ slide, kind, words, help, figure: data.contrastRatio ?? null, needed: data.expectedContrastRatio ?? null });
      }
    }
  }

  for (const slide of document.querySelectorAll("section[data-id]")) {
    lookAtText(slide);
    lookAtPictures(slide);
  }
  await askAxe();
  return found;
}
