"""The scheduler: the same text whatever else is going on, fair turns, cancellation, bounds."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import threading
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest

from demo_kernel.inference import compute_health
from demo_kernel.inference import scheduler as scheduling
from demo_kernel.inference.engine import Logits, Work
from demo_kernel.inference.generation import Plan, Step
from demo_kernel.inference.jobs import Finished
from demo_kernel.inference.lane import PHONE_ROWS_BESIDE_STAGE
from demo_kernel.inference.rounds import OPEN_PER_PERSON, WAITING_LIMIT
from demo_kernel.inference.sampling import Sampler
from demo_kernel.inference.scheduler import Scheduler
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker

from ..doubles import ByteCodec, PretendEngine

STAGE = Asker()


def phone(name: str) -> Asker:
    return Asker(priority="phone", person=name)


def plan(number: int, tokens: int = 20) -> Plan:
    prompt = [(number * 7 + n) % 256 for n in range(1 + number % 9)]
    return Plan("base", prompt, Sampler(temperature=0.9, seed=number), max_tokens=tokens)


async def run(scheduler: Scheduler, wanted: Plan, asker: Asker = STAGE) -> Finished:
    return await scheduler.generate(wanted, asker, lambda step: None)


class Gate:
    """Holds the thread inside a call, so that a test decides what is waiting when it goes on."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._inside, self._open = threading.Event(), threading.Event()
        self._task = asyncio.ensure_future(scheduler.call(self._hold, STAGE))

    def _hold(self) -> None:
        self._inside.set()
        assert self._open.wait(30)

    async def closed(self) -> None:
        assert await asyncio.to_thread(self._inside.wait, 30)

    async def open(self) -> None:
        self._open.set()
        await self._task


async def until_queued(scheduler: Scheduler, count: int) -> None:
    async with asyncio.timeout(20):
        while scheduler.queued < count:  # noqa: ASYNC110 - one turn of the loop at a time
            await asyncio.sleep(0)


async def test_the_same_seed_gives_the_same_text_alone_and_beside_31_others(
    scheduler: Scheduler,
) -> None:
    alone = [await run(scheduler, plan(number)) for number in range(32)]
    together = await asyncio.gather(*(run(scheduler, plan(number)) for number in range(32)))
    assert list(together) == alone
    assert len({finished.text for finished in alone}) == 32


async def test_a_batch_really_is_decoded_together(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    await asyncio.gather(*(run(scheduler, plan(number, 30)) for number in range(32)))
    assert max(len(call) for call in engine.calls) == 32
    # One by one they would take 32 * 30; those that come later join those that write already.
    assert len(engine.calls) < 32 * 30 / 4


async def test_a_prompt_seen_before_is_not_read_again(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    wanted = Plan("base", list(range(40)), max_tokens=1)
    first = await run(scheduler, wanted)
    engine.calls.clear()
    assert await run(scheduler, wanted) == first
    assert [len(item.tokens) for call in engine.calls for item in call] == [1]


async def test_checkpoints_do_not_mix(scheduler: Scheduler) -> None:
    base, other = plan(3), dataclasses.replace(plan(3), checkpoint="sft")
    alone = [await run(scheduler, base), await run(scheduler, other)]
    assert list(await asyncio.gather(run(scheduler, base), run(scheduler, other))) == alone
    assert alone[0].text != alone[1].text


async def test_steps_arrive_in_order_before_the_end(scheduler: Scheduler) -> None:
    steps: list[Step] = []
    finished = await scheduler.generate(plan(5), STAGE, steps.append)
    assert [step.index for step in steps] == list(range(20))
    assert [step.id for step in steps] == finished.tokens


async def test_a_cancelled_generation_stops_between_tokens_and_frees_its_slot(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    begun = asyncio.Event()
    endless = Plan("base", [1], max_tokens=10**9)
    engine.context = 10**9
    task = asyncio.create_task(scheduler.generate(endless, STAGE, lambda step: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await run(scheduler, plan(1, 3))
    assert scheduler.running == 0


async def test_the_others_are_undisturbed_by_cancellations(scheduler: Scheduler) -> None:
    quiet = [await run(scheduler, plan(number)) for number in range(8)]
    tasks = [asyncio.create_task(run(scheduler, plan(number))) for number in range(8)]
    doomed = [asyncio.create_task(run(scheduler, plan(100 + number, 50))) for number in range(20)]
    await asyncio.sleep(0)
    for task in doomed:
        task.cancel()
    assert await asyncio.gather(*tasks) == quiet
    assert {type(found) for found in await asyncio.gather(*doomed, return_exceptions=True)} == {
        asyncio.CancelledError
    }


async def test_a_person_is_in_the_batch_once_and_the_stage_as_often_as_it_likes(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    gate = Gate(scheduler)
    await gate.closed()
    jobs = [asyncio.ensure_future(run(scheduler, plan(n), phone("ann"))) for n in range(3)]
    jobs += [asyncio.ensure_future(run(scheduler, plan(10 + n), phone("bob"))) for n in range(2)]
    await until_queued(scheduler, 5)
    await gate.open()
    await asyncio.gather(*jobs)
    assert max(len(call) for call in engine.calls) == 2
    engine.calls.clear()
    await asyncio.gather(*(run(scheduler, plan(n)) for n in range(5)))
    assert max(len(call) for call in engine.calls) == 5


async def test_a_persons_requests_are_bounded(scheduler: Scheduler) -> None:
    gate = Gate(scheduler)
    await gate.closed()
    jobs = [
        asyncio.ensure_future(run(scheduler, plan(n), phone("ann"))) for n in range(OPEN_PER_PERSON)
    ]
    await until_queued(scheduler, OPEN_PER_PERSON)
    with pytest.raises(WireError, match=f"you have {OPEN_PER_PERSON} requests open") as caught:
        await run(scheduler, plan(9), phone("ann"))
    assert caught.value.code == jsonrpc.TOO_MANY
    await gate.open()
    await asyncio.gather(*jobs)
    await run(scheduler, plan(9), phone("ann"))


async def test_the_queue_is_bounded_for_phones_and_still_open_for_the_stage(
    scheduler: Scheduler,
) -> None:
    gate = Gate(scheduler)
    await gate.closed()
    jobs = [
        asyncio.ensure_future(run(scheduler, plan(n, 2), phone(f"p{n}")))
        for n in range(WAITING_LIMIT)
    ]
    await until_queued(scheduler, WAITING_LIMIT)
    with pytest.raises(WireError) as caught:
        await run(scheduler, plan(9), phone("one too many"))
    assert caught.value.code == jsonrpc.TOO_MANY
    stage = asyncio.ensure_future(run(scheduler, plan(9)))
    await until_queued(scheduler, WAITING_LIMIT + 1)
    await gate.open()
    await asyncio.gather(stage, *jobs)


async def test_the_stage_goes_before_phones_that_came_earlier() -> None:
    engine = PretendEngine(slots=2)  # one slot for calls, one for the batch
    scheduler = Scheduler(engine, ByteCodec())
    scheduler.start()
    gate, order = Gate(scheduler), list[str]()
    await gate.closed()

    async def one(name: str, asker: Asker) -> None:
        await run(scheduler, plan(3, 2), asker)
        order.append(name)

    jobs = [asyncio.ensure_future(one(f"phone {n}", phone(f"p{n}"))) for n in range(3)]
    await until_queued(scheduler, 3)
    jobs.append(asyncio.ensure_future(one("stage", STAGE)))
    await until_queued(scheduler, 4)
    await gate.open()
    await asyncio.gather(*jobs)
    scheduler.stop()
    assert order == ["stage", "phone 0", "phone 1", "phone 2"]


async def test_phones_take_turns_beside_the_stage(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    gate = Gate(scheduler)
    await gate.closed()
    jobs = [asyncio.ensure_future(run(scheduler, plan(n, 30), phone(f"p{n}"))) for n in range(20)]
    jobs.append(asyncio.ensure_future(run(scheduler, plan(50, 30))))
    await until_queued(scheduler, 21)
    await gate.open()
    await asyncio.gather(*jobs)
    assert len(engine.calls[0]) == 1 + PHONE_ROWS_BESIDE_STAGE
    # All have had a turn long before any of them has its thirty tokens.
    first_rounds = {item.slot for call in engine.calls[:6] for item in call}
    assert len(first_rounds) == 21


async def test_a_phones_map_is_read_in_pieces_while_the_stage_generates(
    scheduler: Scheduler, engine: PretendEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo_kernel.inference.lane.CALL_BESIDE_STAGE_S", 0.0)
    engine.context = 10**9
    begun = asyncio.Event()
    endless = Plan("base", [1], max_tokens=10**9)
    task = asyncio.create_task(scheduler.generate(endless, STAGE, lambda step: begun.set()))
    await begun.wait()
    text = list(range(30))
    engine.calls.clear()
    beside = await scheduler.distribution("sft", text, phone("ann"))
    calls = [item.checkpoint for call in engine.calls for item in call]
    scored, _ = await scheduler.scored("sft", text, phone("ann"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    scheduler.forget("sft")
    alone = await scheduler.distribution("sft", text, STAGE)
    assert beside.entropy_bits == scored.entropy_bits == alone.entropy_bits
    # A token of the stage between any two pieces.
    pieces = [place for place, checkpoint in enumerate(calls) if checkpoint == "sft"]
    assert len(pieces) == len(text)
    assert all(after - before >= 2 for before, after in itertools.pairwise(pieces))


async def test_a_call_that_is_cancelled_between_its_pieces_frees_its_slot(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    text = list(range(64)) * 8
    engine.context = len(text)
    for _ in range(engine.slots + 1):
        engine.calls.clear()
        task = asyncio.create_task(scheduler.distribution("base", text, phone("ann")))
        while not engine.calls:  # noqa: ASYNC110 - one turn of the loop at a time
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await asyncio.gather(*(run(scheduler, plan(number, 2)) for number in range(32)))


async def test_who_waits_hears_the_place(scheduler: Scheduler) -> None:
    gate, places = Gate(scheduler), list[int]()
    await gate.closed()
    first = asyncio.ensure_future(run(scheduler, plan(1), phone("ann")))
    await until_queued(scheduler, 1)
    second = asyncio.ensure_future(
        scheduler.generate(plan(2), phone("ann"), lambda step: None, places.append)
    )
    await until_queued(scheduler, 2)
    await gate.open()
    await asyncio.gather(first, second)
    assert places[0] == 1


async def test_slices_run_between_the_tokens_of_others(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    rounds: list[int] = []

    def training() -> Iterator[str]:
        for n in range(10):
            rounds.append(len(engine.calls))
            yield f"slice {n}"

    result, _ = await asyncio.gather(
        scheduler.slices(training(), STAGE), run(scheduler, plan(1, 40))
    )
    assert result == "slice 9"
    assert max(after - before for before, after in itertools.pairwise(rounds)) <= 1


async def test_a_fault_in_one_sequence_fails_only_that_one(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    engine.broken = 256
    good = await run(scheduler, plan(2))
    bad = Plan("base", [256], max_tokens=5)
    found = await asyncio.gather(
        run(scheduler, plan(2)),
        run(scheduler, bad),
        run(scheduler, plan(3)),
        return_exceptions=True,
    )
    assert found[0] == good
    assert isinstance(found[1], RuntimeError)
    assert isinstance(found[2], Finished)


async def test_an_exception_in_a_call_reaches_the_caller(scheduler: Scheduler) -> None:
    def fails() -> None:
        raise ZeroDivisionError("no")

    with pytest.raises(ZeroDivisionError):
        await scheduler.call(fails, STAGE)
    assert await scheduler.call(lambda: 5, STAGE) == 5


async def test_what_is_open_when_the_scheduler_stops_fails_with_a_sentence(
    engine: PretendEngine,
) -> None:
    scheduler = Scheduler(engine, ByteCodec())
    engine.context = 10**9
    scheduler.start()
    begun = asyncio.Event()
    endless = Plan("base", [1], max_tokens=10**9)
    task = asyncio.create_task(scheduler.generate(endless, STAGE, lambda step: begun.set()))
    await begun.wait()
    scheduler.stop()
    with pytest.raises(WireError) as caught:
        await task
    assert caught.value.code == jsonrpc.KERNEL_GONE
    with pytest.raises(WireError):
        await run(scheduler, plan(1))


# Health: whether the network can compute


class Starved(PretendEngine):
    """Has no memory for a sequence longer than this."""

    room = 0

    def forward(self, work: Sequence[Work]) -> Logits:
        if any(item.start + len(item.tokens) > self.room for item in work):
            raise MemoryError
        return super().forward(work)


@pytest.fixture
async def starved() -> AsyncIterator[tuple[Scheduler, Starved]]:
    engine = Starved()
    running = Scheduler(engine, ByteCodec())
    running.start()
    yield running, engine
    running.stop()


async def test_a_network_that_computes_has_no_trouble(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    assert await scheduler.trouble("base") == ""
    assert [list(item.tokens) for call in engine.calls for item in call] == [[0]]


async def test_work_that_succeeded_a_moment_ago_needs_no_test_step(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    await run(scheduler, plan(1))
    engine.calls.clear()
    assert await scheduler.trouble("base") == ""
    assert engine.calls == []


async def test_a_test_step_leaves_what_is_cached_as_it_is(
    scheduler: Scheduler, engine: PretendEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compute_health, "PROBE_EVERY_S", 0)
    wanted = Plan("base", list(range(40)), max_tokens=1)
    await run(scheduler, wanted)
    for _ in range(2 * engine.slots):
        await scheduler.trouble("base")
    engine.calls.clear()
    await run(scheduler, wanted)
    assert [len(item.tokens) for call in engine.calls for item in call] == [1]


async def test_a_network_without_memory_for_one_token_says_so_until_it_has_some(
    starved: tuple[Scheduler, Starved],
) -> None:
    scheduler, engine = starved
    assert await scheduler.trouble("base") == "it is out of memory"
    engine.room = 1
    assert await scheduler.trouble("base") == ""


async def test_a_network_with_memory_for_a_test_step_only_is_in_trouble_too(
    starved: tuple[Scheduler, Starved], monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler, engine = starved
    engine.room = 1
    for number in range(compute_health.STARVED_JOBS):
        assert await scheduler.trouble("base") == ""
        with pytest.raises(MemoryError):
            await run(scheduler, plan(number + 1))
    assert await scheduler.trouble("base") == "the last 3 requests failed for lack of memory"
    engine.room = 64
    await run(scheduler, plan(1))
    assert await scheduler.trouble("base") == ""
    engine.room = 1
    monkeypatch.setattr(compute_health, "STARVED_S", 0)
    for number in range(compute_health.STARVED_JOBS):
        with pytest.raises(MemoryError):
            await run(scheduler, plan(number + 1))
    assert await scheduler.trouble("base") == ""  # long ago: it is worth another try


async def test_any_other_fault_of_a_test_step_is_trouble(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    engine.broken = 0
    assert await scheduler.trouble("base") == "a test step failed (RuntimeError)"


async def test_refusals_and_faults_of_one_request_are_no_trouble(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    engine.broken = 7
    for _ in range(compute_health.STARVED_JOBS):
        with pytest.raises(RuntimeError):
            await run(scheduler, Plan("base", [7], max_tokens=1))
    assert await scheduler.trouble("base") == ""


async def test_long_work_is_no_trouble_and_holds_no_answer_up(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "PROBE_PATIENCE_S", 0.01)
    gate = Gate(scheduler)
    await gate.closed()
    assert await scheduler.trouble("base") == ""
    await gate.open()
    async with asyncio.timeout(20):
        while scheduler.queued:  # noqa: ASYNC110 - the test step that was given up is thrown away
            await asyncio.sleep(0)


async def test_a_thread_that_has_ended_is_trouble(scheduler: Scheduler) -> None:
    scheduler.stop()
    assert await scheduler.trouble("base") == "the thread that runs the network has ended"


# Several engines on one thread


async def test_the_stage_goes_on_while_phones_use_a_slower_engine(
    scheduler: Scheduler, engine: PretendEngine
) -> None:
    passes: list[int] = []

    class Slow(PretendEngine):
        def forward(self, work: Sequence[Work]) -> Logits:
            passes.append(len(engine.calls))
            return super().forward(work)

    beside = Scheduler(Slow(), ByteCodec(), beside=scheduler)
    gate = Gate(scheduler)
    await gate.closed()
    jobs = [asyncio.ensure_future(run(beside, plan(n, 20), phone(f"p{n}"))) for n in range(20)]
    stage = asyncio.ensure_future(run(scheduler, plan(3, 20)))
    await until_queued(scheduler, 21)
    await gate.open()
    await asyncio.gather(stage, *jobs)
    # One token of the stage between any two passes for the phones, and before the first.
    assert passes[:20] == list(range(1, 21))
    # The engines are alike, so each sequence wrote what it writes alone.
    assert [job.result() for job in jobs] == [await run(scheduler, plan(n, 20)) for n in range(20)]


async def test_a_failing_engine_leaves_the_health_of_the_other_alone(scheduler: Scheduler) -> None:
    class Broken(PretendEngine):
        def forward(self, work: Sequence[Work]) -> Logits:
            raise MemoryError

    beside = Scheduler(Broken(), ByteCodec(), beside=scheduler)
    for _ in range(compute_health.STARVED_JOBS):
        with pytest.raises(MemoryError):
            await run(beside, plan(1))
    assert await scheduler.trouble("base") == ""
    assert "for lack of memory" in await beside.trouble("base")
