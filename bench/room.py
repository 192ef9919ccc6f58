"""Measure the room: slide changes beside a bare broadcast, and a hall that acts at once.

`talk present tour` and a bare `websockets` server run as processes of their own; one client process
holds the phones of both, and its own work is in every figure. The two change slides in turn, so
that whatever else the machine does falls on both. The clock starts when the presenter's request is
sent and stops when the last phone has the change.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.crowd import (
    POSITION,
    Contestant,
    Hall,
    Phone,
    allow_many_sockets,
    broadcast_server,
    connect,
    generating,
    request,
    resident,
    talk_server,
)
from bench.table import Table, percentile

SIZES = (100, 500, 1000, 2000)
QUICK_SIZES = (100, 1000)
ACTING = 1000
"""Size of the hall that votes, asks and comes back, and that follows while a model generates."""
CHANGES, QUICK_CHANGES = 200, 40
WARM_UP = 5
"""Slide changes at each size that are not counted."""
VOTING_S = 5.0
AGAIN = 100
"""Phones that send the same vote twice, and as many that change theirs."""
ASKING = 500
"""Phones that ask a question; as many others vote for one."""
OTHER_FILES = 200
"""Files that a process of the benchmark opens beside its sockets."""
VOTE_SLIDE, VOTE_WIDGET, OPTIONS = "vote", "vote/0", 3


@dataclass
class Crowd:
    """The phones of one server and its presenter."""

    server: Contestant
    presenter: Phone
    hall: Hall
    phones: list[Phone] = field(default_factory=list)
    changes: int = 0
    """Slide changes so far: each is another one than the last, or there would be none."""

    @classmethod
    async def open(cls, server: Contestant) -> Crowd:
        """Connect the presenter of a server."""
        hall = Hall()
        return cls(server, await connect(server, hall, server.presenter), hall)

    async def grow(self, size: int) -> float:
        """Connect phones until there are so many; return the bytes that each cost the server."""
        # Before the first joins: what a socket costs is what the process grew by.
        before, missing = resident(self.server.process.pid), size - len(self.phones)
        # Fifty at a time, so that joining overflows no backlog.
        while (batch := min(50, size - len(self.phones))) > 0:
            self.phones += await asyncio.gather(
                *[connect(self.server, self.hall, self.server.phone) for _ in range(batch)]
            )
        return (resident(self.server.process.pid) - before) / missing

    async def change(self) -> float:
        """Change the slide; return the milliseconds until everybody has it."""
        self.hall.expect(len(self.phones) + 1)  # the presenter receives it too
        start = perf_counter()
        self.presenter.send(self.server.change(self.changes))
        await asyncio.wait_for(self.hall.complete.wait(), 20)
        self.changes += 1
        return (perf_counter() - start) * 1000


async def change_messages(server: Contestant) -> list[str]:
    """Return the messages that a phone receives at two slide changes, byte for byte."""
    crowd = await Crowd.open(server)
    await crowd.grow(1)
    # Only this phone keeps what it gets; at the others nothing is decoded.
    kept = crowd.phones[0].kept = []
    for _ in range(2):
        await crowd.change()
    for phone in (*crowd.phones, crowd.presenter):
        phone.transport.abort()
    return [message.decode() for message in kept if POSITION in message]


async def contest(floor: Crowd, talk: Crowd, changes: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each slide change, of the floor and of talk."""
    times: tuple[list[float], list[float]] = ([], [])
    chance = random.Random(len(talk.phones))
    for n in range(changes + WARM_UP):
        # Who comes second meets what the first left behind, so they take turns in that as well.
        for which in ((0, 1), (1, 0))[n % 2]:
            times[which].append(await (floor, talk)[which].change())
            # Not at even times, which could fall in step with a timer of a server.
            await asyncio.sleep(0.02 + chance.random() * 0.02)
    return times[0][WARM_UP:], times[1][WARM_UP:]


@dataclass
class Acted:
    """What came of an act of many phones."""

    milliseconds: list[float]
    seconds: float
    """From the first request to the last answer."""
    refused: int


async def act(
    phones: Sequence[Phone],
    request_of: Callable[[int, Phone], Awaitable[dict[str, Any]]],
    over_s: float = 0.0,
) -> Acted:
    """Let every phone send a request, evenly over so many seconds, or all at once."""
    times: list[float] = []
    refused = 0

    async def one(n: int, phone: Phone) -> None:
        nonlocal refused
        await asyncio.sleep(n * over_s / len(phones))
        start = perf_counter()
        answer = await request_of(n, phone)
        times.append((perf_counter() - start) * 1000)
        # A refusal is an answer as well, and its time counts.
        refused += "error" in answer

    start = perf_counter()
    await asyncio.gather(*[one(n, phone) for n, phone in enumerate(phones)])
    return Acted(times, perf_counter() - start, refused)


def _ballots(messages: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return the ballots in these messages, in the order in which they were sent."""
    changes = [
        change
        for message in messages
        for change in json.loads(message).get("params", {}).get("changes", ())
    ]
    return [change["ballot"] for change in changes if change["kind"] == "ballot"]


async def votes(talk: Crowd) -> tuple[Acted, list[int], list[int]]:
    """Let everybody vote within VOTING_S; return also the counts as they should be and as they are.

    Some send their vote twice, as a phone does that got no answer, and some think again.
    """
    kept = talk.presenter.kept = []
    await talk.presenter.ask("room/navigate", slide=VOTE_SLIDE, step=0)
    await talk.presenter.ask("room/ping")  # what changed is sent after the answer, and before this
    ballot = _ballots(kept)[-1]["id"]

    def vote(option: int, phone: Phone) -> Awaitable[dict[str, Any]]:
        return phone.ask("room/vote", widget=VOTE_WIDGET, ballot=ballot, choice=option % OPTIONS)

    acted = await act(talk.phones, vote, VOTING_S)
    again, thinking = talk.phones[:AGAIN], talk.phones[AGAIN : 2 * AGAIN]
    repeated = await act(again, vote)
    changed = await act(thinking, lambda n, phone: vote(n + AGAIN + 1, phone))
    acted.refused += repeated.refused + changed.refused
    # Whoever sent a vote twice counts once, and whoever thought again with the second choice.
    said = [n % OPTIONS for n in range(len(talk.phones))]
    for n in range(AGAIN, 2 * AGAIN):
        said[n] = (n + 1) % OPTIONS
    await talk.presenter.ask("room/prepared_ballot", widget=VOTE_WIDGET, open=False, hidden=False)
    # As above: the tally has come once this is answered.
    await talk.presenter.ask("room/ping")
    found = _ballots(kept)[-1]["tally"]["counts"]
    talk.presenter.kept = None
    return acted, [said.count(option) for option in range(OPTIONS)], found


async def questions(talk: Crowd) -> tuple[Acted, int, Acted, int]:
    """Let some phones ask and others vote for what was asked.

    Return both acts, and how many questions and votes for them the speaker has.
    """
    asked = await act(
        talk.phones[:ASKING],
        lambda n, phone: phone.ask("questions/ask", text=f"Why {n}?", slide=VOTE_SLIDE),
    )
    voted = await act(
        talk.phones[ASKING : 2 * ASKING],
        lambda n, phone: phone.ask("questions/vote", id=f"q{n + 1}"),
    )
    listed = (await talk.presenter.ask("questions/list"))["result"]["questions"]
    # Who asks wants it answered, which counts as the first vote.
    return asked, len(listed), voted, sum(one["votes"] - 1 for one in listed)


async def come_back(talk: Crowd) -> tuple[Acted, int]:
    """Let every phone lose its network and return at once; return also who is who they were."""
    # The secret that the room gave each, by which it is known again.
    people = [json.loads(phone.ready.result())["result"]["person"] for phone in talk.phones]
    for phone in talk.phones:
        phone.transport.abort()
    times: list[float] = []

    async def one(person: str) -> Phone:
        start = perf_counter()
        join = request(1, "room/join", {"role": "phone", "person": person})
        phone = await connect(talk.server, talk.hall, join)
        times.append((perf_counter() - start) * 1000)
        return phone

    start = perf_counter()
    # Far beyond the aim: a wave that never ends is a failure and no figure.
    async with asyncio.timeout(60):
        talk.phones = list(await asyncio.gather(*[one(person) for person in people]))
    seconds = perf_counter() - start
    # Each voted before, and the room says so only to whoever did.
    answers = [json.loads(phone.ready.result())["result"] for phone in talk.phones]
    return Acted(times, seconds, 0), sum(VOTE_WIDGET in answer["votes"] for answer in answers)


async def acts(talk: Crowd) -> Table:
    """Return what a full hall costs that votes, asks and comes back."""
    size = len(talk.phones)
    table = Table(
        f"{size:,} phones act",
        ["what", "all within s", "p50 ms", "p99 ms", "refused", "expected", "counted"],
    )

    def add(what: str, acted: Acted, expected: str, counted: str) -> None:
        table.add(
            what,
            acted.seconds,
            percentile(acted.milliseconds, 50),
            percentile(acted.milliseconds, 99),
            acted.refused,
            expected,
            counted,
        )

    acted, expected, found = await votes(talk)
    add(
        f"a vote each within {VOTING_S:.0f} s; {AGAIN} sent twice, {AGAIN} changed",
        acted,
        " + ".join(map(str, expected)),
        " + ".join(map(str, found)),
    )
    asked, listed, voted, wanted = await questions(talk)
    add(f"{ASKING} ask a question at once", asked, str(ASKING), str(listed))
    add(f"{ASKING} others vote for one at once", voted, str(ASKING), str(wanted))
    back, same = await come_back(talk)
    add("all lose the network and come back at once", back, str(size), str(same))
    table.notes.append("Counted at a return: phones that the room knows as who they were.")
    return table


async def measure(sizes: Sequence[int], changes: int) -> list[Table]:
    """Return the tables of slide changes and of acts."""
    table = Table(
        "A slide change until the last phone has it",
        [
            "phones",
            *(f"broadcast {p} ms" for p in ("p50", "p95", "p99")),
            *(f"talk {p} ms" for p in ("p50", "p95", "p99")),
            "p99 to broadcast",
            "broadcast kB a phone",
            "talk kB a phone",
        ],
    )
    tables = [table]

    def add(name: str, times: tuple[list[float], list[float]], memory: Sequence[float]) -> None:
        floor, talk = ([percentile(one, p) for p in (50, 95, 99)] for one in times)
        kilobytes: list[float | None] = [each / 1000 for each in memory] or [None, None]
        table.add(name, *floor, *talk, talk[2] / floor[2], *kilobytes)

    files = allow_many_sockets()
    async with talk_server() as talk_process:
        messages = await change_messages(talk_process)
        async with broadcast_server(messages) as floor_process:
            floor, talk = await Crowd.open(floor_process), await Crowd.open(talk_process)
            for size in sizes:
                # This process holds the phones of both servers.
                if 2 * size + OTHER_FILES > files:
                    table.notes.append(f"{size:,} phones left out: {files} files may be open.")
                    continue
                memory = [await floor.grow(size), await talk.grow(size)]
                # Until the joins' last messages have gone out; they would be in the figures.
                await asyncio.sleep(1.5)
                add(f"{size:,}", await contest(floor, talk, changes), memory)
                if size == ACTING:
                    async with generating():
                        add(
                            f"{size:,}, a model generating beside both",
                            await contest(floor, talk, changes),
                            [],
                        )
                    tables.append(await acts(talk))
            for phone in (*floor.phones, *talk.phones, floor.presenter, talk.presenter):
                phone.transport.abort()
    table.notes.append(
        f"{changes} slide changes each, in turn; both send the same {len(messages[0])} bytes."
    )
    table.notes.append("kB a phone: resident memory of the server that one more phone cost.")
    return tables


def run(quick: bool) -> list[Table]:
    """Return the tables; `quick` leaves sizes and most slide changes out."""
    sizes, changes = (QUICK_SIZES, QUICK_CHANGES) if quick else (SIZES, CHANGES)
    return asyncio.run(measure(sizes, changes))
