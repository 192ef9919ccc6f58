"""Options of the widget `knobs`."""

from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from talk.widgets.base import WidgetOptions, check_ascending, plain_number


class Options(WidgetOptions):
    """A two-layer net whose seven parameters are sliders, which gradient descent moves too.

    The net is y = a·tanh(p·x + q) + b·tanh(r·x + s) + c. It is fitted to the points by plain
    gradient descent on the mean squared error, in the browser.
    """

    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on a knob: turn it down / up",
        "Escape": "give the keyboard back to the deck",
    }

    points: Annotated[list[tuple[float, float]], Field(min_length=3, max_length=40)] = [
        (-3.0, -0.6),
        (-2.5, -0.59),
        (-2.0, -0.54),
        (-1.5, -0.35),
        (-1.0, 0.1),
        (-0.5, 0.7),
        (0.0, 1.0),
        (0.5, 0.7),
        (1.0, 0.1),
        (1.5, -0.35),
        (2.0, -0.54),
        (2.5, -0.59),
        (3.0, -0.6),
    ]
    """Points that the net is fitted to, as `[x, y]`, x ascending."""
    knobs: Annotated[list[float], Field(min_length=7, max_length=7)] = [
        1.0,
        0.5,
        1.0,
        -0.5,
        0.5,
        -0.5,
        0.0,
    ]
    """Parameters at first: p, q, r, s, a, b, c."""
    rate: Annotated[float, Field(gt=0, le=2)] = 0.2
    """Learning rate of a training step."""
    steps: Annotated[int, Field(ge=1, le=1000)] = 10
    """Number of training steps that the larger button makes at once."""

    @field_validator("points")
    @classmethod
    def _ascending(cls, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        check_ascending(x for x, _ in points)
        # The axis reaches from the first to the last.
        if points[0][0] == points[-1][0]:
            raise ValueError(
                f"all points lie at x = {plain_number(points[0][0])}: give points beside each other"
            )
        return points
