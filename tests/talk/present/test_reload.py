"""A save reaches every screen; a broken one reaches the speaker only."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from talk.present import reload
from talk.present.loading import Loaded, load_deck
from talk.present.reload import Reloader

from .conftest import Running, Screen

ROOT = Path(__file__).parents[3]

CHAPTER = """
chapter: One
phase: none
slides:
  - {id: first, title: First, body: Hello}
  - {id: second, title: Second, body: "- a {.step}\\n- b {.step}"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "deck"
    folder.mkdir()
    (folder / "deck.yaml").write_text("title: Edited\ntheme: plain\nchapters: [one.yaml]\n")
    (folder / "one.yaml").write_text(CHAPTER)
    return folder


@pytest.fixture
async def editing(
    folder: Path, hall: Running, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Reloader]:
    """Let the hall show the deck of the folder, whose files are watched."""
    # Two looks, at a folder that is gone and at one that is back, would take two seconds.
    monkeypatch.setattr(reload, "LOOK_EVERY_MS", 100)

    def load() -> Loaded:
        return load_deck(folder)

    loaded = load()
    hall.served.replace(loaded.site)
    hall.driver.replace_deck(loaded.room_deck)
    reloader = Reloader(loaded, hall.served, load)
    task = asyncio.create_task(reloader.run())
    await asyncio.sleep(0)  # its first step sets up the watch
    yield reloader
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("editing")
async def test_a_good_save_reaches_every_screen_and_keeps_slide_and_step(
    hall: Running, folder: Path
) -> None:
    stage, phone = await hall.joined("stage"), await hall.joined()
    await stage.ask("room/navigate", slide="second", step=1)
    before = hall.driver.room.deck.hash
    (folder / "one.yaml").write_text(CHAPTER.replace("Hello", "Good evening"))
    change = await phone.change("deck")
    assert change["deck"] == hall.driver.room.deck.hash != before
    assert b"Good evening" in hall.served.site.page("phone")
    assert (hall.driver.room.slide, hall.driver.room.state.position.step) == ("second", 1)


@pytest.mark.usefixtures("editing")
async def test_a_broken_save_keeps_the_last_good_deck_and_tells_the_speaker(
    hall: Running, folder: Path
) -> None:
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


async def test_a_mistake_of_talk_itself_does_not_end_the_watch(
    editing: Reloader, hall: Running
) -> None:
    def broken() -> Loaded:
        raise RuntimeError("a template went wrong")

    speaker = await hall.joined("speaker")
    editing.load = broken
    await editing.reload()
    await speaker.change("problems")
    (problem,) = hall.driver.room.snapshots.presenter().problems
    assert "a template went wrong" in problem.text


async def test_a_file_that_is_read_half_written_is_no_problem(
    editing: Reloader, hall: Running, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reload, "PROBLEM_AFTER_S", 30.0)
    speaker = await hall.joined("speaker")
    loop, was_read, load = asyncio.get_running_loop(), asyncio.Event(), editing.load

    def noted() -> Loaded:
        try:
            return load()
        finally:
            loop.call_soon_threadsafe(was_read.set)

    editing.load = noted
    (folder / "one.yaml").write_text(CHAPTER.partition("body: Hello")[0])
    await asyncio.wait_for(was_read.wait(), 10)
    (folder / "one.yaml").write_text(CHAPTER.replace("Hello", "Whole again"))
    await speaker.change("deck")
    assert b"Whole again" in hall.served.site.page("phone")
    assert speaker.changes("problems") == []


async def test_theme_and_front_end_are_watched_with_the_deck(
    editing: Reloader, folder: Path
) -> None:
    names = [place.name for place in editing.folders()]
    assert {folder.name, "plain", "dist"} <= set(names)


async def test_what_the_deck_of_an_included_slide_has_recorded_is_watched(
    editing: Reloader, folder: Path
) -> None:
    pantry = folder.parent / "pantry"
    for name in ("chapters", "recordings"):
        (pantry / name).mkdir(parents=True)
    (pantry / "deck.yaml").write_text("title: Pantry\nchapters: [chapters/salt.yaml]\n")
    salt = pantry / "chapters" / "salt.yaml"
    salt.write_text("chapter: Salt\nslides: [{id: salt, title: Salt}]\n")
    include = "{include: ../pantry/chapters/salt.yaml#salt}"
    (folder / "one.yaml").write_text(f"chapter: One\nslides: [{include}]\n")
    editing.loaded = load_deck(folder)
    # By its deck.yaml the whole folder is one of the deck's, with chapters and recordings.
    assert pantry in editing.folders()


CSS = (ROOT / "themes" / "plain" / "theme.css").read_text("utf-8")


@pytest.mark.usefixtures("editing")
@pytest.mark.parametrize(
    "moved", [True, False], ids=["moved away and back", "deleted and made anew"]
)
async def test_a_deck_folder_that_goes_and_comes_back_is_watched_again(
    hall: Running, folder: Path, tmp_path: Path, moved: bool
) -> None:
    speaker, phone = await hall.joined("speaker"), await hall.joined()
    if moved:
        shutil.move(folder, tmp_path / "elsewhere")
    else:
        shutil.copytree(folder, tmp_path / "copy")
        shutil.rmtree(folder)
    await speaker.until(
        lambda: any("is gone: the last edition stays" in text for text in told(speaker))
    )
    if moved:
        shutil.move(tmp_path / "elsewhere", folder)
    else:
        shutil.copytree(tmp_path / "copy", folder)
    await speaker.until(lambda: told(speaker) == [])
    (folder / "one.yaml").write_text(CHAPTER.replace("Hello", "Good evening"))
    await phone.change("deck")
    (folder / "one.yaml").write_text(CHAPTER.replace("Hello", "Good night"))
    await phone.until(lambda: len(phone.changes("deck")) >= 2)
    assert b"Good night" in hall.served.site.page("phone")


def told(speaker: Screen) -> list[str]:
    """Return what the speaker view shows now."""
    changes = speaker.changes("problems")
    return [problem["text"] for problem in changes[-1]["problems"]] if changes else []


async def test_a_broken_stylesheet_is_told_with_its_line_until_it_is_mended(
    editing: Reloader, hall: Running, folder: Path
) -> None:
    speaker = await hall.joined("speaker")
    style = folder / "themes" / "mine" / "theme.css"
    style.parent.mkdir(parents=True)
    style.write_text(CSS + "\n.note { color red; }\n")
    (folder / "deck.yaml").write_text("title: Edited\ntheme: mine\nchapters: [one.yaml]\n")
    await speaker.until(
        lambda: any("neither a rule nor a declaration" in text for text in told(speaker))
    )
    (text,) = told(speaker)
    line = len(CSS.splitlines()) + 2
    assert text.startswith(f"themes/mine/theme.css:{line}:")
    assert ".note { color red; }" in text
    (problem,) = speaker.changes("problems")[-1]["problems"]
    assert problem["speaker_only"], "it does not lie over the slide"
    style.write_text(CSS)
    await speaker.until(lambda: told(speaker) == [])


LIVE = (
    CHAPTER + "  - {id: tokens, layout: live, title: Tokens, live: {widget: tokenizer, text: Hi}}\n"
)
HEAD = '{"widget": "tokenizer/0", "request": {"method": "tokens/encode", "params": {"text": "Hi"}}}'
GOOD = '{"result": {"tokens": [], "provenance": {"model": "m"}}}'


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("{", "this line is not part of a recording"),
        (
            '{"result": {"tokens": [], "provenance": {"model": NaN}}}',
            "this line is not part of a recording",
        ),
        ('{"result": {"tokens": 7}}', "a recorded answer does not fit tokens/encode: tokens: "),
    ],
    ids=["no JSON", "no number", "another type"],
)
async def test_damaged_recordings_are_told_from_the_start_until_they_are_mended(
    hall: Running, folder: Path, monkeypatch: pytest.MonkeyPatch, result: str, said: str
) -> None:
    monkeypatch.setattr(reload, "WARN_AFTER_S", 0.0)
    (folder / "one.yaml").write_text(LIVE)
    (folder / "recordings").mkdir()
    file = folder / "recordings" / "tokens.jsonl"
    file.write_text(f"{HEAD}\n{result}\n")
    speaker = await hall.joined("speaker")
    loaded = load_deck(folder)
    reloader = Reloader(loaded, hall.served, lambda: load_deck(folder))
    task = asyncio.create_task(reloader.run())
    await speaker.until(lambda: any(said in text for text in told(speaker)))
    assert all(
        text.startswith("recordings/tokens.jsonl") and "run `talk record` again" in text
        for text in told(speaker)
    )
    file.write_text(f"{HEAD}\n{GOOD}\n")
    await speaker.until(lambda: told(speaker) == [])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_system_that_lets_nobody_watch_is_told_and_tried_again(
    editing: Reloader, hall: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker = await hall.joined("speaker")
    monkeypatch.setattr(reload, "RETRY_S", 0.05)
    real, tries = watchfiles.awatch, [0]
    seen = False

    def refused(*folders: Path, **options: Any) -> Any:
        tries[0] += 1
        # A try that came before the speaker saw the sentence would take it away unseen.
        if not seen:
            raise OSError(28, "no space left on device")
        return real(*folders, **options)

    monkeypatch.setattr(reload, "awatch", refused)
    task = asyncio.create_task(Reloader(editing.loaded, hall.served, editing.load).run())
    await speaker.until(lambda: any("live reload is off" in text for text in told(speaker)))
    seen, failed = True, tries[0]
    await speaker.until(lambda: told(speaker) == [])
    assert tries[0] == failed + 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
