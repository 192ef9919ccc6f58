"""Show on stderr what long work is doing: a bar on a terminal, plain lines anywhere else.

Stdout is left alone, for what a command prints.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

LINE_EVERY_S = 5.0
"""Least time between two lines with the count of the same work, where lines are written."""


class ShowProgress(Protocol):
    """A function that shows what long work is doing."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show what is being done, how much of it is done, and how much there is (0: unknown)."""


def silent(what: str, done: int = 0, total: int = 0) -> None:
    """Show nothing."""


@contextmanager
def progress(stream: TextIO | None = None) -> Iterator[ShowProgress]:
    """Enter with a function that shows progress on `stream` (stderr)."""
    out = stream or sys.stderr
    if not out.isatty():
        yield Lines(out)
        return
    from rich.console import Console
    from rich.progress import Progress

    # What is written to stdout goes above the bar where both are the terminal; where stdout is a
    # pipe, rich must not touch it.
    both = sys.stdout.isatty()
    with Progress(
        console=Console(file=out, highlight=False), transient=True, redirect_stdout=both
    ) as bars:
        bar = bars.add_task("", total=None)

        def show(what: str, done: int = 0, total: int = 0) -> None:
            bars.update(bar, description=what, completed=done, total=total or None)

        yield show


class Lines:
    """Writer of a line when something else is done, and of the count from time to time."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._what = ""
        self._next = 0.0

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Write a line where there is something new to say."""
        now = time.monotonic()
        if what == self._what and now < self._next:
            return
        self._what, self._next = what, now + LINE_EVERY_S
        self._stream.write(f"{what}, {done} of {total}\n" if done and total else f"{what}\n")
        self._stream.flush()
