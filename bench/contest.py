"""Let contestants generate in turn: our engines, our scheduler, and transformers.

All read the same prompts and generate as many tokens, at each batch size.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

from bench.table import Table, median
from demo_kernel.inference.engine import Engine, Work
from demo_kernel.inference.generation import Codec, Plan
from demo_kernel.inference.sampling import Sampler
from demo_kernel.inference.scheduler import Scheduler
from talk.protocol.wire import Asker

Contestant = Callable[[int], float]
"""From a batch size to tokens a second."""
Prompt = Callable[[int], list[int]]
"""From the number of a sequence to its prompt, as dense IDs."""


def in_turn(
    title: str,
    contestants: Mapping[str, Contestant],
    batches: Sequence[int],
    base: str,
    rounds: int,
) -> Table:
    """Return the medians of all contestants at all batch sizes, beside those of `base`."""
    figures: dict[tuple[str, int], list[float]] = {}
    # Round by round and not contestant by contestant: a busy moment of the machine meets them all.
    for _ in range(rounds):
        for name, contestant in contestants.items():
            for batch in batches:
                figures.setdefault((name, batch), []).append(contestant(batch))
    medians = {key: median(values) for key, values in figures.items()}
    columns = [text for batch in batches for text in (f"batch {batch}, tok/s", "× transformers")]
    table = Table(title, ["contestant", *columns])
    for name in contestants:
        cells: list[float] = []
        for batch in batches:
            cells += [medians[name, batch], medians[name, batch] / medians[base, batch]]
        table.add(name, *cells)
    return table


def engine_rate(engine: Engine, checkpoint: str, prompt: Prompt, new: int, batch: int) -> float:
    """Measure the bare engine, greedy, in tokens a second."""
    start = perf_counter()
    length = len(prompt(0))
    # The whole prompts in one pass, as each contestant reads them.
    logits = engine.forward([Work(checkpoint, n, 0, prompt(n)) for n in range(batch)])  # (B, V)
    # One less: the pass over the prompts gave each sequence its first token.
    for step in range(new - 1):
        likeliest = logits.argmax(axis=1).tolist()
        logits = engine.forward(
            [Work(checkpoint, n, length + step, [likeliest[n]]) for n in range(batch)]
        )
    return batch * new / (perf_counter() - start)


def scheduler_rate(
    engine: Engine, codec: Codec, checkpoint: str, prompt: Prompt, new: int, batch: int
) -> float:
    """Measure batching, sampling, entropies and an event for each token, in tokens a second.

    This is what a slide gets, but for the socket.
    """

    async def generate_all() -> float:
        scheduler = Scheduler(engine, codec)
        scheduler.start()
        # Without `end`, so that every sequence has as many tokens.
        plans = [Plan(checkpoint, prompt(n), Sampler(seed=n), max_tokens=new) for n in range(batch)]
        start = perf_counter()
        done = await asyncio.gather(
            *(scheduler.generate(plan, Asker(), lambda step: None) for plan in plans)
        )
        seconds = perf_counter() - start
        scheduler.stop()
        return sum(len(finished.tokens) for finished in done) / seconds

    return asyncio.run(generate_all())


def transformers_rate(network: Any, prompt: Prompt, new: int, batch: int) -> float:
    """Measure the generate of transformers, greedy, with its cache."""
    import torch

    prompts = torch.tensor([prompt(n) for n in range(batch)], device=network.device)
    start = perf_counter()
    with torch.no_grad():
        found = network.generate(
            prompts,
            attention_mask=torch.ones_like(prompts),
            max_new_tokens=new,
            min_new_tokens=new,  # exactly as many as the others, whatever comes up
            do_sample=False,
        )
    seconds = perf_counter() - start
    return (found.size(1) - prompts.size(1)) * batch / seconds
