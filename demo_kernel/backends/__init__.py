"""Load a model: the embedded one, one of Hugging Face, or one behind another server."""

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
    """Return the model that `--model` names.

    That is `hf:…`, `openai:…`, `embedded`, `embedded:CHECKPOINT` or a checkpoint's bare name.
    `folder` has the embedded model's checkpoints; `only` names those to load beside the ones that
    answer when none is named. Raises BackendError with one sentence when the model cannot be
    served.
    """
    # Each backend is imported when it is asked for: transformers and httpx may not be installed.
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
