/** Functions that make elements. What people typed goes in as text; nothing here parses HTML. */

export type Child = Node | string | null | undefined | false;
export type Attributes = Record<
  string,
  string | number | boolean | null | undefined | ((event: Event) => void)
>;

/**
 * Return a new HTML element: `h("button", { type: "button", onclick: pick }, "Pick")`. Attributes
 * that are null, undefined or false are left out.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(
    ...children.filter(
      (child): child is Node | string => child !== null && child !== undefined && child !== false,
    ),
  );
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** Return a new SVG element, as `h` does for HTML. */
export function s(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  element.append(
    ...children.filter(
      (child): child is Node | string => child !== null && child !== undefined && child !== false,
    ),
  );
  return element;
}

/** Set attributes; a function becomes a listener for the event after its `on`. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else setAttribute(element, name, value);
  }
}

/**
 * Set an attribute, or remove it for null, undefined and false. Nothing is written where nothing
 * changed, so that rendering again costs little and no live region speaks twice.
 */
export function setAttribute(
  element: Element,
  name: string,
  value: string | number | boolean | null | undefined,
): void {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** Set an element's text where it changed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Set the accessible name of an element whose content is made for the eye: the name stands off
 * screen, and the other children are hidden from screen readers. An aria-label would have to repeat
 * the visible text, glyphs and all (WCAG 2.5.3).
 */
export function setName(element: Element, name: string): void {
  let said = element.querySelector(":scope > .visually-hidden");
  if (!said) {
    for (const child of element.children) child.setAttribute("aria-hidden", "true");
    said = h("span", { class: "visually-hidden" });
    element.append(said);
  }
  setText(said, name);
}

let lastId = 0;

/** Return an ID that no other element of the page has. */
export function newId(stem: string): string {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/**
 * Give `parent` one child for each item and reuse the existing children. `make` returns a new
 * child, and `update` makes a child show its item.
 */
export function renderList<Item, Kind extends Element>(
  parent: Element,
  items: readonly Item[],
  make: () => Kind,
  update: (element: Kind, item: Item, index: number) => void,
): void {
  while (parent.children.length > items.length) parent.lastElementChild?.remove();
  items.forEach((item, index) => {
    let element = parent.children[index] as Kind | undefined;
    if (!element) {
      element = make();
      parent.append(element);
    }
    update(element, item, index);
  });
}
