/** Load this page again after an edit of the deck, and take over everything but the sections. */

/** Attributes of `<html>` that differ between editions. */
const ATTRIBUTES = ["data-deck", "lang", "dir", "data-theme", "data-recordings"];

/** The HTML of each slide as its page wrote it, by the slide's id. */
export type Written = ReadonlyMap<string | undefined, string>;

export interface Edition {
  /** The sections as they were read, in a document of their own. */
  readonly sections: readonly HTMLElement[];
  readonly written: Written;
  /** True when all that differs from the edition before is in the sections. */
  readonly sameAround: boolean;
}

/**
 * Take over the new edition's styles, title and attributes; return its sections.
 *
 * Null where only a reload helps: the page cannot be loaded, or the front end itself changed.
 */
export async function loadNewEdition(): Promise<Edition | null> {
  try {
    const answer = await fetch(location.pathname, { cache: "no-cache" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Scripts that run cannot be exchanged; their names hold hashes of their content.
    if (scriptsOf(page) !== scriptsOf(document)) return null;
    // What stands on the screen already would go on in the old language.
    if (messagesOf(page) !== messagesOf(document)) return null;
    // Nor can an element be defined twice.
    if (page.documentElement.dataset.widgets !== document.documentElement.dataset.widgets)
      return null;
    let sameAround = !(await replaceStyles(page));
    for (const name of ATTRIBUTES) {
      const value = page.documentElement.getAttribute(name);
      if (value === document.documentElement.getAttribute(name)) continue;
      if (name !== "data-deck") sameAround = false;
      if (value === null) document.documentElement.removeAttribute(name);
      else document.documentElement.setAttribute(name, value);
    }
    document.title = page.title;
    const sections = [...page.querySelectorAll<HTMLElement>(".reveal > .slides > section")];
    return { sections, written: writtenBy(sections), sameAround };
  } catch {
    return null;
  }
}

/** Return what sections are written as; only those that no script has changed yet. */
export function writtenBy(sections: readonly HTMLElement[]): Written {
  return new Map(sections.map((section) => [section.dataset.id, section.outerHTML]));
}

/**
 * Give a section that stands on the page the attributes and the content of a newer one.
 *
 * `before` is what it was written as; what reveal.js has set since, classes and styles, stays.
 */
export function renew(standing: HTMLElement, before: string, newer: HTMLElement): void {
  const template = document.createElement("template");
  template.innerHTML = before;
  const older = template.content.firstElementChild as HTMLElement;
  for (const { name } of [...older.attributes])
    if (name !== "class" && name !== "style") standing.removeAttribute(name);
  standing.classList.remove(...older.classList);
  standing.classList.add(...newer.classList);
  for (const name of older.style) standing.style.removeProperty(name);
  for (const name of newer.style)
    standing.style.setProperty(name, newer.style.getPropertyValue(name));
  for (const { name, value } of newer.attributes)
    if (name !== "class" && name !== "style") standing.setAttribute(name, value);
  standing.replaceChildren(...newer.childNodes);
}

function scriptsOf(page: Document): string {
  const scripts = [...page.querySelectorAll("script[src]")];
  return scripts.map((script) => script.getAttribute("src")).join();
}

function messagesOf(page: Document): string {
  return page.querySelector("script.messages")?.textContent ?? "";
}

/**
 * Load the page's styles before the old ones go: there is never a frame without either.
 *
 * Return whether they are other ones.
 */
async function replaceStyles(page: Document): Promise<boolean> {
  const old = [...document.querySelectorAll("link[rel=stylesheet]")];
  const hrefs = hrefsOf([...page.querySelectorAll("link[rel=stylesheet]")]);
  if (hrefs.join() === hrefsOf(old).join()) return false;
  await Promise.all(hrefs.map(addStyle));
  for (const link of old) link.remove();
  return true;
}

function hrefsOf(links: readonly Element[]): string[] {
  return links.map((link) => link.getAttribute("href") ?? "");
}

function addStyle(href: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(`the style ${href} does not load`));
    document.head.append(link);
  });
}
