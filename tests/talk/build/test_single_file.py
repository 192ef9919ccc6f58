"""One file carries everything it shows and names nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from talk.build import single_file
from talk.deck.model import Deck
from talk.failure import Failure

from .conftest import DeckMaker


@pytest.fixture(scope="module")
def page(tour: Deck) -> str:
    return single_file.render(tour).decode()


def without_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_nothing_is_asked_for_from_outside(page: str) -> None:
    # A link that a reader may follow is nothing that the page asks for.
    bare = re.sub(r"<a [^>]*>", "", without_scripts(page))
    named = re.findall(r'(?:href|src)="([^"#][^"]{0,60})', bare) + re.findall(
        r'url\("?([^")]{0,60})', bare
    )
    assert named
    assert [name for name in named if not name.startswith(("data:", "#"))] == []


def test_the_script_ends_where_the_page_ends_it(page: str) -> None:
    assert page.count("<script") - page.count('"<script') >= 2
    assert page.rstrip().endswith("</html>")
    # The messages, the recordings and the program.
    assert len(re.findall(r"</script", page)) == 3


def test_it_stays_under_12_megabytes(page: str) -> None:
    assert len(page.encode()) < 12_000_000


def test_the_font_for_formulas_comes_only_with_a_formula(page: str, deck: DeckMaker) -> None:
    plain = single_file.render(deck("- {id: one, title: One, body: No formula}")).decode()
    assert ("STIX Two Math" in faces(page), "STIX Two Math" in faces(plain)) == (True, False)


def faces(page: str) -> str:
    return " ".join(re.findall(r"@font-face\s*\{[^}]{0,60}", page))


def test_the_licences_travel_with_it(page: str) -> None:
    assert "SIL OPEN FONT LICENSE" in page


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        single_file.write(b"page", tmp_path / "deck.html")
    assert list(tmp_path.iterdir()) == []


def test_a_front_end_without_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talk.build.single_file.manifest", lambda: {"files": []})
    with pytest.raises(Failure, match=r"the front end has no file\.js: build it with"):
        single_file.bundle("file.js")


def test_with_a_path_the_stage_holds_every_slide_and_the_article_the_run(deck: DeckMaker) -> None:
    made = deck("- {id: one, title: One}\n- {id: two, title: Two}")
    one, two = made.slides
    made = replace(made, slides=(replace(one, paths=("short",)), two))
    held = {
        guide: re.findall(
            r'<section id="(\w+)"', single_file.render(made, guide=guide, path="short").decode()
        )
        for guide in (False, True)
    }
    assert held == {False: ["one", "two"], True: ["one"]}
