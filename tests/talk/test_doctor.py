"""What the doctor finds, over a real socket to a kernel that does what the test says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from talk import doctor
from talk.deck.load import load
from talk.deck.model import Deck
from talk.deck.recordings.staleness import other_weights
from talk.doctor import Finding, check_kernel, check_recordings, examine
from talk.failure import Failure
from talk.kernel_client import KernelClient
from talk.protocol import jsonrpc
from talk.protocol.methods.kernel import DescribeResult
from talk.record import record_with

from .conftest import ABOUT, FakeKernel, answers, refuses

CHAPTER = """
chapter: One
phase: inference
slides:
  - id: tokens
    layout: live
    title: Tokens
    live: {widget: tokenizer, text: The}
"""


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    (tmp_path / "deck.yaml").write_text("title: One slide\ntheme: plain\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text(CHAPTER)
    return load(tmp_path)


@pytest.fixture
def kernel(fake_kernel: FakeKernel) -> FakeKernel:
    fake_kernel.handlers["tokens/encode"] = answers(
        {"tokens": [], "provenance": {"model": "pretend"}}
    )
    fake_kernel.handlers["tokens/vocabularies"] = answers({"vocabularies": []})
    return fake_kernel


async def examined(deck: Deck, kernel: str) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    async for finding in examine(deck.root, kernel, None):
        found.setdefault(finding.what, []).append(finding)
    return found


async def record(deck: Deck, kernel: FakeKernel) -> None:
    async with await KernelClient.connect(kernel.url) as client:
        await record_with(client, deck, DescribeResult.model_validate(ABOUT))


async def test_a_deck_that_is_ready_has_nothing_bad(deck: Deck, kernel: FakeKernel) -> None:
    await record(deck, kernel)
    found = await examined(deck, kernel.url)
    assert [item for items in found.values() for item in items if item.verdict == "bad"] == []
    assert found["kernel"][0].sentence == "pretend 0M on test, checkpoint base"
    assert found["deck"][0].sentence.startswith("One slide: 1 slides")
    assert found["latency"][0].sentence.startswith("One: tokens ")
    assert found["latency"][0].sentence.endswith(" ms")
    assert [len(found[what]) for what in ("disk", "sleep", "screens")] == [1, 1, 1]
    assert "answered; the slowest showed something after" in found["demos"][0].sentence


async def test_a_kernel_that_is_not_there_is_bad_and_named(deck: Deck) -> None:
    (finding,) = (await examined(deck, "ws://127.0.0.1:1"))["kernel"]
    assert finding.verdict == "bad"
    assert finding.sentence.startswith("no kernel answers at ws://127.0.0.1:1")


async def test_without_a_kernel_only_the_rest_is_examined(deck: Deck) -> None:
    (finding,) = (await examined(deck, "none"))["kernel"]
    assert finding.verdict == "look"


async def test_demos_without_a_recording_are_counted_and_their_slides_named(
    deck: Deck, kernel: FakeKernel
) -> None:
    (missing,) = check_recordings(deck)
    prepared = len(deck.slides[0].live[0].demos)
    assert missing.verdict == "bad"
    assert (
        missing.sentence
        == f"{prepared} of {prepared} prepared demos have none (slides tokens): run `talk record`"
    )
    await record(deck, kernel)
    (found,) = check_recordings(deck)
    assert found.verdict == "good"


async def test_a_demo_that_the_kernel_refuses_is_bad(deck: Deck, kernel: FakeKernel) -> None:
    kernel.handlers["tokens/encode"] = refuses(jsonrpc.UNAVAILABLE, "no tokenizer here")
    async with await KernelClient.connect(kernel.url) as client:
        found = [finding async for finding in check_kernel(client, deck)]
    (first, *_) = [finding for finding in found if finding.what == "demo"]
    assert (first.verdict, first.sentence) == (
        "bad",
        "tokens: tokenizer tokens/encode: no tokenizer here",
    )


async def test_a_checkpoint_that_the_kernel_is_without_is_bad(
    deck: Deck, kernel: FakeKernel
) -> None:
    about = {**ABOUT, "missing_checkpoints": {"idk": "its weights are damaged: restore them"}}
    kernel.handlers["kernel/describe"] = answers(about)
    async with await KernelClient.connect(kernel.url) as client:
        found = [finding async for finding in check_kernel(client, deck)]
    (absent,) = [finding for finding in found if finding.what == "checkpoint"]
    assert (absent.verdict, absent.sentence) == (
        "bad",
        "idk is not served: its weights are damaged: restore them",
    )


async def test_a_slow_demo_is_pointed_out(
    deck: Deck, kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "SLOW_MS", 0.0)
    async with await KernelClient.connect(kernel.url) as client:
        found = [finding async for finding in check_kernel(client, deck)]
    assert any(
        finding.verdict == "look" and "until it shows something" in finding.sentence
        for finding in found
    )


async def test_recordings_of_other_weights_or_another_model_are_stale(
    deck: Deck, kernel: FakeKernel
) -> None:
    about = DescribeResult.model_validate(ABOUT)
    weights = {checkpoint.name: checkpoint.hash for checkpoint in about.checkpoints}
    assert other_weights(deck, weights, about.model) == ""
    await record(deck, kernel)
    assert other_weights(deck, weights, about.model) == ""
    trained = weights | {about.checkpoints[0].name: "def"}
    assert "the weights of base have changed" in other_weights(deck, trained, about.model)
    assert "the weights of base have changed" in other_weights(deck, trained)
    assert other_weights(deck, {}) == ""
    assert "the kernel serves another" in other_weights(deck, weights, "another")


async def test_the_doctor_says_that_the_weights_are_others(deck: Deck, kernel: FakeKernel) -> None:
    await record(deck, kernel)
    manifest = deck.root / "recordings" / "MANIFEST.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"abc"', '"def"'), "utf-8")
    async with await KernelClient.connect(kernel.url) as client:
        found = [finding async for finding in check_kernel(client, deck)]
    assert any(item.what == "recordings" and "have changed" in item.sentence for item in found)


async def test_a_broken_deck_is_the_first_thing_said(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("titel: x\n")
    with pytest.raises(Failure, match="did you mean 'title'"):
        await anext(examine(tmp_path, "none", None))


async def test_what_is_waited_for_is_shown(deck: Deck, kernel: FakeKernel) -> None:
    shown: list[str] = []

    def show(what: str, done: int = 0, total: int = 0) -> None:
        shown.append(what)

    async for _ in examine(deck.root, kernel.url, None, (), show):
        pass
    assert list(dict.fromkeys(shown)) == [
        f"reading {deck.root}",
        f"connecting to the kernel at {kernel.url}",
        "trying the prepared demos",
    ]


# Further models

REAL = {
    "name": "Real 1B",
    "checkpoints": ["real"],
    "vocabulary": "real",
    "parameters": 1_000_000,
    "device": "elsewhere",
    "context": 0,
    "memory_mib": 1350.4,
    "missing": {"next_token/draw": "this is not available from this server"},
}
FAMILY = {
    **REAL,
    "name": "pretend 0M",
    "checkpoints": ["base"],
    "missing": {},
}
STORY = """
chapter: One
phase: inference
slides:
  - id: story
    layout: live
    title: A story
    live: {widget: sampling_loop, text: Once, checkpoint: real}
  - id: other
    layout: live
    title: Another
    live: {widget: sampling_loop, text: Once, checkpoint: smollm2}
"""


async def models_of(tmp_path: Path, kernel: FakeKernel, *models: dict[str, Any]) -> list[Finding]:
    (tmp_path / "deck.yaml").write_text("title: Two\ntheme: plain\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text(STORY)
    kernel.handlers["kernel/describe"] = answers({**ABOUT, "models": list(models)})
    kernel.handlers["text/generate"] = answers(
        {"text": "", "tokens": [], "finish_reason": "end", "provenance": {"model": "pretend"}}
    )
    async with await KernelClient.connect(kernel.url) as client:
        return [finding async for finding in check_kernel(client, load(tmp_path))]


async def test_what_a_model_lacks_and_which_models_are_missing_is_said_by_slide(
    tmp_path: Path, kernel: FakeKernel
) -> None:
    found = await models_of(tmp_path, kernel, FAMILY, REAL)
    said = [(item.verdict, item.sentence) for item in found if item.what == "model"]
    assert said == [
        (
            "good",
            "real: Real 1B, 1.0 M parameters, on elsewhere, at most 1,350 MiB; it lacks"
            " next_token/draw",
        ),
        (
            "look",
            "other: no model has the checkpoint 'smollm2', so recordings answer; `talk models add"
            " smollm2` fetches it, `--model smollm2` serves it",
        ),
        (
            "bad",
            "story: sampling_loop asks next_token/draw: this is not available from this server;"
            " and there is no recording of it",
        ),
    ]
    # What nobody can answer is not tried.
    assert {request.params.get("checkpoint") for request in kernel.asked[1:]} <= {"real", None}


async def test_a_kernel_that_does_not_list_its_models_is_tried_with_everything(
    tmp_path: Path, kernel: FakeKernel
) -> None:
    found = await models_of(tmp_path, kernel)
    assert [item for item in found if item.what == "model"] == []
    assert any(request.params.get("checkpoint") == "smollm2" for request in kernel.asked)
