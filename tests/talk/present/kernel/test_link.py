"""The link: one connection for all, honest about its state, back by itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from talk.kernel_client import KernelClient
from talk.present.kernel import link as link_module
from talk.present.kernel.link import Endpoint, FixedKernel, KernelLink
from talk.present.room.effects import StartRun
from talk.protocol import jsonrpc
from talk.protocol.methods.documents import Document
from talk.protocol.methods.room import KernelHealth
from talk.protocol.wire import ASKER_KEY, Json

from ...conftest import ABOUT, GENERATED, HEALTHY, FakeKernel, answers, never, refuses, step


class Room:
    """Writes down what the link reports."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Any]] = []
        self.health: list[KernelHealth] = []
        self._news = asyncio.Event()

    def run_event(self, run: str, event: dict[str, Any]) -> None:
        self._note(("event", event))

    def run_finished(self, run: str, result: dict[str, Any]) -> None:
        self._note(("finished", result))

    def run_failed(self, run: str, code: int, message: str, data: Json = None) -> None:
        self._note(("failed", code))

    def kernel_changed(self, health: KernelHealth) -> None:
        self.health.append(health)
        self._news.set()

    def _note(self, what: tuple[str, Any]) -> None:
        self.said.append(what)
        self._news.set()

    async def until(self, condition: Callable[[], Any]) -> Any:
        async with asyncio.timeout(10):
            while not (found := condition()):
                self._news.clear()
                await self._news.wait()
            return found

    async def state(self, state: str) -> KernelHealth:
        """Wait until this is the state last reported."""
        await self.until(lambda: self.health and self.health[-1].state == state)
        return self.health[-1]


class Linked:
    def __init__(self, kernel: FakeKernel, supply: Any = None) -> None:
        self.room = Room()
        self.link = KernelLink(supply or FixedKernel(Endpoint(kernel.url, kernel.token)), self.room)

    def run(self, run: str = "r1", method: str = "text/generate", priority: Any = "stage") -> None:
        self.link.start(StartRun(run, method, {"text": "Once"}, priority, "p1"))


@contextlib.asynccontextmanager
async def linked(kernel: FakeKernel, supply: Any = None) -> AsyncIterator[Linked]:
    linked = Linked(kernel, supply)
    task = asyncio.create_task(linked.link.run())
    try:
        yield linked
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    # So that a test meets several of them.
    monkeypatch.setattr(link_module, "IDLE_PING_EVERY_S", 0.05)
    monkeypatch.setattr(link_module, "HEALTH_EVERY_S", 0.05)


async def test_the_link_says_live_with_the_name_of_the_model(fake_kernel: FakeKernel) -> None:
    async with linked(fake_kernel) as it:
        health = await it.room.state("live")
    assert (health.model, health.checkpoint, health.device) == ("pretend 0M", "base", "test")


async def test_a_run_brings_events_and_the_result(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = answers(GENERATED, step(0), step(1))
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        it.run()
        await it.room.until(lambda: len(it.room.said) == 3)
    assert it.room.said == [("event", step(0)), ("event", step(1)), ("finished", GENERATED)]


async def test_the_kernel_is_told_for_whom_a_run_is(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = answers(GENERATED)
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        it.run(priority="phone")
        await it.room.until(lambda: it.room.said)
    (request,) = [item for item in fake_kernel.asked if item.method == "text/generate"]
    assert request.params == {"text": "Once", ASKER_KEY: {"priority": "phone", "person": "p1"}}


async def test_a_refusal_is_reported_with_its_code(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = refuses(jsonrpc.TOO_MANY, "later")
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        it.run()
        await it.room.until(lambda: it.room.said)
    assert it.room.said == [("failed", jsonrpc.TOO_MANY)]


async def test_a_bad_answer_fails_its_run_with_a_sentence(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = answers([1])  # type: ignore[arg-type]
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        it.run()
        await it.room.until(lambda: it.room.said)
    assert it.room.said == [("failed", jsonrpc.INTERNAL_ERROR)]


async def test_a_room_that_cannot_take_an_answer_is_told_that_the_run_failed(
    fake_kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(run: str, result: dict[str, Any]) -> None:
        raise RuntimeError("by mistake")

    faults: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: faults.append(context["exception"])
    )
    fake_kernel.handlers["text/generate"] = answers(GENERATED)
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        monkeypatch.setattr(it.room, "run_finished", broken)
        it.run()
        await it.room.until(lambda: it.room.said)
    assert it.room.said == [("failed", jsonrpc.INTERNAL_ERROR)]
    assert [str(fault) for fault in faults] == ["by mistake"]


@pytest.mark.parametrize("about", [{"model": "of another time"}, {**ABOUT, "methods": None}])
async def test_a_kernel_of_another_version_is_told_in_a_sentence_and_tried_again(
    fake_kernel: FakeKernel, about: dict[str, Any]
) -> None:
    fake_kernel.handlers["kernel/describe"] = answers(about)
    async with linked(fake_kernel) as it:
        told = await it.room.until(
            lambda: [one.detail for one in it.room.health if "another version" in one.detail]
        )
        assert told[0].startswith(
            f"the kernel at {fake_kernel.url} speaks another version of talk's protocol ("
        )
        assert told[0].endswith(
            "install the same version of talk there and here; it is tried again"
        )
        fake_kernel.handlers["kernel/describe"] = answers(ABOUT)
        await it.room.state("live")


async def test_a_kernel_of_no_use_is_not_asked_without_a_pause(
    fake_kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "FIRST_RETRY_S", 60.0)
    fake_kernel.handlers["kernel/describe"] = answers({})
    async with linked(fake_kernel) as it:
        await it.room.until(
            lambda: [one for one in it.room.health if "another version" in one.detail]
        )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(it.room.until(lambda: False), 0.2)
    assert [item.method for item in fake_kernel.asked] == ["kernel/describe"]


async def test_a_kernel_that_refuses_the_decks_documents_is_live_and_says_so(
    fake_kernel: FakeKernel,
) -> None:
    fake_kernel.handlers["documents/index"] = refuses(jsonrpc.TOO_LARGE, "too many")
    fake_kernel.handlers["kernel/describe"] = answers({**ABOUT, "methods": ["documents/index"]})
    async with linked(fake_kernel) as it:
        it.link.documents = [Document(id="a", text="one")]
        health = await it.room.state("live")
    assert (
        health.detail
        == "it does not take the deck's documents (too many), so its search looks through its own"
    )


async def test_a_cancelled_run_is_cancelled_at_the_kernel_and_reports_nothing(
    fake_kernel: FakeKernel,
) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0))
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        it.run()
        await it.room.until(lambda: it.room.said)
        it.link.cancel("r1")
        # Until the kernel has it: nothing more can come of this run then.
        await fake_kernel.until(lambda: fake_kernel.cancelled)
    assert it.room.said == [("event", step(0))]


async def test_a_run_without_a_kernel_fails_at_once() -> None:
    # Nobody listens on port 1, which only root may open.
    it = Linked(FakeKernel(port=1))
    it.run()
    assert it.room.said == [("failed", jsonrpc.KERNEL_GONE)]


def test_a_second_is_enough_to_notice_a_hung_kernel() -> None:
    """The budget itself; that a real kernel keeps it is seen in tests/live."""
    assert link_module.BUSY_PING_EVERY_S + link_module.BUSY_PING_TIMEOUT_S < 1


async def test_a_killed_kernel_is_noticed_at_once_and_its_runs_fail(
    fake_kernel: FakeKernel,
) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0))
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        it.run()
        await it.room.until(lambda: it.room.said)
        await fake_kernel.stop()
        await it.room.state("none")
        await it.room.until(lambda: ("failed", jsonrpc.KERNEL_GONE) in it.room.said)
        await fake_kernel.start()
        await it.room.state("live")


async def test_a_hung_kernel_is_noticed_while_a_run_waits(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0))
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        it.run()
        await it.room.until(lambda: it.room.said)
        fake_kernel.hang()
        await it.room.until(lambda: ("failed", jsonrpc.KERNEL_GONE) in it.room.said)
        await it.room.until(
            lambda: any("does not answer" in health.detail for health in it.room.health)
        )


async def test_health_is_reported_with_queue_and_round_trip(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["kernel/health"] = answers(
        {"running": 3, "queued": 2, "uptime_s": 9.0, "memory_mib": 93.0}
    )
    async with linked(fake_kernel) as it:
        await it.room.until(lambda: it.room.health and it.room.health[-1].running == 3)
    assert (it.room.health[-1].queued, it.room.health[-1].memory_mib) == (2, 90)
    assert it.room.health[-1].round_trip_ms is not None


async def test_further_models_are_reported_with_the_most_memory_that_they_take(
    fake_kernel: FakeKernel,
) -> None:
    model = {"vocabulary": "", "parameters": 1, "device": "CPU", "context": 0}
    models = [
        {**model, "name": "pretend 0M", "checkpoints": ["base"]},
        {**model, "name": "Real 1B", "checkpoints": ["real"], "memory_mib": 1350.4},
        {**model, "name": "Far away", "checkpoints": ["far"]},
    ]
    fake_kernel.handlers["kernel/describe"] = answers({**ABOUT, "models": models})
    async with linked(fake_kernel) as it:
        await it.room.state("live")
    assert it.room.health[-1].further == ["Real 1B · CPU · at most 1,350 MiB", "Far away · CPU"]


@dataclass
class Restarting(FixedKernel):
    """Starts a kernel that cannot compute again, as one that can."""

    kernel: FakeKernel = field(default_factory=FakeKernel)
    ended: list[str] = field(default_factory=list)

    def unable(self, why: str) -> None:
        self.ended.append(why)
        self.kernel.handlers["kernel/health"] = answers(HEALTHY)


OUT_OF_MEMORY = "the kernel has no memory left for this"


@pytest.mark.parametrize(
    ("health", "why"),
    [
        (
            refuses(jsonrpc.INTERNAL_ERROR, "the kernel has a fault"),
            "its health check fails: the kernel has a fault",
        ),
        (refuses(jsonrpc.UNAVAILABLE, OUT_OF_MEMORY), f"its health check fails: {OUT_OF_MEMORY}"),
        (answers({**HEALTHY, "trouble": "it is out of memory"}), "it is out of memory"),
    ],
)
async def test_a_kernel_that_answers_and_cannot_compute_is_given_up_and_its_runs_fail(
    fake_kernel: FakeKernel, health: Any, why: str
) -> None:
    fake_kernel.handlers["text/generate"] = never()
    supply = Restarting(Endpoint(fake_kernel.url), kernel=fake_kernel)
    async with linked(fake_kernel, supply) as it:
        await it.room.state("live")
        it.run()
        fake_kernel.handlers["kernel/health"] = health
        await it.room.until(lambda: ("failed", jsonrpc.KERNEL_GONE) in it.room.said)
        told = f"the kernel cannot compute: {why}"
        await it.room.until(lambda: [one for one in it.room.health if one.detail == told])
        await it.room.state("live")
    assert supply.ended == [why]


async def test_a_kernel_that_comes_without_memory_is_not_called_live(
    fake_kernel: FakeKernel,
) -> None:
    fake_kernel.handlers["kernel/health"] = answers({**HEALTHY, "trouble": "it is out of memory"})
    async with linked(fake_kernel) as it:
        await it.room.until(
            lambda: it.room.health and it.room.health[-1].detail.endswith("it is out of memory")
        )
        assert {one.state for one in it.room.health} == {"none"}
        fake_kernel.handlers["kernel/health"] = answers(HEALTHY)
        await it.room.state("live")


@pytest.mark.parametrize("code", [jsonrpc.METHOD_NOT_FOUND, jsonrpc.TOO_MANY])
async def test_a_kernel_too_old_or_too_busy_for_a_health_check_stays(
    fake_kernel: FakeKernel, code: int
) -> None:
    fake_kernel.handlers["kernel/health"] = refuses(code, "not now")
    async with linked(fake_kernel) as it:
        await fake_kernel.until(
            lambda: [item.method for item in fake_kernel.asked].count("kernel/health") > 5
        )
        assert [one.state for one in it.room.health] == ["live"]


async def test_one_bad_answer_among_good_ones_ends_no_kernel(fake_kernel: FakeKernel) -> None:
    asked = 0

    async def every_other(params: dict[str, Any], emit: Any) -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {**HEALTHY, "trouble": "for a moment" if asked % 2 == 0 else ""}

    fake_kernel.handlers["kernel/health"] = every_other
    async with linked(fake_kernel) as it:
        await fake_kernel.until(lambda: asked > 8)
        assert {one.state for one in it.room.health} == {"live"}


async def test_the_checkpoints_a_kernel_is_without_are_told(fake_kernel: FakeKernel) -> None:
    missing = {"idk": "its weights are damaged", "over-1": "left out", "over-2": "left out"}
    fake_kernel.handlers["kernel/describe"] = answers({**ABOUT, "missing_checkpoints": missing})
    async with linked(fake_kernel) as it:
        health = await it.room.state("live")
    assert health.detail == (
        "without checkpoint idk (its weights are damaged); without checkpoints over-1, over-2 "
        "(left out)"
    )


async def test_why_there_is_no_kernel_is_told_in_a_sentence() -> None:
    kernel = FakeKernel(port=1)
    async with linked(kernel) as it:
        health = await it.room.until(lambda: it.room.health and it.room.health[-1])
        async with asyncio.timeout(10):
            await it.link.settled.wait()
    assert health.detail.startswith("no kernel answers at ws://127.0.0.1:1")


async def test_a_kernel_that_answers_is_live_once_the_link_has_settled(
    fake_kernel: FakeKernel,
) -> None:
    async with linked(fake_kernel) as it:
        async with asyncio.timeout(10):
            await it.link.settled.wait()
        assert [one.state for one in it.room.health] == ["live"]


async def test_a_supply_that_can_give_none_settles_with_its_sentence() -> None:
    class Empty(FixedKernel):
        async def endpoint(self) -> Endpoint:
            await asyncio.Event().wait()
            raise AssertionError

    supply = Empty(Endpoint(""), detail="the kernel needs torch", settled=True)
    async with linked(FakeKernel(), supply) as it:
        async with asyncio.timeout(10):
            await it.link.settled.wait()
    assert it.room.health[-1].detail == "the kernel needs torch"


async def test_a_run_that_meets_a_kernel_already_hung_fails_too(fake_kernel: FakeKernel) -> None:
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        fake_kernel.hang()
        with contextlib.suppress(TimeoutError):  # long enough for a ping to be under way
            await asyncio.wait_for(it.room.until(lambda: it.room.said), 0.2)
        it.run()
        await it.room.until(lambda: ("failed", jsonrpc.KERNEL_GONE) in it.room.said)


async def test_a_kernel_that_streams_is_alive_even_when_its_pongs_are_late(
    fake_kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_pong(client: KernelClient, timeout_s: float) -> float:
        await asyncio.Event().wait()
        raise AssertionError

    async def slowly(params: dict[str, Any], emit: Any) -> dict[str, Any]:
        # For a second, in which a kernel that is silent would be taken for dead.
        for index in range(50):
            await emit(step(index))
            await asyncio.sleep(0.02)
        return GENERATED

    fake_kernel.handlers["text/generate"] = slowly
    async with linked(fake_kernel) as it:
        await it.room.state("live")
        monkeypatch.setattr(KernelClient, "ping", no_pong)
        it.run()
        await it.room.until(lambda: ("finished", GENERATED) in it.room.said)
    assert len(it.room.said) == 51


async def test_every_kernel_that_comes_gets_the_decks_documents_first(
    fake_kernel: FakeKernel,
) -> None:
    fake_kernel.handlers["documents/index"] = answers({"count": 1})
    fake_kernel.handlers["kernel/describe"] = answers({**ABOUT, "methods": ["documents/index"]})
    async with linked(fake_kernel) as it:
        it.link.documents = [Document(id="a", text="one")]
        await it.room.state("live")
        assert [item.method for item in fake_kernel.asked[:2]] == [
            "kernel/describe",
            "documents/index",
        ]
        it.link.replace_documents([Document(id="a", text="two")])
        texts = await fake_kernel.until(
            lambda: [text for text in _indexed(fake_kernel) if text == "two"]
        )
        assert texts == ["two"]


def _indexed(kernel: FakeKernel) -> list[str]:
    return [
        item.params["documents"][0]["text"]
        for item in kernel.asked
        if item.method == "documents/index"
    ]
