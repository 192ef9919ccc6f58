"""Methods of the scripted kernel that more than one test has it answer."""

from __future__ import annotations

from typing import Any

from .scripted_kernel import ScriptedKernel, Tell

# Retrieval

PAGES = {
    "museum": "The museum opens at 9.",
    "library": "The library opens at 10.",
    "ines": "Ines has a goat.",
    "penguin": "It eats fish.",
}
PLACES = {"museum": [0.5, 0.5], "library": [0.6, 0.4], "ines": [-0.8, 0.2], "penguin": [-0.2, -0.9]}


def search(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return the pages, the one first that shares most words with the question."""
    kernel.wait("documents/search")
    asked = set(params["query"].lower().strip("?").split())
    alike = {
        # No page has more than five words, so that this is a similarity from 0 to 1.
        id: len(asked & set(text.lower().strip(".").split())) / 5
        for id, text in PAGES.items()
    }
    order = sorted(PAGES, key=lambda id: -alike[id])
    hits = [
        {
            "id": id,
            "title": f"The {id}",
            "text": PAGES[id],
            "similarity": alike[id],
            "position": PLACES[id],
        }
        for id in order[: params["k"]]
    ]
    return {
        "hits": hits,
        "measure": "embedding",
        "position": [0.4, 0.6],
        "provenance": {"model": "scripted", "checkpoint": "embedding"},
    }


# Ranking

RANKING: dict[str, Any] = {
    "widget": "rlhf_ranking",
    "prompt": "Write a toast.",
    "fresh": "Write a thank-you note.",
    "n": 4,
    "max_tokens": 40,
}
RANKED_ANSWERS = ["To you both.", "Be kind. " * 30, "I do not know.", "May it be short."]
TOAST_TOKENS = 60
TOAST = (
    "Dear friends, we are here for Clara and Hugo. You found each other by the sea, and you have "
    "been in the same boat "
    "ever since. May the wind be kind, may the harbour be near, and may you never run out of "
    "stories to tell. "
    "Let us raise our glasses to the two of you, and to many calm mornings at the shore."
)
PROVENANCE = {"model": "scripted", "checkpoint": "base"}


def sample_ranked(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return four answers at first; one that names its checkpoint where one is asked for."""
    said = (
        TOAST
        if params["max_tokens"] == TOAST_TOKENS
        else f"Thanks, says {params.get('checkpoint', 'base')}."
    )
    texts = RANKED_ANSWERS if params["n"] == 4 else [said]
    common = {"tokens": [1], "seed": 1, "finish_reason": "end", "mean_logprob": -1.0}
    return {
        "answers": [{**common, "text": text.strip()} for text in texts],
        "provenance": PROVENANCE,
    }


def score(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    return {
        "scores": [float(-number) for number in range(len(params["answers"]))],
        "provenance": PROVENANCE,
    }


def update(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    best = params["rankings"][0]["order"][0]
    scores = [2.0 if number == best else 0.0 for number in range(len(params["answers"]))]
    kernel.wait("answers/update")
    tell({"step": 1, "steps": 4, "score": 0.5})
    result = {
        "checkpoint": "base+room",
        "reward_checkpoint": "reward+room",
        "scores": scores,
        "agreement": 1.0,
    }
    held_out = {"pairs": 12, "before": 0.5, "after": 0.75, "low": 0.47, "high": 0.91}
    return {**result, "agreement_before": 0.5, "held_out": held_out, "provenance": PROVENANCE}


# Samples of a problem

SOLUTIONS = {
    "sft": [
        "Answer: $3.",
        "13 - 4 = 7. Answer: $7.",
        "It is three dollars.",
        "Answer: $9. No: 9 / 3 = 3. Answer: $3.",
    ],
    "rl": ["Answer: $3."] * 3 + ["Answer: $4."],
}
"""The last one changes its mind: what it says at the end counts."""


def sample_solutions(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    texts = SOLUTIONS[params["checkpoint"]]
    for number, text in enumerate(texts):
        tell(
            {
                "answer": number,
                "index": 0,
                "id": 1,
                "text": text[:6],
                "bytes": "",
                "logprob": -1.0,
                "entropy_bits": 1.0,
            }
        )
    kernel.wait("answers/sample")
    common = {"seed": 1, "finish_reason": "end", "mean_logprob": -1.0}
    answers = [{**common, "text": text, "tokens": list(range(len(text.split())))} for text in texts]
    return {
        "answers": answers,
        "provenance": {"model": "scripted", "checkpoint": params["checkpoint"]},
    }


# The network


def attention(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return two layers of two heads: head h of layer l looks h + l tokens back."""
    kernel.wait("model/attention")
    words = params["text"].split(" ")
    tokens = [{"id": n, "text": word, "bytes": word.encode().hex()} for n, word in enumerate(words)]

    def row(at: int, back: int) -> list[float]:
        seen = max(0, at - back)
        # A row sums to 1: three quarters for one token, and the others share what is left.
        return [0.75 + 0.25 * (at == 0) if n == seen else 0.25 / at for n in range(at + 1)]

    maps = [
        {
            "layer": layer,
            "head": head,
            "weights": [row(at, layer + head) for at in range(len(words))],
        }
        for layer in range(2)
        for head in range(2)
    ]
    return {"tokens": tokens, "maps": maps, "provenance": PROVENANCE}


def parts(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    layer = [
        {"name": "layer 1 attention", "shapes": {"qkv": [6, 2]}, "parameters": 12},
        {"name": "layer 1 mlp", "shapes": {"up": [8, 2]}, "parameters": 16},
    ]
    embedding = {"name": "embedding", "shapes": {"embedding": [100, 2]}, "parameters": 200}
    sizes = {
        "parameters": 256,
        "layers": 2,
        "heads": 2,
        "width": 2,
        "context": 64,
        "vocabulary_size": 100,
    }
    return {"parts": [embedding, *layer], **sizes, "provenance": PROVENANCE}
