"""Measure tokens a second on the GPU beside transformers there: the embedded model, a real one."""

from __future__ import annotations

from functools import partial
from time import perf_counter

from bench import real_model
from bench.contest import (
    Contestant,
    engine_rate,
    in_turn,
    scheduler_rate,
    transformers_rate,
)
from bench.generate import (
    BATCHES,
    LATENCY_ROUNDS,
    NEW,
    ROUNDS,
    TRANSFORMERS,
    as_transformers,
    check_equal,
    latency,
    tokens,
)
from bench.table import Table
from demo_kernel.backends.embedded import SLOTS, load_embedded
from demo_kernel.inference.cuda_graph import CUDAGraphEngine
from demo_kernel.inference.devices import best_device
from demo_kernel.network.weights import Weights
from demo_kernel.tokens.tokenizer import vocabulary


def run(quick: bool) -> list[Table]:
    """Return the tables of throughput and latency on the GPU."""
    if best_device() != "cuda":
        missing = Table(f"Generate {NEW} tokens on the GPU", ["contestant"])
        missing.notes = ["torch finds no CUDA here: nothing was measured."]
        return [missing]
    model = load_embedded()
    rates = throughput(model.weights[model.checkpoints.default], 2 if quick else ROUNDS)
    latencies = latency(20 if quick else LATENCY_ROUNDS, ", kernel on the GPU")
    return [rates, latencies, real_model.on_gpu(quick)]


def throughput(weights: Weights, rounds: int) -> Table:
    """Measure every contestant at every batch size, in turn, `rounds` times."""
    import torch

    graph = CUDAGraphEngine({"base": weights}, SLOTS)
    plain = CUDAGraphEngine({"base": weights}, SLOTS, capture=False)
    network = as_transformers(weights).to("cuda")
    # Before anything is timed: a network that computes something else proves nothing.
    for engine in (graph, plain):
        check_equal(network, engine)
    contestants: dict[str, Contestant] = {
        "talk, CUDA graph": partial(engine_rate, graph, "base", tokens, NEW),
        "talk, the same step without a graph": partial(engine_rate, plain, "base", tokens, NEW),
        "talk, CUDA graph, scheduler and sampling": partial(
            scheduler_rate, graph, vocabulary("talk-4k"), "base", tokens, NEW
        ),
        TRANSFORMERS: partial(transformers_rate, network, tokens, NEW),
    }
    for contestant in contestants.values():
        contestant(1)  # cuBLAS and the capture settle
    title = f"Generate {NEW} tokens, on {torch.cuda.get_device_name()}"
    table = in_turn(title, contestants, BATCHES, TRANSFORMERS, rounds)
    size, bandwidth = (
        # Four bytes each: the GPU's step computes in float32, whatever the file stores.
        4 * sum(matrix.values.size for matrix in weights.matrices.values()),
        memory_bandwidth(),
    )
    table.add(
        "(floor: weights once through the GPU's memory a step)", bandwidth / size, None, None, None
    )
    table.notes = [
        f"All rows compute in float32 on the GPU; {size / 1e6:.1f} MB of weights, measured "
        "bandwidth"
        f" {bandwidth / 1e12:.2f} TB/s. Medians of {rounds}. torch {torch.__version__}.",
        "The graph always reads 32 rows, so that a row's bits do not depend on the "
        "others: one sequence takes"
        " as long as thirty-two.",
    ]
    return table


def memory_bandwidth() -> float:
    """Return the bytes a second to or from the GPU's memory, by copying 1 GB within it."""
    import torch

    source = torch.ones(1 << 28, device="cuda")
    target = torch.empty_like(source)
    seconds = []
    for _ in range(5):
        torch.cuda.synchronize()
        start = perf_counter()
        target.copy_(source)
        # A copy is only queued by the line before: the clock would stop before it is done.
        torch.cuda.synchronize()
        seconds.append(perf_counter() - start)
    # Twice: each byte is read and written.
    # The fastest, since anything else that the GPU did made the others slower.
    return 2 * source.nbytes / min(seconds)
