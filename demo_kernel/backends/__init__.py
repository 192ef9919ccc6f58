"""Load models: the embedded family, those of Hugging Face, and those behind other servers."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from demo_kernel.backends.language_model import BackendError, LanguageModel
from demo_kernel.backends.names import ModelName, parse

if TYPE_CHECKING:
    from demo_kernel.backends.huggingface import Precision


def load_models(
    models: Sequence[str],
    folder: Path | None = None,
    precision: Precision | None = None,
    device: str | None = None,
    only: Collection[str] | None = None,
) -> list[LanguageModel]:
    """Return the embedded family, and after it each further model that `--model` names.

    A value of `models` is the name of one of `talk models`, a GGUF file, a folder, `hf:…`,
    `openai:…`, `embedded:CHECKPOINT` or a checkpoint's bare name; `NAME=` before a further model
    names its checkpoint. `folder` has the embedded
    checkpoints; `only` names those to load beside the ones that answer when none is named. Without
    torch the embedded family is left out where all other models run elsewhere. Raises BackendError
    with one sentence when a model cannot be served.
    """
    # Each backend is imported when it is asked for: transformers and httpx may not be installed.
    named = [parse(text) for text in models]
    further = [one for one in named if one.kind != "embedded"]
    default = next((one.where for one in named if one.kind == "embedded" and one.where), None)
    remote = bool(further) and all(one.kind == "openai" for one in further)
    if remote and importlib.util.find_spec("torch") is None:
        _say("torch is not installed, so the embedded model is left out")
        return [_load_further(one, precision, device) for one in further]
    from demo_kernel.backends.embedded import load_embedded

    family: LanguageModel = load_embedded(folder, default, device, only)
    return [family, *(_load_further(one, precision, device) for one in further)]


def _load_further(
    model: ModelName, precision: Precision | None, device: str | None
) -> LanguageModel:
    """Load one model beside the embedded family. Raises BackendError."""
    if model.kind == "openai":
        if model.name:
            raise BackendError(
                f"a server names its models itself: leave '{model.name}=' out before openai:"
            )
        from demo_kernel.backends.openai_compatible import load_openai

        return load_openai(model.where)
    if model.kind == "local":
        found = _load_local(Path(model.where), model.name, precision, device)
        found.name = model.title or found.name
        return found
    from demo_kernel.backends.huggingface import load_huggingface

    return load_huggingface(model.where, precision, device, name=model.name)


def _load_local(
    path: Path, name: str, precision: Precision | None, device: str | None
) -> LanguageModel:
    """Load a file or folder for the project's own engine, or else through transformers."""
    if not path.exists():
        raise BackendError(
            f"there is no model at {path}: name a GGUF file, a folder, or one of `talk models`"
        )
    from demo_kernel.backends.llama import UnsupportedModel, load_llama, reads_llama

    if path.is_file() or reads_llama(path):
        try:
            return load_llama(path, name=name or None, device=device)
        except UnsupportedModel as error:
            # transformers reads folders of every kind, and a GGUF file only by way of one.
            if path.is_file():
                raise
            _say(f"{error}; it is loaded through transformers")
    from demo_kernel.backends.huggingface import load_huggingface

    return load_huggingface(str(path), precision, device, name=name)


def _say(sentence: str) -> None:
    """Print to standard error, which `talk present` writes to its log."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
