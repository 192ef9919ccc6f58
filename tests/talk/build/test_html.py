"""Sections are semantic and complete, and pages never hold what they must not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from talk.build import html
from talk.build.assets import Picture
from talk.build.html import Links, View
from talk.deck.load import load
from talk.deck.model import Deck
from talk.deck.schema.layouts import LAYOUTS

from .conftest import DeckMaker

LINKS = Links(picture=lambda name: Picture(f"/assets/{name}", 30, 20))
VOID = {"br", "img", "link", "meta", "hr"}


class Elements(HTMLParser):
    """Collects start tags, and fails when an element is not closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:  # `<br />` ends itself
            assert self.open.pop() == tag


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(text)
    assert parser.open == []
    return parser.found


def section(deck: Deck, view: View = "stage", index: int = 0) -> str:
    return html.section(deck, deck.slides[index], view, LINKS, index + 1)


def steps(text: str) -> Iterator[int]:
    for _, attributes in elements(text):
        if "data-step" in attributes:
            assert "step" in (attributes["class"] or "").split()
            yield int(attributes["data-step"] or 0)


def test_there_is_a_template_for_every_layout_and_no_other() -> None:
    templates = html.environment().list_templates()
    names = {name.removesuffix(".html.j2") for name in templates if not name.startswith("_")}
    assert names == set(LAYOUTS)


def test_the_tour_uses_every_layout_but_the_list_of_sources_and_pages_of_others(tour: Deck) -> None:
    assert {slide.layout for slide in tour.slides} | {"bibliography", "frame"} == set(LAYOUTS)


@pytest.mark.parametrize("view", ["stage", "speaker", "phone", "print"])
def test_every_slide_of_the_tour_is_well_formed_and_labelled(tour: Deck, view: View) -> None:
    for number, slide in enumerate(tour.slides, 1):
        found = elements(html.section(tour, slide, view, LINKS, number))
        tag, attributes = found[0]
        assert (tag, attributes["data-id"], attributes["data-layout"]) == (
            "section",
            slide.id,
            slide.layout,
        )
        label = attributes.get("aria-labelledby")
        assert attributes.get("aria-label") or label in {
            attributes.get("id") for _, attributes in found
        }


def test_steps_are_numbered_without_gaps_up_to_the_loaders_count(tour: Deck) -> None:
    for number, slide in enumerate(tour.slides, 1):
        found = list(steps(html.section(tour, slide, "stage", LINKS, number)))
        assert found == list(range(1, slide.steps + 1)), slide.id


def test_no_page_holds_a_word_of_the_notes(deck: DeckMaker) -> None:
    made = deck("""
        - id: one
          title: One
          notes: Say the *secretword* slowly.
    """)
    for view in ("stage", "speaker", "phone", "print"):
        assert "secretword" not in html.page(made, view, LINKS)


def test_what_an_author_types_stays_text(deck: DeckMaker) -> None:
    made = deck(r"""
        - id: one
          title: 'a \<b>bold\</b> title & more'
          layout: table
          columns: ['\<script>alert(1)\</script>', b]
          rows: [['`<img src=x onerror=alert(1)>`', c]]
    """)
    found = {tag for tag, _ in elements(section(made))}
    assert not found & {"b", "script", "img"}


def test_options_of_a_widget_travel_as_json_in_an_attribute(tour: Deck) -> None:
    text = html.section(tour, tour.slide("next-token"), "stage", LINKS, 1)
    widget = next(attributes for tag, attributes in elements(text) if tag == "talk-probability-map")
    assert widget["data-key"] == "next-token/0"
    assert widget["data-state"] == "prepared"
    assert '"answer":" Paris"' in (widget["data-options"] or "")


def test_signs_of_html_in_an_option_stay_text(deck: DeckMaker) -> None:
    text = """it's "<b>" & '/>"""
    made = deck(f"- {{id: one, title: One, live: {{widget: tokenizer, text: {json.dumps(text)}}}}}")
    (widget,) = (found for tag, found in elements(section(made)) if tag == "talk-tokenizer")
    assert json.loads(widget["data-options"] or "")["text"] == text
    assert json.loads(widget["data-requests"] or "")["tokens/encode"]["text"] == text


def test_a_slide_on_hold_is_empty_on_phones_until_it_is_shown(deck: DeckMaker) -> None:
    made = deck("""
        - {id: one, title: The answer, hold: true}
        - {id: two, title: The question}
    """)
    assert section(made, "phone") == '<section id="one" data-id="one" data-hold></section>'
    assert "The answer" in section(made, "stage")
    assert "The answer" in html.section(made, made.slides[0], "phone", LINKS, 1, held=False)


def test_phones_get_their_own_text_where_there_is_one(deck: DeckMaker) -> None:
    made = deck("""
        - {id: one, title: One, body: On the wall, phone: In the hand}
    """)
    assert ("In the hand" in section(made, "phone"), "On the wall" in section(made, "phone")) == (
        True,
        False,
    )
    assert ("In the hand" in section(made, "stage"), "On the wall" in section(made, "stage")) == (
        False,
        True,
    )


def test_pictures_have_their_size_and_words(deck: DeckMaker) -> None:
    made = deck("""
        - {id: one, layout: image, title: One, image: dot.svg, alt: A dot}
    """)
    image = next(attributes for tag, attributes in elements(section(made)) if tag == "img")
    assert (image["src"], image["width"], image["height"], image["alt"]) == (
        "/assets/dot.svg",
        "30",
        "20",
        "A dot",
    )


@pytest.mark.parametrize(("side", "first"), [("left", "figure"), ("right", "div")])
def test_a_picture_at_the_left_is_read_before_the_text_beside_it(
    deck: DeckMaker, side: str, first: str
) -> None:
    made = deck(f"""
        - id: one
          layout: image
          title: One
          image: dot.svg
          alt: What it shows
          side: {side}
          fit: cover
          body: Beside it.
    """)
    found = elements(section(made, "phone"))
    body = next(
        place
        for place, (_, attributes) in enumerate(found)
        if attributes.get("class") == "slide-body"
    )
    assert found[body + 1][0] == first
    figure = next(attributes for tag, attributes in found if tag == "figure")
    assert (figure["data-side"], figure["data-fit"]) == (side, "cover")


def test_marked_lines_of_code_are_marked_and_the_room_it_needs_is_told(deck: DeckMaker) -> None:
    made = deck("""
        - {id: one, layout: code, title: One, language: python, highlight: "2",
           code: "a = 1\\nbb = 22"}
    """)
    text = section(made)
    assert "--lines:2;--columns:7" in text
    assert [" hl" in found for found in re.findall(r'<span class="(line[^"]*)"', text)] == [
        False,
        True,
    ]


CHANGING = """
- id: one
  layout: code
  title: One
  language: python
  states:
    - {code: "a = 1"}
    - {code: "b = 2 + 20\\na = 1", highlight: 1}
"""


def test_a_program_that_changes_has_one_size_and_names_for_the_lines_that_stay(
    deck: DeckMaker,
) -> None:
    made = deck(CHANGING)
    assert made.slide("one").steps == 1
    stage, phone, guide = (html.page(made, view, Links()) for view in ("stage", "phone", "guide"))
    frame = r'class="(listing-frame[^"]*)"(?: data-step="(\d)")? style="([^"]*)"'
    assert re.findall(frame, stage) == [
        ("listing-frame", "", "--lines:2;--columns:10"),
        ("listing-frame step replace", "1", "--lines:2;--columns:10"),
    ]
    assert re.findall(r'class="line( hl)?" data-same="(\d)" data-line="(\d)"', stage) == [
        ("", "0", "1"),
        (" hl", "1", "1"),
        ("", "0", "2"),
    ]
    assert "data-same" not in phone
    assert '<div class="listing-frame step replace" data-step="1"' in phone
    # An article is read from top to bottom: nothing in it takes another's place.
    assert '<div class="listing-frame step" data-step="1"' in guide


def test_a_page_knows_its_room_and_asks_for_modules_at_once(tour: Deck) -> None:
    links = Links(
        scripts=["/assets/s.js"],
        preload=["/assets/c.js"],
        room="/ws",
        recordings="/assets/r.json",
        picture=LINKS.picture,
    )
    found = elements(html.page(tour, "stage", links))
    root = next(attributes for tag, attributes in found if tag == "html")
    assert (root["data-view"], root["data-room"], root["data-step"]) == ("stage", "/ws", "0")
    assert (root["data-deck"], root["data-recordings"]) == (tour.hash, "/assets/r.json")
    assert {"rel": "modulepreload", "href": "/assets/c.js"} in [
        attributes for tag, attributes in found if tag == "link"
    ]


def test_a_path_marks_the_other_slides_on_screens_and_leaves_them_out_of_the_article(
    tour: Deck,
) -> None:
    short = [slide.id for slide in tour.slides if "short" in slide.paths]

    def ids(view: View) -> list[tuple[str | None, bool]]:
        found = elements(html.page(tour, view, LINKS, path="short"))
        return [(one["data-id"], "data-outside" in one) for tag, one in found if tag == "section"]

    screens: tuple[View, ...] = ("stage", "speaker", "phone", "file")
    for view in screens:
        assert ids(view) == [(slide.id, slide.id not in short) for slide in tour.slides]
    read: tuple[View, ...] = ("guide", "print")
    for view in read:
        assert ids(view) == [(id, False) for id in short]


def test_a_skipped_slide_is_outside_of_every_run(tour: Deck) -> None:
    first, *others = tour.slides
    deck = replace(tour, slides=(replace(first, skip=True), *others))
    page = elements(html.page(deck, "phone", LINKS))
    sections = [one for tag, one in page if tag == "section"]
    assert [one["data-id"] for one in sections if "data-outside" in one] == [first.id]
    assert [one["data-id"] for one in sections if one.get("class") == "current"] == [others[0].id]


def test_only_the_first_section_is_current_on_phones(tour: Deck) -> None:
    found = [
        attributes
        for tag, attributes in elements(html.page(tour, "phone", LINKS))
        if tag == "section"
    ]
    assert [attributes.get("class") for attributes in found] == [
        "current",
        *[None] * (len(tour.slides) - 1),
    ]


def test_the_guide_has_contents_by_chapter(tour: Deck) -> None:
    found = elements(html.page(tour, "guide", LINKS))
    links = [
        (attributes["href"] or "")[1:]
        for tag, attributes in found
        # A slide of the tour has a link that leads out of the deck.
        if tag == "a" and (attributes.get("href") or "").startswith("#")
    ]
    assert set(links) == {slide.id for slide in tour.slides}
    assert next(attributes for tag, attributes in found if tag == "html")["data-view"] == "phone"


def test_footnotes_of_every_text_stand_at_the_foot_of_their_slide_under_ids_of_their_own(
    deck: DeckMaker,
) -> None:
    made = deck(
        """
        - id: one
          layout: two_columns
          title: x
          left: {body: "a[^1]\\n\\n[^1]: first"}
          right: {body: "b[^1]\\n\\n[^1]: second"}
        - id: two
          title: x
          body: "c[^1] {.step}\\n\\n[^1]: third"
        """
    )
    for view in ("stage", "phone", "print", "guide", "file"):
        page = html.page(made, view, LINKS)
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert {"fn:one:1", "fn:one:2", "fn:two:1", "fnref:two:1"} <= set(ids)
        assert re.search(
            r'</div>\s*<ol class="footnotes" aria-label="Footnotes">\s*<li id="fn:one:1"', page
        )
        assert '<li id="fn:two:1" value="1" class="step" data-step="1">' in page


JOIN = "- {id: one, layout: title, title: One, live: {widget: join}}"


@pytest.mark.parametrize(
    ("view", "room", "url", "shown"),
    [
        ("stage", "/ws", "", True),
        ("phone", "/ws", "", True),
        ("print", "/ws", "", False),
        ("stage", None, "", False),
        ("file", None, "", False),
        ("guide", None, "", False),
        ("file", None, "https://example.org", True),
        ("print", "/ws", "https://example.org", True),
    ],
)
def test_how_to_join_is_shown_in_a_room_or_where_there_is_a_url(
    deck: DeckMaker, view: View, room: str | None, url: str, shown: bool
) -> None:
    made = replace(deck(JOIN), url=url)
    text = html.page(made, view, Links(room=room, url_code="code.svg"))
    assert ("<talk-join" in text) == shown
    assert ('data-live="1"' in text) == shown
    assert ('data-url="https://example.org" data-url-code="code.svg"' in text) == bool(url)


def test_the_guide_calls_a_slide_without_a_title_by_its_first_words(deck: DeckMaker) -> None:
    text = html.page(
        deck("- {id: s-1, layout: statement, statement: 'It **says** so.'}"), "guide", Links()
    )
    assert '<a href="#s-1">It says so.</a>' in text
    assert 'aria-label="It says so."' in text


@pytest.mark.parametrize(
    ("view", "lazy"), [("phone", True), ("stage", False), ("file", False), ("guide", False)]
)
def test_only_phones_fetch_a_picture_in_text_when_it_is_near(
    deck: DeckMaker, view: View, lazy: bool
) -> None:
    text = html.page(deck("- {id: one, title: One, body: 'See ![a dot](dot.svg)'}"), view, LINKS)
    assert ('src="/assets/dot.svg"' in text, 'loading="lazy"' in text) == (True, lazy)


def test_layouts_are_compiled_once_and_again_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str | None] = []

    class Counted(Environment):
        def compile(self, *given: Any, **named: Any) -> Any:
            compiled.append(given[1])
            return super().compile(*given, **named)

    monkeypatch.setattr(html, "Environment", Counted)
    # A file where a folder should be: nothing can be written there.
    (tmp_path / "full").touch()
    for cache, again in [(tmp_path, []), (tmp_path / "full", ["_slide.html.j2"])]:
        monkeypatch.setattr(html, "user_cache_path", lambda *_, cache=cache, **__: cache)
        for expected in (["_slide.html.j2"], again):
            compiled.clear()
            html.environment.cache_clear()
            html.environment().get_template("_slide.html.j2")
            assert compiled == expected
    html.environment.cache_clear()


def test_slides_of_sources_share_the_list(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(
        "".join(f"@book{{{key}, title = {{T{key}}}, author = {{{key} {key}}}}}\n" for key in "abc")
    )
    (tmp_path / "deck.yaml").write_text("title: x\nbibliography: a.bib\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(
        "chapter: One\nslides:\n  - {id: one, title: x, body: '[@a] [@b] [@c]'}\n"
        "  - {id: read, layout: bibliography, title: x}\n"
        "  - {id: more, layout: bibliography, title: x}\n"
    )
    deck = load(tmp_path)
    one, read, more = (
        html.section(deck, slide, "stage", Links(), number)
        for number, slide in enumerate(deck.slides, 1)
    )
    assert re.findall(r"<i>(T\w)</i>", read) == ["Ta", "Tb"]
    assert re.findall(r"<i>(T\w)</i>", more) == ["Tc"]
    assert re.findall(r'href="#(\w+)"', one) == ["read", "read", "more"]
