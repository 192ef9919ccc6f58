"""Methods of the scripted kernel for drafts."""

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
