"""The client over a real socket, against a kernel that does what the test says."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from talk.kernel_client import KernelClient, KernelUnreachable
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

from .conftest import ABOUT, GENERATED, FakeKernel, answers, never, refuses, step


async def test_a_call_gives_the_result(fake_kernel: FakeKernel) -> None:
    async with await KernelClient.connect(fake_kernel.url) as client:
        assert await client.call("kernel/describe", {}) == ABOUT


async def test_events_come_in_order_and_before_the_result(fake_kernel: FakeKernel) -> None:
    events = [step(n) for n in range(100)]
    fake_kernel.handlers["text/generate"] = answers(GENERATED, *events)
    seen: list[dict[str, Any]] = []
    async with await KernelClient.connect(fake_kernel.url) as client:
        assert await client.call("text/generate", {"text": "a"}, seen.append) == GENERATED
    assert seen == events


async def test_calls_run_side_by_side(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = never()
    async with await KernelClient.connect(fake_kernel.url) as client:
        slow = asyncio.create_task(client.call("text/generate", {}))
        assert await client.call("kernel/describe", {}) == ABOUT
        assert not slow.done()
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)


async def test_a_refusal_is_raised_with_code_and_sentence(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["tokens/encode"] = refuses(jsonrpc.TOO_LARGE, "the text is too long")
    async with await KernelClient.connect(fake_kernel.url) as client:
        with pytest.raises(WireError, match="the text is too long") as refused:
            await client.call("tokens/encode", {})
    assert refused.value.code == jsonrpc.TOO_LARGE


async def test_cancelling_the_task_cancels_the_request(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0))
    began = asyncio.Event()
    async with await KernelClient.connect(fake_kernel.url) as client:
        task = asyncio.create_task(client.call("text/generate", {}, lambda event: began.set()))
        async with asyncio.timeout(10):
            await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await fake_kernel.until(lambda: fake_kernel.cancelled) == [1]
        assert await client.call("kernel/describe", {}) == ABOUT


async def test_a_kernel_that_dies_ends_every_call_at_once(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0))
    client = await KernelClient.connect(fake_kernel.url)
    calls = [asyncio.create_task(client.call("text/generate", {})) for _ in range(3)]
    await fake_kernel.until(lambda: len(fake_kernel.asked) == 3)
    await fake_kernel.stop()
    async with asyncio.timeout(1):
        ends = await asyncio.gather(*calls, return_exceptions=True)
    assert [end.code for end in ends if isinstance(end, WireError)] == [jsonrpc.KERNEL_GONE] * 3
    assert not client.alive
    with pytest.raises(WireError, match="closed"):
        await client.call("kernel/describe", {})
    await client.close()
    # The fixture stops it once more.
    await fake_kernel.start()


async def test_a_ping_of_a_hung_kernel_times_out(fake_kernel: FakeKernel) -> None:
    client = await KernelClient.connect(fake_kernel.url)
    assert await client.ping(5) < 5
    fake_kernel.hang()
    with pytest.raises(TimeoutError):
        await client.ping(0.05)
    await client.abort()


async def test_the_token_opens_the_kernel() -> None:
    kernel = FakeKernel(token="right")
    await kernel.start()
    async with await KernelClient.connect(kernel.url, "right") as client:
        assert await client.call("kernel/describe", {}) == ABOUT
    with pytest.raises(KernelUnreachable, match="refuses the token"):
        await KernelClient.connect(kernel.url, "wrong")
    await kernel.stop()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        # Nobody listens on port 1.
        ("ws://127.0.0.1:1", "no kernel answers at ws://127.0.0.1:1"),
        ("http://127.0.0.1:1", "starts with ws:// or wss://"),
        ("not an address", "starts with ws:// or wss://"),
        ("ws://[::1", "starts with ws:// or wss://"),
    ],
)
async def test_an_address_without_a_kernel_is_told_in_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(KernelUnreachable, match=sentence) as refused:
        await KernelClient.connect(url)
    assert "\n" not in str(refused.value)


async def test_something_that_is_no_kernel_is_told_apart() -> None:
    async def http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(http, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(KernelUnreachable, match=r"is no kernel \(HTTP status 200\)"):
        await KernelClient.connect(f"ws://127.0.0.1:{port}")
    server.close()
    await server.wait_closed()


DEEP: dict[str, Any] = {}
_inner = DEEP
for _ in range(100):
    _inner["a"] = _inner = {}


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ([1, 2], "is no object but list"),
        (None, "is no object but NoneType"),
        ({"text": "a"}, "does not fit text/generate: tokens: Field required"),
        (
            {**GENERATED, "tokens": ["1"]},
            "does not fit text/generate: tokens.0: Input should be a valid integer",
        ),
        (
            {**GENERATED, "provenance": {"model": 3}},
            "provenance.model: Input should be a valid string",
        ),
        ({**GENERATED, "more": DEEP}, "nested more than"),
        ({**GENERATED, "text": "x" * (1 << 20)}, "at most 1048576 are accepted"),
    ],
    ids=["list", "null", "missing", "wrong type", "wrong inside", "deep", "large"],
)
async def test_a_result_that_does_not_fit_fails_its_call_with_a_sentence_and_no_other(
    fake_kernel: FakeKernel, result: Any, why: str
) -> None:
    fake_kernel.handlers["text/generate"] = answers(result)
    async with await KernelClient.connect(fake_kernel.url) as client, asyncio.timeout(10):
        with pytest.raises(WireError, match=why):
            await client.call("text/generate", {})
        assert await client.call("kernel/describe", {}) == ABOUT


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (7, "does not fit text/generate"),
        ({"index": 0}, "does not fit text/generate: id: Field required"),
        ({**step(0), "logprob": "-1.5"}, "logprob: Input should be a valid number"),
        ({**step(0), "logprob": True}, "logprob: Input should be a valid number"),
        ({"queue_place": "first"}, "queue_place: Input should be a valid integer"),
        ({**step(0), "text": "x" * 70_000}, "streams more than talk accepts"),
        ({**step(0), "more": DEEP}, "nested more than"),
    ],
    ids=["number", "missing", "text for a number", "truth for a number", "queue", "large", "deep"],
)
async def test_an_event_that_does_not_fit_fails_its_call_and_is_taken_back_at_the_kernel(
    fake_kernel: FakeKernel, event: Any, why: str
) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0), event)
    seen: list[dict[str, Any]] = []
    async with await KernelClient.connect(fake_kernel.url) as client, asyncio.timeout(10):
        with pytest.raises(WireError, match=why):
            await client.call("text/generate", {}, seen.append)
        assert await fake_kernel.until(lambda: fake_kernel.cancelled) == [1]
        assert await client.call("kernel/describe", {}) == ABOUT
    assert seen == [step(0)]


async def test_a_stream_without_an_end_is_bounded(
    fake_kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talk.kernel_client.MAX_STREAM_BYTES", 1000)
    fake_kernel.handlers["text/generate"] = never(*(step(n) for n in range(100)))
    seen: list[dict[str, Any]] = []
    async with await KernelClient.connect(fake_kernel.url) as client, asyncio.timeout(10):
        with pytest.raises(WireError, match="streams more than talk accepts"):
            await client.call("text/generate", {}, seen.append)
    # About a hundred bytes each.
    assert 5 < len(seen) < 20


async def test_what_this_version_does_not_know_is_kept_out(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = answers(
        # Half a character: it could not even be sent on.
        {**GENERATED, "mood": "\ud83d"},
        {**step(0), "mood": [1]},
    )
    fake_kernel.handlers["tokens/vocabularies"] = answers({"vocabularies": []}, {"progress": 1})
    seen: list[dict[str, Any]] = []
    async with await KernelClient.connect(fake_kernel.url) as client:
        assert await client.call("text/generate", {}, seen.append) == GENERATED
        assert await client.call("tokens/vocabularies", {}, seen.append) == {"vocabularies": []}
    assert seen == [step(0)]


async def test_a_receiver_that_fails_fails_its_call_only(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0))

    def broken(event: dict[str, Any]) -> None:
        raise KeyError("by mistake")

    async with await KernelClient.connect(fake_kernel.url) as client, asyncio.timeout(10):
        with pytest.raises(KeyError):
            await client.call("text/generate", {}, broken)
        assert await client.call("kernel/describe", {}) == ABOUT


async def test_a_kernel_that_sends_what_is_no_message_is_left_with_a_sentence(
    fake_kernel: FakeKernel,
) -> None:
    fake_kernel.handlers["text/generate"] = never(step(0))
    async with await KernelClient.connect(fake_kernel.url) as client, asyncio.timeout(10):
        task = asyncio.create_task(client.call("text/generate", {}))
        await fake_kernel.until(
            lambda: "text/generate" in [item.method for item in fake_kernel.asked]
        )
        for connection in fake_kernel.connections:
            await connection.send("hello?")
        with pytest.raises(WireError, match="went away"):
            await task
        assert "does not speak talk's protocol (the message is not JSON" in client.fault
