"""A screen's profile is used again by the tests that follow, and remembers nothing of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, TimeoutError

from .presenting import Presented
from .screens import PROJECTOR, Screens, at, connected, shrunk

PERSON = "() => localStorage.getItem('talk-person')"
LOADED = """() => Object.fromEntries(performance.getEntriesByType('resource')
  .filter((one) => one.name.includes('/assets/') && one.responseStatus === 200)
  .map((one) => [one.name, one.transferSize]))"""
"""Bytes that came over the network for each file that has a hash in its name, by its address."""


def test_a_profile_that_is_put_back_remembers_nothing(browser: Browser, talk: Presented) -> None:
    before, after = Screens(browser), Screens(browser)
    phone = connected(before.phone(talk.phone))
    context, person = phone.context, phone.evaluate(PERSON)
    # Not all files: what a widget's script asks for may still be on its way when a phone joins.
    kept = phone.evaluate(LOADED)
    context.add_cookies([{"name": "seen", "value": "yes", "url": talk.phone}])
    phone.context.set_offline(True)
    before.close()
    again = connected(after.phone(talk.phone))
    assert again.context is context, "another profile was opened"
    assert person is not None
    assert again.evaluate(PERSON) != person
    assert context.cookies() == []
    # Beside it stands only the page that keeps the process.
    assert len(context.pages) == 2
    # It loads no file anew that the other screen had.
    loaded = again.evaluate(LOADED)
    assert len(kept.keys() & loaded.keys()) > 3
    assert sum(loaded[file] for file in kept.keys() & loaded.keys()) == 0
    after.close()


def test_what_asks_another_host_is_told(browser: Browser) -> None:
    screens = Screens(browser)
    page = screens("about:blank")
    page.evaluate("fetch('http://elsewhere.example/').catch(() => null)")
    with pytest.raises(AssertionError, match="another host"):
        screens.close()


def test_a_screen_that_does_not_arrive_is_told_where_it_was_to_be(screens: Screens) -> None:
    page = screens("about:blank")
    with pytest.raises(TimeoutError, match="nowhere"):
        at(page, "nowhere", timeout=50)
    page.evaluate(
        "() => { Object.assign(document.documentElement.dataset, { slide: 'here', step: 2 }) }"
    )
    at(page, "here", 2)


def test_a_shrunk_screen_measures_as_it_did(screens: Screens) -> None:
    page = screens("about:blank", PROJECTOR)
    measure = """() => {
      document.body.innerHTML = '<p style="position: fixed; left: 90vw; width: 7vw">One</p>';
      const { left, width, height } = document.querySelector("p").getBoundingClientRect();
      return [innerWidth, innerHeight, devicePixelRatio, left, width, height,
        document.elementFromPoint(left + 1, height / 2 + 16).localName];
    }"""
    before = page.evaluate(measure)
    assert before[-1] == "p"
    assert page.evaluate("visualViewport.scale") == 1
    assert shrunk(page).evaluate(measure) == before


def test_a_screen_whose_browser_has_nothing_shares_no_profile(
    talk: Presented, screens: Screens
) -> None:
    phones = [connected(screens.phone(talk.phone, first=first)) for first in (False, True)]
    assert phones[0].context is not phones[1].context
    assert len(phones[1].context.pages) == 1
