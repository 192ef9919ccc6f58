"""The same 30 and 300 slides compiled by each tool: whole process, nothing warm but the disk."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.peers import PeerError, installed, npm
from bench.table import Table

SIZES = (30, 300)
MARP = ("@marp-team/marp-cli", "4.5.1", "marp")

Command = Callable[[Path, Path], list[str]]
"""From a folder with the sources and an empty folder for the output to what is run."""


def run(quick: bool) -> list[Table]:
    repeats = 3 if quick else 9
    table = Table(
        "Compile, whole process",
        ["tool", *[f"{size} slides, median s" for size in SIZES], *[f"{size} slides, peak MB" for size in SIZES]],
    )
    contestants, missing = tools()
    with tempfile.TemporaryDirectory() as name:
        sources = {size: write_sources(Path(name) / str(size), size) for size in SIZES}
        figures: dict[tuple[str, int], list[tuple[float, float]]] = {}
        for _ in range(repeats):  # all tools in turn, so that a busy moment of the machine meets them all
            for tool, command in contestants.items():
                for size, source in sources.items():
                    figures.setdefault((tool, size), []).append(measured(command, source))
    for tool in contestants:
        runs = [figures[tool, size] for size in SIZES]
        seconds = [statistics.median(second for second, _ in one) for one in runs]
        table.add(tool, *[round(value, 2) for value in seconds], *[round(max(peak for _, peak in one)) for one in runs])
    table.notes += [
        f"{repeats} runs each, in turn. Each slide: a title and three points; every third code, every fifth a table."
    ]
    table.notes += [
        "talk build also copies the front end (widgets, tokenizer, fonts; 5 MB); --single-file puts it into the page.",
        "The floor is the interpreter and the libraries talk reads and writes decks with, doing nothing.",
        *missing,
    ]
    return [table]


def tools() -> tuple[dict[str, Command], list[str]]:
    """The contestants that can run here, and why the others cannot."""
    talk = [sys.executable, "-m", "talk", "build"]
    libraries = "import yaml, pydantic, jinja2, markdown_it, pygments, typer"
    found: dict[str, Command] = {
        "(floor)": lambda source, out: [sys.executable, "-c", libraries],
        "talk build": lambda source, out: [*talk, str(source), "-o", str(out)],
        "talk build --single-file": lambda source, out: [
            *talk,
            str(source),
            "-o",
            str(out / "a.html"),
            "--single-file",
        ],
    }
    missing: list[str] = []
    try:
        marp = npm(*MARP)
        found["marp"] = lambda source, out: [marp, "--no-stdin", "-o", str(out / "a.html"), str(source / "marp.md")]
    except PeerError as error:
        missing.append(f"marp did not run: {error}.")
    try:
        pandoc = installed("pandoc")
        reveal = [pandoc, "-t", "revealjs", "-s"]
        found["pandoc → reveal.js"] = lambda source, out: [
            *reveal,
            "-o",
            str(out / "a.html"),
            str(source / "pandoc.md"),
        ]
    except PeerError as error:
        missing.append(f"pandoc did not run: {error}.")
    return found, missing


def measured(command: Command, source: Path) -> tuple[float, float]:
    """Seconds, and the largest resident memory in MB of the process or any it started."""
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command(source, Path(out)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command(source, Path('OUT')))} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def write_sources(folder: Path, size: int) -> Path:
    """One deck in each tool's own form, with the same content."""
    folder.mkdir()
    slides = [(f"Slide {n} of {size}", body(n)) for n in range(1, size + 1)]
    indented = ["\n".join(f"      {line}" if line else "" for line in text.splitlines()) for _, text in slides]
    chapter = "".join(
        f"  - id: slide-{n}\n    title: {title}\n    body: |\n{text}\n"
        for n, ((title, _), text) in enumerate(zip(slides, indented, strict=True), 1)
    )
    (folder / "deck.yaml").write_text("title: A deck to compile\ntheme: lecture\nchapters: [chapter.yaml]\n")
    (folder / "chapter.yaml").write_text(f"chapter: All\nphase: none\nslides:\n{chapter}")
    pages = [f"## {title}\n\n{text}" for title, text in slides]
    (folder / "marp.md").write_text("---\nmarp: true\n---\n\n" + "\n---\n\n".join(pages))
    (folder / "pandoc.md").write_text("% A deck to compile\n\n" + "\n".join(pages))
    return folder


def body(n: int) -> str:
    text = (
        f"- The first point of slide {n}, with *one* word set apart\n- A second, with `code` in it\n- And a **third**\n"
    )
    if n % 3 == 0:
        text += (
            f"\n```python\ndef square(x: float) -> float:\n    return x * x  # slide {n}\n\nprint(square({n}))\n```\n"
        )
    if n % 5 == 0:
        text += f"\n| n | square |\n|---|---:|\n| {n} | {n * n} |\n| {n + 1} | {(n + 1) ** 2} |\n"
    return text
