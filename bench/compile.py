"""Measure 30 and 300 slides compiled by each tool: whole process, nothing warm but the disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.peers import PeerError, installed, npm, npm_file, pip
from bench.table import Table

SIZES = (30, 300)
MARP = ("@marp-team/marp-cli", "4.5.1", "marp")
ASCIIDOCTOR = ("@asciidoctor/reveal.js", "5.2.0", "asciidoctor-revealjs", "asciidoctor@3")
NBCONVERT = ("nbconvert", "7.17.2", "jupyter-nbconvert")
SLIDEV = ("@slidev/cli", "52.20.1", "slidev", "@slidev/theme-default")
OURS = {"(floor)", "talk build", "talk build --single-file"}
SLOW = "slidev build"
"""Needs half a minute a deck, and is measured once."""

REVEAL = ("reveal.js", "4.6.1", "reveal.js")
"""What pandoc puts into its one file; it knows the layout of this release."""

Command = Callable[[Path, Path], list[str]]
"""From a folder with the sources and an empty folder for the output to what is run."""


def run(quick: bool) -> list[Table]:
    """Return the table of compilers."""
    repeats = 3 if quick else 9
    table = Table(
        "Compile, whole process",
        [
            "tool",
            *[f"{size} slides, median s" for size in SIZES],
            *[f"{size} slides, peak MB" for size in SIZES],
        ],
    )
    contestants, missing = tools()
    with tempfile.TemporaryDirectory() as name:
        sources = {size: write_sources(Path(name) / str(size), size) for size in SIZES}
        for tool in [tool for tool in contestants if tool not in OURS]:
            try:
                # Run once uncounted: it fills the disk's cache and shows whether the tool runs at
                # all.
                measured(contestants[tool], sources[SIZES[0]])
            except RuntimeError as error:
                missing.append(f"{tool} did not run: {error}.")
                del contestants[tool]
        figures: dict[tuple[str, int], list[tuple[float, float]]] = {}
        # All tools in turn, so that a busy moment of the machine meets them all.
        for turn in range(repeats):
            for tool, command in contestants.items():
                if tool == SLOW and turn > 0:
                    continue
                for size, source in sources.items():
                    figures.setdefault((tool, size), []).append(measured(command, source))
    for tool in contestants:
        runs = [figures[tool, size] for size in SIZES]
        seconds = [statistics.median(second for second, _ in one) for one in runs]
        table.add(
            tool,
            *[round(value, 2) for value in seconds],
            *[round(max(peak for _, peak in one)) for one in runs],
        )
    table.notes += [
        f"{repeats} runs each, in turn. Each slide: a title and three points; every third code, "
        "every fifth a table."
    ]
    table.notes += [
        "talk build also copies the front end (widgets, tokenizer, fonts; 5 MB); --single-file "
        "puts it into the page.",
        "The floor is the interpreter and the libraries talk reads and writes decks with, doing "
        "nothing.",
        *missing,
    ]
    return [table]


def tools() -> tuple[dict[str, Command], list[str]]:
    """Return the contestants that can run here, and why the others cannot."""
    talk = [sys.executable, "-m", "talk", "build"]
    libraries = "import yaml, pydantic, jinja2, markdown_it, pygments, click"
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
    # Several from one factory stand and fall together.
    peers = {
        "marp": _marp,
        "pandoc": _pandoc,
        "asciidoctor": _asciidoctor,
        "nbconvert": _nbconvert,
        "slidev": _slidev,
    }
    for name, commands in peers.items():
        try:
            found |= commands()
        except PeerError as error:
            missing.append(f"{name} did not run: {error}.")
    missing.append("mkslides did not run: it is not on PyPI for this Python.")
    return found, missing


def _marp() -> dict[str, Command]:
    marp = npm(*MARP)
    return {
        "marp": lambda source, out: [
            *(marp, "--no-stdin", "-o", str(out / "a.html"), str(source / "marp.md"))
        ]
    }


def _pandoc() -> dict[str, Command]:
    reveal, reveal_folder = [installed("pandoc"), "-t", "revealjs", "-s"], npm_file(*REVEAL)
    # The old name of --embed-resources, which came with pandoc 2.19; Debian 12 has 2.17.
    one_file = ["--self-contained", "-V", f"revealjs-url={reveal_folder}"]

    def command(source: Path, out: Path, *more: str) -> list[str]:
        return [*reveal, *more, "-o", str(out / "a.html"), str(source / "pandoc.md")]

    return {
        "pandoc → reveal.js": command,
        "pandoc, one file": lambda source, out: command(source, out, *one_file),
    }


def _asciidoctor() -> dict[str, Command]:
    asciidoctor = npm(*ASCIIDOCTOR)
    return {
        "asciidoctor → reveal.js": lambda source, out: [
            *(asciidoctor, "-D", str(out), str(source / "deck.adoc"))
        ]
    }


def _nbconvert() -> dict[str, Command]:
    nbconvert = [pip(*NBCONVERT), "--to", "slides"]
    return {
        "nbconvert": lambda source, out: [
            *(*nbconvert, "--output-dir", str(out), str(source / "deck.ipynb"))
        ]
    }


def _slidev() -> dict[str, Command]:
    slidev = npm(*SLIDEV)
    # It wants its theme beside the deck, where it was installed.
    # node_modules/.bin/slidev is two folders below it.
    home = Path(slidev).parents[2]
    return {
        SLOW: lambda source, out: [
            *(slidev, "build", str(moved(source / "slidev.md", home)), "-o", str(out))
        ]
    }


def moved(file: Path, folder: Path) -> Path:
    """Copy a deck into a folder under a name of its own."""
    return Path(shutil.copy(file, folder / f"{file.parent.name}.md"))


def measured(command: Command, source: Path) -> tuple[float, float]:
    """Return the seconds, and the most resident memory in MB of the process or any it started."""
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        # Nobody reads what a tool says, and a pipe that filled up would stop it.
        process = subprocess.Popen(
            command(source, Path(out)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # wait4 reports the memory of this one process and its children; resource.getrusage would
        # have the maximum over all runs.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command(source, Path('OUT')))} ended with {process.returncode}"
        )
    # Linux counts it in KiB.
    return seconds, usage.ru_maxrss / 1024


def write_sources(folder: Path, size: int) -> Path:
    """Write one deck in each tool's own form, with the same content."""
    folder.mkdir()
    slides = [(f"Slide {n} of {size}", body(n)) for n in range(1, size + 1)]
    indented = [
        "\n".join(f"      {line}" if line else "" for line in text.splitlines())
        for _, text in slides
    ]
    chapter = "".join(
        f"  - id: slide-{n}\n    title: {title}\n    body: |\n{text}\n"
        for n, ((title, _), text) in enumerate(zip(slides, indented, strict=True), 1)
    )
    (folder / "deck.yaml").write_text(
        "title: A deck to compile\ntheme: lecture\nchapters: [chapter.yaml]\n"
    )
    (folder / "chapter.yaml").write_text(f"chapter: All\nphase: none\nslides:\n{chapter}")
    pages = [f"## {title}\n\n{text}" for title, text in slides]
    (folder / "marp.md").write_text("---\nmarp: true\n---\n\n" + "\n---\n\n".join(pages))
    (folder / "pandoc.md").write_text("% A deck to compile\n\n" + "\n".join(pages))
    (folder / "slidev.md").write_text("---\ntheme: default\n---\n\n" + "\n---\n\n".join(pages))
    (folder / "deck.adoc").write_text(
        "= A deck to compile\n\n" + "\n".join(asciidoc(page) for page in pages)
    )
    cells = [{"cell_type": "markdown", "metadata": SLIDE, "source": page} for page in pages]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (folder / "deck.ipynb").write_text(json.dumps(notebook))
    return folder


SLIDE = {"slideshow": {"slide_type": "slide"}}


def asciidoc(page: str) -> str:
    """Return the slides in AsciiDoc, as far as it goes: headings, points, marks, code, tables."""
    # Only what `body` writes: a whole converter would be a tool of its own.
    text = (
        page.replace("## ", "== ")
        .replace("**And", "*And")
        .replace("**third**", "*third*")
        .replace("*one*", "_one_")
    )
    text = re.sub(r"(?m)^- ", "* ", text)
    text = re.sub(r"```python\n(.*?)```", r"[source,python]\n----\n\1----", text, flags=re.DOTALL)
    rows = re.sub(r"(?m)^\|---.*\n", "", text)
    # Markdown ends a row with a bar, which AsciiDoc would take for one more empty cell.
    return re.sub(
        r"((?:^\|.*\n)+)",
        lambda table: "|===\n" + table[1].replace(" |\n", "\n") + "|===\n",
        rows,
        flags=re.M,
    )


def body(n: int) -> str:
    """Return the points of a slide; every third has code too, every fifth a table."""
    text = (
        f"- The first point of slide {n}, with *one* word set apart\n- A second, with `code` in "
        "it\n- And a **third**\n"
    )
    if n % 3 == 0:
        text += (
            f"\n```python\ndef square(x: float) -> float:\n    return x * x  # slide "
            f"{n}\n\nprint(square({n}))\n```\n"
        )
    if n % 5 == 0:
        text += f"\n| n | square |\n|---|---:|\n| {n} | {n * n} |\n| {n + 1} | {(n + 1) ** 2} |\n"
    return text
