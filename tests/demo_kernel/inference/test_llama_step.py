"""The engines of Llama's shape: transformers' numbers, and the same bits whatever else is done."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from demo_kernel.inference.cuda_graph import LlamaGraphEngine
from demo_kernel.inference.engine import AttentionEngine, Work
from demo_kernel.inference.llama_step import (
    MAX_ROWS,
    LlamaStepEngine,
    ThreadPace,
    available_threads,
    library,
)
from demo_kernel.inference.torch_engine import TorchLlamaEngine
from demo_kernel.network.gguf_file import read_gguf
from demo_kernel.network.llama import as_llama
from demo_kernel.network.llama_weights import BlockMatrix, LlamaWeights

from ..arrays import assert_near
from ..llama_models import (
    CONTEXT,
    probabilities,
    random_transformers,
    transformers_logits,
    with_weights,
    write_gguf,
)

needs_compiler = pytest.mark.skipif(library() is None, reason="no C compiler here")
NEEDS_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
Make = Callable[[str, LlamaWeights, int, int], AttentionEngine]
ENGINES = [
    pytest.param(LlamaStepEngine, marks=needs_compiler, id="CPU step"),
    pytest.param(TorchLlamaEngine, id="torch"),
    pytest.param(
        lambda name, weights, slots, context: LlamaGraphEngine(
            name, weights, slots, context, "cpu", kind=torch.float32
        ),
        id="CUDA graph, not captured",
    ),
    pytest.param(
        lambda name, weights, slots, context: LlamaGraphEngine(
            name, weights, slots, context, kind=torch.float32
        ),
        marks=NEEDS_GPU,
        id="CUDA graph",
    ),
]
REAL_TOKENS, PIECE = 400, 200
"""Of real text; `make bench ARGS="generate"` compares 2,000 tokens."""
TOKENS = np.random.default_rng(1).integers(0, 320, CONTEXT).tolist()


@pytest.fixture(params=ENGINES, scope="module")
def make(request: pytest.FixtureRequest) -> Make:
    return request.param


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> LlamaWeights:
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    return read_gguf(write_gguf(path, random_transformers(), "Q4_1")).weights


@pytest.fixture(scope="module")
def engine(make: Make, weights: LlamaWeights) -> AttentionEngine:
    return make("tiny", weights, 12, CONTEXT)


def in_floats(weights: LlamaWeights) -> LlamaWeights:
    return LlamaWeights(
        weights.config, weights.vectors, lambda name: BlockMatrix(weights.read(name).dequantised())
    )


@pytest.mark.parametrize(
    ("kind", "stored", "changed"),
    [
        ("llama", "Q4_0", {}),
        ("llama", "Q4_1", {"num_key_value_heads": 1}),
        ("llama", "Q8_0", {"tie_word_embeddings": False}),
        ("llama", "F16", {"head_dim": 32}),
        ("qwen2", "BF16", {}),
    ],
)
def test_probabilities_are_those_of_transformers_on_the_dequantised_weights(
    make: Make, tmp_path: Path, kind: str, stored: str, changed: dict[str, Any]
) -> None:
    model = random_transformers(kind, **changed)
    path = write_gguf(tmp_path / "tiny.gguf", model, stored)
    weights = read_gguf(path).weights
    theirs = transformers_logits(with_weights(model, weights), TOKENS)
    ours = make("tiny", weights, 2, CONTEXT).forward_all(Work("tiny", 0, 0, TOKENS))
    assert_near(probabilities(ours), probabilities(theirs), within=1e-3)
    # Blocks may be multiplied with inputs in 16 bits.
    assert_near(ours, theirs, within=1e-3 if stored in ("F16", "BF16") else 5e-3)


def test_a_cached_prefix_is_continued(engine: AttentionEngine, weights: LlamaWeights) -> None:
    with torch.no_grad():
        whole = as_llama(weights)(torch.tensor([TOKENS]))[0].numpy()
    engine.forward([Work("tiny", 0, 0, TOKENS[:20])])
    (found,) = engine.forward([Work("tiny", 0, 20, TOKENS[20:90])])
    assert_near(probabilities(found), probabilities(whole[89]), within=1e-3)


@needs_compiler
def test_logits_that_somebody_keeps_are_not_overwritten(weights: LlamaWeights) -> None:
    engine = LlamaStepEngine("tiny", weights, 3, CONTEXT)
    kept = engine.forward([Work("tiny", 0, 0, TOKENS[:9])])[0]
    copy = kept.copy()
    (other,) = engine.forward([Work("tiny", 0, 0, TOKENS[9:20])])
    assert np.array_equal(kept, copy)
    assert not np.array_equal(other, copy)
    where = other.ctypes.data
    del other
    assert engine.forward([Work("tiny", 0, 0, TOKENS[:9])])[0].ctypes.data == where


@needs_compiler
def test_a_copied_prefix_is_continued_to_the_same_bits(weights: LlamaWeights) -> None:
    engine = LlamaStepEngine("tiny", weights, 3, CONTEXT)
    engine.forward([Work("tiny", 0, 0, TOKENS[:70])])
    engine.forward([Work("tiny", 1, 0, TOKENS[5:90])])
    engine.copy(0, 1, 70)
    engine.forward([Work("tiny", 0, 0, TOKENS[9:90])])
    (found,) = engine.forward([Work("tiny", 1, 70, TOKENS[70:90])])
    (whole,) = engine.forward([Work("tiny", 2, 0, TOKENS[:90])])
    assert np.array_equal(found, whole)


def test_a_row_is_equal_to_the_bit_whatever_else_is_in_the_batch(engine: AttentionEngine) -> None:
    lengths = [1, 2, 3, 4, 5, 6, 7, 13, 40, 64, 90]
    work = [Work("tiny", n, 0, TOKENS[n : n + length]) for n, length in enumerate(lengths)]
    alone = np.stack([engine.forward([item])[0] for item in work])
    assert np.array_equal(engine.forward(work), alone)
    assert np.array_equal(engine.forward(work[::-1])[::-1], alone)
    last = engine.forward_all(work[-1])[-1]
    assert np.array_equal(last, alone[-1])


def test_single_tokens_are_equal_to_the_bit_in_any_batch(
    engine: AttentionEngine, weights: LlamaWeights
) -> None:
    engine.forward([Work("tiny", slot, 0, TOKENS[slot : slot + 5]) for slot in range(11)])
    for place in range(5, 9):
        work = [Work("tiny", slot, place, [TOKENS[slot + place]]) for slot in range(11)]
        alone = np.stack([engine.forward([item])[0] for item in work])
        assert np.array_equal(engine.forward(work[::-1])[::-1], alone)
    with torch.no_grad():
        oracle = as_llama(weights)(torch.tensor([TOKENS[3:12]]))[0, -1].numpy()
    assert_near(probabilities(alone[3]), probabilities(oracle), within=1e-3)


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=NEEDS_GPU)])
def test_bfloat16_weights_give_float32_logits_near_the_same(
    weights: LlamaWeights, device: str
) -> None:
    engine = LlamaGraphEngine("tiny", weights, 2, CONTEXT, device)
    floats = TorchLlamaEngine("tiny", weights, 1, CONTEXT)
    work = Work("tiny", 0, 0, TOKENS[:60])
    rough, exact = engine.forward_all(work), floats.forward_all(work)
    assert rough.dtype == np.float32
    # A probability may move by as much: bfloat16 has eight bits, and these weights are large.
    assert_near(probabilities(rough), probabilities(exact), within=0.15)
    assert not np.array_equal(rough, exact)
    assert engine.memory_bound < 2 * floats.memory_bound
    assert "bfloat16" in engine.device


def test_attention_weights_sum_to_one_over_the_past(engine: AttentionEngine) -> None:
    weights = engine.attention("tiny", 0, TOKENS[:70])
    assert weights.shape == (2, 4, 70, 70)
    assert_near(weights.sum(axis=-1), np.ones(weights.shape[:3]), within=1e-5)
    assert not np.triu(weights, 1).any()


@needs_compiler
@pytest.mark.parametrize("stored", ["Q4_0", "Q4_1", "Q8_0", "F16"])
def test_stored_weights_give_nearly_the_numbers_of_the_same_weights_in_float32(
    tmp_path: Path, stored: str
) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", random_transformers(), stored)
    weights = read_gguf(path).weights
    as_stored = LlamaStepEngine("tiny", weights, 1, CONTEXT)
    floats = LlamaStepEngine("tiny", in_floats(weights), 1, CONTEXT)
    for length in (1, 2, 3, 50):
        work = Work("tiny", 0, 0, TOKENS[:length])
        found, oracle = as_stored.forward_all(work), floats.forward_all(work)
        if stored == "F16":
            assert np.array_equal(found, oracle)
        else:
            # Blocks are multiplied with inputs that are rounded to 16 bits.
            assert_near(found, oracle, within=5e-3)
            assert_near(probabilities(found), probabilities(oracle), within=1e-3)


@needs_compiler
@pytest.mark.parametrize("stored", ["Q4_1", "Q8_0"])
def test_scales_that_half_precision_does_not_hold_are_kept(tmp_path: Path, stored: str) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", random_transformers(), stored)
    weights = read_gguf(path).weights

    def finer(name: str) -> BlockMatrix:
        matrix = weights.read(name)
        assert matrix.scale is not None
        return BlockMatrix(matrix.values, matrix.scale * np.float32(1.0001), matrix.shift)

    changed = LlamaWeights(weights.config, weights.vectors, finer)
    work = Work("tiny", 0, 0, TOKENS[:7])
    found = LlamaStepEngine("tiny", changed, 1, CONTEXT).forward_all(work)
    oracle = LlamaStepEngine("tiny", in_floats(changed), 1, CONTEXT).forward_all(work)
    assert_near(found, oracle, within=5e-3)
    before = LlamaStepEngine("tiny", weights, 1, CONTEXT).forward_all(work)
    assert not np.array_equal(found, before)


@needs_compiler
@pytest.mark.parametrize("stored", ["Q4_1", "Q8_0"])
def test_an_input_that_is_no_number_gives_no_numbers(tmp_path: Path, stored: str) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", random_transformers(), stored)
    weights = read_gguf(path).weights
    gain = weights.vectors["norm"].copy()
    gain[5] = np.inf
    broken = LlamaWeights(weights.config, {**weights.vectors, "norm": gain}, weights.read)
    work = Work("tiny", 0, 0, TOKENS[:3])
    assert np.isnan(LlamaStepEngine("tiny", broken, 1, CONTEXT).forward_all(work)).all()


@needs_compiler
def test_threads_change_no_bit(weights: LlamaWeights, monkeypatch: pytest.MonkeyPatch) -> None:
    work = [Work("tiny", slot, 0, TOKENS[slot : slot + 30]) for slot in range(5)]
    found: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for threads in (1, 2, 4):
        engine = LlamaStepEngine("tiny", weights, 5, CONTEXT, threads)
        assert engine.threads == threads
        monkeypatch.setattr(engine._pace, "choose", lambda rows, all_=threads: all_)
        found[threads] = engine.forward(work), engine.hidden_states("tiny", 0, TOKENS[:30])
    for threads in (2, 4):
        assert np.array_equal(found[threads][0], found[1][0])
        assert np.array_equal(found[threads][1], found[1][1])


@needs_compiler
@given(cuts=st.lists(st.integers(1, CONTEXT - 1), max_size=8, unique=True))
@settings(deadline=None, max_examples=30)
def test_bits_are_equal_however_a_prompt_is_cut(weights: LlamaWeights, cuts: list[int]) -> None:
    engine = LlamaStepEngine("tiny", weights, 2, CONTEXT)
    whole = engine.forward([Work("tiny", 0, 0, TOKENS)])
    edges = [0, *sorted(cuts), len(TOKENS)]
    for start, end in itertools.pairwise(edges):
        found = engine.forward([Work("tiny", 1, start, TOKENS[start:end])])
    assert np.array_equal(found, whole)


@needs_compiler
def test_more_rows_than_one_call_takes_change_nothing(weights: LlamaWeights) -> None:
    engine = LlamaStepEngine("tiny", weights, 12, CONTEXT)
    work = [Work("tiny", slot, 0, TOKENS[:80]) for slot in range(12)]
    assert sum(len(item.tokens) for item in work) > 3 * MAX_ROWS
    found = engine.forward(work)
    assert all(np.array_equal(row, found[0]) for row in found)


@needs_compiler
def test_a_slot_keeps_nothing_of_what_it_held_before(weights: LlamaWeights) -> None:
    engine = LlamaStepEngine("tiny", weights, 2, CONTEXT)
    engine.forward([Work("tiny", 0, 0, TOKENS)])
    again = engine.forward([Work("tiny", 0, 0, TOKENS[5:75])])
    assert np.array_equal(again, engine.forward([Work("tiny", 1, 0, TOKENS[5:75])]))


@needs_compiler
def test_memory_is_bounded_and_known(weights: LlamaWeights) -> None:
    one, four = (LlamaStepEngine("tiny", weights, slots, 100).memory_bound for slots in (1, 4))
    # Two layers with keys and values of two heads of 16 for 128 positions, which hold the 100 in
    # blocks of 64, and 320 logits.
    assert four - one == 3 * (2 * 2 * 2 * 16 * 128 + 320) * 4
    assert LlamaStepEngine("tiny", weights, 1, 10_000).context == CONTEXT


@needs_compiler
def test_a_shape_that_it_cannot_do_is_refused(tmp_path: Path) -> None:
    odd = random_transformers(num_attention_heads=8, num_key_value_heads=2)
    path = write_gguf(tmp_path / "odd.gguf", odd, "Q8_0")
    with pytest.raises(ValueError, match="multiples of 32"):
        LlamaStepEngine("odd", read_gguf(path).weights, 1, CONTEXT)


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (3, 3), (4, 4), (16, 4)])
def test_threads_are_no_more_than_the_cores_and_at_most_four(
    monkeypatch: pytest.MonkeyPatch, cores: int, threads: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert available_threads() == threads


def test_a_pass_gets_one_thread_where_that_has_been_faster() -> None:
    pace = ThreadPace(2)
    times = {1: 0.010, 2: 0.007}
    chosen = []
    for n in range(200):
        if n == 100:  # another program has the second core now
            times[2] = 0.030
        chosen.append(pace.choose(1))
        pace.record(1, chosen[-1], times[chosen[-1]])
    assert chosen[:2] == [2, 1]  # each is timed once
    # Every 33rd pass tries the other choice: TRY_EVERY, times the square of 10/7.
    assert chosen[40:100].count(2) > 50
    assert chosen[140:].count(1) > 50
    assert pace.choose(200) == 2  # passes of another size are judged by themselves
    assert [ThreadPace(1).choose(8) for _ in range(3)] == [1, 1, 1]


@needs_compiler
def test_on_real_text_smollm2_says_what_transformers_says_in_float32(smollm2: Path) -> None:
    from bench.real_model import compare, float32_logits, real_text
    from demo_kernel.backends.llama import load_llama

    weights = read_gguf(smollm2).weights
    model = load_llama(smollm2, name="real", slots=2)
    ids = model.codec.encode(real_text())[:REAL_TOKENS]
    pieces = [ids[at : at + PIECE] for at in range(0, len(ids), PIECE)]
    exact = float32_logits(weights, pieces)
    divergence, agreement, largest = compare(model.engine, pieces, exact)
    assert divergence <= 0.001
    assert agreement >= 0.98
    assert largest <= 0.001
