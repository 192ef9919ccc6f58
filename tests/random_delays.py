"""Delay at random what browser, room and scripted kernel say to each other (`--delays MS`).

A test that reads a screen before the screen has heard of a change passes on a quiet machine, and
fails on a busy one. With delays it fails here, most times.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from types import ModuleType
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from talk.present.http.app import App


def install(longest_ms: float) -> None:
    """Delay half of all messages, by up to `longest_ms`.

    Messages of one socket keep their order. The scripted kernel's module must be imported.
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

    for kernel in _scripted_kernels():
        say = kernel._Line.say

        def say_late(line: Any, what: Any, say: Any = say) -> None:
            time.sleep(delay_s())
            say(line, what)

        kernel._Line.say = say_late


def _scripted_kernels() -> list[ModuleType]:
    """Return the module of the scripted kernel, under the names by which pytest imported it."""
    return [module for name, module in sys.modules.items() if name.endswith(".scripted_kernel")]
