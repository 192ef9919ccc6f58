"""Measure a save of a chapter until its words stand on the projector, in a deck of 60 slides.

One of its slides has a diagram and another a widget of the deck's own.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from bench.compile import write_sources
from bench.screens import projector
from bench.table import Table, median, percentile
from talk.scaffold.widget import scaffold_deck_widget

SLIDES = 60
AIM_MS = 150
OWN = """\
  - id: flow
    layout: diagram
    title: The first slide
    alt: From flour to bread.
    diagram: |
      digraph { rankdir=LR; flour -> dough; water -> dough; dough -> loaf [label="label here"] }
  - id: letters
    layout: live
    title: A widget of the deck
    live: {widget: letters, text: How many tokens are these?}
"""
EDITS = {
    "the title of the slide that is up": r"(?<=title: ).*",
    "a label in the diagram on it": r'(?<=label=")[^"]*',
}
"""What is edited → the first text in the chapter that it replaces."""


def run(quick: bool) -> list[Table]:
    """Return the table of saves."""
    saves = 8 if quick else 30
    table = Table(
        f"A save until it is seen, {SLIDES} slides",
        ["what was edited", "p50 ms", "p95 ms", f"aim: < {AIM_MS} ms"],
    )
    with tempfile.TemporaryDirectory() as name:
        # Whoever scaffolds a widget trusts the deck, which is written down in the user's settings.
        settings, os.environ["XDG_CONFIG_HOME"] = (
            os.environ.get("XDG_CONFIG_HOME"),
            f"{name}/config",
        )
        try:
            # Two less: those in OWN are put before them.
            folder = write_sources(Path(name) / "deck", SLIDES - 2)
            scaffold_deck_widget("letters", folder)
            chapter = folder / "chapter.yaml"
            text = chapter.read_text(encoding="utf-8")
            chapter.write_text(text.replace("slides:\n", f"slides:\n{OWN}", 1), encoding="utf-8")
            with projector(folder, "none") as page:
                for what, edited in EDITS.items():
                    times = saved(page, chapter, edited, saves)
                    p95 = percentile(times, 95)
                    held = "held" if p95 < AIM_MS else "missed"
                    table.add(what, round(median(times)), round(p95), held)
        finally:
            if settings is None:
                del os.environ["XDG_CONFIG_HOME"]
            else:
                os.environ["XDG_CONFIG_HOME"] = settings
    table.notes.append(
        f"{saves} saves each; the file is replaced as an editor does it. The clock ends with the "
        "frame that shows it. The deck has a widget of its own and a diagram."
    )
    return [table]


def saved(page: Page, chapter: Path, edited: str, saves: int) -> list[float]:
    """Return the milliseconds from each save of the chapter until its new words are painted."""
    text, times = chapter.read_text(encoding="utf-8"), []
    for number in range(saves + 1):
        # No words of an earlier run, whose diagrams are kept on the disk.
        words = f"Saved {number} {time.time_ns()}"
        # Seconds of the page's clock and of ours are the same machine's. Asked before the save, so
        # that the page watches from the first moment on. A handle, because evaluate would wait
        # here for the promise.
        seen = page.evaluate_handle(
            """(words) => ({ at: new Promise((done) => {
              const shows = () =>
                document.querySelector(".present")?.textContent.includes(words);
              const look = () => shows()
                ? requestAnimationFrame(() => done(Date.now()))
                : requestAnimationFrame(look);
              look();
            }) })""",
            words,
        )
        new = chapter.with_suffix(".new")
        new.write_text(re.sub(edited, words, text, count=1), encoding="utf-8")
        start = time.time()
        # As an editor saves: the reload must cope with a file that is replaced, not rewritten.
        new.replace(chapter)
        at = page.evaluate("(seen) => seen.at", seen)
        # The first save builds what later ones reuse.
        if number:
            times.append(at - start * 1000)
    return times
