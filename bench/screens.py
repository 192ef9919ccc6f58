"""Present a folder's deck and open its stage, for benchmarks in a real browser."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from find_chromium import find as find_chromium
from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
PATIENCE_MS = 60_000


def present(deck: Path, kernel: str) -> list[str]:
    """Return the command that presents a deck on a free port and prints its addresses as JSON."""
    command = [sys.executable, "-m", "talk", "present", str(deck), "--json", "--no-open"]
    # Without what an earlier talk of this deck has left: it would go on where that ended.
    return [*command, "--fresh", "--host", "127.0.0.1", "--port", "0", "--kernel", kernel]


@contextmanager
def projector(deck: Path, kernel: str) -> Iterator[Page]:
    """Open the stage at its first slide, joined to the room.

    With `kernel` auto, the kernel is there as well.
    """
    with (
        subprocess.Popen(present(deck, kernel), stdout=subprocess.PIPE, text=True) as server,
        sync_playwright() as playwright,
    ):
        try:
            assert server.stdout is not None
            stage_url = json.loads(server.stdout.readline())["stage"]
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            page = chromium.new_page(viewport={"width": 1920, "height": 1080})
            page.set_default_timeout(PATIENCE_MS)
            page.goto(stage_url)
            # Joined to the room and not only loaded: what is measured next goes through it.
            page.wait_for_selector('html[data-connection="connected"]', state="attached")
            yield page
            chromium.close()
        finally:
            server.terminate()
