"""The whole kernel without its sockets.

A tiny network with random weights and the shipped vocabulary.
"""

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
from demo_kernel.backends.language_model import Checkpoints, TrainableModel
from demo_kernel.inference.scheduler import Scheduler
from demo_kernel.methods import answers, local_handlers
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


class Tiny:
    """A kernel to ask; `events` are those of the last request."""

    def __init__(self, model: TrainableModel) -> None:
        self.scheduler = Scheduler(model.engine, model.codec)
        self.kernel = Kernel(model, self.scheduler, local_handlers(), now=lambda: NOW)
        self.events: list[dict[str, Any]] = []

    async def ask(
        self, method: str, params: dict[str, Any], asker: Asker | None = None
    ) -> dict[str, Any]:
        """Return the result; raises WireError. No request takes longer than 20 seconds."""
        self.events = events = []

        def emit(event: Event) -> None:
            events.append(event.model_dump(mode="json", exclude_none=True))

        async with asyncio.timeout(20):
            return await Dispatcher(self.kernel).answer(
                method, params, Call(asker or Asker(), emit)
            )


@pytest.fixture(scope="session")
def tiny_model() -> TrainableModel:
    codec = vocabulary("talk-4k")
    config = GPTConfig(
        vocabulary_size=codec.size, context=96, layers=2, heads=2, width=32, hidden=64
    )
    phases = {"base": "base", "sft": "sft", "embedding": "embedding"}
    weights = {name: random_weights(config, seed) for seed, name in enumerate(phases)}
    return TrainableModel(
        name="tiny",
        engine=engine_for(weights),
        codec=codec,
        checkpoints=Checkpoints(
            {name: Checkpoint(name=name, stage=phase) for name, phase in phases.items()},
            default="base",
            chat_default="sft",
        ),
        parameters=1,
        begin=[codec.special(BEGIN_OF_DOCUMENT)],
        end=frozenset({codec.special(BEGIN_OF_DOCUMENT), codec.special(IM_END)}),
        chat=TalkChat(codec),
        weights=weights,
        shape=shape(config),
        rewards={"reward": Head("sft", np.random.default_rng(1).normal(size=2 * config.width))},
    )


Running = Callable[[], Any]


@asynccontextmanager
async def _running(model: TrainableModel) -> AsyncIterator[Tiny]:
    # A kernel adds to these while it runs, and all tests of a session share the model.
    served = dict(model.checkpoints.served)
    fresh = dataclasses.replace(
        model,
        checkpoints=dataclasses.replace(model.checkpoints, served=served),
        weights=dict(model.weights),
        rewards=dict(model.rewards),
    )
    found = Tiny(fresh)
    found.scheduler.start()
    try:
        yield found
    finally:
        found.scheduler.stop()


@pytest.fixture
def running(tiny_model: TrainableModel) -> Running:
    """Open a kernel of its own; for tests that bring their own event loop."""
    return lambda: _running(tiny_model)


@pytest.fixture
def few_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an update of the policy sample four answers a step, not sixteen."""
    monkeypatch.setattr(answers, "ANSWERS", 4)


@pytest.fixture
def short_answers(few_answers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let those answers be short as well; else an update takes 4 s of processor time."""
    monkeypatch.setattr(answers, "UPDATE_MAX_TOKENS", 6)


@pytest.fixture
async def tiny(tiny_model: TrainableModel) -> AsyncIterator[Tiny]:
    async with _running(tiny_model) as found:
        yield found
