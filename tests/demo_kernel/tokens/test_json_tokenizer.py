"""Tokenizers of model files: pieces, special tokens, bytes; parity for SmolLM's way of cutting."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from demo_kernel.lab.corpus.generate import training_documents
from demo_kernel.network.gguf_file import read_gguf
from demo_kernel.tokens.json_tokenizer import (
    PRE_TOKENIZERS,
    JinjaTemplate,
    JSONTokenizer,
    TokenizerError,
    UnsupportedTokenizerError,
    tokenizer_of_folder,
    tokenizer_of_gguf,
)

from ..llama_models import MERGES, SPECIAL, TEMPLATE, random_transformers, tokens, write_folder


def fields(**changed: Any) -> dict[str, Any]:
    names = tokens()
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": names,
        "tokenizer.ggml.token_type": [3 if name in SPECIAL else 1 for name in names],
        "tokenizer.ggml.merges": MERGES,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.add_bos_token": False,
    } | {f"tokenizer.ggml.{key}": value for key, value in changed.items()}


@pytest.fixture
def codec() -> JSONTokenizer:
    return tokenizer_of_gguf("tiny", fields(), 320)


def pieces(codec: JSONTokenizer, text: str) -> list[bytes]:
    return [codec.token_bytes(id_) for id_ in codec.encode(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", [b"hello"]),
        ("hello world", [b"hello", b" w", b"o", b"r", b"l", b"d"]),
        # Digits stand alone, although there is a merge of 1 and 2; spaces before them stay theirs.
        ("12", [b"1", b"2"]),
        (" 12", [b" ", b"1", b"2"]),
        ("   7", [b"  ", b" ", b"7"]),
        ("é", [b"\xc3", b"\xa9"]),
        ("<|im_end|>", [b"<", b"|", b"i", b"m", b"_", b"e", b"n", b"d", b"|", b">"]),
    ],
)
def test_a_text_is_cut_as_smollm_cuts_it(
    codec: JSONTokenizer, text: str, expected: list[bytes]
) -> None:
    assert pieces(codec, text) == expected


def llama_cpp_pieces(text: str) -> list[str]:
    """Cut a text as llama.cpp does it: at each of its patterns in turn, what lies between included.

    The patterns are those of LLAMA_VOCAB_PRE_TYPE_SMOLLM in its src/llama-vocab.cpp.
    """
    patterns = (
        r"\p{N}",
        r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)",
    )
    found = [text]
    for pattern in patterns:
        parts, found = found, []
        for part in parts:
            at = 0
            for match in regex.finditer(pattern, part):
                found += [part[at : match.start()], match[0]]
                at = match.end()
            found.append(part[at:])
    return [piece for piece in found if piece]


def check_cut(text: str) -> None:
    cut = PRE_TOKENIZERS["smollm"]().pre_tokenize_str(text)
    assert [text[start:end] for _, (start, end) in cut] == llama_cpp_pieces(text)


def test_the_repositorys_own_text_is_cut_as_llama_cpp_cuts_it() -> None:
    root = Path(__file__).parents[3]
    for path in [*root.glob("docs/**/*.md"), *root.glob("slides/llm-101/chapters/*.yaml")]:
        check_cut(path.read_text(encoding="utf-8"))


@given(st.text(st.sampled_from(list("aZé서'sdtm 0123½²٣\n\t.,!?-_🎉")), max_size=40))
def test_any_mixture_is_cut_as_llama_cpp_cuts_it(text: str) -> None:
    check_cut(text)


LINES = 10_000


def llama_cpp_tokenizer(path: Path) -> Callable[[str], list[int]]:
    """Return llama.cpp's own tokenizer for a GGUF file; skip where llama.cpp is not installed."""
    llama_cpp = pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    quiet = llama_cpp.llama_log_callback(lambda *arguments: None)
    llama_cpp.llama_log_set(quiet, None)
    llama_cpp.llama_backend_init()
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
    vocabulary = llama_cpp.llama_model_get_vocab(model)

    def encode(text: str) -> list[int]:
        data = text.encode()
        found = (llama_cpp.llama_token * (len(data) + 1))()
        count = llama_cpp.llama_tokenize(
            vocabulary, data, len(data), found, len(found), False, False
        )
        return list(found[:count])

    return encode


def own_tokenizer(path: Path) -> JSONTokenizer:
    """Return our tokenizer for a GGUF file."""
    found = read_gguf(path)
    return tokenizer_of_gguf("smollm2", found.fields, found.weights.config.vocabulary_size)


def test_ten_thousand_lines_of_the_corpus_become_llama_cpps_tokens(smollm2: Path) -> None:
    theirs = llama_cpp_tokenizer(smollm2)
    ours = own_tokenizer(smollm2)
    lines = (line for document in training_documents() for line in document.text.split("\n"))
    corpus = list(itertools.islice(filter(str.strip, lines), LINES))
    assert len(corpus) == LINES
    assert [line for line in corpus if ours.encode(line) != theirs(line)] == []


def test_text_in_other_scripts_becomes_llama_cpps_tokens(smollm2: Path) -> None:
    theirs = llama_cpp_tokenizer(smollm2)
    ours = own_tokenizer(smollm2)
    folder = Path(__file__).parents[3] / "src" / "talk" / "messages"
    other = [line for file in folder.glob("*.ftl") for line in file.read_text("utf-8").split("\n")]
    other += [
        "  12½ ²³",
        "\t\n x\r\n",
        "naïve 🎉👩‍💻 ٣٤",
        "<|im_end|>",
        "a\u00a0b\u2003c",
        "I'M we'LL",
    ]
    assert [line for line in other if line and ours.encode(line) != theirs(line)] == []


def test_any_text_comes_back_from_its_bytes(codec: JSONTokenizer) -> None:
    text = "Seoul 서울 🎉\n\t 3.14 <|im_start|>"
    assert b"".join(pieces(codec, text)).decode() == text


def test_both_kinds_of_files_cut_alike(codec: JSONTokenizer, tmp_path: Path) -> None:
    other = tokenizer_of_folder("tiny", write_folder(tmp_path / "tiny", random_transformers()), 320)
    for text in ("hello  world 12 345", "<|im_end|> hello", " 7\n\n7  x", "서울 12", ""):
        assert other.encode(text) == codec.encode(text)
        assert other.encode_template(text) == codec.encode_template(text)
    assert other.special == codec.special == {name: n for n, name in enumerate(SPECIAL)}
    assert other.begin == codec.begin == []


@pytest.mark.parametrize(
    ("pre", "expected"),
    [
        ("gpt-2", [b"12", b"3", b"4"]),
        ("llama-bpe", [b"12", b"3", b"4"]),
        ("qwen2", [b"1", b"2", b"3", b"4"]),
        ("smollm", [b"1", b"2", b"3", b"4"]),
    ],
)
def test_other_ways_of_cutting_have_their_names(pre: str, expected: list[bytes]) -> None:
    assert pieces(tokenizer_of_gguf("tiny", fields(pre=pre), 320), "1234") == expected


def test_a_begin_token_is_put_before_a_text_where_the_file_says_so() -> None:
    assert tokenizer_of_gguf("tiny", fields(add_bos_token=True), 320).begin == [1]
    unsaid = fields(pre="llama-bpe")
    del unsaid["tokenizer.ggml.add_bos_token"]
    assert tokenizer_of_gguf("tiny", unsaid, 320).begin == [1]


def test_special_tokens_are_known_and_come_from_the_template_alone(codec: JSONTokenizer) -> None:
    assert codec.encode_template("<|im_start|>hello<|im_end|>") == [1, *codec.encode("hello"), 2]
    assert codec.is_special(2)
    assert codec.token_bytes(2) == b"<|im_end|>"
    assert not codec.is_special(codec.encode("<")[0])


def test_ids_beyond_the_vocabulary_are_refused_and_unused_ones_named(codec: JSONTokenizer) -> None:
    assert codec.token_bytes(319) == b"<unused 319>"
    for wrong in (-1, 320):
        with pytest.raises(ValueError, match=f"no token {wrong}"):
            codec.token_bytes(wrong)
        with pytest.raises(ValueError, match=f"no token {wrong}"):
            codec.to_dense([wrong])
    assert codec.from_dense(codec.to_dense([5])) == [5]


@pytest.mark.parametrize("changed", [{"model": "llama"}, {"pre": "tekken"}])
def test_an_unknown_way_of_cutting_is_refused_by_name(changed: dict[str, str]) -> None:
    (name,) = changed.values()
    with pytest.raises(UnsupportedTokenizerError, match=f"'{name}'"):
        tokenizer_of_gguf("tiny", fields(**changed), 320)


def test_each_damage_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TokenizerError, match="is damaged"):
        tokenizer_of_gguf("tiny", fields(merges=["no such"]), 320)
    with pytest.raises(TokenizerError, match=r"tokenizer\.json cannot be read"):
        tokenizer_of_folder("tiny", tmp_path, 320)


def test_a_chat_template_runs_in_a_sandbox(codec: JSONTokenizer) -> None:
    template = JinjaTemplate(TEMPLATE, {"eos_token": "<|im_end|>"}, codec)
    turns = [{"role": "user", "content": "hello"}]
    assert template.render(turns, True) == (
        "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n"
    )
    with pytest.raises(jinja2.TemplateError, match="no system here"):
        template.render([{"role": "system", "content": "x"}], False)
    spying = JinjaTemplate("{{ messages.__class__.__mro__ }}", {}, codec)
    with pytest.raises(jinja2.exceptions.SecurityError):
        spying.render(turns, False)
    with pytest.raises(TokenizerError, match="cannot be parsed"):
        JinjaTemplate("{% if %}", {}, codec)
