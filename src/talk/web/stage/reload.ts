/** Fetches this page again and takes over what changed, all but the sections, which it returns. */

/** Null: something changed that only a reload brings, such as the front end itself. */
export async function renewPage(): Promise<Element[] | null> {
  try {
    const answer = await fetch(location.pathname, { cache: "no-cache" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (sources(page) !== sources(document)) return null;
    await takeStyles(page);
    for (const name of ["lang", "data-deck", "data-theme", "data-recordings"])
      takeAttribute(page, name);
    document.title = page.title;
    return [...page.querySelectorAll(".reveal > .slides > section")].map((section) =>
      document.importNode(section, true),
    );
  } catch {
    return null;
  }
}

function sources(page: Document): string {
  return [...page.querySelectorAll("script[src]")]
    .map((script) => script.getAttribute("src"))
    .join();
}

function takeAttribute(page: Document, name: string): void {
  const value = page.documentElement.getAttribute(name);
  if (value === null) document.documentElement.removeAttribute(name);
  else document.documentElement.setAttribute(name, value);
}

/** The new style is there before the old one goes: never a frame without either. */
async function takeStyles(page: Document): Promise<void> {
  const old = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")];
  const wanted = [...page.querySelectorAll("link[rel=stylesheet]")].map(
    (link) => link.getAttribute("href")!,
  );
  if (wanted.join() === old.map((link) => link.getAttribute("href")).join()) return;
  await Promise.all(wanted.map(addStyle));
  for (const link of old) link.remove();
}

function addStyle(href: string): Promise<void> {
  return new Promise((loaded, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => loaded();
    link.onerror = () => failed(new Error(`the style ${href} does not load`));
    document.head.append(link);
  });
}
