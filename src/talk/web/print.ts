/**
 * The print view: every slide with all its steps, a page each, widgets as prepared.
 *
 * `data-ready` on `<html>` says that nothing will change any more, `data-failed` why that never
 * comes, and `data-progress` what is done; the browser's driver watches them (talk/export).
 */
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { showConnection } from "./page.js";
import type { WidgetState } from "./protocol.gen.js";
import { Recordings } from "./recordings.js";

const root = document.documentElement;
const recordings = new Recordings();
const host = new OfflineHost("print", recordings);
installHost(host);
showConnection("offline");
prepare().then(
  () => {
    root.dataset.ready = "true";
  },
  (error: unknown) => {
    root.dataset.failed = String(error);
  },
);

async function prepare(): Promise<void> {
  for (const step of document.querySelectorAll<HTMLElement>(".step")) {
    const upTo = step.closest<HTMLElement>("section")?.dataset.shown ?? Infinity;
    // `data-shown`: a slide that is printed once for each step (talk/export/sheets.py).
    if (Number(step.dataset.step) <= Number(upTo)) step.classList.add("shown");
  }
  await recordings.load(root.dataset.recordings);
  if (root.dataset.session) {
    const states: unknown = await (await fetch(root.dataset.session)).json();
    host.setStates(states as Record<string, WidgetState>);
  }
  await import("talk:widgets");
  await decodePictures();
  await document.fonts.ready;
  // Widgets render at the next frame, and may ask for one more when they know their size.
  const frames = [...document.querySelectorAll(".frame")];
  for (let frame = 0; frame < 3; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const done = frames.filter((slide) => !slide.querySelector("[data-key]:not([data-state])"));
    showProgress("setting the slides", done.length, frames.length);
  }
}

/** Decode every picture of the deck; one that cannot be read gets `data-unread`. */
async function decodePictures(): Promise<void> {
  const pictures = [...document.images].filter((image) => image.hasAttribute("src"));
  let done = 0;
  const decode = async (image: HTMLImageElement): Promise<void> => {
    // A lazy picture below the window is never fetched, so that decoding it would never end.
    image.loading = "eager";
    await image.decode().catch(() => image.setAttribute("data-unread", ""));
    showProgress("reading the pictures", ++done, pictures.length);
  };
  await Promise.all(pictures.map(decode));
}

function showProgress(what: string, done: number, total: number): void {
  root.dataset.progress = JSON.stringify([what, done, total]);
}
