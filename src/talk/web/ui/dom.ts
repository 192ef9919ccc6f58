/** Making elements. What people typed only ever goes in as text: nothing here parses HTML. */

export type Child = Node | string | null | undefined | false;
export type Attributes = Record<
  string,
  string | number | boolean | null | undefined | ((event: Event) => void)
>;

/**
 * `h("button", {type: "button", class: "pick", onclick: pick}, "Pick")`; null, undefined and false
 * attributes are left out.
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

/** The same for SVG. */
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

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else setAttribute(element, name, value);
  }
}

/** Writes only what changed, so that drawing anew costs nothing and no live region speaks twice. */
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

/** Writes only what changed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * What an element is called, where what it shows is made for the eye: a name off screen beside
 * parts that are hidden from it. (A name in aria-label would have to repeat the visible text,
 * glyphs and all: WCAG 2.5.3.)
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

/** An id no other element of the page has. */
export function newId(stem: string): string {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/**
 * Makes `parent` hold one child per item, reusing those that stand: `make` builds a new one, `draw`
 * brings it up to date.
 */
export function renderList<Item, Kind extends Element>(
  parent: Element,
  items: readonly Item[],
  make: () => Kind,
  draw: (element: Kind, item: Item, index: number) => void,
): void {
  while (parent.children.length > items.length) parent.lastElementChild?.remove();
  items.forEach((item, index) => {
    let element = parent.children[index] as Kind | undefined;
    if (!element) {
      element = make();
      parent.append(element);
    }
    draw(element, item, index);
  });
}
