/**
 * Run inside the print page, where every slide lies on its canvas with all steps shown. Finds what only shows when it is drawn:
 * things that leave the slide or cover its foot, small text, and what axe-core objects to.
 */
async ([smallestPx, rules]) => {
  const MARGIN_PX = 40;
  const found = [];

  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);

  function clipped(element, slide) {
    for (let box = element; box && box !== slide; box = box.parentElement) if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  }

  function lookAtPlace(at, words, slide, inFoot) {
    const box = slide.getBoundingClientRect();
    const foot = slide.querySelector(".slide-foot").getBoundingClientRect();
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
      const words = short(node.data);
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (size < smallestPx) found.push({ slide: slide.dataset.id, kind: "small", words, figure: size });
      if (!clipped(element, slide)) lookAtPlace(at, words, slide, Boolean(element.closest(".slide-foot")));
    }
  }

  function lookAtPictures(slide) {
    for (const picture of slide.querySelectorAll("img, canvas, svg")) {
      const at = picture.getBoundingClientRect();
      if (at.width < 2 || !visible(picture) || clipped(picture.parentElement, slide)) continue;
      lookAtPlace(at, short(picture.getAttribute("alt") || picture.tagName.toLowerCase()), slide, false);
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
