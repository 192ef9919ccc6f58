"""Measure the room: votes of a full hall, questions, and a hall that comes back at once.

The server is `talk present tour` as a process of its own; one client process holds all the phones,
and its own work is in every figure. Slide changes at 100 and 500 phones stand beside the bare
`websockets.broadcast`; `follow` has them at 1,000 and 2,000.
"""

from __future__ import annotations

import asyncio
import json
import resource
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Any

from bench.follow import Contestant, Hall, Phone, _request, _resident, compare, talk_server
from bench.table import Table, percentile

VOTE_SLIDE = "vote"
VOTE_WIDGET = "vote/0"
OPTIONS = 3


class Asker(Phone):
    """A phone that waits for the answer to its last request, and keeps what the room tells it."""

    def __init__(self, hall: Hall, server: Contestant, first: str, *, keep: bool = False) -> None:
        super().__init__(hall, server.port, server.path, first)
        self.keep = keep
        self.kept: list[dict[str, Any]] = []
        self.number = 1000
        self.waiting: tuple[bytes, asyncio.Future[dict[str, Any]]] | None = None

    def ask(self, method: str, **params: object) -> asyncio.Future[dict[str, Any]]:
        """Send a request; the future has its answer, an error included."""
        self.number += 1
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiting = (f'"id":{self.number}'.encode(), future)
        self.send(_request(self.number, method, params))
        return future

    def frame(self, opcode: int, payload: bytes) -> None:
        if opcode == 1 and self.keep:
            self.kept.append(json.loads(payload))
        if opcode == 1 and self.waiting and self.waiting[0] in payload[:60]:
            self.waiting[1].set_result(json.loads(payload))
            self.waiting = None
        else:
            super().frame(opcode, payload)


async def _connect(server: Contestant, hall: Hall, first: str, *, keep: bool = False) -> Asker:
    loop = asyncio.get_running_loop()
    _, phone = await loop.create_connection(
        lambda: Asker(hall, server, first, keep=keep), "127.0.0.1", server.port
    )
    await phone.ready
    return phone


async def _timed(
    phones: Sequence[Asker], act: Callable[[int, Asker], Awaitable[dict[str, Any]]]
) -> tuple[list[float], float, int]:
    """Return the milliseconds of each act, the seconds of all, and how many were refused."""
    refused = 0
    times: list[float] = []

    async def one(number: int, phone: Asker) -> None:
        nonlocal refused
        start = perf_counter()
        answer = await act(number, phone)
        refused += "error" in answer
        times.append((perf_counter() - start) * 1000)

    start = perf_counter()
    await asyncio.gather(*[one(number, phone) for number, phone in enumerate(phones)])
    return times, perf_counter() - start, refused


async def hall(people: int) -> Table:
    """Return what a hall of so many phones costs when all of them do the same at once."""
    table = Table(
        f"{people:,} phones at once",
        ["what", "all within s", "p50 ms", "p99 ms", "refused", "counted"],
    )
    async with talk_server() as server:
        everybody = Hall()
        assert server.presenter is not None
        assert server.phone is not None
        speaker = await _connect(server, everybody, server.presenter, keep=True)
        before = _resident(server.process.pid)
        phones: list[Asker] = []
        for _ in range(0, people, 50):
            phones += await asyncio.gather(
                *[
                    _connect(server, everybody, server.phone, keep=len(phones) + n == 0)
                    for n in range(min(50, people - len(phones)))
                ]
            )
        each = (_resident(server.process.pid) - before) / people
        await speaker.ask("room/navigate", slide=VOTE_SLIDE, step=0)
        ballot = next(
            change["ballot"]["id"]
            for message in speaker.kept
            for change in message.get("params", {}).get("changes", ())
            if change["kind"] == "ballot"
        )
        votes = await _timed(
            phones,
            lambda n, phone: phone.ask(
                "room/vote", widget=VOTE_WIDGET, ballot=ballot, choice=n % OPTIONS
            ),
        )
        await speaker.ask("room/prepared_ballot", widget=VOTE_WIDGET, open=False, hidden=False)
        tally = [
            change["ballot"]["tally"]
            for message in speaker.kept
            for change in message.get("params", {}).get("changes", ())
            if change["kind"] == "ballot"
        ][-1]
        assert sum(tally["counts"]) == tally["people"] == people, (
            "a vote was lost, or counted twice"
        )
        _row(table, "a vote each", votes, tally["people"])

        askers = phones[: people // 2]
        asked = await _timed(
            askers,
            lambda n, phone: phone.ask("questions/ask", text=f"Why {n}?", slide=VOTE_SLIDE),
        )
        upvotes = await _timed(
            phones[people // 2 :],
            lambda n, phone: phone.ask("questions/vote", id=f"q{n % len(askers) + 1}"),
        )
        listed = (await speaker.ask("questions/list"))["result"]["questions"]
        _row(table, f"a question each of {len(askers):,}", asked, len(listed))
        total = sum(one["votes"] for one in listed) - len(listed)
        _row(table, f"an up-vote each of {people - len(askers):,}", upvotes, total)

        for phone in phones:
            phone.transport.abort()
        start = perf_counter()
        back = await asyncio.gather(
            *[_connect(server, everybody, server.phone) for _ in range(people)]
        )
        table.add("everybody comes back", perf_counter() - start, None, None, 0, len(back))
        for phone in [*back, speaker]:
            phone.transport.abort()
    table.notes.append(f"{each / 1000:.0f} kB a phone in the server's memory.")
    return table


def _row(table: Table, what: str, timed: tuple[list[float], float, int], counted: int) -> None:
    times, seconds, refused = timed
    table.add(what, seconds, percentile(times, 50), percentile(times, 99), refused, counted)


def run(quick: bool) -> list[Table]:
    """Return the tables; `quick` leaves out 2,000 phones and most repeats."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    changes = 30 if quick else 200
    sizes = [1000] if quick else [1000, 2000]
    return [
        *(asyncio.run(compare(phones, changes)) for phones in (100, 500)),
        *(asyncio.run(hall(people)) for people in sizes),
    ]
