"""A screen's profile is used again by the tests that follow, and remembers nothing of it."""

from __future__ import annotations

from playwright.sync_api import Browser

from .presenting import Presented
from .screens import Screens, connected

PERSON = "() => localStorage.getItem('talk-person')"


def test_a_profile_that_is_put_back_remembers_nothing(browser: Browser, talk: Presented) -> None:
    before, after = Screens(browser), Screens(browser)
    phone = connected(before.phone(talk.phone))
    context, person = phone.context, phone.evaluate(PERSON)
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
    # It loads no file anew that has a hash in its name.
    loaded = again.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".filter((one) => one.name.includes('/assets/')).map((one) => one.transferSize)"
    )
    assert len(loaded) > 3
    assert sum(loaded) == 0
    after.close()


def test_a_screen_whose_browser_has_nothing_shares_no_profile(
    talk: Presented, screens: Screens
) -> None:
    phones = [connected(screens.phone(talk.phone, first=first)) for first in (False, True)]
    assert phones[0].context is not phones[1].context
    assert len(phones[1].context.pages) == 1
