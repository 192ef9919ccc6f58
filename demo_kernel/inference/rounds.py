"""Run all networks on one thread: continuous batching, fair shares, the stage first.

Three kinds of job. A *generation* holds a slot of its engine's key-value cache and gets one token a
round beside all the others. A *call* is one function run between two rounds (a probability map,
attention weights); a phone's long one runs piece by piece. *Slices* are longer work, cut by its
author into pieces of at most 50 ms, of which one runs between two rounds (live training). Several
engines share the thread, each with a lane of its own: in a round every lane makes one pass, the
lanes with the stage's sequences first. Progress is reported on the event loop; nothing here ever
waits for a reader.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from demo_kernel.inference.engine import Work
from demo_kernel.inference.jobs import CallJob, Finished, GenerationJob, Job, SlicesJob
from demo_kernel.inference.lane import Lane
from talk.protocol.refusal import refusal

log = logging.getLogger(__name__)

SLOTS_FREE_OF_PHONES = 4
"""Places in an engine's batch that phones leave free, so that the stage never waits for one."""
OPEN_PER_PERSON = 4
"""Jobs one person may have, running or waiting; one of them runs at a time."""
WAITING_LIMIT = 256
"""Jobs of phones that may wait."""
STAGE_WAITING_LIMIT = 128
"""Jobs of the stage that may wait."""
PLACE_INTERVAL_S = 0.25
"""A waiting job is notified of its place in the queue at most this often."""


class Rounds:
    """The thread and its queue. Jobs come by `submit`, from one event loop."""

    def __init__(self) -> None:
        self.lanes: list[Lane] = []
        self._wake = threading.Condition()
        """Guards the inbox and `_stopping`, the two things that loop and thread share."""
        self._inbox: deque[Job] = deque()
        self._stopping = False
        self._waiting: list[Job] = []
        self._sliced: SlicesJob | None = None
        self._open: dict[str, int] = {}
        """Jobs by person; of the event loop alone."""
        self._callbacks: list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = []
        """What this round has to report, each with the loop that it must run on."""
        # A daemon: if the loop dies without `stop`, the process must still end.
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
        # `stop` may come before `start`, when the kernel is told to end while it loads. The bound
        # is for a round that hangs; the thread is a daemon then.
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    @property
    def alive(self) -> bool:
        """True while the thread runs."""
        return self._thread.is_alive()

    @property
    def running(self) -> int:
        """Generations in the batches, and the sliced job if there is one."""
        # Read without the lock: a figure for kernel/health, which may be a round old.
        return sum(len(lane.running) for lane in self.lanes) + (self._sliced is not None)

    @property
    def queued(self) -> int:
        """Jobs that wait."""
        return len(self._waiting) + len(self._inbox)

    async def submit(self, job: Job) -> Any:
        """Queue a job for the thread; return its result. Raises WireError if it is refused."""
        # No lock: this runs on the loop, as does `stop`, the only writer.
        if self._stopping:
            raise refusal("kernel-stopped", "the kernel is shutting down")
        limit = STAGE_WAITING_LIMIT if job.urgent else WAITING_LIMIT
        # Bounded apart, so that a hall of phones cannot fill the stage's queue. The thread changes
        # both lists, but a copy never gives up the interpreter before it is complete.
        alike = [other for other in [*self._inbox, *self._waiting] if other.urgent == job.urgent]
        if len(alike) >= limit:
            text = f"{limit} requests wait already; try again in a moment"
            raise refusal("kernel-busy", text, count=limit)
        # Not for the stage: a slide may ask for several answers in several lanes at once.
        if not job.urgent and self._open.get(job.person, 0) >= OPEN_PER_PERSON:
            text = f"you have {OPEN_PER_PERSON} requests open; wait for one or cancel it"
            raise refusal("one-at-a-time", text)
        # Counted here and released in `finally`, both on the loop: a task that is cancelled counts
        # no longer at once, even if the thread has not yet seen it.
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

    def uses(self, lane: Lane, checkpoint: str) -> bool:
        """Return whether a generation runs or waits that needs this checkpoint."""
        waiting = [job for job in self._waiting if isinstance(job, GenerationJob)]
        return any(
            job.lane is lane and job.generation.plan.checkpoint == checkpoint
            for job in [*lane.running, *waiting]
        )

    @property
    def beside_stage(self) -> bool:
        """True while the stage has a sequence in a batch, whose next token should not wait long."""
        return any(job.urgent for job in self._running())

    def _run(self) -> None:
        while self._collect():
            try:
                self._drop_cancelled()
                self._run_calls()
                self._start_jobs()
                self._decode()
                self._run_slice()
            except Exception as error:  # a fault of the scheduler itself must not end the thread
                log.exception("a round failed")
                for lane in self.lanes:
                    lane.health.record(error)
                self._fail_all()
            self._notify_places()
            self._deliver()
        self._fail_all()
        self._deliver()

    def _collect(self) -> bool:
        """Wait for something to do and collect what was submitted; False when it is time to end."""
        with self._wake:
            # While anything runs the thread does not sleep; only an idle kernel waits here.
            while not (
                self._stopping
                or self._inbox
                or self._waiting
                or self._running()
                or self._sliced is not None
            ):
                self._wake.wait()
            self._waiting.extend(self._inbox)
            self._inbox.clear()
            return not self._stopping

    def _running(self) -> list[GenerationJob]:
        """Return the sequences of all lanes."""
        return [job for lane in self.lanes for job in lane.running]

    def _drop_cancelled(self) -> None:
        for job in self._waiting:
            if job.cancelled and isinstance(job, CallJob):
                job.pieces.close()  # which frees the slot that it holds
        self._waiting = [job for job in self._waiting if not job.cancelled]
        # A list of its own, because `_release` removes from the one that is walked.
        for job in [job for job in self._running() if job.cancelled]:
            self._release(job)
        if self._sliced is not None and self._sliced.cancelled:
            self._sliced = None

    def _run_calls(self) -> None:
        """Run every call of the stage, then a piece of one call of a phone."""
        calls = [job for job in self._ordered() if isinstance(job, CallJob)]
        # One piece of one phone a round: a hall's calls would hold up the stage's next token. What
        # has begun is ended first, so that calls of phones hold one slot of an engine at most.
        phones = sorted((job for job in calls if not job.urgent), key=lambda job: not job.begun)
        for job in [job for job in calls if job.urgent] + phones[:1]:
            # While it runs it does not wait: `queued` counts those that do.
            self._waiting.remove(job)
            job.begun = True
            try:
                next(job.pieces)
                while job.urgent:
                    next(job.pieces)
            except StopIteration as end:
                self._resolve(job, end.value)
            except Exception as error:
                self._resolve(job, error=error)
            else:
                self._waiting.append(job)

    def _start_jobs(self) -> None:
        """Start the sliced job if none runs, and as many generations as the batch has room for."""
        # One place in the batch for each person with a phone, however many requests are open.
        busy = {job.person for job in self._running() if not job.urgent}
        for job in self._ordered():
            if isinstance(job, SlicesJob) and self._sliced is None:
                self._waiting.remove(job)
                self._sliced = job
            if not isinstance(job, GenerationJob) or job.person in busy:
                continue
            lane = job.lane
            # `max`, so that an engine with few slots (transformers has 8) still serves a phone.
            room = lane.rows if job.urgent else max(1, lane.rows - SLOTS_FREE_OF_PHONES)
            if len(lane.running) >= room:
                continue
            self._waiting.remove(job)
            generation, plan = job.generation, job.generation.plan
            job.slot, generation.read = lane.acquire(plan.checkpoint, plan.prompt)
            # The prefix in the slot has been read. At least one token remains: see
            # CacheSlots.acquire.
            generation.pending = plan.prompt[generation.read :]
            generation.start_clock()
            lane.running.append(job)
            if not job.urgent:
                busy.add(job.person)

    def _decode(self) -> None:
        """Let every lane make one pass, those with sequences of the stage first."""
        urgent = {id(job.lane) for job in self._running() if job.urgent}
        for lane in sorted(self.lanes, key=lambda lane: id(lane) not in urgent):
            if lane.running:
                self._pass(lane, beside_stage=bool(urgent))
                self._deliver()  # the stage's token does not wait for the next lane's pass

    def _pass(self, lane: Lane, *, beside_stage: bool) -> None:
        """Read a chunk or token of each sequence whose turn it is, and sample what follows."""
        turns = lane.turns(beside_stage=beside_stage)
        jobs = [job for job, _ in turns]
        work = [
            Work(
                job.generation.plan.checkpoint,
                job.slot,
                job.generation.read,
                job.generation.pending[:count],
            )
            for job, count in turns
        ]
        # One forward pass for all: what a token costs is mostly reading the weights, once for all
        # rows.
        for job, item, logits in zip(jobs, work, self._forward(lane, jobs, work), strict=True):
            if logits is None:
                continue
            generation = job.generation
            if len(item.tokens) < len(generation.pending):  # the prompt goes on: nothing to sample
                generation.read += len(item.tokens)
                generation.pending = generation.pending[len(item.tokens) :]
            else:
                self._accept(job, logits)

    def _forward(self, lane: Lane, jobs: list[GenerationJob], work: list[Work]) -> list[Any]:
        """Return the logits by job, None for a job that failed because its tokens broke it."""
        try:
            return list(lane.forward(work))
        except Exception:
            log.exception("the batch failed; its sequences are tried one by one")
        found: list[Any] = []
        for job, item in zip(jobs, work, strict=True):
            try:
                # Again one by one, to find the sequence that broke the batch: the others must not
                # pay for it. An engine's result does not depend on the batch, so the retry changes
                # nothing for them.
                found.append(lane.forward([item])[0])
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
        # Reported before the result, and both in one delivery: the last event always precedes the
        # answer.
        self._report(job, lambda: job.on_step(step))
        if generation.finish_reason is not None:
            self._release(job)
            self._resolve(
                job, Finished(generation.text, generation.tokens, generation.finish_reason)
            )

    def _release(self, job: GenerationJob) -> None:
        """Remove a sequence from the batch; what its slot holds may serve a later prompt."""
        job.lane.running.remove(job)
        generation = job.generation
        job.lane.slots.release(
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

    def _resolve(self, job: Job, result: Any = None, error: BaseException | None = None) -> None:
        """Report the result or the error to whoever waits for the job."""
        if not (isinstance(job, CallJob) and job.probe):
            job.lane.health.record(error)
        if error is not None:
            # A future belongs to its loop and may not be touched from this thread.
            self._report(job, partial(job.future.set_exception, error))
        else:
            self._report(job, partial(job.future.set_result, result))

    def _fail_all(self) -> None:
        # The round that failed may have left any of the lists half changed, so all of them go.
        error = refusal("kernel-stopped", "the kernel stopped before the request was done")
        with self._wake:
            self._waiting.extend(self._inbox)
            self._inbox.clear()
        for job in [*self._waiting, *self._running(), *([self._sliced] if self._sliced else [])]:
            if isinstance(job, CallJob):
                job.pieces.close()
            self._resolve(job, error=error)
        for running in self._running():
            self._release(running)
        self._waiting, self._sliced = [], None

    def _ordered(self) -> list[Job]:
        """Return the waiting jobs in the order of their turn.

        The stage is first, then phones, each by arrival, but a person's second job behind
        everybody's first.
        """
        # Whoever has a sequence in the batch counts as first in line already.
        count: dict[str, int] = {job.person: 1 for job in self._running()}
        keyed: list[tuple[tuple[bool, int], Job]] = []
        for job in self._waiting:
            nth = count.get(job.person, 0)
            count[job.person] = nth + 1
            keyed.append(((not job.urgent, 0 if job.urgent else nth), job))
        # sorted is stable: equal keys stay in the order of arrival.
        return [job for _, job in sorted(keyed, key=lambda pair: pair[0])]

    def _notify_places(self) -> None:
        """Report to generations that wait where in the queue they are, if that has changed."""
        now = time.monotonic()
        waiting = [job for job in self._ordered() if isinstance(job, GenerationJob)]
        for place, job in enumerate(waiting, start=1):
            # Bounded in time: in a full hall each finished request moves everybody's place.
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
        # One loop in the kernel; tests run schedulers from several.
        for loop in {id(loop): loop for loop, _ in callbacks}.values():
            mine = [callback for owner, callback in callbacks if owner is loop]
            try:
                loop.call_soon_threadsafe(_run_all, mine)
            except RuntimeError:  # the loop is closed; nobody listens any more
                log.debug("the event loop is gone")


def _run_all(callbacks: list[Callable[[], None]]) -> None:
    for callback in callbacks:
        callback()
