"""One sequence being continued: what it reads next, what it drew, when it ends.

A Generation knows nothing of threads or batches. Whoever drives it feeds `pending` to an engine and hands the logits to
`accept`, until `finish_reason` is set.
"""

from __future__ import annotations

import codecs
import time
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

from demo_kernel.inference.engine import Logits
from demo_kernel.inference.sampling import Distribution, Sampler, StageName, top_candidates, uniform

FinishReason = Literal["length", "stop", "end", "tool_call"]


class Codec(Protocol):
    """What a vocabulary must offer; tokenizer.Vocabulary does, and the Hugging Face backend's."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    def encode(self, text: str) -> list[int]: ...
    def token_bytes(self, id_: int) -> bytes: ...
    def is_special(self, id_: int) -> bool: ...
    def to_dense(self, ids: list[int]) -> list[int]: ...
    def from_dense(self, ids: list[int]) -> list[int]: ...


class Choice(NamedTuple):
    """A likely token: its wire ID and probability at temperature 1."""

    id: int
    probability: float


class StageBars(NamedTuple):
    """What one control made of the candidates' probabilities."""

    name: StageName
    kept: int
    probabilities: list[float]


@dataclass(frozen=True)
class Step:
    """One new token."""

    index: int
    id: int
    """Wire ID."""
    text: str
    bytes: bytes
    special: bool
    logprob: float
    entropy_bits: float
    draw: float
    time_ms: float
    candidates: list[Choice] | None = None
    rest: float | None = None
    stages: list[StageBars] | None = None


@dataclass(frozen=True)
class Plan:
    """All that fixes a generation; two equal plans give equal text."""

    checkpoint: str
    prompt: list[int]
    """Dense IDs, at least one, fewer than the context."""
    sampler: Sampler = field(default_factory=Sampler)
    max_tokens: int = 64
    stop: tuple[str, ...] = ()
    end: dict[int, FinishReason] = field(default_factory=dict)
    """Dense IDs after which the generation is over, and why."""
    candidates: int = 0
    stages: bool = False
    dropped: int = 0
    """Tokens before the prompt that did not fit; they count in the position of a draw."""
    first_index: int = 0


class Generation:
    """A plan under way."""

    def __init__(self, plan: Plan, codec: Codec, context: int) -> None:
        self.plan = plan
        self.pending = list(plan.prompt)
        """Dense IDs to be read before the next token can be drawn."""
        self.read = 0
        """How many tokens the cache holds."""
        self.tokens: list[int] = []
        """New tokens, wire IDs."""
        self.text = ""
        self.finish_reason: FinishReason | None = None
        self._codec = codec
        self._context = context
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._begun = time.perf_counter()

    @property
    def sequence(self) -> list[int]:
        """Prompt and new tokens, dense."""
        return self.plan.prompt + self._codec.to_dense(self.tokens)

    def start_clock(self) -> None:
        """The request is taken up now; `time_ms` counts from here."""
        self._begun = time.perf_counter()

    def accept(self, logits: Logits) -> Step:
        """Draw the next token from the logits (V,) after everything in `pending`, which counts as read now."""
        plan = self.plan
        self.read += len(self.pending)
        distribution = Distribution(logits)
        number = uniform(plan.sampler.seed, plan.dropped + self.read)
        token = distribution.draw(plan.sampler, number)
        self.pending = [token]
        return self._step(distribution, token, number)

    def _step(self, distribution: Distribution, token: int, number: float) -> Step:
        (id_,) = self._codec.from_dense([token])
        index = self.plan.first_index + len(self.tokens)
        self.tokens.append(id_)
        special = self._codec.is_special(id_)
        text = self._readable(id_, special)
        self.text += text
        self._look_for_the_end(token, len(text))
        if self.finish_reason in ("length", "end", "tool_call"):
            rest = self._decoder.decode(
                b"", final=True
            )  # U+FFFD where a character stayed incomplete
            text, self.text = text + rest, self.text + rest
        return Step(
            index=index,
            id=id_,
            text=text,
            bytes=self._codec.token_bytes(id_),
            special=special,
            logprob=distribution.logprob(token),
            entropy_bits=distribution.entropy_bits,
            draw=number,
            time_ms=(time.perf_counter() - self._begun) * 1000,
            **self._bars(distribution),
        )

    def _readable(self, id_: int, special: bool) -> str:
        """What becomes readable with this token; empty while a UTF-8 character is incomplete."""
        return (
            self._decoder.decode(b"", final=True)
            if special
            else self._decoder.decode(self._codec.token_bytes(id_))
        )

    def _bars(self, distribution: Distribution) -> dict[str, Any]:
        count = min(self.plan.candidates, self._codec.size)
        if not count:
            return {}
        top = top_candidates(distribution, count)
        ids = self._codec.from_dense([token for token, _ in top])
        choices = [Choice(id_, probability) for id_, (_, probability) in zip(ids, top, strict=True)]
        bars: dict[str, Any] = {"candidates": choices, "rest": distribution.rest(count)}
        if self.plan.stages:
            bars["stages"] = [
                StageBars(stage.name, stage.kept, stage.probabilities[:count].tolist())
                for stage in distribution.stages(self.plan.sampler)
            ]
        return bars

    def _look_for_the_end(self, token: int, fresh: int) -> None:
        if token in self.plan.end:
            self.finish_reason = self.plan.end[token]
        elif (place := self._stop_place(fresh)) is not None:
            self.text, self.finish_reason = self.text[:place], "stop"
        elif len(self.tokens) >= self.plan.max_tokens or self.read >= self._context:
            self.finish_reason = "length"

    def _stop_place(self, fresh: int) -> int | None:
        """Where in the text the first stop sequence begins that ends within the `fresh` last characters."""
        if not self.plan.stop or not fresh:
            return None
        longest = max(len(stop) for stop in self.plan.stop)
        start = max(0, len(self.text) - fresh - longest + 1)
        places = [place for stop in self.plan.stop if (place := self.text.find(stop, start)) >= 0]
        return min(places, default=None)
