"""A whole deck: what `load` makes of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from talk.build.theme import of_deck
from talk.deck.load import load
from talk.deck.model import Chapter, Deck
from talk.deck.reading.problems import DeckErrors
from talk.deck.reading.trust import trust
from talk.failure import Failure

from .conftest import WIDGETS, DeckWriter


def test_the_head_of_a_deck_is_read(write_deck: DeckWriter) -> None:
    head = (
        "subtitle: sub\nauthor: A. Speaker\nlanguage: de\ntheme: plain\nduration: 45 min\n"
        "paths:\n  core: for all\n  short: {description: quick, duration: '20:00'}\n"
    )
    deck = write_deck("  - {id: one, title: x, paths: [core, short], time: 1:30}\n", head)
    assert (deck.title, deck.subtitle, deck.author, deck.language) == (
        "Talk",
        "sub",
        "A. Speaker",
        "de",
    )
    assert deck.duration_s == 45 * 60
    assert deck.paths == {"core": "for all", "short": "quick"}
    assert [deck.duration(name) for name in (None, "core", "short")] == [2700, 2700, 1200]


def test_a_slide_keeps_chapter_place_and_fields(write_deck: DeckWriter) -> None:
    deck = write_deck(
        "  - id: one\n    title: A *title*\n    notes: n\n    time: 90 s\n    hold: true\n"
        "    layout: table\n    columns: [a, b]\n    rows: [[GPT-2, 1.50], [x, ~]]\n"
    )
    slide = deck.slide("one")
    assert slide.chapter == Chapter("One", "training", 0, deck.root / "chapters/one.yaml")
    assert (slide.layout, slide.title, slide.notes, slide.time_s, slide.hold) == (
        "table",
        "A *title*",
        "n",
        90,
        True,
    )
    assert slide.fields["rows"] == [["GPT-2", "1.50"], ["x", ""]]
    assert slide.fields["highlight"] is None
    assert (slide.mark.path, slide.mark.line, slide.mark.column) == (
        Path("chapters/one.yaml"),
        4,
        5,
    )


def test_a_slide_that_names_no_layout_is_text(write_deck: DeckWriter) -> None:
    assert write_deck().slide("one").layout == "text"


def test_steps_are_counted_over_all_texts_of_a_slide(write_deck: DeckWriter) -> None:
    deck = write_deck(
        "  - id: one\n    layout: two_columns\n    title: x\n    body: a {.step}\n    notes: n\n"
        "    left: {body: '- a {.step}'}\n    right: {body: '- b {.step}'}\n"
    )
    assert deck.slide("one").steps == 3


def test_columns_that_are_shown_one_by_one_are_steps_and_so_are_parts_of_widgets(
    write_deck: DeckWriter,
) -> None:
    deck = write_deck(
        "  - id: one\n    layout: two_columns\n    title: x\n    reveal: true\n"
        "    left: {body: a}\n    right: {body: '- b {.step}'}\n"
        "    live: [{widget: encoder, parts: 3}, {widget: encoder}]\n"
    )
    assert deck.slide("one").steps == 2 + 1 + 3


@pytest.mark.parametrize(
    "own",
    [
        "layout: steps, steps: [{title: a}, {title: b}]",
        "layout: cards, cards: [{title: a}, {title: b}]",
        "layout: timeline, events: [{date: 2019, title: a}, {date: 2020, title: b}]",
        "layout: table, columns: [c], rows: [[a], [b]]",
    ],
)
def test_reveal_makes_each_item_a_step(write_deck: DeckWriter, own: str) -> None:
    deck = write_deck(
        f"  - {{id: a, title: x, {own}}}\n  - {{id: b, title: x, reveal: true, {own}}}\n"
    )
    assert [slide.steps for slide in deck.slides] == [0, 2]


def test_one_widget_or_several(write_deck: DeckWriter) -> None:
    deck = write_deck(
        "  - {id: one, title: x, live: {widget: encoder, texts: [b]}}\n"
        "  - {id: two, title: x, live: [{widget: encoder}, {widget: encoder}]}\n"
    )
    assert [live.key for live in deck.slide("one").live] == ["one/0"]
    assert [live.key for live in deck.slide("two").live] == ["two/0", "two/1"]
    assert deck.slide("one").live[0].demos[0].params["text"] == "b"


def test_the_deck_lists_every_file_it_is_made_of(write_deck: DeckWriter) -> None:
    slides = (
        "  - {id: one, title: x, body: '![b](b.png)', figure: {image: a.png, alt: a}}\n"
        "  - {id: two, title: x, live: {widget: encoder, document: d.md}}\n"
    )
    deck = write_deck(slides, **{"a.png": "GIF89a", "b.png": "GIF89a", "d.md": ""})
    names = {file.relative_to(deck.root).as_posix() for file in deck.files}
    assert names == {"deck.yaml", "chapters/one.yaml", "a.png", "b.png", "d.md"}


def test_the_hash_changes_with_any_file_and_with_nothing_else(write_deck: DeckWriter) -> None:
    slides = "  - {id: one, title: x, figure: {image: a.png, alt: a}}\n"
    first = write_deck(slides, **{"a.png": "GIF89a 1"})
    assert load(first.root, widgets=WIDGETS).hash == first.hash
    (first.root / "a.png").write_text("GIF89a 2")
    os.utime(first.root / "a.png", ns=(1, 1))
    changed = load(first.root, widgets=WIDGETS)
    assert changed.hash != first.hash
    (first.root / "deck.yaml").write_text("title: Other\nchapters: [chapters/one.yaml]\n")
    assert load(first.root, widgets=WIDGETS).hash not in (first.hash, changed.hash)


def test_a_deck_is_found_by_folder_file_and_name(write_deck: DeckWriter) -> None:
    deck = write_deck()
    assert load(str(deck.root / "deck.yaml"), widgets=WIDGETS).root == deck.root
    assert load("llm-101").title


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "has no deck.yaml: give the folder of a deck, or make one with `talk new"),
        ("nothing/here", "there is no deck at"),
        ("deck.txt", "is not a deck: give the folder that has the deck.yaml"),
    ],
)
def test_where_there_is_no_deck_one_sentence_says_so(
    tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "deck.txt").write_text("")
    with pytest.raises(Failure, match=sentence):
        load(tmp_path / name)


def test_the_name_of_a_shipped_deck_is_guessed() -> None:
    with pytest.raises(Failure, match=r"did you mean 'llm-101'\?"):
        load("llm101")


def big(slides: int) -> str:
    parts = [
        "    body: |\n      - a `b` {.step}\n      - so $x_i$ and **that**\n",
        "    layout: table\n    columns: [a, b]\n    rows: [[1, 2], [3, 4.50], [5, 6]]\n",
        "    live: {widget: encoder, texts: [a, b]}\n",
        "    layout: cards\n    cards: [{title: a, body: x}, {title: b, body: y}]\n",
    ]
    return "".join(
        f"  - id: s{n}\n    title: Slide {n}\n    time: 1:30\n{parts[n % 4]}" for n in range(slides)
    )


def test_sixty_slides_load_again(write_deck: DeckWriter) -> None:
    deck = write_deck(big(60))
    start = time.perf_counter()
    again: Deck = load(deck.root, widgets=WIDGETS)
    assert (
        time.perf_counter() - start < 5
    )  # a guard; `make bench ARGS=compile` has the milliseconds
    assert len(again.slides) == 60


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org", "javascript:alert(1)", "https://", "https://a b"]
)
def test_a_url_that_no_browser_opens_is_told(tmp_path: Path, url: str) -> None:
    (tmp_path / "deck.yaml").write_text(f"title: A deck\nurl: '{url}'\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text("chapter: A\nslides: [{id: one, title: One}]\n")
    with pytest.raises(DeckErrors) as raised:
        load(tmp_path)
    [problem] = raised.value.problems
    assert problem.place == "deck.yaml:2:6"
    assert problem.message.startswith(
        "'url' must be an address of at most 300 characters that starts with https://"
    )


def test_a_slide_has_classes_and_colours_and_the_deck_a_stylesheet(tmp_path: Path) -> None:
    (tmp_path / "look.css").write_text('.crust { background: url("sky.svg#star"); }')
    (tmp_path / "sky.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "deck.yaml").write_text("title: Talk\ncss: look.css\nchapters: [one.yaml]\n")
    slide = "{id: a, title: x, class: large crust, style: {paper: teal, font-text: Inter}}"
    (tmp_path / "one.yaml").write_text(f"chapter: One\nslides:\n  - {slide}\n")
    deck = load(tmp_path)
    assert deck.css == (tmp_path / "look.css",)
    assert {file.name for file in deck.files} >= {"look.css", "sky.svg"}
    (slide_read,) = deck.slides
    assert slide_read.classes == ("large", "crust")
    assert slide_read.style["paper"] == "teal"
    assert slide_read.style["ink"] == "#ffffff"
    assert slide_read.style["font-text"] == "var(--emoji,) Inter"


def test_a_slide_has_the_defaults_of_its_chapter_then_those_of_the_deck(
    write_deck: DeckWriter,
) -> None:
    deck = write_deck(
        head="defaults: {time: 40 s, class: quiet, reveal: true}\n",
        **{
            "chapters/one.yaml": "chapter: One\ndefaults: {class: [large]}\nslides:\n"
            "  - {id: one, title: x}\n"
            "  - {id: two, title: x, time: 10 s, class: small}\n"
            "  - {id: three, layout: cards, title: x, cards: [{title: a}, {title: b}]}\n"
        },
    )
    assert [slide.time_s for slide in deck.slides] == [40, 10, 40]
    assert [slide.classes for slide in deck.slides] == [("large",), ("small",), ("large",)]
    # A field that only some layouts have is theirs alone.
    assert [slide.steps for slide in deck.slides] == [0, 0, 2]


def test_variables_stand_in_every_text_of_a_deck(write_deck: DeckWriter) -> None:
    deck = write_deck(
        "  - {id: one, title: 'In {{city}}', time: '{{time}}', live: {widget: encoder, "
        "texts: ['{{city}}!'], parts: '{{n}}'}}\n",
        "subtitle: from {{city}}\nvars: {city: Győr, time: 1:30, n: 2}\n",
    )
    slide = deck.slides[0]
    assert (deck.subtitle, slide.title, slide.time_s, slide.steps) == (
        "from Győr",
        "In Győr",
        90,
        2,
    )
    assert slide.live[0].options.model_dump()["texts"] == ["Győr!"]


def test_slides_of_another_deck_keep_their_files_and_know_this_decks_paths(
    write_deck: DeckWriter, tmp_path: Path
) -> None:
    other = {
        "other/deck.yaml": "title: Other\nvars: {who: them, what: salt}\ndefaults: {class: small}\n"
        "paths: {long: all}\nchapters: [parts/a.yaml]\n",
        "other/parts/a.yaml": "chapter: A\nslides:\n"
        "  - {id: a, title: '{{what}} of {{who}}', paths: [long, short],"
        " body: '![x](p.png)', live: {widget: encoder, document: d.md}}\n"
        "  - include: parts/b.md\n",
        "other/parts/b.md": "---\nchapter: B\n---\n\n# Of {{who}} {#b}\n",
        "other/d.md": "",
        "other/p.png": "GIF89a",
    }
    deck = write_deck(
        "  - {id: one, title: x, paths: short}\n  - include: other/parts/a.yaml#a\n",
        "vars: {who: us}\npaths: {short: x}\ndefaults: {class: large}\n",
        **other,
    )
    one, a = deck.slides
    assert (a.title, a.paths, a.classes) == ("salt of us", ("short",), ("small",))
    assert (one.root, a.root) == (None, (tmp_path / "other").resolve())
    assert a.chapter is one.chapter
    assert {file.name for file in deck.files} >= {"a.yaml", "p.png", "d.md"}, "they are watched"
    whole = write_deck(
        **{
            "deck.yaml": "title: Talk\nchapters: [chapters/one.yaml, include: other/parts/a.yaml]\n"
        },
        **other,
    )
    assert [(slide.id, slide.chapter.title) for slide in whole.slides] == [
        ("one", "One"),
        ("a", "A"),
        ("b", "A"),
    ]


def test_an_included_slide_is_changed_where_it_is_included(write_deck: DeckWriter) -> None:
    theirs = "{id: a, title: Theirs, notes: Theirs., time: 20 s, sources: x, transition: move}"
    ours = (
        "{include: other/a.yaml#a, title: 'Ours in {{city}}', notes: Ours., time: 1:30, "
        "paths: short, transition: none}"
    )
    deck = write_deck(
        f"  - {{id: one, title: x}}\n  - {ours}\n",
        "vars: {city: Győr}\npaths: {short: x}\n",
        **{
            "other/deck.yaml": "title: Other\n",
            "other/a.yaml": f"chapter: A\nslides:\n  - {theirs}\n",
        },
    )
    a = deck.slide("a")
    assert (a.title, a.notes, a.time_s, a.paths) == ("Ours in Győr", "Ours.", 90, ("short",))
    assert (a.transition, a.sources) == ("none", ("x",))


def test_a_file_of_no_deck_is_not_included(write_deck: DeckWriter, tmp_path: Path) -> None:
    """A deck shows to a hall what it names, which must not be any file of the machine."""
    outside = tmp_path.parent / f"{tmp_path.name}.md"
    outside.write_text("# Diary {#diary}\n", "utf-8")
    with pytest.raises(DeckErrors, match="belongs to no deck"):
        write_deck(f"  - include: ../{outside.name}\n")


def test_the_hash_changes_with_a_file_of_notes_and_with_an_included_slide(
    write_deck: DeckWriter,
) -> None:
    slides = "  - {id: one, title: x, notes_file: n.md}\n  - include: o/a.md\n"
    chapter = "---\nchapter: O\n---\n# A {#a}\n"
    files = {"n.md": "Say *this*.", "o/deck.yaml": "title: O\n", "o/a.md": chapter}
    first = write_deck(slides, **files)
    assert first.slide("one").notes == "Say *this*."
    second = write_deck(slides, **files | {"n.md": "Say *that*."})
    third = write_deck(slides, **files | {"o/a.md": chapter.replace("# A", "# B")})
    assert len({first.hash, second.hash, third.hash}) == 3


def test_a_byte_order_mark_as_windows_writes_it_is_no_part_of_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "deck.yaml": "title: x\ncss: look.css\nbibliography: a.bib\nchapters: [a.yaml, b.md]\n",
        "a.yaml": "chapter: One\nslides:\n"
        "  - {id: a, layout: shelf, title: x, loaf: Rye, class: crust, body: '[@k]'}\n"
        "  - {id: b, layout: code, title: x, file: p.py}\n"
        "  - {id: c, layout: diagram, title: x, file: d.gv, alt: y}\n"
        "  - {id: d, layout: live, title: x, live: {widget: tide}}\n",
        "b.md": "---\nchapter: Two\n---\n\n# Last {#last}\n",
        "look.css": ".crust { color: red; }\n",
        "a.bib": "@book{k, title = {T}}\n",
        "p.py": "x = 1\n",
        "d.gv": "digraph { a -> b }\n",
        "layouts/shelf.html.j2": "{#\nfields: {loaf: line}\n#}\n<p>{{ fields.loaf }}</p>\n",
        "widgets/tide/options.yaml": "properties: {}\n",
        "widgets/tide/look.css": "talk-tide { color: red; }\n",
        "widgets/tide/element.js": 'import { h } from "talk";\n'
        'customElements.define("talk-tide", class extends HTMLElement {});\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(f"\ufeff{text}".replace("\n", "\r\n").encode())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    trust(tmp_path)
    deck = load(tmp_path)
    assert [slide.id for slide in deck.slides] == ["a", "b", "c", "d", "last"]
    assert deck.slides[1].fields["code"].startswith("x = 1")
    assert "import" not in deck.widgets["tide"].module
    assert "\ufeff" not in of_deck(deck).whole + deck.widgets["tide"].module
