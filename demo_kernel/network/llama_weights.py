"""Hold a Llama network's weights as numpy arrays, as their file stores them; needs no torch.

They are read matrix by matrix, so that a file of a gigabyte need not be in memory twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo_kernel.network.config import LlamaConfig
from demo_kernel.network.manifest import CheckpointError

BLOCK = 32
"""Columns that share a scale, as in GGUF's formats."""


class UnsupportedModelError(CheckpointError):
    """The file is whole, but its architecture or a format in it is not one that is read here."""


@dataclass(frozen=True)
class BlockMatrix:
    """One matrix (outputs, columns): numbers with a scale for each BLOCK columns, or floats."""

    values: NDArray[np.int8] | NDArray[np.uint8] | NDArray[np.float16] | NDArray[np.float32]
    """int8; uint8 from 0 to 15 for four bits; float16 or float32 without scales."""
    scale: NDArray[np.float32] | None = None
    """(outputs, columns / BLOCK)."""
    shift: NDArray[np.float32] | None = None
    """What is added after scaling, of the same shape; with four bits only."""

    def dequantised(self) -> NDArray[np.float32]:
        """Return the matrix in float32."""
        if self.scale is None:
            return self.values.astype(np.float32)
        outputs, columns = self.values.shape
        blocks = self.values.reshape(outputs, -1, BLOCK).astype(np.float32)
        # In place: a second copy of a large matrix in float32 would be hundreds of megabytes.
        blocks *= self.scale[:, :, None]
        if self.shift is not None:
            blocks += self.shift[:, :, None]
        return blocks.reshape(outputs, columns)

    def rows(self, order: NDArray[np.int64]) -> BlockMatrix:
        """Return the matrix with its outputs in another order."""
        return BlockMatrix(
            self.values[order],
            None if self.scale is None else self.scale[order],
            None if self.shift is None else self.shift[order],
        )


@dataclass(frozen=True)
class LlamaWeights:
    """A Llama network's weights by the names that llama.Llama gives them, without `.weight`."""

    config: LlamaConfig
    vectors: Mapping[str, NDArray[np.float32]]
    """The gains of the norms, and the biases where there are any, by name."""
    read: Callable[[str], BlockMatrix]
    """Return a matrix by its name, one of `matrix_shapes`. Raises CheckpointError."""
    stored: str = "float32"
    """How the weights are stored, as shown: `Q4_1`, `BF16`, …"""

    @property
    def parameters(self) -> int:
        """Number of learned values; a tied embedding counts once."""
        matrices = matrix_shapes(self.config).values()
        return sum(rows * columns for rows, columns in matrices) + sum(
            vector.size for vector in self.vectors.values()
        )


def matrix_shapes(config: LlamaConfig) -> dict[str, tuple[int, int]]:
    """Return name → (outputs, columns) of every matrix, in the order of the forward pass."""
    width, hidden = config.width, config.hidden
    queries, keys = config.heads * config.head_width, config.kv_heads * config.head_width
    layer = {
        "q": (queries, width),
        "k": (keys, width),
        "v": (keys, width),
        "out": (width, queries),
        "gate": (hidden, width),
        "up": (hidden, width),
        "down": (width, hidden),
    }
    shapes = {"embedding": (config.vocabulary_size, width)}
    for n in range(config.layers):
        shapes |= {f"layers.{n}.{name}": shape for name, shape in layer.items()}
    if not config.tied:
        shapes["output"] = (config.vocabulary_size, width)
    return shapes


def vector_shapes(config: LlamaConfig) -> dict[str, int]:
    """Return name → length of every gain and bias."""
    layer = {"attention_norm": config.width, "mlp_norm": config.width}
    if config.biases:
        queries, keys = config.heads * config.head_width, config.kv_heads * config.head_width
        layer |= {"q_bias": queries, "k_bias": keys, "v_bias": keys}
    shapes = {
        f"layers.{n}.{name}": size for n in range(config.layers) for name, size in layer.items()
    }
    return shapes | {"norm": config.width}


def in_halves(matrix: NDArray[np.float32]) -> BlockMatrix:
    """Return a matrix in half precision, or in float32 where a number is too large for it.

    Eight bits with a scale for each BLOCK columns lose more than they save: over 2,000 tokens of
    text SmolLM2's distributions then differ by 0.0016 nats from float32's.
    """
    with np.errstate(over="ignore"):
        halves = matrix.astype(np.float16)
    return BlockMatrix(halves if np.isfinite(halves).all() else matrix)
