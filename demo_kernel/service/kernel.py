"""What every method works with: the model, the scheduler, and who is asking."""

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

from demo_kernel.backends.language_model import LanguageModel
from demo_kernel.documents.collection import Collection, Vectors
from demo_kernel.inference.engine import TrunkEngine
from demo_kernel.inference.scheduler import Scheduler
from demo_kernel.network.reward_head import Head
from demo_kernel.network.weights import Weights
from demo_kernel.tools.toolbox import Tools
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.registry import KERNEL_METHODS
from talk.protocol.wire import Asker, Event

DERIVED_LIMIT = 6
"""Checkpoints made by training on stage that stay resident, and as many made by all phones; each takes some 27 MB."""


@dataclass(frozen=True)
class Call:
    """One request: for whom it is, and where its stream goes."""

    asker: Asker
    emit: Callable[[Event], None]
    """Send one event of the request's stream; never waits."""


Handler = Callable[["Kernel", Any, Call], Awaitable[Any]]


class Made:
    """Names of what requests have made, oldest first: one pool for the stage, and one for all phones."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pools: dict[str, list[str]] = {"stage": [], "phone": []}

    def __contains__(self, name: str) -> bool:
        return any(name in pool for pool in self._pools.values())

    def add(self, name: str, asker: Asker) -> list[str]:
        """Note that somebody has made `name`; return the names that have to go for it, all from the asker's pool.

        What the stage has made too stays in the stage's pool.
        """
        if asker.priority == "phone" and name in self._pools["stage"]:
            return []
        for pool in self._pools.values():
            if name in pool:
                pool.remove(name)
        mine = self._pools[asker.priority]
        mine.append(name)
        gone = mine[: -self._limit]
        del mine[: -self._limit]
        return gone


@dataclass
class Kernel:
    """The state that all requests share."""

    model: LanguageModel
    scheduler: Scheduler
    handlers: dict[str, Handler]
    """By method; what is not here is not served. The model's own take precedence."""
    tools: Tools = field(init=False)
    collection: Collection = field(default_factory=Collection)
    """What documents/search and the search tool look through."""
    embedded: dict[str, tuple[Collection, Vectors]] = field(default_factory=dict)
    """By embedding checkpoint, the vectors of the collection they were made from."""
    now: Callable[[], datetime] = datetime.now
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.handlers = self.handlers | self.model.own_handlers
        self.tools = Tools(self.now, self._search)
        self._derived = Made(DERIVED_LIMIT)
        self._fitted = Made(DERIVED_LIMIT)

    def _search(self, query: str) -> str:
        document = self.collection.nearest_by_words(query)
        return document.text if document else "nothing found"

    def trunk(self, method: str) -> TrunkEngine:
        """The engine that can be looked into; raises WireError(UNAVAILABLE) naming the method."""
        if self.model.trunk is None:
            raise WireError(jsonrpc.UNAVAILABLE, f"{self.model.name} does not offer {method}")
        return self.model.trunk

    async def keep_derived(self, made: Checkpoint, weights: Weights, asker: Asker) -> None:
        """Make a trained checkpoint resident; when the asker's pool is full, the one made longest ago goes."""
        model, trunk = self.model, self.trunk("derived checkpoints")
        gone = self._derived.add(made.name, asker)

        def exchange() -> None:
            self.scheduler.forget(made.name)
            trunk.add(made.name, weights)

        await self.scheduler.call(exchange, asker)
        model.weights[made.name], model.checkpoints[made.name] = weights, made
        for name in gone:
            model.weights.pop(name, None)
            model.checkpoints.pop(name, None)
            await self.scheduler.retire(name, partial(self._remove, trunk, name), asker)

    def _remove(self, trunk: TrunkEngine, name: str) -> None:
        """Take a checkpoint from the engine, unless it has been made again or its maker gave up before it was there."""
        if name not in self._derived:
            with contextlib.suppress(KeyError):
                trunk.remove(name)

    def keep_reward(self, name: str, head: Head, asker: Asker) -> None:
        """Keep a fitted reward model; when the asker's pool is full, the one fitted longest ago goes."""
        self.model.rewards[name] = head
        for gone in self._fitted.add(name, asker):
            self.model.rewards.pop(gone, None)

    def missing(self) -> dict[str, str]:
        """Method → the sentence why it is not served."""
        unserved = {
            name: f"this kernel does not serve {name}"
            for name in KERNEL_METHODS
            if name not in self.handlers
        }
        return unserved | self.model.missing

    async def trouble(self) -> str:
        """Return why the network cannot compute, empty while it can."""
        return await self.scheduler.trouble(next(iter(self.model.checkpoints)))

    def health(self) -> dict[str, Any]:
        """Figures of kernel/health."""
        return {
            "running": self.scheduler.running,
            "queued": self.scheduler.queued,
            "uptime_s": time.monotonic() - self.begun,
            "memory_mib": memory_mib(),
        }


async def load_torch() -> None:
    """Import torch (seconds, the first time) without holding up the event loop or the scheduler."""

    def load() -> None:
        import torch

        torch.set_num_threads(1)  # the other core is the stage's

    await asyncio.to_thread(load)


def memory_mib() -> float:
    """Return this process's resident memory now (Linux), else its peak (macOS), else 0, in MiB."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 2**20
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
