/**
 * A page with everything inside it: the deck on a stage, or as a guide to read.
 *
 * It needs no room, no network and no other file.
 */

import { onClicker } from "./clicker.js";
import { startGuide } from "./guide/guide.js";
import { installHost, type Recording } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { showBlank, showConnection, showPosition, toggleOwnCover } from "./page.js";
import { Recordings } from "./recordings.js";
import "./serve_api.js";
import { Corner } from "./stage/corner.js";
import { showInSight } from "./stage/in_sight.js";
import { RevealDeck } from "./stage/reveal_deck.js";

const recordings = new Recordings();
const isGuide = "guide" in document.documentElement.dataset;
// A guide is read like a phone's page: widgets in one column, and nobody presents.
installHost(new OfflineHost(isGuide ? "phone" : "file", recordings));
void start();

async function start(): Promise<void> {
  showConnection("offline");
  await import("talk:widgets");
  await (isGuide ? startGuide() : startStage());
  const embedded = document.querySelector("script.recordings")?.textContent;
  if (embedded) recordings.add(JSON.parse(embedded) as Record<string, Recording[]>);
}

async function startStage(): Promise<void> {
  const deck = await RevealDeck.start(true);
  const corner = new Corner();
  const show = (): void => {
    showPosition(deck.position);
    corner.show(deck.slideNumber, "", deck.section);
    showInSight(deck.section);
  };
  deck.onMoved(() => {
    showBlank("none");
    show();
  });
  const begin = (): void => {
    showBlank("none");
    void document.documentElement.requestFullscreen?.().catch(() => {});
  };
  onClicker({
    next: () => deck.next(),
    previous: () => deck.previous(),
    cover: toggleOwnCover,
    begin,
  });
  show();
}
