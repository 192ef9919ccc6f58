/** The speaker view: this slide, the next one, notes, the clock against the plan, the room, the kernel. It is the remote as well. */

import { CLICKER_HELP, onClicker } from "./clicker.js";
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { SharedHost } from "./hosts/shared_host.js";
import { deckHash, onNewDeck, roomUrl, showBlank, showConnection, showPlace } from "./page.js";
import type { KernelHealth } from "./protocol.gen.js";
import { afterFirstPaint, Recordings } from "./recordings.js";
import { fetched } from "./retry_import.js";
import { takeToken } from "./room/presenter_token.js";
import { type Connection, type Place, Room } from "./room/room.js";
import type { Snapshot } from "./room/store.js";
import { minutes, pace, plan } from "./speaker/clock.js";
import { helpDialog, type Key, onKeys } from "./speaker/keyboard.js";
import { makeDesk } from "./speaker/layout.js";
import * as route from "./speaker/navigation.js";
import { SlideList } from "./speaker/slide_list.js";
import { Frame, find } from "./speaker/slide_preview.js";

const CONNECTION: Record<Connection, string> = {
  connected: "connected",
  reconnecting: "reconnecting …",
  offline: "no connection",
};

const recordings = new Recordings();
const token = takeToken();
const url = roomUrl();
const room = url ? new Room(url, { role: "speaker", token, deck: deckHash() }) : null;
installHost(
  room ? new SharedHost("speaker", room, recordings) : new OfflineHost("speaker", recordings),
);

const source = document.querySelector<HTMLTemplateElement>("template#deck")!.content;
const sections = [...source.querySelectorAll<HTMLElement>("section[data-id]")];
const way: route.Route = {
  get order() {
    return room?.state?.order ?? sections.map((section) => section.dataset.id ?? "");
  },
  stepsOf: (slide) => Number(find(source, slide)?.dataset.steps ?? 0),
};

/** Where a deck without a room is. */
let alone: Place = { slide: way.order[0] ?? "", step: 0 };
let onSlideSince = Date.now();

const desk = makeDesk({
  previous: () => go(route.previous),
  next: () => go(route.next),
  list: openList,
  cover,
  help: () => help.showModal(),
});
const current = new Frame("current", source, false);
const coming = new Frame("next", source, true);
desk.current.prepend(current.box);
desk.next.append(coming.box);
const list = new SlideList();
const keys: Key[] = [
  {
    keys: ["ArrowRight", "ArrowDown", "n", "l", "j"],
    shown: "→ ↓ N L J",
    does: "on",
    act: () => go(route.next),
  },
  { keys: [" "], shift: false, shown: "Space", does: "on", act: () => go(route.next) },
  {
    keys: ["ArrowLeft", "ArrowUp", "p", "h", "k"],
    shown: "← ↑ P H K",
    does: "back",
    act: () => go(route.previous),
  },
  { keys: [" "], shift: true, shown: "Shift Space", does: "back", act: () => go(route.previous) },
  { keys: ["Home"], shown: "Home", does: "first slide", act: () => go(route.first) },
  { keys: ["End"], shown: "End", does: "last slide", act: () => go(route.last) },
  { keys: ["g", "o"], shown: "G O", does: "all slides", act: openList },
  { keys: ["+", "="], shown: "+", does: "larger notes", act: () => resizeNotes(2) },
  { keys: ["-"], shown: "−", does: "smaller notes", act: () => resizeNotes(-2) },
  { keys: ["x"], shown: "X", does: "put the problem away", act: () => desk.problems.putAway() },
  { keys: [], shown: "Page up, Page down", does: CLICKER_HELP.move, act: () => undefined },
  { keys: [], shown: "B .", does: CLICKER_HELP.cover, act: () => undefined },
  { keys: ["?"], shown: "?", does: "these keys", act: () => help.showModal() },
];
const help = helpDialog(keys);

onKeys(keys);
onClicker({ next: () => go(route.next), previous: () => go(route.previous), cover });
addEventListener("talk:go", (event) =>
  goTo({ slide: (event as CustomEvent<{ slide: string }>).detail.slide, step: 0 }),
);
if (room) {
  onNewDeck(room);
  room.listen(() => draw());
  room.open();
}
draw();
void fetched(() => import("talk:widgets"));
setInterval(drawClock, 500);
afterFirstPaint(() => void recordings.load(document.documentElement.dataset.recordings));

function place(): Place {
  return room?.place ?? alone;
}

function go(move: (way: route.Route, place: Place) => Place): void {
  goTo(move(way, place()));
}

function goTo(target: Place): void {
  if (!way.order.includes(target.slide)) return;
  if (room) room.navigate(target.slide, target.step);
  else alone = target;
  draw();
}

function cover(): void {
  room?.toggleCover();
}

function openList(): void {
  list.open(way.order, room?.state?.notes ?? {}, place().slide, (slide) =>
    goTo({ slide, step: 0 }),
  );
}

function draw(): void {
  const here = place();
  const html = document.documentElement;
  if (html.dataset.slide !== here.slide) {
    onSlideSince = Date.now();
    desk.notes.innerHTML = room?.state?.notes?.[here.slide]?.notes ?? "";
    desk.notes.scrollTop = 0;
  } else if (!desk.notes.innerHTML)
    desk.notes.innerHTML = room?.state?.notes?.[here.slide]?.notes ?? "";
  showPlace(here);
  showConnection(room?.connection ?? "offline");
  drawSlides(here);
  drawRoom();
  drawClock();
}

function drawSlides(here: Place): void {
  const index = way.order.indexOf(here.slide);
  const following = way.order[index + 1];
  const steps = way.stepsOf(here.slide);
  current.show(here);
  coming.show(following ? { slide: following, step: 0 } : null);
  desk.where.textContent = `${index + 1} of ${way.order.length}${steps ? ` · step ${here.step} of ${steps}` : ""}`;
  desk.upcoming.textContent =
    here.step < steps
      ? `first ${steps - here.step} more ${steps - here.step === 1 ? "step" : "steps"}, then`
      : following
        ? "next"
        : "the end";
}

function drawRoom(): void {
  const state = room?.state ?? null;
  const connected = !room || room.connection === "connected";
  desk.people.textContent =
    state && connected ? `${state.following} following · ${state.joined} joined` : "";
  const blank = room?.blank ?? "none";
  showBlank(blank);
  desk.covered.hidden = blank === "none";
  desk.covered.textContent =
    blank === "none"
      ? ""
      : `The projector is ${blank === "paper" ? "blank" : blank}. B or the next move ends that.`;
  desk.cover.setAttribute("aria-pressed", String(blank !== "none"));
  desk.connection.textContent = room?.refused || CONNECTION[room?.connection ?? "offline"];
  if (connected) drawKernel(state?.health);
  else drawKernelUnknown();
  desk.problems.draw(state?.problems ?? []);
}

/** What was last said of the kernel may no longer be true: a speaker who plans by it would be misled. */
function drawKernelUnknown(): void {
  desk.kernel.dataset.kernel = "unknown";
  desk.kernel.replaceChildren(line("kernel: not known, this view has no connection to the talk"));
}

function drawKernel(health: KernelHealth | undefined): void {
  desk.kernel.dataset.kernel = health?.state ?? "none";
  const facts = [health?.model, health?.checkpoint, health?.device];
  if (health?.running || health?.queued)
    facts.push(`${health.running ?? 0} running, ${health.queued ?? 0} waiting`);
  if (typeof health?.round_trip_ms === "number")
    facts.push(`${Math.round(health.round_trip_ms)} ms`);
  if (health?.restarts) facts.push(`restarted ${health.restarts}×`);
  const known = facts.filter((fact) => fact).join(" · ");
  const said = [`kernel ${health?.state ?? "none"}`, known, health?.detail ?? ""].filter(
    (text) => text,
  );
  desk.kernel.replaceChildren(...said.map(line));
}

function drawClock(): void {
  const now = new Date();
  desk.time.textContent = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
  const state = room?.state;
  if (!state?.notes) return;
  drawElapsed(state, now.getTime() / 1000);
}

function drawElapsed(state: Snapshot, now: number): void {
  const here = place().slide;
  const notes = state.notes ?? {};
  const planned = plan(way.order, notes, state.duration_s ?? null, here);
  const elapsed = state.started_at ? now - state.started_at : 0;
  desk.elapsed.textContent = `${minutes(elapsed)} of ${minutes(planned.total)}`;
  desk.elapsed.dataset.scaled =
    planned.scaledFrom === null ? "" : `plan of ${minutes(planned.scaledFrom)}, scaled`;
  const own = notes[here]?.time_s ? planned.ends - planned.begins : 0;
  const since = minutes((Date.now() - onSlideSince) / 1000);
  desk.slideTime.textContent = own
    ? `this slide ${since} of ${minutes(own)}`
    : `this slide ${since}`;
  const found = pace(planned, elapsed);
  desk.pace.dataset.pace = state.started_at ? found.state : "waiting";
  desk.pace.textContent = !state.started_at
    ? "starts with the first move"
    : found.state === "on time"
      ? "● on time"
      : `${found.state === "ahead" ? "▲" : "▼"} ${minutes(found.by)} ${found.state}`;
}

function line(text: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function resizeNotes(by: number): void {
  const size = Math.max(22, parseFloat(getComputedStyle(desk.notes).fontSize) + by);
  desk.notes.style.fontSize = `${size}px`;
}
