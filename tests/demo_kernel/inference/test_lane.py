"""Which sequences take part in a round, and how much each reads, by what a token costs."""

from __future__ import annotations

import asyncio

import pytest

from demo_kernel.inference.engine import Work
from demo_kernel.inference.generation import Generation, Plan
from demo_kernel.inference.jobs import GenerationJob
from demo_kernel.inference.lane import CHUNK, PASS_BESIDE_STAGE_S, PASS_S, Lane, PassCost
from talk.protocol.wire import Asker

from ..doubles import ByteCodec, PretendEngine


def lane_with(jobs: list[tuple[str, int]], *, chunk_free: bool = True) -> Lane:
    """Return a lane with sequences, each given as its priority and its prompt's length."""
    engine = PretendEngine()
    engine.context = 10**6
    engine.chunk_free = chunk_free
    lane = Lane(engine, 32)
    loop = asyncio.new_event_loop()
    for number, (priority, length) in enumerate(jobs):
        asker = Asker.model_validate({"priority": priority, "person": f"p{number}"})
        generation = Generation(Plan("base", [1] * length), ByteCodec(), engine.context)
        lane.running.append(
            GenerationJob(
                lane,
                asker,
                loop,
                loop.create_future(),
                generation=generation,
                on_step=lambda step: None,
            )
        )
    loop.close()
    return lane


def turns(lane: Lane, *, beside_stage: bool = False) -> list[tuple[str, int]]:
    chosen = lane.turns(beside_stage=beside_stage)
    return [(job.asker.person, tokens) for job, tokens in chosen]


def test_a_fast_engine_reads_a_chunk_of_everybody() -> None:
    lane = lane_with([("phone", 1000)] * 3)
    lane.cost.record(1, 1e-6)
    assert turns(lane) == [("p0", CHUNK), ("p1", CHUNK), ("p2", CHUNK)]


def test_phones_of_a_slow_engine_take_turns_so_that_nobody_waits_long() -> None:
    lane = lane_with([("phone", 1)] * 5)
    lane.cost.record(1, PASS_S / 2)
    rounds = [[person for person, _ in turns(lane)] for _ in range(5)]
    assert rounds == [["p0", "p1"], ["p2", "p3"], ["p4", "p0"], ["p1", "p2"], ["p3", "p4"]]


def test_beside_the_stage_phones_get_the_smaller_part_of_a_round() -> None:
    lane = lane_with([("phone", 1)] * 5)
    lane.cost.record(1, PASS_BESIDE_STAGE_S / 2)
    assert len(turns(lane)) == 5
    assert len(turns(lane, beside_stage=True)) == 2


def test_a_long_prompt_on_a_slow_engine_is_read_in_smaller_pieces() -> None:
    lane = lane_with([("phone", 1000)])
    lane.cost.record(1, PASS_BESIDE_STAGE_S / 10)
    assert turns(lane, beside_stage=True) == [("p0", 10)]
    lane.cost = PassCost()
    lane.cost.record(1, 10.0)
    assert turns(lane, beside_stage=True) == [("p0", 1)]


def test_prompts_are_read_one_after_the_other_beside_those_who_write() -> None:
    lane = lane_with([("phone", 30), ("phone", 1), ("phone", 30), ("phone", 1)])
    lane.cost.record(1, PASS_BESIDE_STAGE_S / 10)
    readers = {job.asker.person: job.generation for job in lane.running}
    read: dict[str, list[int]] = {"p0": [], "p2": []}
    written = 0
    for number in range(10):
        for person, tokens in turns(lane, beside_stage=True):
            if person in read and len(readers[person].pending) > 1:
                readers[person].pending = readers[person].pending[tokens:]
                read[person].append(number)
            else:
                written += 1
        if sum(map(len, read.values())) and not readers["p2"].pending[1:]:
            break
    # The second begins when the first has ended. Beside those who write a round has room for eight
    # tokens of the sixty, and in each of these eight rounds they write one at least.
    assert max(read["p0"]) <= min(read["p2"])
    assert written >= 8


def test_a_prompt_is_always_cut_alike_where_the_cut_shows_in_the_result() -> None:
    lane = lane_with([("phone", 1000)], chunk_free=False)
    lane.cost.record(1, 10.0)
    assert turns(lane, beside_stage=True) == [("p0", CHUNK)]


def test_the_stage_goes_first_and_phones_after_it_are_not_forgotten() -> None:
    lane = lane_with([("phone", 1), ("stage", 1), ("phone", 1)])
    lane.cost.record(1, 10.0)
    assert turns(lane, beside_stage=True) == [("p1", 1), ("p0", 1)]
    assert turns(lane, beside_stage=True) == [("p1", 1), ("p2", 1)]


def test_a_prompt_is_read_whole_where_little_of_it_would_be_left() -> None:
    # Fifty tokens fill a pass, and a quarter more may go with them: sixty, but not sixty-four.
    lane = lane_with([("stage", 60), ("phone", 60)])
    lane.cost.record(64, PASS_S * 64 / 50)
    assert turns(lane, beside_stage=True)[0] == ("p0", 60)
    lane = lane_with([("stage", 64)])
    lane.cost.record(64, PASS_S * 64 / 50)
    assert turns(lane, beside_stage=True) == [("p0", 50)]


def test_passes_tell_what_others_of_any_size_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 14.0, 14.0, 128.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    lane = lane_with([])
    assert lane.cost.seconds(3) == 0.0
    lane.forward([Work("base", 0, 0, [1])])
    assert lane.cost.seconds(3) == 3 * 14.0
    # A token alone costs the reading of all weights, which many share: 100 s for 20 more, 5 each.
    # Beyond the largest pass that was timed, costs grow in proportion.
    lane.forward([Work("base", n, 0, [1] * 3) for n in range(7)])
    assert [lane.cost.seconds(n) for n in (0, 1, 11, 21, 42)] == [0.0, 14.0, 64.0, 114.0, 228.0]
    assert lane.cost.fitting(1, 64, 64.0) == 10
    assert lane.cost.fitting(21, 64, 100.0) == 0
    lane.cost.record(1, 19.0)
    assert 14.0 < lane.cost.seconds(1) < 19.0
