"""The toolbox: what goes wrong is told in the result, and everything is bounded."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_kernel.tools.toolbox import DESCRIPTIONS, MAX_RESULT, NAMES, Tools, parse_call

TOOLS = Tools(lambda: datetime(2026, 11, 2, 9, 5), lambda query: f"found {query}" * 100)


@pytest.mark.parametrize(
    ("name", "argument", "result"),
    [
        ("calculator", "12*12", "144"),
        ("letter_counter", "r in strawberry", "3"),
        ("letter_counter", "'S' in Mississippi?", "4"),
        ("letter_counter", "z in strawberry", "0"),
        ("clock", "", "Monday 2 November 2026, 09:05"),
    ],
)
def test_a_tool_answers(name: str, argument: str, result: str) -> None:
    call = TOOLS.run(name, argument)
    assert (call.result, call.failed) == (result, False)


def test_a_call_tells_how_long_the_tool_ran() -> None:
    ticks = iter([7.0, 7.25, 9.0, 9.5])
    tools = Tools(TOOLS.now, TOOLS.search, timer=lambda: next(ticks))
    assert [tools.run("calculator", text).time_ms for text in ("1+1", "1/0")] == [250.0, 500.0]


@pytest.mark.parametrize(
    ("name", "argument", "reason"),
    [
        ("calculator", "1/0", "division by zero"),
        ("letter_counter", "strawberry", "LETTER in WORD"),
        ("letter_counter", "rr in strawberry", "LETTER in WORD"),
        ("oven", "180", "there is no tool oven"),
        ("clock", "x" * 501, "longer than 500"),
    ],
)
def test_a_refusal_is_a_result_marked_as_failed(name: str, argument: str, reason: str) -> None:
    call = TOOLS.run(name, argument)
    assert call.failed
    assert reason in call.result


def test_a_long_result_is_cut() -> None:
    assert len(TOOLS.run("search", "a river").result) == MAX_RESULT


def test_every_tools_example_works() -> None:
    assert NAMES == ("calculator", "letter_counter", "clock", "search")
    assert not any(TOOLS.run(tool.name, tool.example).failed for tool in DESCRIPTIONS)


def test_a_call_is_a_name_and_an_argument() -> None:
    assert parse_call("calculator: 37*48") == ("calculator", "37*48")
    assert parse_call("clock") == ("clock", "")
    assert parse_call(" search : a: b ") == ("search", "a: b")


@given(st.sampled_from([*NAMES, "nonsense"]), st.text(max_size=600))
def test_any_argument_gives_a_bounded_result(name: str, argument: str) -> None:
    assert len(TOOLS.run(name, argument).result) <= MAX_RESULT
