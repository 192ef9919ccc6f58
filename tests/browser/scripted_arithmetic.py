"""Methods of the scripted kernel for sums of words and for continuations."""

from __future__ import annotations

from typing import Any

from .scripted_kernel import ScriptedKernel, Tell

PROVENANCE = {"model": "scripted", "checkpoint": "base"}


def nearest(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return made-up neighbours; a tracked word is the second nearest, or far away."""
    kernel.wait("embeddings/nearest")

    def neighbour(word: str, similarity: float, rank: int) -> dict[str, Any]:
        text = f" {word}"
        return {
            "id": 100 + rank,
            "text": text,
            "bytes": text.encode().hex(),
            "similarity": similarity,
            "rank": rank,
        }

    words = ["princess", "queen", "crown", "throne", "prince", "duke", "lady", "heir"]
    found = [neighbour(word, 0.8 - place / 20, place) for place, word in enumerate(words, 1)]
    tracked = [
        found[1] if word == "queen" else neighbour(word, 0.05, 67)
        for word in params.get("tracked", [])
    ]
    left_out = [neighbour(word, 0.6, 1) for word in [*params["add"], *params["subtract"]]]
    sizes = {"width": 4, "vocabulary_size": 1000}
    return {
        "nearest": found[: params["top_k"]],
        "words": left_out,
        "tracked": tracked,
        **sizes,
        "provenance": PROVENANCE,
    }


LINES = ["4 x 2 = 8.", " 13 - 8 = 5.", " Answer: $5."]
WRITTEN = [
    (0, "It is three. Answer: $3."),
    (0, LINES[0] + LINES[1] + LINES[2]),
    (1, " 13 - 8 = 5. Answer: $5."),
    (1, " 13 - 8 = 5. Answer: $5."),
    (2, " Answer: $5."),
    (2, " Answer: $5."),
]
"""Of two continuations from each line: one arrives from the beginning, then both."""


def resample(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    tell({"lines": LINES})
    made = [
        {"line": line, "seed": number, "text": text, "tokens": 5}
        for number, (line, text) in enumerate(WRITTEN)
    ]
    # Before it may be held back, so that a test finds a stream that has begun.
    tell({"continuation": made[0]})
    kernel.wait("answers/resample")
    return {
        "lines": LINES,
        "continuations": made,
        "finish_reason": "end",
        "provenance": PROVENANCE,
    }
