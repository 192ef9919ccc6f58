"""The whole kernel without its sockets: a tiny network with random weights and the shipped vocabulary."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from demo_kernel.backends.embedded import engine_for, shape
from demo_kernel.backends.language_model import LanguageModel
from demo_kernel.inference.scheduler import Scheduler
from demo_kernel.methods import local_handlers
from demo_kernel.network.config import GPTConfig
from demo_kernel.network.reward_head import Head
from demo_kernel.service.dispatch import Dispatcher
from demo_kernel.service.kernel import Call, Kernel
from demo_kernel.tokens.chat_format import TalkChat
from demo_kernel.tokens.tokenizer import BEGIN_OF_DOCUMENT, IM_END, vocabulary
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.wire import Asker, Event

from ..doubles import random_weights

NOW = datetime(2026, 11, 2, 9, 5)
KEPT = ("checkpoints", "weights", "rewards")
"""What a kernel adds to while it runs."""


class Tiny:
    """Ask it; `events` are those of the last request."""

    def __init__(self, model: LanguageModel) -> None:
        self.scheduler = Scheduler(model.engine, model.codec)
        self.kernel = Kernel(model, self.scheduler, local_handlers(), now=lambda: NOW)
        self.events: list[dict[str, Any]] = []

    async def ask(
        self, method: str, params: dict[str, Any], asker: Asker | None = None
    ) -> dict[str, Any]:
        """The result; raises WireError. No request takes longer than 20 seconds."""
        self.events = events = []

        def emit(event: Event) -> None:
            events.append(event.model_dump(mode="json", exclude_none=True))

        async with asyncio.timeout(20):
            return await Dispatcher(self.kernel).answer(
                method, params, Call(asker or Asker(), emit)
            )


@pytest.fixture(scope="session")
def tiny_model() -> LanguageModel:
    codec = vocabulary("talk-4k")
    config = GPTConfig(
        vocabulary_size=codec.size, context=96, layers=2, heads=2, width=32, hidden=64
    )
    stages = {"base": "base", "sft": "sft", "embedding": "embedding"}
    weights = {name: random_weights(config, seed) for seed, name in enumerate(stages)}
    trunk = engine_for(weights)
    return LanguageModel(
        name="tiny",
        engine=trunk,
        codec=codec,
        checkpoints={name: Checkpoint(name=name, stage=stage) for name, stage in stages.items()},
        default_checkpoint="base",
        parameters=1,
        begin=[codec.special(BEGIN_OF_DOCUMENT)],
        end=frozenset({codec.special(BEGIN_OF_DOCUMENT), codec.special(IM_END)}),
        chat=TalkChat(codec),
        chat_default="sft",
        trunk=trunk,
        looker=trunk,
        weights=weights,
        shape=shape(config),
        rewards={"reward": Head("sft", np.random.default_rng(1).normal(size=2 * config.width))},
    )


Running = Callable[[], Any]


@asynccontextmanager
async def _running(model: LanguageModel) -> AsyncIterator[Tiny]:
    own: dict[str, Any] = {part: dict(getattr(model, part)) for part in KEPT}
    fresh = dataclasses.replace(model, **own)
    found = Tiny(fresh)
    found.scheduler.start()
    try:
        yield found
    finally:
        found.scheduler.stop()


@pytest.fixture
def running(tiny_model: LanguageModel) -> Running:
    """Opens a kernel of its own; for tests that bring their own event loop."""
    return lambda: _running(tiny_model)


@pytest.fixture
async def tiny(tiny_model: LanguageModel) -> AsyncIterator[Tiny]:
    async with _running(tiny_model) as found:
        yield found
