/** The stage: the projector's view. Keys move it at once; the room is told, and tells everyone else. */

import { onClicker } from "./clicker.js";
import { installHost } from "./host.js";
import { OfflineHost } from "./hosts/offline_host.js";
import { SharedHost } from "./hosts/shared_host.js";
import {
  deckHash,
  onNewDeck,
  rememberedPlace,
  rememberPlace,
  roomUrl,
  showBlank,
  showConnection,
  showPlace,
  toggleOwnCover,
} from "./page.js";
import { ProblemPanel } from "./problem_panel.js";
import { afterFirstPaint, Recordings } from "./recordings.js";
import { fetched } from "./retry_import.js";
import { takeToken, withToken } from "./room/presenter_token.js";
import { Room, samePlace } from "./room/room.js";
import { Corner } from "./stage/corner.js";
import { renewPage } from "./stage/reload.js";
import { Deck } from "./stage/reveal_deck.js";

const recordings = new Recordings();
const token = takeToken();
const url = roomUrl();
const room = url ? new Room(url, { role: "stage", token, deck: deckHash() }) : null;

installHost(
  room ? new SharedHost("stage", room, recordings) : new OfflineHost("stage", recordings),
);
void fetched(() => import("talk:widgets"));
void start();

async function start(): Promise<void> {
  showConnection(room ? "reconnecting" : "offline");
  room?.open();
  const deck = await Deck.start(!room);
  const corner = new Corner();
  const before = room && rememberedPlace();
  if (before) deck.show(before);

  const show = (): void => {
    showPlace(deck.place);
    rememberPlace(deck.place);
    corner.show(deck.number.number, room?.connection === "connected" ? room.joinUrl : "");
  };
  deck.onMoved(() => {
    if (room) dropHash();
    room?.navigate(deck.place.slide, deck.place.step);
    show();
  });
  addEventListener("talk:go", (event) =>
    deck.go((event as CustomEvent<{ slide: string }>).detail.slide),
  );
  onClicker({
    next: () => deck.next(),
    previous: () => deck.previous(),
    cover: () => (room ? room.toggleCover() : toggleOwnCover()),
  });
  if (!room) deck.onMoved(() => showBlank("none"));
  deck.onKey(83, "S", "Speaker view", openSpeakerView);
  if (room) followRoom(room, deck, show);
  show();
  afterFirstPaint(() => void recordings.load(document.documentElement.dataset.recordings));
}

function followRoom(room: Room, deck: Deck, show: () => void): void {
  const follow = (): void => {
    showConnection(room.connection);
    if (room.place && !samePlace(room.place, deck.place)) deck.show(room.place);
    show();
    showNotice(room);
  };
  const problems = new ProblemPanel();
  document.body.append(problems.root);
  deck.onKey(88, "X", "Put the problem away", () => problems.putAway());
  // The author at the desk sees what is wrong on the slide; before an audience only the speaker's screen tells.
  const tell = (): void => {
    const alone = room.state?.following === 0;
    problems.draw(
      alone ? (room.state?.problems ?? []).filter((problem) => !problem.speaker_only) : [],
    );
  };
  onNewDeck(room, () => void renew(deck, show));
  room.listen((touched) => {
    if (
      ["position", "snapshot", "connection"].some((kind) => touched.kinds.has(kind as "position"))
    )
      follow();
    showBlank(room.blank);
    tell();
  });
  follow();
  tell();
}

/** An edited deck comes in place, without a white flash on the projector. */
async function renew(deck: Deck, show: () => void): Promise<void> {
  const fresh = await renewPage();
  if (!fresh) return location.reload();
  deck.replace(fresh);
  if (room?.place) deck.show(room.place);
  show();
  await recordings.renew(document.documentElement.dataset.recordings);
}

/** A screen that the room refuses says so: everything on it works, but nobody follows. */
function showNotice(room: Room): void {
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
  notice.textContent = `This screen is not joined to the room: ${room.refused}. Open the stage address that talk present printed.`;
}

function openSpeakerView(): void {
  if (room) window.open(token ? withToken("/speaker", token) : "/speaker", "talk-speaker");
}

/** With a room the address bar keeps no place: the room does. */
function dropHash(): void {
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}
