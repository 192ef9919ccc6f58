"""next_token/draw against the very draws that text/generate makes."""

from __future__ import annotations

from collections import Counter
from typing import Any

CONTROLS = {"temperature": 1.3, "top_k": 30, "top_p": 0.95, "seed": 5}


async def test_each_draw_is_the_token_that_its_seed_takes(tiny: Any) -> None:
    asked = {"text": "The", "then": [315], **CONTROLS}
    drawn = await tiny.ask("next_token/draw", {**asked, "n": 20})
    singles = [
        (await tiny.ask("text/generate", {**asked, "seed": seed, "max_tokens": 1}))["tokens"][0]
        for seed in range(5, 25)
    ]
    assert {item["id"]: item["count"] for item in drawn["drawn"]} == Counter(singles)
    assert [item["count"] for item in drawn["drawn"]] == sorted(
        Counter(singles).values(), reverse=True
    )
    assert drawn["n"] == 20


async def test_at_temperature_0_every_draw_is_the_same(tiny: Any) -> None:
    drawn = await tiny.ask("next_token/draw", {"text": "The", "temperature": 0, "n": 100})
    (most,) = (await tiny.ask("next_token/predict", {"text": "The", "top_k": 1}))["candidates"]
    assert [(item["id"], item["count"]) for item in drawn["drawn"]] == [(most["id"], 100)]
