/** Every slide with all its steps, a page each, widgets as prepared; `data-ready` says that nothing will change any more. */
import { installHost } from "./host.js";
import { OfflineHost } from "./offline_host.js";
import { showConnection } from "./page.js";
import { Recordings } from "./recordings.js";

const root = document.documentElement;
const recordings = new Recordings();
installHost(new OfflineHost("print", recordings));
showConnection("offline");
void prepare();

async function prepare(): Promise<void> {
  for (const step of document.querySelectorAll<HTMLElement>(".step")) {
    const upTo = step.closest<HTMLElement>("section")?.dataset.shown ?? Infinity;
    if (Number(step.dataset.step) <= Number(upTo)) step.classList.add("shown");
  }
  await recordings.load(root.dataset.recordings);
  await import("talk:widgets");
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
  // Widgets draw at the next frame, and may ask for one more when they know their size.
  for (let frame = 0; frame < 3; frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
  root.dataset.ready = "true";
}
