"""Where the network comes from: the embedded checkpoints, a Hugging Face model, or another server."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from demo_kernel.backends.language_model import LanguageModel

if TYPE_CHECKING:
    from demo_kernel.backends.huggingface import Precision


def load(
    model: str,
    folder: Path | None = None,
    precision: Precision | None = None,
    device: str | None = None,
    only: Collection[str] | None = None,
) -> LanguageModel:
    """The model that `--model` names: `embedded`, `embedded:CHECKPOINT` or a checkpoint's bare name.

    `only` names the checkpoints of the embedded model to load beside those that answer when none is named.
    Raises BackendError with one sentence when it cannot be had.
    """
    kind, _, rest = model.partition(":")
    if kind == "hf":
        from demo_kernel.backends.huggingface import load_huggingface

        return load_huggingface(rest, precision, device)
    if kind == "openai":
        from demo_kernel.backends.openai_compatible import load_openai

        return load_openai(rest)
    from demo_kernel.backends.embedded import load_embedded

    checkpoint = rest if kind == "embedded" else model
    return load_embedded(folder, checkpoint or None, device, only)
