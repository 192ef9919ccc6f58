"""Find the built front end and read its manifest (web/build.mjs)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import talk
from talk.failure import Failure


def front_end() -> Path:
    """Return the folder of the built front end."""
    return Path(talk.__file__).parent / "web" / "dist"


def manifest() -> dict[str, Any]:
    """Return the manifest that the front end's build wrote.

    Raises Failure when it was never built.
    """
    file = front_end() / "manifest.json"
    try:
        return parsed(file, file.stat().st_mtime_ns)
    except OSError as error:
        raise Failure(
            "the front end is not built: run `python tools/build_front_end.py`"
        ) from error


@cache
def parsed(file: Path, _mtime_ns: int) -> dict[str, Any]:
    """Return the manifest in a file; its time makes it read again after a build."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
