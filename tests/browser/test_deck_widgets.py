"""Widgets that a deck brings: in JavaScript, in TypeScript, and from an installed package.

All of them ask the kernel live, on every screen, and what they cannot see on a phone is not there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from talk import cli
from talk.build import single_file
from talk.build.site import render, write
from talk.deck.load import load
from talk.deck.reading.trust import trust
from talk.scaffold.widget import scaffold_deck_widget

from .file_server import served
from .presenting import ROOT, presented
from .screens import PROJECTOR, Screens, at, connected, load_axe
from .widget_kit import presented_with_kernel

VALUE_APART = """() => document.querySelector(".slider-value").getBoundingClientRect().left -
  document.querySelector(".slider input").getBoundingClientRect().right"""
NAMES = ("letters", "typed", "tide")
SECRET = "Only I may read this."
SPY = """
// Put into the widget's own module: it has what the element has.
globalThis.look_NAME = async () => {
  const widget = document.querySelector("talk-NAME");
  const seen = [document.documentElement.outerHTML, document.cookie, location.href,
    JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }),
    JSON.stringify([widget.host.state(widget.key), widget.host.room, Object.keys(widget.host)])];
  for (const path of ["/speaker", "/stage", "/print", "/assets/recordings.json"])
    seen.push(await (await fetch(path)).text());
  for (const script of document.querySelectorAll("script[src]"))
    seen.push(await (await fetch(script.src)).text());
  return seen.join("\\n");
};
"""
UV = Path(sys.executable).with_name("uv")
PROJECT = """
[project]
name = "tides"
version = "1.0"
[project.entry-points."talk.widgets"]
tide = "tides.tide"
[build-system]
requires = ["uv_build>=0.7,<1"]
build-backend = "uv_build"
[tool.uv.build-backend]
module-root = ""
"""


def installed(package: Path, site: Path) -> None:
    """Build the package's wheel, and install that into a folder."""
    subprocess.run(
        [UV, "build", "--quiet", "--offline", "--wheel", "--out-dir", package, package], check=True
    )
    (wheel,) = package.glob("*.whl")
    install = ["pip", "install", "--quiet", "--offline", "--no-deps", "--python", sys.executable]
    subprocess.run([UV, *install, "--target", site, wheel], check=True)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Write a deck with a widget of each kind, each of which can look for what it may not have."""
    folder = tmp_path_factory.mktemp("deck-widgets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        root, site = folder / "deck", folder / "site"
        root.mkdir()
        scaffold_deck_widget("letters", root)
        scaffold_deck_widget("typed", root, typescript=True)
        # A module beside the element makes esbuild bundle the two.
        part = root / "widgets" / "typed" / "words.ts"
        part.write_text('export const placeholder: string = "Type something";\n')
        element = part.with_name("element.ts")
        text = element.read_text().replace('"Type something"', "placeholder")
        element.write_text(f'import {{ placeholder }} from "./words";\n{text}')
        package = folder / "package"
        scaffold_deck_widget("tide", package)
        (package / "widgets").rename(package / "tides")
        for folder_of in (package / "tides", package / "tides" / "tide"):
            (folder_of / "__init__.py").touch()
        (package / "pyproject.toml").write_text(PROJECT)
        for element in sorted(folder.rglob("element.*")):
            element.write_text(element.read_text() + SPY.replace("NAME", element.parent.name))
        installed(package, site)
        patch.syspath_prepend(str(site))
        slides = [
            {
                **{"id": name, "layout": "live", "title": name, "notes": SECRET},
                "live": {"widget": name, "text": "one two"},
            }
            for name in NAMES
        ]
        (root / "deck.yaml").write_text('{"title": "Own widgets", "chapters": ["one.yaml"]}')
        (root / "one.yaml").write_text(json.dumps({"chapter": "One", "slides": slides}))
        trust(root)
        yield root


def shown(page: Page, name: str) -> Page:
    at(page, name)
    page.wait_for_selector(f'section[data-id="{name}"] talk-{name}[data-state]', state="attached")
    return page


def test_every_screen_shows_what_is_asked_and_a_phone_finds_no_secret(
    deck: Path, browser: Browser
) -> None:
    with presented_with_kernel(deck) as (talk, _):
        screens = Screens(browser)
        stage = connected(screens(talk.stage, PROJECTOR))
        phone = connected(screens.phone(talk.phone))
        for name in NAMES:
            shown(stage, name)
            shown(phone, name)
            field = stage.locator(f"talk-{name}").get_by_label("Type something")
            field.fill("one two three four")
            for page in (stage, phone):
                widget = page.locator(f"talk-{name}")
                expect(widget.locator(f".{name}-answer")).to_have_text("4 tokens")
                expect(widget).to_have_attribute("data-state", "live")
            if name == "letters":
                load_axe(stage)
                found = (
                    "axe.run('talk-letters').then((done) => done.violations.map((one) => one.id))"
                )
                assert stage.evaluate(found) == []
                answer = "document.querySelector('.letters-answer')"
                size = f"parseFloat(getComputedStyle({answer}).fontSize)"
                assert stage.evaluate(size) > 60, "its own look is there"
            seen = phone.evaluate(f"look_{name}()")
            assert f"talk-{name}" in seen
            assert SECRET not in seen
            assert talk.token not in seen
            stage.keyboard.press("Escape")
            stage.keyboard.press("ArrowRight")
        screens.close()


def test_a_built_folder_and_a_single_file_show_them_and_the_notes_where_they_were_asked_for(
    deck: Path, screens: Screens, tmp_path: Path
) -> None:
    loaded = load(deck)
    pages = render(loaded, views=("stage", "phone", "print"), with_notes=True)
    write(pages, tmp_path / "site")
    single_file.write(single_file.render(loaded), tmp_path / "site" / "one.html")
    with served(tmp_path / "site") as address:
        for file in ("index.html", "one.html"):
            page = shown(screens(f"{address}{file}#/typed", PROJECTOR), "typed")
            expect(page.locator("talk-typed").get_by_label("Type something")).to_have_value(
                "one two"
            )
            if file == "index.html":
                # Another window of the browser, which moves with this one.
                with page.expect_popup() as opened:
                    page.keyboard.press("s")
                speaker = opened.value
                at(speaker, "typed")
                expect(speaker.locator("article.notes")).to_have_text(SECRET)
                speaker.keyboard.press("PageDown")
                at(page, "tide")
        for name in ("index.html", "phone.html", "one.html", "print.html"):
            assert SECRET not in (tmp_path / "site" / name).read_text("utf-8")
        paper = screens(f"{address}print.html")
        paper.wait_for_selector("html[data-ready]")
        for name in NAMES:
            expect(paper.locator(f"talk-{name}")).to_have_attribute("data-state", "prepared")


def test_the_fifteen_minutes_of_the_documentation_lead_to_a_widget(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "how_to" / "deck_widget.md").read_text("utf-8")
    blocks = re.findall(r"```\w+\n(.*?)```", page, flags=re.DOTALL)
    command, options, element, look, chapter = blocks[:5]
    assert cli.run(["new", "my-talk"]) == 0
    assert cli.run(command.removeprefix("$ talk ").split()) == 0
    deck = tmp_path / "my-talk"
    for name, text in (("options.yaml", options), ("element.js", element), ("look.css", look)):
        file = deck / "widgets" / "tide" / name
        assert file.exists(), "the command has made it"
        file.write_text(text)
    (deck / "sea.yaml").write_text(chapter)
    (deck / "deck.yaml").write_text("title: Tides\nchapters: [sea.yaml]\n")
    assert cli.run(["check", "my-talk"]) == 0
    with presented(deck) as talk:
        screens = Screens(browser)
        stage = shown(connected(screens(talk.stage, PROJECTOR)), "tide")
        phone = shown(connected(screens.phone(talk.phone)), "tide")
        for screen in (stage, phone):
            expect(screen.locator(".tide-said")).to_have_text("Büsum, 12:00: 2.3 m")
            apart = screen.evaluate(VALUE_APART)
            assert 0 <= apart < 40, "the slider's number stands beside it"
        stage.get_by_label("Hour").focus()
        stage.keyboard.press("Home")
        for screen in (stage, phone):
            expect(screen.locator(".tide-said")).to_have_text("Büsum, 0:00: 2.0 m")
        screens.close()
