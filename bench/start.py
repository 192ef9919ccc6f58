"""Measure `talk present` of llm-101 from its start until its first slide is painted.

Two floors stand beside it. The first starts the same interpreter, imports the libraries below and
ends. The second also serves a small page with Starlette and uvicorn, until a browser has painted
it. Neither reads a deck or imports anything of talk. Floors and talk use the same running Chromium,
each time with an empty cache, so Chromium's own start is in no figure. The aim is held against the
first floor, which is the smaller one.

A clock runs from the start of the process. Where a page is painted, it ends with the first frame in
which the slide stands at its final size: for talk, after reveal.js has laid it out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from find_chromium import find as find_chromium
from playwright.sync_api import Browser, sync_playwright

from bench.screens import FLAGS, PATIENCE_MS, present
from bench.table import Table, median

DECK = Path(__file__).parents[1] / "slides" / "llm-101"
AIM = 4
LIBRARIES = """\
import click, jinja2, latex2mathml.converter, markdown_it
import mdit_py_plugins.attrs, mdit_py_plugins.dollarmath, platformdirs
import pygments, rich, segno, starlette.applications
import uvicorn.protocols.http.auto, watchfiles, yaml
from pydantic import BaseModel
from uvicorn.protocols.websockets import websockets_sansio_impl
from websockets.asyncio.client import connect
"""
"""The packages that pyproject.toml names, with the parts that any user of theirs needs: `import
pydantic` alone, for example, imports next to nothing."""
# uvicorn's sockets, life span and logs are set as talk's own server sets them.
STATIC = (
    LIBRARIES
    + """
import socket
from starlette.responses import HTMLResponse
from starlette.routing import Route

async def page(request):
    return HTMLResponse("<!doctype html><title>Floor</title><h2>LLMs 101</h2>")

sock = socket.create_server(("127.0.0.1", 0))
app = starlette.applications.Starlette(routes=[Route("/", page)])
options = {"ws": "websockets-sansio", "lifespan": "off", "log_config": None, "access_log": False}
server = uvicorn.Server(uvicorn.Config(app, **options))
print(f"http://127.0.0.1:{sock.getsockname()[1]}/", flush=True)
server.run([sock])
"""
)
PAINTED = """(selector) => new Promise((done) => {
  const look = () => {
    const slide = document.querySelector(selector);
    if (!slide || slide.getBoundingClientRect().width === 0) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(Date.now());
    requestAnimationFrame(() => port2.postMessage(0));
  };
  look();
})"""
"""Function of the page that returns when what `selector` finds was painted, in ms since 1970."""


def run(quick: bool) -> list[Table]:
    """Return the table of starts."""
    repeats = 3 if quick else 5
    floor, floor_painted = "(floor: interpreter and libraries)", "(floor: and one page, painted)"
    ready, painted = "talk present, ready", "talk present, first slide painted"
    seconds: dict[str, list[float]] = {name: [] for name in (floor, floor_painted, ready, painted)}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        # In turn, so that a busy moment of the machine meets them all.
        for turn in range(repeats + 1):
            found = {floor: imported()}
            _, found[floor_painted] = served(
                [sys.executable, "-c", STATIC], str.strip, "h2", chromium
            )
            found[ready], found[painted] = served(
                present(DECK, "none"), stage_of, ".reveal.ready .present .slide-title", chromium
            )
            for name, one in found.items():
                if turn > 0:  # the first fills the disk's cache
                    seconds[name].append(one)
        chromium.close()
    table = Table(
        f"Start, {repeats} times in turn",
        [
            "what",
            "median s",
            "fastest s",
            "slowest s",
            "× libraries",
            "× one page",
            f"aim: ≤ {AIM} × libraries",
        ],
    )
    small, large = median(seconds[floor]), median(seconds[floor_painted])
    for name, all_of_it in seconds.items():
        one = median(all_of_it)
        verdict = None if name != painted else "held" if one <= AIM * small else "missed"
        cells = [round(value, 2) for value in (one, min(all_of_it), max(all_of_it))]
        table.add(name, *cells, round(one / small, 2), round(one / large, 2), verdict)
    table.notes.append(
        "llm-101 with its recordings, --kernel none; Chromium runs already, its cache is empty."
    )
    return [table]


def imported() -> float:
    """Return the seconds in which an interpreter has imported the libraries and ended."""
    start = time.time()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
    return time.time() - start


def stage_of(line: str) -> str:
    return str(json.loads(line)["stage"])


def served(
    command: list[str], address: Callable[[str], str], selector: str, chromium: Browser
) -> tuple[float, float]:
    """Return the seconds until a process has said its address and until `selector` is painted."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    # The clock of the wall: page and process have no other in common.
    start = time.time()
    # The page is there before the process starts: opening it is not what is measured.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            url = address(server.stdout.readline())
            said = time.time() - start
            # Not "load": fonts and pictures may still come after the first slide is painted.
            page.goto(url, wait_until="commit")
            # A stage may come through a page that stores its token.
            page.wait_for_selector(selector)
            painted = page.evaluate(PAINTED, selector) / 1000 - start
        finally:
            server.terminate()
    context.close()
    return said, painted
