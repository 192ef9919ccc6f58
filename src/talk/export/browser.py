"""Drive a headless Chromium by its DevTools protocol.

Nothing needs to be installed but the browser. The files of a page are in memory: every request is
answered here, so there is no server, no port, and no way to another host. The protocol:
https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from talk.build.assets import File
from talk.failure import Failure

ORIGIN = "http://talk.invalid/"
"""Origin of all pages. The name can never exist (RFC 2606)."""

NAMES = (
    # The same engine without a window: it starts and opens a page in a fraction of the time.
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
WAITED_FOR = {"/usr/bin/chromium-headless-shell": "/usr/lib/chromium/chromium-headless-shell"}
"""Programs that a script of Debian's starts and waits for; they would outlive the script."""
USUAL_PLACES: dict[str, tuple[str, ...]] = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ),
}
FLAGS = (
    "--headless",
    "--no-sandbox",  # it needs rights that containers do not have; pages are this deck's own
    "--disable-gpu",
    # Nothing that a fresh profile does by itself: no request to another host, no welcome page.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    # The same pixels on every system.
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    # What a browser with a window takes by itself on Linux; the headless shell has no settings.
    "--font-render-hinting=slight",
    "--remote-debugging-port=0",  # any free one; the browser says which
)
START_S = 30.0
"""Longest wait for a browser to listen; the first start after an update is slow."""
CALL_S = 120.0
"""Longest wait for an answer of the browser; one that takes longer does not come any more."""
END_S = 10.0
"""Longest wait for the browser to end by itself, before it is killed."""

Handler = Callable[[dict[str, Any]], Awaitable[None]]


def find_browser() -> str:
    """Return the path of an installed Chromium, Chrome or Edge.

    The environment variable CHROMIUM names another one.

    Raises Failure when there is none.
    """
    if named := os.environ.get("CHROMIUM"):
        if os.access(named, os.X_OK):
            return named
        # Another one would hide the mistake, and might draw otherwise than the named one.
        raise Failure(
            f"CHROMIUM names '{named}', which is no program: let it name a Chromium, Chrome or "
            "Edge by its full path, or unset it"
        )
    places = [shutil.which(name) for name in NAMES]
    places += USUAL_PLACES.get(sys.platform, ())
    for place in places:
        for program in (WAITED_FOR.get(place or ""), place):
            if program and os.access(program, os.X_OK):
                return program
    install = "install one (Debian: apt-get install chromium) or let CHROMIUM name it"
    raise Failure(f"no Chromium, Chrome or Edge was found: {install}")


class Browser:
    """A connection to one browser process."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._sessions: dict[int, str | None] = {}
        """The tab (None: the browser itself) that each unanswered command went to."""
        self._handlers: dict[tuple[str, str], Handler] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def call(
        self, method: str, session: str | None = None, within_s: float = CALL_S, **params: Any
    ) -> dict[str, Any]:
        """Send one command of the protocol and return its result.

        Raises Failure when the browser refuses it, is gone, or is silent for `within_s`.
        """
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._sessions[number] = session
        # All tabs share one socket; the session says which of them is meant.
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        try:
            async with asyncio.timeout(within_s):
                await self._socket.send(json.dumps(message))
                result: dict[str, Any] = await answer
                return result
        except TimeoutError as error:
            silence = f"the browser did not answer {method} within {within_s:.0f} s"
            raise Failure(f"{silence}: try again, or name another with CHROMIUM") from error
        except ConnectionClosed as error:
            raise Failure("the browser ended in the middle of the work: try again") from error
        finally:
            self._answers.pop(number, None)
            self._sessions.pop(number, None)
            if answer.done() and not answer.cancelled():
                # Where the wait was given up, asyncio would log that nobody read the exception.
                answer.exception()

    def fail(self, session: str, error: Failure) -> None:
        """End every command that waits for a tab with an error."""
        for number, answer in self._answers.items():
            if self._sessions[number] == session and not answer.done():
                answer.set_exception(error)

    def on(self, session: str, event: str, handler: Handler) -> None:
        """Call `handler` with the parameters of each `event` of a tab."""
        self._handlers[session, event] = handler

    async def listen(self) -> None:
        """Deliver answers and events until the connection ends."""
        with suppress(ConnectionClosed):
            async for text in self._socket:
                self._deliver(json.loads(text))
        # Nothing more will arrive, and without an error each caller would wait for its time limit.
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(
                    Failure("the browser ended in the middle of the work: try again")
                )

    def _deliver(self, message: dict[str, Any]) -> None:
        # Events have no id; 0 is none, as commands count from 1.
        answer = self._answers.get(message.get("id", 0))
        if answer is not None and not answer.done():
            if "error" in message:
                answer.set_exception(
                    Failure(f"the browser refused: {message['error'].get('message', '')}")
                )
            else:
                answer.set_result(message["result"])
        handler = self._handlers.get((message.get("sessionId", ""), message.get("method", "")))
        if handler is not None:
            # asyncio holds tasks only weakly; without the set one may vanish half done.
            task = asyncio.ensure_future(handler(message["params"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def open(
        self, files: Mapping[str, File], path: str, *, width: int = 1920, height: int = 1080
    ) -> Page:
        """Open and load a page of `files`, which are by path from the origin.

        Sizes are CSS pixels.
        """
        # Empty first: its requests can be caught only once the tab is attached.
        target = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        page = Page(self, attached["sessionId"], files, target["targetId"])
        await page.load(path, width, height)
        return page


class Page:
    """A tab of the browser."""

    def __init__(
        self, browser: Browser, session: str, files: Mapping[str, File], target: str
    ) -> None:
        self._browser = browser
        self._session = session
        self._files = files
        self._target = target
        self._loaded = asyncio.Event()
        self.errors: list[str] = []
        """Uncaught errors of the page's scripts."""
        self.refused: list[str] = []
        """Addresses the page asked for that are not among its files."""

    async def call(self, method: str, within_s: float = CALL_S, **params: Any) -> dict[str, Any]:
        """Send one command of the protocol to this tab and return its result. Raises Failure."""
        return await self._browser.call(method, self._session, within_s, **params)

    async def load(self, path: str, width: int, height: int) -> None:
        """Go to a path and wait for the page's load event. Raises Failure."""
        # Handlers stand before the commands that switch their events on, so that no event is
        # missed.
        self._browser.on(self._session, "Fetch.requestPaused", self._answer)
        self._browser.on(self._session, "Page.loadEventFired", self._on_load)
        self._browser.on(self._session, "Runtime.exceptionThrown", self._on_error)
        self._browser.on(self._session, "Inspector.targetCrashed", self._on_crash)
        # Without it nothing says that the tab has crashed.
        await self.call("Inspector.enable")
        await self.call("Page.enable")
        await self.call("Runtime.enable")
        # Before the navigation, so that not even the first request leaves the machine.
        await self.call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        await self.resize(width, height)
        await self.call("Page.navigate", url=ORIGIN + path)
        try:
            # Page.navigate returns once the page has begun to arrive, before its fonts and
            # pictures.
            async with asyncio.timeout(CALL_S):
                await self._loaded.wait()
        except TimeoutError as error:
            raise Failure(f"{path} did not load in {CALL_S:.0f} s") from error

    async def resize(self, width: int, height: int, scale: float = 1) -> None:
        """Set the size of the viewport in CSS pixels, and the pixels of a picture for each."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        await self.call("Emulation.setDeviceMetricsOverride", **metrics)

    async def evaluate(self, expression: str, *, within_s: float = CALL_S) -> Any:
        """Return the value of a JavaScript expression; a promise is awaited.

        Raises Failure with the page's own error.
        """
        # As if a person had pressed something, which browsers ask for before some functions.
        options = {"awaitPromise": True, "returnByValue": True, "userGesture": True}
        answer = await self.call("Runtime.evaluate", within_s, expression=expression, **options)
        if "exceptionDetails" in answer:
            raise Failure(f"the page failed: {first_line(answer['exceptionDetails'])}")
        return answer["result"].get("value")

    async def shot(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        scale: float = 1,
        quality: int | None = None,
    ) -> bytes:
        """Return a part of what the page shows as PNG, or as JPEG of a `quality` of 100.

        Place and size are CSS pixels, the place from the page's top left; `scale` is the pixels of
        the picture for each.
        """
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": scale}
        form: dict[str, Any] = {"format": "png"}
        if quality is not None:
            form = {"format": "jpeg", "quality": quality}
        answer = await self.call("Page.captureScreenshot", clip=clip, **form)
        return b64decode(answer["data"])

    async def screenshot(self) -> bytes:
        """Return what the viewport shows as PNG, `scale` pixels to a CSS pixel."""
        answer = await self.call("Page.captureScreenshot", format="png")
        return b64decode(answer["data"])

    async def pdf(self, **options: Any) -> bytes:
        """Return the page as PDF, tagged and with an outline.

        `options` are those of Page.printToPDF.
        """
        answer = await self.call(
            "Page.printToPDF",
            # Browsers leave grounds out to spare ink; a dark theme would be light letters on white.
            printBackground=True,
            # The page's own `@page` size; else it would be Letter.
            preferCSSPageSize=True,
            generateTaggedPDF=True,
            generateDocumentOutline=True,
            transferMode="ReturnAsStream",
            **options,
        )
        # As a stream, so that a PDF of many megabytes is never one message of the protocol.
        parts: list[bytes] = []
        while True:
            part = await self.call("IO.read", handle=answer["stream"], size=1 << 20)
            parts.append(
                b64decode(part["data"]) if part.get("base64Encoded") else part["data"].encode()
            )
            if part["eof"]:
                break
        await self.call("IO.close", handle=answer["stream"])
        return b"".join(parts)

    async def close(self) -> None:
        """Close the tab, which would go on using memory; one that is gone already is no error."""
        with suppress(Failure):
            await self._browser.call("Target.closeTarget", targetId=self._target)

    async def _on_load(self, _: dict[str, Any]) -> None:
        self._loaded.set()

    async def _on_error(self, event: dict[str, Any]) -> None:
        self.errors.append(first_line(event["exceptionDetails"]))

    async def _on_crash(self, _: dict[str, Any]) -> None:
        self._browser.fail(
            self._session, Failure("the browser's page crashed: close other programs and try again")
        )

    async def _answer(self, event: dict[str, Any]) -> None:
        """Answer a request of the page from its files; refuse all others."""
        url: str = event["request"]["url"]
        # Files have no query; a page may ask with one to go round a cache.
        name = unquote(url.removeprefix(ORIGIN).partition("#")[0].partition("?")[0])
        file = self._files.get(name) if url.startswith(ORIGIN) else None
        with suppress(Failure):  # the page may have been left meanwhile
            if file is None:
                # Told by the caller: a deck that needs another host fails in a hall without
                # internet.
                self.refused.append(url)
                await self.call(
                    "Fetch.failRequest", requestId=event["requestId"], errorReason="BlockedByClient"
                )
                return
            await self.call(
                "Fetch.fulfillRequest",
                requestId=event["requestId"],
                responseCode=200,
                responseHeaders=[{"name": "Content-Type", "value": file.content_type}],
                body=b64encode(file.data).decode(),
            )


def first_line(details: dict[str, Any]) -> str:
    """Return the first line of an exception in a page."""
    thrown = details.get("exception", {})
    # A script may throw anything: an Error has a description, a text or a number only a value.
    text = str(thrown.get("description") or thrown.get("value") or details.get("text", ""))
    return text.split("\n")[0]


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Enter with a browser that has a profile of its own; it ends with the block.

    Raises Failure.
    """
    program = find_browser()
    draining: asyncio.Task[None] | None = None
    # A profile of its own: with the user's, a browser that runs already would open our page. The
    # last files may still be written while the folder is removed.
    with tempfile.TemporaryDirectory(prefix="talk-browser-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *FLAGS,
            f"--user-data-dir={profile}",
            "about:blank",
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            address = await devtools_address(process, program)
            # The rest of what the browser says: a full pipe would stop it. The name keeps the task.
            draining = asyncio.create_task(drop(process.stderr)) if process.stderr else None
            async with connect(
                address,
                # A picture of a slide is one message of megabytes, and printing lets no ping
                # through for seconds.
                max_size=None,
                compression=None,
                ping_interval=None,
            ) as socket:
                made = Browser(socket)
                listening = asyncio.create_task(made.listen())
                yield made
                # Asked first, so that it removes its locks and processes; killed below if it does
                # not.
                with suppress(Failure, TimeoutError):
                    async with asyncio.timeout(END_S):
                        await made.call("Browser.close")
                        await listening
        finally:
            # However the block ended, also by Ctrl-C in the middle of a print.
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            await process.wait()
            # Not awaited: a process that the browser has left behind would hold the pipe open.
            if draining is not None:
                draining.cancel()


async def devtools_address(process: asyncio.subprocess.Process, program: str) -> str:
    """Return where the browser listens, as it says on stderr. Raises Failure."""
    assert process.stderr is not None
    last = ""
    try:
        async with asyncio.timeout(START_S):
            async for line in process.stderr:
                text = line.decode("utf-8", "replace").strip()
                if found := re.search(r"DevTools listening on (ws://\S+)", text):
                    return found.group(1)
                last = text or last
    except TimeoutError:
        last = f"it said nothing for {START_S:.0f} s"
    raise Failure(f"{Path(program).name} did not start: {last or 'it ended at once'}")


async def drop(stream: asyncio.StreamReader) -> None:
    """Read a stream to its end."""
    while await stream.read(1 << 16):
        pass
