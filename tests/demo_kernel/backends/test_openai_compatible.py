"""Servers with OpenAI's interface.

A recorded real exchange is there always, a real llama.cpp where there is one, and pretend ones.
`TALK_LLAMA_SERVER` names llama.cpp's server. With `TALK_RECORD_EXCHANGE=1` what it says is written
over the recording.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import pytest

pytest.importorskip("httpx")

from demo_kernel.backends.language_model import BackendError
from demo_kernel.backends.openai_compatible import load_openai
from demo_kernel.methods import local_handlers
from demo_kernel.network.config import GPTConfig
from demo_kernel.service.dispatch import Dispatcher
from demo_kernel.service.kernel import Call, Kernel
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.registry import KERNEL_METHODS
from talk.protocol.wire import Asker, Event, canonical

from .local_server import local_server

RECORDING = Path(__file__).parent / "exchanges" / "llama_cpp.json"
REPOSITORY = Path(__file__).parents[3]
SMALL = GPTConfig(vocabulary_size=320, context=512, layers=2, heads=2, width=64, hidden=128)
GENERATE = {"text": "The capital of France is", "seed": 3, "max_tokens": 8, "candidates": 3}
HELLO = [{"role": "user", "content": "hello"}]


class Exchange(BaseHTTPRequestHandler):
    """Answers from a list of {path, request, status, response}.

    What is not there is asked of `behind` and kept.
    """

    exchanges: ClassVar[list[dict[str, Any]]] = []
    behind = ""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, request: dict[str, Any]) -> None:
        found = next((one for one in self.exchanges if self._same(one, request)), None)
        if found is None and self.behind:
            found = self._ask(request)
            self.exchanges.append(found)
        status, text = (
            (found["status"], found["response"])
            if found
            else (501, '{"error": "this was not recorded"}')
        )
        data = text.encode()
        self.send_response(status)
        self.send_header(
            "Content-Type", "text/event-stream" if text.startswith("data:") else "application/json"
        )
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _same(self, one: dict[str, Any], request: dict[str, Any]) -> bool:
        return bool(one["path"] == self.path and canonical(one["request"]) == canonical(request))

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(request).encode() if self.command == "POST" else None
        asked = urllib.request.Request(
            self.behind + self.path, body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        return {"path": self.path, "request": request, "status": status, "response": text}

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def answering(exchanges: list[dict[str, Any]], behind: str = "") -> Iterator[str]:
    """Yield the address of a server that answers from a list."""
    handler = type("Handler", (Exchange,), {"exchanges": exchanges, "behind": behind})
    with local_server(handler) as address:
        yield address


@contextlib.contextmanager
def llama_cpp(folder: Path) -> Iterator[str]:
    """Yield a real llama.cpp server on a tiny random network."""
    program = os.environ.get("TALK_LLAMA_SERVER") or shutil.which("llama-server")
    if program is None:
        pytest.skip("llama.cpp's server is not here")
    sys.path.insert(0, str(REPOSITORY))
    from bench.gguf import write_model

    write_model(folder / "tiny.gguf", SMALL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        program,
        "-m",
        str(folder / "tiny.gguf"),
        "--port",
        str(port),
        "-c",
        "512",
        "-np",
        "1",
        "--alias",
        "tiny",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_until_healthy(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_healthy(base: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{base}/health", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        threading.Event().wait(0.1)
    pytest.fail("llama.cpp's server did not start")


@pytest.fixture(scope="module", params=["recorded", "llama.cpp"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if request.param == "recorded":
        with answering(json.loads(RECORDING.read_text(encoding="utf-8"))["exchanges"]) as found:
            yield found
        return
    exchanges: list[dict[str, Any]] = []
    with (
        llama_cpp(tmp_path_factory.mktemp("llama")) as behind,
        answering(exchanges, behind) as found,
    ):
        yield found
    if os.environ.get("TALK_RECORD_EXCHANGE") == "1":
        RECORDING.parent.mkdir(exist_ok=True)
        text = json.dumps(
            {"server": "llama.cpp", "exchanges": exchanges}, indent=1, ensure_ascii=False
        )
        RECORDING.write_text(text + "\n", encoding="utf-8")


class Served:
    def __init__(self, address: str) -> None:
        model = load_openai(address)
        self.kernel = Kernel(model, None, local_handlers())
        self.events: list[dict[str, Any]] = []

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self.events = events = []

        def emit(event: Event) -> None:
            events.append(event.model_dump(mode="json"))

        async with asyncio.timeout(60):
            return await Dispatcher(self.kernel).answer(method, params, Call(Asker(), emit))

    async def refused(self, method: str, **params: Any) -> WireError:
        with pytest.raises(WireError) as caught:
            await self.ask(method, **params)
        return caught.value


@pytest.fixture
async def served(address: str) -> Served:
    return Served(address)


async def test_it_is_described_without_guessing(served: Served) -> None:
    described = await served.ask("kernel/describe")
    # Numbers of the network that bench/gguf.py writes in the shape SMALL.
    assert (described["model"], described["parameters"], described["context"]) == (
        "tiny",
        86_336,
        512,
    )
    assert described["device"].startswith("llama.cpp server at 127.0.0.1")
    assert set(described["missing"]) == {
        "next_token/draw",
        "chat/render",
        "model/parts",
        "model/attention",
        "model/step",
        "model/round",
        "model/silence",
        "answers/resample",
        "answers/score",
        "answers/update",
        "documents/pipeline",
        "embeddings/nearest",
        "prompts/few_shot",
        "prompts/recite",
        "text/speculate",
    }
    assert set(described["methods"]) == set(KERNEL_METHODS) - set(described["missing"])
    health = await served.ask("kernel/health")
    assert (health["running"], health["queued"], health["trouble"]) == (0, 0, "")


async def test_a_text_is_streamed_with_the_servers_own_log_probabilities(served: Served) -> None:
    answer = await served.ask("text/generate", **GENERATE)
    assert 1 <= len(served.events) <= 8
    assert "".join(event["text"] for event in served.events) == answer["text"]
    assert [event["id"] for event in served.events] == answer["tokens"]
    for event in served.events:
        assert event["logprob"] <= 0
        assert event["entropy_bits"] is None
        assert event["draw"] is None
        assert [one["rank"] for one in event["candidates"]] == [1, 2, 3]
        probabilities = [one["probability"] for one in event["candidates"]]
        assert probabilities == sorted(probabilities, reverse=True)
        assert sum(probabilities) + event["rest"] == pytest.approx(1)
    assert answer["provenance"]["model"] == "tiny"


async def test_the_same_seed_gives_the_same_text(served: Served) -> None:
    first = await served.ask("text/generate", **GENERATE)
    assert await served.ask("text/generate", **GENERATE) == first


async def test_a_map_is_what_the_server_tells_and_no_more(served: Served) -> None:
    answer = await served.ask("next_token/predict", text="The capital of France is", top_k=5)
    assert [one["rank"] for one in answer["candidates"]] == [1, 2, 3, 4, 5]
    assert sum(one["probability"] for one in answer["candidates"]) + answer[
        "rest"
    ] == pytest.approx(1)
    assert (answer["entropy_bits"], answer["vocabulary_size"], answer["tracked"]) == (None, 320, [])


async def test_a_chat_is_answered(served: Served) -> None:
    answer = await served.ask("chat/complete", messages=HELLO, max_tokens=6, seed=1)
    assert answer["message"]["role"] == "assistant"
    assert "".join(event["text"] for event in served.events) == answer["message"]["content"]
    assert answer["finish_reason"] in ("length", "end")


async def test_several_answers_have_their_own_seeds(served: Served) -> None:
    answer = await served.ask("answers/sample", prompt="The", n=3, max_tokens=6, seed=10)
    assert [one["seed"] for one in answer["answers"]] == [10, 11, 12]
    alone = await served.ask("text/generate", text="The", max_tokens=6, seed=11)
    assert answer["answers"][1]["text"] == alone["text"]


async def test_the_public_tokenizers_still_work(served: Served) -> None:
    answer = await served.ask("tokens/encode", text="The capital of France is Paris.")
    assert [token["id"] for token in answer["tokens"]] == [791, 6864, 315, 9822, 374, 12366, 13]
    vocabularies = await served.ask("tokens/vocabularies")
    assert "" not in [one["name"] for one in vocabularies["vocabularies"]]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("text/generate", {"tokens": [1, 2]}),
        ("text/generate", {"text": "x", "stages": True}),
        ("next_token/predict", {"text": "x", "temperature": 2.0}),
        ("chat/render", {"messages": HELLO}),
        ("model/attention", {"text": "x"}),
        ("model/parts", {}),
    ],
)
async def test_what_the_server_cannot_give_is_said_to_be_unavailable(
    served: Served, method: str, params: dict[str, Any]
) -> None:
    error = await served.refused(method, **params)
    assert error.code == jsonrpc.UNAVAILABLE
    assert "not available from this server" in error.message


def models(owner: str) -> dict[str, Any]:
    listed = {"object": "list", "data": [{"id": "m", "object": "model", "owned_by": owner}]}
    return {"path": "/v1/models", "request": {}, "status": 200, "response": json.dumps(listed)}


def streamed(*events: dict[str, Any]) -> str:
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"


SAMPLED = {"stream": True, "temperature": 1.0, "seed": 0, "model": "m"}


def completion(response: str, status: int = 200, **request: Any) -> dict[str, Any]:
    body = {**SAMPLED, "max_tokens": 4, "logprobs": 0, "prompt": "x", **request}
    return {"path": "/v1/completions", "request": body, "status": status, "response": response}


async def test_the_older_form_of_log_probabilities_is_read_too() -> None:
    logprobs = {
        "tokens": [" a"],
        "token_logprobs": [-0.5],
        "top_logprobs": [{" b": -2.0, " a": -0.5}],
    }
    body = streamed({"choices": [{"text": " a", "logprobs": logprobs, "finish_reason": "length"}]})
    with answering([models("vllm"), completion(body, logprobs=2, top_k=5)]) as address:
        served = Served(address)
        answer = await served.ask("text/generate", text="x", max_tokens=4, candidates=2, top_k=5)
    assert answer["finish_reason"] == "length"
    assert [one["text"] for one in served.events[0]["candidates"]] == [" a", " b"]
    assert served.events[0]["id"] == -1


async def test_text_without_log_probabilities_comes_as_it_is() -> None:
    body = streamed(
        {"choices": [{"text": "one "}]}, {"choices": [{"text": "two", "finish_reason": "stop"}]}
    )
    with answering([models("library"), completion(body)]) as address:
        served = Served(address)
        answer = await served.ask("text/generate", text="x", max_tokens=4)
        assert (answer["text"], answer["finish_reason"]) == ("one two", "end")
        assert [event["logprob"] for event in served.events] == [None, None]
        error = await served.refused("text/generate", text="x", top_k=5)
        assert error.message == "top_k is not available from this server"


async def test_a_map_without_log_probabilities_is_unavailable() -> None:
    body = streamed({"choices": [{"text": "one"}]})
    with answering([models("library"), completion(body, max_tokens=1, logprobs=10)]) as address:
        error = await Served(address).refused("next_token/predict", text="x")
    assert error.message == "log-probabilities are not available from this server"


async def test_a_tool_call_is_run_and_its_result_sent_back() -> None:
    call = {"index": 0, "id": "c1", "function": {"name": "calculator", "arguments": '{"argu'}}
    rest = {"index": 0, "function": {"arguments": 'ment": "6*7"}'}}
    asks = streamed(
        {"choices": [{"delta": {"tool_calls": [call]}}]},
        {"choices": [{"delta": {"tool_calls": [rest]}}]},
    )
    says = streamed({"choices": [{"delta": {"content": "42."}, "finish_reason": "stop"}]})
    seen: list[dict[str, Any]] = []

    class Server(Exchange):
        exchanges: ClassVar[list[dict[str, Any]]] = [models("vllm")]

        def _answer(self, request: dict[str, Any]) -> None:
            # What a server offers beside the chat is tried too, at the start.
            if self.path == "/v1/chat/completions":
                seen.append(request)
                type(self).exchanges = [
                    {
                        "path": self.path,
                        "request": request,
                        "status": 200,
                        "response": [asks, says][len(seen) - 1],
                    }
                ]
            super()._answer(request)

    with local_server(Server) as address:
        served = Served(address)
        answer = await served.ask("chat/complete", messages=HELLO, tools=["calculator"])
    (called,) = answer["tool_calls"]
    assert called.pop("time_ms") >= 0
    assert called == {"name": "calculator", "argument": "6*7", "result": "42", "failed": False}
    assert answer["message"]["content"] == "42."
    assert [event["forced"] for event in served.events] == [True, False]
    assert seen[1]["messages"][-1] == {"role": "tool", "tool_call_id": "c1", "content": "42"}
    assert seen[0]["tools"][0]["function"]["name"] == "calculator"


@pytest.mark.parametrize(
    ("response", "status", "reason"),
    [
        (
            '{"error": {"message": "the context is too long"}}',
            400,
            "refuses (400): the context is too long",
        ),
        ("<html>bad gateway</html>", 502, "refuses (502): <html>bad gateway</html>"),
        (
            'data: {"error": {"message": "out of memory"}}\n\n',
            200,
            "the model server says: out of memory",
        ),
        ("data: {nonsense\n\n", 200, "could not be understood"),
        (
            'data: {"choices": [{"text": 5, "logprobs": {"content": [{}]}}]}\n\n',
            200,
            "could not be understood",
        ),
    ],
)
async def test_a_server_in_trouble_is_told_in_a_sentence(
    response: str, status: int, reason: str
) -> None:
    with answering([models("vllm"), completion(response, status)]) as address:
        error = await Served(address).refused("text/generate", text="x", max_tokens=4)
    assert error.code == jsonrpc.UNAVAILABLE
    assert reason in error.message


async def test_a_server_that_goes_away_is_told_in_a_sentence() -> None:
    with answering([models("vllm")]) as address:
        served = Served(address)
    error = await served.refused("text/generate", text="x")
    assert error.code == jsonrpc.UNAVAILABLE
    assert "broke off" in error.message


def test_an_address_where_nothing_answers_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(BackendError, match="no model server answers"):
        load_openai(f"http://127.0.0.1:{port}")


def test_what_is_no_address_is_a_sentence() -> None:
    with pytest.raises(BackendError, match="is not the address of a server"):
        load_openai("localhost:8000")


def test_a_model_the_server_does_not_have_is_a_sentence() -> None:
    with (
        answering([models("vllm")]) as address,
        pytest.raises(BackendError, match="has no model 'other'"),
    ):
        load_openai(f"{address}/v1/#other")
