"""Read what is known of a checkpoint on disk, and its bytes, checked; needs no torch.

`<name>.safetensors` holds the weights (see checkpoints.py), `<name>.json` the manifest: shape,
sha256 of the weights, provenance.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo_kernel.network.config import GPTConfig

MODELS_FOLDER = Path(__file__).parents[1] / "models"
SCALE_SUFFIX = ".scale"


class CheckpointError(Exception):
    """A checkpoint is missing, damaged or of another shape.

    The message is one sentence that says what to do.
    """


@dataclass(frozen=True)
class Provenance:
    """Where a checkpoint's weights come from."""

    recipe: str
    """The script that made it, e.g. `recipes/pretrain.py`."""
    seed: int
    stage: str
    """`base`, `sft`, …: the phase of training that made it."""
    step: int
    """Optimiser steps of this phase."""
    tokens_seen: int
    """Tokens trained on since the random start, parents included."""
    corpus_sha256: str
    vocabulary_sha256: str
    parent: str | None = None
    """Name of the checkpoint that this phase started from."""
    seconds: float = 0.0
    """Wall-clock seconds of training since the random start, parents included."""
    measured: dict[str, float] = field(default_factory=dict)
    """What the recipe measured on these weights, e.g. `heldout_loss` in nats a token."""


@dataclass(frozen=True)
class Manifest:
    """What is known of a checkpoint without loading it."""

    name: str
    sha256: str
    """Of the safetensors file."""
    parameters: int
    config: GPTConfig
    provenance: Provenance


def checkpoint_names(folder: Path = MODELS_FOLDER) -> list[str]:
    """Return the names of all checkpoints in a folder, by tokens seen, then by name."""
    manifests = [
        read_manifest(path.stem, folder)
        # The curves of training and the reward head are JSON files too, without such weights.
        for path in folder.glob("*.json")
        if path.with_suffix(".safetensors").exists()
    ]
    return [
        manifest.name
        for manifest in sorted(manifests, key=lambda m: (m.provenance.tokens_seen, m.name))
    ]


def read_manifest(name: str, folder: Path = MODELS_FOLDER) -> Manifest:
    """Return the manifest of a checkpoint. Raises CheckpointError when it cannot be read."""
    path = folder / f"{name}.json"
    try:
        # As keyword arguments, so that a field that is missing or not known is a TypeError.
        raw: dict[str, Any] = json.loads(path.read_bytes())
        config, provenance = GPTConfig(**raw.pop("config")), Provenance(**raw.pop("provenance"))
        return Manifest(**raw, config=config, provenance=provenance)
    except OSError:
        raise CheckpointError(
            f"there is no checkpoint {name} in {folder}:"
            " restore it from the repository or run the recipe"
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise CheckpointError(
            f"the manifest {path} is damaged: restore it from the repository"
        ) from None


def read_weights(manifest: Manifest, folder: Path = MODELS_FOLDER) -> bytes:
    """Return the bytes of a checkpoint's safetensors file.

    Raises CheckpointError when the file is missing or not the one that the manifest names.
    """
    path = folder / f"{manifest.name}.safetensors"
    try:
        weights = path.read_bytes()
    except OSError:
        raise CheckpointError(
            f"the weights {path} are missing: restore them from the repository"
        ) from None
    # Before anything is parsed: what is served is what the claims were measured on.
    if hashlib.sha256(weights).hexdigest() != manifest.sha256:
        raise CheckpointError(
            f"the weights {path} are damaged (their sha256 is wrong):"
            " restore them from the repository"
        )
    return weights
