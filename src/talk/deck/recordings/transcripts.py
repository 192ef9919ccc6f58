"""Read what `talk record` wrote: for each slide a transcript of the frames that went over the wire.

`recordings/<slide id>.jsonl` has one JSON object a line: a head that names widget and request, then
its events, then its result (the head is on one line):

    {"widget": "tokenizer/0", "lane": "main", "label": "…", "first": true,
     "request": {"method": "tokens/encode", "params": {…}}, "latency_ms": 3.1, …}
    {"event": {…}}
    {"result": {…}}

A recording answers only the request it was made for: method and canonical parameters. The file
`recordings/MANIFEST.json` says with which protocol, model and checkpoints they were made.

A slide that is taken from another deck has that deck's recordings too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from talk.deck.model import Deck, Live, Slide
from talk.deck.reading.problems import Problem
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import canonical
from talk.widgets.base import Demo, followed

FOLDER = "recordings"
MANIFEST = "MANIFEST.json"


@dataclass(frozen=True)
class Recording:
    """A request with everything that came back, as the browser reads it too (web/host.ts)."""

    method: str
    params: dict[str, Any]
    events: list[dict[str, Any]]
    result: dict[str, Any]
    label: str = ""
    lane: str = "main"
    first: bool = True
    """True for one that is shown when the slide comes up."""
    latency_ms: float | None = None
    recorded_at: str = ""

    @property
    def request(self) -> tuple[str, str]:
        """What a request must be equal to, to be answered by this recording."""
        return self.method, canonical(self.params)


@dataclass
class _File:
    """A file of recordings as it was read."""

    by_widget: dict[str, list[Recording]] = field(default_factory=dict)
    """By `<widget name>/<n>`."""
    problems: list[Problem] = field(default_factory=list)
    hash: bytes = b""
    """SHA-256 of its content; empty where there is no file."""


def recording_file(deck: Deck, slide: Slide) -> Path:
    """Return the file for a slide's recordings, whether it exists or not."""
    return deck.root / FOLDER / f"{slide.id}.jsonl"


def recording_files(deck: Deck, slide: Slide) -> list[tuple[Path, Path]]:
    """Return the files that may have a slide's recordings, each with the root of its deck.

    This deck's own is the first; a slide of another deck has that deck's file behind it.
    """
    own = (recording_file(deck, slide), deck.root)
    return [own, (slide.root / FOLDER / own[0].name, slide.root)] if slide.root else [own]


def included_recordings(slide: Slide, place: int) -> list[Recording]:
    """Return what the deck that a slide is taken from recorded for its widget at `place`."""
    if slide.root is None:
        return []
    file = slide.root / FOLDER / f"{slide.id}.jsonl"
    return _read(file, slide.root).by_widget.get(f"{slide.live[place].widget}/{place}", [])


def load_recordings(deck: Deck) -> dict[str, list[Recording]]:
    """Return the recordings by widget key, in the order of the widget's demos.

    Left out are those that no demo asks for any more, and damaged ones: a talk goes on without
    them, and `damaged` returns their problems.
    """
    found: dict[str, list[Recording]] = {}
    for slide in deck.slides:
        if not slide.live:
            continue
        # Recordings name a widget by its place on the slide; they are matched by their requests, so
        # a widget that has moved on its slide has none until `talk record`.
        read = [_read(file, root).by_widget for file, root in recording_files(deck, slide)]
        for place, live in enumerate(slide.live):
            name = f"{live.widget}/{place}"
            if recordings := [one for by_widget in read for one in by_widget.get(name, [])]:
                found[live.key] = [
                    # Label, lane and place are what the deck gives them now.
                    replace(recorded, label=demo.label, lane=demo.lane, first=demo.first)
                    for demo in demos_of(live, recordings)
                    if (recorded := answer_to(demo, recordings))
                ]
    return found


def damaged(deck: Deck) -> list[Problem]:
    """Return a problem for everything that cannot be read in the recordings of a deck."""
    slides = (slide for slide in deck.slides if slide.live)
    files = (found for slide in slides for found in recording_files(deck, slide))
    return [problem for file, root in files for problem in _read(file, root).problems]


def misfits(deck: Deck) -> list[Problem]:
    """Return a problem for each recording that is no answer in this version of the wire."""
    found = []
    for slide in deck.slides:
        for file, root in recording_files(deck, slide) if slide.live else ():
            for one in chain.from_iterable(_read(file, root).by_widget.values()):
                if reason := misfit(one):
                    found.append(Problem(file.relative_to(root), 0, 0, reason, _RECORD_AGAIN))
    return found


def misfit(recording: Recording) -> str:
    """Return why request, result or an event do not fit today's method; "" when they do."""
    # Imported here: it loads every method's types, which no command needs to read a deck.
    from talk.protocol import registry

    method = registry.KERNEL_METHODS.get(recording.method)
    if method is None:
        return f"there is no method '{recording.method}'"
    try:
        method.read(recording.params)
        method.read_result(recording.result)
        for event in recording.events:
            method.read_event(event)
    except WireError as error:
        return error.message.replace("the kernel's", "a recorded")
    return ""


def unrecorded(deck: Deck) -> list[tuple[Slide, Live, Demo]]:
    """Return the prepared demos that no recording answers."""
    recordings = load_recordings(deck)
    return [
        (slide, live, demo)
        for slide in deck.slides
        for live in slide.live
        for demo in demos_of(live, recordings.get(live.key, []))
        if answer_to(demo, recordings.get(live.key, [])) is None
    ]


def demos_of(live: Live, recordings: list[Recording]) -> Iterator[Demo]:
    """Yield every demo of a widget, with those that follow from what `recordings` hold.

    The list may grow meanwhile: `talk record` appends what each demo returned.
    """

    def result_of(demo: Demo) -> dict[str, Any] | None:
        found = answer_to(demo, recordings)
        return found.result if found else None

    return followed(live.demos, result_of)


def answer_to(demo: Demo, recordings: list[Recording]) -> Recording | None:
    """Return the recording of exactly this request; None where there is none."""
    request = (demo.method, canonical(demo.params))
    return next((one for one in recordings if one.request == request), None)


def manifest(deck: Deck) -> dict[str, Any] | None:
    """Return what the recordings were made with; None when it is missing or cannot be read."""
    try:
        found = json.loads((deck.root / FOLDER / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def recordings_hash(deck: Deck) -> str:
    """Return a hash of all recordings of a deck, which changes when a recording does."""
    total = hashlib.sha256()
    for slide in deck.slides:
        if slide.live:
            for file, root in recording_files(deck, slide):
                total.update(_read(file, root).hash)
    return total.hexdigest()


def _read(file: Path, root: Path) -> _File:
    """Return what is in a file, which is read again only after it has changed.

    Callers share what is returned and must not change it.
    """
    try:
        status = file.stat()
    except OSError:
        # No file: read as one that is always the same, and empty.
        return _read_version(file, root, 0, 0, 0)
    # `talk record` puts a new file in the place of the old one, so the inode changes with the
    # recording.
    return _read_version(file, root, status.st_mtime_ns, status.st_size, status.st_ino)


@lru_cache(maxsize=1024)
def _read_version(file: Path, root: Path, _modified_ns: int, _size: int, _inode: int) -> _File:
    found = _File()
    try:
        # Read once, so that hash and recordings are of the same version.
        data = file.read_bytes()
        found.hash = hashlib.sha256(data).digest()
        text = data.decode("utf-8")
    except FileNotFoundError:
        return found
    except (OSError, UnicodeDecodeError):
        found.problems.append(
            Problem(file.relative_to(root), 0, 0, "the recording cannot be read", _RECORD_AGAIN)
        )
        return found
    head: dict[str, Any] | None = None
    events: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        frame = _frame(line)
        if frame is not None and "request" in frame and head is None:
            head, events = frame, []
        elif frame is not None and "event" in frame and head is not None:
            events.append(frame["event"])
        elif frame is not None and "result" in frame and head is not None:
            # By name and place: a recording of another kind of widget at the same place is not this
            # one's.
            name = str(head["widget"])
            found.by_widget.setdefault(name, []).append(_recording(head, events, frame["result"]))
            head = None
        else:
            message = "this line is not part of a recording"
            found.problems.append(
                Problem(file.relative_to(root), number, 1, message, _RECORD_AGAIN, line[:200])
            )
            # A head after an unfinished recording begins the next one.
            head = frame if frame is not None and "request" in frame else None
            events = []
    if head is not None:
        last = len(text.splitlines())
        found.problems.append(
            Problem(
                file.relative_to(root), last, 1, "the last recording has no result", _RECORD_AGAIN
            )
        )
    return found


_RECORD_AGAIN = "run `talk record` again"


def _frame(line: str) -> dict[str, Any] | None:
    """Return a line as a frame; None where it is no head, event or result."""
    try:
        # A third of the time of json.loads, and llm-101 has 8,490 lines.
        frame = from_json(line, allow_inf_nan=False)
    except ValueError:
        return None
    if not isinstance(frame, dict):
        return None
    request = frame.get("request")
    if "request" in frame:
        whole = (
            isinstance(request, dict)
            and isinstance(request.get("method"), str)
            and isinstance(request.get("params"), dict)
            and isinstance(frame.get("widget"), str)
        )
        return frame if whole else None
    return frame if any(isinstance(frame.get(key), dict) for key in ("event", "result")) else None


def _recording(
    head: dict[str, Any], events: list[dict[str, Any]], result: dict[str, Any]
) -> Recording:
    latency = head.get("latency_ms")
    return Recording(
        method=head["request"]["method"],
        params=head["request"]["params"],
        events=events,
        result=result,
        label=str(head.get("label", "")),
        lane=str(head.get("lane", "main")),
        first=bool(head.get("first", True)),
        latency_ms=latency if isinstance(latency, int | float) else None,
        recorded_at=str(head.get("recorded_at", "")),
    )


def transcript(live: Live, place: int, recordings: list[Recording]) -> Iterator[str]:
    """Yield the lines of a widget's recordings; `place` is its number on the slide, from 0."""
    for one in recordings:
        head = {
            "widget": f"{live.widget}/{place}",
            "lane": one.lane,
            "label": one.label,
            "first": one.first,
            "request": {"method": one.method, "params": one.params},
            "latency_ms": one.latency_ms,
            "recorded_at": one.recorded_at,
        }
        # As they are written, so that a recording can be read, and a change of it reviewed.
        yield json.dumps(head, ensure_ascii=False)
        yield from (json.dumps({"event": event}, ensure_ascii=False) for event in one.events)
        yield json.dumps({"result": one.result}, ensure_ascii=False)
