"""Lend places in the key-value cache, and remember which tokens each still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Copy = Callable[[int, int, int], None]
"""Copies what a slot (the first number) holds of so many tokens (the third) into another one."""
COPIED = 8
"""Tokens of a prefix from which a copy is made: reading fewer costs little."""


class Running(NamedTuple):
    """What a slot in use holds."""

    slot: int
    checkpoint: str
    tokens: Sequence[int]


class CacheSlots:
    """Slots to acquire and release.

    With `reuse` a prompt gets the slot whose tokens begin as it does, so that the shared beginning
    (the prefix) need not be read again. With `copy` a prefix is also copied: from a slot in use,
    such as another chat's that begins with the same template, and from one whose own text goes on
    for longer, which may itself be continued later.
    """

    def __init__(self, count: int, *, reuse: bool, copy: Copy | None = None) -> None:
        self._reuse = reuse
        self._copy = copy if reuse else None
        self._free: list[int] = list(range(count))
        """Least recently used first."""
        self._held: dict[int, tuple[str, list[int]]] = {}
        """Slot → checkpoint and tokens of what it holds, for those that hold something of use."""
        self._acquired: dict[int, str] = {}
        """Slot in use → its checkpoint; empty once the checkpoint's weights have changed."""

    def acquire(
        self, checkpoint: str, prompt: Sequence[int], running: Iterable[Running] = ()
    ) -> tuple[int, int]:
        """Return a free slot, and how many tokens of the prompt it holds already.

        The last token is never among them: it must be read for its logits. `running` are slots in
        use that a prefix may be copied from. Raises IndexError when no slot is free.
        """
        # Without a shared prefix the least recently used slot goes: its prefix is the least likely
        # to be asked for again.
        oldest = best = self._free[0]
        shared = 0
        if self._reuse:
            for slot in self._free:
                # A scan over all free slots: at most 40 of them, and a comparison stops at the
                # first token that differs.
                length = self._shared(slot, checkpoint, prompt)
                if length > shared:
                    best, shared = slot, length
        source = best
        if self._copy is not None:
            for other in running:
                # A slot whose weights have changed meanwhile has no checkpoint any more.
                if self._acquired.get(other.slot) == checkpoint == other.checkpoint:
                    length = shared_beginning(other.tokens, prompt)
                    if length > max(shared, COPIED - 1):
                        source, shared = other.slot, length
            # Where most of a free slot's text is someone's own, it stays, and the oldest slot goes.
            stays = shared >= COPIED and 2 * shared < len(self._held.get(best, ("", []))[1])
            if source != best or stays:
                best = oldest
            if source != best:
                self._copy(source, best, shared)
        self._free.remove(best)
        self._acquired[best] = checkpoint
        # What the slot held is about to be overwritten. If its request is cancelled, `release` says
        # how far it came.
        self._held.pop(best, None)
        return best, shared

    def release(self, slot: int, tokens: list[int], checkpoint: str) -> None:
        """Make the slot free again; `tokens` are what its cache holds."""
        # A sequence that was under way when its weights changed has read a part with the old ones.
        # It goes on to its end; nothing else may go on from what it leaves.
        if self._acquired.pop(slot) != checkpoint:
            tokens = []
        self._held[slot] = (checkpoint, tokens)
        # An empty slot goes to the front, so that it is used before one whose prefix may serve.
        self._free.insert(len(self._free) if tokens else 0, slot)

    def forget(self, checkpoint: str) -> None:
        """Drop what was computed with a checkpoint whose weights have changed or are gone."""
        self._held = {slot: held for slot, held in self._held.items() if held[0] != checkpoint}
        for slot, owner in self._acquired.items():
            if owner == checkpoint:
                self._acquired[slot] = ""

    def _shared(self, slot: int, checkpoint: str, prompt: Sequence[int]) -> int:
        """Return the length of the prefix that a slot and a prompt share, at most all but one."""
        owner, tokens = self._held.get(slot, ("", []))
        if owner != checkpoint:
            return 0
        return shared_beginning(tokens, prompt)


def shared_beginning(tokens: Sequence[int], prompt: Sequence[int]) -> int:
    """Return how many tokens two texts begin with alike, at most all but one of the prompt's."""
    length = 0
    # Element by element and not by comparing slices: most prefixes part early.
    for mine, wanted in zip(tokens, prompt[:-1], strict=False):
        if mine != wanted:
            break
        length += 1
    return length
