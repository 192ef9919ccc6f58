"""While the author writes.

A save is on every screen at the same slide and step; a broken one only on the speaker's.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .presenting import ROOT, Presented, presented_by_process
from .screens import PROJECTOR, Screens, at, connected, home, place

SLIDES = """\
  - {id: start, title: The first, body: Hello.}
  - {id: parts, title: The parts, body: "- one {.step}\\n- two {.step}"}
"""
NEW = "  - {id: new, title: Before all}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_edited(tmp_path)


def write_edited(folder: Path) -> Path:
    (folder / "deck.yaml").write_text(
        "title: Edited\ntheme: plain\nchapters: [one.yaml]\n", encoding="utf-8"
    )
    save(folder, SLIDES)
    return folder


@dataclass(frozen=True)
class Edited:
    """A deck that is edited while it is presented, for several tests."""

    folder: Path
    talk: Presented
    stage: Page
    speaker: Page


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edited]:
    folder = write_edited(tmp_path_factory.mktemp("edited"))
    with presented_by_process(folder) as talk:
        screens = Screens(browser)
        stage = connected(screens(talk.stage, PROJECTOR))
        yield Edited(folder, talk, stage, connected(screens(talk.speaker)))
        screens.close()


@pytest.fixture
def edited(opened: Edited) -> Edited:
    """Return the deck as it was written, at its first slide; other tests have edited it."""
    save(opened.folder, SLIDES)
    opened.stage.locator("section", has_text="The parts").first.wait_for(state="attached")
    home(opened.stage, "start")
    at(opened.speaker, "start")
    return opened


def save(folder: Path, slides: str) -> None:
    """As an editor does: the new file takes the old one's place."""
    new = folder / "one.yaml.new"
    new.write_text(f"chapter: One\nphase: none\nslides:\n{slides}", encoding="utf-8")
    new.replace(folder / "one.yaml")


def test_a_save_is_on_every_screen_at_the_same_place(edited: Edited, screens: Screens) -> None:
    folder, stage, speaker = edited.folder, edited.stage, edited.speaker
    phone = connected(screens.phone(edited.talk.phone))
    stage.keyboard.press("ArrowRight")
    stage.keyboard.press("ArrowRight")
    at(phone, "parts", 1)
    save(folder, SLIDES.replace("The parts", "All the parts"))
    for screen in (stage, speaker, phone):
        screen.get_by_text("All the parts").first.wait_for()
        at(screen, "parts", 1)
    stage.keyboard.press("ArrowRight")
    for screen in (stage, speaker, phone):
        at(screen, "parts", 2)
    # The projector keeps what is written as before, with all that its widgets show.
    sections = "[...document.querySelectorAll('.reveal > .slides > section')]"
    stage.evaluate(f"{sections}.forEach((section) => section.stood = true)")
    save(folder, NEW + SLIDES.replace("The parts", "Its parts"))
    stage.get_by_text("Its parts").first.wait_for()
    at(stage, "parts", 2)
    assert stage.evaluate(f"{sections}.map(({{ id, stood }}) => [id, stood ?? false])") == [
        ["new", False],
        ["start", True],
        ["parts", False],
    ]
    # Where slides only change, each stays the element it was: reveal.js need not begin anew.
    stage.evaluate(f"{sections}.forEach((section) => section.stood = true)")
    more = NEW + SLIDES.replace("two {.step}", "two {.step}\\n- three {.step}")
    save(folder, more.replace("title: The parts", "class: quiet, title: Three parts"))
    for screen in (stage, speaker, phone):
        screen.get_by_text("Three parts").first.wait_for()
        at(screen, "parts", 2)
    up = "document.querySelector('section.present')"
    visible = f"[...{up}.querySelectorAll('.step.visible')].map((step) => step.textContent)"
    assert stage.evaluate(f"[{up}.className, {visible}]") == ["quiet present", ["one", "two"]]
    stage.keyboard.press("ArrowRight")
    for screen in (stage, speaker, phone):
        at(screen, "parts", 3)
    save(folder, NEW + SLIDES.replace("The parts", "One part").replace("two {.step}", "two"))
    for screen in (stage, speaker, phone):
        screen.get_by_text("One part").first.wait_for()
        at(screen, "parts", 1)
    assert stage.evaluate(f"[{up}.className, {visible}]") == ["present", ["one"]]
    stage.keyboard.press("ArrowLeft")
    for screen in (stage, speaker, phone):
        at(screen, "parts", 0)
    assert stage.evaluate(f"{sections}.every((section) => section.stood)")


TYPED = """\
  - {id: start, title: The first, body: Hello.}
  - {id: words, title: The words, layout: live, live: {widget: tokenizer, text: Prepared}}
"""


def test_what_was_typed_into_a_widget_survives_a_save(folder: Path, screens: Screens) -> None:
    save(folder, TYPED)
    with presented_by_process(folder) as talk:
        stage, phone = connected(screens(talk.stage)), connected(screens.phone(talk.phone))
        stage.keyboard.press("ArrowRight")
        at(phone, "words")
        field = stage.locator("talk-tokenizer").get_by_label("Type a text")
        expect(field).to_have_value("Prepared")
        field.fill("Typed by hand")
        expect(phone.locator("talk-tokenizer").get_by_label("Type a text")).to_have_value(
            "Typed by hand"
        )
        stage.evaluate("document.querySelector('section.present').stood = true")
        widget = stage.locator("talk-tokenizer").element_handle()
        save(folder, TYPED.replace("The words", "Other words"))
        for screen in (stage, phone):
            screen.get_by_text("Other words").first.wait_for()
            at(screen, "words")
            expect(screen.locator("talk-tokenizer").get_by_label("Type a text")).to_have_value(
                "Typed by hand"
            )
        # The slide stayed, its widget was closed and another one made.
        assert stage.evaluate("document.querySelector('section.present').stood")
        assert not widget.evaluate("(element) => element.isConnected")
        # A kind of widget that the page's own module does not define.
        save(folder, TYPED.replace("body: Hello.", "live: {widget: knobs}"))
        stage.keyboard.press("Home")
        stage.locator("talk-knobs input[type=range]").first.wait_for()


def test_a_broken_save_keeps_the_deck_and_shows_the_problem_to_the_speaker(
    edited: Edited, screens: Screens
) -> None:
    folder, stage, speaker = edited.folder, edited.stage, edited.speaker
    phone = connected(screens.phone(edited.talk.phone))
    stage.keyboard.press("ArrowRight")
    at(phone, "parts")
    save(folder, SLIDES.replace("body: Hello.", "boddy: Hello."))
    problem = speaker.locator(".problems pre")
    problem.wait_for()
    shown = problem.inner_text()
    assert "one.yaml:4:" in shown
    assert "boddy" in shown
    assert "^" in shown
    for screen in (stage, phone):
        assert place(screen) == ("parts", 0)
        assert "boddy" not in screen.content()
    speaker.keyboard.press("x")
    problem.wait_for(state="hidden")
    save(folder, SLIDES.replace("The parts", "Mended"))
    for screen in (stage, speaker, phone):
        screen.get_by_text("Mended").first.wait_for()
        at(screen, "parts")
    assert not problem.is_visible()


def test_with_nobody_following_the_problem_lies_over_the_last_good_slide(
    edited: Edited, screens: Screens
) -> None:
    folder, stage = edited.folder, edited.stage
    stage.keyboard.press("ArrowRight")
    at(stage, "parts")
    save(folder, SLIDES.replace("body: Hello.", "boddy: Hello."))
    problem = stage.locator(".problems pre")
    problem.wait_for()
    shown = problem.inner_text().splitlines()
    assert shown[0].startswith("chapters/one.yaml:4:") or "one.yaml:4:" in shown[0]
    assert "boddy" in shown[1]
    assert shown[2].strip() == "^"
    assert shown[2].index("^") == shown[1].index("boddy")
    assert stage.get_by_text("The parts").first.is_visible()
    assert place(stage) == ("parts", 0)
    stage.keyboard.press("x")
    problem.wait_for(state="hidden")
    save(folder, SLIDES.replace("body: Hello.", "bodi: Hello."))
    problem.wait_for()
    phone = connected(screens.phone(edited.talk.phone))
    problem.wait_for(state="hidden")
    save(folder, SLIDES.replace("The parts", "Mended"))
    for screen in (stage, phone):
        screen.get_by_text("Mended").first.wait_for()


def test_a_theme_that_changes_is_on_the_stage(folder: Path, screens: Screens) -> None:
    theme = folder / "themes" / "mine"
    shutil.copytree(ROOT / "themes" / "plain", theme)
    deck = (folder / "deck.yaml").read_text(encoding="utf-8")
    (folder / "deck.yaml").write_text(deck.replace("theme: plain", "theme: mine"), encoding="utf-8")
    with presented_by_process(folder) as talk:
        stage = connected(screens(talk.stage))
        stage.keyboard.press("ArrowRight")
        at(stage, "parts")
        css = (theme / "theme.css").read_text(encoding="utf-8")
        (theme / "theme.css").write_text(
            css + "\n:root { --paper: rgb(1, 2, 3); }\n", encoding="utf-8"
        )
        stage.wait_for_function(
            "() => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'"
        )
        at(stage, "parts")
