"""Measure a slide change and a new phone's join while a few sockets misuse the room.

Ten sockets ask to join 18 times a second each, as one person each; then twenty sockets ask and
never read; then 5,000 sockets open and say nothing. The figures of the quiet hall are from the same
server process, a moment earlier.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Iterable
from time import perf_counter
from typing import Any

from bench.crowd import (
    Contestant,
    Hall,
    Phone,
    allow_many_sockets,
    connect,
    request,
    resident,
    talk_server,
)
from bench.table import Table, percentile

PHONES = 100
# Just under the 20 messages a second after which the room refuses a phone's (room/audience.py).
FLOODERS, JOINS_PER_S = 10, 18
DEAF = 20
SILENT = 5000
PERSON = "a-person-who-joins-again-and-again-{}"


async def _changes(
    server: Contestant, hall: Hall, presenter: Phone, numbers: range
) -> tuple[list[float], list[float]]:
    """Return the ms until all phones have a slide change, and until a new one has its snapshot."""
    seen, joined = [], []
    for n in numbers:
        # The presenter is in the hall too.
        hall.expect(PHONES + 1)
        start = perf_counter()
        presenter.send(server.change(n))
        await asyncio.wait_for(hall.complete.wait(), 30)
        seen.append((perf_counter() - start) * 1000)
        start = perf_counter()
        newcomer = await connect(server, Hall(), server.phone)
        joined.append((perf_counter() - start) * 1000)
        # Gone at once, so that the hall has the same size at each change.
        newcomer.transport.abort()
        await asyncio.sleep(0.1)
    return seen, joined


async def _join_again(server: Contestant, number: int) -> None:
    """Join again and again, within the rate of messages that a phone may send."""
    join = request(1, "room/join", {"role": "phone", "person": PERSON.format(number)})
    phone = await connect(server, Hall(), join)
    for _ in range(60 * JOINS_PER_S):  # a bound: the measurement ends it earlier
        phone.send(join)
        await asyncio.sleep(1 / JOINS_PER_S)


async def _ask_and_never_read(server: Contestant, number: int) -> None:
    phone = await connect(server, Hall(), request(1, "room/join", {"role": "phone"}))
    # The client stops reading, so the server's socket fills up: what a phone does whose app sleeps.
    phone.transport.pause_reading()
    for n in range(60 * JOINS_PER_S):
        phone.send(request(n + 2, "room/ping", {}))
        phone.send(
            request(
                n + 2, "room/join", {"role": "phone", "person": PERSON.format(f"deaf-{number}")}
            )
        )
        # Two messages a turn, so half as many turns: this flood, too, is within the rate.
        await asyncio.sleep(2 / JOINS_PER_S)


async def _say_nothing(server: Contestant) -> None:
    """Open sockets that never join; the server closes each after a while."""
    silent: list[Phone] = []
    try:
        while len(silent) < SILENT:
            # By the hundred: the server's backlog holds them while it accepts.
            silent += await asyncio.gather(*[connect(server, Hall(), None) for _ in range(100)])
        await asyncio.Event().wait()
    finally:
        for phone in silent:
            phone.transport.abort()


@contextlib.asynccontextmanager
async def _beside(work: Iterable[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        # The floods end with the measurement, not by themselves.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def compare(count: int) -> Table:
    """Measure `count` slide changes in a quiet hall and in each misused one."""
    table = Table(
        f"A slide change to {PHONES} phones while a few sockets misuse the room",
        [
            "hall",
            "change p50 ms",
            "change max ms",
            "new phone p50 ms",
            "new phone max ms",
            "server grew MB",
        ],
    )
    async with talk_server() as server:
        hall = Hall()
        presenter = await connect(server, hall, server.presenter)
        phones = [await connect(server, hall, server.phone) for _ in range(PHONES)]
        # Until the joins' last messages have gone out.
        await asyncio.sleep(1.0)
        cases: dict[str, list[Coroutine[Any, Any, None]]] = {
            "quiet": [],
            f"{FLOODERS} sockets join {JOINS_PER_S} times a second": [
                _join_again(server, n) for n in range(FLOODERS)
            ],
            f"{DEAF} sockets ask and never read": [
                _ask_and_never_read(server, n) for n in range(DEAF)
            ],
            f"{SILENT:,} sockets say nothing": [_say_nothing(server)],
        }
        for index, (name, work) in enumerate(cases.items()):
            # Numbers go on, so that the slide is another one each time.
            numbers = range(index * count, (index + 1) * count)
            before = resident(server.process.pid)
            async with _beside(work):
                seen, joined = await _changes(server, hall, presenter, numbers)
                grew = (resident(server.process.pid) - before) / 1e6
            table.add(
                name, percentile(seen, 50), max(seen), percentile(joined, 50), max(joined), grew
            )
        for phone in [*phones, presenter]:
            phone.transport.abort()
    table.notes.append(
        "One client process for all sockets, well-behaved or not; its own work is in every figure."
    )
    return table


def run(quick: bool) -> list[Table]:
    """Return the table of the halls."""
    allow_many_sockets()
    return [asyncio.run(compare(16 if quick else 40))]
