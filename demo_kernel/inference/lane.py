"""Run one engine's share of a round: its sequences, its slots, the cost of its tokens."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from demo_kernel.inference.cache_slots import CacheSlots, Running
from demo_kernel.inference.compute_health import ComputeHealth
from demo_kernel.inference.engine import CopyingEngine, Engine, Logits, Work
from demo_kernel.inference.jobs import GenerationJob

CHUNK = 64
"""Most prompt tokens that one sequence reads in a round, so that a long prompt stops nobody."""
PHONE_ROWS_BESIDE_STAGE = 8
"""Phone sequences of an engine that take part in a round while the stage generates."""
PASS_S = 0.15
"""Time that an engine may compute in a round: what the stage asks meanwhile waits for so long."""
PASS_BESIDE_STAGE_S = 0.05
"""The same for the sequences of phones while the stage generates."""
CALL_BESIDE_STAGE_S = 0.025
"""The same for a call of a phone, which comes on top of that."""
COST_WEIGHT = 0.2
"""Weight of the newest pass in the mean time of passes of its size."""
WHOLE = 1.25
"""Times its share that a prompt may take when it goes first and is read whole then.

What is left of it would need a pass of its own, which reads all weights for few tokens.
"""


class PassCost:
    """Estimate how long a pass takes by its tokens, from those that were made.

    A pass reads all weights once and computes each token, so a token alone costs several times its
    share of a large pass.
    """

    def __init__(self) -> None:
        self._means: dict[int, tuple[float, float]] = {}
        """Mean tokens and seconds of passes by their size, in powers of two."""

    def record(self, tokens: int, seconds: float) -> None:
        """Note how long a pass took."""
        size = tokens.bit_length()
        mean_tokens, mean_seconds = self._means.get(size, (float(tokens), seconds))
        self._means[size] = (
            mean_tokens + COST_WEIGHT * (tokens - mean_tokens),
            mean_seconds + COST_WEIGHT * (seconds - mean_seconds),
        )

    def seconds(self, tokens: int) -> float:
        """Return how long a pass of so many tokens takes; 0 before the first pass."""
        points = [(0.0, 0.0), *sorted(self._means.values())]
        if tokens == 0 or len(points) == 1:
            return 0.0
        # On the straight line between the next smaller and the next larger size, and beyond the
        # largest in proportion to it.
        for (before, least), (after, most) in pairwise(points):
            if tokens <= after:
                return least + (most - least) * (tokens - before) / (after - before)
        return points[-1][1] * tokens / points[-1][0]

    def fitting(self, before: int, tokens: int, seconds: float) -> int:
        """Return how many of `tokens` a pass of `before` tokens has room for in all its seconds."""
        # From above: most often all of them.
        return next((n for n in range(tokens, 0, -1) if self.seconds(before + n) <= seconds), 0)


@dataclass(eq=False)
class Lane:
    """An engine with the sequences that it continues. Used by the scheduler's thread."""

    engine: Engine
    rows: int
    """Most sequences side by side."""
    slots: CacheSlots = field(init=False)
    running: list[GenerationJob] = field(default_factory=list)
    health: ComputeHealth = field(default_factory=ComputeHealth)
    cost: PassCost = field(default_factory=PassCost)
    _turn: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """Number of the sequence that goes first when not all take part: the stage's, and phones'."""

    def __post_init__(self) -> None:
        copy = self.engine.copy if isinstance(self.engine, CopyingEngine) else None
        self.slots = CacheSlots(self.engine.slots, reuse=self.engine.chunk_free, copy=copy)
        # Two slots stay free: for a call of the stage, and one of a phone that is read in pieces.
        self.rows = max(1, min(self.rows, self.engine.slots - 2))

    def acquire(self, checkpoint: str, prompt: Sequence[int]) -> tuple[int, int]:
        """Return a free slot, and how many tokens of the prompt it holds already."""
        plans = ((job, job.generation.plan, job.generation.read) for job in self.running)
        running = [
            Running(job.slot, plan.checkpoint, plan.prompt[:read]) for job, plan, read in plans
        ]
        return self.slots.acquire(checkpoint, prompt, running)

    def forward(self, work: Sequence[Work]) -> Logits:
        """Return `engine.forward`, and note how long it took."""
        begun = time.perf_counter()
        logits = self.engine.forward(work)
        self.cost.record(sum(len(item.tokens) for item in work), time.perf_counter() - begun)
        return logits

    def piece(self, left: int, *, beside_stage: bool) -> int:
        """Return how many of the tokens that are left a call reads before others have a turn."""
        tokens = min(CHUNK, left)
        # Where the result depends on how a prompt is cut, it is always cut in the same way.
        if not beside_stage or not self.engine.chunk_free:
            return tokens
        return max(1, self.cost.fitting(0, tokens, CALL_BESIDE_STAGE_S))

    def turns(self, *, beside_stage: bool) -> list[tuple[GenerationJob, int]]:
        """Return this round's sequences, the stage's first, and how many tokens each reads.

        Those that do not fit into the round's time take turns. At least one takes part.
        """
        urgent = [job for job in self.running if job.urgent]
        phones = [job for job in self.running if not job.urgent]
        chosen = self._fitting(urgent, True, PASS_S, len(urgent), 0)
        if beside_stage:
            seconds, most = PASS_BESIDE_STAGE_S, PHONE_ROWS_BESIDE_STAGE
        else:
            seconds, most = PASS_S, len(phones)
        read = sum(tokens for _, tokens in chosen)
        return chosen + self._fitting(phones, False, seconds, most, read)

    def _fitting(
        self, jobs: list[GenerationJob], urgent: bool, seconds: float, most: int, read: int
    ) -> list[tuple[GenerationJob, int]]:
        """Return at most `most` of the jobs, in turns, with how many tokens each reads.

        They lengthen a pass that reads `read` tokens already by no more than `seconds`.
        """
        # Prompts have one turn together and are read in the order in which they came: read side by
        # side, a hall's prompts would all end at the same late moment.
        reading = [job for job in jobs if len(job.generation.pending) > 1]
        turns = [[job] for job in jobs if len(job.generation.pending) == 1]
        turns += [reading] if reading else []
        chosen: list[tuple[GenerationJob, int]] = []
        begun = self.cost.seconds(read)
        # A window that moves on by its own width each round, so that everybody has a turn.
        first = self._turn[urgent] % len(turns) if turns else 0
        for number, turn in enumerate(turns[first:] + turns[:first]):
            for place, job in enumerate(turn):
                tokens = min(CHUNK, len(job.generation.pending))
                end = begun + seconds
                if not chosen and self.cost.seconds(read + tokens) <= begun + WHOLE * seconds:
                    end = begun + WHOLE * seconds
                fitting = self.cost.fitting(read, tokens, end)
                # Where the result depends on how a prompt is cut, it is always cut in the same way.
                if self.engine.chunk_free and tokens > fitting:
                    tokens = max(fitting, 0 if chosen else 1)
                # At least one, however long it takes: an engine slower than the time of a round
                # must still go on.
                if len(chosen) == most or tokens == 0 or (chosen and tokens > fitting):
                    self._turn[urgent] += number + (place > 0)
                    return chosen
                chosen.append((job, tokens))
                read += tokens
        return chosen
