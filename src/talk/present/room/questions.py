"""The room's questions: phones ask and vote, presenters admit, answer, hide and merge."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.change_log import ChangeLog
from talk.present.room.plain_text import clean
from talk.present.room.position import Position
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.questions import (
    AskQuestionParams,
    Question,
    QuestionState,
    QuestionVoteParams,
    SetStateParams,
)
from talk.protocol.methods.room import (
    ModerationChange,
    QuestionChange,
    QuestionGoneChange,
    QuestionVotesChange,
)
from talk.protocol.refusal import refusal
from talk.protocol.token_bucket import TokenBucket

PUBLIC: frozenset[QuestionState] = frozenset({"open", "answered"})
"""States in which everybody sees a question."""


@dataclass
class RoomQuestion:
    """One question, and who wants it answered."""

    id: str
    text: str
    slide: str
    person: str
    """Hash of the secret of whoever asked."""
    state: QuestionState
    into: str = ""
    voters: set[str] = field(default_factory=set)
    """Hashes of the secrets of those who want it answered."""

    def wire(self) -> Question:
        """Return the question as it is sent: without names."""
        return Question(
            id=self.id,
            text=self.text,
            slide=self.slide,
            votes=len(self.voters),
            state=self.state,
            into=self.into,
        )


class Questions:
    """Accept questions and votes, and send what has changed."""

    def __init__(self, position: Position, audience: Audience, log: ChangeLog) -> None:
        self.moderated = False
        """True while new questions wait for a presenter."""
        self.due: float | None = None
        """When votes and new questions are to be sent; None when nothing waits."""
        self._position = position
        self._audience = audience
        self._log = log
        self._questions: dict[str, RoomQuestion] = {}
        self._asked: Counter[str] = Counter()
        """Number of questions by person."""
        self._paces: dict[str, TokenBucket] = {}
        """Questions left to people who asked lately, by person."""
        self._voted: set[str] = set()
        """Questions whose votes have changed since they were sent."""
        self._new: list[str] = []
        """Questions that nobody has been sent yet."""
        self._new_sent = float("-inf")
        """When new questions were sent last."""

    def ask(self, person: str, params: AskQuestionParams, now: float) -> Question:
        """Accept a question and return it. Raises WireError when it is not accepted."""
        # Past the bound on people anybody could ask again and again, each time as somebody new.
        if not self._audience.has_counted(person):
            raise refusal("room-full", "the room is full; questions are no longer taken")
        # The same answer as for a slide that is not in the deck: nobody finds out what comes.
        if params.slide not in self._position.shown:
            raise refusal("not-shown", "this slide has not been shown yet")
        text = clean(params.text)
        if not text:
            raise refusal("text-empty", "the question is empty; write a few words")
        self._check_number(person, now)
        question = RoomQuestion(
            id=f"q{len(self._questions) + 1}",
            text=text,
            slide=params.slide,
            person=person,
            state="waiting" if self.moderated else "open",
            voters={person},
        )
        self._add(question)
        self._log.persist(
            "question",
            {
                "id": question.id,
                "text": question.text,
                "slide": question.slide,
                "person": person,
                "state": question.state,
            },
        )
        self._new.append(question.id)
        # A lone question is there at once. A hall that asks within a second would else cause a
        # message a question to each phone, which took a minute for 500 questions and 1,000 phones.
        if now >= self._new_sent + limits.TALLY_INTERVAL_S:
            self._send_new(now)
        elif self.due is None:
            self.due = self._new_sent + limits.TALLY_INTERVAL_S
        return question.wire()

    def vote(self, person: str, params: QuestionVoteParams, now: float) -> None:
        """Count whether a person wants a question answered. Raises WireError."""
        question = self._questions.get(params.id)
        if question is None or question.state not in PUBLIC:
            raise WireError(jsonrpc.UNKNOWN_NAME, "there is no such question to vote for")
        if not self._audience.has_counted(person):
            raise refusal("room-full", "the room is full; votes are no longer counted")
        if (person in question.voters) == params.up:
            return
        self._count(question, person, up=params.up)
        self._log.persist("question_vote", {"id": params.id, "person": person, "up": params.up})
        self._voted.add(params.id)
        if self.due is None:
            self.due = now + limits.TALLY_INTERVAL_S

    def set_state(self, params: SetStateParams) -> None:
        """Admit, answer, hide, open again or merge a question. Raises WireError."""
        question = self._question(params.id)
        if params.state == "merged":
            into = self._question(params.into)
            if into.id == question.id or into.state == "merged":
                text = "a question is merged into another one that is not merged itself"
                raise WireError(jsonrpc.INVALID_PARAMS, text)
        elif params.into:
            raise WireError(jsonrpc.INVALID_PARAMS, "`into` belongs to the state 'merged'")
        if (question.state, question.into) == (params.state, params.into):
            return
        was = question.state
        # What a presenter makes of it goes out at once, and is all there is to say of it.
        if question.id in self._new:
            self._new.remove(question.id)
        self._set(question, params.state, params.into)
        self._log.persist(
            "question_state", {"id": params.id, "state": params.state, "into": params.into}
        )
        self._send(question, was)
        if params.into:
            into = self._questions[params.into]
            self._send(into, into.state)

    def moderate(self, *, moderated: bool) -> None:
        """Have new questions wait for a presenter, or not."""
        if moderated != self.moderated:
            self.moderated = moderated
            self._log.append_for_presenters(ModerationChange(moderated=moderated))
            self._log.persist("moderation", {"moderated": moderated})

    def wire(self, *, public: bool) -> list[Question]:
        """Return the questions, most wanted first; for phones the open and answered ones."""
        found = [
            question.wire()
            for question in self._questions.values()
            if not public or question.state in PUBLIC
        ]
        # The length of an id puts q9 before q10; of equal ones the order of asking stays.
        return sorted(found, key=lambda one: (one.state == "answered", -one.votes, len(one.id)))

    def of(self, person: str) -> list[Question]:
        """Return a person's own questions, whatever became of them."""
        return [one.wire() for one in self._questions.values() if one.person == person]

    def voted_by(self, person: str) -> list[str]:
        """Return the ids of the questions that this person wants answered."""
        return [one.id for one in self._questions.values() if person in one.voters]

    def send_due(self, now: float) -> None:
        """Send new questions and the votes that have changed, when they are due."""
        if self.due is None or now < self.due:
            return
        self.due = None
        if self._new:
            self._send_new(now)
        if not self._voted:
            return
        votes = {id: len(self._questions[id].voters) for id in sorted(self._voted)}
        self._voted.clear()
        self._log.append_for_presenters(QuestionVotesChange(votes=votes))
        public = {id: n for id, n in votes.items() if self._questions[id].state in PUBLIC}
        if public:
            self._log.append_for_phones(QuestionVotesChange(votes=public))

    def restore(self, kind: str, record: dict[str, Any]) -> None:
        """Apply an event that an earlier process persisted."""
        if kind == "moderation":
            self.moderated = record["moderated"]
            return
        if kind == "question":
            self._add(RoomQuestion(**record, voters={record["person"]}))
            return
        question = self._questions.get(record["id"])
        if question is None:
            return
        if kind == "question_vote":
            self._count(question, record["person"], up=record["up"])
        else:
            self._set(question, record["state"], record["into"])

    def _check_number(self, person: str, now: float) -> None:
        """Raise WireError for a question too many or too soon."""
        if len(self._questions) >= limits.MAX_QUESTIONS:
            raise refusal("questions-full", "the room has asked as much as fits into a talk")
        if self._asked[person] >= limits.PERSON_QUESTIONS:
            text = f"one phone may ask {limits.PERSON_QUESTIONS} questions; vote for others' now"
            raise refusal("questions-many", text, count=limits.PERSON_QUESTIONS)
        pace = self._paces.setdefault(
            person, TokenBucket(burst=limits.QUESTIONS_AT_ONCE, rate=limits.QUESTIONS_PER_S)
        )
        if not pace.acquire(now):
            raise refusal("questions-soon", "too many questions at once; wait a few seconds")

    def _add(self, question: RoomQuestion) -> None:
        self._questions[question.id] = question
        self._asked[question.person] += 1

    def _count(self, question: RoomQuestion, person: str, *, up: bool) -> None:
        if up:
            question.voters.add(person)
        else:
            question.voters.discard(person)

    def _set(self, question: RoomQuestion, state: QuestionState, into: str) -> None:
        question.state, question.into = state, into
        if into and into in self._questions:
            # A person who wanted both counts once.
            self._questions[into].voters |= question.voters

    def _question(self, id: str) -> RoomQuestion:
        if id not in self._questions:
            raise WireError(jsonrpc.UNKNOWN_NAME, f"there is no question '{id}'")
        return self._questions[id]

    def _send_new(self, now: float) -> None:
        """Send the questions that nobody has been sent yet."""
        new, self._new, self._new_sent = self._new, [], now
        for id in new:
            self._send(self._questions[id], was="waiting")

    def _send(self, question: RoomQuestion, was: QuestionState) -> None:
        """Send a question as it stands; phones get it while it is public, and learn its end."""
        change = QuestionChange(question=question.wire())
        self._log.append_for_presenters(change)
        if question.state in PUBLIC:
            self._log.append_for_phones(change)
        elif was in PUBLIC:
            self._log.append_for_phones(QuestionGoneChange(id=question.id))
