"""Reading GGUF files: the weights as they are stored, the shape, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest

from demo_kernel.network.gguf_file import read_gguf
from demo_kernel.network.llama_folder import file_name as folder_name
from demo_kernel.network.llama_weights import (
    UnsupportedModelError,
    in_halves,
    matrix_shapes,
)
from demo_kernel.network.manifest import CheckpointError

from ..llama_models import CONTEXT, TEMPLATE, random_transformers, tokens, write_gguf


@pytest.fixture(scope="module")
def network() -> Any:
    return random_transformers()


@pytest.mark.parametrize("kind", ["Q4_0", "Q4_1", "Q8_0"])
def test_blocks_stand_for_the_numbers_that_gguf_says(
    tmp_path: Path, network: Any, kind: str
) -> None:
    found = read_gguf(write_gguf(tmp_path / "tiny.gguf", network, kind)).weights
    assert found.stored == kind
    state = network.state_dict()
    stored = gguf.GGMLQuantizationType[kind]
    for name, shape in matrix_shapes(found.config).items():
        matrix = found.read(name)
        # Rounding goes row by row, so the order of rows that the file has makes no difference.
        exact = gguf.dequantize(gguf.quantize(state[folder_name(name)].numpy(), stored), stored)
        assert matrix.values.shape == shape
        assert matrix.values.dtype == (np.int8 if kind == "Q8_0" else np.uint8)
        assert np.array_equal(matrix.dequantised(), exact), name


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16"])
def test_floats_become_halves(tmp_path: Path, network: Any, kind: str) -> None:
    found = read_gguf(write_gguf(tmp_path / "tiny.gguf", network, kind)).weights
    stored = gguf.GGMLQuantizationType[kind]
    value = network.state_dict()[folder_name("layers.1.k")].numpy()
    exact = gguf.dequantize(gguf.quantize(value, stored), stored)
    matrix = found.read("layers.1.k")
    assert np.array_equal(matrix.dequantised(), in_halves(exact).dequantised())
    assert matrix.values.dtype == np.float16
    # Half of the last bit of a float16: of a normal number, and of one too small for that.
    assert matrix.dequantised() == pytest.approx(exact, rel=2**-11, abs=2**-25)
    if kind != "F32":
        assert np.array_equal(matrix.dequantised(), exact)


def test_what_is_too_large_for_halves_stays_float32() -> None:
    large = np.full((16, 32), 7e4, dtype=np.float32)
    assert np.array_equal(in_halves(large).values, large)


def test_shape_and_metadata_are_read(tmp_path: Path) -> None:
    qwen = random_transformers("qwen2", tie_word_embeddings=False)
    found = read_gguf(write_gguf(tmp_path / "tiny.gguf", qwen, "Q8_0"))
    config = found.weights.config
    assert (found.name, config.context, config.heads, config.kv_heads) == ("Tiny", CONTEXT, 4, 2)
    assert config.biases
    assert not config.tied
    assert found.fields["tokenizer.ggml.tokens"][: len(tokens())] == tokens()
    assert found.fields["tokenizer.chat_template"] == TEMPLATE
    assert found.weights.parameters == sum(value.numel() for value in qwen.parameters())


def test_another_format_or_architecture_is_refused_by_name(tmp_path: Path, network: Any) -> None:
    path = write_gguf(tmp_path / "five.gguf", network, "Q5_0")
    with pytest.raises(UnsupportedModelError, match=r"five\.gguf has weights in Q5_0; .* Q4_0"):
        read_gguf(path)
    writer = gguf.GGUFWriter(tmp_path / "other.gguf", "mamba")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(UnsupportedModelError, match="of the kind 'mamba'"):
        read_gguf(tmp_path / "other.gguf")


@pytest.mark.parametrize("kept", [0, 3, 100, 2_000, 60_000])
def test_a_file_that_is_cut_off_is_told_in_one_sentence(
    tmp_path: Path, network: Any, kept: int
) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", network, "Q8_0")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CheckpointError, match=r"tiny\.gguf .*fetch it again"):
        read_gguf(path)


def test_a_file_of_another_kind_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "picture.gguf"
    path.write_bytes(b"\x89PNG" + bytes(2_000))
    with pytest.raises(CheckpointError, match=r"picture\.gguf is no GGUF file"):
        read_gguf(path)
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_gguf(tmp_path / "nothing.gguf")
