"""HTTP and the websocket of `talk present`: pages, assets, the QR code, and `/ws`, where the room is."""

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
from talk.qr import svg

View = Literal["stage", "speaker", "phone", "print"]

JOIN_WITHIN_S = 10.0

_POLICY = (
    "default-src 'self'; connect-src 'self'{sockets}; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")


@dataclass
class Served:
    """What is given out now; `site` is replaced when the deck is edited."""

    site: Site
    driver: Driver
    names: frozenset[str] = field(default_factory=machine_names)
    """Host names under which browsers may ask for this server."""
    older: dict[str, File] = field(default_factory=dict)
    """Assets of the decks before the last edits, for pages that still load."""
    _small: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """Gzipped bodies beside what they were made from, by path."""

    def replace(self, site: Site) -> None:
        """Give out another site from now on; the last one's assets stay, for pages that still load."""
        self.older = {
            name: file for name, file in self.site.files.items() if name.startswith("assets/")
        }
        self.site = site

    def asset(self, name: str) -> File | None:
        path = f"assets/{name}"
        return self.site.files.get(path) or self.older.get(path)

    def small(self, path: str, data: bytes) -> bytes:
        """The gzipped body, made once."""
        known = self._small.get(path)
        if known is None or known[0] is not data:
            known = self._small[path] = (data, gzip.compress(data, 6, mtime=0))
        return known[1]


def make_http(served: Served) -> Starlette:
    """Pages and files."""
    handlers = _Handlers(served)
    return Starlette(
        routes=[
            Route("/", handlers.phone),
            Route("/stage", handlers.stage, methods=["GET", "POST"]),
            Route("/speaker", handlers.speaker, methods=["GET", "POST"]),
            Route("/print", handlers.print_view, methods=["GET", "POST"]),
            Route("/assets/{name:path}", handlers.asset),
            Route("/slides/{slide}", handlers.slide),
            Route("/join.svg", handlers.join_code),
            Route("/healthz", handlers.health),
        ]
    )


class _Handlers:
    def __init__(self, served: Served) -> None:
        self._served = served

    # Pages and files

    async def phone(self, request: Request) -> Response:
        return self._page(request, "phone")

    async def stage(self, request: Request) -> Response:
        return await self._presenter_page(request, "stage")

    async def speaker(self, request: Request) -> Response:
        return await self._presenter_page(request, "speaker")

    async def print_view(self, request: Request) -> Response:
        return await self._presenter_page(request, "print")

    async def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        file = self._served.asset(name)
        if file is None:
            return _plain("there is no such file", 404)
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return self._file(request, f"assets/{name}", file, headers)

    async def slide(self, request: Request) -> Response:
        """A slide on hold, for phones, once it has been shown."""
        slide = request.path_params["slide"]
        section = self._served.site.held.get(slide)
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
        """Give a presenter's page to a browser that has shown the token; slides on hold are in it.

        The token is in the fragment of the presenter's address and comes with no request. A browser without a pass
        gets a page that posts the token here once and loads the view again with the cookie it got for it.
        """
        if not (from_here(request) or self._served.driver.presenter_remote):
            text = "this view opens on the presenting machine only: start talk present with --presenter-remote"
            return _plain(text, 403)
        token = self._served.driver.token
        if request.method == "POST":
            if not _equal(await _beginning(request), token):
                return _plain("the presenter's token is missing or wrong", 403)
            answer = Response(status_code=204, headers=_FRESH)
            answer.set_cookie(_pass_name(request), _pass(token), httponly=True, samesite="strict")
            return answer
        scheme, _, offered = request.headers.get("authorization", "").partition(" ")
        if _equal(request.cookies.get(_pass_name(request), ""), _pass(token)) or (
            scheme.lower() == "bearer" and _equal(offered, token)
        ):
            return self._page(request, view)
        return Response(
            _ENTER, 401, {**_FRESH, "content-security-policy": _ENTER_POLICY}, "text/html"
        )

    def _page(self, request: Request, view: View) -> Response:
        try:
            data = self._served.site.page(view)
        except KeyError:
            return _plain(f"there is no {view} view", 404)
        policy = _POLICY.format(sockets=_own_sockets(request.headers.get("host", "")))
        headers = {
            **_FRESH,
            "content-security-policy": policy,
        }
        return self._file(request, view, File(data, "text/html; charset=utf-8"), headers)

    def _file(self, request: Request, path: str, file: File, headers: dict[str, str]) -> Response:
        tag = f'"{hashlib.sha256(file.data).hexdigest()[:20]}"'
        headers = {**headers, "etag": tag, "vary": "accept-encoding"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        data = file.data
        if len(data) > 500 and file.content_type.startswith(_COMPRESSIBLE) and _takes_gzip(request):
            data = self._served.small(path, data)
            headers["content-encoding"] = "gzip"
        return Response(data, headers={**headers, "content-type": file.content_type})


class App:
    """The ASGI application: the room's socket here, everything else by Starlette's routes.

    The socket goes past Starlette: a thousand of them are a thousand coroutines, each a few frames deep.
    """

    def __init__(self, served: Served) -> None:
        self._served = served
        self._http = make_http(served)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with the security headers on whatever the answer is; none for another host's name."""

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        host = HTTPConnection(scope).headers.get("host", "")
        if is_known_host(host, self._served.names):
            await self._http(scope, receive, secured)
        else:
            text = (
                "this talk does not answer to that host name: open the address that talk present printed, "
                "or start it with --allow-host NAME"
            )
            await _plain(text, 421)(scope, receive, secured)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        await receive()
        known = is_known_host(connection.headers.get("host", ""), self._served.names)
        if scope["path"] != "/ws" or not known or not same_origin(connection):
            await send({"type": "websocket.close", "code": CLOSE_NOT_ALLOWED})
            return
        await send({"type": "websocket.accept"})
        driver = self._served.driver
        abort = scope.get("extensions", {}).get(ABORT, {}).get("call", lambda: None)
        member = driver.connect(send, from_here=from_here(connection), abort=abort)
        late = asyncio.get_running_loop().call_later(JOIN_WITHIN_S, driver.check_joined, member)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                driver.receive(member, message.get("text") or message.get("bytes") or "")
        finally:
            late.cancel()
            driver.disconnect(member)


_FRESH = {"cache-control": "no-cache"}
_SECURITY = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""On every answer that does not say otherwise: a page, an asset, a code, an error."""


_ENTER = Path(__file__).with_name("enter.html").read_bytes()
"""What a browser without the token gets in place of a presenter's page."""
_ENTER_SCRIPT = re.search(rb"<script[^>]*>(.*?)</script>", _ENTER, re.DOTALL)
assert _ENTER_SCRIPT is not None
_ENTER_POLICY = (
    "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    f"script-src 'sha256-{b64encode(hashlib.sha256(_ENTER_SCRIPT[1]).digest()).decode()}'"
)


def _pass_name(request: Request) -> str:
    """Name of the cookie; browsers share cookies between the ports of a host."""
    return f"talk-presenter-{(request.scope.get('server') or ('', ''))[1]}"


def _pass(token: str) -> str:
    """Return what the cookie holds: it opens pages, and the token cannot be found from it."""
    return hmac.digest(token.encode(), b"presenter's pages", "sha256").hex()


def _equal(offered: str, right: str) -> bool:
    return hmac.compare_digest(offered.encode("utf-8", "replace"), right.encode())


async def _beginning(request: Request) -> str:
    """Return a request's body as text; a body longer than any token is not read on."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > 1000:
            break
    return body.decode("utf-8", "replace")


def _plain(text: str, status: int) -> Response:
    return PlainTextResponse(text + "\n", status_code=status, headers=_FRESH)


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _own_sockets(host: str) -> str:
    """Browsers older than CSP 3 do not count a websocket on the page's own host as 'self'."""
    return f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""


def from_here(connection: HTTPConnection) -> bool:
    """Whether the connection comes from this machine: over the loopback, or from the address it goes to."""
    server = connection.scope.get("server") or ("",)
    return same_machine(connection.client.host if connection.client else "", server[0])


def same_origin(connection: HTTPConnection) -> bool:
    """A browser says from which page it comes; that has to be one of ours. Other programs say nothing."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    return origin.partition("://")[2] == connection.headers.get("host")
