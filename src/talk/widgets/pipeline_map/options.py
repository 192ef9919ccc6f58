"""Options of the widget `pipeline_map`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from talk.widgets.base import WidgetOptions

Phase = Literal["web", "pretraining", "base", "sft", "assistant", "rl", "preferred"]
"""Three trainings, and the four things they start from and make."""
SlideId = Annotated[str, Field(min_length=1, max_length=100)]


class Options(WidgetOptions):
    """The way from raw web pages to a preferred assistant, with the current phase highlighted."""

    keys: ClassVar[dict[str, str]] = {"Enter": "on a phase: go to its slide"}

    current: Phase | None = None
    """Phase that is highlighted; none when left out."""
    jumps: dict[Phase, SlideId] = {}
    """Slide that a phase links to, by its ID; a phase without one is no link."""
    details: bool = True
    """Whether a line under each phase explains it."""
    reveal: bool = False
    """Whether each step of the slide shows one more training and what it makes."""

    def step_count(self) -> int:
        """Return one step for each training, where `reveal` is set."""
        return 3 if self.reveal else 0
