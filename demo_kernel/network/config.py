"""Define the shapes of the networks: the embedded model's, and Llama's; needs no torch."""

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

    @property
    def kv_heads(self) -> int:
        """Heads of keys and values: each query head has its own."""
        return self.heads


@dataclass(frozen=True)
class LlamaConfig:
    """Everything that fixes the shape of a Llama network, or of a Qwen2 with its biases.

    Sources: Llama (Touvron et al. 2023), grouped queries (Ainslie et al. 2023), SwiGLU (Shazeer
    2020).
    """

    vocabulary_size: int
    """V, entries of the vocabulary."""
    context: int
    """Most tokens that the model was trained to read at once."""
    layers: int
    heads: int
    kv_heads: int
    """Heads of keys and values; `heads` is a multiple, and that many query heads share one."""
    head_width: int
    """D, width of one head; even."""
    width: int
    """C, width of the residual stream."""
    hidden: int
    """Width of the MLP's inner layer."""
    epsilon: float
    """Added to the mean square before its root is taken."""
    rope_base: float
    rope_factors: tuple[float, ...] = ()
    """What divides each of the D/2 rotation frequencies; empty for 1 everywhere."""
    tied: bool = True
    """Whether the output matrix is the embedding."""
    biases: bool = False
    """Whether queries, keys and values have biases."""

    @property
    def attention_scale(self) -> float:
        """Factor of the products of queries and keys."""
        return float(self.head_width**-0.5)
