"""Recording over a real socket.

What is written, what stays the same, what is told when a demo fails.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from talk.deck.load import load
from talk.deck.model import Deck
from talk.deck.recordings.transcripts import load_recordings, manifest
from talk.failure import Failure
from talk.kernel_client import KernelClient
from talk.protocol import jsonrpc
from talk.protocol.methods.kernel import DescribeResult
from talk.record import Report, kernel_for, record_with

from .conftest import ABOUT, FakeKernel, answers, refuses

TOKENS = {
    "tokens": [{"id": 791, "text": "The", "bytes": "546865", "special": False}],
    "provenance": {"model": "pretend", "vocabulary": "cl100k_base", "source": "kernel"},
}
DECK = """
title: Two slides
theme: plain
chapters: [one.yaml]
"""
CHAPTER = """
chapter: One
phase: inference
slides:
  - id: first
    title: First
    body: Nothing lives here.
  - id: tokens
    layout: live
    title: Tokens
    live: {widget: tokenizer, text: The}
  - id: story
    layout: live
    title: A story
    live: {widget: sampling_loop, text: Once}
"""
STORY = {"text": " a", "tokens": [1], "finish_reason": "length", "provenance": {"model": "pretend"}}


def step(time_ms: float) -> dict[str, Any]:
    return {"index": 0, "id": 1, "text": " a", "time_ms": time_ms}


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    (tmp_path / "deck.yaml").write_text(DECK)
    (tmp_path / "one.yaml").write_text(CHAPTER)
    return load(tmp_path)


@pytest.fixture
def kernel(fake_kernel: FakeKernel) -> FakeKernel:
    fake_kernel.handlers["tokens/encode"] = answers(TOKENS)
    fake_kernel.handlers["text/generate"] = answers(STORY, {"queue_place": 1}, step(3.0))
    fake_kernel.handlers["tokens/vocabularies"] = answers({"vocabularies": []})
    return fake_kernel


async def run(kernel: FakeKernel, deck: Deck) -> Report:
    async with await KernelClient.connect(kernel.url) as client:
        return await record_with(client, deck, DescribeResult.model_validate(ABOUT))


def files(deck: Deck) -> dict[str, str]:
    return {file.name: file.read_text() for file in sorted((deck.root / "recordings").iterdir())}


async def test_every_demo_is_kept_with_its_events_and_read_back(
    kernel: FakeKernel, deck: Deck
) -> None:
    report = await run(kernel, deck)
    demos = [demo for slide in deck.slides for live in slide.live for demo in live.demos]
    assert report.count("new") == len([demo for demo in demos if demo.method in kernel.handlers])
    recordings = load_recordings(deck)["tokens/0"]
    assert [one.method for one in recordings].count("tokens/encode") >= 1
    encode = next(one for one in recordings if one.method == "tokens/encode")
    story = next(one for one in load_recordings(deck)["story/0"] if one.method == "text/generate")
    assert story.events == [step(3.0)]
    assert encode.result["tokens"] == TOKENS["tokens"]
    assert encode.latency_ms is not None


async def test_a_recording_says_that_it_is_one(kernel: FakeKernel, deck: Deck) -> None:
    await run(kernel, deck)
    encode = next(one for one in load_recordings(deck)["tokens/0"] if one.method == "tokens/encode")
    assert encode.result["provenance"]["source"] == "recorded"
    assert encode.result["provenance"]["recorded_at"] == encode.recorded_at


async def test_the_manifest_names_model_and_weights(kernel: FakeKernel, deck: Deck) -> None:
    await run(kernel, deck)
    assert manifest(deck) == {
        "model": "pretend 0M",
        "parameters": 1,
        "checkpoints": {"base": "abc"},
    }


async def test_a_second_run_changes_no_byte(kernel: FakeKernel, deck: Deck) -> None:
    await run(kernel, deck)
    before = files(deck)
    kernel.handlers["text/generate"] = answers(STORY, step(99.0))
    report = await run(kernel, deck)
    assert files(deck) == before
    assert report.count("same") == len(report.changes)


async def test_another_answer_is_reported_as_changed_and_kept(
    kernel: FakeKernel, deck: Deck
) -> None:
    await run(kernel, deck)
    other: dict[str, Any] = {**TOKENS, "tokens": []}
    kernel.handlers["tokens/encode"] = answers(other)
    report = await run(kernel, deck)
    assert report.count("changed") >= 1
    assert '"tokens": []' in files(deck)["tokens.jsonl"]


async def test_a_demo_that_fails_is_told_and_its_old_recording_stays(
    kernel: FakeKernel, deck: Deck
) -> None:
    await run(kernel, deck)
    before = files(deck)
    kernel.handlers["tokens/encode"] = refuses(jsonrpc.UNAVAILABLE, "this kernel has no tokenizer")
    report = await run(kernel, deck)
    assert report.failures
    assert "tokens: tokenizer tokens/encode" in report.failures[0]
    assert "this kernel has no tokenizer" in report.failures[0]
    assert files(deck) == before


async def test_what_a_model_recorded_that_is_not_served_now_is_kept(
    kernel: FakeKernel, deck: Deck
) -> None:
    await run(kernel, deck)
    made = deck.root / "recordings/MANIFEST.json"
    made.write_text(made.read_text().replace('"base": "abc"', '"base": "abc",\n    "real": "def"'))
    before = files(deck)
    kernel.handlers["text/generate"] = refuses(jsonrpc.UNKNOWN_NAME, "there is no checkpoint")
    report = await run(kernel, deck)
    assert report.count("kept") == 1
    assert not any("text/generate" in sentence for sentence in report.failures)
    assert files(deck) == before


async def test_recordings_of_slides_that_went_away_go_too(kernel: FakeKernel, deck: Deck) -> None:
    await run(kernel, deck)
    (deck.root / "recordings" / "gone.jsonl").write_text(json.dumps({}) + "\n")
    await run(kernel, deck)
    assert sorted(files(deck)) == ["MANIFEST.json", "story.jsonl", "tokens.jsonl"]


async def test_what_the_deck_of_an_included_slide_recorded_is_found_and_not_made_again(
    kernel: FakeKernel, deck: Deck
) -> None:
    await run(kernel, deck)
    other = deck.root / "other"
    other.mkdir()
    (other / "deck.yaml").write_text("title: Other\nchapters: [one.yaml]\n")
    slides = "  - {include: ../one.yaml#tokens, title: Again}\n"
    (other / "one.yaml").write_text(f"chapter: One\nslides:\n{slides}")
    taken = load(other)
    assert taken.slides[0].title == "Again"
    assert load_recordings(taken) == {"tokens/0": load_recordings(deck)["tokens/0"]}
    kernel.asked.clear()
    report = await run(kernel, taken)
    assert {change for change, _ in report.changes} == {"included"}
    assert not [one for one in kernel.asked if one.method.startswith("tokens/")]
    assert list(files(taken)) == ["MANIFEST.json"]


async def test_recording_without_a_kernel_is_refused_in_a_sentence() -> None:
    with pytest.raises(Failure, match="recordings are made on a real kernel"):
        async with kernel_for("none", None):
            raise AssertionError


async def test_each_slide_that_is_recorded_is_told_before_it_is_asked(
    kernel: FakeKernel, deck: Deck
) -> None:
    told: list[tuple[str, int]] = []

    def show(what: str, done: int = 0, total: int = 0) -> None:
        told.append((what, len(kernel.asked)))

    async with await KernelClient.connect(kernel.url) as client:
        await record_with(client, deck, DescribeResult.model_validate(ABOUT), show)
    assert list(dict.fromkeys(what for what, _ in told)) == [
        "recording slide 'tokens'",
        "recording slide 'story'",
    ]
    assert told[0][1] == 0
