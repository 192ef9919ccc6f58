"""Check that the base model knows the facts that it read often: the capitals."""

from __future__ import annotations

import unicodedata

from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.probe import measured_model
from demo_kernel.lab.corpus.world import table

ID = 7
TITLE = "The base model knows the facts it read often"
THRESHOLD = 'the capital first for ≥ 95 % of the countries; P(" Paris") ≥ 0.8'
NEEDS = ("base",)


def names_capital(text: str, capital: str) -> bool:
    """Return whether a continuation begins with the capital, with or without its accents."""
    return _plain(text.strip()).startswith(_plain(capital))


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def measure() -> Result:
    """Continue "The capital of X is" greedily for every country; read the probability of Paris."""
    base = measured_model("base")
    rows = table("countries")
    completed = base.greedy([f"The capital of {row['country']} is" for row in rows], 8)
    hits = [names_capital(text, row["capital"]) for text, row in zip(completed, rows, strict=True)]
    paris = base.probability("The capital of France is", " Paris")
    share = sum(hits) / len(hits)
    return Result(
        figure=f'{percent(share)} of {len(hits)} countries; P(" Paris") = {paris:.3f}',
        interval=share_interval(hits),
        holds=share >= 0.95 and paris >= 0.8,
        values={"share": share, "paris": paris},
    )
