"""Measure what a browser fetches, and when the first slide shows, on a slow phone.

The phone has a 4 times slower CPU, 1.6 Mbit/s and a round trip of 150 ms. The 30 slides are those
of `bench compile`. talk is served by `talk present` itself, with its room; marp's page by a small
server that compresses like everybody's does.
"""

from __future__ import annotations

import gzip
import http.server
import json
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from find_chromium import find as find_chromium
from playwright.sync_api import Browser, sync_playwright

from bench.compile import MARP, write_sources
from bench.peers import PeerError, npm
from bench.screens import FLAGS, present
from bench.table import Table

SLIDES = 30
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Bytes a second and milliseconds, as Lighthouse simulates slow 4G."""
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
}
PROJECTOR: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
PAINTED = """new Promise((done) => {
  let last = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) last = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done(last), 500);
})"""
"""Expression for the time of the largest paint, in ms since the page was asked for.

The browser delivers what it has observed in a task of its own, so the page waits for that.
"""


def run(quick: bool) -> list[Table]:
    """Return the table of pages."""
    repeats = 3 if quick else 7
    columns = ["page", "files", "kB over the network", "first slide ms, median", "slowest ms"]
    table = Table("Load on a slow phone, 30 slides", columns)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = write_sources(Path(name) / "deck", SLIDES)
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        with presented(folder) as (phone, stage):
            contestants = {"talk, phone": (phone, PHONE), "talk, stage": (stage, PROJECTOR)}
            with marp_served(folder, table) as marp:
                if marp:
                    contestants["marp"] = (marp, PHONE)
                measure(chromium, contestants, repeats, table)
        chromium.close()
    table.notes += [
        f"{repeats} loads each, in turn, nothing cached. First slide: the largest contentful "
        "paint.",
        "Everything that was fetched until nothing more was asked for is counted, compressed, "
        "with its headers.",
    ]
    return [table]


def measure(
    chromium: Browser,
    contestants: dict[str, tuple[str, dict[str, Any]]],
    repeats: int,
    table: Table,
) -> None:
    figures: dict[str, list[tuple[int, int, float]]] = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, (address, screen) in contestants.items():
            # In turn, so that a busy moment of the machine meets every page.
            figures[name].append(load(chromium, address, screen))
    for name, found in figures.items():
        shown = [ms for _, _, ms in found]
        # Of any load: nothing is cached, so each fetches the same files.
        files, size, _ = found[-1]
        table.add(
            name, files, round(size / 1000), round(statistics.median(shown)), round(max(shown))
        )


def load(chromium: Browser, address: str, screen: dict[str, Any]) -> tuple[int, int, float]:
    """Return the number of files, the bytes over the network, and the ms to the largest paint."""
    # A context of its own has an empty cache.
    context = chromium.new_context(**screen)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    # Four times slower, as Lighthouse takes a phone to be.
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    # From the browser itself: bytes as they came over the wire, headers and compression included.
    sizes: list[int] = []
    session.on(
        "Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"]))
    )
    page.goto(address)
    # Until nothing more is fetched, so that what comes late counts as well.
    page.wait_for_load_state("networkidle")
    painted = float(page.evaluate(PAINTED))
    context.close()
    return len(sizes), sum(sizes), painted


@contextmanager
def presented(folder: Path) -> Iterator[tuple[str, str]]:
    """Present a deck without a kernel; yield the addresses of phone and stage."""
    process = subprocess.Popen(
        present(folder, "none"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        yield ready["phone"], ready["stage"]
    finally:
        process.terminate()
        # Reads what is left in the pipe: a server that cannot write its last line would not end.
        process.communicate(timeout=10)


@contextmanager
def marp_served(folder: Path, table: Table) -> Iterator[str | None]:
    """Serve the same slides made by marp; yield the address, None where marp cannot be had."""
    try:
        marp = npm(*MARP)
    except PeerError as error:
        table.notes.append(f"marp did not run: {error}.")
        yield None
        return
    page = folder / "marp.html"
    subprocess.run(
        [marp, "--no-stdin", "-o", str(page), str(folder / "marp.md")],
        check=True,
        capture_output=True,
    )
    # Compressed once, beforehand: a server of the web would have the page in its cache.
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(OnePage, gzip.compress(page.read_bytes(), 6))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class OnePage(http.server.BaseHTTPRequestHandler):
    """A handler that answers with one compressed page."""

    def __init__(self, body: bytes, *arguments: Any) -> None:
        self.body = body
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        # Without asking: every browser accepts it.
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass
