"""A kernel for the widgets' tests: real tokenizers and a made-up model.

The model always says the same. The kernel speaks the wire over a real socket, needs no torch and
starts at once, so that a test may hold an answer back or cut the line in the middle of one.

The file is long because it answers every method that a widget asks.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from demo_kernel.documents.page_filters import FILTERS, example_pages, run
from demo_kernel.methods.tokens import list_merges, wire_tokens
from demo_kernel.tokens.tokenizer import BEGIN_OF_DOCUMENT, VOCABULARY_NAMES, vocabulary
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.method import split_asker
from talk.protocol.methods.model import StepParams
from talk.protocol.session import CancelReceived, Id, RequestReceived, Session, SessionEvent
from talk.protocol.wire import Provenance, derived_name

TOKEN = "for-tests"
CANDIDATES = [
    (" Paris", 0.7),
    (" the", 0.1),
    (" Lyon", 0.05),
    (" a", 0.02),
    (" not", 0.01),
    (" in", 0.008),
    (" very", 0.005),
    (" now", 0.004),
    (" London", 0.001),
]
"""Everything the made-up model thinks likely; the rest of the vocabulary shares what is left."""
ANSWERS = {
    "base": [(" The", False), (" city", False), (" is", False), (" old", False)],
    "sft": [
        ("The", False),
        (" air", False),
        (" is", False),
        (" blue", False),
        (".", False),
        ("<|im_end|>", False),
    ],
}
"""Tokens of an answer, and whether the application forced them."""
TOOL_TURN = [
    ("The", False),
    (" word", False),
    (":", False),
    ("<|tool_call|>", False),
    ("letter", False),
    ("<|/tool_call|>", False),
    ("<|tool_result|>", True),
    ("3", True),
    ("<|/tool_result|>", True),
    (" It", False),
    (" is", False),
    ("<|im_end|>", False),
]
RESULT_END = 9
"""Index in `TOOL_TURN` of the first token after the forced result."""
AFTER_TOOL = "chat/complete after its tool"
"""Put into `hold` to stop a tool turn between the forced result and what the model makes of it."""
STORY = [" Paris", ",", " and", " the", " weather", " is", " fine", "."]


class _Line:
    """One connection, written to by the thread that reads and by those that answer."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self._session = Session()
        # For the session as well as for the socket: neither is made for two threads at once.
        self._lock = threading.Lock()

    def take(self, message: str) -> list[SessionEvent]:
        with self._lock:
            self._session.receive(message)
            return self._session.events()

    def say(self, what: Callable[[Session], None]) -> None:
        # Whoever asked may have gone by now, or `die` has cut the line.
        with self._lock, suppress(ConnectionClosed, OSError):
            what(self._session)
            for text in self._session.data_to_send():
                self._connection.send(text)


class ScriptedKernel:
    """Kernel whose address is `url`.

    Methods in `hold` wait for `go`; `die` cuts every line.
    """

    def __init__(self) -> None:
        self.hold: set[str] = set()
        self.queued: set[str] = set()
        """Methods that say their place in the queue first, and wait for `go` there."""
        self.go = threading.Event()
        self.held = threading.Event()
        """Set once a request has been held back."""
        self.cancelled = threading.Event()
        """Set once a request has been taken back."""
        self.asked: list[str] = []
        """Methods in the order they came."""
        self.requests: list[tuple[str, dict[str, Any]]] = []
        """The same with their parameters."""
        self._asked = threading.Condition()
        self._under_way: set[tuple[_Line, Id]] = set()
        """Requests that are neither answered nor taken back."""
        self._answering = 0
        """Threads that answer, those of requests that were taken back too."""
        self.made: set[str] = set()
        """Checkpoints that training steps made; one that is not here is unknown."""
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._open: set[ServerConnection] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        self._server = serve(self._speak, "127.0.0.1", self.port)
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def renew(self) -> None:
        """Let all requests go that are held back, and hold back none from now on.

        A request that was taken back has no effect any more when this returns.
        """
        self.hold.clear()
        self.queued.clear()
        # Whoever is held back waits for the old event; the new one is for what comes later.
        before, self.go = self.go, threading.Event()
        before.set()
        with self._asked:
            assert self._asked.wait_for(lambda: self._answering == 0, timeout=20), self.asked
        self.held.clear()

    def forget(self) -> None:
        """Forget what was asked for so far."""
        with self._asked:
            self.asked.clear()
            self.requests.clear()
            self.cancelled.clear()

    def until_asked(self, method: str, times: int) -> None:
        """Wait until a method was asked for so often."""
        with self._asked:
            assert self._asked.wait_for(lambda: self.asked.count(method) >= times, timeout=20), (
                self.asked
            )

    def work(self) -> list[str]:
        """Return the methods that widgets asked for, in the order they came."""
        return [method for method in self.asked if not method.startswith("kernel/")]

    def until_idle(self) -> None:
        """Wait until every request has been answered or taken back."""
        with self._asked:
            assert self._asked.wait_for(lambda: not self._under_way, timeout=20), self.asked

    def die(self) -> None:
        """Cut every line as SIGKILL would: no goodbye, the socket is gone."""
        assert self._server is not None
        assert self._thread is not None
        # A connection's thread waits for those that answer, and the shutdown below for the
        # connection's.
        self.go.set()
        for connection in list(self._open):
            connection.socket.close()
        self._server.shutdown()
        self._thread.join()
        self._server = None
        self.go.clear()
        self.held.clear()
        self.hold.clear()

    def _speak(self, connection: ServerConnection) -> None:
        self._open.add(connection)
        line = _Line(connection)
        answering: list[threading.Thread] = []
        try:
            for message in connection:
                for event in line.take(str(message)):
                    if isinstance(event, RequestReceived):
                        _, params = split_asker(event.params)
                        # Here, not in the thread: a request that is taken back before its thread
                        # comes to run was asked for all the same.
                        with self._asked:
                            self.asked.append(event.method)
                            self.requests.append((event.method, params))
                            self._under_way.add((line, event.id))
                            self._answering += 1
                            self._asked.notify_all()
                        request = (line, event.id, event.method, params)
                        answering.append(threading.Thread(target=self._answer, args=request))
                        answering[-1].start()
                    elif isinstance(event, CancelReceived):
                        self.cancelled.set()
                        line.say(
                            partial(
                                Session.fail,
                                id=event.id,
                                code=jsonrpc.CANCELLED,
                                message="cancelled",
                            )
                        )
                        with self._asked:
                            self._under_way.discard((line, event.id))
                            self._asked.notify_all()
        except (ConnectionClosed, OSError):
            pass
        finally:
            self._open.discard(connection)
            for thread in answering:
                thread.join()

    def _answer(self, line: _Line, id: Id, method: str, params: dict[str, Any]) -> None:
        # Before `queued` is looked at: a request that `renew` finds waiting is let go by it.
        go = self.go
        if method in self.queued:
            line.say(lambda session: session.event(id, {"queue_place": 3}))
            self.held.set()
            go.wait(timeout=30)
        try:
            result = METHODS.get(method, _unknown)(
                self, params, lambda event: line.say(lambda s: s.event(id, event))
            )
        except WireError as error:
            code, said = error.code, str(error)
            line.say(lambda session: session.fail(id, code, said))
        else:
            line.say(lambda session: session.answer(id, result))
        with self._asked:
            self._under_way.discard((line, id))
            self._answering -= 1
            self._asked.notify_all()

    def trained(self, checkpoint: str) -> int:
        """Return the number of steps from `base` to a checkpoint.

        Raises WireError for one that is not known.
        """
        if "+" in checkpoint and checkpoint not in self.made:
            raise WireError(jsonrpc.UNKNOWN_NAME, f"there is no checkpoint {checkpoint}")
        return checkpoint.count("+")

    def wait(self, method: str) -> None:
        # The event of now: `renew` puts another in its place, for requests that come later.
        go = self.go
        if method in self.hold:
            self.held.set()
            go.wait(timeout=30)


Tell = Callable[[dict[str, Any]], None]


def _unknown(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    raise WireError(jsonrpc.METHOD_NOT_FOUND, "the scripted kernel does not know this method")


def _describe(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    sizes = [{"name": name, "size": vocabulary(name).id_range} for name in VOCABULARY_NAMES]
    return {
        "model": "scripted",
        "checkpoints": [{"name": "base"}],
        "default_checkpoint": "base",
        "vocabularies": sizes,
        "device": "test",
        "parameters": 1,
        "context": 256,
        "methods": list(METHODS),
    }


def _health(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    return {"running": 0, "queued": 0, "uptime_s": 1.0, "memory_mib": 1.0}


def _encode(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    kernel.wait("tokens/encode")
    named = vocabulary(params["vocabulary"])
    parse = params.get("special") == "parse"
    ids = (
        named.encode_with_special_tokens(params["text"]) if parse else named.encode(params["text"])
    )
    tokens = [token.model_dump() for token in wire_tokens(named, ids)]
    return {"tokens": tokens, "provenance": _provenance(params["vocabulary"])}


def _merges(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    stages = list_merges(vocabulary(params["vocabulary"]), params["text"])
    dumped = [stage.model_dump() for stage in stages]
    return {"stages": dumped, "provenance": _provenance(params["vocabulary"])}


def _vocabularies(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    return {
        "vocabularies": [
            {"name": name, "size": vocabulary(name).id_range} for name in VOCABULARY_NAMES
        ]
    }


def _predict(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    kernel.wait("next_token/predict")
    codec = vocabulary("cl100k_base")
    ids = params.get("tokens") or [codec.special(BEGIN_OF_DOCUMENT), *codec.encode(params["text"])]
    steps = kernel.trained(params.get("checkpoint") or "base")
    shown = _after(steps, _candidates())[: params.get("top_k", 10)]
    tracked = params.get("tracked_text")
    scored = params.get("score_context", False)
    return {
        "context": [token.model_dump() for token in wire_tokens(codec, ids)],
        "candidates": shown,
        "tracked": _after(steps, [_tracked(tracked)]) if tracked else [],
        "context_scores": [{"probability": 0.25, "rank": 2, "entropy_bits": 3.0}]
        * (len(ids) - 1 if scored else 0),
        "rest": 1 - sum(item["probability"] for item in shown),
        "entropy_bits": 1.5,
        "vocabulary_size": 100_277,
        "provenance": _provenance("cl100k_base", checkpoint=params.get("checkpoint") or "base"),
    }


def _generate(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    codec = vocabulary("cl100k_base")
    story = STORY[: params["max_tokens"]]
    ids = [codec.encode(text)[0] for text in story]
    for index, (id_, text) in enumerate(zip(ids, story, strict=True)):
        # Held back in the middle, so that a test finds an answer that has begun.
        if index == 2:
            kernel.wait("text/generate")
        candidates = _candidates([text, " other", " third"])
        own = [item["probability"] for item in candidates]
        tell(
            {
                "index": index,
                "id": id_,
                "text": text,
                "bytes": text.encode().hex(),
                "logprob": -0.36,
                "entropy_bits": 1.5,
                "draw": 0.25,
                "candidates": candidates[: params.get("candidates", 0)],
                "rest": 0.1,
                "stages": _stages(own, params),
            }
        )
    provenance = _provenance("cl100k_base", checkpoint="base", seed=params["seed"])
    return {
        "text": "".join(story),
        "tokens": ids,
        "finish_reason": "length",
        "provenance": provenance,
    }


def _stages(own: list[float], params: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the model's own probabilities, and what a top-k of 1 makes of them."""
    stages = [{"name": "softmax", "kept": 100_277, "probabilities": own}]
    if params.get("top_k") == 1:
        stages.append({"name": "top_k", "kept": 1, "probabilities": [1.0, *[0.0] * (len(own) - 1)]})
    return stages


def _draw(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return each token as often as its probability says, else one that no bar shows."""
    kernel.wait("next_token/draw")
    likely = _candidates([STORY[len(params.get("then", [])) % len(STORY)], " other", " third"])
    sampled = [
        {key: item[key] for key in ("id", "text", "bytes")}
        | {"count": round(item["probability"] * params["n"])}
        for item in likely
    ]
    left = params["n"] - sum(item["count"] for item in sampled)
    zebra = {
        "id": vocabulary("cl100k_base").encode(" zebra")[0],
        "text": " zebra",
        "bytes": b" zebra".hex(),
    }
    provenance = _provenance("cl100k_base", checkpoint="base", seed=params["seed"])
    return {
        "drawn": [*sampled, {**zebra, "count": left}],
        "n": params["n"],
        "provenance": provenance,
    }


def _after(steps: int, candidates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return candidates after so many training steps toward the first.

    Each step halves the probability of all others.
    """
    left = 0.5**steps
    return [
        item | {"probability": _taught(item["probability"], item["rank"] == 1, left)}
        for item in candidates
    ]


def _taught(probability: float, right: bool, left: float) -> float:
    return 1 - left * (1 - probability) if right else left * probability


def _step(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    kernel.wait("model/step")
    parent = params.get("checkpoint") or "base"
    steps = kernel.trained(parent)
    name = derived_name(parent, StepParams.model_validate(params))
    kernel.made.add(name)
    before, after = (_taught(0.7, True, 0.5**count) for count in (steps, steps + 1))
    tell({"step": 1, "loss": -math.log(after), "probability": after})
    return {
        "checkpoint": name,
        "target_id": vocabulary("cl100k_base").encode(params["target"])[0],
        "loss_before": -math.log(before),
        "loss_after": -math.log(after),
        "probability_before": before,
        "probability_after": after,
        "provenance": _provenance("cl100k_base", checkpoint=name),
    }


def _pipeline(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    kernel.wait("documents/pipeline")
    traces = [
        {
            "url": trace.page.url,
            "html": trace.page.html,
            "outcomes": [
                {
                    "stage": outcome.filter,
                    "kept": outcome.kept,
                    "reason": outcome.reason,
                    "text": outcome.text,
                }
                for outcome in trace.outcomes
            ],
            "row": {**vars(trace.row), "tokens": 100} if trace.row else None,
        }
        for trace in run(example_pages())
    ]
    return {
        "stages": [name for name, _ in FILTERS],
        "traces": traces,
        "provenance": _provenance("cl100k_base"),
    }


def _complete(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Answer with the one answer that each checkpoint has.

    With tools it counts letters first, and says how many the tool found.
    """
    tools = params.get("tools")
    story = TOOL_TURN if tools else ANSWERS.get(params.get("checkpoint", ""), ANSWERS["sft"])
    ids = []
    for index, (text, forced) in enumerate(story):
        # In the middle, as in `_generate`.
        if index == 3:
            kernel.wait("chat/complete")
        if index == RESULT_END:
            kernel.wait(AFTER_TOOL)
        (token,) = _pieces(text)[:1]
        ids.append(token["id"])
        tell(
            {
                "index": index,
                **token,
                "forced": forced,
                "logprob": None,
                "entropy_bits": None,
                "time_ms": 2.0 * index,
            }
        )
    said = params.get("prefill", "") + "".join(
        text for text, forced in story if not forced and not text.startswith("<|")
    )
    call = {
        "name": "letter_counter",
        "argument": "r in strawberry",
        "result": "3",
        "time_ms": 0.042,
    }
    return {
        "message": {"role": "assistant", "content": said},
        "tool_calls": [call] if tools else [],
        "tokens": ids,
        "finish_reason": "end",
        "provenance": _provenance(
            "talk-4k", checkpoint=params.get("checkpoint", "sft"), seed=params["seed"]
        ),
    }


def _render(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    kernel.wait("chat/render")
    tokens = []
    for message in params["messages"]:
        own = message["role"] == "assistant"
        for text in ("<|im_start|>", message["role"], "<|im_sep|>"):
            tokens += [{**piece, "own": False} for piece in _pieces(text)]
        tokens += [
            {**piece, "own": own}
            for piece in [*_pieces(message["content"]), *_pieces("<|im_end|>")]
        ]
    return {"tokens": tokens, "provenance": _provenance("talk-4k")}


def _pieces(text: str) -> list[dict[str, Any]]:
    codec = vocabulary("talk-4k")
    return [
        token.model_dump() for token in wire_tokens(codec, codec.encode_with_special_tokens(text))
    ]


def _candidates(texts: list[str] | None = None) -> list[dict[str, Any]]:
    codec = vocabulary("cl100k_base")
    pairs = CANDIDATES if texts is None else list(zip(texts, [0.7, 0.15, 0.05], strict=True))
    return [
        {
            "id": codec.encode(text)[0],
            "text": text,
            "bytes": text.encode().hex(),
            "probability": value,
            "rank": rank,
        }
        for rank, (text, value) in enumerate(pairs, start=1)
    ]


def _tracked(text: str) -> dict[str, Any]:
    known = next((item for item in _candidates() if item["text"] == text), None)
    id_ = vocabulary("cl100k_base").encode(text)[0]
    return known or {
        "id": id_,
        "text": text,
        "bytes": text.encode().hex(),
        "probability": 2e-6,
        "rank": 5021,
    }


def _provenance(name: str, checkpoint: str = "", seed: int | None = None) -> dict[str, Any]:
    return Provenance(
        model="scripted", checkpoint=checkpoint, vocabulary=name, seed=seed
    ).model_dump()


Method = Callable[[ScriptedKernel, dict[str, Any], Tell], dict[str, Any]]
METHODS: dict[str, Method] = {
    "kernel/describe": _describe,
    "kernel/health": _health,
    "tokens/encode": _encode,
    "tokens/merges": _merges,
    "tokens/vocabularies": _vocabularies,
    "next_token/predict": _predict,
    "text/generate": _generate,
    "next_token/draw": _draw,
    "chat/complete": _complete,
    "chat/render": _render,
    "documents/pipeline": _pipeline,
    "model/step": _step,
}


@contextmanager
def scripted_kernel() -> Iterator[ScriptedKernel]:
    kernel = ScriptedKernel()
    kernel.start()
    try:
        yield kernel
    finally:
        if kernel.running:
            kernel.die()


@contextmanager
def answering(own: Mapping[str, Method]) -> Iterator[None]:
    """Let every kernel answer these methods meanwhile, in this way where it has its own."""
    before = dict(METHODS)
    METHODS.update(own)
    try:
        yield
    finally:
        METHODS.clear()
        METHODS.update(before)
