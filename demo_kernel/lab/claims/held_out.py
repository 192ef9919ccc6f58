"""Measure the loss of a checkpoint on the held-out documents."""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.lab.claims.probe import Probe
from demo_kernel.lab.corpus.generate import held_out_documents
from demo_kernel.lab.recipes.packing import bytes_per_token, pack
from demo_kernel.tokens.tokenizer import Vocabulary, vocabulary

ROWS = 64
CONTEXT = 512


@cache
def held_out_rows() -> Tensor:
    """Return the dense IDs of held-out documents, (64, 513), with −1 for padding."""
    words = vocabulary("talk-4k")
    documents = (
        words.to_dense(words.encode_document(document.text)) for document in held_out_documents()
    )
    # Padded and not cut, so that every token of a held-out document counts once.
    return torch.from_numpy(pack(documents, CONTEXT + 1, pad=True)[:ROWS]).long()


@torch.no_grad()
def row_losses(asked: Probe) -> list[float]:
    """Return the mean loss of each held-out row, in nats a token."""
    losses = []
    # Row by row: 64 rows at once would be half a gigabyte of logits.
    for row in torch.split(held_out_rows(), 1):
        logits = asked.model(row[:, :-1].clamp(min=0))[0].float()
        losses.append(F.cross_entropy(logits, row[0, 1:], ignore_index=-1).item())
    return losses


def bits_per_byte(loss: float, words: Vocabulary) -> float:
    """Return a loss in nats a token on these rows as bits a byte of their text."""
    return loss / math.log(2) / bytes_per_token(held_out_rows().numpy(), words)
