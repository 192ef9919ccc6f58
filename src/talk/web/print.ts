/** Every slide with all its steps, a page each, widgets as prepared; `data-ready` says that nothing will change any more. */
import { installHost } from "./host.js";
import type { WidgetState } from "./protocol.gen.js";
import { OfflineHost } from "./offline_host.js";
import { showConnection } from "./page.js";
import { Recordings } from "./recordings.js";

const root = document.documentElement;
const recordings = new Recordings();
const host = new OfflineHost("print", recordings);
installHost(host);
showConnection("offline");
void prepare();

async function prepare(): Promise<void> {
  for (const step of document.querySelectorAll<HTMLElement>(".step")) {
    const upTo = step.closest<HTMLElement>("section")?.dataset.shown ?? Infinity;
    if (Number(step.dataset.step) <= Number(upTo)) step.classList.add("shown");
  }
  await recordings.load(root.dataset.recordings);
  if (root.dataset.session) host.take((await (await fetch(root.dataset.session)).json()) as Record<string, WidgetState>);
  await import("talk:widgets");
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
  // Widgets draw at the next frame, and may ask for one more when they know their size.
  for (let frame = 0; frame < 3; frame++) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
    root.dataset.set = String([...document.querySelectorAll(".frame")].filter((slide) => !slide.querySelector("[data-key]:not([data-state])")).length);
  }
  root.dataset.ready = "true";
}
