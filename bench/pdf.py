"""Measure the same 30 slides printed by each tool: whole process, browser start included."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from find_chromium import ADVICE
from find_chromium import find as find_chromium
from pypdf import PdfReader

from bench.compile import MARP, write_sources
from bench.peers import PeerError, npm
from bench.table import Table

SLIDES = 30
DECKTAPE = ("decktape", "3.15.0", "decktape")
SLOW = "decktape, no pauses"
"""Takes half a minute, and is measured once: its median is that one run."""


def run(quick: bool) -> list[Table]:
    """Return the table of printers."""
    repeats = 3 if quick else 7
    table = Table(
        "Print 30 slides", ["tool", "median s", "slowest s", "kB", "pages", "tagged", "bookmarks"]
    )
    browser = find_chromium()
    if browser is None:
        raise FileNotFoundError(ADVICE)
    with tempfile.TemporaryDirectory() as name:
        folder = write_sources(Path(name) / "deck", SLIDES)
        commands = {"talk pdf": [sys.executable, "-m", "talk", "pdf", str(folder), "-o"]}
        try:
            commands["marp --pdf"] = [
                npm(*MARP),
                "--no-stdin",
                "--pdf",
                str(folder / "marp.md"),
                "-o",
            ]
        except PeerError as error:
            table.notes.append(f"marp did not run: {error}.")
        try:
            decktape = npm(*DECKTAPE)
            site = Path(name) / "site"
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "talk",
                    "build",
                    str(folder),
                    "-o",
                    f"{site}.html",
                    "--single-file",
                ],
                check=True,
            )
            # Its pauses, made for slow slides, would be most of its time.
            quick_as_it_can = ["--pause", "0", "--load-pause", "0"]
            # Chromium refuses its sandbox to root, which one is in a container.
            chromium = [f"--chrome-path={browser}", "--chrome-arg=--no-sandbox"]
            commands[SLOW] = [
                decktape,
                "generic",
                *quick_as_it_can,
                *chromium,
                f"file://{site}.html",
            ]
        except PeerError as error:
            table.notes.append(f"decktape did not run: {error}.")
        seconds: dict[str, list[float]] = {tool: [] for tool in commands}
        for _ in range(repeats):  # in turn, so that a busy moment of the machine meets them all
            for tool, command in commands.items():
                if tool == SLOW and seconds[tool]:
                    continue
                seconds[tool].append(printed(command, Path(name) / f"{tool}.pdf", browser))
        for tool, found in seconds.items():
            # The last run's file: each run of a tool writes the same pages over those before.
            file = Path(name) / f"{tool}.pdf"
            figures = [
                round(statistics.median(found), 2),
                round(max(found), 2),
                round(file.stat().st_size / 1000),
            ]
            table.add(tool, *figures, *qualities(file))
    table.notes.append(
        f"{repeats} runs each, in turn, the same browser; decktape one, on the deck's single file."
    )
    return [table]


def printed(command: list[str], out: Path, browser: str) -> float:
    """Return the seconds of one run."""
    start = time.perf_counter()
    # The same browser for all, under the names that each of them reads.
    environment = {**os.environ, "CHROMIUM": browser, "CHROME_PATH": browser}
    subprocess.run([*command, str(out)], check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def qualities(file: Path) -> tuple[int, str, int]:
    """Return the number of pages, whether the PDF is tagged, and its number of bookmarks."""
    reader = PdfReader(file)
    root: Any = reader.trailer["/Root"]
    # What a reader that speaks looks for before it trusts the order of the text (ISO 32000-1,
    # 14.8).
    tagged = bool(root.get("/MarkInfo", {}).get("/Marked", False))
    return len(reader.pages), "yes" if tagged else "no", count(reader.outline)


def count(outline: list[Any]) -> int:
    # pypdf puts the children of a bookmark into a list behind it.
    return sum(count(item) if isinstance(item, list) else 1 for item in outline)
