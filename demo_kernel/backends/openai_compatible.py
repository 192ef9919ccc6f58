"""Serve a model of another server: `--model openai:URL` for vLLM, llama.cpp, Ollama and the like.

What the server does not send is left out and said to be unavailable, never guessed: token IDs are
−1, log-probabilities and entropies are null. `URL#NAME` picks a model where the server has several.

The file is long because a model of another server answers every method here; how requests are
written and streams are read is in the files beside it.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import urlsplit

from demo_kernel.backends.language_model import BackendError, Checkpoints
from demo_kernel.backends.openai_messages import (
    assistant_message,
    plain_messages,
    run_tool,
    tool_schema,
)
from demo_kernel.backends.openai_stream import (
    MOST_CANDIDATES,
    NO_ID,
    Piece,
    Stream,
    candidates,
    error_message,
    rest,
    step_event,
)
from demo_kernel.backends.openai_tokens import (
    chat_tokens,
    read_scores,
    read_tokens,
    score_request,
    tokenize_request,
)
from demo_kernel.inference.gather import gather_all
from demo_kernel.tokens.few_shot import few_shot_prompt
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.answers import Answer, AnswerEvent, SampleParams, SampleResult
from talk.protocol.methods.chat import (
    AssistantMessage,
    AssistantPart,
    ChatMessage,
    CompleteParams,
    CompleteResult,
    RenderedToken,
    RenderParams,
    RenderResult,
)
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.next_token import Candidate, PredictParams, PredictResult
from talk.protocol.methods.prompts import FewShotParams, FewShotPoint, FewShotResult
from talk.protocol.methods.text import (
    FinishReason,
    GenerateParams,
    GenerateResult,
    Sampling,
    StepEvent,
)
from talk.protocol.methods.tokens import Token
from talk.protocol.methods.tools import ToolCall
from talk.protocol.refusal import refusal
from talk.protocol.registry import KERNEL_METHODS
from talk.protocol.wire import Provenance

if TYPE_CHECKING:
    import httpx

    from demo_kernel.service.kernel import Call, Handler, Kernel

T = TypeVar("T")
ServerKind = Literal["vLLM", "llama.cpp", "Ollama", "unknown"]
KINDS: Mapping[str, ServerKind] = {"vllm": "vLLM", "llamacpp": "llama.cpp", "library": "Ollama"}
"""Kind of server by `owned_by` of its models."""

ELSEWHERE = {
    "chat/render": ": vLLM and llama.cpp tell the tokens of a conversation",
    "prompts/few_shot": ": vLLM tells the probability of a given text",
}
"""Which servers would offer a method, by method."""

API_KEY = "OPENAI_API_KEY"
"""Environment variable with the server's key, where it wants one."""
Offer = Literal["tokens", "scores"]
"""What a server may offer beside OpenAI's interface: its tokenizer and chat template; the
log-probability of every token of a prompt."""
TRIED = "a"
"""Text with which is tried what a server offers."""
TRY_S = 20.0
"""Longest wait for an answer to it; the first prompt of a server may take long."""
NOT_UNDERSTOOD = "the model server's answer could not be understood"
AT_ONCE = 8
"""Requests that are sent to the server at the same time."""
WAITING_LIMIT = 256
"""Requests that may wait for their turn."""
CONNECT_S = 5.0
SILENCE_S = 60.0
"""Longest pause within an answer, in seconds."""
WITHOUT_NETWORK = frozenset(
    {
        "kernel/describe",
        "kernel/health",
        "tokens/encode",
        "tokens/vocabularies",
        "tokens/merges",
        "tokens/train",
        "documents/index",
        "documents/search",
        "tools/list",
        "tools/run",
    }
)
"""Methods that demo_kernel.methods answers without a network in this process."""
MORE_CONTROLS: Mapping[ServerKind, frozenset[str]] = {
    "vLLM": frozenset({"top_k", "min_p"}),
    "llama.cpp": frozenset({"top_k", "min_p"}),
    "Ollama": frozenset(),
    "unknown": frozenset(),
}
"""Sampler's controls beside OpenAI's own that a kind of server is known to obey."""


def load_openai(address: str) -> RemoteModel:
    """Return the models of a server, the first or the one named after `#` as the default.

    Raises BackendError with one sentence when the server does not answer or has no such model.
    """
    try:
        import httpx
    except ImportError:
        raise BackendError(
            "--model openai: needs httpx: install talk with the extra 'openai'"
        ) from None
    base, _, wanted = address.partition("#")
    # People paste the address with and without it.
    base = base.rstrip("/").removesuffix("/v1")
    if urlsplit(base).scheme not in ("http", "https"):
        raise BackendError(
            f"'{address}' is not the address of a server: write openai:http://HOST:PORT"
        )
    try:
        # Once, at the start and without a client that is kept: that one belongs to the event loop.
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
    # The server's first, where nobody picked one.
    name = wanted or next(iter(listed))
    model = listed[name]
    kind = KINDS.get(str(model.get("owned_by", "")), "unknown")
    meta = model.get("meta") or {}  # llama.cpp's
    context = model.get("max_model_len") or meta.get("n_ctx")  # vLLM's, llama.cpp's
    device = f"{kind} server at {urlsplit(base).netloc}"
    # 0 for what the list of models does not have.
    return RemoteModel(
        base,
        kind,
        Checkpoints({name: Checkpoint(name=name) for name in listed}, name),
        device,
        context=int(context or 0),
        vocabulary_size=int(meta.get("n_vocab") or 0),
        parameters=int(meta.get("n_params") or 0),
        offers=_offers(base, kind, name),
    )


def _offers(base: str, kind: ServerKind, model: str) -> frozenset[Offer]:
    """Return what a server offers beside OpenAI's interface, by trying it with one letter."""
    if kind not in ("vLLM", "llama.cpp"):
        return frozenset()
    import httpx

    def ask(path: str, body: dict[str, Any]) -> Any:
        answer = httpx.post(f"{base}{path}", json=body, headers=_headers(), timeout=TRY_S)
        answer.raise_for_status()
        return answer.json()

    found: set[Offer] = set()
    try:
        ids = [
            token.id
            for token in read_tokens(
                kind, ask("/tokenize", tokenize_request(kind, model, TRIED, begin=True))
            )
        ]
        found.add("tokens")
        if kind == "vLLM":
            read_scores(ask("/v1/completions", score_request(model, ids)), ids)
            found.add("scores")
    except (httpx.HTTPError, ValueError):
        pass  # an older version, or a proxy that serves OpenAI's paths alone
    return frozenset(found)


def _headers() -> dict[str, str]:
    key = os.environ.get(API_KEY)
    return {"Authorization": f"Bearer {key}"} if key else {}


class RemoteModel:
    """The models of one server, which answers some methods itself. See LanguageModel."""

    codec = None
    memory_bound = 0

    def __init__(
        self,
        base: str,
        kind: ServerKind,
        checkpoints: Checkpoints,
        device: str,
        *,
        context: int = 0,
        vocabulary_size: int = 0,
        parameters: int = 0,
        offers: frozenset[Offer] = frozenset(),
    ) -> None:
        self.base, self.kind, self.device, self.offers = base, kind, device, offers
        self.name, self.checkpoints = checkpoints.default, checkpoints
        self.context, self.vocabulary_size, self.parameters = context, vocabulary_size, parameters
        # All but what is known to work, so that a new method is not listed here by accident.
        served = WITHOUT_NETWORK | self.handlers().keys()
        self.missing = {
            name: f"this is not available from this server{ELSEWHERE.get(name, '')}"
            for name in KERNEL_METHODS
            if name not in served
        }
        self._client: httpx.AsyncClient | None = None
        # A phone's burst must not become the server's: it may be shared with others.
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def handlers(self) -> dict[str, Handler]:
        """See LanguageModel."""
        served: dict[str, Handler] = {
            "next_token/predict": self.predict,
            "text/generate": self.generate,
            "chat/complete": self.complete,
            "answers/sample": self.sample,
        }
        if "tokens" in self.offers:
            served["chat/render"] = self.render
        if "scores" in self.offers:
            served["prompts/few_shot"] = self.few_shot
        return served

    async def generate(self, kernel: Kernel, params: GenerateParams, call: Call) -> GenerateResult:
        """Answer text/generate by /v1/completions."""
        name = self.checkpoints.checked(params.checkpoint)
        prompt = await self._prompt(name, params.text, params.tokens, params.then)
        stream = await self._complete_text(name, prompt, params, _step_sender(call))
        return GenerateResult(
            text=stream.text,
            tokens=[piece.id for piece in stream.pieces],
            finish_reason=_finish_reason(stream, params),
            provenance=self.provenance(name, params.seed),
        )

    async def predict(self, kernel: Kernel, params: PredictParams, call: Call) -> PredictResult:
        """Answer next_token/predict from the log-probabilities of one new token.

        `tracked` needs a server that scores prompts, and `context_scores` stay empty.
        """
        if params.temperature != 1.0:
            text = "maps at other temperatures are not available from this server"
            raise refusal("not-offered", text, name=self.name)
        name = self.checkpoints.checked(params.checkpoint)
        prompt: str | list[int] = await self._prompt(name, params.text, params.tokens)
        context = [Token(id=NO_ID, text=str(prompt), bytes=str(prompt).encode().hex())]
        if params.tokens is not None:
            # Their texts would need one more request each.
            context = [Token(id=id_, text="") for id_ in params.tokens]
        elif "tokens" in self.offers:
            context = await self._encode(name, str(prompt), begin=True)
            prompt = [token.id for token in context]
        count = min(params.top_k, MOST_CANDIDATES)
        asked = Sampling(temperature=1.0, max_tokens=1, candidates=count)
        stream = await self._complete_text(name, prompt, asked, lambda piece, index: None)
        if not stream.pieces or not stream.pieces[0].likely:
            text = "log-probabilities are not available from this server"
            raise refusal("not-offered", text, name=self.name)
        found = candidates(stream.pieces[0], count)
        return PredictResult(
            context=context,
            candidates=found,
            tracked=await self._tracked(name, context, params),
            rest=rest(found),
            entropy_bits=None,
            vocabulary_size=self.vocabulary_size,
            provenance=self.provenance(name),
        )

    async def complete(self, kernel: Kernel, params: CompleteParams, call: Call) -> CompleteResult:
        """Answer chat/complete by /v1/chat/completions, with the server's way of calling tools."""
        name = self.checkpoints.checked(params.checkpoint)
        if params.prefill:
            return await self._go_on(name, params, call)
        messages = plain_messages(params.messages)
        parts: list[AssistantPart] = []
        calls: list[ToolCall] = []
        pieces: list[Piece] = []
        emit = _step_sender(call)
        # One request of the server for each stretch between two tool calls; it ends by the break
        # below, as each round adds a call or ends the turn.
        while True:
            body = self._sampling(params, len(pieces)) | {"model": name, "messages": messages}
            if params.tools:
                body["tools"] = [tool_schema(tool) for tool in params.tools]
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
            messages.append(assistant_message(stream))
            # A server may ask for several tools at once; each needs its answer in the next request.
            for asked in stream.calls.values():
                made = run_tool(kernel.tools, params, asked)
                calls.append(made)
                messages.append(
                    {"role": "tool", "tool_call_id": asked["id"], "content": made.result}
                )
                parts.append(AssistantPart(kind="tool_call", text=f"{made.name}: {made.argument}"))
                parts.append(AssistantPart(kind="tool_result", text=made.result))
                # Forced text counts as one piece: how many tokens it has, the server does not say.
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

    async def _go_on(self, name: str, params: CompleteParams, call: Call) -> CompleteResult:
        """Go on from an answer that was edited by hand, by a prompt in the server's own tokens."""
        if "tokens" not in self.offers or params.tools:
            raise WireError(
                jsonrpc.UNAVAILABLE,
                "going on from an edited answer is not available from this server"
                + (" together with tools" if params.tools else ""),
            )
        before = await self._chat(name, params.messages, open_turn=True)
        begun = await self._encode(name, params.prefill, begin=False)
        prompt = [token.id for token in [*before, *begun]]
        stream = await self._complete_text(name, prompt, params, _step_sender(call))
        content = params.prefill + stream.text
        return CompleteResult(
            message=AssistantMessage(
                role="assistant", content=content, parts=[AssistantPart(text=content)]
            ),
            tool_calls=[],
            tokens=[piece.id for piece in stream.pieces],
            finish_reason=_finish_reason(stream, params),
            prompt_tokens=len(prompt),
            provenance=self.provenance(name, params.seed),
        )

    async def render(self, kernel: Kernel, params: RenderParams, call: Call) -> RenderResult:
        """Answer chat/render by the server's chat template.

        Which tokens are the assistant's own, a server does not say.
        """
        name = self.checkpoints.checked(params.checkpoint)
        tokens = await self._chat(name, params.messages, params.open_turn)
        return RenderResult(
            tokens=[RenderedToken(**token.model_dump()) for token in tokens],
            provenance=self.provenance(name),
        )

    async def few_shot(self, kernel: Kernel, params: FewShotParams, call: Call) -> FewShotResult:
        """Answer prompts/few_shot by scored prompts. See methods/prompts.py."""
        if max(params.shots) > len(params.examples):
            text = (
                f"{max(params.shots)} shots are asked for,"
                f" but there are {len(params.examples)} examples"
            )
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        name = self.checkpoints.checked(params.checkpoint)
        points = []
        for shots in params.shots:
            prompt, answer = few_shot_prompt(params, shots)
            asked = await self._encode(name, prompt, begin=True)
            told = await self._encode(name, answer, begin=False)
            scores = await self._scores(name, [token.id for token in [*asked, *told]])
            # In bits first: a product of small probabilities would become 0.
            bits = -sum(logprob for logprob, _ in scores[-len(told) :]) / math.log(2)
            points.append(FewShotPoint(shots=shots, prompt=prompt, probability=2**-bits, bits=bits))
        return FewShotResult(points=points, provenance=self.provenance(name))

    async def _tracked(
        self, name: str, context: Sequence[Token], params: PredictParams
    ) -> list[Candidate]:
        """Return the tracked tokens with probability and rank, where the server scores prompts."""
        if "scores" not in self.offers:
            return []
        wanted = [Token(id=id_, text="") for id_ in params.tracked]
        if params.tracked_text:
            # Only the first token of the text, as in methods/next_token.py.
            wanted += (await self._encode(name, params.tracked_text, begin=False))[:1]
        found = []
        for token in wanted:
            scores = await self._scores(name, [*(one.id for one in context), token.id])
            logprob, rank = scores[-1]
            found.append(
                Candidate(
                    id=token.id,
                    text=token.text,
                    bytes=token.bytes,
                    probability=math.exp(logprob),
                    rank=rank,
                )
            )
        return found

    async def _encode(self, name: str, text: str, *, begin: bool) -> list[Token]:
        body = tokenize_request(self.kind, name, text, begin=begin)
        return self._understood(read_tokens, self.kind, await self._ask("/tokenize", body))

    async def _chat(
        self, name: str, messages: Sequence[ChatMessage], open_turn: bool
    ) -> list[Token]:
        try:
            return await chat_tokens(
                self.kind, name, plain_messages(messages), open_turn, self._ask
            )
        except (ValueError, KeyError, TypeError):
            raise refusal("server-garbled", NOT_UNDERSTOOD) from None

    async def _scores(self, name: str, ids: Sequence[int]) -> list[tuple[float, int]]:
        answer = await self._ask("/v1/completions", score_request(name, ids))
        return self._understood(read_scores, answer, ids)

    def _understood(self, read: Callable[..., T], *arguments: Any) -> T:
        """Return what an answer says. Raises WireError(UNAVAILABLE) where it cannot be read."""
        try:
            return read(*arguments)
        except ValueError:
            raise refusal("server-garbled", NOT_UNDERSTOOD) from None

    async def _prompt(
        self,
        name: str,
        text: str | None,
        tokens: Sequence[int] | None,
        then: Sequence[int] = (),
    ) -> str | list[int]:
        """Return a prompt as the server reads it: a text, or tokens where it has a tokenizer.

        Raises WireError for tokens that it cannot read, and for an empty prompt.
        """
        if (tokens is not None or then) and "tokens" not in self.offers:
            text = "prompts given as tokens are not available from this server; give a text"
            raise refusal("not-offered", text, name=self.name)
        if not text and not tokens:
            raise refusal("prompt-empty", "the prompt is empty; give a text")
        if tokens is not None:
            return [*tokens, *then]
        if then:
            begun = await self._encode(name, text or "", begin=True)
            return [*(token.id for token in begun), *then]
        return text or ""

    async def sample(self, kernel: Kernel, params: SampleParams, call: Call) -> SampleResult:
        """Answer answers/sample by one request an answer, so that each has its own seed."""
        if (params.prompt is None) == (params.messages is None):
            raise WireError(jsonrpc.INVALID_PARAMS, "give either 'prompt' or 'messages'")
        name = self.checkpoints.checked(params.checkpoint)

        async def one(number: int) -> Answer:
            asked = params.model_copy(update={"seed": (params.seed + number) % 2**53})

            def emit(piece: Piece, index: int) -> None:
                call.emit(AnswerEvent(**step_event(piece, index).model_dump(), answer=number))

            if params.messages is None:
                stream = await self._complete_text(name, params.prompt or "", asked, emit)
            else:
                body = self._sampling(asked, 0) | {"model": name}
                body["messages"] = plain_messages(params.messages)
                stream = await self._stream("/v1/chat/completions", body, emit, 0)
            logprobs = [piece.logprob for piece in stream.pieces if piece.logprob is not None]
            return Answer(
                text=stream.text,
                tokens=[piece.id for piece in stream.pieces],
                seed=asked.seed,
                finish_reason=_finish_reason(stream, params),
                mean_logprob=sum(logprobs) / len(logprobs) if logprobs else None,
            )

        # As in methods/answers.py: a phone has one place at a time, the stage as many as it asks
        # for.
        if call.asker.priority == "phone":
            answers = [await one(number) for number in range(params.n)]
        else:
            answers = await gather_all(one(number) for number in range(params.n))
        return SampleResult(answers=answers, provenance=self.provenance(name, params.seed))

    async def _complete_text(
        self,
        name: str,
        prompt: str | list[int],
        params: Sampling,
        emit: Callable[[Piece, int], None],
    ) -> Stream:
        body = self._sampling(params, 0) | {"model": name, "prompt": prompt}
        body["logprobs"] = min(params.candidates, MOST_CANDIDATES)
        return await self._stream("/v1/completions", body, emit, 0)

    def _sampling(self, params: Sampling, used: int) -> dict[str, Any]:
        """Return the sampler's controls as the server expects them.

        `used` tokens of `max_tokens` are sampled already. Raises WireError(UNAVAILABLE) for a
        control that this kind of server does not obey.
        """
        if params.stages:
            text = "the bars of each control are not available from this server"
            raise refusal("not-offered", text, name=self.name)
        body: dict[str, Any] = {
            "stream": True,
            "temperature": params.temperature,
            # Sent to every kind of server, though not all promise to obey it.
            "seed": params.seed,
            "max_tokens": max(1, params.max_tokens - used),  # servers refuse 0
        }
        if params.top_p is not None:
            body["top_p"] = params.top_p
        for control in ("top_k", "min_p"):
            value = getattr(params, control)
            if value is not None and control not in MORE_CONTROLS[self.kind]:
                text = f"{control} is not available from this server"
                raise refusal("not-offered", text, name=self.name)
            if value is not None:
                body[control] = value
        if params.stop:
            body["stop"] = params.stop[:4]  # OpenAI's bound
        return body

    async def _stream(
        self, path: str, body: dict[str, Any], emit: Callable[[Piece, int], None], first: int
    ) -> Stream:
        """Return a streamed answer once it is complete.

        `emit` receives each piece as it comes, with its index, which counts from `first`.
        """
        stream = Stream()
        async with self._turn(), self._post(path, body) as lines:
            async for line in lines:
                # Server-sent events have comments and blank lines between them; `[DONE]` is
                # OpenAI's last line.
                if not line.startswith("data:") or line[5:].strip() == "[DONE]":
                    continue
                index = first + len(stream.pieces)
                for number, piece in enumerate(stream.receive(line[5:]), start=index):
                    emit(piece, number)
        return stream

    async def _ask(self, path: str, body: dict[str, Any]) -> Any:
        """Return the JSON of an answer that is not streamed. Raises WireError(UNAVAILABLE)."""
        async with self._turn(), self._post(path, body) as lines:
            text = "".join([line async for line in lines])
        try:
            return json.loads(text)
        except ValueError:
            raise refusal("server-garbled", NOT_UNDERSTOOD) from None

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait for one of AT_ONCE places at the server. Raises WireError(TOO_MANY)."""
        if self._waiting >= WAITING_LIMIT:
            text = f"{WAITING_LIMIT} requests wait already; try again in a moment"
            raise refusal("kernel-busy", text, count=WAITING_LIMIT)
        # Counted by hand: a semaphore does not say how many wait for it.
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
        """Send a request, and yield the lines of its answer.

        Raises WireError(UNAVAILABLE) for every failure, also one in the middle of the answer.
        """
        import httpx

        # Made at the first request, since it belongs to the running event loop.
        if self._client is None:
            timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S)
            self._client = httpx.AsyncClient(
                base_url=self.base, headers=_headers(), timeout=timeout
            )
        try:
            async with self._client.stream("POST", path, json=body) as answer:
                if answer.status_code >= 400:
                    # A streamed answer has no body until it is read, and the reason stands in it.
                    await answer.aread()
                    raise _refusal(answer)
                # Leaving the block closes the connection, by which a server learns that it may
                # stop.
                yield answer.aiter_lines()
        except httpx.HTTPError as error:
            text = (
                f"the model server at {self.base} broke off ({type(error).__name__});"
                " see whether it still runs"
            )
            raise refusal("server-away", text) from None

    def provenance(self, checkpoint: str, seed: int | None = None) -> Provenance:
        """See LanguageModel. Each checkpoint of a server is a model of its own."""
        return Provenance(model=checkpoint, checkpoint=checkpoint, seed=seed, device=self.device)


def _step_sender(call: Call) -> Callable[[Piece, int], None]:
    """Return a callback that sends each piece as an event, with the time since now."""
    begun = time.perf_counter()

    def emit(piece: Piece, index: int) -> None:
        call.emit(step_event(piece, index, (time.perf_counter() - begun) * 1000))

    return emit


def _finish_reason(stream: Stream, params: Sampling) -> FinishReason:
    if stream.finish_reason == "length":
        return "length"
    # Servers say "stop" for a stop text and for the model's own end alike.
    return "stop" if params.stop else "end"


def _refusal(answer: httpx.Response) -> WireError:
    """Return the error of a request that a server refuses, with the reason that it gives."""
    try:
        reason = error_message(answer.json())
    except ValueError:
        reason = answer.text.strip()[:200] or "no reason given"
    text = f"the model server refuses ({answer.status_code}): {reason}"
    return refusal("server-says", text, why=reason)
