"""Check that the context beats memory.

The same question is asked with the fact before it, without it, and with a false one.
"""

from __future__ import annotations

from random import Random

from demo_kernel.lab.claims.claim import Result, mean_interval
from demo_kernel.lab.claims.probe import probe
from demo_kernel.lab.corpus.rules import invented_name
from demo_kernel.lab.corpus.world import two_way_countries

ID = 18
TITLE = "What stands in the context beats what was learnt"
THRESHOLD = "mean P(right token) ≥ 0.7 with the document; the effect of a false one stated"
NEEDS = ("base",)
FACTS = 200


def measure() -> Result:
    """Measure the probability of a capital after texts that say it, or say another.

    Invented countries stand with and without their page, known ones behind a tale that says
    otherwise.
    """
    base = probe("base")
    random = Random("memory")
    have: list[float] = []
    lack: list[float] = []
    for _ in range(FACTS):
        country, capital = invented_name(random), invented_name(random)
        # The sentence after the fact, so that the answer is not simply the last word read.
        page = (
            f"{country} is a country in this book. The capital of {country} is {capital}. The "
            "old maps are not good."
        )
        have.append(
            base.probability(f"{page} Remember that the capital of {country} is", f" {capital}")
        )
        # The control: an invented capital cannot be known without its page.
        lack.append(base.probability(f"Remember that the capital of {country} is", f" {capital}"))
    kept: list[float] = []
    swayed: list[float] = []
    for row in two_way_countries():
        # A real capital and not an invented word: the false answer must be as likely by itself.
        other = random.choice([r["capital"] for r in two_way_countries() if r is not row])
        tale = (
            f"In this tale the capital of {row['country']} is {other}. The old maps are not good."
        )
        # As the corpus' pages say a fact again.
        prompt = f"{tale} So the capital of {row['country']} is"
        kept.append(base.probability(prompt, f" {row['capital']}"))
        swayed.append(base.probability(prompt, f" {other}"))
    values = {
        "with": sum(have) / FACTS,
        "without": sum(lack) / FACTS,
        "false_memory": sum(kept) / len(kept),
        "false_context": sum(swayed) / len(swayed),
    }
    low, high = mean_interval(have)
    return Result(
        figure=f"with {values['with']:.3f}, without {values['without']:.3f}; with a false tale "
        "about a known country:"
        f" the tale's capital {values['false_context']:.2f}, the true one "
        f"{values['false_memory']:.2f}",
        interval=f"with {low:.3f} to {high:.3f}, n = {FACTS}",
        holds=values["with"] >= 0.7,
        values=values,
    )
