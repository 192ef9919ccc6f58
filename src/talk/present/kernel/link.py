"""ONE link to the kernel for the whole room: kept up, watched, and honest about its state.

It carries the room's runs as calls and reports what comes back. A kernel that dies is noticed at
once (its socket closes); one that hangs while something waits for it, within a second; then every
open run fails with KERNEL_GONE and the link tries again until it is back.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from talk.kernel_client import KernelClient, KernelUnreachable
from talk.present.background import report, spawn
from talk.present.documents import give
from talk.present.room.effects import StartRun
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.documents import Document
from talk.protocol.methods.kernel import DESCRIBE, HEALTH, DescribeResult, HealthResult
from talk.protocol.methods.room import KernelHealth
from talk.protocol.wire import ASKER_KEY, Asker, Json

BUSY_PING_EVERY_S = 0.25
BUSY_PING_TIMEOUT_S = 0.65
"""While a run waits: a hung kernel is noticed within the sum of these two."""
IDLE_PING_EVERY_S = 1.0
IDLE_PING_TIMEOUT_S = 3.0
HEALTH_EVERY_S = 2.0
UNABLE_AFTER = 2
"""So many health checks in a row say that the kernel cannot compute before it is given up."""
SAYS_NOTHING = {jsonrpc.METHOD_NOT_FOUND, jsonrpc.TOO_MANY, jsonrpc.KERNEL_GONE, jsonrpc.CANCELLED}
"""Refusals of a health check by an older kernel, a busy one, or one that the pings will tell of."""
INTRODUCE_S = 10.0
FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 3.0
SUPPLY_EVERY_S = 0.25
"""How often the sentence of whoever starts the kernel is looked at."""


@dataclass(frozen=True)
class Endpoint:
    url: str
    token: str | None = None


class Supply(Protocol):
    """Where the kernel is to be found, by someone who may be starting it."""

    @property
    def detail(self) -> str:
        """One sentence on why there is none, empty when there is."""

    @property
    def settled(self) -> bool:
        """Whether `detail` is a verdict and not a hope."""

    @property
    def restarts(self) -> int: ...

    async def endpoint(self) -> Endpoint:
        """Waits until there is one worth trying."""

    def responsive(self) -> None:
        """The kernel there answers."""

    def unresponsive(self) -> None:
        """The kernel there hung; it may need to be ended."""

    def unable(self, why: str) -> None:
        """The kernel there answers, but cannot compute any more; it has to be ended."""

    def gone(self) -> None:
        """The kernel there closed the connection: it knows nothing of what was under way."""


@dataclass
class Fixed:
    """A kernel that somebody else runs."""

    where: Endpoint
    detail: str = ""
    settled: bool = True
    restarts: int = 0

    async def endpoint(self) -> Endpoint:
        return self.where

    def responsive(self) -> None:
        """Nothing to be done from here."""

    def unresponsive(self) -> None:
        """Nothing to be done from here."""

    def unable(self, why: str) -> None:
        """Nothing to be done from here."""

    def gone(self) -> None:
        """Count the end as a restart: nobody here can tell whether the same process answers next."""
        self.restarts += 1


class Reports(Protocol):
    """Whom the link tells."""

    def run_event(self, run: str, event: dict[str, Json]) -> None: ...
    def run_finished(self, run: str, result: dict[str, Json]) -> None: ...
    def run_failed(self, run: str, code: int, message: str) -> None: ...
    def kernel_changed(self, health: KernelHealth) -> None: ...


@dataclass
class KernelLink:
    """`run` is the task that keeps the link; `start` and `cancel` are what the room asks for."""

    supply: Supply
    reports: Reports
    documents: Sequence[Document] = ()
    """The deck's; whatever kernel answers is given them first."""
    _client: KernelClient | None = None
    _health: KernelHealth = field(
        default_factory=lambda: KernelHealth(state="none", detail="not connected yet")
    )
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _methods: Sequence[str] = ()
    _giving: asyncio.Task[None] | None = None
    _round_trip_s: float = 0.0
    _introduced: bool = False
    """Whether the kernel of the last connection was of use."""
    _busy_since: float = 0.0
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the first attempt has ended, one way or the other."""

    # What the room asks for

    def start(self, run: StartRun) -> None:
        """Ask the kernel; what comes back is reported under the run's id."""
        client = self._client
        if client is None:
            self.reports.run_failed(run.run, jsonrpc.KERNEL_GONE, "the kernel is not there")
            return
        if not self._tasks:
            self._busy_since = time.monotonic()
        self._tasks[run.run] = spawn(self._carry(client, run), f"run {run.run}")
        self._wake.set()

    def cancel(self, run: str) -> None:
        task = self._tasks.pop(run, None)
        if task is not None:
            task.cancel()

    async def _carry(self, client: KernelClient, run: StartRun) -> None:
        asker = Asker(priority=run.priority, person=run.person)
        params = {**run.params, ASKER_KEY: asker.model_dump()}

        def on_event(event: dict[str, Json]) -> None:
            self.reports.run_event(run.run, event)

        try:
            result = await client.call(run.method, params, on_event)
            self.reports.run_finished(run.run, result)
        except WireError as error:
            self.reports.run_failed(run.run, error.code, error.message)
        except Exception as error:  # nobody waits for ever because of it
            report(f"the answer to {run.method} could not be taken", error)
            self.reports.run_failed(
                run.run, jsonrpc.INTERNAL_ERROR, "talk could not take the kernel's answer"
            )
        finally:
            self._tasks.pop(run.run, None)

    def replace_documents(self, documents: Sequence[Document]) -> None:
        """The deck was edited."""
        if list(documents) != list(self.documents):
            self.documents = documents
            if self._client is not None:
                self._giving = spawn(self._give(self._client), "documents for the kernel")

    async def _give(self, client: KernelClient) -> None:
        with contextlib.suppress(WireError):  # a kernel that has gone gets them when it is back
            await give(client, self.documents, self._methods)

    # Keeping the link

    async def run(self) -> None:
        """Connect, watch, and connect again, for ever."""
        wait = FIRST_RETRY_S
        while True:
            endpoint = await self._endpoint()
            try:
                client = await KernelClient.connect(endpoint.url, endpoint.token)
            except KernelUnreachable as error:
                self._say_away(self.supply.detail or str(error))
                self.settled.set()
                await asyncio.sleep(wait)
                wait = min(LONGEST_RETRY_S, wait * 2)
                continue
            self._introduced = False
            why = await self._keep(client, endpoint.url)
            self._say_away(why)
            self.settled.set()
            if self._introduced:
                wait = FIRST_RETRY_S
            else:  # it will hardly be another one in a moment
                await asyncio.sleep(wait)
                wait = min(LONGEST_RETRY_S, wait * 2)

    async def _endpoint(self) -> Endpoint:
        """Waits for one, and tells meanwhile why there is none."""
        waiting = asyncio.create_task(self.supply.endpoint())
        try:
            while not waiting.done():
                if self.supply.detail:
                    self._say_away(self.supply.detail)
                if self.supply.settled:
                    self.settled.set()
                await asyncio.wait([waiting], timeout=SUPPLY_EVERY_S)
            return waiting.result()
        finally:
            waiting.cancel()

    async def _keep(self, client: KernelClient, url: str) -> str:
        """Use this connection for as long as it lives; the sentence why it ended."""
        try:
            if unable := await self._introduce(client):
                return self._give_up_unable(unable)
            self._introduced = True
            link = asyncio.create_task(self._watch(client))
            health = asyncio.create_task(self._watch_health(client))
            watching = [link, health]
            closed = asyncio.create_task(client.wait_closed())
            try:
                await asyncio.wait([*watching, closed], return_when=asyncio.FIRST_COMPLETED)
                if not client.alive:
                    self.supply.gone()
                for ended in watching:
                    if ended.done() and not ended.cancelled():
                        return ended.result()
                return client.fault or self.supply.detail or "the kernel closed the connection"
            finally:
                for task in (*watching, closed):
                    task.cancel()
                await asyncio.gather(*watching, closed, return_exceptions=True)
        except TimeoutError:
            return f"the kernel at {url} does not introduce itself within {INTRODUCE_S:.0f} s; it is tried again"
        except WireError as error:
            if error.code == jsonrpc.KERNEL_GONE:
                return (
                    client.fault
                    or self.supply.detail
                    or f"the kernel at {url} does not introduce itself: {error}"
                )
            return (
                f"the kernel at {url} speaks another version of talk's protocol ({error}): "
                "install the same version of talk there and here; it is tried again"
            )
        finally:
            self._client = None
            await client.abort()

    async def _introduce(self, client: KernelClient) -> str:
        """Tell of a new kernel; or return why it cannot compute. Raises WireError and TimeoutError."""
        async with asyncio.timeout(INTRODUCE_S):
            about = DescribeResult.model_validate(await client.call(DESCRIBE.name, {}))
            detail = await self._offer_documents(client, about.methods)
            health = await self._ask_health(client)
        if isinstance(health, HealthResult) and health.trouble:
            return health.trouble
        self._client, self._methods = client, about.methods
        self.supply.responsive()
        self._say(
            KernelHealth(
                state="live",
                model=about.model,
                checkpoint=about.default_checkpoint,
                device=about.device,
                detail="; ".join(filter(None, (detail, *_shortages(about.missing_checkpoints)))),
                restarts=self.supply.restarts,
            )
        )
        self.settled.set()
        return ""

    async def _offer_documents(self, client: KernelClient, methods: Sequence[str]) -> str:
        """Give a new kernel the deck's documents; the sentence why it does not take them. Raises WireError."""
        try:
            await give(client, self.documents, methods)
        except WireError as error:
            if error.code == jsonrpc.KERNEL_GONE:
                raise
            return f"it does not take the deck's documents ({error}), so its search looks through its own"
        return ""

    async def _watch(self, client: KernelClient) -> str:
        """Ask for signs of life; returns the sentence why it has none."""
        while True:
            try:
                self._round_trip_s = await self._ping(client)
            except TimeoutError:
                self.supply.unresponsive()
                return "the kernel does not answer any more"
            except WireError as error:
                return self.supply.detail or error.message
            await self._pause(BUSY_PING_EVERY_S if self._tasks else IDLE_PING_EVERY_S)

    async def _ping(self, client: KernelClient) -> float:
        """Seconds to the kernel and back; a run that starts meanwhile shortens the patience. Raises TimeoutError."""
        asked = time.monotonic()
        ping = asyncio.create_task(client.ping(2 * IDLE_PING_TIMEOUT_S))
        try:
            while True:
                left = self._patience(asked) - time.monotonic()
                waking = asyncio.create_task(self._woken())
                await asyncio.wait(
                    [ping, waking], timeout=max(left, 0.02), return_when=asyncio.FIRST_COMPLETED
                )
                waking.cancel()
                if ping.done():
                    return ping.result()
                if client.heard_at > asked:
                    return time.monotonic() - asked
                if left <= 0:
                    raise TimeoutError
        finally:
            ping.cancel()

    def _patience(self, asked: float) -> float:
        """Until when an answer to a ping is awaited."""
        if self._tasks:
            return max(asked, self._busy_since) + BUSY_PING_TIMEOUT_S
        return asked + IDLE_PING_TIMEOUT_S

    async def _woken(self) -> None:
        self._wake.clear()
        await self._wake.wait()

    async def _pause(self, seconds: float) -> None:
        """Sleep, or wake when a run starts."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken()

    async def _watch_health(self, client: KernelClient) -> str:
        """Report how busy the kernel is; return the sentence why it is given up, once it cannot compute any more."""
        in_a_row = 0
        while True:
            found = await self._ask_health(client)
            trouble = found.trouble if isinstance(found, HealthResult) else found
            in_a_row = in_a_row + 1 if trouble else 0
            if in_a_row == UNABLE_AFTER:
                return self._give_up_unable(trouble)
            if isinstance(found, HealthResult):
                update = {
                    "running": found.running,
                    "queued": found.queued,
                    "round_trip_ms": round(self._round_trip_s * 1000, 1),
                    "restarts": self.supply.restarts,
                }
                self._say(self._health.model_copy(update=update))
            await asyncio.sleep(HEALTH_EVERY_S)

    async def _ask_health(self, client: KernelClient) -> HealthResult | str:
        """Return what the kernel says of itself, or why it says nothing; empty when that means nothing."""
        try:
            return HealthResult.model_validate(await client.call(HEALTH.name, {}))
        except WireError as error:
            return "" if error.code in SAYS_NOTHING else f"its health check fails: {error.message}"

    def _give_up_unable(self, why: str) -> str:
        self.supply.unable(why)
        return f"the kernel cannot compute: {why}"

    # Telling

    def _say_away(self, why: str) -> None:
        self._say(KernelHealth(state="none", detail=why, restarts=self.supply.restarts))

    def _say(self, health: KernelHealth) -> None:
        if health != self._health:
            self._health = health
            self.reports.kernel_changed(health)


def _shortages(missing: Mapping[str, str]) -> Iterator[str]:
    """Say which checkpoints a kernel is without, a phrase for each reason."""
    for reason in dict.fromkeys(missing.values()):
        names = [name for name, why in missing.items() if why == reason]
        yield f"without checkpoint{'s' if len(names) > 1 else ''} {', '.join(names)} ({reason})"
