"""The one thread that runs the network: continuous batching, fair shares, the stage first.

Three kinds of job. A *generation* holds a slot of the key-value cache and gets one token a round
beside all the others. A *call* is one function run between two rounds (a probability map, attention
weights). *Slices* are longer work, cut by its author into pieces of at most 50 ms, of which one
runs between two rounds (live training). Progress is reported on the event loop; nothing here ever
waits for a reader.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from demo_kernel.inference.cache_slots import CacheSlots
from demo_kernel.inference.compute_health import ComputeHealth
from demo_kernel.inference.engine import Engine, Work
from demo_kernel.inference.generation import Codec, Generation, Plan, Step
from demo_kernel.inference.jobs import CallJob, Finished, GenerationJob, Job, SlicesJob
from demo_kernel.inference.memory import is_out_of_memory
from demo_kernel.inference.sampling import Distribution, Surprise, surprises
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker

T = TypeVar("T")
log = logging.getLogger(__name__)

CHUNK = 64
"""Most prompt tokens that one sequence reads in a round, so that a long prompt stops nobody."""
PHONE_ROWS_BESIDE_STAGE = 8
"""Phone sequences that take part in a round while the stage generates; they take turns."""
SLOTS_FREE_OF_PHONES = 4
"""Places in the batch that phones leave free, so that the stage never waits for one."""
OPEN_PER_PERSON = 4
"""Jobs one person may have, running or waiting; one of them runs at a time."""
WAITING_LIMIT = 256
"""Jobs of phones that may wait."""
STAGE_WAITING_LIMIT = 128
"""Jobs of the stage that may wait."""
PROBE_PATIENCE_S = 0.5
"""A test step that has to wait longer than this proves nothing: the thread is busy."""
PLACE_INTERVAL_S = 0.25
"""A waiting job is notified of its place in the queue at most this often."""


class Scheduler:
    """Start it, then call `generate`, `call` and `slices` from one event loop; `stop` ends it."""

    def __init__(self, engine: Engine, codec: Codec, *, rows: int = 32) -> None:
        self._engine = engine
        self._codec = codec
        self._slots = CacheSlots(engine.slots, reuse=engine.chunk_free)
        self._rows = min(rows, engine.slots - 1)  # one slot stays free for calls
        self._wake = threading.Condition()
        """Guards the inbox and `_stopping`, the two things that loop and thread share."""
        self._inbox: deque[Job] = deque()
        self._stopping = False
        self._waiting: list[Job] = []
        self._running: list[GenerationJob] = []
        self._sliced: SlicesJob | None = None
        self._open: dict[str, int] = {}
        """Jobs by person; of the event loop alone."""
        self._turn = 0
        """Number of the phone sequence that goes first in the next round beside the stage."""
        self._health = ComputeHealth()
        self._callbacks: list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = []
        """What this round has to report, each with the loop that it must run on."""
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)

    # Called on the event loop

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the round under way; what is open then fails with KERNEL_GONE."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    @property
    def running(self) -> int:
        """Generations in the batch, and the sliced job if there is one."""
        return len(self._running) + (self._sliced is not None)

    @property
    def queued(self) -> int:
        """Jobs that wait."""
        return len(self._waiting) + len(self._inbox)

    async def generate(
        self,
        plan: Plan,
        asker: Asker,
        on_step: Callable[[Step], None],
        on_place: Callable[[int], None] | None = None,
    ) -> Finished:
        """Run a plan to its end. Cancelling the task ends the job.

        On the loop, `on_step` is called for each token, and `on_place` while the job waits, with
        its place in the queue from 1. Raises WireError(TOO_MANY) when the asker or the queue is at
        its bound.
        """
        generation = Generation(plan, self._codec, self._engine.context)
        loop = asyncio.get_running_loop()
        job = GenerationJob(
            asker,
            loop,
            loop.create_future(),
            generation=generation,
            on_step=on_step,
            on_place=on_place,
        )
        finished: Finished = await self._submit(job)
        return finished

    async def distribution(self, checkpoint: str, prompt: list[int], asker: Asker) -> Distribution:
        """Return what follows the prompt (dense IDs, at least one, no more than the context)."""

        def forward() -> Distribution:
            slot, read = self._slots.acquire(checkpoint, prompt)
            try:
                while read < len(prompt):
                    chunk = prompt[read : read + CHUNK]
                    (logits,) = self._engine.forward([Work(checkpoint, slot, read, chunk)])
                    read += len(chunk)
            finally:
                self._slots.release(slot, prompt[:read], checkpoint)
            return Distribution(logits)

        return await self.call(forward, asker)

    async def scored(
        self, checkpoint: str, prompt: list[int], asker: Asker
    ) -> tuple[Distribution, list[Surprise]]:
        """Return `distribution`, and how expected each token of the prompt but the first was."""

        def forward(slot: int) -> tuple[Distribution, list[Surprise]]:
            found: list[Surprise] = []
            for start in range(0, len(prompt), CHUNK):
                logits = self._engine.forward_all(
                    Work(checkpoint, slot, start, prompt[start : start + CHUNK])
                )  # (chunk, V)
                following = prompt[start + 1 : start + 1 + len(logits)]
                found += surprises(logits[: len(following)], following)
            return Distribution(logits[-1]), found

        return await self.with_slot(forward, asker)

    async def with_slot(self, function: Callable[[int], T], asker: Asker) -> T:
        """Return the result of a function that reads tokens of its own into a slot."""
        return await self.call(partial(self._in_free_slot, function), asker)

    async def each_with_slot(
        self, functions: Sequence[Callable[[int], T]], asker: Asker
    ) -> list[T]:
        """Return the results of functions that read tokens into a slot, each in its own slice."""

        def run() -> Iterator[list[T]]:
            done: list[T] = []
            for function in functions:
                done.append(self._in_free_slot(function))
                yield done

        return await self.slices(run(), asker)

    def forget(self, checkpoint: str) -> None:
        """Drop what is cached of a checkpoint. Called on the thread, when its weights change."""
        self._slots.forget(checkpoint)

    async def retire(self, checkpoint: str, remove: Callable[[], None], asker: Asker) -> None:
        """Remove a checkpoint as soon as no generation uses it any more."""

        def in_use() -> bool:
            jobs = self._running + [job for job in self._waiting if isinstance(job, GenerationJob)]
            return any(job.generation.plan.checkpoint == checkpoint for job in jobs)

        def slices() -> Iterator[None]:
            while in_use():
                yield
            self.forget(checkpoint)
            remove()
            yield

        await self.slices(slices(), asker)

    async def call(self, function: Callable[[], T], asker: Asker) -> T:
        """Run a function of a few milliseconds on the thread; return its result."""
        loop = asyncio.get_running_loop()
        job = CallJob(asker, loop, loop.create_future(), function=function)
        result: T = await self._submit(job)
        return result

    async def slices(self, slices: Iterator[T], asker: Asker) -> T:
        """Run an iterator step by step between rounds; return its last item.

        One such job runs at a time.
        """
        loop = asyncio.get_running_loop()
        job = SlicesJob(asker, loop, loop.create_future(), slices=slices)
        result: T = await self._submit(job)
        return result

    async def trouble(self, checkpoint: str) -> str:
        """Return why the network cannot compute, empty while it can. Never waits for long work.

        Work that succeeds proves that it can; while there is none, one token is read now and then.
        """
        if not self._thread.is_alive():
            return "the thread that runs the network has ended"
        verdict = self._health.verdict()
        if verdict is not None:
            return verdict
        loop = asyncio.get_running_loop()
        step = partial(self._in_free_slot, partial(self._probe, checkpoint))
        job = CallJob(Asker(), loop, loop.create_future(), function=step, probe=True)
        try:
            async with asyncio.timeout(PROBE_PATIENCE_S):
                await self._submit(job)
        except (TimeoutError, WireError):  # busy, or about to end
            return ""
        except Exception as error:
            log.warning("the test step failed: %r", error)
            return (
                "it is out of memory"
                if is_out_of_memory(error)
                else f"a test step failed ({type(error).__name__})"
            )
        return ""

    async def _submit(self, job: Job) -> Any:
        """Hand a job to the thread; return its result. Raises WireError when it is not admitted."""
        if self._stopping:
            raise WireError(jsonrpc.KERNEL_GONE, "the kernel is shutting down")
        limit = STAGE_WAITING_LIMIT if job.urgent else WAITING_LIMIT
        alike = [other for other in [*self._inbox, *self._waiting] if other.urgent == job.urgent]
        if len(alike) >= limit:
            raise WireError(
                jsonrpc.TOO_MANY, f"{limit} requests wait already; try again in a moment"
            )
        if not job.urgent and self._open.get(job.person, 0) >= OPEN_PER_PERSON:
            raise WireError(
                jsonrpc.TOO_MANY,
                f"you have {OPEN_PER_PERSON} requests open; wait for one or cancel it",
            )
        self._open[job.person] = self._open.get(job.person, 0) + 1
        with self._wake:
            self._inbox.append(job)
            self._wake.notify()
        try:
            return await job.future
        finally:
            # It is over in any case. A job still in the batch is dropped before its next token.
            job.cancelled = True
            self._open[job.person] -= 1
            if not self._open[job.person]:
                del self._open[job.person]
            with self._wake:
                self._wake.notify()

    # Everything below runs on the thread

    def _run(self) -> None:
        while self._collect():
            try:
                self._round()
            except Exception as error:  # a fault of the scheduler itself must not end the thread
                log.exception("a round failed")
                self._health.record(error)
                self._fail_all()
            self._notify_places()
            self._deliver()
        self._fail_all()
        self._deliver()

    def _collect(self) -> bool:
        """Wait for something to do and collect what was submitted; False when it is time to end."""
        with self._wake:
            while not (self._stopping or self._inbox or self._waiting or self._running) and (
                self._sliced is None
            ):
                self._wake.wait()
            self._waiting.extend(self._inbox)
            self._inbox.clear()
            return not self._stopping

    def _round(self) -> None:
        self._drop_cancelled()
        self._run_calls()
        self._start_jobs()
        self._decode()
        self._run_slice()

    def _drop_cancelled(self) -> None:
        self._waiting = [job for job in self._waiting if not job.cancelled]
        for job in [job for job in self._running if job.cancelled]:
            self._release(job)
        if self._sliced is not None and self._sliced.cancelled:
            self._sliced = None

    def _run_calls(self) -> None:
        """Run every call of the stage, then one of a phone."""
        calls = [job for job in self._ordered() if isinstance(job, CallJob)]
        phones = [job for job in calls if not job.urgent]
        for job in [job for job in calls if job.urgent] + phones[:1]:
            self._waiting.remove(job)
            try:
                self._resolve(job, job.function())
            except Exception as error:
                self._resolve(job, error=error)

    def _start_jobs(self) -> None:
        """Start the sliced job if none runs, and as many generations as the batch has room for."""
        busy = {job.person for job in self._running if not job.urgent}
        for job in self._ordered():
            if isinstance(job, SlicesJob) and self._sliced is None:
                self._waiting.remove(job)
                self._sliced = job
            if not isinstance(job, GenerationJob) or job.person in busy:
                continue
            room = self._rows if job.urgent else max(1, self._rows - SLOTS_FREE_OF_PHONES)
            if len(self._running) >= room:
                continue
            self._waiting.remove(job)
            generation, plan = job.generation, job.generation.plan
            job.slot, generation.read = self._slots.acquire(plan.checkpoint, plan.prompt)
            generation.pending = plan.prompt[generation.read :]
            generation.start_clock()
            self._running.append(job)
            if not job.urgent:
                busy.add(job.person)

    def _decode(self) -> None:
        """Read one chunk or token of every sequence whose turn it is, and sample what follows."""
        jobs = self._turns()
        work = [
            Work(
                job.generation.plan.checkpoint,
                job.slot,
                job.generation.read,
                job.generation.pending[:CHUNK],
            )
            for job in jobs
        ]
        for job, item, logits in zip(jobs, work, self._forward(jobs, work), strict=True):
            if logits is None:
                continue
            generation = job.generation
            if len(item.tokens) < len(generation.pending):  # the prompt goes on: nothing to sample
                generation.read += len(item.tokens)
                generation.pending = generation.pending[len(item.tokens) :]
            else:
                self._accept(job, logits)

    def _turns(self) -> list[GenerationJob]:
        """Return the sequences of this round: all of the stage, and phones in turn beside it."""
        urgent = [job for job in self._running if job.urgent]
        phones = [job for job in self._running if not job.urgent]
        if urgent and len(phones) > PHONE_ROWS_BESIDE_STAGE:
            first = self._turn % len(phones)
            self._turn += PHONE_ROWS_BESIDE_STAGE
            phones = (phones + phones)[first : first + PHONE_ROWS_BESIDE_STAGE]
        return urgent + phones

    def _forward(self, jobs: list[GenerationJob], work: list[Work]) -> list[Any]:
        """Return the logits by job, None for a job that failed because its tokens broke it."""
        if not work:
            return []
        try:
            return list(self._engine.forward(work))
        except Exception:
            log.exception("the batch failed; its sequences are tried one by one")
        found: list[Any] = []
        for job, item in zip(jobs, work, strict=True):
            try:
                found.append(self._engine.forward([item])[0])
            except Exception as error:
                self._release(job)
                self._resolve(job, error=error)
                found.append(None)
        return found

    def _accept(self, job: GenerationJob, logits: Any) -> None:
        """Sample the next token of a sequence, report it, and end the job if it was the last."""
        generation = job.generation
        try:
            step = generation.accept(logits)
        except Exception as error:
            self._release(job)
            self._resolve(job, error=error)
            return
        self._report(job, lambda: job.on_step(step))
        if generation.finish_reason is not None:
            self._release(job)
            self._resolve(
                job, Finished(generation.text, generation.tokens, generation.finish_reason)
            )

    def _release(self, job: GenerationJob) -> None:
        """Remove a sequence from the batch; what its slot holds may serve a later prompt."""
        self._running.remove(job)
        generation = job.generation
        self._slots.release(
            job.slot, generation.sequence[: generation.read], generation.plan.checkpoint
        )

    def _run_slice(self) -> None:
        job = self._sliced
        if job is None:
            return
        try:
            job.last = next(job.slices)
        except StopIteration:
            self._sliced = None
            self._resolve(job, job.last)
        except Exception as error:
            self._sliced = None
            self._resolve(job, error=error)

    def _in_free_slot(self, function: Callable[[int], T]) -> T:
        """Run a function that reads tokens into a slot; afterwards the slot counts as empty."""
        slot, _ = self._slots.acquire("", [])
        try:
            return function(slot)
        finally:
            self._slots.release(slot, [], "")

    def _probe(self, checkpoint: str, slot: int) -> None:
        """Read one token, to see whether the network computes."""
        self._engine.forward([Work(checkpoint, slot, 0, [0])])
        self._health.worked_at = time.monotonic()

    def _resolve(self, job: Job, result: Any = None, error: BaseException | None = None) -> None:
        """Report the result or the error to whoever waits for the job."""
        if not (isinstance(job, CallJob) and job.probe):
            self._health.record(error)
        if error is not None:
            self._report(job, partial(job.future.set_exception, error))
        else:
            self._report(job, partial(job.future.set_result, result))

    def _fail_all(self) -> None:
        error = WireError(jsonrpc.KERNEL_GONE, "the kernel stopped before the request was done")
        with self._wake:
            self._waiting.extend(self._inbox)
            self._inbox.clear()
        for job in [*self._waiting, *self._running, *([self._sliced] if self._sliced else [])]:
            self._resolve(job, error=error)
        for running in list(self._running):
            self._release(running)
        self._waiting, self._sliced = [], None

    def _ordered(self) -> list[Job]:
        """Return the waiting jobs in the order of their turn.

        The stage is first, then phones, each by arrival, but a person's second job behind
        everybody's first.
        """
        count: dict[str, int] = {job.person: 1 for job in self._running}
        keyed: list[tuple[tuple[bool, int], Job]] = []
        for job in self._waiting:
            nth = count.get(job.person, 0)
            count[job.person] = nth + 1
            keyed.append(((not job.urgent, 0 if job.urgent else nth), job))
        return [job for _, job in sorted(keyed, key=lambda pair: pair[0])]

    def _notify_places(self) -> None:
        """Report to generations that wait where in the queue they are, if that has changed."""
        now = time.monotonic()
        waiting = [job for job in self._ordered() if isinstance(job, GenerationJob)]
        for place, job in enumerate(waiting, start=1):
            if place != job.place and now - job.place_notified_at >= PLACE_INTERVAL_S:
                job.place, job.place_notified_at = place, now
                if job.on_place is not None:
                    self._report(job, partial(job.on_place, place))

    def _report(self, job: Job, callback: Callable[[], None]) -> None:
        """Have a callback run on the job's loop at the end of the round."""
        self._callbacks.append((job.loop, partial(job.unless_over, callback)))

    def _deliver(self) -> None:
        """Send this round's callbacks to their loops, in one go: a wake-up is a system call."""
        callbacks, self._callbacks = self._callbacks, []
        for loop in {id(loop): loop for loop, _ in callbacks}.values():
            mine = [callback for owner, callback in callbacks if owner is loop]
            try:
                loop.call_soon_threadsafe(_run_all, mine)
            except RuntimeError:  # the loop is closed; nobody listens any more
                log.debug("the event loop is gone")


def _run_all(callbacks: list[Callable[[], None]]) -> None:
    for callback in callbacks:
        callback()
