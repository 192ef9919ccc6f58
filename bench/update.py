"""Measure the room's rankings learnt on stage: `answers/update` on the shipped weights."""

from __future__ import annotations

import asyncio

from bench.kernel import real_kernel, timed_call
from bench.table import Table, median

PROMPT = "Write a toast for a wedding."
ANSWERS = 4
PEOPLE = (1, 20, 200)
AIM_S = 10


def run(quick: bool) -> list[Table]:
    rounds = 1 if quick else 5
    beside, figures = asyncio.run(_measure(rounds))
    table = Table(
        "Rankings until the policy has moved", ["people", "median s", "slowest s", "aim, s"]
    )
    for people, seconds in figures.items():
        table.add(str(people), median(seconds), max(seconds), AIM_S if people == 20 else None)
    table.notes = [
        f"{rounds} rounds after one that loads torch, each with a seed of its own, so nothing is "
        "cached: the reward"
        " model fitted and held out, then every step of the policy with the answers drawn for it.",
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
        drawn = await client.call(
            "answers/sample", {"prompt": PROMPT, "n": ANSWERS, "seed": 1, "checkpoint": "sft"}
        )
        asked = {"prompt": PROMPT, "answers": [answer["text"] for answer in drawn["answers"]]}
        await client.call("answers/update", {**asked, "rankings": _rankings(2), "seed": 0})
        for number in range(1, rounds + 1):
            for people, seconds in figures.items():
                params = {**asked, "rankings": _rankings(people), "seed": 1000 * number}
                seconds.append(await timed_call(client, "answers/update", params))
            params = {**asked, "rankings": _rankings(20), "seed": 1000 * number + 500}
            updating = asyncio.create_task(client.call("answers/update", params))
            while not updating.done():
                text = f"{number} {len(maps)} The capital of France is"
                maps.append(await timed_call(client, "next_token/predict", {"text": text}))
            await updating
    return (len(maps), max(maps)), figures


def _rankings(people: int) -> list[dict[str, list[int]]]:
    """Three in five agree; the others hold the opposite."""
    order = list(range(ANSWERS))
    return [{"order": order if person % 5 < 3 else order[::-1]} for person in range(people)]
