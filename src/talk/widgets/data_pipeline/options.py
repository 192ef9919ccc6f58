"""Options of the widget `data_pipeline`."""

from collections.abc import Sequence
from typing import ClassVar

from talk.widgets.base import Demo, WidgetOptions


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

    def demos(self) -> list[Demo]:
        """The example pages, once."""
        return [Demo("documents/pipeline", {}, label="the example pages")]
