"""A deck's own widgets run only once somebody has said so, and that is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk import cli
from talk.deck.load import load
from talk.deck.reading.trust import NotTrusted, is_trusted, trust
from talk.scaffold.deck import new_deck


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "deck"
    new_deck(folder)
    (folder / "widgets" / "bomb").mkdir(parents=True)
    (folder / "widgets" / "bomb" / "options.py").write_text("raise SystemExit('it ran')\n")
    element = 'customElements.define("talk-bomb", class extends HTMLElement {});\n'
    (folder / "widgets" / "bomb" / "element.js").write_text(element)
    return folder


def test_nothing_of_a_deck_runs_before_it_is_trusted(deck: Path) -> None:
    assert not is_trusted(deck)
    with pytest.raises(NotTrusted, match="--trust"):
        load(deck)
    trust(deck)
    trust(deck.parent / "another")
    assert is_trusted(deck)
    with pytest.raises(SystemExit, match="it ran"):
        load(deck)


def test_a_deck_that_talk_brings_is_trusted() -> None:
    assert is_trusted(Path(__file__).parents[4] / "slides" / "tour")


def test_the_flag_trusts_a_folder_once_and_for_all(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (deck / "widgets" / "bomb" / "options.py").write_text(
        "from talk.widgets.base import WidgetOptions\nclass Options(WidgetOptions): ...\n"
    )
    assert cli.run(["check", str(deck)]) == 1
    assert "are programs: look at" in capsys.readouterr().err
    assert cli.run(["check", str(deck)], trusted=True) == 0
    assert cli.run(["check", str(deck)]) == 0


def test_a_person_at_a_terminal_is_asked(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr("talk.cli.click.confirm", confirm)
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(f"talk.cli.sys.{stream}.isatty", lambda: True, raising=False)
    assert cli.run(["check", str(deck)]) == 1
    assert len(asked) == 1
    assert "Do you trust" in asked[0]
    assert not is_trusted(deck)
