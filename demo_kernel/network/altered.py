"""Change weights on purpose, to see what a network can do without: fewer bits, one head less.

Works on the arrays of `weights`; needs no torch.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from demo_kernel.network.weights import MatrixWeights, Weights

SCALE_BITS = 32
"""Bits of the scale that each row of a matrix has."""


def rounded(weights: Weights, bits: int) -> Weights:
    """Return the weights with each number rounded to one of 2^bits − 1 values.

    The values lie evenly between plus and minus the largest number of the row (symmetric rounding
    to nearest, as the shipped 8 bits are). `bits` is from 2 to 8.
    """
    top = 2 ** (bits - 1) - 1
    matrices = {}
    for name, matrix in weights.matrices.items():
        full = matrix.dequantised()
        scale = np.abs(full).max(axis=1) / np.float32(top)  # (outputs,)
        # A row of zeros has the scale 0, and stays as it is.
        steps = np.round(full / np.where(scale > 0, scale, 1)[:, None])
        matrices[name] = MatrixWeights(
            np.clip(steps, -top, top).astype(np.int8), scale.astype(np.float32)
        )
    return replace(weights, matrices=matrices)


def stored_bytes(weights: Weights, bits: int) -> int:
    """Return the bytes that the weights take with so many bits a number and a scale a row."""
    numbers = sum(matrix.values.size for matrix in weights.matrices.values())
    rows = sum(matrix.values.shape[0] for matrix in weights.matrices.values())
    return int(-(-(numbers * bits + rows * SCALE_BITS) // 8))


def without_head(weights: Weights, layer: int, head: int) -> Weights:
    """Return the weights with one attention head silenced: nothing of it reaches the stream.

    Its columns of the layer's output matrix are 0; both numbers count from 0.
    """
    name = f"layers.{layer}.attention.out"
    matrix = weights.matrices[name]
    values = matrix.values.copy()
    width = weights.config.head_width
    values[:, head * width : (head + 1) * width] = 0
    silenced = MatrixWeights(values, matrix.scale)
    return replace(weights, matrices={**weights.matrices, name: silenced})
