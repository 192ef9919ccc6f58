"""Options of the widget `scale_bars`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from talk.widgets.base import WidgetOptions


class Bar(BaseModel):
    """One quantity."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    label: Annotated[str, Field(min_length=1, max_length=80)]
    value: Annotated[float, Field(gt=0)]
    """In the unit of the figure."""
    text: Annotated[str, Field(max_length=60)] = ""
    """How the value is written; made from value and unit when empty."""
    note: Annotated[str, Field(max_length=120)] = ""
    """A few words under the label."""
    ours: bool = False
    """Drawn in the accent colour and said in words: the one measured here."""


class Options(WidgetOptions):
    """Quantities of very different size as flat bars with their values; a log axis says so."""

    title: Annotated[str, Field(max_length=120)] = ""
    """What the figure shows."""
    unit: Annotated[str, Field(max_length=30)] = ""
    """Written after each value, e.g. `tokens`."""
    log: bool = True
    """Each step of the axis ten times the one before; false: a common scale from nought."""
    bars: Annotated[list[Bar], Field(min_length=1, max_length=12)]
    """The bars from top to bottom, each with `label` and `value`."""
