"""questions/…: what the room asks the speaker."""

from __future__ import annotations

from talk.present.room.call import Call, Handler
from talk.present.room.state import RoomState
from talk.protocol.methods.questions import (
    ASK,
    LIST,
    MODERATE,
    QUESTION_VOTE,
    SET_STATE,
    AskQuestionParams,
    AskQuestionResult,
    ModerateParams,
    QuestionsParams,
    QuestionsResult,
    QuestionVoteParams,
    SetStateParams,
)
from talk.protocol.wire import Nothing


def ask(room: RoomState, params: AskQuestionParams, call: Call) -> AskQuestionResult:
    """Accept a question from a phone."""
    question = room.questions.ask(call.member.person, params, call.now)
    return AskQuestionResult(id=question.id, state=question.state)


def vote(room: RoomState, params: QuestionVoteParams, call: Call) -> Nothing:
    """Count whether a person wants a question answered."""
    room.questions.vote(call.member.person, params, call.now)
    return Nothing()


def list_(room: RoomState, params: QuestionsParams, call: Call) -> QuestionsResult:
    """Return the questions that this role may see."""
    return QuestionsResult(questions=room.questions.wire(public=not call.by_presenter))


def set_state(room: RoomState, params: SetStateParams, call: Call) -> Nothing:
    """Admit, answer, hide, open again or merge a question."""
    room.questions.set_state(params)
    return Nothing()


def moderate(room: RoomState, params: ModerateParams, call: Call) -> Nothing:
    """Have new questions wait for a presenter, or not."""
    room.questions.moderate(moderated=params.moderated)
    return Nothing()


HANDLERS: dict[str, Handler] = {
    ASK.name: ask,
    QUESTION_VOTE.name: vote,
    LIST.name: list_,
    SET_STATE.name: set_state,
    MODERATE.name: moderate,
}
