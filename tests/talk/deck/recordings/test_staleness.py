"""Recordings that no longer say what the kernel would: another wire, other weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talk.deck import check_command as report
from talk.deck.load import load
from talk.deck.recordings import staleness
from talk.deck.recordings.staleness import older_wire, other_weights, shipped_weights

from ..conftest import DeckWriter

LIVE = "  - {id: one, title: x, live: {widget: tokenizer, text: a}}\n"
HEAD = {"widget": "tokenizer/0", "lane": "main", "request": {}}
PARAMS = {"text": "a", "vocabulary": "cl100k_base"}
TOKEN = {"id": 64, "text": "a", "bytes": "61"}
PROVENANCE = {"model": "tiktoken", "vocabulary": "cl100k_base"}


@pytest.fixture
def folder(write_deck: DeckWriter) -> Path:
    root = write_deck().root
    (root / "chapters/one.yaml").write_text(f"chapter: One\nslides:\n{LIVE}")
    (root / "recordings").mkdir()
    return root


def record(folder: Path, result: object) -> None:
    head = {**HEAD, "request": {"method": "tokens/encode", "params": PARAMS}}
    lines = [json.dumps(head), json.dumps({"result": result})]
    (folder / "recordings/one.jsonl").write_text("\n".join(lines) + "\n")


def test_what_the_wire_of_today_can_say_is_current(folder: Path) -> None:
    record(folder, {"tokens": [TOKEN], "provenance": PROVENANCE})
    assert older_wire(load(folder)) == ""


def test_a_result_that_the_wire_no_longer_knows_is_told_with_its_slide(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(folder, {"pieces": [TOKEN], "provenance": PROVENANCE})
    assert older_wire(load(folder)).startswith(
        "the recordings of one were made before the protocol changed"
    )
    assert report.report(str(folder)) == 0
    assert (
        "note: the recordings of one were made before the protocol changed"
        in capsys.readouterr().err
    )


def test_check_knows_other_weights_without_starting_a_kernel(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record(folder, {"tokens": [TOKEN], "provenance": PROVENANCE})
    made = {"model": "talk-4k", "checkpoints": {"base": "old", "elsewhere": "x"}}
    (folder / "recordings/MANIFEST.json").write_text(json.dumps(made))
    monkeypatch.setattr(report, "shipped_weights", lambda: {"base": "new"})
    assert report.report(str(folder)) == 0
    told = capsys.readouterr().err
    assert "note: the weights of base have changed since they were made: run `talk record`" in told
    assert "elsewhere" not in told


def test_the_shipped_weights_are_those_of_the_manifests() -> None:
    weights = shipped_weights()
    assert set(weights) >= {"base", "sft", "idk", "rlhf", "rl"}
    assert {len(hash) for hash in weights.values()} == {staleness.HASH_CHARACTERS}


def test_the_decks_that_talk_brings_are_recorded_with_the_shipped_weights() -> None:
    for name in ("llm-101", "tour"):
        deck = load(name)
        assert older_wire(deck) == ""
        assert other_weights(deck, shipped_weights()) == ""
