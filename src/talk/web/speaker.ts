/**
 * The speaker view: this slide, the next one, notes, the clock against the plan, the room and the
 * kernel. It moves the talk as well.
 */
import { CLICKER_HELP, onClicker } from "./clicker.js";
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { SharedHost } from "./hosts/shared_host.js";
import {
  first,
  nextSlide as followingSlide,
  isInRun,
  last,
  type Move,
  next,
  previous,
  type Run,
  runOf,
} from "./navigation.js";
import {
  deckHash,
  onNewDeck,
  onSlideAddress,
  roomUrl,
  showBlank,
  showConnection,
  showPosition,
} from "./page.js";
import type { KernelHealth } from "./protocol.gen.js";
import { afterFirstPaint, Recordings } from "./recordings.js";
import { retryImport } from "./retry_import.js";
import { loadToken } from "./room/presenter_token.js";
import { type ConnectionState, type Position, Room } from "./room/room.js";
import type { Snapshot } from "./room/store.js";
import { formatTime, pace, plan } from "./speaker/clock.js";
import { helpDialog, type KeyBinding, onKeys } from "./speaker/keyboard.js";
import { createLayout } from "./speaker/layout.js";
import { SlideList } from "./speaker/slide_list.js";
import { findSection, SlidePreview } from "./speaker/slide_preview.js";

const CONNECTION: Record<ConnectionState, string> = {
  connected: "connected",
  reconnecting: "reconnecting …",
  offline: "no connection",
};
const SMALLEST_NOTES_PX = 22;
const CLOCK_INTERVAL_MS = 500;

const recordings = new Recordings();
const token = loadToken();
const url = roomUrl();
const room = url ? new Room(url, { role: "speaker", token, deck: deckHash() }) : null;
installHost(
  room ? new SharedHost("speaker", room, recordings) : new OfflineHost("speaker", recordings),
);

const source = document.querySelector<HTMLTemplateElement>("template#deck")!.content;
const sections = [...source.querySelectorAll<HTMLElement>("section[data-id]")];
/** The position in a deck without a room, and the last one in its run. */
let ownPosition: Position = { slide: runOf(sections)[0] ?? "", step: 0 };
let ownAnchor = ownPosition;
const slides: Run & { readonly order: readonly string[] } = {
  // The room's order is newer than this page after an edit.
  get order() {
    return room?.state?.order ?? sections.map((section) => section.dataset.id ?? "");
  },
  get run() {
    return room?.state?.run ?? runOf(sections);
  },
  get anchor() {
    return room?.anchor ?? ownAnchor;
  },
  stepsOf: (slide) => Number(findSection(source, slide)?.dataset.steps ?? 0),
};
/** When the slide came up, in milliseconds since 1970. */
let onSlideSince = Date.now();

const layout = createLayout({
  previous: () => move(previous),
  next: () => move(next),
  list: openList,
  cover,
  help: () => help.showModal(),
});
const currentSlide = new SlidePreview("current", source, { inert: false });
const nextSlide = new SlidePreview("next", source, { inert: true });
layout.current.prepend(currentSlide.box);
layout.next.append(nextSlide.box);
const list = new SlideList();
const keys: KeyBinding[] = [
  {
    keys: ["ArrowRight", "ArrowDown", "n", "l", "j"],
    shown: "→ ↓ N L J",
    does: "on",
    act: () => move(next),
  },
  { keys: [" "], shift: false, shown: "Space", does: "on", act: () => move(next) },
  {
    keys: ["ArrowLeft", "ArrowUp", "p", "h", "k"],
    shown: "← ↑ P H K",
    does: "back",
    act: () => move(previous),
  },
  { keys: [" "], shift: true, shown: "Shift Space", does: "back", act: () => move(previous) },
  { keys: ["Home"], shown: "Home", does: "first slide", act: () => move(first) },
  { keys: ["End"], shown: "End", does: "last slide", act: () => move(last) },
  { keys: ["g", "o"], shown: "G O", does: "all slides", act: openList },
  { keys: ["+", "="], shown: "+", does: "larger notes", act: () => resizeNotes(2) },
  { keys: ["-"], shown: "−", does: "smaller notes", act: () => resizeNotes(-2) },
  { keys: ["x"], shown: "X", does: "put the problem away", act: () => layout.problems.dismiss() },
  // These two are the clicker's (clicker.ts) and stand here for the list only.
  { keys: [], shown: "Page up, Page down", does: CLICKER_HELP.move, act: () => undefined },
  { keys: [], shown: "B .", does: CLICKER_HELP.cover, act: () => undefined },
  { keys: ["?"], shown: "?", does: "these keys", act: () => help.showModal() },
];
const help = helpDialog(keys);

onKeys(keys);
onClicker({ next: () => move(next), previous: () => move(previous), cover });
addEventListener("talk:go", (event) =>
  goTo({ slide: (event as CustomEvent<{ slide: string }>).detail.slide, step: 0 }),
);
if (room) {
  onSlideAddress((slide) => goTo({ slide, step: 0 }));
  onNewDeck(room);
  room.listen(() => render());
  room.open();
}
render();
void retryImport(() => import("talk:widgets"));
setInterval(renderClock, CLOCK_INTERVAL_MS);
afterFirstPaint(() => void recordings.load(document.documentElement.dataset.recordings));

function position(): Position {
  return room?.position ?? ownPosition;
}

function move(step: Move): void {
  goTo(step(slides, position()));
}

function goTo(target: Position): void {
  if (!slides.order.includes(target.slide)) return;
  if (room) room.navigate(target.slide, target.step);
  else {
    ownPosition = target;
    if (isInRun(slides, target)) ownAnchor = target;
  }
  render();
}

function cover(): void {
  room?.toggleCover();
}

function openList(): void {
  list.open(slides, room?.state?.notes ?? {}, position().slide, (slide) =>
    goTo({ slide, step: 0 }),
  );
}

function render(): void {
  const here = position();
  const notes = room?.state?.notes?.[here.slide]?.notes ?? "";
  if (document.documentElement.dataset.slide !== here.slide) {
    onSlideSince = Date.now();
    // The server made this HTML from the author's Markdown, which lets no scripts through.
    layout.notes.innerHTML = notes;
    layout.notes.scrollTop = 0;
  } else if (!layout.notes.innerHTML) {
    // The page came up before the room had sent the notes.
    layout.notes.innerHTML = notes;
  }
  showPosition(here);
  showConnection(room?.connectionState ?? "offline");
  renderSlides(here);
  renderRoom();
  renderClock();
}

function renderSlides(here: Position): void {
  const { slide, step } = here;
  const steps = slides.stepsOf(slide);
  const following = followingSlide(slides, here);
  currentSlide.show(here);
  nextSlide.show(following.slide === slide ? null : following);
  const stepText = steps ? ` · step ${step} of ${steps}` : "";
  const inRun = isInRun(slides, here);
  const place = slides.run.indexOf(slides.anchor.slide) + 1;
  const placeText = `${place} of ${slides.run.length}`;
  layout.where.textContent = `${inRun ? placeText : `outside the run, after ${placeText}`}${stepText}`;
  layout.where.dataset.run = inRun ? "inside" : "outside";
  const left = steps - step;
  if (left > 0)
    layout.upcoming.textContent = `first ${left} more ${left === 1 ? "step" : "steps"}, then`;
  else if (following.slide === slide) layout.upcoming.textContent = "the end";
  else layout.upcoming.textContent = inRun ? "next" : "next, back in the run";
}

function renderRoom(): void {
  const state = room?.state ?? null;
  const connected = !room || room.connectionState === "connected";
  layout.people.textContent =
    state && connected ? `${state.following} following · ${state.joined} joined` : "";
  const blank = room?.blank ?? "none";
  showBlank(blank);
  layout.covered.hidden = blank === "none";
  layout.covered.textContent =
    blank === "none"
      ? ""
      : `The projector is ${blank === "paper" ? "blank" : blank}. B or the next move ends that.`;
  layout.cover.setAttribute("aria-pressed", String(blank !== "none"));
  layout.connection.textContent = room?.refused || CONNECTION[room?.connectionState ?? "offline"];
  renderKernel(state?.health, connected);
  layout.problems.show(state?.problems ?? []);
}

function renderKernel(health: KernelHealth | undefined, connected: boolean): void {
  if (!connected) {
    // The last state may no longer be true, and a speaker who plans by it would be misled.
    layout.kernel.dataset.kernel = "unknown";
    const text = "kernel: not known, this view has no connection to the talk";
    layout.kernel.replaceChildren(paragraph(text));
    return;
  }
  layout.kernel.dataset.kernel = health?.state ?? "none";
  const facts = [health?.model, health?.checkpoint, health?.device];
  if (health?.running || health?.queued)
    facts.push(`${health.running ?? 0} running, ${health.queued ?? 0} waiting`);
  if (typeof health?.round_trip_ms === "number")
    facts.push(`${Math.round(health.round_trip_ms)} ms`);
  if (health?.restarts) facts.push(`restarted ${health.restarts}×`);
  const known = facts.filter((fact) => fact).join(" · ");
  const lines = [`kernel ${health?.state ?? "none"}`, known, health?.detail ?? ""];
  layout.kernel.replaceChildren(...lines.filter((text) => text).map(paragraph));
}

function renderClock(): void {
  const now = new Date();
  layout.time.textContent = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
  const state = room?.state;
  if (state?.notes) renderElapsed(state, state.notes, now.getTime() / 1000);
}

function renderElapsed(state: Snapshot, notes: NonNullable<Snapshot["notes"]>, now: number): void {
  const here = position().slide;
  // A slide outside the run has no place in the plan: the talk stands where it left the run.
  const planned = plan(slides.run, notes, state.duration_s ?? null, slides.anchor.slide);
  const elapsed = state.started_at ? now - state.started_at : 0;
  layout.elapsed.textContent = `${formatTime(elapsed)} of ${formatTime(planned.total)}`;
  layout.elapsed.dataset.scaled =
    planned.scaledFrom === null ? "" : `plan of ${formatTime(planned.scaledFrom)}, scaled`;
  const own =
    here === slides.anchor.slide && notes[here]?.time_s ? planned.ends - planned.begins : 0;
  const since = formatTime((Date.now() - onSlideSince) / 1000);
  layout.slideTime.textContent = `this slide ${since}${own ? ` of ${formatTime(own)}` : ""}`;
  const found = pace(planned, elapsed);
  layout.pace.dataset.pace = state.started_at ? found.state : "waiting";
  if (!state.started_at) layout.pace.textContent = "starts with the first move";
  else if (found.state === "on time") layout.pace.textContent = "● on time";
  else {
    const arrow = found.state === "ahead" ? "▲" : "▼";
    layout.pace.textContent = `${arrow} ${formatTime(found.by)} ${found.state}`;
  }
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function resizeNotes(byPx: number): void {
  const size = parseFloat(getComputedStyle(layout.notes).fontSize) + byPx;
  layout.notes.style.fontSize = `${Math.max(SMALLEST_NOTES_PX, size)}px`;
}
