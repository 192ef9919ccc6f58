"""Look into files of weights: whether they are a model, and how many parameters it has."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import BinaryIO

from talk.failure import Failure

GGUF_MAGIC = b"GGUF"
HEADER_BYTES = 100 << 20
"""Longest header of a safetensors file that is read."""
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of a value by GGUF's number of its type; 8 is a text, 9 a list."""
TEXT, LIST = 8, 9


def parameters(path: Path) -> int:
    """Return the number of parameters of a GGUF file or of a folder's safetensors files.

    It is 0 for a folder with weights in another format. Raises Failure when it is no model.
    """
    if path.is_file():
        return _of_gguf(path)
    if not (path / "config.json").exists():
        raise Failure(f"{path} holds no model: a folder needs config.json beside its weights")
    return sum(_of_safetensors(file) for file in sorted(path.glob("*.safetensors")))


def _of_safetensors(file: Path) -> int:
    """Return the number of values, from the header: its length in 8 bytes, then JSON."""
    try:
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            # A damaged file may claim any length.
            header = json.loads(opened.read(min(length, HEADER_BYTES)))
        return sum(
            math.prod(entry["shape"]) for name, entry in header.items() if name != "__metadata__"
        )
    except (struct.error, ValueError, KeyError, TypeError, AttributeError):
        raise Failure(f"{file} is damaged, or no safetensors file: save it again") from None


def _of_gguf(file: Path) -> int:
    """Return the number of values, from the list of tensors behind the metadata."""
    try:
        with file.open("rb") as opened:
            # By its content, since an unfinished download has the right name too.
            if opened.read(4) != GGUF_MAGIC:
                raise Failure(f"{file} is no GGUF file: give one, or a folder with a saved model")
            _number(opened, "<I")  # the format's version
            tensors, entries = _number(opened, "<Q"), _number(opened, "<Q")
            for _ in range(entries):
                _skip_text(opened)
                _skip_value(opened, _number(opened, "<I"))
            return sum(_tensor_size(opened) for _ in range(tensors))
    except (struct.error, KeyError, OverflowError, MemoryError):
        raise Failure(f"{file} is damaged, or a kind of GGUF that talk does not know") from None


def _tensor_size(file: BinaryIO) -> int:
    """Read one entry of the list of tensors; return the number of values."""
    _skip_text(file)
    shape = [_number(file, "<Q") for _ in range(_number(file, "<I"))]
    file.read(12)  # type and place
    return math.prod(shape)


def _number(file: BinaryIO, form: str) -> int:
    (value,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return int(value)


def _skip_text(file: BinaryIO) -> None:
    file.seek(_number(file, "<Q"), 1)


def _skip_value(file: BinaryIO, kind: int) -> None:
    if kind == TEXT:
        _skip_text(file)
    elif kind == LIST:
        inner, count = _number(file, "<I"), _number(file, "<Q")
        if inner in SIZES:
            file.seek(SIZES[inner] * count, 1)
        else:
            for _ in range(count):
                _skip_value(file, inner)
    else:
        file.seek(SIZES[kind], 1)
