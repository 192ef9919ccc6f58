"""The shape of the embedded model; needs no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GPTConfig:
    """Everything that fixes the shape of the network."""

    vocabulary_size: int = 4096
    """V, entries of the vocabulary in dense numbering."""
    context: int = 512
    """Most tokens that the model reads at once."""
    layers: int = 6
    heads: int = 6
    width: int = 192
    """C, width of the residual stream; a multiple of `heads`, and C / heads is even."""
    hidden: int = 768
    """Width of the MLP's inner layer."""
    rope_base: float = 10_000.0

    @property
    def attention_scale(self) -> float:
        """Factor of the products of queries and keys.

        Both are normalised, so a product is D times a cosine; 12 / D makes the highest score 12.
        With the usual 1 / √D it would be √D, 5.7 here: too flat to pick one token among hundreds,
        and the network could not copy.
        """
        return 12.0 / self.head_width

    @property
    def head_width(self) -> int:
        """D, width of one head."""
        return self.width // self.heads
