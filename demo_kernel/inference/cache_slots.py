"""Lend places in the key-value cache, and remember which tokens each still holds."""

from __future__ import annotations

from collections.abc import Sequence


class CacheSlots:
    """Slots to acquire and release.

    With `reuse` a prompt gets the slot whose tokens begin as it does, so that the shared beginning
    (the prefix) need not be read again.
    """

    def __init__(self, count: int, *, reuse: bool) -> None:
        self._reuse = reuse
        self._free: list[int] = list(range(count))
        """Least recently used first."""
        self._held: dict[int, tuple[str, list[int]]] = {}
        """Slot → checkpoint and tokens of what it holds, for those that hold something of use."""
        self._acquired: dict[int, str] = {}
        """Slot in use → its checkpoint; empty once the checkpoint's weights have changed."""

    def acquire(self, checkpoint: str, prompt: Sequence[int]) -> tuple[int, int]:
        """Return a free slot, and how many tokens of the prompt it holds already.

        The last token is never among them: it must be read for its logits. Raises IndexError when
        no slot is free.
        """
        # Without a shared prefix the least recently used slot goes: its prefix is the least likely
        # to be asked for again.
        best, shared = self._free[0], 0
        if self._reuse:
            for slot in self._free:
                # A scan over all free slots: at most 40 of them, and a comparison stops at the
                # first token that differs.
                length = self._shared(slot, checkpoint, prompt)
                if length > shared:
                    best, shared = slot, length
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
        length = 0
        # Element by element and not by comparing slices: most prefixes part early.
        for mine, wanted in zip(tokens, prompt[:-1], strict=False):
            if mine != wanted:
                break
            length += 1
        return length
