"""Measure how long the room's rankings take to be learnt: `answers/update`, shipped weights."""

from __future__ import annotations

import asyncio

from bench.kernel import real_kernel, timed_call
from bench.table import Table, median

PROMPT = "Write a toast for a wedding."
ANSWERS = 4
PEOPLE = (1, 20, 200)
AIM_S = 10


def run(quick: bool) -> list[Table]:
    """Return the table of updates by the number of people."""
    rounds = 1 if quick else 5
    beside, figures = asyncio.run(_measure(rounds))
    table = Table(
        "Rankings until the policy has moved", ["people", "median s", "slowest s", "aim, s"]
    )
    for people, seconds in figures.items():
        table.add(str(people), median(seconds), max(seconds), AIM_S if people == 20 else None)
    table.notes = [
        f"{rounds} rounds after one that loads torch, each with a seed of its own, so nothing is "
        "cached: the reward model fitted and held out, then every step of the policy with the "
        "answers sampled for it.",
        f"Beside {rounds} updates of 20 people, {beside[0]:,} maps of the next token were asked "
        "for in turn;"
        f" the slowest took {beside[1] * 1000:.0f} ms.",
    ]
    return [table]


async def _measure(rounds: int) -> tuple[tuple[int, float], dict[int, list[float]]]:
    """Return the maps answered beside updates, the slowest of them, and the updates, in seconds."""
    figures: dict[int, list[float]] = {people: [] for people in PEOPLE}
    maps: list[float] = []
    async with real_kernel() as (client, _):
        sampled = await client.call(
            "answers/sample", {"prompt": PROMPT, "n": ANSWERS, "seed": 1, "checkpoint": "sft"}
        )
        asked = {"prompt": PROMPT, "answers": [answer["text"] for answer in sampled["answers"]]}
        # Not counted: it imports torch.
        await client.call("answers/update", {**asked, "rankings": _rankings(2), "seed": 0})
        for number in range(1, rounds + 1):
            for people, seconds in figures.items():
                # A seed of its own, since the same update again would find its checkpoint there
                # already.
                params = {**asked, "rankings": _rankings(people), "seed": 1000 * number}
                seconds.append(await timed_call(client, "answers/update", params))
            params = {**asked, "rankings": _rankings(20), "seed": 1000 * number + 500}
            # A hall goes on while its rankings are learnt: the maps are what it would wait for.
            updating = asyncio.create_task(client.call("answers/update", params))
            while not updating.done():
                # A number in front, so that no map is answered from a cached prefix.
                text = f"{number} {len(maps)} The capital of France is"
                maps.append(await timed_call(client, "next_token/predict", {"text": text}))
            await updating
    return (len(maps), max(maps)), figures


def _rankings(people: int) -> list[dict[str, list[int]]]:
    """Return rankings of which three in five agree; the others are the opposite."""
    # Best first.
    order = list(range(ANSWERS))
    # Not all alike, or the fit would be trivial and the held-out share meaningless.
    return [{"order": order if person % 5 < 3 else order[::-1]} for person in range(people)]
