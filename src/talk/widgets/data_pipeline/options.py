"""Options of the widget `data_pipeline`."""

from collections.abc import Sequence
from typing import ClassVar

from talk.widgets.base import Demo, Request, WidgetOptions, request

FILTERS = 6
"""Stages after the page as it came."""


class Options(WidgetOptions):
    """Web pages through the filters, stage by stage: what each page is by then, what was dropped, and why.

    The kernel runs its real pipeline over its own example pages.
    """

    methods: ClassVar[Sequence[str]] = ("documents/pipeline",)
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on the stages: the one before / after",
        "Enter": "on a page: show it",
        "Escape": "give the keyboard back to the deck",
    }

    reveal: bool = False
    """Go through the stages with the slide's steps."""

    def step_count(self) -> int:
        """Return one step for each filter."""
        return FILTERS if self.reveal else 0

    def requests(self) -> list[Request]:
        """Return the example pages' way through the filters."""
        return [request("documents/pipeline")]

    def demos(self) -> list[Demo]:
        """Return the example pages, once."""
        return [request("documents/pipeline").demo(label="the example pages")]
