"""Prompts from the room: one a person, the fair one next, and nothing on a screen unasked."""

from __future__ import annotations

import pytest

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import Broadcast, Persist
from talk.present.room.position import Position
from talk.present.room.suggestions import Suggestions
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import AcceptedChange
from talk.protocol.methods.suggestions import JudgeParams, SuggestParams

CHAT = "one/0"


class Suggesting:
    """A queue for a chat on the first slide, and three people."""

    def __init__(self) -> None:
        slides = (
            RoomSlide("one", 0, (RoomWidget(CHAT, "chat", takes_prompts=True),)),
            RoomSlide("two", 0, (RoomWidget("two/0", "chat", takes_prompts=True),)),
        )
        self.log = ChangeLog()
        self.audience = Audience(self.log)
        self.queue = Suggestions(Position(RoomDeck("h", "Chat", slides)), self.audience, self.log)
        self.people = {
            name: self.audience.admit(name, "phone", f"secret of {name}", now=0.0).person
            for name in ("ann", "ben", "cat")
        }
        self.log.drain()

    def send(self, who: str, text: str, widget: str = CHAT) -> str:
        return self.queue.send(self.people[who], SuggestParams(widget=widget, text=text), now=0.0)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.queue.wire()]


@pytest.fixture
def chat() -> Suggesting:
    return Suggesting()


def test_prompts_wait_in_order_and_phones_hear_nothing_of_them(chat: Suggesting) -> None:
    chat.send("ann", "first")
    chat.send("ben", "second")
    chat.queue.send_queue(now=limits.TALLY_INTERVAL_S)
    [sent] = [effect for effect in chat.log.drain() if isinstance(effect, Broadcast)]
    assert sent.public is None
    assert sent.presenter is not None
    assert chat.texts == ["first", "second"]


def test_a_second_thought_keeps_its_place(chat: Suggesting) -> None:
    chat.send("ann", "first")
    chat.send("ben", "second")
    assert chat.send("ann", " better ") == "p1"
    assert chat.texts == ["better", "second"]


def test_who_was_accepted_least_often_is_next(chat: Suggesting) -> None:
    first = chat.send("ann", "first")
    chat.queue.judge(JudgeParams(id=first, accepted=True), now=1.0)
    chat.send("ann", "again")
    chat.send("ben", "new")
    assert chat.texts == ["new", "again"]


def test_an_accepted_prompt_goes_to_presenters_and_a_rejected_one_nowhere(
    chat: Suggesting,
) -> None:
    first, second = chat.send("ann", "first"), chat.send("ben", "second")
    chat.log.drain()
    chat.queue.judge(JudgeParams(id=first, accepted=True), now=1.0)
    chat.queue.judge(JudgeParams(id=second, accepted=False), now=1.0)
    [sent] = [effect for effect in chat.log.drain() if isinstance(effect, Broadcast)]
    assert sent.public is None
    assert sent.presenter is not None
    changes = [change for change in sent.presenter.changes if change.kind == "accepted"]
    assert changes == [AcceptedChange(widget=CHAT, text="first")]


def test_a_rejected_prompt_is_gone_and_costs_its_person_no_place(chat: Suggesting) -> None:
    first = chat.send("ann", "rude")
    chat.queue.judge(JudgeParams(id=first, accepted=False), now=1.0)
    with pytest.raises(WireError, match="any more"):
        chat.queue.judge(JudgeParams(id=first, accepted=True), now=1.0)
    chat.send("ann", "kind")
    chat.send("ben", "new")
    assert chat.texts == ["kind", "new"]


def test_a_widget_that_takes_no_prompts_and_a_slide_not_shown_are_refused(
    chat: Suggesting,
) -> None:
    with pytest.raises(WireError, match="nothing to send a prompt to"):
        chat.send("ann", "early", "two/0")
    with pytest.raises(WireError, match="nothing to send a prompt to"):
        chat.send("ann", "nowhere", "nowhere/0")


def test_the_queue_is_there_again_after_a_crash(chat: Suggesting) -> None:
    first = chat.send("ann", "first")
    chat.send("ben", "second")
    chat.queue.judge(JudgeParams(id=first, accepted=True), now=1.0)
    chat.send("ann", "third")
    chat.send("cat", "fourth")
    later = Suggesting()
    for effect in chat.log.drain():
        if isinstance(effect, Persist):
            later.queue.restore(effect.kind, effect.data)
    assert later.texts == chat.texts == ["second", "fourth", "third"]
    assert later.send("ben", "other") == "p2"
