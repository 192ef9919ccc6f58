"""Hold what every method works with: the model, the scheduler, and who is asking.

A kernel serves one model. The kernels of several models share one thread, the tools and the
documents; `Kernel.of` finds the one whose model has a checkpoint.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from demo_kernel.backends.language_model import (
    BackendError,
    LanguageModel,
    LocalModel,
    TrainableModel,
)
from demo_kernel.documents.collection import Collection, Vectors
from demo_kernel.inference.engine import TrunkEngine
from demo_kernel.inference.scheduler import Scheduler
from demo_kernel.network.reward_head import Head
from demo_kernel.network.weights import Weights
from demo_kernel.tools.toolbox import Tools
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.refusal import refusal
from talk.protocol.registry import KERNEL_METHODS
from talk.protocol.wire import Asker, Event

DERIVED_LIMIT = 6
"""Checkpoints made by live steps that stay resident for the stage, and as many for all phones.

Each takes some 27 MB.
"""


@dataclass(frozen=True)
class Call:
    """One request: the asker, and where its events go."""

    asker: Asker
    emit: Callable[[Event], None]
    """Send one event of the request's stream. Never waits."""


Handler = Callable[["Kernel", Any, Call], Awaitable[Any]]


class DerivedNames:
    """Names of what requests have made, oldest first, in two pools: the stage's and all phones'.

    With one pool a hall of phones would push out the checkpoint that the projector shows.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pools: dict[str, list[str]] = {"stage": [], "phone": []}

    def __contains__(self, name: str) -> bool:
        return any(name in pool for pool in self._pools.values())

    def add(self, name: str, asker: Asker) -> list[str]:
        """Append `name` to the asker's pool, and return the oldest names beyond its limit.

        A name that the stage has made stays in the stage's pool when a phone makes it again.
        """
        # Same name, same parameters, same weights: the phone may use it, but may not move it to
        # where other phones push it out.
        if asker.priority == "phone" and name in self._pools["stage"]:
            return []
        for pool in self._pools.values():
            if name in pool:
                pool.remove(name)
        # At the end also if it was there: made again, it counts as new.
        mine = self._pools[asker.priority]
        mine.append(name)
        gone = mine[: -self._limit]
        del mine[: -self._limit]
        return gone


@dataclass
class Kernel:
    """The state that all requests share."""

    model: LanguageModel
    local_scheduler: Scheduler | None
    """Runs the model on the thread that all local models share; None for a remote model."""
    handlers: dict[str, Handler]
    """Handler by method. A method without one is not served. The model's own take precedence."""
    tools: Tools = field(init=False)
    collection: Collection = field(default_factory=Collection)
    """Documents that documents/search and the search tool search."""
    embedded: dict[str, tuple[Collection, Vectors]] = field(default_factory=dict)
    """By embedding checkpoint: a collection, and the vectors of its documents."""
    now: Callable[[], datetime] = datetime.now
    begun: float = field(default_factory=time.monotonic)
    kernels: list[Kernel] = field(init=False)
    """The kernels of all models, in one list that they share; the first answers by default."""

    def __post_init__(self) -> None:
        self.kernels = [self]
        # A copy, because the table of local handlers is shared by all kernels of a process.
        self.handlers = {**self.handlers, **self.model.handlers()}

        def search(query: str) -> str:
            # By `self` and not by a collection: documents/index puts another one in its place.
            document = self.collection.nearest_by_words(query)
            return document.text if document else "nothing found"

        self.tools = Tools(self.now, search)
        self._derived = DerivedNames(DERIVED_LIMIT)
        self._fitted = DerivedNames(DERIVED_LIMIT)

    def add(self, model: LanguageModel, handlers: dict[str, Handler]) -> Kernel:
        """Serve one more model on the same thread; return its kernel.

        Raises BackendError when another model has a checkpoint of the same name.
        """
        for name in model.checkpoints.served:
            if name in (owner := self.of(name).model).checkpoints.served:
                raise BackendError(
                    f"{owner.name} has a checkpoint '{name}' already: write NAME=… before the"
                    " model to give it another name"
                )
        scheduler = None
        if isinstance(model, LocalModel):
            scheduler = Scheduler(model.engine, model.codec, beside=self._shared())
        other = Kernel(model, scheduler, handlers, now=self.now, begun=self.begun)
        other.tools, other.kernels = self.tools, self.kernels
        self.kernels.append(other)
        for one in self.kernels:
            one.model.checkpoints.beside = [
                name
                for kernel in self.kernels
                if kernel is not one
                for name in kernel.model.checkpoints.served
            ]
        return other

    def of(self, checkpoint: str | None) -> Kernel:
        """Return the kernel whose model has this checkpoint; the first for an unknown name."""
        return next(
            (one for one in self.kernels if checkpoint in one.model.checkpoints.served),
            self.kernels[0],
        )

    @property
    def scheduler(self) -> Scheduler:
        """What runs the model. Raises WireError(UNAVAILABLE) for a model that runs elsewhere."""
        if self.local_scheduler is None:
            text = f"{self.model.name} does not run in this kernel"
            raise refusal("not-offered", text, name=self.model.name)
        return self.local_scheduler

    def _shared(self) -> Scheduler | None:
        """Return a scheduler of any local model: they share one thread. None without one."""
        return next((one.local_scheduler for one in self.kernels if one.local_scheduler), None)

    def start(self) -> None:
        """Start the thread that runs the local models, if there are any."""
        if (scheduler := self._shared()) is not None:
            scheduler.start()

    def stop(self) -> None:
        """Stop the thread; what is open then fails with KERNEL_GONE."""
        if (scheduler := self._shared()) is not None:
            scheduler.stop()

    def local(self) -> LocalModel:
        """Return the model, if it runs in this process. Raises WireError(UNAVAILABLE)."""
        if not isinstance(self.model, LocalModel):
            text = "the vocabulary is not available from this server"
            raise refusal("not-offered", text, name=self.model.name)
        return self.model

    def trainable(self, method: str) -> TrainableModel:
        """Return the model, if it can be trained. Raises WireError(UNAVAILABLE) with the method."""
        if not isinstance(self.model, TrainableModel):
            text = f"{self.model.name} does not offer {method}"
            raise refusal("not-offered", text, name=self.model.name)
        return self.model

    async def keep_derived(self, made: Checkpoint, weights: Weights, asker: Asker) -> None:
        """Make a trained checkpoint resident.

        When the asker's pool is full, the checkpoint that was made longest ago is dropped.
        """
        model = self.trainable("derived checkpoints")
        gone = self._derived.add(made.name, asker)

        def exchange() -> None:
            # In one call on the scheduler's thread: a prefix that the old weights left in the cache
            # must not be continued with the new ones.
            self.scheduler.forget(made.name)
            model.engine.add(made.name, weights)

        # The engine first and the tables after it: a name that is listed can always be computed.
        await self.scheduler.call(exchange, asker)
        model.weights[made.name], model.checkpoints.served[made.name] = weights, made
        # Here the tables come first: nothing new starts with a name that is about to go.
        for name in gone:
            model.weights.pop(name, None)
            model.checkpoints.served.pop(name, None)
            await self.scheduler.retire(name, partial(self._remove, model.engine, name), asker)

    def _remove(self, trunk: TrunkEngine, name: str) -> None:
        """Remove a checkpoint from the engine once no sequence uses it any more."""
        if name in self._derived:  # made again while it waited to be removed
            return
        with contextlib.suppress(KeyError):  # its request was cancelled before the engine had it
            trunk.remove(name)

    def keep_reward(self, name: str, head: Head, asker: Asker) -> None:
        """Keep a fitted reward model.

        When the asker's pool is full, the one that was fitted longest ago is dropped.
        """
        rewards = self.trainable("reward models").rewards
        rewards[name] = head
        for gone in self._fitted.add(name, asker):
            rewards.pop(gone, None)

    def missing(self) -> dict[str, str]:
        """Return, for each method that is not served, the sentence that says why."""
        unserved = {
            name: f"this kernel does not serve {name}"
            for name in KERNEL_METHODS
            if name not in self.handlers
        }
        # Only there is a text the same whether its tokens are read one by one or with drafts.
        if isinstance(self.model, LocalModel) and not self.model.engine.chunk_free:
            unserved["text/speculate"] = (
                f"drafts could change the text of {self.model.name} on this machine: its results"
                " depend on how many tokens are read at once"
            )
        return unserved | self.model.missing

    async def trouble(self) -> str:
        """Return why the network cannot compute, empty while it can, or where it runs elsewhere."""
        if self.local_scheduler is None:
            return ""
        return await self.scheduler.trouble(next(iter(self.model.checkpoints.served)))

    def health(self) -> dict[str, Any]:
        """Return the figures of kernel/health."""
        scheduler = self._shared()
        return {
            "running": scheduler.running if scheduler else 0,
            "queued": scheduler.queued if scheduler else 0,
            "uptime_s": time.monotonic() - self.begun,
            "memory_mib": memory_mib(),
        }


async def load_torch() -> None:
    """Import torch, which takes seconds the first time, on another thread than the event loop's."""

    def load() -> None:
        import torch

        torch.set_num_threads(1)  # the other cores are for the browser that shows the stage

    await asyncio.to_thread(load)


def memory_mib() -> float:
    """Return this process's resident memory now (Linux), else its peak (macOS), else 0, in MiB."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    try:
        # The second figure of statm is the resident pages.
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 2**20
    except OSError:
        # In bytes on macOS, in KiB elsewhere.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
