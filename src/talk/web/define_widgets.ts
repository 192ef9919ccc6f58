/**
 * Defines the widgets' elements: those of the slide in sight at once, the deck's others after the first paint, and later the ones
 * that a slide brings which came afterwards. What no slide uses is never fetched.
 */

import { fetched } from "./retry_import.js";

/** By tag, what fetches the module that defines it. */
export type Loaders = Readonly<Record<string, () => Promise<unknown>>>;

const CONTAINERS = ".reveal > .slides, main.deck, template#deck";
const IN_SIGHT = ":scope > .present, :scope > .current";
/** A hidden tab paints nothing; it goes on after this. */
const PATIENCE_MS = 300;

export async function defineWidgets(loaders: Loaders): Promise<void> {
  const containers = [...document.querySelectorAll(CONTAINERS)].map((found) =>
    found instanceof HTMLTemplateElement ? found.content : found,
  );
  for (const container of containers)
    await define(container.querySelector(IN_SIGHT) ?? container.firstElementChild, loaders);
  await painted();
  fetchTheRest();
  for (const container of containers) {
    await define(container, loaders);
    new MutationObserver(() => void define(container, loaders)).observe(container, {
      childList: true,
    });
  }
}

async function define(root: ParentNode | null, loaders: Loaders): Promise<void> {
  const wanted = Object.keys(loaders).filter(
    (tag) => !customElements.get(tag) && root?.querySelector(tag),
  );
  await Promise.all(
    wanted.map((tag) => {
      const load = loaders[tag];
      return load && fetched(load);
    }),
  );
}

/** All at once, so that modules which import modules do not wait for each other. */
function fetchTheRest(): void {
  const files =
    document.querySelector<HTMLMetaElement>('meta[name="talk-later"]')?.content.split(" ") ?? [];
  for (const href of files)
    document.head.append(
      Object.assign(document.createElement("link"), { rel: "modulepreload", href }),
    );
}

function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done, 0));
    setTimeout(done, PATIENCE_MS);
  });
}
