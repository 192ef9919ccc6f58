"""Options of the widget `questions`."""

from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import WidgetOptions


class Options(WidgetOptions):
    """The room's open questions, most wanted first, and below them what has been answered.

    Phones ask on any slide; the speaker answers, hides and merges in the speaker view. Print shows
    the questions with `talk pdf --session`.
    """

    keys: ClassVar[dict[str, str]] = {
        "Enter / Space": "on a button: press it",
        "Escape": "give the keyboard back to the deck",
    }
    yaml_examples: ClassVar[list[str]] = [
        """
        widget: questions
        most: 5
        """
    ]

    most: Annotated[int, Field(ge=1, le=20)] = 6
    """Largest number of questions on the stage; a phone shows all."""
    answered: bool = True
    """Whether answered questions stay in the list, after the open ones."""
