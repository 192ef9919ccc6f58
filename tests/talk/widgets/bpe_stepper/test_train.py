"""The stepper's byte-pair encoding against a second, plainer one.

A case counted by hand is there too.
"""

from __future__ import annotations

import itertools

import pytest
import regex  # type: ignore[import-untyped]

from tests.talk.web.node import ROOT, evaluate

TRAIN = ROOT / "src" / "talk" / "widgets" / "bpe_stepper" / "train.ts"
PROGRAM = """
const hex = (bytes) => [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2,
    "0")).join("");
return module.train(value.text, value.merges).map((stage) => ({
  merged: stage.merged?.map(hex) ?? null,
  length: stage.length,
  words: stage.words.map((word) => word.map(hex)),
}));
"""


def slow_train(text: str, merges: int) -> list[tuple[bytes, bytes]]:
    """Sennrich et al. 2016 in the plainest way.

    Scan, count, join the first of the most frequent pairs.
    """
    cut = regex.findall(r" ?[\p{L}\p{M}]+| ?\p{N}+| ?[^\s\p{L}\p{M}\p{N}]+|\s", text)
    words = [[bytes([value]) for value in word.encode()] for word in cut]
    done: list[tuple[bytes, bytes]] = []
    while len(done) < merges:
        pairs = [pair for word in words for pair in itertools.pairwise(word)]
        if not pairs or max(map(pairs.count, pairs)) < 2:
            break
        best = max(pairs, key=pairs.count)  # max keeps the first of equals
        done.append(best)
        words = [joined(word, best) for word in words]
    return done


def joined(word: list[bytes], pair: tuple[bytes, bytes]) -> list[bytes]:
    out: list[bytes] = []
    at = 0
    while at < len(word):
        both = tuple(word[at : at + 2]) == pair
        out.append(b"".join(word[at : at + 2]) if both else word[at])
        at += 2 if both else 1
    return out


@pytest.mark.parametrize(
    "text",
    [
        "a good wedding toast: toast the host, toast the most, and boast of the roast",
        "low lower lowest, new newer newest, slow slower slowest",
        "ababab abab 1212 12",
        "안녕 안녕하세요 안녕",
        "x",
        "",
    ],
)
def test_the_merges_are_those_of_the_plain_algorithm(text: str) -> None:
    stages = evaluate(TRAIN, PROGRAM, {"text": text, "merges": 12})
    merged = [tuple(bytes.fromhex(part) for part in stage["merged"]) for stage in stages[1:]]
    assert merged == slow_train(text, 12)
    for stage in stages:
        assert (
            b"".join(bytes.fromhex(piece) for word in stage["words"] for piece in word)
            == text.encode()
        )
        assert stage["length"] == sum(len(word) for word in stage["words"])


def test_the_case_counted_by_hand() -> None:
    """In aaabdaaabac.

    Aa 4 times, then aa and a (2), then aaa and b (2); after that no pair occurs twice.
    """
    stages = evaluate(TRAIN, PROGRAM, {"text": "aaabdaaabac", "merges": 12})
    merged = [b"".join(bytes.fromhex(part) for part in stage["merged"]) for stage in stages[1:]]
    assert merged == [b"aa", b"aaa", b"aaab"]
    assert [stage["length"] for stage in stages] == [11, 9, 7, 5]
