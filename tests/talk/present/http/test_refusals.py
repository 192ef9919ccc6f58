"""A line for each kind of refusal, and a count of the others."""

from __future__ import annotations

import pytest

from talk.present.http.refusals import LOG_EVERY_S, LONGEST_REASON, Refusals


@pytest.fixture
def clock() -> list[float]:
    return [100.0]


@pytest.fixture
def refusals(clock: list[float]) -> Refusals:
    return Refusals(lambda: clock[0])


def test_a_kind_has_one_line_at_a_time_and_the_next_one_counts_the_others(
    refusals: Refusals, clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5000):
        refusals.note("room/navigate of a phone", "it is for presenters only")
    refusals.note("room/vote of a phone", "the vote is closed")
    clock[0] += LOG_EVERY_S
    refusals.note("room/navigate of a phone", "it is for presenters only")
    assert [record.getMessage() for record in caplog.records] == [
        "refused: room/navigate of a phone: it is for presenters only",
        "refused: room/vote of a phone: the vote is closed",
        "refused: room/navigate of a phone: it is for presenters only "
        "(4999 more since the line before)",
    ]


def test_at_the_end_what_was_only_counted_is_written(
    refusals: Refusals, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        refusals.note("room/vote of a phone", "the vote is closed")
    refusals.close()
    assert caplog.records[-1].getMessage() == (
        "refused: room/vote of a phone (2 more since the line before)"
    )


def test_nobody_writes_lines_of_their_own_into_the_log(
    refusals: Refusals, caplog: pytest.LogCaptureFixture
) -> None:
    refusals.note("a message of a phone", "x\n2026 CRITICAL all is lost\x1b[2J" + "y" * 100_000)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("refused: a message of a phone: x 2026 CRITICAL all is lost[2Jyy")
    assert line.isprintable()
    assert len(line) < LONGEST_REASON + 60
