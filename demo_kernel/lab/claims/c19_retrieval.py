"""Check that the document that answers a question is among the three nearest by cosine."""

from __future__ import annotations

from random import Random

import torch

from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.probe import probe
from demo_kernel.lab.corpus.pairs import HELD_OUT_QUESTIONS, asked, entry
from demo_kernel.lab.corpus.world import table
from demo_kernel.lab.recipes.embedding import embed

ID = 19
TITLE = "Embeddings find the right document"
THRESHOLD = (
    "recall@3 ≥ 90 % for questions in wordings never trained on, among all entries of the world"
)
NEEDS = ("embedding",)
KINDS = {"country": "countries", "person": "people", "animal": "animals"}


@torch.no_grad()
def measure() -> Result:
    """Search new entries on every country, person and animal with two held-out questions each."""
    model = probe("embedding")
    random = Random("retrieval")
    rows = [(kind, row) for kind, name in KINDS.items() for row in table(name)]
    # Written anew by the grammar, with a random generator of the claim's own.
    documents = [entry(random, kind, row) for kind, row in rows]
    places = list(range(len(rows))) * 2
    questions = [asked(random, HELD_OUT_QUESTIONS, *rows[place]) for place in places]
    vectors = torch.cat([embed(model.model, [text], model.words) for text in documents])  # (N, C)
    queries = torch.cat([embed(model.model, [text], model.words) for text in questions])  # (2N, C)
    nearest = (queries @ vectors.T).topk(3, dim=1).indices.tolist()
    hits = [place in found for place, found in zip(places, nearest, strict=True)]
    first = [place == found[0] for place, found in zip(places, nearest, strict=True)]
    share = sum(hits) / len(hits)
    return Result(
        figure=f"recall@3 {percent(share)}, recall@1 {percent(sum(first) / len(first))}, among "
        f"{len(rows)} documents",
        interval=share_interval(hits),
        holds=share >= 0.9,
        values={"recall_at_3": share, "recall_at_1": sum(first) / len(first)},
    )
