"""Many continuations at once are those that the slow oracle gives one by one, by either reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from demo_kernel.inference.batch_generation import GrowingReader, Reader, continue_all
from demo_kernel.inference.cuda_graph_reader import CUDAGraphReader
from demo_kernel.network.model import GPT, GPTConfig, generate


@pytest.fixture
def model() -> GPT:
    """Return a tiny network whose layers all write something."""
    network = GPT(GPTConfig(vocabulary_size=64, context=24, layers=2, heads=2, width=16, hidden=32))
    network.initialise(seed=3)
    generator = torch.Generator().manual_seed(4)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return network


@pytest.fixture(
    params=[GrowingReader, lambda model: CUDAGraphReader(model, rows=4)],
    ids=["growing", "CUDA graph"],
)
def reader(request: pytest.FixtureRequest, model: GPT) -> Reader:
    made: Reader = request.param(model)
    return made


PROMPTS = [[1, 2, 3], [9], [5, 5], [7, 8, 9], [4, 4, 4], [60]]


def test_greedy_continuations_are_the_oracles(model: GPT, reader: Reader) -> None:
    expected = [generate(model, prompt, 10, temperature=0) for prompt in PROMPTS]
    assert continue_all(model, PROMPTS, 10, reader=reader) == expected


def test_the_size_of_the_batch_changes_nothing_when_greedy(model: GPT, reader: Reader) -> None:
    assert continue_all(model, PROMPTS, 10, batch=1, reader=reader) == continue_all(
        model, PROMPTS, 10, batch=64, reader=reader
    )


def test_each_continuation_ends_at_its_own_stop_token(model: GPT, reader: Reader) -> None:
    free = continue_all(model, PROMPTS, 10, reader=reader)
    stop = frozenset({free[0][3]})
    for whole, stopped in zip(
        free, continue_all(model, PROMPTS, 10, stop=stop, reader=reader), strict=True
    ):
        cut = next((i + 1 for i, token in enumerate(whole) if token in stop), len(whole))
        assert stopped == whole[:cut]


def test_a_seed_fixes_the_drawn_tokens(model: GPT, reader: Reader) -> None:
    one = continue_all(model, PROMPTS, 10, temperature=1.0, seed=5, reader=reader)
    assert one == continue_all(model, PROMPTS, 10, temperature=1.0, seed=5, reader=reader)
    assert one != continue_all(model, PROMPTS, 10, temperature=1.0, seed=6, reader=reader)


@pytest.mark.parametrize(
    # Sequences enough side by side that four thousand of them are few passes.
    "wide",
    [GrowingReader, lambda model: CUDAGraphReader(model, rows=256)],
    ids=["growing", "CUDA graph"],
)
def test_drawn_tokens_follow_the_models_probabilities(
    model: GPT, wide: Callable[[GPT], Reader]
) -> None:
    reader = wide(model)
    with torch.no_grad():
        likely = torch.softmax(model(torch.tensor([[1, 2]]))[0, -1], dim=-1)
    drawn = [
        new[0]
        for new in continue_all(model, [[1, 2]] * 4_000, 1, temperature=1.0, seed=1, reader=reader)
    ]
    best = int(likely.argmax())
    # Five standard deviations at the most.
    assert drawn.count(best) / 4_000 == pytest.approx(float(likely[best]), abs=0.04)


def test_a_full_context_ends_the_continuation(model: GPT, reader: Reader) -> None:
    assert len(continue_all(model, [[1] * 20], 10, reader=reader)[0]) == 5
