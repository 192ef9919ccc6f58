"""Load a checkpoint's weights as numpy arrays; needs no torch.

They are as shipped (8-bit with scales), or in float32 where a live step has changed them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from demo_kernel.network.config import GPTConfig
from demo_kernel.network.manifest import (
    MODELS_FOLDER,
    SCALE_SUFFIX,
    CheckpointError,
    Manifest,
    read_manifest,
    read_weights,
)

LAYER_MATRICES = ("attention.qkv", "attention.out", "mlp.up", "mlp.down")


@dataclass(frozen=True)
class MatrixWeights:
    """One matrix (outputs, columns): int8 with a float32 scale a row, or float32 without."""

    values: NDArray[np.int8] | NDArray[np.float32]
    scale: NDArray[np.float32] | None = None

    def dequantised(self) -> NDArray[np.float32]:
        """Return the matrix in float32, in memory of its own."""
        if self.scale is None:
            return self.values.astype(np.float32)
        # In one pass: astype first would hold a second float32 matrix for a moment.
        return np.multiply(self.values, self.scale[:, None], dtype=np.float32)


@dataclass(frozen=True)
class Weights:
    """All matrices by the names that model.GPT gives them, without `.weight`."""

    config: GPTConfig
    matrices: Mapping[str, MatrixWeights]


def matrix_shapes(config: GPTConfig) -> dict[str, tuple[int, int]]:
    """Return name → (outputs, columns) of every matrix, in the order of the forward pass."""
    width, hidden = config.width, config.hidden
    layer = {
        "attention.qkv": (3 * width, width),
        "attention.out": (width, width),
        "mlp.up": (hidden, width),
        "mlp.down": (width, hidden),
    }
    shapes = {"embedding": (config.vocabulary_size, width)}
    for n in range(config.layers):
        shapes |= {f"layers.{n}.{name}": shape for name, shape in layer.items()}
    return shapes


def load_weights(name: str, folder: Path = MODELS_FOLDER) -> tuple[Manifest, Weights]:
    """Return a checkpoint by name. Raises CheckpointError as checkpoints.load_checkpoint does."""
    manifest = read_manifest(name, folder)
    try:
        packed = load(read_weights(manifest, folder))
        return manifest, Weights(manifest.config, _unpack(packed, manifest.config))
    except (SafetensorError, KeyError, ValueError):
        raise CheckpointError(
            f"the weights {folder / name}.safetensors do not fit their manifest:"
            " restore both from the repository"
        ) from None


def _unpack(
    packed: Mapping[str, NDArray[np.generic]], config: GPTConfig
) -> dict[str, MatrixWeights]:
    """Return the matrices by name. Raises KeyError or ValueError where one does not fit."""
    found = {}
    for name, shape in matrix_shapes(config).items():
        # Asked for by name: a further tensor in the file is not read, a missing one is a KeyError.
        values, scale = packed[f"{name}.weight"], packed[f"{name}.weight{SCALE_SUFFIX}"]
        if values.shape != shape or scale.shape != shape[:1]:
            raise ValueError(name)
        found[name] = MatrixWeights(
            # No copy for what ships; a file with other types still ends up as the C code expects
            # it.
            values.astype(np.int8, copy=False),
            scale.astype(np.float32, copy=False),
        )
    return found
