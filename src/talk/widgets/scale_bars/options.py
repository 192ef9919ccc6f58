"""Options of the widget `scale_bars`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from talk.widgets.base import WidgetOptions, plain_number


class Bar(BaseModel):
    """One quantity."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    label: Annotated[str, Field(min_length=1, max_length=80)]
    """Name of the quantity."""
    value: Annotated[float, Field(ge=0)]
    """Value, in the unit of the figure."""
    text: Annotated[str, Field(max_length=60)] = ""
    """Value as it is written; made from value and unit when empty."""
    note: Annotated[str, Field(max_length=120)] = ""
    """Note under the label."""
    ours: bool = False
    """Whether the bar has the accent colour, for the quantity that the slide is about."""


class Options(WidgetOptions):
    """Quantities as horizontal bars with their values, from 0 along one axis.

    The axis may be logarithmic for quantities of very different size, and says so.
    """

    yaml_examples: ClassVar[Sequence[str]] = (
        """
        widget: scale_bars
        title: Protein in 100 g of flour
        unit: g
        max: 16
        bars:
          - {label: Spelt, value: 13.5}
          - {label: Strong wheat, value: 13, ours: true, note: the one on the table}
          - {label: Rye, value: 8.5, text: about 8.5 g}
        """,
        """
        widget: scale_bars
        title: How many pages
        unit: pages
        log: true
        min: 1000
        bars:
          - {label: One crawl of the web, value: 2.7e+9, text: 2.7 billion pages}
          - {label: A page a minute for 80 years, value: 4.2e+7}
        """,
    )

    title: Annotated[str, Field(max_length=120)] = ""
    """Title of the figure."""
    unit: Annotated[str, Field(max_length=30)] = ""
    """Unit after each value, e.g. `tokens`."""
    log: bool = False
    """Whether the axis is logarithmic, with a mark at each factor of 1000; no value may be 0."""
    min: Annotated[float, Field(ge=0)] | None = None
    """Start of the axis.

    When left out, it is 0, or a value under the smallest bar where the axis is logarithmic.
    """
    max: Annotated[float, Field(gt=0)] | None = None
    """End of the axis; the largest bar when left out."""
    bars: Annotated[list[Bar], Field(min_length=1, max_length=12)]
    """Bars from top to bottom, each with `label` and `value`."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        values = [bar.value for bar in self.bars]
        if self.log and (min(values) <= 0 or self.min == 0):
            raise ValueError(
                "a log axis has no 0: give every bar and `min` a value over 0, or leave `log` out"
            )
        if self.min is not None and (low := min(values)) < self.min:
            raise ValueError(
                f"the axis begins at {plain_number(self.min)}, over the bar of "
                f"{plain_number(low)}: give a smaller `min`"
            )
        if self.max is not None and (high := max(values)) > self.max:
            raise ValueError(
                f"the axis ends at {plain_number(self.max)}, under the bar of "
                f"{plain_number(high)}: give a larger `max`"
            )
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError("the axis ends before it begins: `min` must be under `max`")
        return self
