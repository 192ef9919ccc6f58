"""Continue a text by drafts: guess tokens cheaply, then check all of them in one forward pass.

Speculative decoding (Leviathan, Kalman and Matias 2023), in the variant that changes no token: a
draft is kept while it is the very token that the network samples at its place, with the uniform
number of that place. So the text is the one that `Generation` writes token by token. Drafts come
from another checkpoint of the same model, or from the text itself (prompt lookup, Saxena 2023).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from demo_kernel.inference.engine import Engine, Logits, Work
from demo_kernel.inference.generation import Generation, Step
from demo_kernel.inference.lane import CHUNK, Lane
from demo_kernel.inference.sampling import Distribution, Sampler, uniform

LOOKUP_TOKENS = 3
"""Most tokens at the end of a text whose earlier occurrence is looked for."""

Drafter = Callable[[Sequence[int], int], list[int]]
"""Function from a text (dense IDs) and a count to at most so many tokens that may follow it."""


class Pass(NamedTuple):
    """One forward pass of the network, with the drafts that it checked."""

    drafts: list[int]
    """Guessed tokens, dense IDs."""
    kept: int
    """How many of them, from the first one, are what the network samples."""
    steps: list[Step]
    """New tokens: the kept drafts, then the network's own, unless a kept one ended the text."""


def passes(
    lane: Lane, generation: Generation, drafter: Drafter, ahead: int
) -> Iterator[Pass | None]:
    """Continue a generation to its end; yield after each pass, None while the prompt is read.

    Between two items no slot of the cache is held: what a slot has read is found again by its
    tokens. The engine must be `chunk_free`.
    """
    plan = generation.plan
    # The prompt without its last token, whose logits the first checking pass needs.
    for end in range(CHUNK, len(plan.prompt), CHUNK):
        _read(lane, plan.checkpoint, plan.prompt[:end], [], every=False)
        yield None
    while generation.finish_reason is None:
        known = generation.sequence
        room = min(
            lane.engine.context - len(known),
            # The last token of a text is never a draft's successor.
            plan.max_tokens - len(generation.tokens) - 1,
            ahead,
        )
        drafts = drafter(known, room)[:room] if room > 0 else []
        logits = _read(lane, plan.checkpoint, known, drafts, every=True)
        steps: list[Step] = []
        kept = 0
        for number, row in enumerate(logits):
            steps.append(generation.accept(row))
            (token,) = generation.pending
            if number == len(drafts) or token != drafts[number]:
                break
            kept += 1
            if generation.finish_reason is not None:
                break
        yield Pass(drafts, kept, steps)


def checkpoint_drafter(lane: Lane, checkpoint: str, sampler: Sampler, dropped: int) -> Drafter:
    """Return a drafter that samples from another checkpoint of the engine.

    It uses the random numbers of the text's own places, so that two networks which agree roughly
    sample the same tokens. `dropped` as in Plan.
    """

    def drafts(known: Sequence[int], count: int) -> list[int]:
        found: list[int] = []
        for _ in range(count):
            (logits,) = _read(lane, checkpoint, [*known, *found], [], every=False)
            place = dropped + len(known) + len(found)
            found.append(Distribution(logits).sample(sampler, uniform(sampler.seed, place)))
        return found

    return drafts


def lookup_drafter(known: Sequence[int], count: int) -> list[int]:
    """Return what followed the last tokens of a text where they stood before; none if nowhere."""
    # The longest match first, and of equals the latest: a text goes on as it did of late.
    for length in range(min(LOOKUP_TOKENS, len(known) - 1), 0, -1):
        tail = list(known[-length:])
        for start in range(len(known) - length - 1, -1, -1):
            if list(known[start : start + length]) == tail:
                return list(known[start + length : start + length + count])
    return []


def _read(
    lane: Lane, checkpoint: str, known: Sequence[int], drafts: Sequence[int], *, every: bool
) -> Logits:
    """Return the logits after the last known token, and with `every` after each draft as well."""
    engine: Engine = lane.engine
    slot, done = lane.acquire(checkpoint, known)
    try:
        # Only where another request has taken the slot since: then much is to be read again.
        while len(known) - done > CHUNK:
            engine.forward([Work(checkpoint, slot, done, known[done : done + CHUNK])])
            done += CHUNK
        rest = [*known[done:], *drafts]
        if not every:
            logits = engine.forward([Work(checkpoint, slot, done, rest)])
        else:
            logits = engine.forward_all(Work(checkpoint, slot, done, rest))
            logits = logits[len(known) - done - 1 :]
        done += len(rest)
        return logits
    finally:
        lane.slots.release(slot, [*known, *drafts][:done], checkpoint)
