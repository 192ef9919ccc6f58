"""Sixty-four clients at once, some of them badly behaved.

The others' streams do not change by a byte.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect

from talk.kernel_client import KernelClient, KernelUnreachable
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

pytestmark = pytest.mark.live

TOKEN = "a-token-of-this-test"
GOOD, CANCELLING, VANISHING, GREEDY, DEAF = 36, 8, 8, 8, 4
PROMPTS = ["The capital of France is", "A good wedding toast should", "2 + 2 =", "Once"]


def request(number: int) -> dict[str, Any]:
    params = {
        "text": PROMPTS[number % 4],
        "seed": number,
        "max_tokens": 40 + number,
        "candidates": number % 3,
    }
    asker = {"priority": "phone" if number % 5 else "stage", "person": f"p{number}"}
    return {**params, "temperature": 0.8, "_for": asker}


async def streamed(url: str, number: int) -> list[str]:
    """All that a request brings, without times and places in the queue, as bytes would show it."""
    events: list[str] = []

    def keep(event: dict[str, Any]) -> None:
        if "queue_place" not in event:
            events.append(
                json.dumps({key: value for key, value in event.items() if key != "time_ms"})
            )

    async with await KernelClient.connect(url, TOKEN, timeout_s=30) as client:
        result = await client.call("text/generate", request(number), keep)
    return [*events, json.dumps(result)]


async def cancelling(url: str, number: int) -> None:
    begun = asyncio.Event()
    async with await KernelClient.connect(url, TOKEN, timeout_s=30) as client:
        params = request(100 + number) | {"max_tokens": 400}
        call = asyncio.create_task(client.call("text/generate", params, lambda event: begun.set()))
        await begun.wait()
        call.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await call
        await client.call("kernel/health", {})


async def vanishing(url: str, number: int) -> None:
    begun = asyncio.Event()
    client = await KernelClient.connect(url, TOKEN, timeout_s=30)
    params = request(200 + number) | {"max_tokens": 400}
    call = asyncio.create_task(client.call("text/generate", params, lambda event: begun.set()))
    await begun.wait()
    await client.abort()
    with contextlib.suppress(WireError):
        await call


async def greedy(url: str, number: int) -> None:
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"text": "x" * 20_001}, jsonrpc.TOO_LARGE),
        ({"text": "x", "max_tokens": 10**6}, jsonrpc.INVALID_PARAMS),
        ({"tokens": [1] * 5000}, jsonrpc.TOO_LARGE),
        ({"text": "x", "checkpoint": "nobody"}, jsonrpc.UNKNOWN_NAME),
    ]
    async with await KernelClient.connect(url, TOKEN, timeout_s=30) as client:
        for params, code in wrong * 5:
            with pytest.raises(WireError) as caught:
                await client.call("text/generate", params)
            assert caught.value.code == code
        calls = [
            client.call("text/generate", request(300 + number) | {"max_tokens": 60})
            for _ in range(12)
        ]
        ends = await asyncio.gather(*calls, return_exceptions=True)
    refused = [end for end in ends if isinstance(end, WireError)]
    if number % 5:  # a phone; the stage has no such bound
        assert {error.code for error in refused} == {jsonrpc.TOO_MANY}
        assert len(refused) == 8


async def deaf(url: str, number: int, over: asyncio.Event) -> None:
    """Asks for much and never reads."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with connect(
        url, additional_headers=headers, compression=None, max_queue=1, open_timeout=30
    ) as socket:
        socket.transport.pause_reading()
        for id_ in range(3):
            params = request(400 + number) | {"max_tokens": 500, "candidates": 50, "stages": True}
            message = {"jsonrpc": "2.0", "id": id_, "method": "text/generate", "params": params}
            await socket.send(json.dumps(message))
        await over.wait()
        socket.transport.abort()


async def test_the_others_streams_are_those_of_a_quiet_run(kernel: str) -> None:
    async with asyncio.timeout(110):
        quiet = [await streamed(kernel, number) for number in range(GOOD)]
        over = asyncio.Event()
        deaf_ones = [asyncio.create_task(deaf(kernel, number, over)) for number in range(DEAF)]
        good, *_ = await asyncio.gather(
            asyncio.gather(*(streamed(kernel, number) for number in range(GOOD))),
            *(cancelling(kernel, number) for number in range(CANCELLING)),
            *(vanishing(kernel, number) for number in range(VANISHING)),
            *(greedy(kernel, number) for number in range(GREEDY)),
        )
        over.set()
        await asyncio.gather(*deaf_ones)
    assert good == quiet
    assert len({stream[-1] for stream in quiet}) == GOOD


async def test_afterwards_nothing_is_left_running(kernel: str) -> None:
    async with asyncio.timeout(60), await KernelClient.connect(kernel, TOKEN) as client:
        while True:
            health = await client.call("kernel/health", {})
            if (health["running"], health["queued"]) == (0, 0):
                break
        assert health["memory_mib"] < 1024


async def test_a_wrong_token_is_refused(kernel: str) -> None:
    with pytest.raises(KernelUnreachable, match="token"):
        await KernelClient.connect(kernel, "wrong")
