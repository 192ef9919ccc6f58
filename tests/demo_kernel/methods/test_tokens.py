"""Vocabularies and merges."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from demo_kernel.methods.tokens import SIZES, list_merges
from demo_kernel.tokens.tokenizer import vocabulary


@pytest.mark.parametrize("name", SIZES)
def test_the_sizes_told_are_those_of_the_vocabularies(name: str) -> None:
    assert vocabulary(name).id_range == SIZES[name]


async def test_describing_reads_no_rank_file(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} was read")

    monkeypatch.setattr("demo_kernel.methods.tokens.vocabulary", refuse)
    described = await tiny.ask("kernel/describe", {})
    assert [one["name"] for one in described["vocabularies"]] == [*SIZES, "talk-4k"]


def test_a_text_of_several_stretches_is_merged_from_left_to_right() -> None:
    codec = vocabulary("cl100k_base")
    stages = list_merges(codec, "Paris is here")
    # From its thirteen bytes, merge by merge, to three tokens.
    assert [len(stage.pieces) for stage in stages] == list(range(13, 2, -1))
    assert [bytes.fromhex(piece) for piece in stages[-1].pieces] == [b"Paris", b" is", b" here"]
    for before, after in itertools.pairwise(stages):
        assert after.merged in after.pieces
        assert "".join(before.pieces) == "".join(after.pieces)
        assert after.rank == codec.piece_id(bytes.fromhex(after.merged))


def test_an_empty_text_has_one_empty_stage() -> None:
    (stage,) = list_merges(vocabulary("cl100k_base"), "")
    assert stage.pieces == []
