"""The browser's tokenizers cut every text as tiktoken does.

Same IDs, same bytes, same text at each token.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from demo_kernel.tokens.tokenizer import vocabulary
from tests.talk.web.node import WEB, evaluate

TOKENIZERS = WEB / "tokenizers"
TEXTS = [
    "The capital of France is Paris.",
    "",
    "a" * 10_000,
    "Hello  world\n\n  x\t\r\n y",
    "안녕하세요 세상",
    "الطقس جميل اليوم.",
    "👩‍👩‍👧‍👦 🇫🇷 ☃️ naïve",
    "\ufeffabc \x85 x\u3000y",
    "<|endoftext|> I'll DON'T we'VE 12345 9.11",
    " " * 50 + "a",
    "def f(x):\n    return x**2\n",
]
LETTERS = list("abcdeéß 's\n\t1234.,!?<|>ABCдж中文ء😀\u200d\u0301\u00a0\u3000'\u017f")


def random_texts(count: int, seed: int) -> list[str]:
    drawn = random.Random(seed)
    return ["".join(drawn.choices(LETTERS, k=drawn.randint(1, 80))) for _ in range(count)]


@pytest.mark.parametrize("name", ["cl100k_base", "o200k_base", "gpt2"])
def test_every_text_is_cut_as_tiktoken_cuts_it(name: str) -> None:
    texts = TEXTS + random_texts(300, seed=1)
    program = (
        "return value.map((text) => module.tokenizer.encode(text, 'parse').map((t) => [t.id, "
        "t.text, t.bytes]));"
    )
    found = evaluate(TOKENIZERS / f"{name}.ts", program, texts)
    named = vocabulary(name)
    for text, tokens in zip(texts, found, strict=True):
        pieces = named.pieces(named.encode_with_special_tokens(text))
        assert tokens == [[piece.id, piece.text, piece.bytes.hex()] for piece in pieces], text


def test_typed_markers_are_ordinary_text_unless_they_are_asked_for() -> None:
    program = (
        "return ['text', 'parse'].map((how) => module.tokenizer.encode(value, how).map((t) => "
        "[t.id, t.special]));"
    )
    plain, parsed = evaluate(TOKENIZERS / "cl100k_base.ts", program, "a<|endoftext|>")
    assert [id_ for id_, _ in plain] == vocabulary("cl100k_base").encode("a<|endoftext|>")
    assert not any(special for _, special in plain)
    assert parsed == [[64, False], [100257, True]]


def test_merges_go_from_single_bytes_to_tokens_as_in_the_kernel() -> None:
    words = [" Paris", "strawberry", "naïve", "🐙"]
    program = "return value.map((word) => module.tokenizer.merges(word));"
    found: list[list[dict[str, Any]]] = evaluate(TOKENIZERS / "cl100k_base.ts", program, words)
    for word, stages in zip(words, found, strict=True):
        expected = vocabulary("cl100k_base").merges(word)
        assert [stage["pieces"] for stage in stages] == [
            [piece.hex() for piece in stage] for stage in expected
        ]


@pytest.mark.parametrize(
    ("text", "place"), [("abc😀", -1), ("ab\ud83d", 2), ("\ude00a", 0), ("a\ud83d\ud83d\ude00", 1)]
)
def test_half_characters_are_found(text: str, place: int) -> None:
    # The text travels as UTF-16 units, because JSON in UTF-8 cannot hold half a character.
    units = list(text.encode("utf-16-le", "surrogatepass"))
    codes = [low + 256 * high for low, high in zip(units[::2], units[1::2], strict=True)]
    program = "return module.loneSurrogate(String.fromCharCode(...value));"
    assert evaluate(TOKENIZERS / "bpe.ts", program, codes) == place
