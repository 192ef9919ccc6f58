"""The browser's session and Python's understand each other's messages."""

from __future__ import annotations

import json

from talk.protocol.session import RequestReceived, Session
from tests.talk.web.node import WEB, evaluate

SESSION = WEB / "room" / "session.ts"
ASK = """
const session = new module.Session();
session.request("room/ping", { a: "\\ud800" });
"""
"""Ids are counted from 1, so that each program has the same session."""


def test_the_two_sessions_understand_each_other() -> None:
    ours = Session()
    (sent,) = evaluate(SESSION, f"{ASK} return session.dataToSend();", None)
    ours.receive(sent)
    (asked,) = ours.events()
    assert isinstance(asked, RequestReceived)
    assert asked.params == {"a": "\ud800"}
    ours.event(asked.id, {"n": 1})
    ours.answer(asked.id, {"done": True})
    ours.answer(asked.id, {"done": "twice"})
    ours.notify("room/changed", {"number": 1})
    receive = "for (const frame of value) session.receive(frame);"
    heard = evaluate(SESSION, f"{ASK} {receive} return session.events();", ours.data_to_send())
    assert [event["kind"] for event in heard] == ["event", "result", "notification"]
    ours.request("room/ping", {})
    program = f"{ASK} session.dataToSend(); {receive} return session.dataToSend();"
    (refused,) = evaluate(SESSION, program, ours.data_to_send())
    assert json.loads(refused)["error"]["code"] == -32601
