"""Run the front end's drawing programs in V8, and keep what they drew.

`talk/web/drawings/` has their sources. A program is a function `draw` from JSON to JSON; it has no
file, no network and no clock, so the same request always gives the same drawing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

import talk
from talk.failure import Failure

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

PACKAGE = "py_mini_racer"
MISSING = "drawings need the package mini-racer, which is not installed"
MISSING_HINT = "install it with: pip install 'talk[drawings]'"
TIME_LIMIT_S = 20.0
"""Most time that one drawing may take: a text from elsewhere could keep V8 busy for ever."""
_LOCK = Lock()
_OVERDUE: list[MiniRacer] = []
"""Contexts that were interrupted. The interrupted call still reports its end, at any time, to the
context's event loop: a context that was closed meanwhile would write a traceback."""


class DrawingError(Exception):
    """A drawing cannot be made; its text is what the program said."""


def available() -> bool:
    """Return whether drawings can be made here."""
    return find_spec(PACKAGE) is not None


def draw(program: str, request: dict[str, Any]) -> dict[str, Any]:
    """Return what `program` answers to a request, from the cache where it was asked before.

    Raises DrawingError when the program refuses the request or takes longer than TIME_LIMIT_S, and
    Failure when the engine or the program is missing.
    """
    # Sorted, so that the same request finds its drawing whatever the order of its keys.
    answer: dict[str, Any] = json.loads(_drawn(program, json.dumps(request, sort_keys=True)))
    if "error" in answer:
        raise DrawingError(answer["error"])
    return answer


@lru_cache(maxsize=512)
def _drawn(program: str, request: str) -> str:
    """Return the program's answer as JSON: from memory, from the disk, or drawn anew."""
    text = source(program)
    # The program is part of the name: after an update of it everything is drawn anew.
    name = hashlib.sha256(f"{text}\0{request}".encode()).hexdigest()
    kept = user_cache_path("talk", appauthor=False) / "drawings" / f"{name}.json"
    with suppress(OSError, ValueError):
        found = kept.read_text("utf-8")
        # A file of which a full disk kept half is drawn again.
        json.loads(found)
        return found
    answer = _run(program, request)
    _keep(kept, answer)
    return answer


def _keep(file: Path, answer: str) -> None:
    """Write an answer, whole or not at all; where nothing can be written it is drawn again."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder, as only there a rename replaces a file in one step.
        handle, part = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as made:
            made.write(answer)
        Path(part).replace(file)


def _run(program: str, request: str) -> str:
    """Return the program's answer to a request, drawn anew."""
    if not available():
        raise Failure(f"{MISSING}: {MISSING_HINT}")
    from py_mini_racer import JSEvalException, JSPromiseError, JSTimeoutException

    # One at a time: a context's values belong to whoever asked last.
    with _LOCK:
        try:
            promise: Any = _context(program).eval(
                f"draw({json.dumps(request)})", timeout_sec=TIME_LIMIT_S
            )
            return str(promise.get(timeout=TIME_LIMIT_S))
        except JSTimeoutException:
            _OVERDUE.append(_context(program))
            # The interrupted context may be busy still; the next drawing gets another.
            _context.cache_clear()
            raise DrawingError(f"drawing it took longer than {TIME_LIMIT_S:g} s") from None
        except (JSEvalException, JSPromiseError) as error:
            # The rest is a place in the minified program.
            first = str(error).strip().split("\n")[0]
            first = first.removeprefix("JavaScript rejected promise with reason: ")
            raise DrawingError(first) from None


@cache
def _context(program: str) -> MiniRacer:
    """Return V8 with a program in it; loading one takes a tenth of a second."""
    from concurrent.futures import ThreadPoolExecutor

    # In a thread of its own: made where an event loop runs, V8 would answer on that loop, which
    # waits for the drawing.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_loaded, program).result()


def _loaded(program: str) -> MiniRacer:
    from py_mini_racer import MiniRacer

    context = MiniRacer()
    context.eval(source(program))
    return context


@cache
def source(program: str) -> str:
    """Return the text of a drawing program. Raises Failure where the front end was not built."""
    file = Path(talk.__file__).parent / "web" / "dist" / "drawings" / f"{program}.js"
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise Failure(
            "the front end is not built: run `python tools/build_front_end.py`"
        ) from error
