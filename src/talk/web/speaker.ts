/**
 * The speaker view: this slide, the next one, notes, the clock against the plan, the room and the
 * kernel. It moves the talk as well.
 */
import { onClicker } from "./clicker.js";
import type { Cover } from "./cover.js";
import type { TalkElement } from "./element.js";
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { SharedHost } from "./hosts/shared_host.js";
import { Marks } from "./marks.js";
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
import { beginTalk, type Position, Room, sendAccepted } from "./room/room.js";
import type { Snapshot } from "./room/store.js";
import { ClockView } from "./speaker/clock_view.js";
import { helpDialog, type KeyBinding, onKeys } from "./speaker/keyboard.js";
import { createLayout, type ToolName } from "./speaker/layout.js";
import { NotesView } from "./speaker/notes_view.js";
import { type BuiltNotes, OwnTalk, OwnWindows } from "./speaker/own_talk.js";
import { Queue } from "./speaker/queue.js";
import { RemotePanel } from "./speaker/remote_panel.js";
import { SlideList } from "./speaker/slide_list.js";
import { findSection, SlidePreview } from "./speaker/slide_preview.js";
import { StageTools } from "./speaker/stage_tools.js";
import { t } from "./ui/messages.js";

const CONNECTION = {
  connected: "connection-connected",
  reconnecting: "connection-reconnecting",
  offline: "connection-none",
} as const;
// Twice a second, so that no second of the clock is passed over.
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
/** The talk where there is no room, and the windows that show it. */
const ownTalk = room
  ? null
  : new OwnTalk(
      builtNotes(),
      sections.map((section) => section.dataset.id ?? ""),
      ownPosition.slide,
    );
const ownWindows = ownTalk
  ? new OwnWindows(
      new BroadcastChannel(`talk ${deckHash()}`),
      (target, blank) => {
        ownTalk.blank = blank;
        goOwn(target);
        render();
      },
      () => ({ position: ownPosition, blank: ownTalk.blank }),
    )
  : null;
/** Where this view looks while the room stays; null while both are at the same place. */
let looking: Position | null = null;
const slides: Run & { readonly order: readonly string[] } = {
  // The room's order is newer than this page after an edit.
  get order() {
    return room?.state?.order ?? sections.map((section) => section.dataset.id ?? "");
  },
  get run() {
    return room?.state?.run ?? runOf(sections);
  },
  get anchor() {
    // While it looks elsewhere this view goes through the talk by itself, from its own anchor.
    return (!looking && room?.anchor) || ownAnchor;
  },
  stepsOf: (slide) => Number(findSection(source, slide)?.dataset.steps ?? 0),
};
const layout = createLayout({
  previous: () => move(previous),
  next: () => move(next),
  list: openList,
  cover: () => cover("black"),
  help: () => help.showModal(),
  clock: toggleClock,
  resetClock,
  tool: useTool,
});
const clockView = new ClockView(layout);
const notesView = new NotesView(layout.notes);
const currentSlide = new SlidePreview("current", source, { inert: false });
const nextSlide = new SlidePreview("next", source, { inert: true });
const marks = new Marks();
// Inside the scaled canvas, so that strokes have the coordinates of the slide.
currentSlide.box.querySelector(".slides")?.after(marks.box);
const tools = room && new StageTools(currentSlide.box, room, () => position().slide);
for (const tool of ["laser", "spotlight", "pen", "zoom"] as const)
  tools?.addButton(tool, layout.tools[tool]);
const remotes = room && new RemotePanel(room);
layout.current.prepend(currentSlide.box);
layout.next.append(nextSlide.box);
if (room)
  // From the large slide only: the little one beside it may have the same widget, and would ask
  // twice.
  sendAccepted(room, (key) =>
    currentSlide.box.querySelector<TalkElement>(`[data-key="${CSS.escape(key)}"]`),
  );
const list = new SlideList(source);
const queue =
  room &&
  new Queue(room, {
    goTo: (slide) => goTo({ slide, step: 0 }),
    titleOf: (slide) => room.state?.notes?.[slide]?.title ?? slide,
  });
if (queue) {
  layout.cover.before(queue.pace, queue.button);
  document.body.append(queue.panel);
}
const keys: KeyBinding[] = [
  {
    keys: ["ArrowRight", "ArrowDown", "n", "l", "j"],
    shown: "→ ↓ N L J",
    does: t("keys-next"),
    act: () => move(next),
  },
  { keys: [" "], shift: false, shown: t("key-space"), does: t("keys-next"), act: () => move(next) },
  {
    keys: ["ArrowLeft", "ArrowUp", "p", "h", "k"],
    shown: "← ↑ P H K",
    does: t("keys-previous"),
    act: () => move(previous),
  },
  {
    keys: [" "],
    shift: true,
    shown: t("key-shift-space"),
    does: t("keys-previous"),
    act: () => move(previous),
  },
  { keys: ["Home"], shown: t("key-home"), does: t("keys-first"), act: () => move(first) },
  { keys: ["End"], shown: t("key-end"), does: t("keys-last"), act: () => move(last) },
  { keys: ["g", "o"], shown: "G O", does: t("keys-all-slides"), act: openList },
  { keys: ["+", "="], shown: "+", does: t("keys-larger-notes"), act: () => notesView.resize(2) },
  { keys: ["-"], shown: "−", does: t("keys-smaller-notes"), act: () => notesView.resize(-2) },
  { keys: ["t"], shift: false, shown: "T", does: t("keys-clock"), act: toggleClock },
  {
    keys: ["t"],
    shift: true,
    shown: t("key-shift-t"),
    does: t("keys-clock-reset"),
    act: resetClock,
  },
  { keys: ["c"], shown: "C", does: t("keys-countdown"), act: toggleCountdown },
  { keys: ["x"], shown: "X", does: t("keys-problem"), act: () => layout.problems.dismiss() },
  // Entries without keys are for the list only: clicker.ts and stage_tools.ts listen to those keys.
  { keys: [], shown: t("key-pages"), does: t("clicker-move"), act: () => undefined },
  { keys: [], shown: "B .", does: t("clicker-cover"), act: () => undefined },
  { keys: ["q"], shown: "Q", does: t("keys-questions"), act: () => queue?.toggle() },
  { keys: [], shown: "W E", does: t("clicker-white"), act: () => undefined },
  { keys: [], shown: "F5", does: t("clicker-begin"), act: () => undefined },
  { keys: ["1"], shown: "1", does: t("keys-laser"), act: () => useTool("laser") },
  { keys: ["2"], shown: "2", does: t("keys-spotlight"), act: () => useTool("spotlight") },
  { keys: ["3"], shown: "3", does: t("keys-pen"), act: () => useTool("pen") },
  {
    keys: ["4"],
    shown: "4",
    does: t("keys-zoom"),
    act: () => useTool("zoom"),
  },
  {
    keys: [],
    shown: t("key-shift-arrows"),
    does: t("keys-tool-arrows"),
    act: () => undefined,
  },
  {
    keys: ["Backspace"],
    shown: "⌫",
    does: t("keys-erase-last"),
    act: () => tools?.erase(true),
  },
  {
    keys: ["Delete"],
    shown: t("key-delete"),
    does: t("keys-erase"),
    act: () => useTool("erase"),
  },
  {
    keys: ["f"],
    shown: "F",
    does: t("keys-freeze"),
    act: toggleFreeze,
  },
  { keys: ["m"], shown: "M", does: t("keys-remote"), act: () => remotes?.open() },
  { keys: ["Enter"], shown: t("key-enter"), does: t("keys-take-room"), act: takeRoomHere },
  { keys: ["Escape"], shown: t("key-escape"), does: t("keys-escape"), act: stepOut },
  { keys: ["?"], shown: "?", does: t("keys-help"), act: () => help.showModal() },
];
const help = helpDialog(keys);

onKeys(keys);
onClicker({
  next: () => move(next),
  previous: () => move(previous),
  cover,
  begin: () => room && beginTalk(room),
});
// Links of a widget (pipeline_map) move the talk, as those of a text do by the address.
addEventListener("talk:go", (event) =>
  goTo({ slide: (event as CustomEvent<{ slide: string }>).detail.slide, step: 0 }),
);
if (room) {
  onSlideAddress((slide) => goTo({ slide, step: 0 }));
  onNewDeck(room);
  room.listen(() => render());
  room.open();
} else {
  document.documentElement.dataset.alone = "";
  // The stage may be at another slide already.
  ownWindows?.ask();
}
render();
// Last: a speaker can go on before the widgets are there.
void retryImport(() => import("talk:widgets"));
setInterval(renderClock, CLOCK_INTERVAL_MS);
// Of a large deck these are megabytes, and the first slide does not need them.
afterFirstPaint(() => void recordings.load(document.documentElement.dataset.recordings));

function position(): Position {
  return looking ?? room?.position ?? ownPosition;
}

/** Return the notes that a built deck's page carries. */
function builtNotes(): BuiltNotes {
  const text = document.querySelector("script.notes")?.textContent;
  return text ? (JSON.parse(text) as BuiltNotes) : { notes: {}, duration_s: null };
}

function cover(mode: Cover): void {
  if (room) room.toggleCover(mode);
  else if (ownTalk) {
    ownTalk.cover(mode);
    ownWindows?.send(ownPosition, ownTalk.blank);
    render();
  }
}

/** Show a position of a talk without a room. */
function goOwn(target: Position): void {
  ownPosition = target;
  ownTalk?.show(target.slide, Date.now() / 1000);
  if (isInRun(slides, target)) ownAnchor = target;
}

function useTool(name: ToolName): void {
  if (name === "freeze") toggleFreeze();
  else if (name === "erase") tools?.erase(false);
  else if (name === "remote") remotes?.open();
  else tools?.toggle(name);
}

/** Look elsewhere while the room stays, or go back to where it is. */
function toggleFreeze(): void {
  if (!room) return;
  // Before `looking` is set, after which the anchor is this view's own.
  ownAnchor = slides.anchor;
  looking = looking ? null : position();
  render();
}

function takeRoomHere(): void {
  if (!looking || !room) return;
  const target = looking;
  // Before the move, whose news render this view at the room's place.
  looking = null;
  room.navigate(target.slide, target.step);
  render();
}

function stepOut(): void {
  if (tools?.tool) tools.use(null);
  else if (looking) toggleFreeze();
}

function move(step: Move): void {
  goTo(step(slides, position()));
}

function goTo(target: Position): void {
  // A link or an address may name a slide that this deck does not have.
  if (!slides.order.includes(target.slide)) return;
  if (room && !looking) room.navigate(target.slide, target.step);
  else if (looking) {
    looking = target;
    if (isInRun(slides, target)) ownAnchor = target;
  } else {
    goOwn(target);
    // A move uncovers the projector, as in a room.
    if (ownTalk) ownTalk.blank = "none";
    ownWindows?.send(target, "none");
  }
  render();
}

function openList(): void {
  list.open(slides, (room?.state ?? ownTalk)?.notes ?? {}, position().slide, (slide) =>
    goTo({ slide, step: 0 }),
  );
}

function render(): void {
  const here = position();
  const { notes } = room?.state ?? ownTalk ?? {};
  notesView.render(here.slide, here.step, notes?.[here.slide]?.notes ?? "");
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
  // The last slide is the one that follows itself.
  nextSlide.show(following.slide === slide ? null : following);
  const stepText = steps ? ` · ${t("place-step", { step, steps })}` : "";
  const inRun = isInRun(slides, here);
  // Outside of the run, where the run goes on from here: by the slide that it was left at.
  const place = slides.run.indexOf(slides.anchor.slide) + 1;
  const where = { place, slides: slides.run.length };
  const placeText = inRun ? t("place", where) : t("place-outside", where);
  layout.where.textContent = `${placeText}${stepText}`;
  layout.where.dataset.run = inRun ? "inside" : "outside";
  const left = steps - step;
  if (left > 0) layout.upcoming.textContent = t("upcoming-steps", { left });
  else if (following.slide === slide) layout.upcoming.textContent = t("upcoming-end");
  else layout.upcoming.textContent = inRun ? t("upcoming-next") : t("upcoming-back");
}

function renderRoom(): void {
  const state = room?.state ?? null;
  const connected = !room || room.connectionState === "connected";
  layout.people.textContent =
    // A count from before the connection was lost would pass for the room's.
    state && connected ? t("people", { following: state.following, joined: state.joined }) : "";
  const blank = room?.blank ?? ownTalk?.blank ?? "none";
  showBlank(blank);
  layout.covered.hidden = blank === "none";
  layout.covered.textContent = blank === "none" ? "" : t(`covered-${blank}`);
  layout.cover.setAttribute("aria-pressed", String(blank !== "none"));
  renderStage(state);
  layout.connection.textContent =
    // Why the room refuses this view says more than that it has no connection.
    room?.refused || t(CONNECTION[room?.connectionState ?? "offline"]);
  renderKernel(state?.health, connected);
  layout.problems.show(state?.problems ?? []);
}

/** Show what lies over the slide on the stage, and whether this view looks elsewhere. */
function renderStage(state: Snapshot | null): void {
  document.documentElement.dataset.frozen = String(looking !== null);
  layout.tools.freeze.setAttribute("aria-pressed", String(looking !== null));
  layout.frozen.hidden = looking === null;
  const slide = state?.notes?.[state.slide]?.title || (state?.slide ?? "");
  layout.frozen.textContent = looking ? t("frozen", { slide }) : "";
  if (!state) return;
  marks.render(position().slide, state);
  tools?.render(state);
  remotes?.render(state.remotes ?? []);
}

function renderKernel(health: KernelHealth | undefined, connected: boolean): void {
  if (!connected) {
    // The last state may no longer be true, and a speaker who plans by it would be misled.
    layout.kernel.dataset.kernel = "unknown";
    layout.kernel.replaceChildren(paragraph(t("kernel-unknown")));
    return;
  }
  layout.kernel.dataset.kernel = health?.state ?? "none";
  const facts = [health?.model, health?.checkpoint, health?.device];
  if (health?.running || health?.queued)
    facts.push(t("kernel-work", { running: health.running ?? 0, waiting: health.queued ?? 0 }));
  if (typeof health?.round_trip_ms === "number")
    facts.push(t("number-ms", { number: Math.round(health.round_trip_ms) }));
  if (health?.memory_mib) facts.push(t("kernel-memory", { mib: Math.round(health.memory_mib) }));
  if (health?.restarts) facts.push(t("kernel-restarts", { count: health.restarts }));
  const known = facts.filter((fact) => fact).join(" · ");
  const further = health?.further ?? [];
  const state = t(`kernel-${health?.state ?? "none"}`);
  const lines = [state, known, ...further].filter((text) => text).map(paragraph);
  // For whoever looks after the kernel, with paths and commands: English, like its log.
  const detail = paragraph(health?.detail ?? "");
  detail.lang = "en";
  detail.dir = "ltr";
  layout.kernel.replaceChildren(...lines, ...(health?.detail ? [detail] : []));
}

function renderClock(): void {
  const talk = room?.state ?? ownTalk;
  // Notes hold the planned times: without them there is nothing to compare the clock with.
  if (talk?.notes) clockView.render(talk, slides, position().slide, new Date());
}

function toggleClock(): void {
  ownTalk?.toggleClock(Date.now() / 1000);
  const running = typeof room?.state?.clock?.running_since === "number";
  // What the room refuses changes nothing, and its clock is the one that is shown.
  void room?.call(running ? "clock/pause" : "clock/start", {}).answer.catch(() => {});
}

/** Reset the clock once it is paused: no slip of a finger takes the time of a running talk. */
function resetClock(): void {
  ownTalk?.resetClock();
  if (typeof room?.state?.clock?.running_since === "number") return;
  void room?.call("clock/reset", {}).answer.catch(() => {});
}

function toggleCountdown(): void {
  ownTalk?.toggleCountdown();
  const on = !room?.state?.clock?.countdown;
  void room?.call("clock/count_down", { on }).answer.catch(() => {});
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}
