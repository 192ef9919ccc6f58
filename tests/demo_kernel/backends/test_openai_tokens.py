"""What vLLM and llama.cpp offer beside OpenAI's interface, over a socket to a twin of each.

The twins know one token a character, and speak as vLLM 0.11 and llama.cpp b6000 document it.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

import pytest

pytest.importorskip("httpx")

from demo_kernel.backends.openai_compatible import load_openai
from demo_kernel.backends.openai_tokens import read_tokens
from demo_kernel.methods import local_handlers
from demo_kernel.service.dispatch import Dispatcher
from demo_kernel.service.kernel import Call, Kernel
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker, Event

from .local_server import local_server

HELLO = [{"role": "user", "content": "hi"}]
BEGIN = 1


def letters(text: str) -> list[int]:
    return [ord(letter) for letter in text]


def templated(messages: list[dict[str, str]]) -> str:
    turns = [f"<{one['role']}>{one['content']}</>" for one in messages]
    return "".join(turns) + "<assistant>"


class Twin(BaseHTTPRequestHandler):
    """What both servers have; `offers` are the paths that are served."""

    owner: ClassVar[str]
    offers: ClassVar[set[str]]
    asked: ClassVar[list[dict[str, Any]]]

    def do_GET(self) -> None:
        self._send({"data": [{"id": "m", "owned_by": self.owner}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path not in self.offers:
            return self._send({"error": {"message": "not here"}}, 404)
        self.asked.append(body)
        if self.path == "/v1/completions" and body.get("stream"):
            choice = {
                "text": "!",
                "logprobs": {
                    "tokens": ["!"],
                    "token_logprobs": [-0.5],
                    "top_logprobs": [{"!": -0.5}],
                },
                "finish_reason": "stop",
            }
            data = f"data: {json.dumps({'choices': [choice]})}\n\ndata: [DONE]\n\n".encode()
            return self._send_bytes(data, "text/event-stream")
        return self._send(self.answer(body))

    def answer(self, body: dict[str, Any]) -> Any:
        raise NotImplementedError

    def _send(self, answer: Any, status: int = 200) -> None:
        self._send_bytes(json.dumps(answer).encode(), "application/json", status)

    def _send_bytes(self, data: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


class VLLM(Twin):
    owner = "vllm"

    def answer(self, body: dict[str, Any]) -> Any:
        if self.path == "/tokenize":
            text = templated(body["messages"]) if "messages" in body else body["prompt"]
            ids = [BEGIN] * body["add_special_tokens"] + letters(text)
            spelled = [chr(id_).replace(" ", "Ġ") if id_ != BEGIN else "<s>" for id_ in ids]
            return {"count": len(ids), "max_model_len": 64, "tokens": ids, "token_strs": spelled}
        # The token at place n has the rank n, and half of the probability of the one before.
        scores = [
            {str(id_): {"logprob": -n * math.log(2), "rank": n, "decoded_token": chr(id_)}}
            for n, id_ in enumerate(body["prompt"])
        ]
        return {"choices": [{"text": "!", "prompt_logprobs": [None, *scores[1:]]}]}


class LlamaCpp(Twin):
    owner = "llamacpp"

    def answer(self, body: dict[str, Any]) -> Any:
        if self.path == "/apply-template":
            return {"prompt": templated(body["messages"])}
        ids = [BEGIN] * body["add_special"] + letters(body["content"])
        # A piece that is no text by itself comes as its bytes.
        pieces = [[1] if id_ == BEGIN else chr(id_) for id_ in ids]
        return {"tokens": [{"id": id_, "piece": one} for id_, one in zip(ids, pieces, strict=True)]}


VLLM_PATHS = {"/tokenize", "/v1/completions"}
LLAMA_PATHS = {"/tokenize", "/apply-template", "/v1/completions"}


class Served:
    def __init__(self, address: str, asked: list[dict[str, Any]]) -> None:
        self.asked = asked
        self.kernel = Kernel(load_openai(address), None, local_handlers())

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        def emit(event: Event) -> None:
            pass

        return await Dispatcher(self.kernel).answer(method, params, Call(Asker(), emit))


@contextlib.contextmanager
def serving(twin: type[Twin], offers: set[str]) -> Iterator[Served]:
    asked: list[dict[str, Any]] = []
    handler = type("Handler", (twin,), {"offers": offers, "asked": asked})
    with local_server(handler) as address:
        yield Served(address, asked)


async def test_vllm_scores_the_answer_of_a_map_and_of_examples() -> None:
    with serving(VLLM, VLLM_PATHS) as served:
        found = await served.ask("next_token/predict", text="ab", tracked_text="cd", tracked=[120])
        few = await served.ask(
            "prompts/few_shot",
            examples=[{"left": "a", "right": "b"}],
            query="x",
            answer="y",
            separator=":",
            shots=[0, 1],
        )
    assert [token["id"] for token in found["context"]] == [BEGIN, 97, 98]
    assert [token["text"] for token in found["context"]] == ["<s>", "a", "b"]
    # Behind three tokens, so at place 3; of " cd" the first token counts.
    assert [(one["id"], one["rank"]) for one in found["tracked"]] == [(120, 3), (99, 3)]
    assert found["tracked"][0]["probability"] == pytest.approx(1 / 8)
    # "x:" and "y\n" behind the begin, then behind "a:b\n" as well: 3 + 4 and 7 + 8 bits.
    assert [point["bits"] for point in few["points"]] == pytest.approx([7, 15])


@pytest.mark.parametrize(("twin", "offers"), [(VLLM, VLLM_PATHS), (LlamaCpp, LLAMA_PATHS)])
async def test_a_conversation_is_shown_as_the_servers_template_writes_it(
    twin: type[Twin], offers: set[str]
) -> None:
    with serving(twin, offers) as served:
        shown = await served.ask("chat/render", messages=HELLO)
        await served.ask("text/generate", text="ab", then=[99], max_tokens=4)
        prompt = served.asked[-1]["prompt"]
        edited = await served.ask("chat/complete", messages=HELLO, prefill="I a", max_tokens=4)
    text = "".join(token["text"] for token in shown["tokens"] if token["id"] != BEGIN)
    assert text == "<user>hi</><assistant>"
    assert prompt == [BEGIN, 97, 98, 99]
    # What was edited follows the template's text, in tokens.
    begins = [] if twin is VLLM else [BEGIN]
    assert served.asked[-1]["prompt"] == [*begins, *letters(text + "I a")]
    assert edited["message"]["content"] == "I a!"


async def test_a_server_behind_a_proxy_lacks_what_is_not_let_through() -> None:
    with serving(VLLM, {"/v1/completions"}) as served:
        about = await served.ask("kernel/describe")
        with pytest.raises(WireError, match="not available from this server") as caught:
            await served.ask("text/generate", tokens=[97])
    assert caught.value.code == jsonrpc.UNAVAILABLE
    assert "not available from this server: vLLM" in about["missing"]["prompts/few_shot"]
    assert {"chat/render", "prompts/few_shot"} <= about["missing"].keys()


def test_both_ways_of_spelling_tokens_are_read() -> None:
    gpt2 = read_tokens("vLLM", {"tokens": [1, 2], "token_strs": ["ĠcafÃ", "©"]})
    assert b"".join(bytes.fromhex(token.bytes) for token in gpt2).decode() == " café"
    pieces = ["▁café", "<0xE2>"]
    sentencepiece = read_tokens("vLLM", {"tokens": [1, 2], "token_strs": pieces})
    assert [token.bytes for token in sentencepiece] == [" café".encode().hex(), "e2"]
    with pytest.raises(ValueError, match="no tokens"):
        read_tokens("vLLM", {"tokens": [1]})
