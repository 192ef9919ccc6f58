/** Loads this page again after an edit of the deck, and takes over everything but the sections. */

/** Attributes of `<html>` that differ between editions. */
const ATTRIBUTES = ["lang", "dir", "data-deck", "data-theme", "data-recordings"];

/**
 * Take over the new edition's styles, title and attributes; return its sections.
 *
 * Null where only a reload helps: the page cannot be loaded, or the front end itself changed.
 */
export async function loadNewEdition(): Promise<Element[] | null> {
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
    await replaceStyles(page);
    for (const name of ATTRIBUTES) {
      const value = page.documentElement.getAttribute(name);
      if (value === null) document.documentElement.removeAttribute(name);
      else document.documentElement.setAttribute(name, value);
    }
    document.title = page.title;
    return [...page.querySelectorAll(".reveal > .slides > section")].map((section) =>
      document.importNode(section, true),
    );
  } catch {
    return null;
  }
}

function scriptsOf(page: Document): string {
  const scripts = [...page.querySelectorAll("script[src]")];
  return scripts.map((script) => script.getAttribute("src")).join();
}

function messagesOf(page: Document): string {
  return page.querySelector("script.messages")?.textContent ?? "";
}

/** Load the page's styles before the old ones go: there is never a frame without either. */
async function replaceStyles(page: Document): Promise<void> {
  const old = [...document.querySelectorAll("link[rel=stylesheet]")];
  const hrefs = hrefsOf([...page.querySelectorAll("link[rel=stylesheet]")]);
  if (hrefs.join() === hrefsOf(old).join()) return;
  await Promise.all(hrefs.map(addStyle));
  for (const link of old) link.remove();
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
