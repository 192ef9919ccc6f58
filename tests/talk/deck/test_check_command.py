"""`talk check`: problems, notes about recordings, colours only on a terminal."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from talk.deck import check_command as report
from talk.deck.load import load
from talk.deck.model import Deck
from talk.failure import Failure

from .conftest import DeckWriter

LIVE = "  - {id: one, title: x, live: {widget: units, text: a}}\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def deck(write_deck: DeckWriter, monkeypatch: pytest.MonkeyPatch) -> Deck:
    """Return a deck with one prepared demo of a real widget."""
    deck = write_deck()
    (deck.root / "chapters/one.yaml").write_text(f"chapter: One\nslides:\n{LIVE}")
    return deck


def test_demos_without_a_recording_are_a_note_and_no_problem(
    deck: Deck, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report.report(str(deck.root)) == 0
    told = capsys.readouterr()
    assert told.out == "Talk: 1 slide in 1 chapter, no problems\n"
    assert told.err == (
        "note: no prepared demo is recorded: run `talk record` to have it when the kernel is away\n"
    )


LONG = """
  - {id: one, title: x, time: 4 min, paths: [core]}
  - {id: two, title: x, time: 3 min}
"""


def test_skipped_slides_and_drafts_are_said(
    write_deck: DeckWriter, capsys: pytest.CaptureFixture[str]
) -> None:
    slides = """
  - {id: one, title: x, time: 1 min}
  - {id: two, title: x, time: 2 min, skip: true}
  - {id: three, draft: true, nonsense: 3}
  - {draft: true}
"""
    deck = write_deck(slides)
    assert report.report(str(deck.root)) == 0
    said = capsys.readouterr().out
    assert "all slides: 1 slide, 1:00 planned" in said
    assert "  in no run (skip): two\n" in said
    assert "  not built (draft): three, chapters/one.yaml:8\n" in said
    assert [slide.id for slide in deck.slides] == ["one", "two"]


def test_the_planned_times_are_summed_up_for_every_path(
    deck: Deck, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "title: Talk\nduration: 5 min\npaths: {core: for all}\nchapters: [chapters/one.yaml]\n"
    (deck.root / "deck.yaml").write_text(head)
    (deck.root / "chapters/one.yaml").write_text(f"chapter: One\nslides:{LONG}")
    assert report.report(str(deck.root)) == 0
    assert capsys.readouterr().out == (
        "Talk: 2 slides in 1 chapter, no problems\n"
        "  path core: 1 slide, 4:00 planned of 5:00\n"
        "  all slides: 2 slides, 7:00 planned of 5:00; the speaker's clock scales their times to "
        "that\n"
    )


def test_a_deck_over_its_length_loads_and_is_a_problem(
    deck: Deck, capsys: pytest.CaptureFixture[str]
) -> None:
    (deck.root / "deck.yaml").write_text(
        "title: Talk\nduration: 5 min\nchapters: [chapters/one.yaml]\n"
    )
    (deck.root / "chapters/one.yaml").write_text(
        f"chapter: One\nslides:{LONG.replace(', paths: [core]', '')}"
    )
    assert [problem.place for problem in load(deck.root).overruns] == ["deck.yaml:2:1"]
    assert report.report(str(deck.root)) == 1
    told = "deck.yaml:2:1: the slides take 7:00, more than 10 % over the 5:00 planned\n"
    assert capsys.readouterr().out.startswith(told)


def test_json_has_no_notes(deck: Deck, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.report(str(deck.root), json=True) == 0
    assert capsys.readouterr() == ('{"problems": []}\n', "")


def test_a_damaged_recording_is_a_problem(deck: Deck, capsys: pytest.CaptureFixture[str]) -> None:
    (deck.root / "recordings").mkdir()
    (deck.root / "recordings/one.jsonl").write_text("nonsense\n")
    assert report.report(str(deck.root)) == 1
    assert capsys.readouterr().out.startswith(
        "recordings/one.jsonl:1:1: this line is not part of a recording (run `talk record` again)\n"
    )


def test_a_terminal_gets_the_same_words_in_colour(
    deck: Deck, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (deck.root / "chapters/one.yaml").write_text(
        "chapter: One\nslides:\n  - {id: one, titel: '[x] :smile:'}\n"
    )
    assert report.report(str(deck.root)) == 1
    plain = capsys.readouterr().out
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert report.report(str(deck.root)) == 1
    words = [line.rstrip() for line in _without_style(terminal.getvalue()).splitlines()]
    assert words == plain.splitlines()


def _without_style(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_watching_checks_again_after_every_save(
    deck: Deck, capsys: pytest.CaptureFixture[str]
) -> None:
    chapter = deck.root / "chapters/one.yaml"
    good = chapter.read_text()

    def saves() -> Iterator[str]:
        chapter.write_text(good.replace("title", "titel"))
        yield "broken"
        (deck.root / "deck.yaml").rename(deck.root / "away.yaml")
        yield "while an editor saves"
        (deck.root / "away.yaml").rename(deck.root / "deck.yaml")
        chapter.write_text(good)
        yield "mended"

    assert report.watch(str(deck.root), json=True, saves=saves()) == 0
    found = [json.loads(line)["problems"] for line in capsys.readouterr().out.splitlines()]
    assert [len(problems) for problems in found] == [0, 1, 1, 0]
    assert found[1][0]["path"] == "chapters/one.yaml"
    assert "has no deck.yaml" in found[2][0]["message"]


def test_a_watched_deck_that_is_away_for_a_moment_is_said_and_watched_on(
    deck: Deck, capsys: pytest.CaptureFixture[str]
) -> None:
    def saves() -> Iterator[str]:
        (deck.root / "deck.yaml").rename(deck.root / "away.yaml")
        yield "away"
        (deck.root / "away.yaml").rename(deck.root / "deck.yaml")
        yield "back"

    assert report.watch(str(deck.root), saves=saves()) == 0
    said = capsys.readouterr().out
    assert "talk: " in said
    assert said.count("no problems") == 2


def test_a_deck_that_was_never_there_is_not_watched(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"has no deck\.yaml"):
        report.watch(str(tmp_path), saves=())
