"""WebKit, the engine of every browser on an iPhone, in the hand: it follows, votes and ranks.

It runs where Debian's packages are (`apt-get install webkit2gtk-driver xvfb`) and is skipped
elsewhere: half of a hall has it, and no package registry does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .screens import PROJECTOR, Screens, at, connected
from .scripted_methods import RANKING, sample_ranked, score, update
from .webkit import Session, missing, webkit
from .widget_kit import presented_with_kernel, write_widgets

pytestmark = pytest.mark.skipif(missing() != "", reason=missing())

KERNEL_METHODS = {
    "answers/sample": sample_ranked,
    "answers/score": score,
    "answers/update": update,
}
WIDGETS: dict[str, dict[str, Any]] = {
    "poll": {"widget": "poll", "options": ["letters", "words", "tokens"]},
    "ranking": RANKING,
}


def test_a_phone_of_webkit_follows_votes_and_ranks(screens: Screens, tmp_path: Path) -> None:
    deck = write_widgets(tmp_path, WIDGETS)
    with presented_with_kernel(deck) as (talk, _), webkit() as phone:
        phone.resize(390, 844)
        phone.open(talk.phone)
        stage = connected(screens(talk.stage, PROJECTOR))
        stage.wait_for_selector(".reveal.ready")

        def follows(slide: str) -> None:
            stage.keyboard.press("ArrowRight")
            at(stage, slide)
            shows(phone, slide)

        shows(phone, "start")
        phone.wait("document.documentElement.dataset.connection === 'connected'")

        follows("poll")
        options = "[...document.querySelectorAll('section.current .vote-list label')]"
        phone.click(f"{options}.find((one) => one.textContent.includes('tokens'))")
        said = stage.locator("section.present .vote-said")
        expect(said).to_contain_text("1 of 1 phone answered")
        stage.get_by_role("button", name="Close and show").click()
        share = "document.querySelector('section.current [data-mine] .vote-share')?.textContent"
        phone.wait(f"{share} === '100 %'")

        follows("ranking")
        stage.get_by_role("button", name="Let the room rank").click()
        for name in ("B better", "Bad: C", "Send my order"):
            press(phone, name)
        ranked = stage.locator("section.present .rank-verdict")
        expect(ranked).to_have_text("The room is ranking: 1 person ranked.")
        stage.get_by_role("button", name="Close and show").click()
        letters = "[...document.querySelectorAll('section.current .result-letter')]"
        phone.wait(f"{letters}.map((one) => one.textContent).join('') === 'BADC'")
        # Nothing sideways, and text that can be read without a pinch.
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert phone.evaluate(f"return {wide}")


def shows(phone: Session, slide: str) -> None:
    phone.wait("document.documentElement.dataset.slide === arguments[0]", slide)
    seen = "document.querySelector('section.current')"
    phone.wait(f"{seen}?.dataset.id === arguments[0] && {seen}.checkVisibility()", slide)


def press(phone: Session, name: str) -> None:
    """Press the button of the shown slide with exactly this name."""
    named = "(one.ariaLabel ?? one.textContent.trim()) === arguments[0]"
    buttons = "[...document.querySelectorAll('section.current button')]"
    phone.click(f"{buttons}.find((one) => {named} && one.checkVisibility() && !one.disabled)", name)
