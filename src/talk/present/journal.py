"""What must survive the end of the process, in SQLite: position, inputs, people, ballots and votes.

An event is on its way to the disk before anybody is told that it happened: writing one takes some 20 µs (WAL; the slow
part, the checkpoint, runs in a thread), so a killed process loses none. A talk that broke off is taken up where it
stood when the same deck is presented again on the same port within ten minutes: the open screens and phones come back
by themselves, as token and address are the old ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from talk.protocol.wire import Json

RESUME_WITHIN_S = 600.0
"""After a longer break a talk starts at its first slide."""
ALIVE_EVERY_S = 20.0
KEEP_DAYS = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class Kept:
    """What an earlier process left."""

    token: str
    events: list[tuple[str, Json]]
    """Kind and data, in order."""


@dataclass
class Journal:
    """Made by `open_journal`."""

    path: Path
    kept: Kept | None
    now: Callable[[], float] = time.time
    _connection: sqlite3.Connection | None = None

    def start(self, token: str, deck: Path) -> None:
        """Begin to write; `token` is what opens presenter views, for the next process, `deck` the deck's folder."""
        self._connection = _connect(self.path)
        self._note("token", token)
        self._note("deck", str(deck.resolve()))
        self._note("alive", str(self.now()))

    def remember(self, kind: str, data: Json) -> None:
        """When this returns, the event outlives the process."""
        assert self._connection is not None
        row = (self.now(), kind, json.dumps(data))
        self._connection.execute("INSERT INTO events (at, kind, data) VALUES (?, ?, ?)", row)

    async def run(self) -> None:
        """Note every now and then that the talk goes on, and tidy up, until cancelled."""
        while True:
            await asyncio.sleep(ALIVE_EVERY_S)
            self._note("alive", str(self.now()))
            await asyncio.to_thread(_checkpoint, self.path)

    def close(self, *, keep: bool = True) -> None:
        """Without `keep` the file goes too: nobody can come back to a port that was free by chance."""
        if self._connection is not None:
            self._note("alive", str(self.now()))
            self._connection.close()
        if not keep:
            _remove(self.path)

    def _note(self, name: str, value: str) -> None:
        assert self._connection is not None
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def journal_path(deck: Path, port: int) -> Path:
    """One journal for each deck folder and port."""
    name = hashlib.sha256(f"{deck.resolve()}:{port}".encode()).hexdigest()[:16]
    return _rooms() / f"{name}.sqlite"


def _rooms() -> Path:
    return Path(platformdirs.user_state_dir("talk", appauthor=False)) / "rooms"


def last_events(deck: Path, rooms: Path | None = None) -> list[tuple[str, Json]] | None:
    """What the deck's last talk remembered, however long ago, on whatever port; None where none is kept."""
    found: list[tuple[float, list[tuple[str, Json]]]] = []
    for path in (rooms or _rooms()).glob("*.sqlite"):
        with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(_connect(path)) as connection:
            facts: dict[str, str] = dict(connection.execute("SELECT name, value FROM facts"))
            if facts.get("deck") == str(deck.resolve()):
                found.append((float(facts.get("alive", "-inf")), _events(connection)))
    return max(found, key=lambda one: one[0])[1] if found else None


def open_journal(path: Path, *, resume: bool, now: Callable[[], float] = time.time) -> Journal:
    """Read what an earlier process left there, if it is to be taken up, and make room for what follows.

    A damaged file is put aside: a talk does not fail for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _remove_old(path.parent, now())
    try:
        return Journal(path, _prepare(path, resume, now()), now)
    except sqlite3.DatabaseError:
        _remove(path)
        return Journal(path, _prepare(path, False, now()), now)


def _prepare(path: Path, resume: bool, now: float) -> Kept | None:
    with contextlib.closing(_connect(path)) as connection:
        kept = _read(connection, now) if resume else None
        if kept is None:
            connection.execute("DELETE FROM events")
            connection.execute("DELETE FROM facts")
        return kept


def _read(connection: sqlite3.Connection, now: float) -> Kept | None:
    facts: dict[str, str] = dict(connection.execute("SELECT name, value FROM facts"))
    if "token" not in facts or now - float(facts.get("alive", "-inf")) > RESUME_WITHIN_S:
        return None
    return Kept(facts["token"], _events(connection))


def _events(connection: sqlite3.Connection) -> list[tuple[str, Json]]:
    rows: list[tuple[str, str]] = connection.execute("SELECT kind, data FROM events ORDER BY number").fetchall()
    return [(kind, json.loads(data)) for kind, data in rows]


def _connect(path: Path) -> sqlite3.Connection:
    """The file is for this user only: it holds the presenter's token."""
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, isolation_level=None)  # every statement is committed at once
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.executescript(_SCHEMA)
    return connection


def _checkpoint(path: Path) -> None:
    """Move what is in the log into the file; waits for the disk, so not in the event loop."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _remove(path: Path) -> None:
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)


def _remove_old(folder: Path, now: float) -> None:
    for file in folder.glob("*.sqlite*"):
        with contextlib.suppress(OSError):
            if now - file.stat().st_mtime > KEEP_DAYS * 86_400:
                file.unlink()
