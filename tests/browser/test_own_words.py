"""Every word of ours on a screen is in the language of the deck, those of scripts too.

What is on a page before any script has run is looked at in tests/talk/test_own_words.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from talk.present.loading import load_deck
from tests.marked_messages import Author, in_marks, speak_in_marks

from .presenting import ROOT, presented
from .screens import DESK, PROJECTOR, Screens, at, connected, go, painted, shrunk

SPEAKER_DIALOGS = {
    "g": "dialog.list",
    "q": "aside.queue",
    "m": "dialog.remotes",
    "Shift+Slash": "dialog.help",
}
"""Selectors of what keys open in the speaker view."""
SAID = """() => {
  const found = [];
  // Slides stand on the page before any script has run; what repeats them is reveal.js' own, as are
  // its buttons, which nobody sees, and the language names are written in their own languages.
  const passed = "script, style, template, [lang]:not([lang=ko]), .aria-status, .controls";
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("section[data-id]") && !element.closest("[data-key]")) continue;
    if (element.closest(passed)) continue;
    for (const { name, value } of element.attributes)
      if (/^(alt|aria-(description|label|valuetext)|placeholder|title)$/.test(name))
        found.push(value);
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent.trim());
  }
  return found;
}"""
"""What stands around the slides and in their widgets, seen or not."""
FIGURE = re.compile(r"Measured: |http://")
"""Begins the figure of a claim, which is the deck's and English as a whole, and an address."""


@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_no_screen_says_what_is_neither_the_authors_nor_a_message(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screens: Screens
) -> None:
    speak_in_marks(monkeypatch)
    loaded = load_deck(in_marks(ROOT / "slides" / name, tmp_path))
    said: dict[str, str] = {}

    def look(name: str, page: Page) -> None:
        painted(page)
        for text in page.evaluate(SAID):
            # A text that is cut, or was sampled up to half of a character, ends in no word.
            if not FIGURE.match(text) and not {"…", "\N{REPLACEMENT CHARACTER}"} & {*text}:
                said.setdefault(text, name)

    with presented(loaded) as talk:
        stage = screens(talk.stage, PROJECTOR)
        speaker, phone = screens(talk.speaker, DESK), screens.phone(talk.phone)
        opened = {"stage": stage, "speaker": speaker, "phone": phone}
        for screen in opened.values():
            connected(shrunk(screen))
        widgets: set[str] = set()
        for slide in loaded.deck.slides:
            # Each widget once, on the first slide that has it.
            if {live.widget for live in slide.live} <= widgets:
                continue
            widgets |= {live.widget for live in slide.live}
            go(stage, slide.id)
            for name, screen in opened.items():
                at(screen, slide.id)
                look(f"{slide.id} on {name}", screen)
        stage.keyboard.press("Shift+Slash")
        stage.locator(".r-overlay-help").wait_for()
        look("the keys on stage", stage)
        for key, dialog in SPEAKER_DIALOGS.items():
            speaker.keyboard.press(key)
            speaker.locator(dialog).wait_for()
            look(f"{key} on speaker", speaker)
            speaker.keyboard.press("Escape")
    foreign = Author(loaded.deck).foreign(said)
    assert {text: said[text] for text in foreign} == {}
