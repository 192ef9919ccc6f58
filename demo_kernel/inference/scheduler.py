"""Run one engine beside others: generations, calls and slices, the stage's before those of phones.

Each engine has a Scheduler, all of which share the one thread of `rounds.Rounds`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import TypeVar

from demo_kernel.inference import row_sampler
from demo_kernel.inference.engine import Engine, Work
from demo_kernel.inference.generation import Codec, Generation, Plan, Step
from demo_kernel.inference.jobs import CallJob, Finished, GenerationJob, SlicesJob
from demo_kernel.inference.lane import CHUNK, Lane
from demo_kernel.inference.memory import is_out_of_memory
from demo_kernel.inference.rounds import Rounds
from demo_kernel.inference.sampling import LARGE, Distribution, Surprise, surprises
from demo_kernel.inference.speculation import (
    Drafter,
    Pass,
    checkpoint_drafter,
    lookup_drafter,
    passes,
)
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker

T = TypeVar("T")
log = logging.getLogger(__name__)

PROBE_PATIENCE_S = 0.5
"""A test step that has to wait longer than this proves nothing: the thread is busy."""


class Scheduler:
    """Start it, then call `generate`, `call` and `slices` from one event loop; `stop` ends it.

    With `beside` it shares the thread of another one, which starts and stops both.
    """

    def __init__(
        self, engine: Engine, codec: Codec, *, rows: int = 32, beside: Scheduler | None = None
    ) -> None:
        self._engine = engine
        self._codec = codec
        self._lane = Lane(engine, rows)
        self._rounds: Rounds = beside._rounds if beside else Rounds()
        self._rounds.lanes.append(self._lane)

    def start(self) -> None:
        """Start the thread."""
        self._rounds.start()

    def stop(self) -> None:
        """End the thread after the round under way; what is open then fails with KERNEL_GONE."""
        self._rounds.stop()

    @property
    def running(self) -> int:
        """Generations in the batches of all engines, and the sliced job if there is one."""
        return self._rounds.running

    @property
    def queued(self) -> int:
        """Jobs of all engines that wait."""
        return self._rounds.queued

    def warm_up(self, checkpoint: str) -> None:
        """Read a token and a chunk, so that the first round knows what they cost.

        Before `start`. Also compiles what samples from a large vocabulary.
        """
        self._in_free_slot(partial(self._probe, checkpoint))
        chunk = [0] * min(CHUNK, self._engine.context)
        self._in_free_slot(lambda slot: self._lane.forward([Work(checkpoint, slot, 0, chunk)]))
        if self._engine.vocabulary_size > LARGE:
            row_sampler.library()

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
            self._lane,
            asker,
            loop,
            loop.create_future(),
            generation=generation,
            on_step=on_step,
            on_place=on_place,
        )
        finished: Finished = await self._rounds.submit(job)
        return finished

    async def speculate(
        self,
        plan: Plan,
        draft: str | None,
        ahead: int,
        asker: Asker,
        on_pass: Callable[[Pass], None],
    ) -> Finished:
        """Run a plan with at most `ahead` drafted tokens a pass; the text is that of `generate`.

        `draft` is the checkpoint that drafts; without one the text itself is looked through. On the
        loop, `on_pass` is called after each pass. The engine must be `chunk_free`.
        """
        generation = Generation(plan, self._codec, self._engine.context)
        loop = asyncio.get_running_loop()
        drafter: Drafter = lookup_drafter
        if draft is not None:
            drafter = checkpoint_drafter(self._lane, draft, plan.sampler, plan.dropped)

        def run() -> Iterator[Finished | None]:
            generation.start_clock()
            for made in passes(self._lane, generation, drafter, ahead):
                if made is not None:
                    loop.call_soon_threadsafe(on_pass, made)
                reason = generation.finish_reason
                yield Finished(generation.text, generation.tokens, reason) if reason else None

        finished = await self.slices(run(), asker)
        # The last pass sets a reason: nothing else ends the iterator.
        assert finished is not None
        return finished

    async def distribution(self, checkpoint: str, prompt: list[int], asker: Asker) -> Distribution:
        """Return what follows the prompt (dense IDs, at least one, no more than the context)."""

        def forward() -> Generator[None, None, Distribution]:
            slot, read = self._lane.acquire(checkpoint, prompt)
            try:
                while True:
                    chunk = self._piece(prompt, read)
                    (logits,) = self._lane.forward([Work(checkpoint, slot, read, chunk)])
                    read += len(chunk)
                    if read == len(prompt):
                        return Distribution(logits)
                    yield
            finally:
                self._lane.slots.release(slot, prompt[:read], checkpoint)

        return await self._call(forward(), asker)

    async def scored(
        self, checkpoint: str, prompt: list[int], asker: Asker
    ) -> tuple[Distribution, list[Surprise]]:
        """Return `distribution`, and how expected each token of the prompt but the first was."""

        def forward() -> Generator[None, None, tuple[Distribution, list[Surprise]]]:
            # From the beginning and not from a cached prefix, whose logits are gone.
            slot, _ = self._lane.slots.acquire("", [])
            read = 0
            found: list[Surprise] = []
            try:
                while True:
                    chunk = self._piece(prompt, read)
                    logits = self._engine.forward_all(
                        Work(checkpoint, slot, read, chunk)
                    )  # (chunk, V)
                    read += len(chunk)
                    # The last token of the prompt has no successor, so the last chunk has a row
                    # more than tokens to score; it is the distribution.
                    following = prompt[read - len(chunk) + 1 : read + 1]
                    found += surprises(logits[: len(following)], following)
                    if read == len(prompt):
                        return Distribution(logits[-1]), found
                    yield
            finally:
                self._lane.slots.release(slot, [], "")

        return await self._call(forward(), asker)

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
        self._lane.slots.forget(checkpoint)

    async def retire(self, checkpoint: str, remove: Callable[[], None], asker: Asker) -> None:
        """Remove a checkpoint as soon as no generation uses it any more."""

        def slices() -> Iterator[None]:
            # On the thread, between two rounds, so nothing starts in between.
            while self._rounds.uses(self._lane, checkpoint):
                yield
            self.forget(checkpoint)
            remove()
            yield

        await self.slices(slices(), asker)

    async def call(self, function: Callable[[], T], asker: Asker) -> T:
        """Run a function of a few milliseconds on the thread; return its result."""
        return await self._call(_in_one_piece(function), asker)

    async def slices(self, slices: Iterator[T], asker: Asker) -> T:
        """Run an iterator step by step between rounds; return its last item.

        One such job runs at a time.
        """
        loop = asyncio.get_running_loop()
        job = SlicesJob(self._lane, asker, loop, loop.create_future(), slices=slices)
        result: T = await self._rounds.submit(job)
        return result

    async def trouble(self, checkpoint: str) -> str:
        """Return why the network cannot compute, empty while it can. Never waits for long work.

        Work that succeeds proves that it can; while there is none, one token is read now and then.
        """
        if not self._rounds.alive:
            return "the thread that runs the network has ended"
        # Known already in most cases: then no test step is added to a busy network.
        verdict = self._lane.health.verdict()
        if verdict is not None:
            return verdict
        loop = asyncio.get_running_loop()
        step = partial(self._in_free_slot, partial(self._probe, checkpoint))
        # With the stage's priority (Asker's default), so that a hall of phones does not make the
        # kernel look ill.
        pieces = _in_one_piece(step)
        job = CallJob(self._lane, Asker(), loop, loop.create_future(), pieces=pieces, probe=True)
        try:
            async with asyncio.timeout(PROBE_PATIENCE_S):
                await self._rounds.submit(job)
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

    async def _call(self, pieces: Generator[None, None, T], asker: Asker) -> T:
        """Return what a generator returns that pauses where others may have a turn."""
        loop = asyncio.get_running_loop()
        job = CallJob(self._lane, asker, loop, loop.create_future(), pieces=pieces)
        result: T = await self._rounds.submit(job)
        return result

    def _piece(self, prompt: list[int], read: int) -> list[int]:
        """Return the tokens that a call reads next. Called on the thread."""
        beside = self._rounds.beside_stage
        return prompt[read : read + self._lane.piece(len(prompt) - read, beside_stage=beside)]

    def _in_free_slot(self, function: Callable[[int], T]) -> T:
        """Run a function that reads tokens into a slot; afterwards the slot counts as empty."""
        # An empty prompt shares nothing, so the least useful slot is overwritten.
        slot, _ = self._lane.slots.acquire("", [])
        try:
            return function(slot)
        finally:
            self._lane.slots.release(slot, [], "")

    def _probe(self, checkpoint: str, slot: int) -> None:
        """Read one token, to see whether the network computes."""
        self._lane.forward([Work(checkpoint, slot, 0, [0])])
        self._lane.health.worked_at = time.monotonic()


def _in_one_piece(function: Callable[[], T]) -> Generator[None, None, T]:
    """Return a generator that runs a function without a pause."""
    return function()
    yield
