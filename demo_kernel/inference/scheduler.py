"""The one thread that runs the network: continuous batching, the stage first, phones in fair shares.

Three kinds of job. A *generation* holds a slot of the key-value cache and gets one token a round beside all the others.
A *call* is one function run between two rounds (a probability map, attention weights). *Slices* are longer work, cut by
its author into steps of at most 50 ms, of which one runs between two rounds (training on stage). A job hears of its
progress on the event loop; nothing here ever waits for a reader.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from demo_kernel.inference.cache_slots import Slots
from demo_kernel.inference.engine import Engine, Work
from demo_kernel.inference.generation import Codec, FinishReason, Generation, Plan, Step
from demo_kernel.inference.memory import is_out_of_memory
from demo_kernel.inference.sampling import Distribution, Surprise, surprises
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker

T = TypeVar("T")
log = logging.getLogger(__name__)

CHUNK = 64
"""Most prompt tokens that one sequence reads in a round."""
PHONE_ROWS_BESIDE_STAGE = 8
"""Phone sequences that take part in a round while the stage generates; they take turns."""
OPEN_PER_PERSON = 4
"""Jobs one person may have, running or waiting; one of them runs at a time."""
WAITING_LIMIT = 256
"""Jobs of phones that may wait."""
STAGE_WAITING_LIMIT = 128
STARVED_JOBS = 3
"""So many jobs that fail one after the other for lack of memory mean that the network cannot compute."""
STARVED_S = 30.0
"""For so long after the last of them; then it is worth another try."""
PROBE_EVERY_S = 10.0
"""How long a job that succeeded proves that the network computes, without a step of its own."""
PROBE_PATIENCE_S = 0.5
"""A test step that has to wait longer than this proves nothing: the thread is busy."""
PLACE_INTERVAL_S = 0.25
"""A waiting job hears of its place at most this often."""


@dataclass(frozen=True)
class Finished:
    """How a generation ended."""

    text: str
    tokens: list[int]
    """New tokens, wire IDs."""
    finish_reason: FinishReason


@dataclass(eq=False)
class Job:
    """Anything that waits for the thread."""

    asker: Asker
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    """Resolved on the loop."""
    cancelled: bool = False

    @property
    def person(self) -> str:
        return f"{self.asker.priority}/{self.asker.person}"

    @property
    def stage(self) -> bool:
        return self.asker.priority == "stage"


@dataclass(eq=False)
class GenerationJob(Job):
    generation: Generation = field(kw_only=True)
    on_step: Callable[[Step], None] = field(kw_only=True)
    on_place: Callable[[int], None] | None = field(default=None, kw_only=True)
    slot: int = -1
    place: int = 0
    place_told: float = 0.0


@dataclass(eq=False)
class CallJob(Job):
    function: Callable[[], Any] = field(kw_only=True)
    probe: bool = field(default=False, kw_only=True)
    """The scheduler's own test step, which counts for nobody."""


@dataclass(eq=False)
class SlicesJob(Job):
    slices: Iterator[Any] = field(kw_only=True)
    """Each item is None, but the last, which is the result."""
    last: Any = None


class Scheduler:
    """Start it, then call `generate`, `call` and `slices` from one event loop; `stop` ends the thread."""

    def __init__(self, engine: Engine, codec: Codec, *, rows: int = 32) -> None:
        self._engine = engine
        self._codec = codec
        self._slots = Slots(engine.slots, reuse=engine.chunk_free)
        self._rows = min(rows, engine.slots - 1)  # one slot stays free for calls
        self._wake = threading.Condition()
        self._inbox: deque[Job] = deque()
        self._stopping = False
        self._waiting: list[Job] = []
        self._running: list[GenerationJob] = []
        self._sliced: SlicesJob | None = None
        self._open: dict[str, int] = {}
        self._turn = 0
        self._worked_at = float("-inf")
        """When a job last succeeded."""
        self._starved = 0
        """Jobs that failed for lack of memory since then."""
        self._starved_at = float("-inf")
        self._news: list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = []
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)

    # Called on the event loop

    def start(self) -> None:
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
        return len(self._waiting) + len(self._inbox)

    async def generate(
        self,
        plan: Plan,
        asker: Asker,
        on_step: Callable[[Step], None],
        on_place: Callable[[int], None] | None = None,
    ) -> Finished:
        """Run a plan to its end; `on_step` is called on the loop for each token. Cancelling the task ends the job.

        Raises WireError(TOO_MANY) when the asker or the queue is at its bound.
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
        return await self._submit(job)  # type: ignore[no-any-return]

    async def distribution(self, checkpoint: str, prompt: list[int], asker: Asker) -> Distribution:
        """What comes after the prompt (dense IDs, at least one, no more than the context)."""

        def forward() -> Distribution:
            slot, read = self._slots.take(checkpoint, prompt)
            try:
                while read < len(prompt):
                    chunk = prompt[read : read + CHUNK]
                    (logits,) = self._engine.forward([Work(checkpoint, slot, read, chunk)])
                    read += len(chunk)
            finally:
                self._slots.give_back(slot, prompt[:read], checkpoint)
            return Distribution(logits)

        return await self.call(forward, asker)

    async def scored(
        self, checkpoint: str, prompt: list[int], asker: Asker
    ) -> tuple[Distribution, list[Surprise]]:
        """`distribution`, and how expected each token of the prompt from the second on was."""

        def forward(slot: int) -> tuple[Distribution, list[Surprise]]:
            found: list[Surprise] = []
            for start in range(0, len(prompt), CHUNK):
                logits = self._engine.forward_all(
                    Work(checkpoint, slot, start, prompt[start : start + CHUNK])
                )
                following = prompt[start + 1 : start + 1 + len(logits)]
                found += surprises(logits[: len(following)], following)
            return Distribution(logits[-1]), found

        return await self.with_slot(forward, asker)

    async def with_slot(self, function: Callable[[int], T], asker: Asker) -> T:
        """Run a function that reads tokens of its own into a slot."""

        def run() -> T:
            slot, _ = self._slots.take("", [])
            try:
                return function(slot)
            finally:
                self._slots.give_back(slot, [], "")

        return await self.call(run, asker)

    async def each_with_slot(
        self, functions: Sequence[Callable[[int], T]], asker: Asker
    ) -> list[T]:
        """The functions' results; each runs in a slice of its own and may read tokens into the slot it is given."""

        def run() -> Iterator[list[T]]:
            done: list[T] = []
            for function in functions:
                slot, _ = self._slots.take("", [])
                try:
                    done.append(function(slot))
                finally:
                    self._slots.give_back(slot, [], "")
                yield done

        return await self.slices(run(), asker)

    def forget(self, checkpoint: str) -> None:
        """Drop what is cached of a checkpoint. Called on the thread, when its weights change or go."""
        self._slots.forget(checkpoint)

    async def retire(self, checkpoint: str, remove: Callable[[], None], asker: Asker) -> None:
        """Let a checkpoint go as soon as no generation uses it any more."""

        def slices() -> Iterator[None]:
            while any(job.generation.plan.checkpoint == checkpoint for job in self._generations()):
                yield
            self.forget(checkpoint)
            remove()
            yield

        await self.slices(slices(), asker)

    async def call(self, function: Callable[[], T], asker: Asker) -> T:
        """Run a function of a few milliseconds on the thread."""
        loop = asyncio.get_running_loop()
        return await self._submit(CallJob(asker, loop, loop.create_future(), function=function))  # type: ignore[no-any-return]

    async def slices(self, slices: Iterator[T], asker: Asker) -> T:
        """Run an iterator step by step between rounds; its last item is the result. One such job runs at a time."""
        loop = asyncio.get_running_loop()
        return await self._submit(SlicesJob(asker, loop, loop.create_future(), slices=slices))  # type: ignore[no-any-return]

    async def trouble(self, checkpoint: str) -> str:
        """Return why the network cannot compute, empty while it can. Never waits for long work.

        Work that succeeds proves that it can; while there is none, one token is read now and then.
        """
        if not self._thread.is_alive():
            return "the thread that runs the network has ended"
        now = time.monotonic()
        if self._starved >= STARVED_JOBS and now - self._starved_at < STARVED_S:
            return f"the last {self._starved} requests failed for lack of memory"
        if self._starved == 0 and now - self._worked_at < PROBE_EVERY_S:
            return ""
        loop = asyncio.get_running_loop()
        job = CallJob(
            Asker(),
            loop,
            loop.create_future(),
            function=partial(self._probe, checkpoint),
            probe=True,
        )
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

    def _probe(self, checkpoint: str) -> None:
        slot, _ = self._slots.take("", [])
        try:
            self._engine.forward([Work(checkpoint, slot, 0, [0])])
        finally:
            self._slots.give_back(slot, [], "")
        self._worked_at = time.monotonic()

    async def _submit(self, job: Job) -> Any:
        self._admit(job)
        with self._wake:
            self._inbox.append(job)
            self._wake.notify()
        try:
            return await job.future
        finally:
            job.cancelled = True  # it is over in any case; a job still in the batch is dropped before its next token
            self._leave(job)

    def _admit(self, job: Job) -> None:
        if self._stopping:
            raise WireError(jsonrpc.KERNEL_GONE, "the kernel is shutting down")
        limit = STAGE_WAITING_LIMIT if job.stage else WAITING_LIMIT
        alike = [other for other in [*self._inbox, *self._waiting] if other.stage == job.stage]
        if len(alike) >= limit:
            raise WireError(
                jsonrpc.TOO_MANY, f"{limit} requests wait already; try again in a moment"
            )
        if not job.stage and self._open.get(job.person, 0) >= OPEN_PER_PERSON:
            raise WireError(
                jsonrpc.TOO_MANY,
                f"you have {OPEN_PER_PERSON} requests open; wait for one or cancel it",
            )
        self._open[job.person] = self._open.get(job.person, 0) + 1

    def _leave(self, job: Job) -> None:
        left = self._open[job.person] - 1
        if left:
            self._open[job.person] = left
        else:
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
                self._note(error)
                self._fail_all()
            self._tell_places()
            self._deliver()
        self._fail_all()
        self._deliver()

    def _collect(self) -> bool:
        """Take in what was submitted, waiting for something to do; False when it is time to stop."""
        with self._wake:
            while not self._stopping and not self._inbox and not self._has_work():
                self._wake.wait()
            self._waiting.extend(self._inbox)
            self._inbox.clear()
            return not self._stopping

    def _has_work(self) -> bool:
        return bool(self._waiting or self._running or self._sliced)

    def _generations(self) -> list[GenerationJob]:
        """Those in the batch and those that wait for it."""
        return self._running + [job for job in self._waiting if isinstance(job, GenerationJob)]

    def _round(self) -> None:
        self._drop_cancelled()
        self._calls()
        self._start_generations()
        self._decode()
        self._slice()

    def _drop_cancelled(self) -> None:
        self._waiting = [job for job in self._waiting if not job.cancelled]
        for job in [job for job in self._running if job.cancelled]:
            self._release(job)
        if self._sliced is not None and self._sliced.cancelled:
            self._sliced = None

    def _calls(self) -> None:
        """Every call of the stage, then one of a phone."""
        calls = [job for job in self._ordered() if isinstance(job, CallJob)]
        phones = [job for job in calls if not job.stage]
        for job in [job for job in calls if job.stage] + phones[:1]:
            self._waiting.remove(job)
            self._guarded(job, job.function)

    def _start_generations(self) -> None:
        busy = {job.person for job in self._running if not job.stage}
        for job in self._ordered():
            if isinstance(job, SlicesJob):
                if self._sliced is None:
                    self._waiting.remove(job)
                    self._sliced = job
            elif (
                isinstance(job, GenerationJob)
                and len(self._running) < self._limit(job)
                and job.person not in busy
            ):
                self._waiting.remove(job)
                self._start(job)
                if not job.stage:
                    busy.add(job.person)

    def _limit(self, job: Job) -> int:
        """Phones leave a few slots free, so that the stage never waits for one."""
        return self._rows if job.stage else max(1, self._rows - 4)

    def _start(self, job: GenerationJob) -> None:
        generation = job.generation
        job.slot, generation.read = self._slots.take(
            generation.plan.checkpoint, generation.plan.prompt
        )
        generation.pending = generation.plan.prompt[generation.read :]
        generation.start_clock()
        self._running.append(job)

    def _decode(self) -> None:
        """One token for everybody whose turn it is."""
        jobs = self._turns()
        work = [self._work(job) for job in jobs]
        for job, item, logits in zip(jobs, work, self._forward(jobs, work), strict=True):
            if logits is None:
                continue
            generation = job.generation
            if len(item.tokens) < len(generation.pending):
                generation.read += len(item.tokens)
                generation.pending = generation.pending[len(item.tokens) :]
            else:
                self._step(job, logits)

    def _turns(self) -> list[GenerationJob]:
        stage = [job for job in self._running if job.stage]
        phones = [job for job in self._running if not job.stage]
        if stage and len(phones) > PHONE_ROWS_BESIDE_STAGE:
            begin = self._turn % len(phones)
            self._turn += PHONE_ROWS_BESIDE_STAGE
            phones = (phones + phones)[begin : begin + PHONE_ROWS_BESIDE_STAGE]
        return stage + phones

    def _work(self, job: GenerationJob) -> Work:
        generation = job.generation
        return Work(
            generation.plan.checkpoint, job.slot, generation.read, generation.pending[:CHUNK]
        )

    def _forward(self, jobs: list[GenerationJob], work: list[Work]) -> list[Any]:
        """Logits by job; a job whose own tokens make the engine fail is failed alone."""
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

    def _step(self, job: GenerationJob, logits: Any) -> None:
        generation = job.generation
        try:
            step = generation.accept(logits)
        except Exception as error:
            self._release(job)
            self._resolve(job, error=error)
            return
        self._news.append((job.loop, lambda: _unless_over(job, lambda: job.on_step(step))))
        if generation.finish_reason is not None:
            self._release(job)
            self._resolve(
                job, Finished(generation.text, generation.tokens, generation.finish_reason)
            )

    def _release(self, job: GenerationJob) -> None:
        self._running.remove(job)
        generation = job.generation
        self._slots.give_back(
            job.slot, generation.sequence[: generation.read], generation.plan.checkpoint
        )

    def _slice(self) -> None:
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

    def _guarded(self, job: Job, function: Callable[[], Any]) -> None:
        try:
            self._resolve(job, function())
        except Exception as error:
            self._resolve(job, error=error)

    def _note(self, error: BaseException | None) -> None:
        """Remember how a job fared, for `trouble`; refusals say nothing of the network."""
        if error is None:
            self._worked_at, self._starved = time.monotonic(), 0
        elif is_out_of_memory(error):
            self._starved, self._starved_at = self._starved + 1, time.monotonic()

    def _resolve(self, job: Job, result: Any = None, error: BaseException | None = None) -> None:
        if not (isinstance(job, CallJob) and job.probe):
            self._note(error)

        def settle() -> None:
            if error is not None:
                job.future.set_exception(error)
            else:
                job.future.set_result(result)

        self._news.append((job.loop, lambda: _unless_over(job, settle)))

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
        """Who is next: the stage, then phones, each by arrival, a person's second job behind everybody's first."""
        count: dict[str, int] = {job.person: 1 for job in self._running}
        keyed: list[tuple[tuple[bool, int], Job]] = []
        for job in self._waiting:
            nth = count.get(job.person, 0)
            count[job.person] = nth + 1
            keyed.append(((not job.stage, 0 if job.stage else nth), job))
        return [job for _, job in sorted(keyed, key=lambda pair: pair[0])]

    def _tell_places(self) -> None:
        now = time.monotonic()
        waiting = [job for job in self._ordered() if isinstance(job, GenerationJob)]
        for place, job in enumerate(waiting, start=1):
            if place != job.place and now - job.place_told >= PLACE_INTERVAL_S:
                job.place, job.place_told = place, now
                self._tell_place(job, place)

    def _tell_place(self, job: GenerationJob, place: int) -> None:
        tell = job.on_place
        if tell is not None:
            self._news.append((job.loop, lambda: _unless_over(job, lambda: tell(place))))

    def _deliver(self) -> None:
        """Hand this round's news to the event loop in one go."""
        news, self._news = self._news, []
        for loop in {id(loop): loop for loop, _ in news}.values():
            mine = [act for owner, act in news if owner is loop]
            try:
                loop.call_soon_threadsafe(_run_all, mine)
            except RuntimeError:  # the loop is closed; nobody listens any more
                log.debug("the event loop is gone")


def _run_all(acts: list[Callable[[], None]]) -> None:
    for act in acts:
        act()


def _unless_over(job: Job, act: Callable[[], None]) -> None:
    if not job.cancelled and not job.future.done():
        act()
