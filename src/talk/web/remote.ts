/**
 * The remote: a phone that drives the talk once the speaker has let it.
 *
 * Everything it sends is signed. Its page holds no slides; they are loaded after the speaker's yes.
 */
import { isInRun, type Move, next, nextSlide, previous, type Run } from "./navigation.js";
import {
  deckHash,
  onNewDeck,
  readingKey,
  roomUrl,
  showBlank,
  showConnection,
  showPosition,
} from "./page.js";
import { createRemote } from "./remote/layout.js";
import { loadInvitation, Signer } from "./remote/signer.js";
import { touchLaser } from "./remote/touch_laser.js";
import { Room } from "./room/room.js";
import { clockText, elapsedAt, pace, plan } from "./speaker/clock.js";
import { NotesView } from "./speaker/notes_view.js";
import { Queue } from "./speaker/queue.js";
import { findSection, SlidePreview } from "./speaker/slide_preview.js";
import { t } from "./ui/messages.js";

// Twice a second, so that no second of the clock is passed over.
const CLOCK_INTERVAL_MS = 500;

const invitation = loadInvitation();
const signer = invitation && new Signer(invitation);
const url = roomUrl();
const room =
  url && signer
    ? new Room(url, {
        role: "remote",
        deck: deckHash(),
        proof: () => signer.proof("join"),
        sign: (method, params) => signer.command(method, params),
      })
    : null;

const layout = createRemote({
  next: () => move(next),
  previous: () => move(previous),
  cover: () => room?.toggleCover("black"),
  clock: toggleClock,
  // A refusal shows by the state that stays.
  ask: () => void room?.call("remote/ask", {}).answer.catch(() => {}),
});
const notes = new NotesView(layout.notes);
// Empty until the speaker has let this phone in.
let slides = new DocumentFragment();
let preview: SlidePreview | null = null;
let loading = false;
/** How far the room's clock is ahead of this phone's, in milliseconds. */
let skewMs = 0;

const queue =
  room &&
  new Queue(room, {
    goTo,
    titleOf: (slide) => room.state?.notes?.[slide]?.title || slide,
  });

if (room && queue) {
  layout.place(queue.button, queue.panel);
  onNewDeck(room);
  room.listen(render);
  room.open();
  touchLaser(layout.slide, room);
}
// For a clicker that is paired with the phone.
addEventListener("keydown", (event) => {
  const key = readingKey(event.key);
  if (key === "ArrowRight" || key === "PageDown") move(next);
  else if (key === "ArrowLeft" || key === "PageUp") move(previous);
});
render();
setInterval(renderClock, CLOCK_INTERVAL_MS);

function run(): Run {
  const state = room?.state;
  const start = { slide: "", step: 0 };
  return {
    run: state?.run ?? [],
    anchor: room?.anchor ?? start,
    stepsOf: (slide) => Number(findSection(slides, slide)?.dataset.steps ?? 0),
  };
}

function move(step: Move): void {
  // Else a remote that only watches would seem to move, until the room refused.
  if (!room?.position || layout.root.dataset.state !== "drives") return;
  const target = step(run(), room.position);
  room.navigate(target.slide, target.step);
  render();
}

function goTo(slide: string): void {
  if (!room || layout.root.dataset.state !== "drives") return;
  room.navigate(slide, 0);
  render();
}

function toggleClock(): void {
  const running = typeof room?.state?.clock?.running_since === "number";
  void room?.call(running ? "clock/pause" : "clock/start", {}).answer.catch(() => {});
}

/** Load the slides, which only a remote that the speaker has let in may see. */
async function loadSlides(): Promise<void> {
  if (loading || !signer) return;
  loading = true;
  const { remote, counter, mac } = signer.proof("deck");
  const query = new URLSearchParams({ remote, counter: String(counter), mac });
  try {
    // The proof in the address holds once, so no copy of the answer may stand in for it.
    const answer = await fetch(`/remote/deck?${query}`, { cache: "no-store" });
    const date = Date.parse(answer.headers.get("date") ?? "");
    // The header counts whole seconds.
    if (date) skewMs = date + 500 - Date.now();
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    slides = page.querySelector<HTMLTemplateElement>("template#deck")!.content;
    // Without widgets, whose modules this page does not load.
    preview = new SlidePreview("current", slides, { inert: true, live: false });
    layout.slide.replaceChildren(preview.box);
    render();
  } catch {
    // The next change of the room tries again.
    loading = false;
  }
}

function render(): void {
  showConnection(room?.connectionState ?? "offline");
  const state = room?.state ?? null;
  const own = state?.remotes?.find(({ id }) => id === signer?.remote)?.state;
  // A phone that the speaker has not seen yet is in no list of the room.
  layout.root.dataset.state = state && own ? own : "waiting";
  layout.message.textContent = messageFor(own);
  layout.connection.textContent = room?.connectionState === "connected" ? "" : t("remote-offline");
  const here = room?.position;
  if (!state || !here) return;
  if (!preview) void loadSlides();
  showPosition(here);
  showBlank(room?.blank ?? "none");
  layout.cover.setAttribute("aria-pressed", String(room?.blank !== "none"));
  preview?.show(here);
  notes.render(here.slide, here.step, state.notes?.[here.slide]?.notes ?? "");
  renderNext();
  renderClock();
}

function renderNext(): void {
  const state = room?.state;
  const here = room?.position;
  if (!state || !here) return;
  const order = run();
  const left = order.stepsOf(here.slide) - here.step;
  const following = nextSlide(order, here).slide;
  const title = state.notes?.[following]?.title || following;
  const place = order.run.indexOf(order.anchor.slide) + 1;
  const where = { place, slides: order.run.length };
  layout.where.textContent = isInRun(order, here) ? t("place", where) : t("place-outside", where);
  const upcoming =
    left > 0 ? t("remote-steps-then", { left, slide: title }) : t("remote-next", { slide: title });
  layout.upcoming.textContent = following === here.slide ? t("upcoming-end") : upcoming;
}

function messageFor(own: string | undefined): string {
  if (!room) return t("remote-no-invitation");
  if (room.refused) return `${room.refused}.`;
  if (!own) return t("remote-waiting");
  if (own === "watches") return t("remote-watches");
  if (own === "asks") return t("remote-asked");
  return "";
}

function renderClock(): void {
  const state = room?.state;
  if (!state?.clock || !state.notes) return;
  const order = run();
  const elapsed = elapsedAt(state.clock, (Date.now() + skewMs) / 1000);
  const planned = plan(order.run, state.notes, state.duration_s ?? null, order.anchor.slide);
  layout.elapsed.textContent = clockText(elapsed, planned.total, state.clock.countdown ?? false);
  const running = typeof state.clock.running_since === "number";
  const found = pace(planned, elapsed);
  layout.pace.dataset.pace = running ? found.state : "waiting";
  const waiting = state.clock.armed ? t("clock-ready") : t("clock-paused");
  const { state: going } = found;
  const pacing = going === "on time" ? t("pace-on-time") : t(`remote-pace-${going}`);
  layout.pace.textContent = running ? pacing : waiting;
}
