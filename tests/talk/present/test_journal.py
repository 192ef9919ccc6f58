"""What an earlier process left, and when it is taken up."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import stat
from pathlib import Path

import pytest

from talk.present.journal import KEEP_DAYS, RESUME_WITHIN_S, Journal, journal_path, last_events, open_journal

DECK = Path("slides/llm-101")
POSITION = {"slide": "tokens", "step": 2, "shown": ["first", "tokens"], "started_at": None}


class Clock:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


def written(path: Path, clock: Clock) -> None:
    """A talk that remembered two things and ended."""
    journal = open_journal(path, resume=False, now=clock)
    journal.start("the token", DECK)
    journal.remember("position", POSITION)
    journal.remember("person", "abc")
    journal.close()


def alive(path: Path) -> float:
    """When the talk last said that it goes on."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return float(connection.execute("SELECT value FROM facts WHERE name = 'alive'").fetchone()[0])


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
    journal.remember("vote", {"choice": 1})
    kept = reopened(tmp_path / "room.sqlite", clock).kept
    journal.close()
    assert kept is not None
    assert kept.events == [("vote", {"choice": 1})]


async def test_a_talk_that_goes_on_says_so_in_its_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    journal.remember("person", "def")
    journal.close()
    kept = reopened(tmp_path / "room.sqlite", clock).kept
    assert kept is not None
    assert [kind for kind, _ in kept.events] == ["position", "person", "person"]


def test_after_a_long_break_a_talk_starts_anew(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "room.sqlite", clock)
    clock.time += RESUME_WITHIN_S + 1
    assert reopened(tmp_path / "room.sqlite", clock).kept is None


def test_a_talk_that_shall_be_fresh_forgets_the_one_before(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "room.sqlite", clock)
    assert reopened(tmp_path / "room.sqlite", clock, resume=False).kept is None
    assert reopened(tmp_path / "room.sqlite", clock).kept is None


def test_a_damaged_journal_is_put_aside_and_the_talk_begins(tmp_path: Path) -> None:
    path = tmp_path / "room.sqlite"
    path.write_bytes(b"this is no database" * 100)
    journal = open_journal(path, resume=True)
    assert journal.kept is None
    journal.start("token", DECK)
    journal.remember("person", "abc")
    journal.close()
    kept = open_journal(path, resume=True).kept
    assert kept is not None
    assert kept.events == [("person", "abc")]


def test_only_this_user_may_read_the_journal_as_it_holds_the_token(tmp_path: Path) -> None:
    path = tmp_path / "rooms" / "room.sqlite"
    written(path, Clock())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_deck_and_port_has_a_journal_of_its_own(tmp_path: Path) -> None:
    paths = {journal_path(tmp_path / deck, port) for deck in ("one", "two") for port in (8000, 8001)}
    assert len(paths) == 4


def test_old_journals_are_removed(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "old.sqlite", clock)
    clock.time = (tmp_path / "old.sqlite").stat().st_mtime + (KEEP_DAYS + 1) * 86_400
    open_journal(tmp_path / "new.sqlite", resume=False, now=clock)
    assert not (tmp_path / "old.sqlite").exists()


def test_a_talk_on_a_chance_port_leaves_no_journal(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "room.sqlite", resume=False)
    journal.start("token", DECK)
    journal.remember("person", "abc")
    journal.close(keep=False)
    assert list(tmp_path.iterdir()) == []


def test_the_last_talk_with_a_deck_is_found_on_whatever_port_and_however_long_ago(tmp_path: Path) -> None:
    clock = Clock()
    written(tmp_path / "first.sqlite", clock)
    clock.time += 100 * RESUME_WITHIN_S
    later = open_journal(tmp_path / "later.sqlite", resume=False, now=clock)
    later.start("other token", DECK)
    later.remember("person", "def")
    later.close()
    other = open_journal(tmp_path / "other.sqlite", resume=False, now=lambda: clock.time + 1)
    other.start("a third token", Path("slides/tour"))
    other.close()
    (tmp_path / "damaged.sqlite").write_bytes(b"this is no database" * 100)
    assert last_events(DECK, tmp_path) == [("person", "def")]
    assert last_events(Path("slides/none"), tmp_path) is None
