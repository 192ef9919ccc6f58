/**
 * Define the widgets' elements as slides need them.
 *
 * First those of the slide in sight, after the first paint those of the whole deck in one module
 * (talk/build/widget_modules.py), and later those of slides that come afterwards. What no slide
 * uses is never loaded.
 */

import { mountAhead } from "./mount_ahead.js";
import { retryImport } from "./retry_import.js";

/** By tag, the function that loads the module which defines it. */
export type Loaders = Readonly<Record<string, () => Promise<unknown>>>;

const CONTAINERS = ".reveal > .slides, main.deck, template#deck";
const IN_SIGHT = ":scope > .present, :scope > .current";
/** Longest wait for the first paint: a hidden tab paints nothing. */
const PAINT_WITHIN_MS = 300;

export async function defineWidgets(shipped: Loaders): Promise<void> {
  const loaders = { ...shipped, ...ownLoaders() };
  const containers = [...document.querySelectorAll(CONTAINERS)].map((found) =>
    found instanceof HTMLTemplateElement ? found.content : found,
  );
  for (const container of containers)
    await define(container.querySelector(IN_SIGHT) ?? container.firstElementChild, loaders);
  await new Promise<void>((resolve) => {
    // The frame's callback runs before the paint; a timer set there runs after.
    requestAnimationFrame(() => setTimeout(resolve, 0));
    setTimeout(resolve, PAINT_WITHIN_MS);
  });
  preloadModules();
  const together = metaContent("talk-widgets");
  if (together) await retryImport(() => import(new URL(together, document.baseURI).href));
  mountAhead();
  for (const container of containers) {
    await define(container, loaders);
    // Slides that a phone held back, and those of a newer edition, come later.
    new MutationObserver(() => void define(container, loaders)).observe(container, {
      childList: true,
    });
  }
}

/** Return the loaders of widgets that are not talk's own: the page names their modules. */
function ownLoaders(): Loaders {
  const named = JSON.parse(document.documentElement.dataset.widgets ?? "{}") as Record<
    string,
    string
  >;
  const load = async (url: string): Promise<void> => {
    await import("./serve_api.js");
    await import(new URL(url, document.baseURI).href);
  };
  return Object.fromEntries(Object.entries(named).map(([tag, url]) => [tag, () => load(url)]));
}

/** Load the modules of all widgets under `root` that are not defined yet. */
async function define(root: ParentNode | null, loaders: Loaders): Promise<void> {
  const needed = Object.entries(loaders).filter(
    ([tag]) => !customElements.get(tag) && root?.querySelector(tag),
  );
  await Promise.all(needed.map(([, load]) => retryImport(load)));
}

function metaContent(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** Preload the modules that the server names, lest modules that import modules wait in a row. */
function preloadModules(): void {
  for (const href of metaContent("talk-later").split(" ").filter(Boolean))
    document.head.append(
      Object.assign(document.createElement("link"), { rel: "modulepreload", href }),
    );
}
