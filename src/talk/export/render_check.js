/**
 * Find what only shows when a slide is rendered.
 *
 * It runs inside the print page, where every slide lies on its canvas with all steps shown. It
 * finds things that leave the slide, cover its foot or are cut off by a box, small text, and what
 * axe-core reports. render_check.py evaluates the file as an expression, so it is one function.
 */
async ([smallestPx, rules]) => {
  /** Nothing stands nearer to the left and right edge than the foot does to the lower one. */
  const MARGIN_PX = 40;
  /** A line's box is taller than its letters, so it may reach a little into the foot's. */
  const INTO_FOOT_PX = 4;
  /** A line's box is taller than its letters, so a quarter of it may be missing above or below. */
  const LEAST_HEIGHT = 0.75;
  /** What stands at the foot of a slide, below everything else. */
  const FOOT = ".slide-foot, .footnotes, .sources";
  const found = [];
  const reported = new Set();

  const report = (slide, kind, words, more = {}) =>
    found.push({ slide: slide.dataset.id, kind, words, ...more });
  const visible = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);

  /** Return the boxes between an element and its slide that cut off what leaves them. */
  function cuttingBoxes(element, slide) {
    const boxes = [];
    for (let box = element; box && box !== slide; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      if (overflowX !== "visible" || overflowY !== "visible") boxes.push(box);
    }
    return boxes;
  }

  /** Return whether a box shows a part on purpose: by an ellipsis, or by `data-excerpt`. */
  function cutsOnPurpose(box) {
    return box.hasAttribute("data-excerpt") || getComputedStyle(box).textOverflow === "ellipsis";
  }

  /** Return what is left of a rectangle in a box: in its padding box, without scroll bars. */
  function intersection(at, box) {
    const outer = box.getBoundingClientRect();
    // The slide is scaled to its sheet; client sizes are not.
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
   * Report a rectangle that is cut, once for each box that cuts: on a projector and on paper nobody
   * scrolls. Return what is seen of it, null where it is cut.
   */
  function checkCut(at, words, boxes, slide) {
    let seen = at;
    for (const box of boxes) {
      const left = intersection(seen, box);
      const narrower = left.right - left.left < at.right - at.left - 2;
      const lower = left.bottom - left.top < (at.bottom - at.top) * LEAST_HEIGHT;
      if (narrower || lower) {
        if (!cutsOnPurpose(box) && !reported.has(box)) {
          reported.add(box);
          report(slide, "cut", words);
        }
        return null;
      }
      seen = left;
    }
    return seen;
  }

  function checkPosition(at, words, slide, inFoot) {
    const box = slide.getBoundingClientRect();
    const notes = inFoot ? null : slide.querySelector(":scope > :is(.footnotes, .sources)");
    const foot = (notes ?? slide.querySelector(".slide-foot")).getBoundingClientRect();
    const outside =
      at.left < box.left + MARGIN_PX ||
      at.right > box.right - MARGIN_PX ||
      at.top < box.top ||
      at.bottom > box.bottom;
    if (outside) report(slide, "outside", words);
    else if (!inFoot && at.bottom > foot.top + INTO_FOOT_PX) report(slide, "foot", words);
  }

  function checkText(slide) {
    const notRead = "select, option, math, svg, .visually-hidden, [hidden]";
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest(notRead) || !visible(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const at = range.getBoundingClientRect();
      if (at.width < 2 || at.height < 2) continue;
      // Code is coloured by many elements a line; its whole line says more than one of them.
      const words = short(element.closest(".line")?.textContent ?? node.data);
      // On narrow canvases a widget is shown smaller as a whole, which its styles do not say; the
      // slide's own scale on its sheet is no matter of the deck.
      const zoom = (element.currentCSSZoom ?? 1) / (slide.currentCSSZoom ?? 1);
      const fontSize = parseFloat(getComputedStyle(element).fontSize);
      const size = fontSize * zoom;
      if (size < smallestPx) report(slide, "small", words, { figure: size });
      const boxes = cuttingBoxes(element, slide);
      // The space after which such a line breaks hangs out of its box, and nobody sees it.
      const hangs = getComputedStyle(element).whiteSpace === "pre-wrap" ? 0.35 * fontSize : 0;
      const lines = [...range.getClientRects()].map(({ x, y, width, height }) =>
        checkCut(new DOMRect(x, y, Math.max(0, width - hangs), height), words, boxes, slide),
      );
      const inFoot = Boolean(element.closest(FOOT));
      if (lines.every(Boolean)) checkPosition(at, words, slide, inFoot);
    }
  }

  function checkPictures(slide) {
    for (const picture of slide.querySelectorAll("img, canvas, svg")) {
      const at = picture.getBoundingClientRect();
      if (at.width < 2 || !visible(picture) || picture.closest('[data-fit="cover"]')) continue;
      const words = short(picture.getAttribute("alt") || picture.tagName.toLowerCase());
      const boxes = cuttingBoxes(picture.parentElement, slide);
      // A deck's logo stands in the foot.
      const inFoot = Boolean(picture.closest(".slide-foot"));
      if (checkCut(at, words, boxes, slide)) checkPosition(at, words, slide, inFoot);
    }
  }

  function checkFormulas(slide) {
    for (const formula of slide.querySelectorAll("math")) {
      if (!visible(formula)) continue;
      // On lines of its own the formula's box is as wide as the text, whatever stands in it.
      const at = (formula.firstElementChild ?? formula).getBoundingClientRect();
      const words = short(formula.textContent);
      const boxes = cuttingBoxes(formula.parentElement, slide);
      const inFoot = Boolean(formula.closest(FOOT));
      if (checkCut(at, words, boxes, slide)) checkPosition(at, words, slide, inFoot);
    }
  }

  async function checkWithAxe() {
    const answer = await axe.run("main", { runOnly: rules, resultTypes: ["violations"] });
    for (const { id: kind, help, nodes } of answer.violations) {
      for (const node of nodes) {
        const element = document.querySelector(node.target[0]);
        const slide = element?.closest("section[data-id]");
        if (!slide?.dataset.id) continue;
        const data = node.any[0]?.data ?? {};
        const figures = {
          figure: data.contrastRatio ?? null,
          needed: data.expectedContrastRatio ?? null,
        };
        report(slide, kind, short(element.textContent || element.outerHTML), { help, ...figures });
      }
    }
  }

  for (const slide of document.querySelectorAll("section[data-id]")) {
    checkText(slide);
    checkPictures(slide);
    checkFormulas(slide);
  }
  await checkWithAxe();
  return found;
}
