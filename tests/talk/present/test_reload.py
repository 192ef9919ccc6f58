"""A save reaches every screen; a broken one reaches the speaker only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from talk.present.loading import Loaded, load_deck
from talk.present.reload import Reloader

from .conftest import Running

CHAPTER = """
chapter: One
phase: none
slides:
  - {id: first, title: First, body: Hello}
  - {id: second, title: Second, body: "- a {.step}\\n- b {.step}"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deck.yaml").write_text("title: Edited\ntheme: plain\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text(CHAPTER)
    return tmp_path


@pytest.fixture
async def editing(folder: Path, hall: Running) -> AsyncIterator[Reloader]:
    """The hall shows the deck of the folder, and its files are watched."""

    def load() -> Loaded:
        return load_deck(folder)

    loaded = load()
    hall.served.replace(loaded.site)
    hall.driver.replace_deck(loaded.facts)
    reloader = Reloader(loaded, hall.served, load)
    task = asyncio.create_task(reloader.run())
    await asyncio.sleep(0)  # its first step sets up the watch
    yield reloader
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("editing")
async def test_a_good_save_reaches_every_screen_and_keeps_slide_and_step(hall: Running, folder: Path) -> None:
    stage, phone = await hall.joined("stage"), await hall.joined()
    await stage.ask("room/navigate", slide="second", step=1)
    before = hall.driver.room.facts.hash
    (folder / "one.yaml").write_text(CHAPTER.replace("Hello", "Good evening"))
    change = await phone.change("deck")
    assert change["deck"] == hall.driver.room.facts.hash != before
    assert b"Good evening" in hall.served.site.page("phone")
    assert (hall.driver.room.slide, hall.driver.room.step) == ("second", 1)


@pytest.mark.usefixtures("editing")
async def test_a_broken_save_keeps_the_last_good_deck_and_tells_the_speaker(hall: Running, folder: Path) -> None:
    speaker, phone = await hall.joined("speaker"), await hall.joined()
    (folder / "one.yaml").write_text(CHAPTER.replace("title: Second", "titel: Second"))
    change = await speaker.change("problems")
    assert "one.yaml:6:" in change["problems"][0]["text"]
    assert "did you mean 'title'?" in change["problems"][0]["text"]
    assert b"Second" in hall.served.site.page("phone")
    await phone.ask("room/ping")
    assert phone.changes("problems") == []
    (folder / "one.yaml").write_text(CHAPTER)
    await speaker.change("problems", problems=[])


async def test_a_mistake_of_talk_itself_does_not_end_the_watch(editing: Reloader, hall: Running) -> None:
    def broken() -> Loaded:
        raise RuntimeError("a template went wrong")

    editing.load = broken
    await editing.reload()
    (problem,) = hall.driver.room.presenter_state().problems
    assert "a template went wrong" in problem.text


async def test_theme_and_front_end_are_watched_with_the_deck(editing: Reloader, folder: Path) -> None:
    names = [place.name for place in editing.folders()]
    assert {folder.name, "plain", "dist"} <= set(names)
