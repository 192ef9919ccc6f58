"""Options of the widget `scale_bars`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from talk.widgets.base import WidgetOptions


class Bar(BaseModel):
    """One quantity."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    label: Annotated[str, Field(min_length=1, max_length=80)]
    """What it is the quantity of."""
    value: Annotated[float, Field(ge=0)]
    """In the unit of the figure."""
    text: Annotated[str, Field(max_length=60)] = ""
    """How the value is written; made from value and unit when empty."""
    note: Annotated[str, Field(max_length=120)] = ""
    """A few words under the label."""
    ours: bool = False
    """Drawn in the accent colour: the one that the slide is about."""


class Options(WidgetOptions):
    """Quantities as flat bars with their values, from nought along one axis.

    Where they are of very different size the axis may be logarithmic, and says so.
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
    """What the figure shows."""
    unit: Annotated[str, Field(max_length=30)] = ""
    """Written after each value, e.g. `tokens`."""
    log: bool = False
    """A logarithmic axis, a mark at every thousandfold; its bars must be over 0."""
    min: Annotated[float, Field(ge=0)] | None = None
    """Where the axis begins. Left out: at nought, or under the smallest bar where the axis is logarithmic."""
    max: Annotated[float, Field(gt=0)] | None = None
    """Where the axis ends; at the largest bar when left out."""
    bars: Annotated[list[Bar], Field(min_length=1, max_length=12)]
    """The bars from top to bottom, each with `label` and `value`."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        values = [bar.value for bar in self.bars]
        if self.log and (min(values) <= 0 or self.min == 0):
            raise ValueError(
                "a log axis has no 0: give every bar and `min` a value over 0, or leave `log` out"
            )
        if self.min is not None and (low := min(values)) < self.min:
            raise ValueError(
                f"the axis begins at {self.min:g}, over the bar of {low:g}: give a smaller `min`"
            )
        if self.max is not None and (high := max(values)) > self.max:
            raise ValueError(
                f"the axis ends at {self.max:g}, under the bar of {high:g}: give a larger `max`"
            )
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError("the axis ends before it begins: `min` must be under `max`")
        return self
