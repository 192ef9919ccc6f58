"""Options of the widget `pipeline_map`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from talk.widgets.base import WidgetOptions

Stage = Literal["web", "pretraining", "base", "sft", "assistant", "rl", "preferred"]
"""Four things (web, base, assistant, preferred) and the three trainings between them."""
SlideId = Annotated[str, Field(min_length=1, max_length=100)]


class Options(WidgetOptions):
    """Raw web → base model → assistant → preferred assistant, with the stage we are at lit."""

    keys: ClassVar[dict[str, str]] = {"Enter": "on a stage: go to its slide"}

    current: Stage | None = None
    """The stage that is lit; none when left out."""
    jumps: dict[Stage, SlideId] = {}
    """The slide a stage leads to; a stage without one is no link."""
    details: bool = True
    """Whether each stage says in a line what it is."""
    reveal: bool = False
    """Show the stages one by one: each step brings a training and what it makes."""

    def step_count(self) -> int:
        """Return one step for each training."""
        return 3 if self.reveal else 0
