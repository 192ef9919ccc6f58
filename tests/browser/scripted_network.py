"""Methods of the scripted kernel for drafts, for weights with fewer bits, and for silent heads."""

from __future__ import annotations

from typing import Any

from demo_kernel.methods.tokens import wire_tokens
from demo_kernel.tokens.tokenizer import vocabulary

from .scripted_kernel import STORY, ScriptedKernel, Tell

PROVENANCE = {"model": "scripted", "checkpoint": "base"}


def speculate(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Write the story of `text/generate`: two guesses kept of three, then one of one."""
    kernel.wait("text/speculate")
    codec = vocabulary("cl100k_base")
    story = STORY[: params["max_tokens"]]
    tokens = wire_tokens(codec, [codec.encode(text)[0] for text in story])
    wrong = wire_tokens(codec, codec.encode(" wine"))
    written = [token.model_dump() for token in tokens]
    passes = [
        ([*written[:2], wrong[0].model_dump()], 2, written[2]),
        (written[3:4], 1, written[4]),
        ([], 0, written[5]),
    ]
    for index, (drafts, kept, token) in enumerate(passes):
        tell({"index": index, "drafts": drafts, "kept": kept, "token": token})
    return {
        "text": "".join(story),
        "tokens": [token["id"] for token in written],
        "finish_reason": "length",
        "passes": 3,
        "drafted": 4,
        "kept": 3,
        "provenance": PROVENANCE | {"seed": params["seed"]},
    }


HEADS = [(0, 0, 0.9, 0.8), (0, 1, 0.1, 0.75), (1, 0, 0.88, 0.8), (1, 1, 0.85, 0.2)]
"""Layer, head, and the probability of each of two answers without it."""


def silence(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    count = len(params["probes"])
    heads = [
        {"layer": layer, "head": head, "probabilities": probabilities[:count]}
        for layer, head, *probabilities in HEADS
    ]
    tell(heads[0])
    kernel.wait("model/silence")
    for head in heads[1:]:
        tell(head)
    return {
        "whole": [0.9, 0.8][:count],
        "heads": heads,
        "answers": [[] for _ in range(count)],
        "provenance": PROVENANCE,
    }


ROUNDED = {8: (2.0, " Paris. It is old."), 4: (2.5, " Paris. It was new."), 2: (8.0, " the the")}
"""Loss and text by bits."""


def round_weights(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    kernel.wait("model/round")
    measured = [
        {"bits": bits, "size": bits * 500_000, "loss": loss, "text": text}
        for bits, (loss, text) in ROUNDED.items()
        if bits in params["bits"]
    ]
    for one in measured:
        tell(one)
    return {
        "measured": measured,
        "page_tokens": 12,
        "parameters": 4_000_000,
        "provenance": PROVENANCE,
    }
