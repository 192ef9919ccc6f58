"""Delay at random what browser, room and scripted kernel say to each other (`--delays MS`).

A test that reads a screen before the screen has heard of a change passes on a quiet machine, and
fails on a busy one. With delays it fails here, most times.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from playwright.sync_api import Page, ViewportSize
from starlette.types import Message, Receive, Scope, Send

from talk.present.http.app import App


def install(longest_ms: float, slowdown: float) -> None:
    """Delay half of all messages, by up to `longest_ms`, and slow down the scripts of all pages.

    Messages of one socket keep their order. The modules of the browser tests must be imported.
    """

    def delay_s() -> float:
        return random.uniform(0, longest_ms / 1000) if random.random() < 0.5 else 0

    application: Any = App
    answer = application.__call__

    async def delayed(app: App, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_late() -> Message:
            message = await receive()
            await asyncio.sleep(delay_s())
            return message

        async def send_late(message: Message) -> None:
            await asyncio.sleep(delay_s())
            await send(message)

        if scope["type"] == "websocket":
            await answer(app, scope, receive_late, send_late)
        else:
            await asyncio.sleep(delay_s())
            await answer(app, scope, receive, send)

    application.__call__ = delayed

    for kernel in _imported("scripted_kernel"):
        say = kernel._Line.say

        def say_late(line: Any, what: Any, say: Any = say) -> None:
            time.sleep(delay_s())
            say(line, what)

        kernel._Line.say = say_late
    for screens in _imported("screens"):
        open_page = screens.Profile.open

        def open_slowed(profile: Any, size: ViewportSize, open_page: Any = open_page) -> Page:
            page: Page = open_page(profile, size)
            tool = profile.context.new_cdp_session(page)
            tool.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
            return page

        screens.Profile.open = open_slowed


def _imported(name: str) -> Iterator[ModuleType]:
    """Yield the modules of the browser tests' folder with this name, as pytest imported them."""
    for full_name, module in list(sys.modules.items()):
        if full_name.endswith(f"browser.{name}"):
            yield module
