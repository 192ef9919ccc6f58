"""Options of the widget `bpe_stepper`."""

from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import WidgetOptions


class Options(WidgetOptions):
    """Byte-pair encoding step by step: count the pairs, merge the most frequent one, repeat.

    It is computed in the browser from the text itself. Of equally frequent pairs the one that
    occurs first is merged.
    """

    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "one merge back / on",
        "Home": "back to single bytes",
        "End": "to the last merge",
        "Escape": "give the keyboard back to the deck",
    }

    text: Annotated[str, Field(min_length=2, max_length=400)] = (
        "low lower lowest, new newer newest, slow slower slowest"
    )
    """Text from which the merges are learnt."""
    merges: Annotated[int, Field(ge=1, le=60)] = 12
    """Largest number of merges; there are fewer when no pair is left that occurs twice."""
    start: Annotated[int, Field(ge=0, le=60)] = 0
    """Number of merges already made at first."""
    editable: bool = True
    """Whether anybody can change the text."""
