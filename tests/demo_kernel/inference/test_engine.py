"""Both engines of the embedded model against the oracle in model.py.

Their bits are equal, alone and in any batch.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from demo_kernel.inference.cpu_step import MAX_ROWS, CPUStepEngine, library
from demo_kernel.inference.cuda_graph import ROWS, CUDAGraphEngine
from demo_kernel.inference.engine import TrunkEngine, Work
from demo_kernel.inference.torch_engine import TorchEngine
from demo_kernel.network.model import as_module
from demo_kernel.network.weights import Weights

from ..arrays import assert_near
from ..doubles import SMALL, random_weights

needs_compiler = pytest.mark.skipif(library() is None, reason="no C compiler here")
Make = Callable[[dict[str, Weights], int], TrunkEngine]
ENGINES = [
    pytest.param(CPUStepEngine, marks=needs_compiler, id="CPU step"),
    pytest.param(TorchEngine, id="torch"),
    pytest.param(
        lambda weights, slots: CUDAGraphEngine(weights, slots, "cpu"),
        id="CUDA graph, not captured",
    ),
    pytest.param(
        CUDAGraphEngine,
        marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here"),
        id="CUDA graph",
    ),
]
TOKENS = np.random.default_rng(1).integers(0, SMALL.vocabulary_size, SMALL.context).tolist()
EIGHT_BIT, FLOATS = random_weights(SMALL), random_weights(SMALL, 2, eight_bit=False)


def oracle(weights: Weights, tokens: Sequence[int]) -> np.ndarray:
    with torch.no_grad():
        return as_module(weights)(torch.tensor([list(tokens)]))[0].numpy()  # (T, V)


@pytest.fixture(params=ENGINES, scope="module")
def make(request: pytest.FixtureRequest) -> Make:
    return request.param


@pytest.fixture(scope="module")
def engine(make: Make) -> TrunkEngine:
    return make({"eight": EIGHT_BIT, "floats": FLOATS}, 12)


@pytest.mark.parametrize(("name", "weights"), [("eight", EIGHT_BIT), ("floats", FLOATS)])
@pytest.mark.parametrize("length", [1, 2, 17, 63, 64, 65, SMALL.context])
def test_logits_are_the_oracles(
    engine: TrunkEngine, name: str, weights: Weights, length: int
) -> None:
    (found,) = engine.forward([Work(name, 0, 0, TOKENS[:length])])
    assert_near(found, oracle(weights, TOKENS[:length])[-1], within=2e-4)


def test_logits_after_every_token_are_the_oracles(engine: TrunkEngine) -> None:
    found = engine.forward_all(Work("eight", 0, 0, TOKENS))
    assert_near(found, oracle(EIGHT_BIT, TOKENS), within=2e-4)
    assert np.array_equal(found[-1], engine.forward([Work("eight", 1, 0, TOKENS)])[0])


def test_a_checkpoint_that_is_replaced_answers_with_its_new_weights(make: Make) -> None:
    engine = make({"changed": EIGHT_BIT}, 2)
    token = Work("changed", 0, 0, TOKENS[:1])
    engine.forward([token])
    engine.add("changed", FLOATS)
    (found,) = engine.forward([token])
    assert_near(found, oracle(FLOATS, TOKENS[:1])[-1], within=2e-4)


def test_a_cached_prefix_is_continued(engine: TrunkEngine) -> None:
    engine.forward([Work("eight", 0, 0, TOKENS[:20])])
    (found,) = engine.forward([Work("eight", 0, 20, TOKENS[20:23])])
    assert_near(found, oracle(EIGHT_BIT, TOKENS[:23])[-1], within=2e-4)


def test_a_row_is_equal_to_the_bit_whatever_else_is_in_the_batch(engine: TrunkEngine) -> None:
    lengths = [1, 2, 3, 4, 5, 6, 7, 13, 40, 64, 90]
    names = ["eight", "floats"]
    work = [Work(names[n % 2], n, 0, TOKENS[n : n + length]) for n, length in enumerate(lengths)]
    alone = np.stack([engine.forward([item])[0] for item in work])
    assert np.array_equal(engine.forward(work), alone)
    assert np.array_equal(engine.forward(work[::-1])[::-1], alone)


def test_a_generation_of_single_tokens_is_the_oracles_and_equal_to_the_bit_in_any_batch(
    engine: TrunkEngine,
) -> None:
    engine.forward([Work("eight", slot, 0, TOKENS[slot : slot + 5]) for slot in range(8)])
    for place in range(5, 12):
        work = [Work("eight", slot, place, [TOKENS[slot + place]]) for slot in range(8)]
        alone = np.stack([engine.forward([item])[0] for item in work])
        assert np.array_equal(engine.forward(work), alone)
        assert np.array_equal(engine.forward(work[::-1])[::-1], alone)
    assert_near(alone[3], oracle(EIGHT_BIT, TOKENS[3:15])[-1], within=2e-4)


def test_more_single_tokens_than_a_captured_step_holds_are_read_in_turn() -> None:
    engine = CUDAGraphEngine({"eight": EIGHT_BIT}, ROWS + 5, "cpu")
    work = [Work("eight", slot, 0, [TOKENS[slot % 7]]) for slot in range(ROWS + 5)]
    found = engine.forward(work)
    assert found.shape == (ROWS + 5, SMALL.vocabulary_size)
    assert np.array_equal(found[0], found[7])
    assert np.array_equal(found[ROWS], engine.forward([work[ROWS]])[0])


def test_hidden_states_give_the_same_logits(engine: TrunkEngine) -> None:
    states = engine.hidden_states("eight", 0, TOKENS[:30])
    assert states.shape == (30, SMALL.width)
    matrix = EIGHT_BIT.matrices["embedding"].dequantised()
    assert_near(states @ matrix.T, oracle(EIGHT_BIT, TOKENS[:30]), within=2e-4)


def test_attention_weights_sum_to_one_over_the_past(engine: TrunkEngine) -> None:
    weights = engine.attention("eight", 0, TOKENS[:30])
    assert weights.shape == (SMALL.layers, SMALL.heads, 30, 30)
    assert_near(weights.sum(axis=-1), np.ones(weights.shape[:3]), within=1e-5)
    assert not np.triu(weights, 1).any()
    assert weights.min() >= 0


def test_a_checkpoint_comes_and_goes(make: Make) -> None:
    engine = make({"eight": EIGHT_BIT}, 1)
    engine.add("more", FLOATS)
    assert_near(
        engine.forward([Work("more", 0, 0, TOKENS[:9])])[0],
        oracle(FLOATS, TOKENS[:9])[-1],
        within=2e-4,
    )
    engine.remove("more")
    with pytest.raises(KeyError):
        engine.forward([Work("more", 0, 0, TOKENS[:9])])


@needs_compiler
def test_both_engines_look_the_same_way() -> None:
    weights = {"eight": EIGHT_BIT}
    mine = CPUStepEngine(weights, 1).attention("eight", 0, TOKENS[:40])
    assert_near(mine, TorchEngine(weights, 1).attention("eight", 0, TOKENS[:40]), within=1e-5)


@needs_compiler
@given(cuts=st.lists(st.integers(1, SMALL.context - 1), max_size=8, unique=True))
@settings(deadline=None, max_examples=30)
def test_the_compiled_step_gives_equal_bits_however_a_prompt_is_cut(cuts: list[int]) -> None:
    engine = CPUStepEngine({"eight": EIGHT_BIT}, 2)
    whole = engine.forward([Work("eight", 0, 0, TOKENS)])
    edges = [0, *sorted(cuts), len(TOKENS)]
    for start, end in itertools.pairwise(edges):
        found = engine.forward([Work("eight", 1, start, TOKENS[start:end])])
    assert np.array_equal(found, whole)


@needs_compiler
def test_more_rows_than_one_call_takes_change_nothing() -> None:
    engine = CPUStepEngine({"eight": EIGHT_BIT}, 12)
    work = [Work("eight", slot, 0, TOKENS[:80]) for slot in range(12)]
    assert sum(len(item.tokens) for item in work) > 3 * MAX_ROWS
    found = engine.forward(work)
    assert all(np.array_equal(row, found[0]) for row in found)
