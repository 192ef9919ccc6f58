"""Options of the widget `bpe_stepper`."""

from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import WidgetOptions


class Options(WidgetOptions):
    """Byte-pair encoding learnt before one's eyes: count the pairs, merge the most frequent, repeat.

    Computed in the browser from the text itself; ties go to the pair that occurs first.
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
    """The text it learns from."""
    merges: Annotated[int, Field(ge=1, le=60)] = 12
    """At most so many; fewer when no pair is left that occurs twice."""
    start: Annotated[int, Field(ge=0, le=60)] = 0
    """Merges already done at first."""
    editable: bool = True
    """Whether the text can be changed."""
