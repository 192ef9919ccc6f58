"""Loading several models: which backend each value of --model reaches, and under which names."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo_kernel.backends import load_models
from demo_kernel.backends.language_model import BackendError, LocalModel

from ..llama_models import random_transformers, write_folder, write_gguf


def test_the_embedded_family_is_first_and_each_file_is_one_more_model(tmp_path: Path) -> None:
    file = write_gguf(tmp_path / "Tiny.Q4_1.gguf", random_transformers(), "Q4_1")
    folder = write_folder(tmp_path / "saved", random_transformers())
    family, one, two = load_models(
        [f"real={file}", str(folder), "embedded:sft"], only=["sft"], device="cpu"
    )
    assert (family.checkpoints.default, list(family.checkpoints.served)) == ("sft", ["sft"])
    assert (one.name, list(one.checkpoints.served)) == ("Tiny", ["real"])
    assert list(two.checkpoints.served) == ["saved"]


def test_another_kind_of_folder_goes_through_transformers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.GPT2Config(
        vocab_size=99, n_positions=64, n_embd=32, n_layer=2, n_head=2, bos_token_id=0
    )
    transformers.GPT2LMHeadModel(config).save_pretrained(tmp_path)
    _, other = load_models([f"other={tmp_path}"], only=[])
    assert isinstance(other, LocalModel)
    assert "torch" in other.engine.device
    assert list(other.checkpoints.served) == ["other"]


@pytest.mark.parametrize(
    ("model", "said"),
    [("./nowhere.gguf", "there is no model at"), ("x=openai:http://a", "leave 'x=' out")],
)
def test_what_cannot_be_had_is_a_sentence(model: str, said: str) -> None:
    with pytest.raises(BackendError, match=said):
        load_models([model], only=[])
