"""Define what the kernel needs of a model, and the model that runs in this process.

`LanguageModel` is what every backend offers. `LocalModel` has an engine whose logits the methods
sample from; `TrainableModel` is a local one whose weights can be copied and trained. The remote one
is `openai_compatible.RemoteModel`, which answers the methods itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from demo_kernel.inference.engine import Engine, TrunkEngine
from demo_kernel.inference.generation import Codec, FinishReason
from demo_kernel.network.reward_head import Head
from demo_kernel.network.weights import Weights
from demo_kernel.tokens.chat_format import ChatFormat
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.model import Part
from talk.protocol.refusal import refusal
from talk.protocol.wire import Provenance

EmbeddingRows = Callable[[NDArray[np.int64]], NDArray[np.float32]]
"""Function from dense IDs (n,) to their rows of the embedding table (n, C)."""


TRUNK_METHODS = (
    "model/step",
    "model/round",
    "model/silence",
    "answers/score",
    "answers/update",
)
"""Methods that change weights or read the trunk, which only a TrainableModel offers."""


def without_trunk(name: str) -> dict[str, str]:
    """Return the methods that a model which cannot be trained lacks, each with the reason."""
    return dict.fromkeys(
        TRUNK_METHODS, f"this is offered for the embedded model only, not for {name}"
    )


class BackendError(Exception):
    """The model cannot be served. The message is one sentence that says what to do."""


@dataclass
class Checkpoints:
    """The sets of weights that a model has by name, and which answers when none is named."""

    served: dict[str, Checkpoint]
    default: str
    chat_default: str | None = None
    """Checkpoint that answers a chat when none is named; None where none was trained for it."""
    absent: dict[str, str] = field(default_factory=dict)
    """Checkpoint that belongs to this model → why it is not served."""
    beside: list[str] = field(default_factory=list)
    """Checkpoints of the kernel's other models."""

    def checked(self, name: str | None) -> str:
        """Return the name, or the default's. Raises WireError(UNKNOWN_NAME)."""
        name = self.default if name is None else name
        # Not as a name that never was: this one is known, and a recording may answer for it.
        if name in self.absent:
            text = f"checkpoint '{name}' cannot be had from this kernel"
            raise refusal("no-checkpoint", text, name=name)
        if name not in self.served:
            have = ", ".join([*self.served, *self.beside])
            text = f"there is no checkpoint '{name}'; this kernel has {have}"
            raise refusal("no-checkpoint", text, name=name)
        return name

    def checked_for_chat(self, name: str | None) -> str:
        """Return the name, or that of the checkpoint that answers chats. Raises WireError."""
        # A named checkpoint may chat whatever it was trained for: a slide shows a base model that
        # is asked.
        if name is None and self.chat_default is None:
            raise refusal("no-chat", "no checkpoint of this kernel has learnt to chat yet")
        return self.checked(name or self.chat_default)

    def latest_of_phase(self, phase: str) -> str | None:
        """Return the name of the last checkpoint that a phase of training made, or None."""
        # `served` is in order of training, so the last is the most trained.
        names = [name for name, checkpoint in self.served.items() if checkpoint.stage == phase]
        return names[-1] if names else None


class LanguageModel(Protocol):
    """What the kernel needs of a model, wherever it runs."""

    name: str
    """As shown, e.g. `talk-4k 3.4M` or a Hugging Face id."""
    checkpoints: Checkpoints
    parameters: int
    """Number of learned values, 0 where it is not known."""
    missing: dict[str, str]
    """Method → why this model cannot serve it."""

    # Read-only properties, so that an implementation may promise more: LocalModel always has a
    # codec.
    @property
    def codec(self) -> Codec | None:
        """The vocabulary; None where the model's server does not offer it."""
        ...

    @property
    def device(self) -> str:
        """What the model runs on, as shown."""
        ...

    @property
    def context(self) -> int:
        """Most tokens that the model reads at once, 0 where it is not known."""
        ...

    @property
    def memory_bound(self) -> int:
        """Most bytes that weights and cache take, 0 where it is not known."""
        ...

    def handlers(self) -> Mapping[str, Any]:
        """Return the kernel.Handler of each method that the model answers itself."""
        ...

    def provenance(self, checkpoint: str, seed: int | None = None) -> Provenance:
        """Return where a number from this checkpoint comes from."""
        ...


class Shape(NamedTuple):
    """The parts of a network and its main sizes, as `model/parts` names them."""

    parts: list[Part]
    layers: int
    heads: int
    width: int


@dataclass
class LocalModel:
    """A model in this process: the embedded one, or one loaded with transformers."""

    name: str
    engine: Engine
    codec: Codec
    checkpoints: Checkpoints
    parameters: int
    begin: list[int] = field(default_factory=list)
    """Wire IDs put before a text prompt, e.g. the begin-of-document token."""
    end: frozenset[int] = frozenset()
    """Wire IDs that end a document or a turn."""
    chat: ChatFormat | None = None
    shape: Shape | None = None
    embedding: Callable[[], EmbeddingRows] | None = None
    """Function that opens the embedding table; None where the model does not offer it."""
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def device(self) -> str:
        """See LanguageModel."""
        return self.engine.device

    @property
    def context(self) -> int:
        """See LanguageModel."""
        return self.engine.context

    @property
    def memory_bound(self) -> int:
        """See LanguageModel."""
        # An engine whose caches grow as they are used has no bound to tell.
        return int(getattr(self.engine, "memory_bound", 0))

    def handlers(self) -> Mapping[str, Any]:
        """See LanguageModel: a local model leaves every method to demo_kernel.methods."""
        return {}

    def provenance(self, checkpoint: str, seed: int | None = None) -> Provenance:
        """See LanguageModel."""
        known = self.checkpoints.served.get(checkpoint)
        return Provenance(
            model=self.name,
            checkpoint=checkpoint,
            vocabulary=self.codec.name,
            seed=seed,
            device=self.device,
            # A trained checkpoint may have gone meanwhile; its name ends in its hash.
            hash=known.hash if known else checkpoint.rpartition("+")[2],
        )

    def embedding_rows(self, checkpoint: str) -> EmbeddingRows | None:
        """Return the reader of a checkpoint's embedding table; None where it is not offered."""
        return None if self.embedding is None else self.embedding()

    def end_reasons(self) -> dict[int, FinishReason]:
        """Return the dense IDs that end a document or a turn."""
        # Dense, because the network's token is compared before anything is decoded.
        return dict.fromkeys(self.dense(sorted(self.end)), "end")

    def dense(self, ids: Sequence[int]) -> list[int]:
        """Return wire IDs as the network numbers them.

        Raises WireError(INVALID_PARAMS) for an ID that it does not have.
        """
        try:
            # Also how a request's IDs are checked: those outside the vocabulary end here.
            return self.codec.to_dense(list(ids))
        except ValueError as error:
            raise refusal("no-token", f"{error}") from None

    def prompt(self, text: str | None, tokens: Sequence[int] | None) -> list[int]:
        """Return the wire IDs of a prompt given as text or as tokens, exactly one of them.

        Raises WireError(INVALID_PARAMS) when both or neither are given or nothing is left to read.
        """
        if (text is None) == (tokens is None):
            raise WireError(jsonrpc.INVALID_PARAMS, "give either 'text' or 'tokens'")
        # A prompt in tokens is used as it is: whoever sends IDs has put the begin in front, or left
        # it out on purpose.
        ids = [*self.begin, *self.codec.encode(text)] if text is not None else list(tokens or [])
        if not ids:
            raise refusal("prompt-empty", "the prompt is empty; give at least one token")
        return ids


@dataclass
class TrainableModel(LocalModel):
    """A local model that can be looked into and trained while it runs: the embedded one."""

    engine: TrunkEngine
    weights: dict[str, Weights] = field(default_factory=dict)
    """By checkpoint."""
    rewards: dict[str, Head] = field(default_factory=dict)
    """Reward models by name."""

    def embedding_rows(self, checkpoint: str) -> EmbeddingRows:
        """See LocalModel."""
        table = self.weights[checkpoint].matrices["embedding"].dequantised()
        return lambda ids: table[ids]
