"""The ASGI application: pages, assets, the QR code, and the room's WebSocket at `/ws`."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import re
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from talk.build.assets import File
from talk.build.site import Site
from talk.present.http.addresses import is_known_host, machine_names, same_machine
from talk.present.http.connections import ABORT
from talk.present.http.driver import CLOSE_NOT_ALLOWED, Driver
from talk.protocol.jsonrpc import MAX_MESSAGE_BYTES
from talk.protocol.methods.remote import DECK_TEXT, Proof
from talk.qr import svg

View = Literal["stage", "speaker", "phone", "print", "remote"]

CLOSE_TOO_BIG = 1009
"""Close code of a WebSocket that sent a message over the bound (RFC 6455, 7.4.1)."""
JOIN_WITHIN_S = 10.0
"""A socket that has not sent `room/join` by then is closed."""
YEAR_S = 31_536_000
GZIP_FROM_BYTES = 500
"""A shorter body is sent as it is: its gzipped form would hardly be smaller."""

_POLICY = (
    # 'unsafe-inline' for styles: bars and positions are set in `style`. Scripts have no such
    # exception, so text that a model or the hall wrote cannot run.
    "default-src 'self'; connect-src 'self'{sockets}; frame-src {frames}; "
    "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
# Pictures, fonts and films are compressed in themselves.
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")


@dataclass
class Served:
    """What is served now; `site` is replaced when the deck is edited."""

    site: Site
    driver: Driver
    names: frozenset[str] = field(default_factory=machine_names)
    """Host names under which browsers may ask for this server."""
    older: dict[str, File] = field(default_factory=dict)
    """Assets of the edition before, by path, for pages that still load."""
    _gzipped: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """Body as it is and gzipped, by path, for this edition of the deck."""

    def replace(self, site: Site) -> None:
        """Serve another edition from now on.

        The last edition's assets stay: a page that is loading while the author saves asks for them.
        Gzipped bodies go, else each save would leave another copy of every asset in memory for the
        whole talk.
        """
        self.older = {
            name: file for name, file in self.site.files.items() if name.startswith("assets/")
        }
        self.site = site
        self._gzipped.clear()

    def asset(self, name: str) -> File | None:
        """Return the asset of this name; None when neither this edition nor the last one has it."""
        path = f"assets/{name}"
        return self.site.files.get(path) or self.older.get(path)

    def gzipped(self, path: str, data: bytes) -> bytes:
        """Return the gzipped body of a path, made once for the same `data`."""
        known = self._gzipped.get(path)
        if known is None or known[0] is not data:
            known = self._gzipped[path] = (data, gzip.compress(data, 6, mtime=0))
        return known[1]


def make_http(served: Served) -> Starlette:
    """Return the application for everything but the room's WebSocket."""
    handlers = _Handlers(served)
    return Starlette(
        routes=[
            Route("/", handlers.phone),
            Route("/stage", handlers.stage, methods=["GET", "POST"]),
            Route("/speaker", handlers.speaker, methods=["GET", "POST"]),
            Route("/remote", handlers.remote),
            Route("/remote/deck", handlers.remote_deck),
            Route("/print", handlers.print_view, methods=["GET", "POST"]),
            Route("/assets/{name:path}", handlers.asset),
            Route("/slides/{slide}", handlers.slide),
            Route("/join.svg", handlers.join_code),
            Route("/healthz", handlers.health),
        ]
    )


class _Handlers:
    """One method a route."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def phone(self, request: Request) -> Response:
        return self._page(request, "phone")

    async def stage(self, request: Request) -> Response:
        return await self._presenter_page(request, "stage")

    async def speaker(self, request: Request) -> Response:
        return await self._presenter_page(request, "speaker")

    async def remote(self, request: Request) -> Response:
        return self._page(request, "remote")

    async def remote_deck(self, request: Request) -> Response:
        """Send all slides to a remote that the speaker has let in, for its little picture."""
        try:
            proof = Proof.model_validate(dict(request.query_params))
        except ValidationError:
            return _plain("this address is for a remote that was let in", 403)
        driver = self._served.driver
        admitted = driver.room.admits_remote(proof, DECK_TEXT)
        driver.perform()
        if not admitted:
            driver.refusals.note("the slides for a remote", "its proof is wrong or was sent before")
            return _plain("this remote is not let in, or the request was sent before", 403)
        return self._page(request, "speaker")

    async def print_view(self, request: Request) -> Response:
        return await self._presenter_page(request, "print")

    async def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        file = self._served.asset(name)
        if file is None:
            return _plain("there is no such file", 404)
        # The name of an asset holds the hash of its content.
        headers = {"cache-control": f"public, max-age={YEAR_S}, immutable"}
        return self._file(request, f"assets/{name}", file, headers)

    async def slide(self, request: Request) -> Response:
        """Send a slide that is held back from phones, once it has been shown."""
        slide = request.path_params["slide"]
        section = self._served.site.held.get(slide)
        # The same answer for a slide that does not exist: phones are not to find out what is
        # coming.
        if section is None or slide not in self._served.driver.room.shown:
            return _plain("there is no such slide yet", 404)
        return self._file(
            request, f"slides/{slide}", File(section, "text/html; charset=utf-8"), _FRESH
        )

    async def join_code(self, request: Request) -> Response:
        return Response(
            svg(self._served.driver.room.join_url), media_type="image/svg+xml", headers=_FRESH
        )

    async def health(self, request: Request) -> Response:
        return JSONResponse(
            {"ok": True, "kernel": self._served.driver.room.health.state}, headers=_FRESH
        )

    async def _presenter_page(self, request: Request, view: View) -> Response:
        """Send a presenter's page, slides on hold included, to a browser that has shown the token.

        The token is in the fragment of the presenter's address, which no request carries. A browser
        without the cookie gets a page that posts the token here once, and then loads the view again
        with the cookie that it got for it.
        """
        if not (from_this_machine(request) or self._served.driver.presenter_remote):
            text = (
                "this view opens on the presenting machine only: "
                "start talk present with --presenter-remote"
            )
            return _plain(text, 403)
        token = self._served.driver.token
        if request.method == "POST":
            # The token comes in the body: an address would stand in histories and logs.
            if not _equal(await _read_token(request), token):
                text = f"the token for /{view} is missing or wrong"
                self._served.driver.refusals.note("a presenter's page", text)
                return _plain("the presenter's token is missing or wrong", 403)
            answer = Response(status_code=204, headers=_FRESH)
            answer.set_cookie(
                # No script can read it, and no page of another site can make the browser send it.
                _cookie_name(request),
                _cookie_value(token),
                httponly=True,
                samesite="strict",
            )
            return answer
        # The header is for programs, which keep no cookies.
        scheme, _, offered = request.headers.get("authorization", "").partition(" ")
        by_cookie = _equal(request.cookies.get(_cookie_name(request), ""), _cookie_value(token))
        if by_cookie or (scheme.lower() == "bearer" and _equal(offered, token)):
            return self._page(request, view)
        return Response(
            _ENTER, 401, {**_FRESH, "content-security-policy": _ENTER_POLICY}, "text/html"
        )

    def _page(self, request: Request, view: View) -> Response:
        try:
            data = self._served.site.page(view)
        except KeyError:
            return _plain(f"there is no {view} view", 404)
        # Browsers older than CSP 3 do not count a WebSocket on the page's own host as 'self'.
        host = request.headers.get("host", "")
        sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
        # Only the stage shows pages of others, and asks their hosts first whether they answer.
        frames = " ".join(self._served.site.frames) if view == "stage" else ""
        policy = _POLICY.format(sockets=f"{sockets} {frames}".rstrip(), frames=frames or "'none'")
        headers = {**_FRESH, "content-security-policy": policy}
        return self._file(request, view, File(data, "text/html; charset=utf-8"), headers)

    def _file(self, request: Request, path: str, file: File, headers: dict[str, str]) -> Response:
        """Return a file, gzipped where that pays, or 304 for a browser that has it."""
        # Of the body before compression, so that both forms are one version for the browser. An
        # asset's name holds its hash already, and a film is too long to be hashed again and again.
        known = path if path.startswith("assets/") else hashlib.sha256(file.data).hexdigest()[:20]
        tag = f'"{known}"'
        headers = {**headers, "etag": tag, "vary": "accept-encoding"}
        # A phone that comes back from sleep asks for everything again, and has it.
        # A browser may send several tags, and W/ before each; it is enough that ours is among them.
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        data = file.data
        compressible = len(data) > GZIP_FROM_BYTES and file.content_type.startswith(_COMPRESSIBLE)
        if compressible and "gzip" in request.headers.get("accept-encoding", ""):
            data = self._served.gzipped(path, data)
            headers["content-encoding"] = "gzip"
        headers["content-type"] = file.content_type
        if file.content_type.startswith(("video/", "audio/")):
            return _part(request, data, headers)
        return Response(data, headers=headers)


def _part(request: Request, data: bytes, headers: dict[str, str]) -> Response:
    """Return a film or sound, or the part of it that is asked for (RFC 9110, 14)."""
    headers = {**headers, "accept-ranges": "bytes"}
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    # A list of ranges may be answered by the whole.
    if asked is None or not (asked[1] or asked[2]):
        return Response(data, headers=headers)
    first = int(asked[1]) if asked[1] else max(len(data) - int(asked[2]), 0)
    last = min(int(asked[2]), len(data) - 1) if asked[1] and asked[2] else len(data) - 1
    if first > last:
        return Response(
            status_code=416, headers={**headers, "content-range": f"bytes */{len(data)}"}
        )
    headers["content-range"] = f"bytes {first}-{last}/{len(data)}"
    return Response(data[first : last + 1], 206, headers)


# Fifteen digits: int() raises ValueError for a number of thousands of them, which anybody may send.
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class App:
    """The ASGI application: the room's WebSocket itself, everything else by Starlette's routes.

    A WebSocket goes past Starlette, whose layers would stand on the stack of each of a thousand
    coroutines.
    """

    def __init__(self, served: Served) -> None:
        self._served = served
        self._http = make_http(served)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI has it."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an HTTP request, with the security headers on whatever the answer is."""

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in _SECURITY.items():
                    # A page that set a stricter or wider policy itself keeps it.
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        host = HTTPConnection(scope).headers.get("host", "")
        if is_known_host(host, self._served.names):
            await self._http(scope, receive, secured)
        else:
            text = (
                "this talk does not answer to that host name: open the address that talk present "
                "printed, or start it with --allow-host NAME"
            )
            self._served.driver.refusals.note("a request for another host", host)
            await _plain(text, 421)(scope, receive, secured)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Connect a WebSocket to the room until it closes."""
        connection = HTTPConnection(scope)
        # Nothing may be sent, not even a refusal, before this message was taken from the server.
        await receive()  # websocket.connect
        known = is_known_host(connection.headers.get("host", ""), self._served.names)
        if scope["path"] != "/ws" or not known or not same_origin(connection):
            origin = connection.headers.get("origin", "no page")
            self._served.driver.refusals.note("a WebSocket of another page or host", origin)
            await send({"type": "websocket.close", "code": CLOSE_NOT_ALLOWED})
            return
        await send({"type": "websocket.accept"})
        driver = self._served.driver
        # Absent under another server than ours, as in tests.
        abort = scope.get("extensions", {}).get(ABORT, {}).get("call", lambda: None)
        member = driver.connect(send, from_this_machine=from_this_machine(connection), abort=abort)
        late = asyncio.get_running_loop().call_later(JOIN_WITHIN_S, driver.check_joined, member)
        try:
            # One coroutine and no task for each socket: it only reads; what is written goes out by
            # `Client`.
            while (message := await receive())["type"] == "websocket.receive":
                driver.receive(member, message.get("text") or message.get("bytes") or "")
            if message.get("code") == CLOSE_TOO_BIG:
                text = f"it has more than {MAX_MESSAGE_BYTES} bytes"
                driver.refusals.note(f"a message of {member.who}", text)
        finally:
            late.cancel()
            # However the loop ended: a member left behind would be counted as following for ever.
            driver.disconnect(member)


_FRESH = {"cache-control": "no-cache"}
"""For what changes during a talk: browsers ask whether theirs is still the current one."""
_SECURITY = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""Headers of every answer that does not set them itself: a page, an asset, a code, an error."""


_ENTER = Path(__file__).with_name("enter.html").read_bytes()
"""The page that a browser without the cookie gets in place of a presenter's page."""
_ENTER_SCRIPT = re.search(rb"<script[^>]*>(.*?)</script>", _ENTER, re.DOTALL)
assert _ENTER_SCRIPT is not None
# By the hash of its own script: the page has no other, and none can be put into it.
_ENTER_POLICY = (
    "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    f"script-src 'sha256-{b64encode(hashlib.sha256(_ENTER_SCRIPT[1]).digest()).decode()}'"
)


def _cookie_name(request: Request) -> str:
    # Browsers share cookies between the ports of a host, and two talks may run on one.
    return f"talk-presenter-{(request.scope.get('server') or ('', ''))[1]}"


def _cookie_value(token: str) -> str:
    """Return what opens presenters' pages; the token cannot be found from it."""
    return hmac.digest(token.encode(), b"presenter's pages", "sha256").hex()


def _equal(offered: str, right: str) -> bool:
    # In constant time: the time of an ordinary comparison tells how much of the token was right.
    return hmac.compare_digest(offered.encode("utf-8", "replace"), right.encode())


async def _read_token(request: Request) -> str:
    """Return a request's body as text; a body longer than any token is not read on."""
    body = b""
    async for part in request.stream():
        body += part
        # The sender is not known yet and could fill the memory.
        if len(body) > 1000:
            break
    return body.decode("utf-8", "replace")


def _plain(text: str, status: int) -> Response:
    return PlainTextResponse(text + "\n", status_code=status, headers=_FRESH)


def from_this_machine(connection: HTTPConnection) -> bool:
    """Return whether a connection comes over the loopback, or from the address that it goes to."""
    server = connection.scope.get("server") or ("",)
    return same_machine(connection.client.host if connection.client else "", server[0])


def same_origin(connection: HTTPConnection) -> bool:
    """Return whether a browser's page is one of ours; other programs send no origin."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    # The browser sets Origin itself. Without this a page of another site could speak to the room
    # with the rights of whoever looks at it.
    return origin.partition("://")[2] == connection.headers.get("host")
