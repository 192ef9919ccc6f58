"""Read the values of `--model`: which backend loads a model, from where, under which name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["embedded", "hf", "openai"]

NAMED = re.compile(r"([A-Za-z0-9][\w.-]*)=(.+)", re.DOTALL)
"""A name, an equals sign, and the model that it names."""


@dataclass(frozen=True)
class ModelName:
    """One value of `--model`."""

    kind: Kind
    where: str
    """Folder, id or address; of the embedded family a checkpoint, or empty."""
    name: str = ""
    """Name of the model's checkpoint; empty where the model itself gives it."""


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
    return ModelName("embedded", where if kind == "embedded" else rest)
