"""Prompts from the room for a widget: `suggestions/send`, and the presenters' choice."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import PRESENTER, Method
from talk.protocol.methods.widget import WidgetKey
from talk.protocol.wire import Nothing, Params, Result

MAX_SUGGESTION_CHARACTERS = 400
"""Most characters of a prompt from the room."""


class Suggestion(Result):
    """A prompt that waits for a presenter, without a name."""

    id: str
    """Names the prompt."""
    widget: str
    """Widget that it is meant for."""
    text: str
    """The prompt, as one line without control characters."""


class SuggestParams(Params):
    """Send a prompt for a widget; it replaces the one of the same person that still waits."""

    widget: WidgetKey
    """Widget that it is meant for, on a slide that has been shown."""
    text: Annotated[str, Field(min_length=1, max_length=MAX_SUGGESTION_CHARACTERS)]
    """The prompt; control characters and repeated spaces are left out."""


class SuggestResult(Result):
    """The name of a prompt that was accepted."""

    id: str
    """Names the prompt."""


SUGGEST = Method(
    "suggestions/send", SuggestParams, SuggestResult, server="room", who=frozenset({"phone"})
)


class JudgeParams(Params):
    """Accept a prompt, which one presenter's screen then sends to its widget, or reject it."""

    id: Annotated[str, Field(min_length=1, max_length=20)]
    """Prompt that is meant."""
    accepted: bool
    """False rejects it."""


JUDGE = Method("suggestions/judge", JudgeParams, Nothing, server="room", who=PRESENTER)

METHODS = [SUGGEST, JUDGE]
