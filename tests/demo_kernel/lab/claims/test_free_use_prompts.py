"""The sixty messages of free use.

Enough of each kind, and none of them in any text the model is trained on.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from demo_kernel.lab.corpus.generate import training_documents

LAB = Path(__file__).parents[4] / "demo_kernel" / "lab"
TOO_SHORT_TO_TELL = 20
"""Characters: a greeting such as `hi` stands in any text."""


def prompts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(
        (LAB / "claims" / "free_use_prompts.yaml").read_text()
    )["prompts"]
    return found


def plain(text: str) -> str:
    return " ".join(text.lower().split())


def telling() -> list[str]:
    return [plain(item["text"]) for item in prompts() if len(item["text"]) > TOO_SHORT_TO_TELL]


def test_there_are_sixty_of_several_kinds_each_with_its_own_name_and_text() -> None:
    items = prompts()
    assert (
        len(items)
        == len({item["id"] for item in items})
        == len({item["text"] for item in items})
        == 60
    )
    assert set(Counter(item["kind"] for item in items)) == {
        "greeting",
        "itself",
        "world",
        "sums",
        "writing",
        "languages",
        "nonsense",
        "rude",
        "long",
    }
    assert {item["ok"] for item in items} == {"answer", "unsure", "refuse"}


def test_none_stands_in_a_file_that_training_text_is_made_from() -> None:
    wanted = telling()
    assert len(wanted) > 30
    sources = [
        path
        for folder in ("corpus", "recipes")
        for path in (LAB / folder).rglob("*")
        if path.is_file()
    ]
    readable = [
        path
        for path in sources
        if path.suffix in {".txt", ".tsv", ".py", ".yaml", ".json", ".jsonl", ".md"}
    ]
    assert len(readable) > 40
    for path in readable:
        text = plain(path.read_text(encoding="utf-8"))
        assert not [prompt for prompt in wanted if prompt in text], path


def test_none_stands_in_the_first_two_thousand_training_documents() -> None:
    wanted = telling()
    for document in islice(training_documents(documents=2000), 2000):
        text = plain(document.text)
        assert not [prompt for prompt in wanted if prompt in text], document
