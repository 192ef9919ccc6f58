"""Options of the widget `data_pipeline`."""

from collections.abc import Sequence
from typing import ClassVar

from talk.widgets.base import Demo, Request, WidgetOptions, request

# A number, since talk imports nothing of a kernel.
FILTERS = 6
"""Number of filters in the kernel's pipeline."""


class Options(WidgetOptions):
    """Web pages on their way through the filters: what each filter changed or dropped, and why.

    The kernel runs its own pipeline over its example pages.
    """

    methods: ClassVar[Sequence[str]] = ("documents/pipeline",)
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on the filters: the one before / after",
        "Enter": "on a page: show it",
        "Escape": "give the keyboard back to the deck",
    }

    reveal: bool = False
    """Whether each step of the slide shows the next filter."""

    def step_count(self) -> int:
        """Return one step for each filter, where `reveal` is set."""
        return FILTERS if self.reveal else 0

    def requests(self) -> list[Request]:
        """Return the request for the example pages behind every filter."""
        return [request("documents/pipeline")]

    def demos(self) -> list[Demo]:
        """Return the example pages behind every filter."""
        return [request("documents/pipeline").demo(label="the example pages")]
