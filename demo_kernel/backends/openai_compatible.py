"""A model behind somebody else's server: `--model openai:URL` for vLLM, llama.cpp, Ollama and the like.

What the server does not tell is left out and said to be unavailable, never guessed: token ids are −1, log-probabilities
and entropies are null. `URL#NAME` picks a model where the server has several.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from demo_kernel.backends.language_model import BackendError, Checkpoints
from demo_kernel.inference.engine import Logits, Work
from demo_kernel.inference.gather import gather_all
from demo_kernel.tools.toolbox import DESCRIPTIONS
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.answers import Answer, AnswerEvent, SampleParams, SampleResult
from talk.protocol.methods.chat import (
    AssistantMessage,
    AssistantPart,
    ChatMessage,
    CompleteParams,
    CompleteResult,
)
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.next_token import Candidate, PredictParams, PredictResult
from talk.protocol.methods.text import (
    FinishReason,
    GenerateParams,
    GenerateResult,
    Sampling,
    StepEvent,
)
from talk.protocol.methods.tokens import Token
from talk.protocol.methods.tools import ToolCall
from talk.protocol.wire import Provenance

if TYPE_CHECKING:
    import httpx

    from demo_kernel.service.kernel import Call, Handler, Kernel

ServerKind = Literal["vLLM", "llama.cpp", "Ollama", "unknown"]

API_KEY = "OPENAI_API_KEY"
"""Environment variable with the server's key, if it wants one."""
AT_ONCE = 8
"""Requests sent to the server at the same time."""
WAITING_LIMIT = 256
CONNECT_S = 5.0
SILENCE_S = 60.0
"""Longest pause within an answer."""
NO_ID = -1
"""In place of a token's id where the server does not tell it."""
REMOTE_ONLY = "this is not available from this server"
UNAVAILABLE = (
    "next_token/draw",
    "chat/render",
    "model/parts",
    "model/attention",
    "model/step",
    "answers/score",
    "answers/update",
)
MORE_CONTROLS: Mapping[ServerKind, frozenset[str]] = {
    "vLLM": frozenset({"top_k", "min_p"}),
    "llama.cpp": frozenset({"top_k", "min_p"}),
    "Ollama": frozenset(),
    "unknown": frozenset(),
}
"""Sampling controls beside OpenAI's own that a kind of server is known to obey."""
MOST_CANDIDATES = 20


def load_openai(address: str) -> RemoteModel:
    """The models of a server. Raises BackendError with one sentence when it does not answer."""
    try:
        import httpx
    except ImportError:
        raise BackendError(
            "--model openai: needs httpx: install talk with the extra 'openai'"
        ) from None
    base, _, wanted = address.partition("#")
    base = base.rstrip("/").removesuffix("/v1")
    if urlsplit(base).scheme not in ("http", "https"):
        raise BackendError(
            f"'{address}' is not the address of a server: write openai:http://HOST:PORT"
        )
    try:
        answer = httpx.get(f"{base}/v1/models", headers=_headers(), timeout=CONNECT_S)
        answer.raise_for_status()
        listed = {str(model["id"]): model for model in answer.json()["data"]}
    except httpx.HTTPStatusError as error:
        raise BackendError(
            f"the server at {base} refuses to list its models ({error.response.status_code})"
        ) from None
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        raise BackendError(
            f"no model server answers at {base}/v1/models: start it, or check the address"
        ) from None
    if not listed or (wanted and wanted not in listed):
        raise BackendError(
            f"the server at {base} has no model '{wanted}'; it has: {', '.join(listed) or 'none'}"
        )
    name = wanted or next(iter(listed))
    kind = _kind(str(listed[name].get("owned_by", "")))
    parameters, context, vocabulary_size = _told(listed[name])
    return RemoteModel(
        base,
        kind,
        Checkpoints({name: Checkpoint(name=name) for name in listed}, name),
        NoEngine(f"{kind} server at {urlsplit(base).netloc}", context, vocabulary_size),
        parameters,
    )


def _kind(owner: str) -> ServerKind:
    known: dict[str, ServerKind] = {"vllm": "vLLM", "llamacpp": "llama.cpp", "library": "Ollama"}
    return known.get(owner, "unknown")


def _told(model: Mapping[str, Any]) -> tuple[int, int, int]:
    """Parameters, context and size of the vocabulary, 0 for what the server's list of models does not tell."""
    meta = model.get("meta") or {}  # llama.cpp's
    context = model.get("max_model_len") or meta.get("n_ctx")  # vLLM's, llama.cpp's
    return int(meta.get("n_params") or 0), int(context or 0), int(meta.get("n_vocab") or 0)


def _headers() -> dict[str, str]:
    key = os.environ.get(API_KEY)
    return {"Authorization": f"Bearer {key}"} if key else {}


class NoEngine:
    """Stands where a local network would be."""

    slots, chunk_free = 2, False

    def __init__(self, device: str, context: int, vocabulary_size: int) -> None:
        self.device, self.context, self.vocabulary_size = device, context, vocabulary_size

    def forward(self, work: Sequence[Work]) -> Logits:
        """Raises WireError(UNAVAILABLE)."""
        raise WireError(jsonrpc.UNAVAILABLE, REMOTE_ONLY)

    def forward_all(self, item: Work) -> Logits:
        """Raises WireError(UNAVAILABLE)."""
        raise WireError(jsonrpc.UNAVAILABLE, REMOTE_ONLY)


class NoCodec:
    """The server keeps its vocabulary to itself."""

    name, size = "", 0

    def encode(self, text: str) -> list[int]:
        """Raises WireError(UNAVAILABLE)."""
        raise WireError(jsonrpc.UNAVAILABLE, "the vocabulary is not available from this server")

    def token_bytes(self, id_: int) -> bytes:
        """Raises ValueError."""
        raise ValueError("the vocabulary is not available from this server")

    def is_special(self, id_: int) -> bool:
        """Not known."""
        return False

    def to_dense(self, ids: Sequence[int]) -> list[int]:
        """Raises ValueError."""
        raise ValueError("token ids are not available from this server; give a text")

    def from_dense(self, ids: Sequence[int]) -> list[int]:
        """Raises ValueError."""
        raise ValueError("token ids are not available from this server")


@dataclass(frozen=True)
class Piece:
    """One token, or where the server does not say so, one piece of text as it came."""

    text: str
    id: int = NO_ID
    bytes: bytes | None = None
    logprob: float | None = None
    likely: tuple[tuple[str, int, float], ...] = ()
    """Text, id and log-probability of the most likely tokens."""


@dataclass
class Stream:
    """What a streamed answer has brought so far."""

    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    finish_reason: str | None = None
    calls: dict[int, dict[str, str]] = field(default_factory=dict)
    """Tool calls by index: id, name, arguments."""


class RemoteModel:
    """See LanguageModel: the models of one server, which answers the methods itself."""

    def __init__(
        self,
        base: str,
        kind: ServerKind,
        checkpoints: Checkpoints,
        engine: NoEngine,
        parameters: int,
    ) -> None:
        self.base, self.kind = base, kind
        self.name, self.checkpoints = checkpoints.default, checkpoints
        self.engine, self.codec, self.parameters = engine, NoCodec(), parameters
        self.missing = dict.fromkeys(UNAVAILABLE, REMOTE_ONLY)
        self._client: httpx.AsyncClient | None = None
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def handlers(self) -> dict[str, Handler]:
        """See LanguageModel."""
        return {
            "next_token/predict": self.predict,
            "text/generate": self.generate,
            "chat/complete": self.complete,
            "answers/sample": self.sample,
        }

    async def generate(self, kernel: Kernel, params: GenerateParams, call: Call) -> GenerateResult:
        """text/generate by /v1/completions."""
        if params.then:
            raise WireError(
                jsonrpc.UNAVAILABLE, "going on from given tokens is not available from this server"
            )
        text = _prompt(params.text, params.tokens)
        name = self.checkpoints.checked(params.checkpoint)
        stream = await self._complete_text(name, text, params, _emitter(call))
        return GenerateResult(
            text=stream.text,
            tokens=[piece.id for piece in stream.pieces],
            finish_reason=_finish_reason(stream, params),
            provenance=self.provenance(name, params.seed),
        )

    async def predict(self, kernel: Kernel, params: PredictParams, call: Call) -> PredictResult:
        """next_token/predict from the log-probabilities of one new token; `tracked` and `context_scores` stay empty."""
        if params.temperature != 1.0:
            raise WireError(
                jsonrpc.UNAVAILABLE, "maps at other temperatures are not available from this server"
            )
        text = _prompt(params.text, params.tokens)
        name = self.checkpoints.checked(params.checkpoint)
        count = min(params.top_k, MOST_CANDIDATES)
        asked = Sampling(temperature=1.0, max_tokens=1, candidates=count)
        stream = await self._complete_text(name, text, asked, lambda piece, index: None)
        if not stream.pieces or not stream.pieces[0].likely:
            raise WireError(
                jsonrpc.UNAVAILABLE, "log-probabilities are not available from this server"
            )
        candidates = _candidates(stream.pieces[0], count)
        return PredictResult(
            context=[Token(id=NO_ID, text=text, bytes=text.encode().hex())],
            candidates=candidates,
            rest=max(0.0, 1.0 - sum(candidate.probability for candidate in candidates)),
            entropy_bits=None,
            vocabulary_size=self.engine.vocabulary_size,
            provenance=self.provenance(name),
        )

    async def complete(self, kernel: Kernel, params: CompleteParams, call: Call) -> CompleteResult:
        """chat/complete by /v1/chat/completions, with the server's own way of calling tools."""
        if params.prefill:
            raise WireError(
                jsonrpc.UNAVAILABLE,
                "going on from an edited answer is not available from this server",
            )
        name = self.checkpoints.checked(params.checkpoint)
        messages: list[dict[str, Any]] = [_plain(message) for message in params.messages]
        parts: list[AssistantPart] = []
        calls: list[ToolCall] = []
        pieces: list[Piece] = []
        emit = _emitter(call)
        while True:
            body = self._sampling(params, len(pieces)) | {"model": name, "messages": messages}
            if params.tools:
                body["tools"] = [_function(tool) for tool in params.tools]
            if params.candidates:
                body |= {"logprobs": True, "top_logprobs": min(params.candidates, MOST_CANDIDATES)}
            stream = await self._stream("/v1/chat/completions", body, emit, len(pieces))
            pieces += stream.pieces
            if stream.text:
                parts.append(AssistantPart(text=stream.text))
            if (
                not stream.calls
                or len(calls) >= params.max_tool_calls
                or len(pieces) >= params.max_tokens
            ):
                break
            messages.append(_assistant(stream))
            for asked in stream.calls.values():
                made = _run(kernel, params, asked)
                calls.append(made)
                messages.append(
                    {"role": "tool", "tool_call_id": asked["id"], "content": made.result}
                )
                parts.append(AssistantPart(kind="tool_call", text=f"{made.name}: {made.argument}"))
                parts.append(AssistantPart(kind="tool_result", text=made.result))
                pieces.append(Piece(made.result))
                call.emit(
                    StepEvent(
                        index=len(pieces) - 1,
                        id=NO_ID,
                        text="",
                        bytes=made.result.encode().hex(),
                        forced=True,
                    )
                )
        content = "".join(part.text for part in parts if part.kind == "text")
        return CompleteResult(
            message=AssistantMessage(role="assistant", content=content, parts=parts or None),
            tool_calls=calls,
            tokens=[piece.id for piece in pieces],
            finish_reason="tool_call" if stream.calls else _finish_reason(stream, params),
            provenance=self.provenance(name, params.seed),
        )

    async def sample(self, kernel: Kernel, params: SampleParams, call: Call) -> SampleResult:
        """answers/sample: one request an answer, so that each has its own seed."""
        if (params.prompt is None) == (params.messages is None):
            raise WireError(jsonrpc.INVALID_PARAMS, "give either 'prompt' or 'messages'")
        name = self.checkpoints.checked(params.checkpoint)

        async def one(number: int) -> Answer:
            asked = params.model_copy(update={"seed": (params.seed + number) % 2**53})

            def emit(piece: Piece, index: int) -> None:
                call.emit(AnswerEvent(**_event(piece, index).model_dump(), answer=number))

            if params.messages is None:
                stream = await self._complete_text(name, params.prompt or "", asked, emit)
            else:
                body = self._sampling(asked, 0) | {"model": name}
                body["messages"] = [_plain(message) for message in params.messages]
                stream = await self._stream("/v1/chat/completions", body, emit, 0)
            logprobs = [piece.logprob for piece in stream.pieces if piece.logprob is not None]
            return Answer(
                text=stream.text,
                tokens=[piece.id for piece in stream.pieces],
                seed=asked.seed,
                finish_reason=_finish_reason(stream, params),
                mean_logprob=sum(logprobs) / len(logprobs) if logprobs else None,
            )

        if call.asker.priority == "phone":
            answers = [await one(number) for number in range(params.n)]
        else:
            answers = await gather_all(one(number) for number in range(params.n))
        return SampleResult(answers=answers, provenance=self.provenance(name, params.seed))

    async def _complete_text(
        self, name: str, text: str, params: Sampling, emit: Callable[[Piece, int], None]
    ) -> Stream:
        body = self._sampling(params, 0) | {"model": name, "prompt": text}
        body["logprobs"] = min(params.candidates, MOST_CANDIDATES)
        return await self._stream("/v1/completions", body, emit, 0)

    def _sampling(self, params: Sampling, used: int) -> dict[str, Any]:
        """The controls as the server takes them; raises WireError(UNAVAILABLE) for one that it does not obey."""
        if params.stages:
            raise WireError(
                jsonrpc.UNAVAILABLE, "the bars of each stage are not available from this server"
            )
        body: dict[str, Any] = {
            "stream": True,
            "temperature": params.temperature,
            "seed": params.seed,
            "max_tokens": max(1, params.max_tokens - used),
        }
        if params.top_p is not None:
            body["top_p"] = params.top_p
        for control in ("top_k", "min_p"):
            value = getattr(params, control)
            if value is not None and control not in MORE_CONTROLS[self.kind]:
                raise WireError(jsonrpc.UNAVAILABLE, f"{control} is not available from this server")
            if value is not None:
                body[control] = value
        if params.stop:
            body["stop"] = params.stop[:4]  # OpenAI's bound
        return body

    async def _stream(
        self, path: str, body: dict[str, Any], emit: Callable[[Piece, int], None], first: int
    ) -> Stream:
        """One streamed answer; `emit` gets each piece with its index."""
        stream = Stream()
        async with self._place(), self._post(path, body) as lines:
            async for line in lines:
                if not line.startswith("data:") or line[5:].strip() == "[DONE]":
                    continue
                for piece in _take(stream, line[5:]):
                    stream.text += piece.text
                    stream.pieces.append(piece)
                    emit(piece, first + len(stream.pieces) - 1)
        return stream

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._waiting >= WAITING_LIMIT:
            raise WireError(
                jsonrpc.TOO_MANY, f"{WAITING_LIMIT} requests wait already; try again in a moment"
            )
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()

    @asynccontextmanager
    async def _post(self, path: str, body: dict[str, Any]) -> AsyncIterator[AsyncIterator[str]]:
        """The lines of a streamed answer; every failure becomes a WireError(UNAVAILABLE)."""
        import httpx

        if self._client is None:
            timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S)
            self._client = httpx.AsyncClient(
                base_url=self.base, headers=_headers(), timeout=timeout
            )
        try:
            async with self._client.stream("POST", path, json=body) as answer:
                if answer.status_code >= 400:
                    await answer.aread()
                    raise WireError(jsonrpc.UNAVAILABLE, _refusal(answer))
                yield answer.aiter_lines()
        except httpx.HTTPError as error:
            text = f"the model server at {self.base} broke off ({type(error).__name__}); see whether it still runs"
            raise WireError(jsonrpc.UNAVAILABLE, text) from None

    def provenance(self, checkpoint: str, seed: int | None = None) -> Provenance:
        """See LanguageModel; each checkpoint of a server is a model of its own."""
        return Provenance(
            model=checkpoint, checkpoint=checkpoint, seed=seed, device=self.engine.device
        )


def _take(stream: Stream, data: str) -> list[Piece]:
    """What one server-sent event adds; raises WireError(UNAVAILABLE) when it is not what OpenAI's API says."""
    try:
        event = json.loads(data)
        if "error" in event:
            raise WireError(jsonrpc.UNAVAILABLE, f"the model server says: {_message(event)}")
        if not event.get("choices"):
            return []
        choice = event["choices"][0]
        stream.finish_reason = choice.get("finish_reason") or stream.finish_reason
        delta = choice.get("delta")
        if delta is not None:
            _take_calls(stream, delta.get("tool_calls") or [])
        text = (delta.get("content") if delta is not None else choice.get("text")) or ""
        return _pieces(text, choice.get("logprobs"))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise WireError(
            jsonrpc.UNAVAILABLE, "the model server's answer could not be understood"
        ) from None


def _take_calls(stream: Stream, deltas: Sequence[Mapping[str, Any]]) -> None:
    for delta in deltas:
        call = stream.calls.setdefault(
            int(delta.get("index", 0)), {"id": "", "name": "", "arguments": ""}
        )
        call["id"] += delta.get("id") or ""
        function = delta.get("function") or {}
        call["name"] += function.get("name") or ""
        call["arguments"] += function.get("arguments") or ""


def _pieces(text: str, logprobs: Any) -> list[Piece]:
    """Tokens with log-probabilities in either of OpenAI's two forms, else the text as one piece."""
    if isinstance(logprobs, Mapping) and logprobs.get("content"):
        return [_chat_piece(entry) for entry in logprobs["content"]]
    if isinstance(logprobs, Mapping) and logprobs.get("tokens"):
        likely = logprobs.get("top_logprobs") or [None] * len(logprobs["tokens"])
        return [
            Piece(
                token,
                logprob=logprob,
                likely=_ranked((one, NO_ID, value) for one, value in (top or {}).items()),
            )
            for token, logprob, top in zip(
                logprobs["tokens"], logprobs["token_logprobs"], likely, strict=True
            )
        ]
    return [Piece(text)] if text else []


def _chat_piece(entry: Mapping[str, Any]) -> Piece:
    data = entry.get("bytes")
    return Piece(
        entry["token"],
        id=int(entry.get("id", NO_ID)),
        bytes=bytes(data) if data is not None else None,
        logprob=entry["logprob"],
        likely=_ranked(
            (top["token"], int(top.get("id", NO_ID)), top["logprob"])
            for top in entry.get("top_logprobs") or []
        ),
    )


def _ranked(likely: Any) -> tuple[tuple[str, int, float], ...]:
    return tuple(sorted(likely, key=lambda entry: -entry[2]))


def _emitter(call: Call) -> Callable[[Piece, int], None]:
    begun = time.perf_counter()

    def emit(piece: Piece, index: int) -> None:
        call.emit(_event(piece, index, (time.perf_counter() - begun) * 1000))

    return emit


def _event(piece: Piece, index: int, time_ms: float = 0.0) -> StepEvent:
    candidates = _candidates(piece, MOST_CANDIDATES) if piece.likely else None
    return StepEvent(
        index=index,
        id=piece.id,
        text=piece.text,
        bytes=(
            piece.bytes if piece.bytes is not None else piece.text.encode("utf-8", "replace")
        ).hex(),
        logprob=piece.logprob,
        candidates=candidates,
        rest=None
        if candidates is None
        else max(0.0, 1.0 - sum(one.probability for one in candidates)),
        time_ms=time_ms,
    )


def _candidates(piece: Piece, count: int) -> list[Candidate]:
    return [
        Candidate(
            id=id_, text=text, bytes=text.encode().hex(), probability=math.exp(logprob), rank=rank
        )
        for rank, (text, id_, logprob) in enumerate(piece.likely[:count], start=1)
    ]


def _prompt(text: str | None, tokens: Sequence[int] | None) -> str:
    if tokens is not None:
        raise WireError(
            jsonrpc.UNAVAILABLE,
            "prompts given as tokens are not available from this server; give a text",
        )
    if not text:
        raise WireError(jsonrpc.INVALID_PARAMS, "the prompt is empty; give a text")
    return text


def _plain(message: ChatMessage) -> dict[str, Any]:
    text = (
        message.content if message.parts is None else "".join(part.text for part in message.parts)
    )
    return {"role": message.role, "content": text}


def _function(tool: str) -> dict[str, Any]:
    """One of our tools as a function of one text."""
    found = next((one for one in DESCRIPTIONS if one.name == tool), None)
    if found is None:
        raise WireError(jsonrpc.UNKNOWN_NAME, f"there is no tool '{tool}'")
    properties = {
        "argument": {"type": "string", "description": f"{found.argument}, e.g. {found.example}"}
    }
    parameters = {"type": "object", "properties": properties, "required": ["argument"]}
    return {
        "type": "function",
        "function": {"name": found.name, "description": found.title, "parameters": parameters},
    }


def _assistant(stream: Stream) -> dict[str, Any]:
    calls = [
        {
            "id": call["id"],
            "type": "function",
            "function": {"name": call["name"], "arguments": call["arguments"]},
        }
        for call in stream.calls.values()
    ]
    return {"role": "assistant", "content": stream.text or None, "tool_calls": calls}


def _run(kernel: Kernel, params: CompleteParams, asked: Mapping[str, str]) -> ToolCall:
    try:
        argument = str(json.loads(asked["arguments"] or "{}").get("argument", ""))
    except (ValueError, AttributeError):
        argument = asked["arguments"]
    if asked["name"] not in (params.tools or []):
        text = f"error: there is no tool {asked['name'][:40]}"
        return ToolCall(name=asked["name"][:40], argument=argument, result=text, failed=True)
    return kernel.tools.run(asked["name"], argument)


def _finish_reason(stream: Stream, params: Sampling) -> FinishReason:
    if stream.finish_reason == "length":
        return "length"
    return "stop" if params.stop else "end"


def _refusal(answer: httpx.Response) -> str:
    try:
        reason = _message(answer.json())
    except ValueError:
        reason = answer.text.strip()[:200] or "no reason given"
    return f"the model server refuses ({answer.status_code}): {reason}"


def _message(body: Any) -> str:
    error = body.get("error", body) if isinstance(body, Mapping) else body
    text = error.get("message", error) if isinstance(error, Mapping) else error
    return str(text).strip().partition("\n")[0][:200]
