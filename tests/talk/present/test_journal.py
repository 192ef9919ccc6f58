"""What an earlier process left, and when it is taken up."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import stat
from datetime import datetime
from pathlib import Path

import pytest

from talk.present import journal as journal_module
from talk.present.journal import (
    KEEP_DAYS,
    RESUME_WITHIN_S,
    Journal,
    journal_path,
    last_events,
    open_journal,
)

DECK = Path("slides/llm-101")
POSITION = {"slide": "tokens", "step": 2, "shown": ["first", "tokens"]}


class Clock:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


def written(path: Path, clock: Clock) -> None:
    """Write the journal of a talk that kept two events and ended."""
    journal = open_journal(path, resume=False, now=clock)
    journal.start("the token", DECK)
    journal.append("position", POSITION)
    journal.append("person", "abc")
    journal.close()


def alive(path: Path) -> float:
    """Return the time at which the talk last noted that it goes on."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return float(
            connection.execute("SELECT value FROM facts WHERE name = 'alive'").fetchone()[0]
        )


def reopened(path: Path, clock: Clock, *, resume: bool = True) -> Journal:
    return open_journal(path, resume=resume, now=clock)


def test_a_talk_is_taken_up_with_its_events_in_order_and_its_token(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "room.sqlite", clock)
    kept = reopened(tmp_path / "room.sqlite", clock).kept
    assert kept is not None
    assert kept.token == "the token"
    assert kept.events == [("position", POSITION), ("person", "abc")]


def test_what_was_remembered_is_there_without_any_good_bye(tmp_path: Path) -> None:
    clock = Clock()
    journal = open_journal(tmp_path / "room.sqlite", resume=False, now=clock)
    journal.start("the token", DECK)
    journal.append("vote", {"choice": 1})
    kept = reopened(tmp_path / "room.sqlite", clock).kept
    journal.close()
    assert kept is not None
    assert kept.events == [("vote", {"choice": 1})]


async def test_a_talk_that_goes_on_says_so_in_its_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talk.present.journal.ALIVE_EVERY_S", 0.01)
    clock = Clock()
    journal = open_journal(tmp_path / "room.sqlite", resume=False, now=clock)
    journal.start("the token", DECK)
    clock.time += RESUME_WITHIN_S + 1
    task = asyncio.create_task(journal.run())
    async with asyncio.timeout(10):
        while alive(journal.path) != clock.time:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    journal.close()


def test_a_resumed_talk_goes_on_in_the_same_journal(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "room.sqlite", clock)
    journal = reopened(tmp_path / "room.sqlite", clock)
    journal.start("the token", DECK)
    journal.append("person", "def")
    journal.close()
    kept = reopened(tmp_path / "room.sqlite", clock).kept
    assert kept is not None
    assert [kind for kind, _ in kept.events] == ["position", "person", "person"]


def test_after_a_long_break_a_talk_starts_anew_and_the_last_one_is_put_aside_with_its_votes(
    tmp_path: Path,
) -> None:
    clock = Clock()
    path = tmp_path / "room.sqlite"
    written(path, clock)
    clock.time += RESUME_WITHIN_S + 1
    journal = reopened(path, clock)
    assert journal.kept is None
    journal.start("another token", DECK)
    assert journal.aside == f"room.{datetime.fromtimestamp(1_000_000.0):%Y-%m-%d-%H%M%S}.sqlite"
    journal.append("person", "new")
    journal.close()
    clock.time += 1
    assert reopened(path, clock).aside == journal.aside, (
        "the offer stands while the new talk goes on"
    )
    resumed = open_journal(path, resume=True, earlier=True, now=clock)
    assert resumed.kept is not None
    assert resumed.kept.token == "the token"
    assert resumed.kept.events == [("position", POSITION), ("person", "abc")]
    resumed.start("the token", DECK)
    resumed.append("person", "def")
    resumed.close()
    again = reopened(path, clock)
    assert again.kept is not None
    assert [data for kind, data in again.kept.events if kind == "person"] == ["abc", "def"]
    assert again.aside == ""


def test_a_talk_put_aside_twice_is_kept_twice(tmp_path: Path) -> None:
    clock = Clock()
    for _ in range(2):
        written(tmp_path / "room.sqlite", clock)
    journal = reopened(tmp_path / "room.sqlite", clock, resume=False)
    journal.start("third", DECK)
    journal.close()
    assert len(list(tmp_path.glob("room.*.sqlite"))) == 2


def test_what_holds_no_more_than_people_is_not_worth_an_offer(tmp_path: Path) -> None:
    clock = Clock()
    journal = open_journal(tmp_path / "room.sqlite", resume=True, now=clock)
    journal.start("the token", DECK)
    journal.append("person", "abc")
    journal.close()
    clock.time += RESUME_WITHIN_S + 1
    later = reopened(tmp_path / "room.sqlite", clock)
    later.start("later", DECK)
    later.close()
    assert later.aside == ""
    assert [file.name for file in tmp_path.iterdir()] == ["room.sqlite"]


def test_with_nothing_put_aside_the_last_talk_is_taken_up_however_long_ago(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "room.sqlite", clock)
    clock.time += 100 * RESUME_WITHIN_S
    kept = open_journal(tmp_path / "room.sqlite", resume=True, earlier=True, now=clock).kept
    assert kept is not None
    assert kept.token == "the token"


def test_a_talk_that_shall_be_fresh_forgets_the_one_before(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "room.sqlite", clock)
    journal = reopened(tmp_path / "room.sqlite", clock, resume=False)
    assert journal.kept is None
    journal.start("fresh", DECK)
    journal.close()
    kept = reopened(tmp_path / "room.sqlite", clock).kept
    assert kept is not None
    assert (kept.token, kept.events) == ("fresh", [])


class Disk:
    """A double of the file's disk, which `full` fills and empties."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self.connections: list[sqlite3.Connection] = []
        self._connect = journal_module._connect
        monkeypatch.setattr(journal_module, "_connect", self.connect)

    def connect(self, path: Path) -> sqlite3.Connection:
        connection = self._connect(path)
        self.connections.append(connection)
        self._fit(connection)
        return connection

    def full(self, is_full: bool) -> None:
        self.is_full = is_full
        for connection in self.connections:
            with contextlib.suppress(sqlite3.ProgrammingError):
                self._fit(connection)

    def _fit(self, connection: sqlite3.Connection) -> None:
        """Allow no page more than there are, or as many as SQLite takes."""
        connection.execute(f"PRAGMA max_page_count = {1 if self.is_full else 2**30}")


# More than one page of the file, which a full disk does not give.
LONG = {"text": "x" * 10_000}


def test_on_a_full_disk_events_wait_in_memory_and_are_written_in_order_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, disk, told = Clock(), Disk(monkeypatch), list[str]()
    journal = open_journal(tmp_path / "room.sqlite", resume=True, now=clock)
    journal.notify = told.append
    journal.start("the token", DECK)
    journal.append("person", "before")
    disk.full(True)
    for n in range(3):
        journal.append("vote", {"choice": n, **LONG})
        journal.append("position", {**POSITION, "step": n, **LONG})
    assert len(told) == 1
    assert "room.sqlite cannot be written (database or disk is full): free some space" in told[0]
    journal._write()
    assert len(told) == 1, "said once"
    disk.full(False)
    journal._write()
    assert told[1:] == [""]
    journal.append("person", "after")
    journal.close()
    kept = reopened(tmp_path / "room.sqlite", clock).kept
    assert kept is not None
    said = [
        (kind, data if kind == "person" else data.get("choice", data.get("step")))
        for kind, data in kept.events
    ]
    assert said == [
        ("person", "before"),
        ("vote", 0),
        ("vote", 1),
        ("vote", 2),
        # Of what waits in memory the last position stands for all: only where the talk is matters.
        ("position", 2),
        ("person", "after"),
    ]


def test_a_state_folder_that_cannot_be_made_stops_nothing_and_is_used_once_it_can(
    tmp_path: Path,
) -> None:
    clock, told = Clock(), list[str]()
    (tmp_path / "state").write_text("a file where the folder should be")
    path = tmp_path / "state" / "rooms" / "room.sqlite"
    journal = open_journal(path, resume=True, now=clock)
    journal.notify = told.append
    journal.start("the token", DECK)
    journal.append("person", "abc")
    assert len(told) == 1
    assert "cannot be written (not a directory)" in told[0]
    (tmp_path / "state").unlink()
    journal._write()
    assert told[1:] == [""]
    journal.close()
    kept = reopened(path, clock).kept
    assert kept is not None
    assert (kept.token, kept.events) == ("the token", [("person", "abc")])


async def test_the_journal_tries_again_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "RETRY_EVERY_S", 0.01)
    disk = Disk(monkeypatch)
    journal = open_journal(tmp_path / "room.sqlite", resume=True)
    journal.start("the token", DECK)
    disk.full(True)
    journal.append("vote", LONG)
    assert journal.trouble
    written = asyncio.Event()
    journal.notify = lambda sentence: written.set()
    disk.full(False)
    task = asyncio.create_task(journal.run())
    async with asyncio.timeout(10):
        await written.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert journal.trouble == ""
    journal.close()


def test_a_full_disk_at_the_start_deletes_no_earlier_talk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    written(tmp_path / "room.sqlite", clock)

    def refused(path: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(journal_module, "_connect", refused)
        journal = reopened(tmp_path / "room.sqlite", clock)
        journal.start("another", DECK)
        journal.append("person", "def")
        assert "disk I/O error" in journal.trouble
    journal._write()
    journal.close()
    assert journal.aside
    resumed = open_journal(tmp_path / "room.sqlite", resume=True, earlier=True, now=clock).kept
    assert resumed is not None
    assert resumed.events == [("position", POSITION), ("person", "abc")]


def test_a_damaged_journal_is_put_aside_and_the_talk_begins(tmp_path: Path) -> None:
    path = tmp_path / "room.sqlite"
    path.write_bytes(b"this is no database" * 100)
    journal = open_journal(path, resume=True)
    assert journal.kept is None
    journal.start("token", DECK)
    journal.append("person", "abc")
    journal.close()
    kept = open_journal(path, resume=True).kept
    assert kept is not None
    assert kept.events == [("person", "abc")]
    assert (tmp_path / "room.sqlite.damaged").read_bytes().startswith(b"this is no database")


def test_only_this_user_may_read_the_journal_as_it_holds_the_token(tmp_path: Path) -> None:
    path = tmp_path / "rooms" / "room.sqlite"
    written(path, Clock())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_deck_and_port_has_a_journal_of_its_own(tmp_path: Path) -> None:
    paths = {
        journal_path(tmp_path / deck, port) for deck in ("one", "two") for port in (8000, 8001)
    }
    assert len(paths) == 4


def test_old_journals_are_removed(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "old.sqlite", clock)
    # By the file's own time, which the system's clock has set and not this one.
    clock.time = (tmp_path / "old.sqlite").stat().st_mtime + (KEEP_DAYS + 1) * 86_400
    open_journal(tmp_path / "new.sqlite", resume=False, now=clock)
    assert not (tmp_path / "old.sqlite").exists()


def test_reading_a_journal_does_not_make_it_young(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    written(path, Clock())
    os.utime(path, (1_000.0, 1_000.0))
    assert last_events(DECK, tmp_path) is not None
    assert path.stat().st_mtime == 1_000.0


def test_a_talk_on_a_chance_port_leaves_no_journal(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "room.sqlite", resume=False)
    journal.start("token", DECK)
    journal.append("person", "abc")
    journal.close(keep=False)
    assert list(tmp_path.iterdir()) == []


def test_the_last_talk_with_a_deck_is_found_on_whatever_port_and_however_long_ago(
    tmp_path: Path,
) -> None:
    clock = Clock()
    written(tmp_path / "first.sqlite", clock)
    clock.time += 100 * RESUME_WITHIN_S
    later = open_journal(tmp_path / "later.sqlite", resume=False, now=clock)
    later.start("other token", DECK)
    later.append("person", "def")
    later.close()
    other = open_journal(tmp_path / "other.sqlite", resume=False, now=lambda: clock.time + 1)
    other.start("a third token", Path("slides/tour"))
    other.close()
    (tmp_path / "damaged.sqlite").write_bytes(b"this is no database" * 100)
    written(tmp_path / "broken.sqlite", clock)
    with contextlib.closing(sqlite3.connect(tmp_path / "broken.sqlite")) as broken:
        broken.execute("UPDATE events SET data = '{'")
        broken.commit()
    assert last_events(DECK, tmp_path) == [("person", "def")]
    assert last_events(Path("slides/none"), tmp_path) is None
