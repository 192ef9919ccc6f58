"""Say on stderr what long work is doing: a bar on a terminal, plain lines anywhere else. Stdout is left alone."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

LINE_EVERY_S = 5.0
"""Where lines are written, the count of what is being done is repeated no more often than this."""


class Tell(Protocol):
    """Takes what is being done, how much of it is done, and how much there is to do (0 where that is unknown)."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None: ...


def silent(what: str, done: int = 0, total: int = 0) -> None:
    """Take progress that nobody wants to see."""


@contextmanager
def progress(stream: TextIO | None = None) -> Iterator[Tell]:
    """Give a function that shows progress on `stream` (stderr)."""
    out = stream or sys.stderr
    if not out.isatty():
        yield Lines(out)
        return
    from rich.console import Console
    from rich.progress import Progress

    # What is written to stdout goes above the bar where both are the terminal, and its own way where it is piped.
    both = sys.stdout.isatty()
    with Progress(
        console=Console(file=out, highlight=False), transient=True, redirect_stdout=both
    ) as shown:
        bar = shown.add_task("", total=None)

        def tell(what: str, done: int = 0, total: int = 0) -> None:
            shown.update(bar, description=what, completed=done, total=total or None)

        yield tell


class Lines:
    """Writes a line when something else is done, and the count from time to time."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._what = ""
        self._next = 0.0

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if what == self._what and now < self._next:
            return
        self._what, self._next = what, now + LINE_EVERY_S
        self._stream.write(f"{what}, {done} of {total}\n" if done and total else f"{what}\n")
        self._stream.flush()
