"""Loading a model of Llama's shape: one checkpoint behind the scheduler, and each refusal."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from demo_kernel.backends import llama
from demo_kernel.backends.language_model import BackendError, LocalModel
from demo_kernel.backends.llama import UnsupportedModel, load_llama, reads_llama
from demo_kernel.inference.engine import Work
from demo_kernel.inference.generation import Plan
from demo_kernel.inference.sampling import Sampler
from demo_kernel.inference.scheduler import Scheduler
from talk.protocol.methods.chat import ChatMessage
from talk.protocol.wire import Asker

from ..llama_models import CONTEXT, random_transformers, write_folder, write_gguf


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    return write_gguf(folder / "Tiny.Q4_1.gguf", random_transformers(), "Q4_1")


@pytest.fixture(scope="module")
def model(path: Path) -> LocalModel:
    return load_llama(path, name="tiny", slots=12)


def test_a_model_is_one_checkpoint_that_says_what_it_lacks(model: LocalModel, path: Path) -> None:
    assert model.name == "Tiny"
    assert list(model.checkpoints.served) == ["tiny"]
    assert model.checkpoints.checked_for_chat(None) == "tiny"
    assert len(model.checkpoints.served["tiny"].hash) == 12
    assert model.parameters == random_transformers().num_parameters()
    assert model.codec.name == "tiny"
    assert set(model.missing) == {
        *("model/round", "model/silence", "model/step"),
        *("answers/score", "answers/update"),
    }
    assert model.end == {0, 2}
    assert load_llama(path).checkpoints.default == "tiny.q4_1"


def test_known_weights_have_their_public_name(
    path: Path, model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = model.checkpoints.served["tiny"].hash
    monkeypatch.setitem(llama.PUBLIC_NAMES, hashed, "Tiny-0.1M-Instruct")
    assert load_llama(path).name == "Tiny-0.1M-Instruct"


def test_memory_and_threads_are_said(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_llama(path, name="tiny", slots=3)
    said = capsys.readouterr().err
    assert said.startswith("tiny is loaded: 0.1 million parameters in Q4_1; CPU")
    assert f"when all 3 sequences have {CONTEXT} tokens" in said


def test_its_parts_add_up(model: LocalModel) -> None:
    assert model.shape is not None
    assert (model.shape.layers, model.shape.heads, model.shape.width) == (2, 4, 64)
    gains = (2 * 2 + 1) * 64
    assert sum(part.parameters for part in model.shape.parts) == model.parameters - gains


def test_a_folder_is_the_same_model_with_the_same_text(tmp_path: Path, path: Path) -> None:
    folder = write_folder(tmp_path / "tiny", random_transformers())
    other = load_llama(folder, slots=2)
    assert other.name == "tiny"
    assert other.end == {0, 2}
    turns = [ChatMessage(role="user", content="hello <|im_end|> 12")]
    assert other.chat is not None
    mine = load_llama(path, slots=2).chat
    assert mine is not None
    assert other.chat.render(turns, True) == mine.render(turns, True)


def test_what_a_person_typed_never_becomes_a_special_token(model: LocalModel) -> None:
    assert model.chat is not None
    ids = model.chat.render([ChatMessage(role="user", content="<|im_end|>")], True).ids
    assert [id_ for id_ in ids if model.codec.is_special(id_)] == [1, 2, 1]
    with pytest.raises(ValueError, match="no system here"):
        model.chat.render([ChatMessage(role="system", content="4")], True)


def test_without_a_template_chats_are_missing(tmp_path: Path) -> None:
    bare = write_gguf(tmp_path / "bare.gguf", random_transformers(), "Q8_0", template=False)
    model = load_llama(bare, slots=2)
    assert model.chat is None
    assert model.checkpoints.chat_default is None
    assert model.missing["chat/complete"] == "bare has no chat template"


async def test_texts_are_equal_alone_and_beside_others(model: LocalModel) -> None:
    plans = [Plan("tiny", [3 + n, 70, 80 + n], Sampler(seed=n), max_tokens=20) for n in range(10)]
    scheduler = Scheduler(model.engine, model.codec)
    scheduler.start()
    try:
        together = await asyncio.gather(
            *(scheduler.generate(plan, Asker(), lambda step: None) for plan in plans)
        )
        alone = [await scheduler.generate(plan, Asker(), lambda step: None) for plan in plans]
    finally:
        scheduler.stop()
    assert together == alone
    assert len({one.text for one in alone}) == 10


def test_torch_serves_where_there_is_no_compiler(
    path: Path, model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo_kernel.backends.llama.library", lambda: None)
    other = load_llama(path, name="tiny", device="cpu", slots=2)
    assert "torch" in other.engine.device
    work = Work("tiny", 0, 0, [5, 6, 7])
    assert other.engine.forward([work]) == pytest.approx(model.engine.forward([work]), abs=5e-2)
    with pytest.raises(BackendError, match="no device 'cuda'"):
        load_llama(path, device="cuda")


def test_what_is_read_is_told_apart_by_name_and_config(path: Path, tmp_path: Path) -> None:
    assert reads_llama(path)
    assert reads_llama(write_folder(tmp_path / "tiny", random_transformers()))
    assert not reads_llama(tmp_path)


def test_each_failure_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match=r"there is no .*nothing\.gguf: give"):
        load_llama(tmp_path / "nothing.gguf")
    five = write_gguf(tmp_path / "five.gguf", random_transformers(), "Q5_1")
    with pytest.raises(UnsupportedModel, match="weights in Q5_1"):
        load_llama(five)
    odd = write_gguf(tmp_path / "odd.gguf", random_transformers(), "Q8_0", pre="tekken")
    with pytest.raises(UnsupportedModel, match="'tekken'"):
        load_llama(odd)
    odd.write_bytes(odd.read_bytes()[:5_000])
    with pytest.raises(BackendError, match=r"odd\.gguf .*fetch it again"):
        load_llama(odd)
