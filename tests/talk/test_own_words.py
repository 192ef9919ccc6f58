"""Every word of ours on a page is in the language of its deck."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.build import site
from talk.deck.load import load
from talk.deck.reading.trust import trust
from talk.export.publish import published
from talk.present.loading import VIEWS
from tests.marked_messages import Author, in_marks, said_on, speak_in_marks

ROOT = Path(__file__).parents[2]
DECKS = {
    "slides/tour": (),
    "slides/bread": (),
    "slides/llm-101": (),
    # It includes slides of the other one.
    "tests/decks/sourdough": ("tests/decks/pantry",),
}


@pytest.mark.parametrize("name", DECKS)
def test_no_page_has_words_that_are_neither_its_authors_nor_messages(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    speak_in_marks(monkeypatch)
    folder, *_ = [in_marks(ROOT / one, tmp_path) for one in (name, *DECKS[name])]
    trust(folder)
    deck = load(folder)
    files = published(deck, with_notes=True, pdf=b"a file to link to")
    in_room = site.render(deck, room=True, views=VIEWS).files
    files |= {f"room/{path}": file for path, file in in_room.items()}
    author = Author(deck)
    foreign = {
        path: found
        for path, file in files.items()
        if path.endswith(".html") and (found := author.foreign(said_on(file.data.decode())))
    }
    assert foreign == {}
