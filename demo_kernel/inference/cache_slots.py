"""Places in the key-value cache, and which tokens each still holds."""

from __future__ import annotations

from collections.abc import Sequence


class Slots:
    """Hands out slots; with `reuse`, one whose tokens begin as the prompt does, so that they need not be read again."""

    def __init__(self, count: int, *, reuse: bool) -> None:
        self._reuse = reuse
        self._free: list[int] = list(range(count))
        """Least recently used first."""
        self._held: dict[int, tuple[str, list[int]]] = {}

    def take(self, checkpoint: str, prompt: Sequence[int]) -> tuple[int, int]:
        """A free slot, and how many tokens of the prompt it holds already: at most all but the last.

        Raises IndexError when none is free.
        """
        best, shared = self._free[0], 0
        if self._reuse:
            for slot in self._free:
                length = self._shared(slot, checkpoint, prompt)
                if length > shared:
                    best, shared = slot, length
        self._free.remove(best)
        self._held.pop(best, None)
        return best, shared

    def give_back(self, slot: int, tokens: list[int], checkpoint: str) -> None:
        """The slot is free again; `tokens` are what its cache holds. An empty one is the next to be taken."""
        self._held[slot] = (checkpoint, tokens)
        self._free.insert(len(self._free) if tokens else 0, slot)

    def forget(self, checkpoint: str) -> None:
        """The weights of this name have changed or are gone; what was computed with them is worthless."""
        self._held = {slot: held for slot, held in self._held.items() if held[0] != checkpoint}

    def _shared(self, slot: int, checkpoint: str, prompt: Sequence[int]) -> int:
        owner, tokens = self._held.get(slot, ("", []))
        if owner != checkpoint:
            return 0
        length = 0
        for mine, wanted in zip(tokens, prompt[:-1], strict=False):
            if mine != wanted:
                break
            length += 1
        return length
