/** The phone: one slide at a time in its own layout, at the speaker's slide and step, or wherever its reader is. */
import type { TalkElement } from "./element.js";
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { PrivateHost } from "./hosts/private_host.js";
import {
  deckHash,
  keep,
  kept,
  onNewDeck,
  rememberedPlace,
  rememberPlace,
  roomUrl,
  showBlank,
  showConnection,
  showPlace,
} from "./page.js";
import { storedPerson, storePerson } from "./phone/identity.js";
import { Bar } from "./phone/navigation_bar.js";
import { Reader } from "./phone/reading_position.js";
import { Pages } from "./phone/slides.js";
import { onSwipe } from "./phone/swipe.js";
import type { Run } from "./protocol.gen.js";
import { afterFirstPaint, onUnanswered, Recordings } from "./recordings.js";
import { fetched } from "./retry_import.js";
import { type Place, Room } from "./room/room.js";

const BROWSING = "talk-browsing";
const UNSENT = "talk-unsent";
/** While the kernel is live the room sends what widgets show; a phone waits so long for it before it fetches recordings. */
const LIVE_WITHIN_MS = 2000;
/** Widgets are drawn at most this long after they were told to look again. */
const SECOND_LOOK_MS = 300;

const recordings = new Recordings();
const url = roomUrl();
const room = url
  ? new Room(url, {
      role: "phone",
      person: storedPerson(),
      deck: deckHash(),
      unsent: kept(UNSENT),
      keepUnsent: (unsent) => keep(UNSENT, unsent),
    })
  : null;
installHost(
  room
    ? new PrivateHost(room, recordings, () => fetchRecordings(reader.place.slide))
    : new OfflineHost("phone", recordings),
);

const pages = new Pages(document.querySelector<HTMLElement>("main.deck")!, (recorded) => {
  recordings.take(recorded);
  draw();
});
const order = pages.order;
const first: Place = { slide: order[0] ?? "", step: 0 };
const before = rememberedPlace();
const start = room && before && order.includes(before.slide) ? before : first;
const reader = new Reader(order, (slide) => pages.stepsOf(slide), start);
const bar = new Bar({
  previous: () => open(reader.previous),
  next: () => open(reader.next),
  follow: () => {
    reader.follow();
    draw();
  },
  answer,
});
/** The ballot whose widget this reader has been taken to. */
let visited = "";
/** When the slide was opened; 0 until the first one has been painted. */
let openedAt = 0;
/** The timer of the next look whether all widgets have their answers; 0 while there is none. */
let waiting = 0;
let lookedAgainAt = 0;
/** Widgets that the room changed since the second look: what they miss now belongs to something new, whose answer is on its way. */
const changedSince = new Set<string>();
const heading = document.createElement("h1");
heading.className = "visually-hidden";
heading.textContent = document.title;
document.querySelector("main.deck")!.prepend(heading);
const announcer = document.createElement("p");
announcer.className = "visually-hidden announcer";
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

if (room) follow(room);
else reader.speaker({ live: start, shown: order });
draw();
void fetched(() => import("talk:widgets"));
onSwipe(document.body, (direction) =>
  open(direction === "previous" ? reader.previous : reader.next),
);
addEventListener("keydown", onKey);
onUnanswered((key) => {
  const slide = reader.place.slide;
  if (!openedAt || !key.startsWith(`${slide}/`)) return;
  // The answer may be on its way: only what a second look misses too is fetched.
  if (Date.now() < lookedAgainAt + SECOND_LOOK_MS && !changedSince.has(key)) fetchRecordings(slide);
  else if (!waiting) waiting = setTimeout(lookAgain, LIVE_WITHIN_MS);
});
addEventListener("talk:go", (event) =>
  open((event as CustomEvent<{ slide: string }>).detail.slide),
);
afterFirstPaint(slideOpened);

function follow(room: Room): void {
  const browsing = kept(BROWSING);
  onNewDeck(room);
  room.listen((touched) => {
    for (const widget of touched.widgets) changedSince.add(widget);
    if (
      ["connection", "snapshot", "kernel", "run"].some((kind) => touched.kinds.has(kind as "run"))
    )
      loadRecordings();
    showBlank(room.blank);
    if (["ballot", "tally"].some((kind) => touched.kinds.has(kind as "ballot"))) drawBar();
    if (
      !["position", "snapshot", "connection"].some((kind) => touched.kinds.has(kind as "position"))
    )
      return;
    storePerson(room.person);
    if (room.state && order.includes(room.state.slide))
      speakerAt({ slide: room.state.slide, step: room.state.step }, room.state.shown);
    draw();
  });
  if (browsing) reader.stay(browsing);
  room.open();
}

/** The speaker moved on: go along, unless somebody is in the middle of typing here. */
function speakerAt(live: Place, shown: readonly string[]): void {
  const here = reader.place.slide;
  if (reader.following && live.slide !== here && isTyping()) reader.stay(here);
  reader.speaker({ live, shown });
}

function isTyping(): boolean {
  return (
    document.activeElement?.matches(
      "textarea, input:not([type=range], [type=checkbox], [type=radio], [type=button])",
    ) ?? false
  );
}

function open(slide: string | null): void {
  if (slide === null) return;
  // Without a room there is nobody to follow: the reader is the speaker.
  if (!room) reader.speaker({ live: { slide, step: pages.stepsOf(slide) }, shown: order });
  reader.open(slide);
  draw();
}

function draw(): void {
  const place = reader.place;
  const opened = document.documentElement.dataset.slide !== place.slide;
  const heard = pages.show(place);
  if (heard) announcer.textContent = heard;
  showPlace(place);
  showConnection(room?.connection ?? "offline");
  rememberPlace(room?.state ? { slide: room.state.slide, step: room.state.step } : place);
  keep(BROWSING, reader.following ? "" : place.slide);
  if (opened && openedAt) slideOpened();
  drawBar();
}

function drawBar(): void {
  const place = reader.place;
  const live = room?.state?.slide ?? place.slide;
  const question = asked();
  // Its module is still on the way.
  if (question && !question.widget.turn)
    void customElements.whenDefined(question.widget.localName).then(drawBar);
  bar.show({
    following: reader.following,
    connection: room?.connection ?? "offline",
    previous: reader.previous,
    next: reader.next,
    number: order.indexOf(place.slide) + 1,
    live: order.indexOf(live) + 1,
    asked: question ? (question.widget.turn ?? "vote") : "",
  });
}

/** The open vote on the speaker's slide that this reader has not answered, until they have been taken to it. */
function asked(): { ballot: string; widget: TalkElement } | null {
  const state = room?.state;
  if (!state) return null;
  for (const widget of pages.section(state.slide)?.querySelectorAll<TalkElement>("[data-key]") ??
    []) {
    const key = widget.dataset.key ?? "";
    const ballot = state.widgets[key]?.ballot;
    if (!ballot?.open || room.votes[key]?.ballot === ballot.id) continue;
    if (visited === ballot.id && reader.place.slide === state.slide) continue;
    return { ballot: ballot.id, widget };
  }
  return null;
}

function answer(): void {
  const question = asked();
  if (!question) return;
  visited = question.ballot;
  reader.follow();
  draw();
  question.widget.tabIndex = -1;
  question.widget.focus({ preventScroll: true });
  question.widget.scrollIntoView({ block: "start" });
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowLeft" || event.key === "PageUp") open(reader.previous);
  else if (event.key === "ArrowRight" || event.key === "PageDown") open(reader.next);
  else if (event.key === "Escape") {
    reader.follow();
    draw();
  }
}

function slideOpened(): void {
  openedAt = Date.now();
  loadRecordings();
  clearTimeout(waiting);
  waiting = setTimeout(lookAgain, LIVE_WITHIN_MS);
}

function lookAgain(): void {
  waiting = 0;
  loadRecordings();
  lookedAgainAt = Date.now();
  changedSince.clear();
  recordings.lookAgain();
}

/** Fetch the recordings of the slide that is open, if what the room sends does not serve. */
function loadRecordings(): void {
  if (openedAt && needsRecordings(reader.place.slide)) fetchRecordings(reader.place.slide);
}

function fetchRecordings(slide: string): void {
  const urls = JSON.parse(document.documentElement.dataset.recordingsBySlide ?? "{}") as Record<
    string,
    string
  >;
  void recordings.load(urls[slide]);
}

function needsRecordings(slide: string): boolean {
  const state = room?.state;
  if (!room || (state && state.kernel.state !== "live")) return true;
  if (Date.now() < openedAt + LIVE_WITHIN_MS) return false;
  if (!state || room.connection !== "connected") return true;
  return Object.keys(state.widgets).some(
    (key) =>
      key.startsWith(`${slide}/`) && Object.values(state.widgets[key]?.runs ?? {}).some(hasFailed),
  );
}

function hasFailed(run: Run): boolean {
  return run.status !== "live" && run.status !== "waiting";
}
