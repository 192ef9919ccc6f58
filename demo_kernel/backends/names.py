"""Read the values of `--model`: what kind of model it is, from where, under which name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from demo_kernel.backends.installed import installed_model

Kind = Literal["embedded", "local", "hf", "openai"]

NAMED = re.compile(r"([A-Za-z0-9][\w.-]*)=(.+)", re.DOTALL)
"""A name, an equals sign, and the model that it names."""


@dataclass(frozen=True)
class ModelName:
    """One value of `--model`."""

    kind: Kind
    where: str
    """File, folder, id or address; of the embedded family a checkpoint, or empty."""
    name: str = ""
    """Name of the model's checkpoint; empty where the model itself gives it."""
    title: str = ""
    """The model's own name; empty where its files say it."""


def parse(text: str) -> ModelName:
    """Return what a value of `--model` means."""
    match = NAMED.fullmatch(text)
    # `=` may also be part of an address.
    name, rest = (match[1], match[2]) if match else ("", text)
    kind, colon, where = rest.partition(":")
    if kind == "hf" and colon:
        return ModelName("hf", where, name)
    if kind == "openai" and colon:
        return ModelName("openai", where, name)
    if kind == "embedded":
        return ModelName("embedded", where)
    if (found := installed_model(rest)) is not None:
        return ModelName("local", str(found.where), name or rest, found.title)
    path = Path(rest).expanduser()
    if name or "/" in rest or path.suffix == ".gguf":
        return ModelName("local", str(path), name)
    return ModelName("embedded", rest)
