"""Save and load checkpoints: 8-bit weights in safetensors beside a manifest in JSON.

`<name>.safetensors` holds each matrix as int8 with one float32 scale a row (the row's greatest
absolute value / 127), a quarter of float32's size. `<name>.json` is the manifest: shape, sha256 of
the weights, provenance.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from demo_kernel.network.manifest import (
    MODELS_FOLDER,
    SCALE_SUFFIX,
    CheckpointError,
    Manifest,
    Provenance,
    checkpoint_names,
    read_manifest,
    read_weights,
)
from demo_kernel.network.model import GPT

__all__ = [
    "MODELS_FOLDER",
    "SCALE_SUFFIX",
    "Checkpoint",
    "CheckpointError",
    "Manifest",
    "Provenance",
    "checkpoint_names",
    "dequantise",
    "load_checkpoint",
    "quantise",
    "read_manifest",
    "save_checkpoint",
]


@dataclass(frozen=True)
class Checkpoint:
    """A network in float32, ready for use, with its manifest."""

    manifest: Manifest
    model: GPT


def save_checkpoint(
    name: str, model: GPT, provenance: Provenance, folder: Path = MODELS_FOLDER
) -> Manifest:
    """Write `<name>.safetensors` and `<name>.json`, replacing a checkpoint of that name."""
    weights = save(quantise(model.state_dict()))
    manifest = Manifest(
        name, hashlib.sha256(weights).hexdigest(), model.parameter_count(), model.config, provenance
    )
    folder.mkdir(parents=True, exist_ok=True)
    # The weights first: a crash in between leaves a manifest whose hash does not fit, which
    # `read_weights` reports, and never new numbers under an old name.
    _replace(folder / f"{name}.safetensors", weights)
    _replace(folder / f"{name}.json", (json.dumps(asdict(manifest), indent=2) + "\n").encode())
    return manifest


def load_checkpoint(name: str, folder: Path = MODELS_FOLDER) -> Checkpoint:
    """Return a checkpoint by name, its weights checked against the manifest's hash.

    Raises CheckpointError when a file is missing, damaged or does not fit the shape that the
    manifest states.
    """
    manifest = read_manifest(name, folder)
    weights = read_weights(manifest, folder)
    model = GPT(manifest.config)
    try:
        # RuntimeError is torch's for a name or a shape that does not fit, KeyError a missing scale.
        model.load_state_dict(dequantise(load(weights)))
    except (SafetensorError, RuntimeError, KeyError):
        raise CheckpointError(
            f"the weights {folder / name}.safetensors do not fit their manifest:"
            " restore both from the repository"
        ) from None
    return Checkpoint(manifest, model.eval())


def quantise(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return int8 matrices (rows, columns) and `<name>.scale` (rows,) for float32 matrices."""
    packed: dict[str, Tensor] = {}
    for name, matrix in state.items():
        # Clamped, so that a row of zeros is not divided by 0.
        scale = matrix.abs().amax(dim=1).clamp(min=1e-12) / 127  # (rows,)
        # −128 is left out, so that the step is the same on both sides of 0. (rows, columns)
        packed[name] = (matrix / scale[:, None]).round().clamp(-127, 127).to(torch.int8)
        packed[name + SCALE_SUFFIX] = scale
    return packed


def dequantise(packed: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return what `quantise` was given, up to half a step of each row's scale."""
    names = [name for name in packed if not name.endswith(SCALE_SUFFIX)]
    return {name: packed[name].float() * packed[name + SCALE_SUFFIX][:, None] for name in names}


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, never half of it."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(data)
    temporary.replace(path)
