"""Types of options that describe a problem whose answer is known."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

ProblemText = Annotated[str, Field(min_length=1, max_length=1000)]
"""Type of a problem's text."""
Dollars = Annotated[int, Field(ge=0, le=100_000)]
"""Type of a problem's right answer, in dollars."""
ButtonLabel = Annotated[str, Field(min_length=1, max_length=60)]
"""Type of the label of a problem's button."""

APPLES = (
    "Emily buys 3 apples and 2 oranges. Each orange costs $2. She pays $13 in all. "
    "What does an apple cost?"
)
"""Problem of a widget whose author names none."""
APPLES_ANSWER = 3
"""Right answer to APPLES, in dollars."""


class Problem(BaseModel):
    """A further problem, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    problem: ProblemText
    """Text of the problem."""
    answer: Dollars
    """Right answer, in dollars."""
    label: ButtonLabel
    """Label of the button."""
