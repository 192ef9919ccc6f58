"""Ask a checkpoint for probabilities and continuations of texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import torch
from torch.nn import functional as F

from demo_kernel.inference.batch_generation import continue_all
from demo_kernel.lab.claims.model_probe import ModelProbe
from demo_kernel.network.checkpoints import load_checkpoint
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import BEGIN_OF_DOCUMENT, Vocabulary, vocabulary


class Probe:
    """A network with its vocabulary.

    Prompts are documents: each is led by the begin-of-document token.
    """

    def __init__(self, model: GPT, words: Vocabulary) -> None:
        self.model, self.words = model, words

    def dense(self, text: str) -> list[int]:
        """Return a document's opening as dense IDs."""
        return self.words.to_dense(self.words.encode_document(text))

    @torch.no_grad()
    def next_probabilities(self, ids: Sequence[int]) -> torch.Tensor:
        """Return the probabilities (V,) of the token after dense IDs, in float32."""
        return F.softmax(self.model(torch.tensor([list(ids)]))[0, -1].float(), dim=-1)

    def probability(self, prompt: str, continuation: str) -> float:
        """Return the probability that the document goes on with all tokens of `continuation`."""
        return float(torch.tensor(self.log_probabilities(prompt, continuation)).sum().exp())

    @torch.no_grad()
    def log_probabilities(self, prompt: str, continuation: str) -> list[float]:
        """Return the natural logarithm of each token's probability in the continuation."""
        context = self.dense(prompt)
        # Encoded apart from the prompt, as the kernel does: no token crosses the border.
        more = self.words.to_dense(self.words.encode(continuation))
        # The last token of the prompt predicts the first of the continuation.
        logits = self.model(torch.tensor([context + more[:-1]]))[0, len(context) - 1 :].float()
        return F.log_softmax(logits, dim=-1)[range(len(more)), more].tolist()

    def greedy(self, prompts: Sequence[str], max_tokens: int, stop: str = "") -> list[str]:
        """Return the likeliest continuation of each document.

        It is cut before `stop` and before the document's end.
        """
        end = self._ends(stop)
        new = continue_all(
            self.model, [self.dense(prompt) for prompt in prompts], max_tokens, stop=end
        )
        texts = [
            # The token that ended it is among the new ones.
            self.words.decode(self.words.from_dense(tokens)).removesuffix(BEGIN_OF_DOCUMENT)
            for tokens in new
        ]
        return [text.split(stop, 1)[0] if stop else text for text in texts]

    def _ends(self, stop: str) -> frozenset[int]:
        """Return the dense IDs of the begin of a document and of every token that holds `stop`."""
        # Every token that holds the stop text, e.g. ".\n" for "\n".
        mark = stop.encode()
        ids = [id_ for id_ in self.words.wire_ids if mark and mark in self.words.token_bytes(id_)]
        return frozenset(self.words.to_dense([*ids, self.words.special(BEGIN_OF_DOCUMENT)]))


_further: list[ModelProbe] = []
"""The model that is measured instead of the shipped checkpoints; empty for those."""


@contextmanager
def measuring(model: ModelProbe) -> Iterator[None]:
    """Let the claims about any model ask this one, whatever checkpoint they name."""
    _further.append(model)
    try:
        yield
    finally:
        _further.clear()


def measured_model(checkpoint: str) -> Probe | ModelProbe:
    """Return what a claim about any model asks: the model of --model, else a shipped checkpoint.

    Raises CheckpointError when the checkpoint is missing or damaged.
    """
    return _further[0] if _further else probe(checkpoint)


def has_tools() -> bool:
    """Return whether what is measured can call tools."""
    return not _further


@cache
def probe(checkpoint: str) -> Probe:
    """Return a shipped checkpoint, loaded once.

    Raises CheckpointError when it is missing or damaged.
    """
    return Probe(load_checkpoint(checkpoint).model, vocabulary("talk-4k"))
