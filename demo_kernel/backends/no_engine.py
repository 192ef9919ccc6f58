"""Stand in for the engine and the vocabulary of a model that runs elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from demo_kernel.inference.engine import Logits, Work
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

REMOTE_ONLY = "this is not available from this server"


class NoEngine:
    """Engine of a model that runs elsewhere: whatever needs logits is unavailable."""

    slots, chunk_free = 2, False

    def __init__(self, device: str, context: int, vocabulary_size: int) -> None:
        self.device, self.context, self.vocabulary_size = device, context, vocabulary_size

    def forward(self, work: Sequence[Work]) -> Logits:
        """Refuse: raise WireError(UNAVAILABLE)."""
        raise WireError(jsonrpc.UNAVAILABLE, REMOTE_ONLY)

    def forward_all(self, item: Work) -> Logits:
        """Refuse: raise WireError(UNAVAILABLE)."""
        raise WireError(jsonrpc.UNAVAILABLE, REMOTE_ONLY)


class NoCodec:
    """Codec of a model whose server does not offer its vocabulary."""

    name, size = "", 0

    def encode(self, text: str) -> list[int]:
        """Refuse: raise WireError(UNAVAILABLE)."""
        raise WireError(jsonrpc.UNAVAILABLE, "the vocabulary is not available from this server")

    def token_bytes(self, id_: int) -> bytes:
        """Refuse: raise ValueError."""
        raise ValueError("the vocabulary is not available from this server")

    def is_special(self, id_: int) -> bool:
        """Return False: no token is known."""
        return False

    def to_dense(self, ids: Sequence[int]) -> list[int]:
        """Refuse: raise ValueError."""
        raise ValueError("token ids are not available from this server; give a text")

    def from_dense(self, ids: Sequence[int]) -> list[int]:
        """Refuse: raise ValueError."""
        raise ValueError("token ids are not available from this server")
