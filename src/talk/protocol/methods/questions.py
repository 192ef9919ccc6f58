"""Questions from the room: phones ask and vote, presenters admit, answer, hide and merge."""

from typing import Annotated, Literal

from pydantic import Field

from talk.protocol.method import EVERYONE, PRESENTER, Method
from talk.protocol.wire import Nothing, Params, Result

MAX_QUESTION_CHARACTERS = 300
"""Most characters of a question."""
QuestionId = Annotated[str, Field(min_length=1, max_length=20)]
QuestionState = Literal["waiting", "open", "answered", "hidden", "merged"]
"""waiting: a presenter has to admit it first. open: everybody sees it. answered: as open, and done
with. hidden: presenters alone see it. merged: it counts as a part of another one."""


class Question(Result):
    """A question from the room, without a name."""

    id: str
    """Names the question."""
    text: str
    """What is asked, as one line without control characters."""
    slide: str
    """Slide that it is about."""
    votes: int = 1
    """Number of people who want it answered, whoever asked it among them."""
    state: QuestionState = "open"
    """Where it stands."""
    into: str = ""
    """The question that it was merged into; empty for all others."""


class AskQuestionParams(Params):
    """Ask the speaker about a slide."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS)]
    """The question; control characters and repeated spaces are left out."""
    slide: Annotated[str, Field(max_length=100)]
    """A slide that has been shown."""


class AskQuestionResult(Result):
    """The name of a question that was accepted."""

    id: str
    """Names the question."""
    state: QuestionState = "open"
    """`waiting` where a presenter has to admit it first."""


ASK = Method(
    "questions/ask", AskQuestionParams, AskQuestionResult, server="room", who=frozenset({"phone"})
)


class QuestionVoteParams(Params):
    """Vote for a question that one wants answered, or withdraw the vote."""

    id: QuestionId
    """Question that is meant."""
    up: bool = True
    """False withdraws the vote."""


QUESTION_VOTE = Method(
    "questions/vote", QuestionVoteParams, Nothing, server="room", who=frozenset({"phone"})
)


class QuestionsParams(Params):
    """Return the questions: all to presenters, the open and answered ones to phones."""


class QuestionsResult(Result):
    """The questions, most wanted first."""

    questions: list[Question]
    """Those that this role may see."""


LIST = Method("questions/list", QuestionsParams, QuestionsResult, server="room", who=EVERYONE)


class SetStateParams(Params):
    """Admit, answer, hide, open again or merge a question."""

    id: QuestionId
    """Question that is meant."""
    state: QuestionState
    """What it becomes."""
    into: Annotated[str, Field(max_length=20)] = ""
    """With `merged`: the question that takes its votes."""


SET_STATE = Method("questions/set_state", SetStateParams, Nothing, server="room", who=PRESENTER)


class ModerateParams(Params):
    """Choose whether new questions wait until a presenter admits them."""

    moderated: bool
    """True: they wait."""


MODERATE = Method("questions/moderate", ModerateParams, Nothing, server="room", who=PRESENTER)

METHODS = [ASK, QUESTION_VOTE, LIST, SET_STATE, MODERATE]
