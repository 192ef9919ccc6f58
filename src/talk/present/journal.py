"""Keep in SQLite what must survive the end of the process: position, inputs, people, votes, runs.

An event is on its way to the disk before anybody is told that it happened: writing one takes some
20 µs (WAL; the slow part, the checkpoint, runs in a thread), so a killed process loses none. A talk
that broke off is taken up where it stood when the same deck is presented again on the same port
within ten minutes: the open screens and phones come back by themselves, as token and address are
the old ones. After a longer break, by the clock of this machine, its journal is put aside, and
`talk present --resume` takes it up.

A disk that is full or a folder that cannot be written stops nothing: events wait in memory,
`notify` shows why, and `run` writes what waits once that is possible again.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import platformdirs

from talk.failure import Failure
from talk.protocol.wire import Json

RESUME_WITHIN_S = 600.0
"""Longest break after which a talk goes on where it stood."""
ALIVE_EVERY_S = 20.0
"""Interval between notes that the talk goes on."""
RETRY_EVERY_S = 2.0
"""Interval between attempts to write what could not be written."""
LOCKED_S = 0.25
"""Longest wait for another program that reads the file; the event loop stands still meanwhile."""
KEEP_DAYS = 30
"""Days after which a journal is deleted."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, kind TEXT NOT NULL, data TEXT NOT
    NULL
);
"""


@dataclass(frozen=True)
class Event:
    """One event of a journal, with the time at which it was appended."""

    at: float
    """Unix time."""
    kind: str
    data: Json


@dataclass(frozen=True)
class LastJournal:
    """The journal of the last talk with a deck."""

    path: Path
    events: list[Event]
    alive: float
    """Unix time at which its talk last noted that it goes on."""


@dataclass(frozen=True)
class Kept:
    """What an earlier process left."""

    token: str
    events: list[tuple[str, Json]]
    """Kind and data, in order."""
    alive: float = float("-inf")
    """Unix time at which it last noted that it goes on."""
    aside: str = ""
    """File name of the journal that was put aside when this one began."""


@dataclass
class Journal:
    """The journal of one talk; `open_journal` makes it."""

    path: Path
    kept: Kept | None
    """What this journal goes on from; None when it begins anew."""
    now: Callable[[], float] = time.time
    notify: Callable[[str], None] = lambda sentence: None
    """Shows a sentence while events wait in memory; an empty one removes it."""
    trouble: str = ""
    """Why events wait in memory; empty while they are written."""
    aside: str = ""
    """File name of the journal that was put aside for this one and can be taken up by --resume."""
    _connection: sqlite3.Connection | None = None
    _ours: bool = False
    """True once the file has been opened: what it holds is this talk's."""
    _facts: dict[str, str] = field(default_factory=dict)
    """Whose journal this is, as the table `facts` has it."""
    _waiting: dict[object, tuple[float, str, str]] = field(default_factory=dict)
    """Time, kind and data of events that are not on the disk, by `_key`."""

    def start(self, token: str, deck: Path) -> None:
        """Begin to write the journal of the talk with the deck in this folder.

        The next process goes on with the same `token`, so that presenters' screens come back.
        """
        # The deck's folder is written down as well: `last_events` finds a talk by it, on whatever
        # port.
        self._facts = {"token": token, "deck": str(deck.resolve())}
        self._write()

    def append(self, kind: str, data: Json) -> None:
        """Append an event; it outlives the process from now on, unless `trouble` says why not."""
        key = _key(kind, data)
        # Removed first, so that the newer event stands at the end, after what happened in between.
        self._waiting.pop(key, None)
        # As text at once: the room goes on changing the lists and dictionaries that it passed.
        self._waiting[key] = (self.now(), kind, json.dumps(data))
        # A disk at fault is tried every two seconds by `run`, not at every vote: each attempt may
        # take LOCKED_S.
        if not self.trouble:
            self._write(facts=False)

    async def run(self) -> None:
        """Note that the talk goes on, tidy up, and write what waits, until cancelled."""
        noted = time.monotonic()
        while True:
            await asyncio.sleep(min(RETRY_EVERY_S, ALIVE_EVERY_S))
            if self.trouble:
                self._write()
            elif time.monotonic() - noted >= ALIVE_EVERY_S:
                noted = time.monotonic()
                self._write()
                # If the disk is at fault, the next event that cannot be written reports it.
                with contextlib.suppress(sqlite3.Error, OSError):
                    await asyncio.to_thread(_checkpoint, self.path)

    def close(self, *, keep: bool = True) -> None:
        """Write what waits and close the file; delete it unless it is to be kept.

        Nobody comes back to a port that was free by chance, so its journal is of no use.
        """
        if self._connection is not None:
            self._write()
            self._disconnect()
        if not keep:
            with contextlib.suppress(OSError):
                _remove(self.path)

    def _write(self, *, facts: bool = True) -> None:
        """Write what waits; with `facts`, also whose journal this is and that the talk goes on."""
        try:
            connection = self._connection or self._connect()
            # One transaction: events and facts are on the disk together or not at all.
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO events (at, kind, data) VALUES (?, ?, ?)", self._waiting.values()
            )
            if facts:
                now = {**self._facts, "alive": str(self.now()), "aside": self.aside}
                connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", now.items())
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            # The file may have been moved or its disk taken away: the next attempt opens it anew.
            self._disconnect()
            self._set_trouble(_sentence(self.path, error))
        else:
            self._waiting.clear()
            self._set_trouble("")

    def _set_trouble(self, trouble: str) -> None:
        before, self.trouble = self.trouble, trouble
        # A full disk fails every two seconds; the speaker is told once.
        if trouble != before:
            self.notify(trouble)

    def _connect(self) -> sqlite3.Connection:
        """Open the file; the first time, put aside what it holds of another talk."""
        # The folder as well is for this user only: names of files in it tell of talks.
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.kept is None and not self._ours:
            self.aside = _put_aside(self.path) or self.aside
        self._ours = True
        self._connection = _connect(self.path)
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()


def _key(kind: str, data: Json) -> object:
    """Return a key that is equal for events of which only the last one counts.

    While the disk is full, such an event replaces the one that waits, so memory does not fill up as
    well.
    """
    if kind in ("position", "clock", "blank"):
        return kind
    if kind == "remote_counter":
        return kind, data["remote"]
    if kind in ("inputs", "run"):
        return kind, data["widget"], data.get("lane")
    return object()


def _sentence(path: Path, error: sqlite3.Error | OSError) -> str:
    """Return the sentence that says why events wait, and what to do."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    reason = reason[:1].lower() + reason[1:]
    return (
        f"votes and position are kept in memory only, since {path} cannot be written ({reason}): "
        "free some space on its disk or make its folder writable; "
        f"talk tries again every {RETRY_EVERY_S:.0f} s"
    )


def journal_path(deck: Path, port: int) -> Path:
    """Return the file of the journal for this deck's folder and this port."""
    # By deck and port: two talks with the same deck may run on one machine at once.
    name = hashlib.sha256(f"{deck.resolve()}:{port}".encode()).hexdigest()[:16]
    return _rooms() / f"{name}.sqlite"


def _rooms() -> Path:
    return Path(platformdirs.user_state_dir("talk", appauthor=False)) / "rooms"


def last_events(deck: Path, rooms: Path | None = None) -> list[tuple[str, Json]] | None:
    """Return the events of the deck's last talk, on whatever port; None where none is kept."""
    found = last_journal(deck, rooms)
    return [(event.kind, event.data) for event in found.events] if found else None


def last_journal(deck: Path, rooms: Path | None = None) -> LastJournal | None:
    """Return the journal of the deck's last talk, on whatever port; None where none is kept."""
    found: list[LastJournal] = []
    for path in (rooms or _rooms()).glob("*.sqlite"):
        # Whatever is wrong with one of the files, another may be the one that is wanted.
        with (
            contextlib.suppress(sqlite3.DatabaseError, ValueError, OSError),
            contextlib.closing(_connect(path)) as connection,
        ):
            facts: dict[str, str] = dict(connection.execute("SELECT name, value FROM facts"))
            if facts.get("deck") == str(deck.resolve()):
                rows = connection.execute("SELECT at, kind, data FROM events ORDER BY number")
                events = [Event(at, kind, json.loads(data)) for at, kind, data in rows]
                found.append(LastJournal(path, events, float(facts.get("alive", "-inf"))))
    # A talk in which nothing happened is last only where there is no other.
    return max(found, key=lambda one: (bool(one.events), one.alive)) if found else None


def forget(path: Path, now: Callable[[], float] = time.time) -> None:
    """Delete a journal. Raises Failure while its talk goes on."""
    with contextlib.closing(_connect(path)) as connection:
        facts: dict[str, str] = dict(connection.execute("SELECT name, value FROM facts"))
    # A talk notes that it goes on every ALIVE_EVERY_S; one note may be late.
    if now() - float(facts.get("alive", "-inf")) < 2 * ALIVE_EVERY_S:
        text = (
            "this talk may still be going on: end it, and try again "
            f"{2 * ALIVE_EVERY_S:.0f} seconds later"
        )
        raise Failure(text)
    _remove(path)


def open_journal(
    path: Path, *, resume: bool, earlier: bool = False, now: Callable[[], float] = time.time
) -> Journal:
    """Return a journal that goes on from what an earlier process left, or begins anew.

    `resume` takes up a talk that broke off a moment ago. `earlier` takes up the one that was put
    aside for it, or else the last one, however long ago. Nothing is lost: what is not taken up is
    put aside when the new journal is written.
    """
    kept: Kept | None = None
    offered = ""
    with contextlib.suppress(sqlite3.Error, OSError):  # `start` finds and reports it too
        _remove_old(path.parent, now())
        kept = _read(path)
        # `is_file` also tells "no journal was put aside": an empty name leads to the folder itself.
        if earlier and kept is not None and (path.parent / kept.aside).is_file():
            chosen = path.parent / kept.aside
            _put_aside(path)
            _rename(chosen, path)
            kept = _read(path)
        elif kept is not None and not earlier:
            offered = kept.aside
            if not resume or now() - kept.alive > RESUME_WITHIN_S:
                kept = None
    return Journal(path, kept, now, aside=offered)


def _read(path: Path) -> Kept | None:
    """Return what the file holds; None where there is none, or a damaged one, which is renamed."""
    if not path.is_file():
        return None
    try:
        with contextlib.closing(_connect(path)) as connection:
            facts: dict[str, str] = dict(connection.execute("SELECT name, value FROM facts"))
            # Its process ended between making the file and its first write.
            if "token" not in facts:
                return None
            alive = float(facts.get("alive", "-inf"))
            rows = connection.execute("SELECT kind, data FROM events ORDER BY number")
            events = [(kind, json.loads(data)) for kind, data in rows]
            return Kept(facts["token"], events, alive, facts.get("aside", ""))
    except sqlite3.OperationalError:
        raise  # the disk's fault, not the file's
    except (sqlite3.DatabaseError, ValueError):
        _rename(path, path.with_name(path.name + ".damaged"))
        return None


def _put_aside(path: Path) -> str:
    """Rename the journal and return its new name; delete one that is not worth keeping."""
    kept = _read(path)
    # A talk to which people came and nothing else happened is not worth keeping.
    if kept is None or all(kind in ("person", "kernel") for kind, _ in kept.events):
        _remove(path)
        return ""
    # Without any note `alive` is minus infinity, which no calendar has.
    when = datetime.fromtimestamp(max(kept.alive, 0.0))
    name = f"{path.stem}.{when:%Y-%m-%d-%H%M%S}"
    # Two talks may have been put aside within the same second.
    others = (f"{name}.{n}.sqlite" for n in range(1, 1000))
    free = next(one for one in (f"{name}.sqlite", *others) if not (path.parent / one).exists())
    _rename(path, path.parent / free)
    return free


def _connect(path: Path) -> sqlite3.Connection:
    """Open the database, which is made when there is none."""
    # Only a new one: the time of a file that is there says when its talk was, and old ones go.
    if not path.exists():
        path.touch(mode=0o600)  # for this user only: it holds the presenter's token
    # Without an isolation level the module begins no transactions of its own.
    connection = sqlite3.connect(path, timeout=LOCKED_S, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        # With a write-ahead log this survives a killed process. Only a power cut may cost the last
        # events; FULL would wait for the disk at every vote.
        connection.execute("PRAGMA synchronous=NORMAL")
        # A checkpoint waits for the disk, which the event loop must not; `run` makes them in a
        # thread.
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _checkpoint(path: Path) -> None:
    """Move what is in the write-ahead log into the database; waits for the disk."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _files(path: Path) -> list[Path]:
    """Return the database and the two files that SQLite keeps beside it."""
    return [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]


def _remove(path: Path) -> None:
    for file in _files(path):
        file.unlink(missing_ok=True)


def _rename(path: Path, new: Path) -> None:
    # All three together: a database without its write-ahead log has lost the last votes.
    for old, file in zip(_files(path), _files(new), strict=True):
        if old.exists():
            old.replace(file)


def _remove_old(folder: Path, now: float) -> None:
    for file in folder.glob("*.sqlite*"):
        with contextlib.suppress(OSError):
            # Any of the three files, also those left behind by a process that was killed.
            if now - file.stat().st_mtime > KEEP_DAYS * 86_400:
                file.unlink()
