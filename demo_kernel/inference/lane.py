"""Run one engine's share of a round: its sequences, its slots, the cost of its tokens."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from demo_kernel.inference.cache_slots import CacheSlots
from demo_kernel.inference.compute_health import ComputeHealth
from demo_kernel.inference.engine import Engine, Logits, Work
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
"""Weight of the newest pass in the mean cost of a token."""


@dataclass(eq=False)
class Lane:
    """An engine with the sequences that it continues. Used by the scheduler's thread."""

    engine: Engine
    rows: int
    """Most sequences side by side."""
    slots: CacheSlots = field(init=False)
    running: list[GenerationJob] = field(default_factory=list)
    health: ComputeHealth = field(default_factory=ComputeHealth)
    token_s: float = 0.0
    """Mean time of a token in a pass, in seconds; 0 before the first pass."""
    _turn: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """Number of the sequence that goes first when not all take part: the stage's, and phones'."""

    def __post_init__(self) -> None:
        self.slots = CacheSlots(self.engine.slots, reuse=self.engine.chunk_free)
        # Two slots stay free: for a call of the stage, and one of a phone that is read in pieces.
        self.rows = max(1, min(self.rows, self.engine.slots - 2))

    def forward(self, work: Sequence[Work]) -> Logits:
        """Return `engine.forward`, and note what a token cost."""
        begun = time.perf_counter()
        logits = self.engine.forward(work)
        each = (time.perf_counter() - begun) / sum(len(item.tokens) for item in work)
        self.token_s = (
            each if not self.token_s else self.token_s + COST_WEIGHT * (each - self.token_s)
        )
        return logits

    def piece(self, left: int, *, beside_stage: bool) -> int:
        """Return how many of the tokens that are left a call reads before others have a turn."""
        tokens = min(CHUNK, left)
        # Where the result depends on how a prompt is cut, it is always cut in the same way.
        if not beside_stage or not self.token_s or not self.engine.chunk_free:
            return tokens
        return max(1, min(tokens, int(CALL_BESIDE_STAGE_S / self.token_s)))

    def turns(self, *, beside_stage: bool) -> list[tuple[GenerationJob, int]]:
        """Return this round's sequences, the stage's first, and how many tokens each reads.

        Those that do not fit into the round's time take turns. At least one takes part.
        """
        urgent = [job for job in self.running if job.urgent]
        phones = [job for job in self.running if not job.urgent]
        chosen = self._fitting(urgent, True, PASS_S, len(urgent))
        if beside_stage:
            seconds, most = PASS_BESIDE_STAGE_S, PHONE_ROWS_BESIDE_STAGE
        else:
            seconds, most = PASS_S, len(phones)
        return chosen + self._fitting(phones, False, seconds, most)

    def _fitting(
        self, jobs: list[GenerationJob], urgent: bool, seconds: float, most: int
    ) -> list[tuple[GenerationJob, int]]:
        """Return at most `most` of the jobs, as many as are computed in `seconds`, in turns."""
        # Prompts have one turn together and are read in the order in which they came: read side by
        # side, a hall's prompts would all end at the same late moment.
        reading = [job for job in jobs if len(job.generation.pending) > 1]
        turns = [[job] for job in jobs if len(job.generation.pending) == 1]
        turns += [reading] if reading else []
        chosen: list[tuple[GenerationJob, int]] = []
        # A window that moves on by its own width each round, so that everybody has a turn.
        first = self._turn[urgent] % len(turns) if turns else 0
        for number, turn in enumerate(turns[first:] + turns[:first]):
            for place, job in enumerate(turn):
                tokens = min(CHUNK, len(job.generation.pending))
                fitting = int(seconds / self.token_s) if self.token_s else tokens
                # Where the result depends on how a prompt is cut, it is always cut in the same way.
                if self.engine.chunk_free and tokens > fitting:
                    tokens = max(fitting, 0 if chosen else 1)
                # At least one, however long it takes: an engine slower than the time of a round
                # must still go on.
                if len(chosen) == most or tokens == 0 or (chosen and tokens > fitting):
                    self._turn[urgent] += number + (place > 0)
                    return chosen
                chosen.append((job, tokens))
                seconds -= tokens * self.token_s
        return chosen
