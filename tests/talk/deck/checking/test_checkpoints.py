"""Checkpoints that slides name: which no model has, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.check_command import report
from talk.deck.checking.checkpoints import checkpoint_of, how_to_have
from talk.models import store
from talk.widgets.base import Demo

CHAPTER = """
chapter: One
phase: inference
slides:
  - id: story
    layout: live
    title: A story
    live: {widget: sampling_loop, text: Once, checkpoint: smollm2}
  - id: known
    layout: live
    title: Known
    live: {widget: sampling_loop, text: Once, checkpoint: base}
"""


@pytest.mark.parametrize(
    ("demo", "name"),
    [
        (Demo("text/generate", {"text": "a"}), ""),
        (Demo("text/generate", {"text": "a", "checkpoint": "base"}), "base"),
        (Demo("text/generate", {"text": "a", "checkpoint": "base+12345678"}), "base"),
        (Demo("answers/score", {"prompt": "a", "checkpoint": "reward"}), ""),
    ],
)
def test_a_request_names_the_checkpoint_of_a_model(demo: Demo, name: str) -> None:
    assert checkpoint_of(demo) == name


def test_a_name_that_nobody_knows_may_be_a_slip() -> None:
    assert "did you mean 'base'" in how_to_have("bse", ["base", "sft"])


def test_check_says_which_slides_name_a_model_that_is_not_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(store.FOLDER_VARIABLE, str(tmp_path / "models"))
    (tmp_path / "deck.yaml").write_text("title: One\ntheme: plain\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text(CHAPTER)
    assert report(str(tmp_path)) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if "checkpoint" in line]
    assert notes == [
        "note: story: no model on this machine has the checkpoint 'smollm2': `talk models add"
        " smollm2` fetches it, `--model smollm2` serves it; without it recordings answer there"
    ]
