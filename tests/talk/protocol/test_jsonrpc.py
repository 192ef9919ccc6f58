"""The envelopes: what is taken, what is refused and with which code."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import (
    ErrorBody,
    Failure,
    Message,
    Notification,
    Request,
    Success,
    WireError,
    decode,
    encode,
)

MESSAGES: list[Message] = [
    Request(id=1, method="tokens/encode", params={"text": "é 😀"}),
    Request(id="a", method="kernel/health"),
    Notification(method="$/cancel", params={"id": 1}),
    Success(id=1, result={"tokens": []}),
    Success(id=1, result=None),
    Failure(id=None, error=ErrorBody(code=-32700, message="no", data=[1])),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_comes_back_as_it_went(message: Message) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", jsonrpc.PARSE_ERROR),
        ("{", jsonrpc.PARSE_ERROR),
        ("nul", jsonrpc.PARSE_ERROR),
        ("[" * 100_000, jsonrpc.PARSE_ERROR),
        (b"\xff\xfe\xfd", jsonrpc.PARSE_ERROR),
        ("[]", jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 1, "method": "x", "params": {"y": NaN}}', jsonrpc.PARSE_ERROR),
        (
            '{"jsonrpc": "2.0", "id": 1, "method": "x", "params": {"y": [1e999]}}',
            jsonrpc.PARSE_ERROR,
        ),
        (
            '{"jsonrpc": "2.0", "id": 1, "method": "x", "params": {"y": -Infinity}}',
            jsonrpc.PARSE_ERROR,
        ),
        ("3", jsonrpc.INVALID_REQUEST),
        ("{}", jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "1.0", "id": 1, "method": "x"}', jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 1.5, "method": "x"}', jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": true, "method": "x"}', jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 1, "method": 5}', jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 1, "method": "x", "params": [1]}', jsonrpc.INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 1, "method": "x", "extra": 1}', jsonrpc.INVALID_REQUEST),
        (
            '{"jsonrpc": "2.0", "id": 1, "error": {"code": "x", "message": ""}}',
            jsonrpc.INVALID_REQUEST,
        ),
        ('"' + "x" * jsonrpc.MAX_MESSAGE_BYTES + '"', jsonrpc.TOO_LARGE),
    ],
)
def test_what_is_no_message_is_refused(text: str | bytes, code: int) -> None:
    with pytest.raises(WireError) as caught:
        decode(text)
    assert caught.value.code == code
    assert len(caught.value.message) < 400


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("text", "asked", "replied"),
    [
        (
            f'{{"jsonrpc": "2.0", "id": 7, "method": "x", "params": {{"a": {nested(600)}}}}}',
            7,
            None,
        ),
        ('{"jsonrpc": "2.0", "id": "a", "method": "x", "params": "no object"}', "a", None),
        ('{"jsonrpc": "2.0", "id": true, "method": "x"}', None, None),
        (f'{{"jsonrpc": "2.0", "id": 7, "result": {nested(400)}}}', None, 7),
        (
            '{"jsonrpc": "2.0", "method": "$/event", '
            f'"params": {{"id": 3, "event": {nested(400)}}}}}',
            None,
            3,
        ),
        (
            '{"jsonrpc": "2.0", "method": "other", '
            f'"params": {{"id": 3, "event": {nested(400)}}}}}',
            None,
            None,
        ),
    ],
)
def test_a_refused_message_names_the_request_it_is_about(
    text: str, asked: object, replied: object
) -> None:
    with pytest.raises(jsonrpc.MalformedError) as caught:
        decode(text)
    assert (caught.value.asked, caught.value.replied) == (asked, replied)


def test_the_deepest_message_taken_has_the_stated_depth() -> None:
    """The message and its params are two levels themselves."""
    text = '{"jsonrpc": "2.0", "id": 1, "method": "x", "params": {"a": %s}}'
    decode(text % nested(jsonrpc.MAX_DEPTH - 2))
    with pytest.raises(WireError, match="more than 64 deep"):
        decode(text % nested(jsonrpc.MAX_DEPTH - 1))


def test_a_lone_surrogate_travels_escaped() -> None:
    text = encode(Request(id=1, method="x", params={"text": "\ud800"}))
    text.encode()
    found = decode(text)
    assert isinstance(found, Request)
    assert found.params == {"text": "\ud800"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def refusal(text: str | bytes) -> int | None:
    """Return the code with which a message is refused; None when it is taken."""
    try:
        decode(text)
    except WireError as error:
        return error.code
    return None


@given(json_values)
def test_any_json_is_taken_or_refused_with_a_code(value: object) -> None:
    assert refusal(json.dumps(value)) in (None, jsonrpc.INVALID_REQUEST, jsonrpc.PARSE_ERROR)


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused_with_a_code(data: bytes) -> None:
    assert refusal(data) in (None, jsonrpc.INVALID_REQUEST, jsonrpc.PARSE_ERROR)
