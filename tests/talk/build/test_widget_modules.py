"""One module defines the widgets of a deck, and is named in its pages."""

from __future__ import annotations

import re

from talk.build import site
from talk.build.front_end import manifest
from talk.deck.model import Deck

from .conftest import DeckMaker

DEFINED = re.compile(r'customElements\.define\("([\w-]+)"')


def of_page(deck: Deck, name: str) -> list[str]:
    """Return what the meta element of this name lists on the phone's page."""
    page = site.render(deck, room=True, views=("phone",)).page("phone").decode()
    found = re.search(f'<meta name="{name}" content="([^"]+)"', page)
    return found.group(1).split() if found else []


def test_one_module_defines_what_the_slides_after_the_first_one_need(deck: DeckMaker) -> None:
    made = deck("""
        - {id: one, title: One, live: {widget: join}}
        - {id: two, title: Two, live: {widget: tokenizer, text: a}}
        - {id: three, title: Three, live: [{widget: units, text: b}, {widget: join}]}
        - {id: four, title: Four, live: {widget: tokenizer, text: c}}
    """)
    files = site.render(made, room=True).files
    (url,) = of_page(made, "talk-widgets")
    code = files[url[1:]].data.decode()
    assert DEFINED.findall(code) == ["talk-tokenizer", "talk-units"]
    imported = re.findall(r'from"\./([^"]+)"', code)
    assert imported
    later = of_page(made, "talk-later")
    # Preloaded with it or with the page, so that nothing is found out late.
    at_once = manifest()["preload"]["phone.js"]
    for name in imported:
        assert f"assets/{name}" in files
        assert name in at_once or f"/assets/{name}" in later
    assert later[0] == url


def test_a_deck_without_widgets_after_its_first_slide_has_no_such_module(deck: DeckMaker) -> None:
    made = deck("""
        - {id: one, title: One, live: {widget: join}}
        - {id: two, title: Two}
    """)
    assert of_page(made, "talk-widgets") == []
