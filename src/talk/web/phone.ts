/** The phone: one slide at a time in a layout of its own, the speaker's or the one being read. */
import type { TalkElement } from "./element.js";
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { PrivateHost } from "./hosts/private_host.js";
import {
  deckHash,
  onNewDeck,
  readingKey,
  roomUrl,
  showBlank,
  showConnection,
  showPosition,
} from "./page.js";
import { onCopyCode } from "./phone/copy_code.js";
import { showDrawing } from "./phone/drawn.js";
import { loadPerson, storePerson } from "./phone/identity.js";
import { applyLook, storedLook } from "./phone/look.js";
import { NavigationBar, type Now } from "./phone/navigation_bar.js";
import { showPointed } from "./phone/pointed.js";
import { ReadingPosition } from "./phone/reading_position.js";
import { RoomSheet, type SheetSlide } from "./phone/room_sheet.js";
import { Slides } from "./phone/slides.js";
import type { Run } from "./protocol.gen.js";
import { afterFirstPaint, onUnanswered, Recordings } from "./recordings.js";
import { retryImport } from "./retry_import.js";
import { type Position, Room, type RoomUpdate } from "./room/room.js";
import { onSwipe } from "./swipe.js";
import { loadFromTab, loadPosition, storeInTab, storePosition } from "./tab_storage.js";

const BROWSING = "talk-browsing";
const UNSENT = "talk-unsent";
/** Longest wait for the room's answers, while the kernel is live, before recordings are loaded. */
const LIVE_WITHIN_MS = 2000;
/** Time within which a widget that looks again has reported that it finds no answer. */
const SECOND_LOOK_MS = 300;

const recordings = new Recordings();
applyLook(storedLook());
onCopyCode();
const url = roomUrl();
const room = url
  ? new Room(url, {
      role: "phone",
      person: loadPerson(),
      deck: deckHash(),
      unsent: loadFromTab(UNSENT),
      keepUnsent: (unsent) => storeInTab(UNSENT, unsent),
    })
  : null;
installHost(
  room
    ? // `reading` is made below; no request fails before this module has run.
      new PrivateHost(room, recordings, () => loadRecordings(reading.position.slide))
    : new OfflineHost("phone", recordings),
);

const deck = document.querySelector<HTMLElement>("main.deck")!;
const slides = new Slides(deck, (recorded) => {
  recordings.add(recorded);
  showDrawings();
  render();
});
const order = slides.order;
const stored = room && loadPosition();
const start: Position =
  stored && order.includes(stored.slide) ? stored : { slide: order[0] ?? "", step: 0 };
const reading = new ReadingPosition(order, (slide) => slides.stepsOf(slide), start);
const bar = new NavigationBar({
  previous: () => open(reading.previous),
  next: () => open(reading.next),
  follow: followSpeaker,
  answer: goToQuestion,
  ask: room ? () => sheet?.open() : null,
});
const sheet =
  room &&
  new RoomSheet(room, openSlide, {
    shown: () =>
      order
        .filter((id) => room.state?.shown.includes(id))
        .map((id) => slides.section(id))
        .filter((section) => section !== null),
    titleOf: nameOf,
    open,
  });
/** Id of the ballot to whose widget this reader has been taken. */
let visitedBallot = "";
/** Time at which the slide was opened; 0 until the first one has been painted. */
let openedAt = 0;
/** Timer of the widgets' next look for answers; 0 while there is none. */
let lookTimer = 0;
let lookedAgainAt = 0;
/** Widgets that the room changed since the second look; their answers may be on the way. */
const changedSinceLook = new Set<string>();
// The slides' headings are of the second level; a page without a first one is hard to find one's
// way in by ear.
const heading = document.createElement("h1");
heading.className = "visually-hidden";
heading.textContent = document.title;
deck.prepend(heading);
const announcer = document.createElement("p");
announcer.className = "visually-hidden announcer";
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

if (room) joinRoom(room);
// Without a room nobody shows the slides, so all of them may be read.
else reading.setProgress({ speaker: start, shown: order });
render();
// Not awaited: text can be read before the widgets are there.
void retryImport(() => import("talk:widgets"));
onSwipe(document.body, (direction) =>
  open(direction === "previous" ? reading.previous : reading.next),
);
addEventListener("keydown", onKeyDown);
addEventListener("submit", ({ submitter }) => {
  // Else the keyboard would cover the answer, and who has sent something would not follow the
  // speaker to the next slide.
  if (isTyping()) submitter?.focus({ preventScroll: true });
});
onUnanswered((key) => {
  const slide = reading.position.slide;
  if (!openedAt || !key.startsWith(`${slide}/`)) return;
  // The answer may be on its way: only what a second look does not find either is loaded.
  const secondLook = Date.now() < lookedAgainAt + SECOND_LOOK_MS;
  if (secondLook && !changedSinceLook.has(key)) loadRecordings(slide);
  else if (!lookTimer) lookTimer = setTimeout(lookAgain, LIVE_WITHIN_MS);
});
addEventListener("talk:go", (event) =>
  open((event as CustomEvent<{ slide: string }>).detail.slide),
);
afterFirstPaint(slideOpened);

function joinRoom(room: Room): void {
  onNewDeck(room);
  room.listen((update) => roomChanged(room, update));
  const browsing = loadFromTab(BROWSING);
  // Before the room answers, whose first snapshot would lead to the speaker's slide.
  if (browsing) reading.stayOn(browsing);
  room.open();
}

function roomChanged(room: Room, { kinds, widgets }: RoomUpdate): void {
  const changed = (...wanted: Parameters<typeof kinds.has>[0][]): boolean =>
    wanted.some((kind) => kinds.has(kind));
  for (const widget of widgets) changedSinceLook.add(widget);
  if (changed("connection", "snapshot", "kernel", "run")) loadRecordingsIfNeeded();
  showBlank(room.blank);
  if (changed("ballot", "tally")) renderBar();
  if (room.state && changed("pointed", "position", "snapshot"))
    showPointed(slides.section(room.state.slide), room.state);
  if (changed("draw", "erase", "beneath", "snapshot")) showDrawings();
  if (!changed("position", "snapshot", "connection")) return;
  // The first join brings the secret of a new phone.
  storePerson(room.person);
  const state = room.state;
  if (state && order.includes(state.slide)) {
    // A reader in the middle of typing stays where they are.
    const here = reading.position.slide;
    if (reading.following && state.slide !== here && isTyping()) reading.stayOn(here);
    const speaker = { slide: state.slide, step: state.step };
    reading.setProgress({ speaker, shown: state.shown });
  }
  render();
}

/** Show what was drawn over the slides; whoever follows is led to a drawing that begins. */
function showDrawings(): void {
  const { state } = room ?? {};
  if (!state) return;
  for (const slide of state.shown) {
    const section = slides.section(slide);
    const begun = section && showDrawing(section, state);
    if (begun && slide === state.slide && reading.following && !isTyping())
      begun.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }
}

function isTyping(): boolean {
  // Only what a keyboard is open for: a slider that was moved keeps the focus for ever.
  const fields = "input:not([type=range], [type=checkbox], [type=radio], [type=button])";
  const focused = document.activeElement;
  // A field that was hidden keeps the focus until the next frame.
  return !!focused?.matches(`textarea, ${fields}`) && focused.checkVisibility();
}

function open(slide: string | null): void {
  if (slide === null) return;
  // Without a room there is nobody to follow: the reader is the speaker.
  if (!room) reading.setProgress({ speaker: { slide, step: slides.stepsOf(slide) }, shown: order });
  reading.open(slide);
  render();
}

function followSpeaker(): void {
  reading.follow();
  render();
}

function render(): void {
  const position = reading.position;
  const opened = document.documentElement.dataset.slide !== position.slide;
  const announcement = slides.show(position);
  if (announcement) announcer.textContent = announcement;
  showPosition(position);
  showConnection(room?.connectionState ?? "offline");
  // The speaker's place, not the reader's: a reload shows it until the room has been joined.
  storePosition(room?.state ? { slide: room.state.slide, step: room.state.step } : position);
  storeInTab(BROWSING, reading.following ? "" : position.slide);
  if (opened && openedAt) slideOpened();
  renderBar();
}

function renderBar(): void {
  const { slide } = reading.position;
  const question = openQuestion();
  // The widget's module is on the way; until it is there its `turn` is not known.
  if (question && !question.widget.turn)
    void customElements.whenDefined(question.widget.localName).then(renderBar);
  bar.show({
    following: reading.following,
    connection: room?.connectionState ?? "offline",
    previous: reading.previous,
    next: reading.next,
    number: order.indexOf(slide) + 1,
    live: order.indexOf(room?.state?.slide ?? slide) + 1,
    asked: question ? (question.widget.turn ?? "vote") : "",
    now: whatToDo(),
  });
}

/** Return what the speaker's slide wants of the reader; null without a room. */
function whatToDo(): Now | null {
  const state = room?.state;
  if (!state) return null;
  const widgets = slides.section(state.slide)?.querySelectorAll<TalkElement>("[data-key]") ?? [];
  const found = new Set<Now>();
  for (const widget of widgets) {
    // Its module is on the way; until it is there nobody knows what can be tried.
    if (!customElements.get(widget.localName))
      void customElements.whenDefined(widget.localName).then(renderBar);
    const ballot = state.widgets[widget.dataset.key ?? ""]?.ballot;
    const voted = ballot && room.votes[widget.dataset.key ?? ""]?.ballot === ballot.id;
    if (ballot?.open && !voted) found.add(ballot.kind === "order" ? "rank" : "vote");
    else if (voted) found.add("done");
    else if (widget.tries) found.add("try");
  }
  // What is asked of everybody goes before what may be tried.
  const first = (["vote", "rank", "try", "done"] as const).find((now) => found.has(now));
  return first ?? "listen";
}

/** Return the open ballot on the speaker's slide that the reader has neither answered nor seen. */
function openQuestion(): { ballot: string; widget: TalkElement } | null {
  const state = room?.state;
  if (!state) return null;
  const section = slides.section(state.slide);
  for (const widget of section?.querySelectorAll<TalkElement>("[data-key]") ?? []) {
    const key = widget.dataset.key ?? "";
    const ballot = state.widgets[key]?.ballot;
    if (!ballot?.open || room.votes[key]?.ballot === ballot.id) continue;
    if (visitedBallot === ballot.id && reading.position.slide === state.slide) continue;
    return { ballot: ballot.id, widget };
  }
  return null;
}

/** Return the slide that is read, with its widget that takes prompts from the room. */
function openSlide(): SheetSlide {
  const id = reading.position.slide;
  const widgets = slides.section(id)?.querySelectorAll<TalkElement>("[data-key]") ?? [];
  return { id, widget: [...widgets].find((widget) => widget.acceptPrompt) ?? null };
}

/** Return the title of a slide, or its place in the talk where it has none. */
function nameOf(slide: string): string {
  const title = slides.section(slide)?.querySelector(".slide-title")?.textContent?.trim();
  return title || String(order.indexOf(slide) + 1);
}

function goToQuestion(): void {
  const question = openQuestion();
  if (!question) return;
  visitedBallot = question.ballot;
  followSpeaker();
  // So that it can take the focus; Tab goes its way as before.
  question.widget.tabIndex = -1;
  // The browser would bring it just into sight, and what is asked stands at its top.
  question.widget.focus({ preventScroll: true });
  question.widget.scrollIntoView({ block: "start" });
}

function onKeyDown(event: KeyboardEvent): void {
  // With one of these keys an arrow is the browser's: back, forward, another tab.
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const key = readingKey(event.key);
  if (key === "ArrowLeft" || key === "PageUp") open(reading.previous);
  else if (key === "ArrowRight" || key === "PageDown") open(reading.next);
  else if (key === "Escape") followSpeaker();
}

// Recordings: loaded slide by slide, and only where the room's answers do not do

function slideOpened(): void {
  openedAt = Date.now();
  loadRecordingsIfNeeded();
  clearTimeout(lookTimer);
  lookTimer = setTimeout(lookAgain, LIVE_WITHIN_MS);
}

function lookAgain(): void {
  lookTimer = 0;
  loadRecordingsIfNeeded();
  lookedAgainAt = Date.now();
  changedSinceLook.clear();
  recordings.notifyAll();
}

function loadRecordingsIfNeeded(): void {
  const { slide } = reading.position;
  if (openedAt && needsRecordings(slide)) loadRecordings(slide);
}

function loadRecordings(slide: string): void {
  const urls: unknown = JSON.parse(document.documentElement.dataset.recordingsBySlide ?? "{}");
  void recordings.load((urls as Record<string, string>)[slide]);
}

/** Return whether something on the slide will not be answered by the room. */
function needsRecordings(slide: string): boolean {
  const state = room?.state;
  if (!room || (state && state.kernel.state !== "live")) return true;
  if (Date.now() < openedAt + LIVE_WITHIN_MS) return false;
  if (!state || room.connectionState !== "connected") return true;
  const hasFailed = (run: Run): boolean => run.status !== "live" && run.status !== "waiting";
  return Object.entries(state.widgets).some(
    ([key, { runs = {} }]) => key.startsWith(`${slide}/`) && Object.values(runs).some(hasFailed),
  );
}
