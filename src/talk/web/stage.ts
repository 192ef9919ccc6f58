/** The stage, the projector's view: keys move it at once, and everybody else by the room. */
import { onClicker } from "./clicker.js";
import type { TalkElement } from "./element.js";
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { SharedHost } from "./hosts/shared_host.js";
import { Marks } from "./marks.js";
import {
  deckHash,
  onNewDeck,
  onSlideAddress,
  roomUrl,
  showBlank,
  showConnection,
  shownBlank,
  showPosition,
  toggleOwnCover,
} from "./page.js";
import { ProblemPanel } from "./problem_panel.js";
import { afterFirstPaint, Recordings } from "./recordings.js";
import { retryImport } from "./retry_import.js";
import { loadToken, withToken } from "./room/presenter_token.js";
import { beginTalk, Room, samePosition, sendAccepted } from "./room/room.js";
import { OwnWindows } from "./speaker/own_talk.js";
import { Beneath } from "./stage/beneath.js";
import { Corner } from "./stage/corner.js";
import { showInSight } from "./stage/in_sight.js";
import { PointedPart } from "./stage/pointed_part.js";
import { loadNewEdition } from "./stage/reload.js";
import { RevealDeck } from "./stage/reveal_deck.js";
import { showView } from "./stage/zoom.js";
import { loadPosition, storePosition } from "./tab_storage.js";
import { t } from "./ui/messages.js";

/** Changes after which other things may lie beneath a drawing. */
const CHANGES_BENEATH = ["draw", "erase", "position", "snapshot", "timekeeper"] as const;
/** Key codes, as reveal.js takes them. */
const [KEY_S, KEY_X] = [83, 88];

const recordings = new Recordings();
const token = loadToken();
const url = roomUrl();
const room = url ? new Room(url, { role: "stage", token, deck: deckHash() }) : null;

installHost(
  room ? new SharedHost("stage", room, recordings) : new OfflineHost("stage", recordings),
);
// Not awaited: the first slide is painted while the widgets are still on their way.
void retryImport(() => import("talk:widgets"));
void start();

async function start(): Promise<void> {
  showConnection(room ? "reconnecting" : "offline");
  // Before reveal.js is loaded and started: the answer is on its way meanwhile.
  room?.open();
  const deck = await RevealDeck.start(!room);
  const ownAnchor = deck.anchor;
  deck.anchor = () => {
    const { anchor } = room ?? {};
    // After an edit the slides here are newer than the order that the room sent at the join.
    return anchor && deck.run.includes(anchor.slide) ? anchor : ownAnchor();
  };
  const corner = new Corner();
  const before = room && loadPosition();
  // Until the room answers, a reload shows the slide that was up and not the first one.
  if (before) deck.show(before);

  const renderPosition = (): void => {
    showPosition(deck.position);
    storePosition(deck.position);
    const joinUrl = room?.connectionState === "connected" ? room.joinUrl : "";
    corner.show(deck.slideNumber, joinUrl, deck.section);
    showInSight(deck.section);
  };
  deck.onMoved(() => {
    // With a room the address keeps no position: the room does.
    if (room && location.hash) history.replaceState(null, "", location.pathname + location.search);
    room?.navigate(deck.position.slide, deck.position.step);
    renderPosition();
  });
  // The speaker view of a deck that was built with notes is another window of this browser.
  const speakerPage = document.documentElement.dataset.speaker;
  const here = () => ({ position: deck.position, blank: shownBlank() });
  const windows = speakerPage
    ? new OwnWindows(
        new BroadcastChannel(`talk ${deckHash()}`),
        (position, blank) => {
          deck.show(position);
          showBlank(blank);
          renderPosition();
        },
        here,
      )
    : null;
  const sendOwn = (): void => windows?.send(here().position, here().blank);
  addEventListener("talk:go", (event) =>
    deck.goTo((event as CustomEvent<{ slide: string }>).detail.slide),
  );
  if (room) onSlideAddress((slide) => deck.goTo(slide));
  onClicker({
    next: () => deck.next(),
    previous: () => deck.previous(),
    cover: (mode) => {
      if (room) room.toggleCover(mode);
      else toggleOwnCover(mode);
      sendOwn();
    },
    begin: () => {
      if (room) beginTalk(room);
      else showBlank("none");
      void document.documentElement.requestFullscreen?.().catch(() => {});
    },
  });
  // Without a room nobody else uncovers the projector: a move does.
  if (!room)
    deck.onMoved(() => {
      showBlank("none");
      sendOwn();
    });
  deck.onKey(KEY_S, "S", t("stage-speaker-view"), () => {
    // A named window: the same key brings the open speaker view to the front.
    if (room) window.open(token ? withToken("/speaker", token) : "/speaker", "talk-speaker");
    else if (speakerPage) window.open(speakerPage, "talk-speaker");
  });
  if (room) followRoom(room, deck, renderPosition);
  renderPosition();
  afterFirstPaint(() => void recordings.load(document.documentElement.dataset.recordings));
}

function followRoom(room: Room, deck: RevealDeck, renderPosition: () => void): void {
  const problems = new ProblemPanel();
  document.body.append(problems.root);
  deck.onKey(KEY_X, "X", t("stage-problem-away"), () => problems.dismiss());
  const follow = (): void => {
    showConnection(room.connectionState);
    if (room.position && !samePosition(room.position, deck.position)) deck.show(room.position);
    renderPosition();
    showRefusal(room);
  };
  const showProblems = (): void => {
    // An author at their desk sees what is wrong on the slide; before an audience only the
    // speaker's view shows it.
    const alone = room.state?.following === 0;
    const shown = alone ? (room.state?.problems ?? []) : [];
    problems.show(shown.filter((problem) => !problem.speaker_only));
  };
  onNewDeck(room, () => void reloadDeck(deck, renderPosition));
  room.listen(({ kinds }) => {
    if (kinds.has("position") || kinds.has("snapshot") || kinds.has("connection")) follow();
    showBlank(room.blank);
    showProblems();
  });
  const marks = new Marks();
  document.querySelector(".reveal > .slides")?.append(marks.box);
  const reveal = document.querySelector<HTMLElement>(".reveal")!;
  const showMarks = (): void => {
    if (!room.state) return;
    marks.render(deck.position.slide, room.state);
    showView(reveal, room.state.zoom ?? {});
  };
  const canvas = document.querySelector(".reveal > .slides")!;
  const pointed = new PointedPart(room, canvas);
  const beneath = new Beneath(room, canvas);
  room.listen(({ kinds }) => {
    if (kinds.has("pointer")) pointed.look();
    if (CHANGES_BENEATH.some((kind) => kinds.has(kind))) beneath.look();
  });
  room.listen(showMarks);
  deck.onMoved(showMarks);
  // A zoom is set in pixels of the window.
  addEventListener("resize", showMarks);
  sendAccepted(room, (key) => reveal.querySelector<TalkElement>(`[data-key="${CSS.escape(key)}"]`));
  follow();
  showProblems();
}

/** Show another edition of the deck in place, without a white flash on the projector. */
async function reloadDeck(deck: RevealDeck, renderPosition: () => void): Promise<void> {
  const edition = await loadNewEdition();
  // Where the new page cannot be read in place, loading it anew is better than keeping the old one.
  if (!edition) {
    location.reload();
    return;
  }
  deck.replaceSections(edition);
  if (room?.position && !samePosition(room.position, deck.position)) deck.show(room.position);
  renderPosition();
  await recordings.replace(document.documentElement.dataset.recordings);
}

/** Say on a screen that the room refuses that nobody follows it, though everything works. */
function showRefusal(room: Room): void {
  let notice = document.querySelector(".stage-notice");
  if (!room.refused) {
    notice?.remove();
    return;
  }
  if (!notice) {
    notice = document.createElement("p");
    notice.className = "stage-notice";
    notice.setAttribute("role", "status");
    document.body.append(notice);
  }
  notice.textContent = t("stage-not-joined", { why: room.refused });
}
