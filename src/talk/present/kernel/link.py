"""ONE link to the kernel for the whole room: kept up, watched, and honest about its state.

It carries the room's runs as calls and reports what comes back. A kernel that dies is noticed at
once, because its socket closes; one that hangs while something waits for it, within a second. Then
every open run fails with KERNEL_GONE, and the link tries again until the kernel is back.
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
from talk.present.documents import send_documents
from talk.present.room.effects import StartRun
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.documents import Document
from talk.protocol.methods.kernel import (
    DESCRIBE,
    HEALTH,
    DescribeResult,
    HealthResult,
    ServedModel,
)
from talk.protocol.methods.room import KernelHealth
from talk.protocol.refusal import refusal
from talk.protocol.wire import ASKER_KEY, Asker, Json

BUSY_PING_EVERY_S = 0.25
"""Pause between two pings while a run waits."""
BUSY_PING_TIMEOUT_S = 0.65
"""Longest wait for an answer then. A hung kernel is noticed within the sum of the two."""
IDLE_PING_EVERY_S = 1.0
IDLE_PING_TIMEOUT_S = 3.0
HEALTH_EVERY_S = 2.0
"""Pause between two health checks."""
UNABLE_AFTER = 2
"""Health checks in a row with trouble after which the kernel is given up."""
INCONCLUSIVE = {jsonrpc.METHOD_NOT_FOUND, jsonrpc.TOO_MANY, jsonrpc.KERNEL_GONE, jsonrpc.CANCELLED}
"""Refusals of a health check by an older kernel, a busy one, or one whose death the pings find."""
INTRODUCE_S = 10.0
"""Longest wait for a new kernel to describe itself."""
FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 3.0
"""Waits between attempts to connect begin with the first and double up to the longest."""
PROVIDER_POLL_S = 0.25
"""Poll interval for `provider.detail` while waiting for an endpoint."""


@dataclass(frozen=True)
class Endpoint:
    """WebSocket address of a kernel, and the token that it wants."""

    url: str
    token: str | None = None


class KernelProvider(Protocol):
    """Where the kernel is to be found; it may be what starts it."""

    @property
    def detail(self) -> str:
        """One sentence on why there is no kernel; empty when there is one."""

    @property
    def settled(self) -> bool:
        """True once `detail` says how starting failed; False while it is under way."""

    @property
    def restarts(self) -> int:
        """Number of times that the kernel was started again."""

    @property
    def remark(self) -> str:
        """What a kernel that answers had to do without, in a few words; empty when nothing."""

    async def endpoint(self) -> Endpoint:
        """Wait until there is one worth trying; return it."""

    def responsive(self) -> None:
        """Note that the kernel there answers."""

    def unresponsive(self) -> None:
        """Note that the kernel there hung; it may need to be ended."""

    def unable(self, why: str) -> None:
        """Note that the kernel there answers but cannot compute any more; it has to be ended."""

    def gone(self) -> None:
        """Note that the kernel there closed the connection: it has lost what was under way."""


@dataclass
class FixedKernel:
    """A kernel that somebody else runs."""

    where: Endpoint
    detail: str = ""
    settled: bool = False  # nothing is started here: the first connection tells
    restarts: int = 0
    remark: str = ""

    async def endpoint(self) -> Endpoint:
        """Return the address."""
        return self.where

    def responsive(self) -> None:
        """Do nothing."""

    def unresponsive(self) -> None:
        """Do nothing: whoever runs the kernel has to end it."""

    def unable(self, why: str) -> None:
        """Do nothing: whoever runs the kernel has to end it."""

    def gone(self) -> None:
        """Count the end as a restart: nobody can tell whether the same process answers next."""
        self.restarts += 1


class LinkListener(Protocol):
    """What the link calls with news; the driver is one."""

    def run_event(self, run: str, event: dict[str, Json]) -> None:
        """Receive one event of a run."""

    def run_finished(self, run: str, result: dict[str, Json]) -> None:
        """Receive the kernel's answer to a run."""

    def run_failed(self, run: str, code: int, message: str, data: Json = None) -> None:
        """Receive the failure of a run."""

    def kernel_changed(self, health: KernelHealth) -> None:
        """Receive the kernel's health, when it has changed."""


@dataclass
class KernelLink:
    """The link; `run` keeps it, `start` and `cancel` are what the room asks for."""

    provider: KernelProvider
    listener: LinkListener
    documents: Sequence[Document] = ()
    """The deck's documents, which each new kernel gets first."""
    _client: KernelClient | None = None
    _health: KernelHealth = field(
        default_factory=lambda: KernelHealth(state="none", detail="not connected yet")
    )
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    """Calls under way, by run."""
    _methods: Sequence[str] = ()
    _sending: asyncio.Task[None] | None = None
    """Keeps a reference to the task that sends documents, which the event loop does not."""
    _round_trip_s: float = 0.0
    _introduced: bool = False
    """True when the kernel of the last connection was of use."""
    _busy_since: float = 0.0
    """When the oldest of the calls under way began."""
    _run_started: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the first attempt to reach a kernel has ended, one way or the other."""

    # What the room asks for

    def start(self, run: StartRun) -> None:
        """Ask the kernel; what comes back goes to the listener under the run's id."""
        client = self._client
        if client is None:
            gone = refusal("kernel-away", "the kernel is not there")
            self.listener.run_failed(run.run, gone.code, gone.message, gone.data)
            return
        # A ping may have been under way for seconds when the first run starts. Its deadline then
        # counts from here, so that a run never fails for what happened before it.
        if not self._tasks:
            self._busy_since = time.monotonic()
        self._tasks[run.run] = spawn(self._call(client, run), f"run {run.run}")
        # Ends the idle pause of the pings: from now on a hung kernel has to be noticed within a
        # second.
        self._run_started.set()

    def cancel(self, run: str) -> None:
        """Cancel a call; nothing more of it is reported."""
        # A cancelled task reports nothing: CancelledError is no Exception.
        task = self._tasks.pop(run, None)
        if task is not None:
            task.cancel()

    async def _call(self, client: KernelClient, run: StartRun) -> None:
        """Make one call and report what comes of it."""
        # The kernel serves the stage first and phones by turns, and has one link to tell them
        # apart.
        asker = Asker(priority=run.priority, person=run.person)
        params = {**run.params, ASKER_KEY: asker.model_dump()}

        def on_event(event: dict[str, Json]) -> None:
            self.listener.run_event(run.run, event)

        try:
            result = await client.call(run.method, params, on_event)
            self.listener.run_finished(run.run, result)
        except WireError as error:
            self.listener.run_failed(run.run, error.code, error.message, error.data)
        except Exception as error:  # a fault here must not leave the asker waiting for ever
            report(f"the answer to {run.method} could not be taken", error)
            self.listener.run_failed(
                run.run, jsonrpc.INTERNAL_ERROR, "talk could not take the kernel's answer"
            )
        finally:
            self._tasks.pop(run.run, None)

    def replace_documents(self, documents: Sequence[Document]) -> None:
        """Send the documents of another edition to the kernel, unless they are the same."""
        if list(documents) != list(self.documents):
            # A kernel that is away gets them when it introduces itself.
            self.documents = documents
            if self._client is not None:
                self._sending = spawn(
                    self._send_documents(self._client), "documents for the kernel"
                )

    async def _send_documents(self, client: KernelClient) -> None:
        with contextlib.suppress(WireError):  # a kernel that has gone gets them when it is back
            await send_documents(client, self.documents, self._methods)

    # Keeping the link

    async def run(self) -> None:
        """Connect, watch, and connect again, until cancelled."""
        wait = FIRST_RETRY_S
        while True:
            endpoint = await self._endpoint()
            try:
                client = await KernelClient.connect(endpoint.url, endpoint.token)
            except KernelUnreachable as error:
                self._report_away(self.provider.detail or str(error))
                self.settled.set()
                # A kernel that is just being started refuses connections for a moment, so the first
                # waits are short.
                await asyncio.sleep(wait)
                wait = min(LONGEST_RETRY_S, wait * 2)
                continue
            self._introduced = False
            why = await self._use(client, endpoint.url)
            self._report_away(why)
            self.settled.set()
            if self._introduced:
                wait = FIRST_RETRY_S
            else:  # the same kernel would be of no use again: do not reconnect in a tight loop
                await asyncio.sleep(wait)
                wait = min(LONGEST_RETRY_S, wait * 2)

    async def _endpoint(self) -> Endpoint:
        """Wait for an endpoint, and report meanwhile why there is none."""
        # In a task, which goes on when the time-out of the wait below has passed.
        waiting = asyncio.create_task(self.provider.endpoint())
        try:
            while not waiting.done():
                # Why there is none changes while a kernel starts, and nobody calls back with that.
                if self.provider.detail:
                    self._report_away(self.provider.detail)
                if self.provider.settled:
                    self.settled.set()
                await asyncio.wait([waiting], timeout=PROVIDER_POLL_S)
            return waiting.result()
        finally:
            waiting.cancel()

    async def _use(self, client: KernelClient, url: str) -> str:
        """Use this connection while it lives; return the sentence why it ended."""
        try:
            if unable := await self._introduce(client):
                return self._end_unable(unable)
            self._introduced = True
            # Apart: a health check waits for the kernel's scheduler and may take long, a ping is
            # answered by its server at once.
            link = asyncio.create_task(self._watch_pings(client))
            health = asyncio.create_task(self._watch_health(client))
            watching = [link, health]
            closed = asyncio.create_task(client.wait_closed())
            try:
                await asyncio.wait([*watching, closed], return_when=asyncio.FIRST_COMPLETED)
                # Asked here and not after the `finally`, where `abort` closes the connection
                # itself.
                if not client.alive:
                    self.provider.gone()
                for ended in watching:
                    if ended.done() and not ended.cancelled():
                        return ended.result()
                return client.fault or self.provider.detail or "the kernel closed the connection"
            finally:
                for task in (*watching, closed):
                    task.cancel()
                # Awaited, so that no task of this connection touches the next one's state.
                await asyncio.gather(*watching, closed, return_exceptions=True)
        except TimeoutError:
            return (
                f"the kernel at {url} does not introduce itself within {INTRODUCE_S:.0f} s; "
                "it is tried again"
            )
        except WireError as error:
            if error.code == jsonrpc.KERNEL_GONE:
                return (
                    client.fault
                    or self.provider.detail
                    or f"the kernel at {url} does not introduce itself: {error}"
                )
            return (
                f"the kernel at {url} speaks another version of talk's protocol ({error}): "
                "install the same version of talk there and here; it is tried again"
            )
        finally:
            # Before the abort, which fails the open calls: what is asked because of that must not
            # go here.
            self._client = None
            await client.abort()

    async def _introduce(self, client: KernelClient) -> str:
        """Report a new kernel as live; return why it cannot compute, empty when it can.

        Raises WireError and TimeoutError.
        """
        async with asyncio.timeout(INTRODUCE_S):
            about = DescribeResult.model_validate(await client.call(DESCRIBE.name, {}))
            detail = await self._offer_documents(client, about.methods)
            health = await self._ask_health(client)
        # A kernel that answers and cannot compute would make every widget live and then fail.
        if isinstance(health, HealthResult) and health.trouble:
            return health.trouble
        self._client, self._methods = client, about.methods
        # Only now is it known to answer: one that hung before, and hangs again while it introduces
        # itself, is still ended.
        self.provider.responsive()
        self._report(
            KernelHealth(
                state="live",
                model=about.model,
                checkpoint=about.default_checkpoint,
                device=about.device,
                # Those that cannot be read as well: the kernel itself says why.
                checkpoints=[
                    *(name for model in about.models for name in model.checkpoints),
                    *(about.missing_checkpoints if about.models else ()),
                ],
                further=[_in_a_line(model) for model in about.models[1:]],
                detail="; ".join(
                    filter(
                        None,
                        (detail, self.provider.remark, *_shortages(about.missing_checkpoints)),
                    )
                ),
                restarts=self.provider.restarts,
            )
        )
        self.settled.set()
        return ""

    async def _offer_documents(self, client: KernelClient, methods: Sequence[str]) -> str:
        """Send the documents to a new kernel; return why it refuses them, empty when it does not.

        Raises WireError when the kernel has gone.
        """
        try:
            await send_documents(client, self.documents, methods)
        except WireError as error:
            if error.code == jsonrpc.KERNEL_GONE:
                raise
            return (
                f"it does not take the deck's documents ({error}), "
                "so its search looks through its own"
            )
        return ""

    async def _watch_pings(self, client: KernelClient) -> str:
        """Ping the kernel again and again; return the sentence why it has no sign of life."""
        while True:
            try:
                self._round_trip_s = await self._ping(client)
            except TimeoutError:
                self.provider.unresponsive()
                return "the kernel does not answer any more"
            except WireError as error:
                return self.provider.detail or error.message
            with contextlib.suppress(TimeoutError):  # a run that starts ends the pause
                async with asyncio.timeout(BUSY_PING_EVERY_S if self._tasks else IDLE_PING_EVERY_S):
                    await self._next_run()

    async def _ping(self, client: KernelClient) -> float:
        """Return the seconds to the kernel and back.

        A run that starts meanwhile makes the deadline earlier. Raises TimeoutError.
        """
        asked = time.monotonic()
        # Twice as long as the longest deadline below, which is the one that counts.
        ping = asyncio.create_task(client.ping(2 * IDLE_PING_TIMEOUT_S))
        try:
            # The wait is cut into pieces, since a run that starts meanwhile moves the deadline.
            while True:
                deadline = asked + IDLE_PING_TIMEOUT_S
                if self._tasks:
                    deadline = max(asked, self._busy_since) + BUSY_PING_TIMEOUT_S
                left = deadline - time.monotonic()
                waking = asyncio.create_task(self._next_run())
                await asyncio.wait(
                    [ping, waking], timeout=max(left, 0.02), return_when=asyncio.FIRST_COMPLETED
                )
                # Each turn makes a new one: the old would wait on for a run, beside the new.
                waking.cancel()
                if ping.done():
                    return ping.result()
                # Whatever else the kernel sent is a sign of life too: a pong may wait behind a long
                # answer.
                if client.heard_at > asked:
                    return time.monotonic() - asked
                if left <= 0:
                    raise TimeoutError
        finally:
            ping.cancel()

    async def _next_run(self) -> None:
        """Wait until a run starts."""
        self._run_started.clear()
        await self._run_started.wait()

    async def _watch_health(self, client: KernelClient) -> str:
        """Report how busy the kernel is; return why it is given up, once it cannot compute."""
        # One bad check may be a passing fault, say of memory; the kernel is ended only for two in a
        # row.
        in_a_row = 0
        while True:
            found = await self._ask_health(client)
            trouble = found.trouble if isinstance(found, HealthResult) else found
            # An inconclusive check has no trouble and begins the count anew.
            in_a_row = in_a_row + 1 if trouble else 0
            if in_a_row == UNABLE_AFTER:
                return self._end_unable(trouble)
            if isinstance(found, HealthResult):
                update = {
                    "running": found.running,
                    "queued": found.queued,
                    "round_trip_ms": round(self._round_trip_s * 1000, 1),
                    "restarts": self.provider.restarts,
                    # Rounded, because each change is sent to every presenter's screen.
                    "memory_mib": round(found.memory_mib, -1),
                }
                self._report(self._health.model_copy(update=update))
            await asyncio.sleep(HEALTH_EVERY_S)

    async def _ask_health(self, client: KernelClient) -> HealthResult | str:
        """Return the kernel's health, or what is wrong; "" when the check was inconclusive."""
        try:
            return HealthResult.model_validate(await client.call(HEALTH.name, {}))
        except WireError as error:
            return "" if error.code in INCONCLUSIVE else f"its health check fails: {error.message}"

    def _end_unable(self, why: str) -> str:
        self.provider.unable(why)
        return f"the kernel cannot compute: {why}"

    # Reporting

    def _report_away(self, why: str) -> None:
        self._report(KernelHealth(state="none", detail=why, restarts=self.provider.restarts))

    def _report(self, health: KernelHealth) -> None:
        if health != self._health:
            self._health = health
            self.listener.kernel_changed(health)


def _in_a_line(model: ServedModel) -> str:
    """Return a further model's name, where it runs, and the most memory that it takes."""
    memory = f"at most {model.memory_mib:,.0f} MiB" if model.memory_mib else ""
    return " · ".join(filter(None, (model.name, model.device, memory)))


def _shortages(missing: Mapping[str, str]) -> Iterator[str]:
    """Yield which checkpoints a kernel is without, a phrase for each reason."""
    for reason in dict.fromkeys(missing.values()):
        names = [name for name, why in missing.items() if why == reason]
        yield f"without checkpoint{'s' if len(names) > 1 else ''} {', '.join(names)} ({reason})"
