"""The session's rules, one message at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from talk.protocol import jsonrpc
from talk.protocol.session import (
    CancelReceived,
    ErrorReceived,
    EventReceived,
    NotificationReceived,
    RequestReceived,
    ResultReceived,
    Session,
)


def said(session: Session) -> list[dict[str, Any]]:
    return [json.loads(text) for text in session.data_to_send()]


def carry(sender: Session, receiver: Session) -> None:
    for text in sender.data_to_send():
        receiver.receive(text)


@pytest.fixture
def pair() -> tuple[Session, Session]:
    return Session(), Session()


def asked(pair: tuple[Session, Session], **params: Any) -> int | str:
    client, server = pair
    id_ = client.request("text/generate", params)
    carry(client, server)
    assert server.events() == [RequestReceived(id_, "text/generate", params)]
    return id_


def test_a_request_gets_its_result(pair: tuple[Session, Session]) -> None:
    id_ = asked(pair, text="x")
    pair[1].answer(id_, {"text": "y"})
    carry(pair[1], pair[0])
    assert pair[0].events() == [ResultReceived(id_, {"text": "y"})]


def test_events_come_before_the_result_and_none_after(pair: tuple[Session, Session]) -> None:
    client, server = pair
    id_ = asked(pair)
    server.event(id_, {"index": 0})
    server.answer(id_, 1)
    server.event(id_, {"index": 1})
    carry(server, client)
    assert client.events() == [EventReceived(id_, {"index": 0}), ResultReceived(id_, 1)]


def test_a_request_is_answered_once(pair: tuple[Session, Session]) -> None:
    client, server = pair
    id_ = asked(pair)
    server.fail(id_, jsonrpc.UNAVAILABLE, "not here", data={"why": 1})
    server.answer(id_, 1)
    server.fail(id_, jsonrpc.CANCELLED, "cancelled")
    carry(server, client)
    assert client.events() == [ErrorReceived(id_, jsonrpc.UNAVAILABLE, "not here", {"why": 1})]


def test_a_cancelled_request_is_still_answered(pair: tuple[Session, Session]) -> None:
    client, server = pair
    id_ = asked(pair)
    client.cancel(id_)
    carry(client, server)
    assert server.events() == [CancelReceived(id_)]
    server.fail(id_, jsonrpc.CANCELLED, "cancelled")
    carry(server, client)
    assert client.events() == [ErrorReceived(id_, jsonrpc.CANCELLED, "cancelled")]
    client.cancel(id_)
    assert said(client) == []


def test_a_cancellation_that_comes_too_late_is_dropped(pair: tuple[Session, Session]) -> None:
    client, server = pair
    id_ = asked(pair)
    client.cancel(id_)
    server.answer(id_, 1)
    carry(client, server)
    assert server.events() == []


def test_an_id_that_is_open_already_is_refused() -> None:
    server = Session()
    text = '{"jsonrpc": "2.0", "id": 7, "method": "x"}'
    server.receive(text)
    server.receive(text)
    (answer,) = said(server)
    assert answer["error"]["code"] == jsonrpc.INVALID_REQUEST


def test_open_requests_are_bounded() -> None:
    server = Session(open_limit=2)
    for id_ in range(3):
        server.receive(json.dumps({"jsonrpc": "2.0", "id": id_, "method": "x"}))
    assert [event.id for event in server.events() if isinstance(event, RequestReceived)] == [0, 1]
    (answer,) = said(server)
    assert (answer["id"], answer["error"]["code"]) == (2, jsonrpc.TOO_MANY)
    server.answer(0, None)
    server.receive('{"jsonrpc": "2.0", "id": 3, "method": "x"}')
    assert len(server.events()) == 1


def test_rubbish_is_answered_without_an_id() -> None:
    server = Session()
    server.receive("rubbish")
    (answer,) = said(server)
    assert (answer["id"], answer["error"]["code"]) == (None, jsonrpc.PARSE_ERROR)
    assert server.events() == []


@pytest.mark.parametrize("params", ['"text"', "[1]", "[" * 600 + "]" * 600])
def test_a_request_whose_params_cannot_be_used_is_answered_under_its_id(params: str) -> None:
    server = Session()
    server.receive(f'{{"jsonrpc": "2.0", "id": 7, "method": "x", "params": {params}}}')
    (answer,) = said(server)
    assert (answer["id"], answer["error"]["code"]) in [
        (7, jsonrpc.INVALID_REQUEST),
        (7, jsonrpc.TOO_LARGE),
    ]


@pytest.mark.parametrize("kind", ["result", "event"])
def test_an_answer_that_cannot_be_used_ends_its_request(
    pair: tuple[Session, Session], kind: str
) -> None:
    client, _ = pair
    id_ = asked(pair)
    # Far deeper than jsonrpc.MAX_DEPTH.
    deep = "[" * 400 + "]" * 400
    if kind == "result":
        client.receive(f'{{"jsonrpc": "2.0", "id": {id_}, "result": {deep}}}')
    else:
        client.receive(
            f'{{"jsonrpc": "2.0", "method": "$/event", "params": {{"id": {id_}, "event": {deep}}}}}'
        )
    (event,) = client.events()
    assert isinstance(event, ErrorReceived)
    assert (event.id, event.code) == (id_, jsonrpc.TOO_LARGE)
    assert client.lost() == []


@pytest.mark.parametrize(
    ("text", "id_", "code"),
    [
        ('{"jsonrpc": "2.0", "id": 7, "method": "x", "params": [1]}', 7, jsonrpc.INVALID_REQUEST),
        (
            '{"jsonrpc": "2.0", "id": "a", "method": "x", "params": null}',
            "a",
            jsonrpc.INVALID_REQUEST,
        ),
        ('{"jsonrpc": "2.0", "id": 0, "method": 5}', 0, jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 7, "method": "x", "extra": 1}', 7, jsonrpc.INVALID_REQUEST),
        # In Python true is a 1, and would name another request.
        ('{"jsonrpc": "2.0", "id": true, "method": "x"}', None, jsonrpc.INVALID_REQUEST),
        (
            '{"jsonrpc": "2.0", "id": {}, "method": "x", "params": [1]}',
            None,
            jsonrpc.INVALID_REQUEST,
        ),
    ],
)
def test_a_request_that_cannot_be_taken_is_answered_with_its_own_id(
    text: str, id_: int | str | None, code: int
) -> None:
    server = Session()
    server.receive(text)
    (answer,) = said(server)
    assert (answer["id"], answer["error"]["code"]) == (id_, code)
    server.answer("" if id_ is None else id_, None)
    assert said(server) == []


def test_an_answer_that_cannot_be_written_is_an_error_and_no_silence(
    pair: tuple[Session, Session],
) -> None:
    deep: dict[str, Any] = {}
    # Deeper than Python's json writes.
    for _ in range(1000):
        deep = {"a": deep}
    id_ = asked(pair)
    pair[1].answer(id_, deep)
    carry(pair[1], pair[0])
    (answer,) = pair[0].events()
    assert isinstance(answer, ErrorReceived)
    assert answer.code == jsonrpc.INTERNAL_ERROR
    pair[1].answer(id_, None)
    assert said(pair[1]) == []


def test_answers_and_events_nobody_asked_for_are_dropped() -> None:
    client = Session()
    client.receive('{"jsonrpc": "2.0", "id": 1, "result": 1}')
    client.receive('{"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": ""}}')
    client.receive('{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": ""}}')
    client.receive('{"jsonrpc": "2.0", "method": "$/event", "params": {"id": 1, "event": 2}}')
    client.receive('{"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": [1]}}')
    client.receive('{"jsonrpc": "2.0", "method": "$/event", "params": {"id": {}}}')
    assert client.events() == []
    assert said(client) == []


def test_a_notification_arrives(pair: tuple[Session, Session]) -> None:
    pair[0].notify("room/changed", {"number": 1})
    carry(*pair)
    assert pair[1].events() == [NotificationReceived("room/changed", {"number": 1})]


def test_a_lost_link_names_what_will_never_be_answered(pair: tuple[Session, Session]) -> None:
    client, server = pair
    ids = [client.request("x", {}) for _ in range(3)]
    carry(client, server)
    server.events()
    server.answer(ids[1], None)
    carry(server, client)
    assert client.lost() == [ids[0], ids[2]]
    assert client.lost() == []
    for id_ in ids:
        server.answer(id_, None)
    assert [answer["id"] for answer in said(server)] == [ids[0], ids[2]]


class Conversation(RuleBasedStateMachine):
    """Two sessions, messages carried at any moment: every request ends in exactly one answer."""

    def __init__(self) -> None:
        super().__init__()
        self.client, self.server = Session(open_limit=5), Session(open_limit=5)
        self.open: set[int | str] = set()
        self.ended: dict[int | str, int] = {}
        self.streamed_late = False

    @rule()
    def ask(self) -> None:
        self.ended[self.client.request("x", {})] = 0

    @precondition(lambda self: self.ended)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.client.cancel(data.draw(st.sampled_from(sorted(self.ended, key=str))))

    @rule()
    def carry_out(self) -> None:
        carry(self.client, self.server)
        for event in self.server.events():
            if isinstance(event, RequestReceived):
                self.open.add(event.id)

    @rule()
    def carry_back(self) -> None:
        carry(self.server, self.client)
        for event in self.client.events():
            if isinstance(event, ResultReceived | ErrorReceived):
                self.ended[event.id] += 1
            elif isinstance(event, EventReceived):
                self.streamed_late |= self.ended[event.id] > 0

    @precondition(lambda self: self.open)
    @rule(data=st.data(), how=st.sampled_from(["answer", "fail", "event"]))
    def serve(self, data: st.DataObject, how: str) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.open, key=str)))
        if how == "event":
            self.server.event(id_, {})
            return
        self.open.discard(id_)
        if how == "answer":
            self.server.answer(id_, None)
        else:
            self.server.fail(id_, jsonrpc.CANCELLED, "cancelled")

    @invariant()
    def no_request_is_answered_twice(self) -> None:
        assert max(self.ended.values(), default=0) <= 1

    @invariant()
    def nothing_is_streamed_after_the_answer(self) -> None:
        assert not self.streamed_late

    def teardown(self) -> None:
        self.carry_out()
        for id_ in self.open:
            self.server.answer(id_, None)
        self.carry_back()
        # Nothing at all where nothing was asked.
        assert set(self.ended.values()) <= {1}


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestConversation = Conversation.TestCase


@given(st.lists(st.text(max_size=60) | st.binary(max_size=60), max_size=20))
def test_whatever_arrives_is_answered_or_dropped_never_raised(messages: list[str | bytes]) -> None:
    session = Session()
    for message in messages:
        session.receive(message)
    for answer in said(session):
        assert answer["jsonrpc"] == "2.0"


def test_a_message_that_belongs_to_no_request_is_remembered_as_malformed() -> None:
    client = Session()
    asked = client.request("tokens/encode", {})
    client.receive(f'{{"jsonrpc":"2.0","id":{asked},"result":1,"more":2}}')
    assert client.malformed == "", "it ended its request"
    client.receive("rubbish")
    assert client.malformed.startswith("the message is not JSON")


def test_an_answer_too_long_to_be_read_ends_its_request() -> None:
    client = Session()
    asked = client.request("tokens/encode", {})
    client.receive(f'{{"jsonrpc":"2.0","id":{asked},"result":"{"x" * jsonrpc.MAX_MESSAGE_BYTES}"}}')
    (event,) = client.events()
    assert isinstance(event, ErrorReceived)
    assert (event.id, event.code) == (asked, jsonrpc.TOO_LARGE)
