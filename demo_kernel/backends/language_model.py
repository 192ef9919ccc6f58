"""A language model as the methods see it: a network, its vocabulary, its checkpoints and its habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from demo_kernel.inference.engine import Engine, Looker, TrunkEngine
from demo_kernel.inference.generation import Codec, FinishReason
from demo_kernel.network.reward_head import Head
from demo_kernel.network.weights import Weights
from demo_kernel.tokens.chat_format import ChatFormat
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.wire import Provenance


class BackendError(Exception):
    """The model cannot be served; the message is one sentence that says what to do."""


@dataclass
class LanguageModel:
    """Everything local: the embedded model, or one loaded with transformers."""

    name: str
    """As shown, e.g. `talk-4k 3.4M` or a Hugging Face id."""
    engine: Engine
    codec: Codec
    checkpoints: dict[str, Checkpoint]
    default_checkpoint: str
    parameters: int
    begin: list[int] = field(default_factory=list)
    """Wire IDs put before a text prompt, e.g. the begin-of-document token."""
    end: frozenset[int] = frozenset()
    """Wire IDs that end a document or a turn."""
    chat: ChatFormat | None = None
    chat_default: str | None = None
    """Checkpoint that answers a chat when none is named; None where none has learnt to."""
    trunk: TrunkEngine | None = None
    """The engine again, where it can be looked into and given further checkpoints."""
    looker: Looker | None = None
    """The engine again, where it tells its attention weights."""
    weights: dict[str, Weights] = field(default_factory=dict)
    """By checkpoint, where `trunk` is there."""
    shape: dict[str, Any] | None = None
    """layers, heads, width and parts, as model/parts tells them."""
    rewards: dict[str, Head] = field(default_factory=dict)
    """Reward models by name."""
    own_handlers: dict[str, Any] = field(default_factory=dict)
    """Method → kernel.Handler that serves it in place of the local one."""
    missing: dict[str, str] = field(default_factory=dict)
    """Method → why this model cannot serve it."""
    absent: dict[str, str] = field(default_factory=dict)
    """Checkpoint that belongs to this model → why it is not served."""

    def checkpoint(self, name: str | None) -> str:
        """The name, or the default's; raises WireError(UNKNOWN_NAME)."""
        name = self.default_checkpoint if name is None else name
        if name in self.absent:
            raise WireError(
                jsonrpc.UNKNOWN_NAME, f"checkpoint '{name}' cannot be had from this kernel"
            )
        if name not in self.checkpoints:
            have = ", ".join(self.checkpoints)
            raise WireError(
                jsonrpc.UNKNOWN_NAME, f"there is no checkpoint '{name}'; this kernel has {have}"
            )
        return name

    def chat_checkpoint(self, name: str | None) -> str:
        """The name, or that of the checkpoint that answers chats; raises WireError."""
        if name is None and self.chat_default is None:
            raise WireError(
                jsonrpc.UNAVAILABLE, "no checkpoint of this kernel has learnt to chat yet"
            )
        return self.checkpoint(name or self.chat_default)

    def checkpoint_of_stage(self, stage: str) -> str | None:
        """The latest checkpoint of a stage of training."""
        names = [name for name, checkpoint in self.checkpoints.items() if checkpoint.stage == stage]
        return names[-1] if names else None

    def provenance(self, checkpoint: str, seed: int | None = None) -> Provenance:
        """Where a number from this checkpoint comes from."""
        return Provenance(
            model=self.name,
            checkpoint=checkpoint,
            vocabulary=self.codec.name,
            seed=seed,
            device=self.engine.device,
            hash=self._hash(checkpoint),
        )

    def _hash(self, checkpoint: str) -> str:
        """Short hash of the weights; of a trained checkpoint that has gone meanwhile, the one in its name."""
        known = self.checkpoints.get(checkpoint)
        return known.hash if known else checkpoint.rpartition("+")[2]

    def end_reasons(self) -> dict[int, FinishReason]:
        """Dense IDs that end a document or a turn."""
        return dict.fromkeys(self.dense(sorted(self.end)), "end")

    def dense(self, ids: Sequence[int]) -> list[int]:
        """Wire IDs as the network numbers them; raises WireError(INVALID_PARAMS) for one it does not have."""
        try:
            return self.codec.to_dense(list(ids))
        except ValueError as error:
            raise WireError(jsonrpc.INVALID_PARAMS, f"{error}") from None

    def prompt(self, text: str | None, tokens: Sequence[int] | None) -> list[int]:
        """Wire IDs of a prompt given as text or as tokens, exactly one of them; never empty.

        Raises WireError(INVALID_PARAMS) when both or neither are given or nothing is left to read.
        """
        if (text is None) == (tokens is None):
            raise WireError(jsonrpc.INVALID_PARAMS, "give either 'text' or 'tokens'")
        ids = [*self.begin, *self.codec.encode(text)] if text is not None else list(tokens or [])
        if not ids:
            raise WireError(jsonrpc.INVALID_PARAMS, "the prompt is empty; give at least one token")
        return ids
