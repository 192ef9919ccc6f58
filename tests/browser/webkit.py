"""A WebKit of its own kind: Debian's webkit2gtk-driver, spoken to by the WebDriver protocol.

Playwright brings browsers of its own, which no package registry has. A phone's page needs few
commands, so that they stand here: https://www.w3.org/TR/webdriver2/.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DRIVER = "WebKitWebDriver"
WITHIN_S = 20.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""Key of an element's id (WebDriver, 12.1)."""


def missing() -> str:
    """Return what is not there for WebKit to run; empty where everything is."""
    if shutil.which(DRIVER) is None or shutil.which("Xvfb") is None or browser() is None:
        return "there is no WebKit: apt-get install webkit2gtk-driver xvfb"
    return ""


def browser() -> Path | None:
    """Return the program that WebKit's packages bring, of the newest API."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-*/MiniBrowser"))
    return found[-1] if found else None


class Session:
    """One window of WebKit."""

    def __init__(self, driver: str) -> None:
        self._driver = driver
        options = {"binary": str(browser()), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = self._send("POST", "/session", capabilities=wanted)
        self._session = f"/session/{made['sessionId']}"
        self.version = (
            f"{made['capabilities']['browserName']} {made['capabilities']['browserVersion']}"
        )

    def open(self, url: str) -> None:
        self._send("POST", f"{self._session}/url", url=url)

    def resize(self, width: int, height: int) -> None:
        self._send("POST", f"{self._session}/window/rect", width=width, height=height)

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """Return the value of a script, which returns it."""
        return self._send(
            "POST", f"{self._session}/execute/sync", script=script, args=list(arguments)
        )

    def wait(self, condition: str, *arguments: Any) -> Any:
        """Wait until an expression of JavaScript holds; return its value."""
        ends = time.monotonic() + WITHIN_S
        while not (found := self.evaluate(f"return {condition}", *arguments)):
            assert time.monotonic() < ends, f"not within {WITHIN_S:.0f} s: {condition}"
        return found

    def click(self, element: str, *arguments: Any) -> None:
        """Click what an expression finds, as a person would: in sight, and over all else."""
        found = self.wait(element, *arguments)
        # Like a browser's own moves of the focus, it keeps clear of the bar (`scroll-padding`).
        self.evaluate("arguments[0].scrollIntoView({ block: 'center' })", found)
        self._send("POST", f"{self._session}/element/{found[ELEMENT]}/click")

    def close(self) -> None:
        self._send("DELETE", self._session)

    def _send(self, verb: str, path: str, **body: Any) -> Any:
        data = json.dumps(body).encode() if verb == "POST" else None
        request = urllib.request.Request(self._driver + path, data, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=WITHIN_S) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            why = json.load(error)["value"]
            raise AssertionError(f"{path}: {why['error']}: {why['message']}") from None


@contextmanager
def webkit() -> Iterator[Session]:
    """Run WebKit on a screen that nobody sees, and open a window."""
    # It takes a display that is free, and writes its number to the descriptor of -displayfd.
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert screen.stdout is not None
    with screen.stdout as said:
        display = f":{said.readline().strip()}"
    # The driver takes no port 0.
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    # No graphics card, and no bus of a desktop that could be asked for one.
    quiet = {"DISPLAY": display, "WEBKIT_DISABLE_DMABUF_RENDERER": "1", "GSK_RENDERER": "cairo"}
    driver = subprocess.Popen(
        [DRIVER, f"--port={port}"],
        env={**os.environ, **quiet},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_listening(port)
        session = Session(f"http://127.0.0.1:{port}")
        try:
            yield session
        finally:
            session.close()
    finally:
        for process in (driver, screen):
            process.terminate()
            process.wait(timeout=WITHIN_S)


def _until_listening(port: int) -> None:
    ends = time.monotonic() + WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < ends, f"{DRIVER} does not listen"
            time.sleep(0.02)
