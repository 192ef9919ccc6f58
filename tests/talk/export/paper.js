/**
 * Run inside the print page. Finds lines of text that lie on each other, by the middle half of their height, and boxes
 * that one would have to scroll. An element that cuts what leaves it cuts it here too.
 */
[...document.querySelectorAll(".frame")].flatMap((frame) => {
  const slide = frame.querySelector("section").dataset.id;
  const short = (element) => element.textContent.trim().slice(0, 40);

  /** What is left to be seen of something inside an element. */
  function seen(element) {
    const cut = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
    for (let box = element; box !== frame; box = box.parentElement) {
      if (getComputedStyle(box).overflowX === "visible") continue;
      const at = box.getBoundingClientRect();
      for (const side of ["left", "top"]) cut[side] = Math.max(cut[side], at[side]);
      for (const side of ["right", "bottom"]) cut[side] = Math.min(cut[side], at[side]);
    }
    return cut;
  }

  function linesOf(node) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(".visually-hidden, [hidden]") || !element.checkVisibility({ visibilityProperty: true })) return [];
    const cut = seen(element);
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()]
      .map((at) => ({
        node,
        left: Math.max(at.left + 2, cut.left),
        right: Math.min(at.right - 2, cut.right),
        top: Math.max(at.top + at.height / 4, cut.top),
        bottom: Math.min(at.bottom - at.height / 4, cut.bottom),
      }))
      .filter((line) => line.left < line.right && line.top < line.bottom);
  }

  const lines = [];
  const walker = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) lines.push(...linesOf(walker.currentNode));
  const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const over = lines.flatMap((one, index) =>
    lines
      .slice(index + 1)
      .filter((other) => one.node !== other.node && meet(one, other))
      .map((other) => [slide, short(one.node), "lies on", short(other.node)]),
  );
  const cut = [...frame.querySelectorAll("[data-key] *")]
    .filter((box) => /auto|scroll/.test(getComputedStyle(box).overflowY) && box.scrollHeight > box.clientHeight + 2)
    .map((box) => [slide, short(box), "is cut"]);
  return [...over, ...cut];
});
