/**
 * Take a slide apart as the browser has laid it out: texts, tables, boxes and pictures.
 *
 * It runs inside the print page, where every slide lies on its canvas with all steps shown.
 * powerpoint.py evaluates the file as an expression, so it is one function. Places and sizes in
 * the result are CSS pixels of the slide; colours are `rrggbb`, null where nothing is painted.
 */
(at) => {
  const slide = document.querySelectorAll(".sheet")[at].querySelector("section");
  const origin = slide.getBoundingClientRect();
  const parts = [];
  const PICTURES =
    "[data-key], img, svg, canvas, video, audio, iframe, object, pre, .listing-frame, .math, .html-part";
  const TEXTS = "p, h1, h2, h3, h4, h5, h6, ul, ol, dl, blockquote, figcaption, cite, span, div";
  const INLINE = /^inline/;
  /** Elements that stand in a line of text although in a grid the browser calls them blocks. */
  const IN_LINE = "a, abbr, b, br, cite, code, del, em, i, input, mark, q, s, small, span, strong, sub, sup, u";
  /** Parts of formulas that one line of letters cannot show. */
  const STACKED = "mfrac, msqrt, mroot, munder, mover, munderover, mtable, msubsup, menclose";
  const MONO = /mono|menlo|consolas|courier/i;

  const style = (element, pseudo) => getComputedStyle(element, pseudo);
  const blank = (text) => text.trim() === "";
  const tidy = (text) => text.trim().replace(/\s+/g, " ");

  const inLine = (element) => INLINE.test(style(element).display) || element.matches(IN_LINE);

  function visible(element) {
    // The numbers of a chart are for screen readers; the drawing has an alternative text.
    if (element.closest(".bookmark, .visually-hidden")) return false;
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  }

  function box(element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - origin.left, y: top - origin.top, width, height };
  }

  const painter = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  painter.canvas.width = painter.canvas.height = 1;

  /** Return a CSS colour as `rrggbb`, over the paper where it is transparent in part. */
  function colour(value) {
    painter.clearRect(0, 0, 1, 1);
    painter.fillStyle = value;
    painter.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = painter.getImageData(0, 0, 1, 1).data;
    if (alpha < 8) return null;
    if (alpha < 255 && value !== paper) {
      painter.fillStyle = paper;
      painter.fillRect(0, 0, 1, 1);
      painter.fillStyle = value;
      painter.fillRect(0, 0, 1, 1);
      const mixed = painter.getImageData(0, 0, 1, 1).data;
      return hex(mixed[0], mixed[1], mixed[2]);
    }
    return hex(red, green, blue);
  }

  const hex = (...channels) =>
    channels.map((channel) => channel.toString(16).padStart(2, "0")).join("");

  const paper = style(slide).backgroundColor;
  /** Least room between a widened part and the right rim of the slide. */
  const SIDE = 72;

  /** Return the element by which a piece of text is raised or lowered, null where none does it. */
  function scriptOf(element) {
    for (let one = element; one && one !== slide; one = one.parentElement) {
      if (one.matches("sup, sub")) return one;
      // Of a formula the first part is what the second is raised beside.
      const around = one.parentElement;
      if (around?.matches("msup, msub") && around.firstElementChild !== one) return around;
    }
    return null;
  }

  /** Return how a piece of text looks. */
  function look(element) {
    const css = style(element);
    const script = scriptOf(element);
    // PowerPoint makes what is raised smaller by itself.
    const full = script?.matches("sup, sub") ? script.parentElement : script;
    const struck = element.closest("s, del");
    const link = element.closest("a[href]");
    // The ground of a block is a box of its own; only one behind letters of a line is a mark.
    let marked = null;
    for (let one = element; one && style(one).display.match(INLINE); one = one.parentElement)
      marked ??= colour(style(one).backgroundColor);
    return {
      size: Number.parseFloat(style(full ?? element).fontSize),
      bold: Number(css.fontWeight) >= 600,
      italic: css.fontStyle === "italic",
      mono: MONO.test(css.fontFamily.split(",")[0]),
      font: css.fontFamily.split(",")[0].replace(/["']/g, "").trim(),
      colour: colour(css.color),
      marked,
      struck: struck !== null,
      raised: script ? (/sup/i.test(script.localName) ? 1 : -1) : 0,
      capitals: css.textTransform === "uppercase",
      link: link ? link.getAttribute("href") : "",
    };
  }

  /** Return the runs of an element's own line of text, without the lists in it. */
  function runs(element) {
    const found = [];
    const visit = (node) => {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) {
          const text = child.data.replace(/[ \t\r\n]+/g, " ");
          if (text) found.push({ text, ...look(node) });
        } else if (child.nodeType !== Node.ELEMENT_NODE || child.matches("ul, ol, annotation")) {
        } else if (child.localName === "br") found.push({ text: "\n", ...look(node) });
        else if (child.matches("[data-task]"))
          found.push({ text: child.dataset.task === "done" ? "☑ " : "☐ ", ...look(node) });
        else if (visible(child) || child.closest("math")) {
          addSign(child, "::before");
          visit(child);
          addSign(child, "::after");
        }
      }
    };
    /** Add what a stylesheet writes before or after a part of the line. */
    const addSign = (element, pseudo) => {
      const written = /^"(.*)"$/.exec(style(element, pseudo).content);
      if (written?.[1]) found.push({ text: written[1], ...look(element) });
    };
    visit(element);
    // Blanks at both ends, and two in a row, are laid out by no browser.
    const kept = [];
    for (const run of found) {
      const before = kept.at(-1)?.text ?? "\n";
      const text = /\s$/.test(before) ? run.text.replace(/^ +/, "") : run.text;
      if (text) kept.push({ ...run, text });
    }
    if (kept.length > 0) {
      const last = kept.at(-1);
      last.text = last.text.replace(/ +$/, "");
      if (!last.text) kept.pop();
    }
    return kept;
  }

  const ALIGN = { center: "center", right: "right", end: "right", "-webkit-center": "center" };

  function paragraph(element, more = {}) {
    const css = style(element);
    const line = Number.parseFloat(css.lineHeight) || 1.2 * Number.parseFloat(css.fontSize);
    const at = box(element);
    return {
      runs: runs(element),
      align: ALIGN[css.textAlign] ?? "left",
      line,
      level: 0,
      bullet: "",
      top: at.y,
      bottom: at.y + at.height,
      ...more,
    };
  }

  /** Return the paragraphs of a list, with those of the lists in it. */
  function listed(list, level) {
    const found = [];
    const marked = style(list).listStyleType !== "none";
    const indent = Number.parseFloat(style(list).paddingLeft);
    const items = [...list.children].filter((item) => item.localName === "li" && visible(item));
    for (const item of items) {
      const bullet = !marked || item.matches(".task-list-item") ? "" : list.localName === "ol" ? "number" : "dot";
      const first = Number(list.getAttribute("start") ?? 1);
      const blocks = [...item.children].filter((one) => one.matches("p, ul, ol"));
      const own = item.querySelector(":scope > p") ?? item;
      found.push(paragraph(own, { level, bullet, first, indent }));
      for (const block of blocks) {
        if (block.matches("ul, ol")) found.push(...listed(block, level + 1));
        else if (block !== own) found.push(paragraph(block, { level, indent, hanging: true }));
      }
    }
    return found;
  }

  /** Return whether an element is lines of text and nothing else. */
  function isText(element, mayPaint = false) {
    if (!element.matches(TEXTS) || !visible(element) || blank(element.textContent)) return false;
    if (element.matches(PICTURES) || element.querySelector(PICTURES)) return false;
    // Formulas of one line of letters can be text; what is stacked cannot.
    for (const formula of element.querySelectorAll("math"))
      if (formula.querySelector(STACKED)) return false;
    if (!mayPaint && paints(element)) return false;
    if (element.matches("ul, ol")) {
      return [...element.children].every(
        (item) =>
          !paints(item) &&
          INLINE_OR_ITEM.test(style(item).display) &&
          [...item.children].every((one) =>
            one.matches("p, ul, ol") ? isText(one) : inLine(one),
          ),
      );
    }
    return [...element.children].every(
      (one) => one.closest("math") || inLine(one),
    );
  }

  const INLINE_OR_ITEM = /^(inline|list-item|block|flex|grid)/;
  const SIDES = ["Top", "Right", "Bottom", "Left"];

  /** Return whether an element has a ground or a border of its own. */
  function paints(element) {
    const css = style(element);
    if (INLINE.test(css.display)) return false;
    const bordered = SIDES.some(
      (side) =>
        Number.parseFloat(css[`border${side}Width`]) > 0 && colour(css[`border${side}Color`]),
    );
    return bordered || colour(css.backgroundColor) !== null;
  }

  /** Add the ground and the borders of an element. */
  function addBox(element, css, place) {
    const radius = Number.parseFloat(css.borderTopLeftRadius) || 0;
    const fill = colour(css.backgroundColor);
    if (fill) parts.push({ kind: "box", ...place, fill, radius });
    for (const side of SIDES) {
      const width = Number.parseFloat(css[`border${side}Width`]);
      const ink = colour(css[`border${side}Color`]);
      if (!width || !ink || css[`border${side}Style`] === "none") continue;
      const flat = side === "Top" || side === "Bottom";
      parts.push({
        kind: "box",
        x: side === "Right" ? place.x + place.width - width : place.x,
        y: side === "Bottom" ? place.y + place.height - width : place.y,
        width: flat ? place.width : width,
        height: flat ? width : place.height,
        fill: ink,
        radius: 0,
      });
    }
  }

  function addText(elements, kind = "text") {
    const paragraphs = elements.flatMap((element) =>
      element.matches("ul, ol") ? listed(element, 0) : [paragraph(element)],
    );
    const filled = paragraphs.filter((one) => one.runs.length > 0);
    if (filled.length === 0) return;
    const places = elements.map(box);
    const x = Math.min(...places.map((place) => place.x));
    const y = Math.min(...places.map((place) => place.y));
    const width = Math.max(...places.map((place) => place.x + place.width)) - x;
    const whole = kind === "title" && filled[0].align === "left";
    const height = Math.max(...places.map((place) => place.y + place.height)) - y;
    // The font of another machine may be wider: one line must not become two.
    const isLine = filled.length === 1 && height < 1.6 * filled[0].line;
    const slack = isLine ? Math.min(0.08 * width, 40) : 0;
    const before = { left: 0, center: slack, right: 2 * slack }[filled[0].align];
    parts.push({
      kind,
      x: x - before,
      y,
      columns: columns(elements[0]),
      // Nothing stands beside a title but what is drawn around it.
      width: whole
        ? Math.max(width, Math.min(origin.width - SIDE - x, width * 1.3))
        : width + 2 * slack,
      height,
      paragraphs: filled,
    });
  }

  function addTable(table) {
    const rows = [...table.rows].filter(visible);
    const caption = table.caption;
    const place = rows.map(box);
    // Letters of another font are wider; a table that leaves room beside it takes some of it.
    const room = (origin.width - SIDE - place[0].x) / place[0].width;
    const wider = Math.max(1, Math.min(1.12, room));
    const columns = [...rows[0].cells].map((cell) => box(cell).width * wider);
    parts.push({
      kind: "table",
      x: place[0].x,
      y: place[0].y,
      width: place[0].width * wider,
      height: place.at(-1).y + place.at(-1).height - place[0].y,
      columns,
      rows: rows.map((row, at) => ({
        height: place[at].height,
        cells: [...row.cells].map((cell) => {
          const css = style(cell);
          return {
            paragraph: paragraph(cell),
            fill: colour(css.backgroundColor) ?? colour(style(row).backgroundColor),
            rule: Number.parseFloat(css.borderBottomWidth) || 0,
            ruleColour: colour(css.borderBottomColor),
            padding: SIDES.map((side) => Number.parseFloat(css[`padding${side}`])),
          };
        }),
      })),
    });
    if (caption && visible(caption)) addText([caption]);
  }

  /** Return what a picture shows, for people who do not see it. */
  function description(element) {
    const image = element.matches("img") ? element : element.querySelector(":scope > img");
    if (image?.alt) return tidy(image.alt);
    // Of charts, diagrams and drawings the author has said what they show.
    const said = element.closest('[role="img"][aria-label]');
    if (said) return tidy(said.getAttribute("aria-label"));
    const named = element.getAttribute("aria-label") ?? "";
    if (element.querySelector("math") && !element.matches("[data-key]")) {
      const copy = element.cloneNode(true);
      // As they are written: the letters of a fraction one after the other say nothing.
      for (const formula of copy.querySelectorAll("math"))
        formula.replaceWith(formula.getAttribute("alttext") ?? formula.textContent);
      return tidy(copy.textContent);
    }
    const text = element.innerText ?? element.textContent ?? "";
    const words = element.matches("pre, .listing-frame") ? text.trim() : tidy(text);
    return [named, words].filter(Boolean).join(": ").slice(0, 1000);
  }

  function addPicture(element) {
    const place = box(element);
    const kept = {
      x: Math.max(0, place.x),
      y: Math.max(0, place.y),
      width: Math.min(origin.width, place.x + place.width) - Math.max(0, place.x),
      height: Math.min(origin.height, place.y + place.height) - Math.max(0, place.y),
    };
    if (kept.width < 2 || kept.height < 2) return;
    const address = element.matches("img") ? element.getAttribute("src") : "";
    // JPEG keeps photographs small; letters and lines would get fringes in it.
    const photo = /\.(jpe?g|webp|avif)$/i.test(address) || address.startsWith("data:image/jp");
    // What a picture in a file looks like, its tag says: the same tag is the same picture.
    const tag = element.matches("img") ? element.outerHTML : "";
    parts.push({ kind: "picture", ...kept, alt: description(element), photo, element: tag });
  }

  /** Add what stands before or after an element by its stylesheet: a number, a rule, a sign. */
  function addPseudo(element, pseudo) {
    const css = style(element, pseudo);
    if (css.content === "none" || css.content === "normal" || css.display === "none") return;
    // No script can measure a pseudo-element: a span with its style takes its place meanwhile.
    const stand = document.createElement("span");
    for (const name of css) stand.style.setProperty(name, css.getPropertyValue(name));
    const written = /^"(.*)"$/.exec(css.content);
    // No script can read a counter either; those of the layouts count siblings from 1.
    const counted = /counters?\(/.test(css.content);
    const order = [...(element.parentElement?.children ?? [])].indexOf(element) + 1;
    stand.textContent = counted ? String(order) : (written?.[1] ?? "");
    element.toggleAttribute(`data-no${pseudo.replaceAll(":", "-")}`, true);
    if (pseudo === "::before") element.prepend(stand);
    else element.append(stand);
    addBox(stand, style(stand), box(stand));
    if (!blank(stand.textContent)) addText([stand]);
    stand.remove();
    element.toggleAttribute(`data-no${pseudo.replaceAll(":", "-")}`, false);
  }

  function walk(element) {
    if (!visible(element) || element.matches("template, script, style")) return;
    if (element.matches(PICTURES)) return addPicture(element);
    if (element.matches("table")) return addTable(element);
    // The slide's own ground is the background of the page in the file.
    if (element !== slide) addBox(element, style(element), box(element));
    addPseudo(element, "::before");
    if (element.localName === "li") addMarker(element);
    if (element.matches(".slide-number")) addText([element], "number");
    else if (element.matches(".slide-title")) addText([element], "title");
    else if (element.matches("ul, ol") && isText(element, true)) addList(element);
    else if (element !== slide && !blank(element.textContent) && isLine(element))
      addText([element]);
    else if (element !== slide && hasText(element)) addPicture(element);
    else walkChildren(element);
    addPseudo(element, "::after");
  }

  /** Add the number or the dot of an item that stands by itself, as beside one with a formula. */
  function addMarker(item) {
    const list = item.parentElement;
    if (style(list).listStyleType === "none" || item.matches(".task-list-item")) return;
    const indent = Number.parseFloat(style(list).paddingLeft) || 40;
    const number = [...list.children].indexOf(item) + Number(list.getAttribute("start") ?? 1);
    const text = list.localName === "ol" ? `${number}.` : "•";
    const place = box(item);
    const line = paragraph(item, { runs: [{ text, ...look(item) }] });
    parts.push({ kind: "text", columns: 1, ...place, x: place.x - indent, width: indent, paragraphs: [line] });
  }

  /** Return whether the items of a list stand side by side, as a slide's sources do. */
  function isRow(list) {
    const places = [...list.children].filter(visible).map(box);
    return (
      columns(list) === 1 &&
      places.some((place, at) => at > 0 && place.y < places[at - 1].y + places[at - 1].height - 2)
    );
  }

  function addList(list) {
    if (isRow(list)) for (const item of list.children) addText([item]);
    else addText([list]);
  }

  /** Return whether text stands in an element itself, not only in elements in it. */
  function hasText(element) {
    return [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && !blank(node.data),
    );
  }

  /** Return whether an element with a ground of its own is lines of text inside. */
  function isLine(element) {
    return (
      hasText(element) &&
      !element.querySelector(PICTURES) &&
      !element.querySelector(STACKED) &&
      [...element.children].every(
        (one) => inLine(one) || one.matches("math"),
      )
    );
  }

  /** Return the number of columns that a text is set in. */
  function columns(element) {
    if (style(element).columnSpan === "all") return 1;
    const counts = [element, element.parentElement].map((one) => style(one).columnCount);
    return Math.max(...counts.map((count) => Number.parseInt(count, 10) || 1));
  }

  /** Put neighbouring texts of one column into one text box, as an author would have typed them. */
  function walkChildren(element) {
    let group = [];
    const flush = () => {
      if (group.length > 0) addText(group);
      group = [];
    };
    for (const child of element.children) {
      const alone = child.matches(".slide-title, .slide-number") || (child.matches("ul, ol") && isRow(child));
      const joins = isText(child) && !alone;
      if (!joins) {
        flush();
        walk(child);
        continue;
      }
      const left = box(child).x;
      const below = group.length > 0 ? box(group.at(-1)) : null;
      const other = group.length > 0 && columns(group[0]) !== columns(child);
      if (other) flush();
      else if (
        below &&
        (Math.abs(below.x - left) > 2 || box(child).y < below.y + below.height - 2)
      )
        flush();
      group.push(child);
    }
    flush();
  }

  const off = document.createElement("style");
  off.textContent =
    "[data-no--before]::before, [data-no--after]::after { content: none !important }";
  document.head.append(off);
  walk(slide);
  off.remove();
  const root = style(slide);
  return {
    id: slide.dataset.id,
    // The place of the slide on the page.
    x: origin.left + scrollX,
    y: origin.top + scrollY,
    title: tidy(slide.querySelector(".slide-title")?.textContent ?? slide.ariaLabel ?? ""),
    paper: colour(paper),
    // A picture or a gradient behind everything is taken as a picture.
    backdrop: root.backgroundImage !== "none",
    parts,
  };
}
