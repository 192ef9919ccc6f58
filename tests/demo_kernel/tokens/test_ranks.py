"""The public vocabularies' rank files.

Found offline, checked against tiktoken's own hashes, refused when damaged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tiktoken_ext.openai_public as public

from demo_kernel.tokens.ranks import (
    ENVIRONMENT_VARIABLE,
    EXPECTED_SHA256,
    RanksError,
    format_ranks,
    load_ranks,
    parse_ranks,
    ranks_folder,
)


@pytest.mark.parametrize("name", sorted(EXPECTED_SHA256))
def test_the_expected_hash_is_the_one_that_tiktoken_declares(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared: dict[str, Any] = {}
    monkeypatch.setattr(
        public, "load_tiktoken_bpe", lambda url, expected_hash: declared.update(hash=expected_hash)
    )
    getattr(public, name)()
    assert EXPECTED_SHA256[name] == declared["hash"]


@pytest.mark.parametrize(
    ("name", "size"), [("cl100k_base", 100_256), ("o200k_base", 199_998), ("r50k_base", 50_256)]
)
def test_a_rank_file_holds_every_piece_of_its_vocabulary(name: str, size: int) -> None:
    ranks = load_ranks(name)
    assert len(ranks) == size
    assert all(bytes([value]) in ranks for value in range(256))


def test_a_missing_rank_file_is_one_sentence_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    with pytest.raises(
        RanksError, match=r"cl100k_base\.tiktoken cannot be read: install talk again"
    ):
        load_ranks("cl100k_base")


def test_a_damaged_rank_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = (ranks_folder() / "r50k_base.tiktoken").read_bytes()
    (tmp_path / "r50k_base.tiktoken").write_bytes(good[:-1])
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    with pytest.raises(RanksError, match="sha256 is wrong"):
        load_ranks("r50k_base")


def test_ranks_survive_being_written_and_read() -> None:
    ranks = {b"\x00": 0, b" a": 7, "집".encode(): 3}
    assert parse_ranks(format_ranks(ranks)) == ranks


@pytest.mark.parametrize("line", [b"IQ== x", b"IQ==", b"!! 3"])
def test_a_line_that_is_no_pair_is_named(line: bytes) -> None:
    with pytest.raises(RanksError, match="line 2 of the rank file"):
        parse_ranks(b"IQ== 0\n" + line)
