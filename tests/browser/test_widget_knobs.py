"""The tiny net on every screen, accessible and by keys.

Its sums are checked against another implementation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from playwright.sync_api import Locator, Page, expect

from talk.widgets.knobs.options import Options

from .screens import Screens
from .widget_kit import (
    Hall,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    on_paper,
    smallest_text,
    state,
    widget,
)

NAME = "knobs"
LIVE = {"widget": "knobs"}
OPTIONS = Options()


def error(knobs: Sequence[float]) -> float:
    """Mean squared error of the net, written down once more."""
    p, q, r, s, a, b, c = knobs
    wrong = [a * math.tanh(p * x + q) + b * math.tanh(r * x + s) + c - y for x, y in OPTIONS.points]
    return sum(value**2 for value in wrong) / len(wrong)


def stepped(
    knobs: Sequence[float], steps: int, of: Callable[[Sequence[float]], float] = error
) -> list[float]:
    """Gradient descent with the slope measured by differences instead of derived."""
    now, width = list(knobs), 1e-6
    for _ in range(steps):
        slopes = []
        for index in range(len(now)):
            up, down = list(now), list(now)
            up[index] += width
            down[index] -= width
            slopes.append((of(up) - of(down)) / (2 * width))
        now = [value - OPTIONS.rate * slope for value, slope in zip(now, slopes, strict=True)]
    return now


def shown_loss(page: Page) -> Locator:
    return widget(page, NAME).locator(".knobs-loss")


def test_it_has_no_flaw_that_axe_finds_and_its_text_is_large_enough(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for page, least in ((stage, 20), (phone, 16)):
        expect(shown_loss(page)).to_have_text(f"Loss {error(OPTIONS.knobs):.4f}")
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_a_press_makes_real_steps_of_gradient_descent(hall: Hall) -> None:
    stage = hall.stage()
    widget(stage, NAME).get_by_role("button", name="10 training steps").click()
    expect(shown_loss(stage)).to_have_text(
        f"Loss {error(stepped(OPTIONS.knobs, 10)):.4f} after 10 training steps"
    )
    widget(stage, NAME).get_by_role("button", name="1 training step", exact=True).click()
    expect(shown_loss(stage)).to_have_text(
        f"Loss {error(stepped(OPTIONS.knobs, 11)):.4f} after 11 training steps"
    )
    widget(stage, NAME).get_by_role("button", name="Start again").click()
    expect(shown_loss(stage)).to_have_text(f"Loss {error(OPTIONS.knobs):.4f}")


def test_a_turned_knob_changes_the_sum_and_escape_gives_the_keyboard_back(hall: Hall) -> None:
    stage = hall.stage()
    knob = widget(stage, NAME).get_by_role("slider", name="c")
    knob.focus()
    for _ in range(5):
        stage.keyboard.press("ArrowRight")
    expect(widget(stage, NAME).locator(".knobs-expression")).to_have_text(re.compile(r"\+ 0\.05$"))
    expect(shown_loss(stage)).to_have_text(f"Loss {error([*OPTIONS.knobs[:6], 0.05]):.4f}")
    gives_the_keyboard_back(stage, NAME)


def test_every_screen_sees_the_speakers_knobs_and_a_phone_has_its_own(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    widget(stage, NAME).get_by_role("button", name="10 training steps").click()
    expect(shown_loss(phone)).to_contain_text("after 10 training steps")
    widget(phone, NAME).get_by_role("button", name="Start again").tap()
    expect(shown_loss(phone)).to_have_text(f"Loss {error(OPTIONS.knobs):.4f}")
    expect(shown_loss(stage)).to_contain_text("after 10 training steps")


def test_it_says_that_the_browser_computed_it_and_prints(
    hall: Hall, site: str, screens: Screens
) -> None:
    stage = hall.stage()
    state(stage, NAME, "live")
    expect(widget(stage, NAME).locator(".provenance-text")).to_have_text("computed in this browser")
    page = on_paper(screens, site)
    expect(shown_loss(page)).to_have_text(f"Loss {error(OPTIONS.knobs):.4f}")
