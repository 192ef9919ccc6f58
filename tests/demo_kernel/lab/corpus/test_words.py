"""Word lists and spelling."""

from __future__ import annotations

import hashlib
import re
from random import Random

from demo_kernel.lab.corpus.words import spelling, spelling_words, word_pairs
from demo_kernel.lab.corpus.world import table


def test_every_translation_is_the_one_of_the_data_file() -> None:
    korean = {row["english"]: row["korean"] for row in table("korean")}
    seen = 0
    for seed in range(200):
        for english, hangul in re.findall(
            r"^([a-z]+)(?:: | - | = | -> |, )([가-힣]+)", word_pairs(Random(seed), 0.5), re.M
        ):
            assert korean[english] == hangul
            seen += 1
    assert seen > 200


def test_no_english_word_has_two_translations() -> None:
    for name in ("korean", "velan"):
        english = [row["english"] for row in table(name)]
        assert len(set(english)) == len(english)


def test_spelled_words_are_spelled_right_and_counted_right() -> None:
    forms = dict.fromkeys(("spelled", "measured", "counted"), 0)
    for seed in range(200):
        text = spelling(Random(seed), 0.5)
        for word, letters in re.findall(r"^(\w+): ((?:\w )+\w)$", text, flags=re.MULTILINE):
            assert letters.replace(" ", "") == word
            forms["spelled"] += 1
        for word, letters, length in re.findall(
            r"word (\w+) is spelled ((?:\w )+\w)\. It has (\d+)", text
        ):
            assert letters.replace(" ", "") == word
            assert len(word) == int(length)
            forms["measured"] += 1
        for letter, word, times in re.findall(
            r"letter (\w) in (\w+): .*? It occurs (\d+) time", text
        ):
            assert word.count(letter) == int(times)
            forms["counted"] += 1
    assert min(forms.values()) > 50, forms


def test_held_out_words_are_never_spelled() -> None:
    shown, held_out = spelling_words()
    assert not set(shown) & set(held_out)
    assert len(held_out) > 30
    text = "\n".join(spelling(Random(seed), 0.5) for seed in range(400))
    assert not any(re.search(rf"\b{word}(:| is spelled)", text) for word in held_out)


def test_strawberry_can_be_learnt() -> None:
    assert "strawberry" in spelling_words()[0]


def test_the_spelled_words_are_those_that_the_shipped_base_read() -> None:
    # They come from the grammars of the corpus: one more file there would change every page on
    # spelling, and show words to the training that claim 13 holds out.
    words = "\n".join(" ".join(split) for split in spelling_words())
    assert hashlib.sha256(words.encode()).hexdigest() == (
        "e46feab82e51fdfa8b2e58608b9f96c29ad00c54283b513018933cdf6519d7b3"
    )
