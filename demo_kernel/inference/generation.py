"""Continue one sequence: what it reads next, what was sampled, when it ends.

A Generation knows nothing of threads or batches. Whoever drives it feeds `pending` to an engine and
hands the logits to `accept`, until `finish_reason` is set.
"""

from __future__ import annotations

import codecs
import time
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

from demo_kernel.inference.engine import Logits
from demo_kernel.inference.sampling import (
    ControlName,
    Distribution,
    Sampler,
    top_candidates,
    uniform,
)

FinishReason = Literal["length", "stop", "end", "tool_call"]


class Codec(Protocol):
    """What a vocabulary must offer; tokenizer.Vocabulary does, and the Hugging Face backend's.

    Wire IDs name tokens outside the kernel; dense IDs are the rows of the network's tables.
    """

    @property
    def name(self) -> str:
        """As shown, e.g. `talk-4k`."""
        ...

    @property
    def size(self) -> int:
        """Number of entries."""
        ...

    def encode(self, text: str) -> list[int]:
        """Return the wire IDs of a text, which never become special tokens."""
        ...

    def token_bytes(self, id_: int) -> bytes:
        """Return the bytes of a wire ID. Raises ValueError for an unknown one."""
        ...

    def is_special(self, id_: int) -> bool:
        """Return whether a wire ID is a special token's."""
        ...

    def to_dense(self, ids: list[int]) -> list[int]:
        """Return the dense IDs of wire IDs. Raises ValueError for an unknown one."""
        ...

    def from_dense(self, ids: list[int]) -> list[int]:
        """Return the wire IDs of dense IDs."""
        ...


class Choice(NamedTuple):
    """A likely token: its wire ID and probability at temperature 1."""

    id: int
    probability: float


class ControlBars(NamedTuple):
    """What one control made of the candidates' probabilities."""

    name: ControlName
    kept: int
    """How many entries of the vocabulary can still be sampled."""
    probabilities: list[float]


@dataclass(frozen=True)
class Step:
    """One new token."""

    index: int
    """Its number among the new tokens, from `Plan.first_index`."""
    id: int
    """Wire ID."""
    text: str
    """What became readable with it; empty while a UTF-8 character is incomplete."""
    bytes: bytes
    special: bool
    logprob: float
    """Natural logarithm of its probability at temperature 1."""
    entropy_bits: float
    number: float
    """The uniform number in [0, 1) that it was sampled with."""
    time_ms: float
    """Milliseconds since the request's work started."""
    candidates: list[Choice] | None = None
    rest: float | None = None
    """Probability of all entries but the candidates."""
    controls: list[ControlBars] | None = None


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
    """How many of the likeliest tokens each step carries."""
    controls: bool = False
    """True when each step also carries what every control made of its candidates."""
    dropped: int = 0
    """Tokens before the prompt that did not fit.

    They count in the position that fixes the uniform number, so that a shortened prompt is
    continued with the same numbers.
    """
    first_index: int = 0


class Generation:
    """A plan under way."""

    def __init__(self, plan: Plan, codec: Codec, context: int) -> None:
        self.plan = plan
        self.pending = list(plan.prompt)
        """Dense IDs to be read before the next token can be sampled."""
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
        # Anew at each call and not kept beside `tokens`: it is asked for once, at the end.
        return self.plan.prompt + self._codec.to_dense(self.tokens)

    def start_clock(self) -> None:
        """Count `time_ms` from here: the request leaves the queue now."""
        self._begun = time.perf_counter()

    def accept(self, logits: Logits) -> Step:
        """Sample the next token from the logits (V,) after all of `pending`, which is read now."""
        plan = self.plan
        self.read += len(self.pending)
        distribution = Distribution(logits)
        # By position in the whole text, not by index of the new token: a run that goes on from its
        # own tokens meets the same numbers as one that never stopped.
        number = uniform(plan.sampler.seed, plan.dropped + self.read)
        token = distribution.sample(plan.sampler, number)
        self.pending = [token]
        (id_,) = self._codec.from_dense([token])
        index = plan.first_index + len(self.tokens)
        self.tokens.append(id_)
        special = self._codec.is_special(id_)
        data = self._codec.token_bytes(id_)
        # A special token has no text; it ends a character that stayed incomplete before it.
        text = self._decoder.decode(b"" if special else data, final=special)
        self.text += text
        self._find_end(token, len(text))
        if self.finish_reason in ("length", "end", "tool_call"):
            # Not after a stop sequence: `text` was cut before it, and what was incomplete comes
            # after the cut.
            rest = self._decoder.decode(
                b"", final=True
            )  # U+FFFD where a character stayed incomplete
            text, self.text = text + rest, self.text + rest
        return Step(
            index=index,
            id=id_,
            text=text,
            bytes=data,
            special=special,
            # At temperature 1 whatever the sampler did: it is what the network said.
            logprob=distribution.logprob(token),
            entropy_bits=distribution.entropy_bits,
            number=number,
            time_ms=(time.perf_counter() - self._begun) * 1000,
            **self._bars(distribution),
        )

    def _bars(self, distribution: Distribution) -> dict[str, Any]:
        """Return the fields of a Step that a client paints as bars, as far as it asked for them."""
        # A client may ask for more candidates than a small vocabulary has.
        count = min(self.plan.candidates, self._codec.size)
        if not count:
            return {}
        top = top_candidates(distribution, count)
        ids = self._codec.from_dense([token for token, _ in top])
        choices = [Choice(id_, probability) for id_, (_, probability) in zip(ids, top, strict=True)]
        bars: dict[str, Any] = {"candidates": choices, "rest": distribution.rest(count)}
        if self.plan.controls:
            bars["controls"] = [
                ControlBars(after.name, after.kept, after.probabilities[:count].tolist())
                for after in distribution.after_controls(self.plan.sampler, count)
            ]
        return bars

    def _find_end(self, token: int, fresh: int) -> None:
        """Set `finish_reason` if the generation ends with this token and its `fresh` characters."""
        if token in self.plan.end:
            self.finish_reason = self.plan.end[token]
        elif (place := self._stop_place(fresh)) is not None:
            self.text, self.finish_reason = self.text[:place], "stop"
        elif len(self.tokens) >= self.plan.max_tokens or self.read >= self._context:
            self.finish_reason = "length"

    def _stop_place(self, fresh: int) -> int | None:
        """Return where the first stop sequence begins that ends in the last `fresh` characters."""
        if not self.plan.stop or not fresh:
            return None
        longest = max(len(stop) for stop in self.plan.stop)
        # Only where a stop sequence can end in the new characters: it had been found before
        # otherwise. The search is then as long as a token, not as the text.
        start = max(0, len(self.text) - fresh - longest + 1)
        places = [place for stop in self.plan.stop if (place := self.text.find(stop, start)) >= 0]
        return min(places, default=None)
