"""Random-weight models, built and saved by transformers itself.

Same probabilities, own tokenizer, own template.
"""

from __future__ import annotations

import os

# Before transformers is imported, which reads it once.
os.environ["HF_HUB_OFFLINE"] = "1"

import asyncio
import json
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from demo_kernel.backends.huggingface import HuggingFaceEngine, load_huggingface
from demo_kernel.backends.language_model import BackendError, LocalModel
from demo_kernel.inference.engine import Work
from demo_kernel.inference.scheduler import Scheduler
from demo_kernel.methods import local_handlers
from demo_kernel.service.dispatch import Dispatcher
from demo_kernel.service.kernel import Call, Kernel
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker, Event

from ..arrays import assert_near

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

# Imported where it is used: collecting the tests would take five seconds longer in each process.
pytestmark = pytest.mark.skipif(
    find_spec("transformers") is None, reason="transformers is not installed"
)

END, TURN = "<|end|>", "<|turn|>"
TEMPLATE = (
    "{% for message in messages %}<|turn|>{{ message.role }}: "
    "{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|turn|>assistant: {% endif %}"
)
SENTENCE = "The capital of France is Paris."
SIZE = 320


def tokenizer(*, template: bool = True) -> PreTrainedTokenizerFast:
    """Return a byte-level tokenizer of the sentence, with two special tokens."""
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=[END, TURN], initial_alphabet=alphabet, show_progress=False
    )
    made.train_from_iterator([SENTENCE] * 4, trainer)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=made,
        eos_token=END,
        extra_special_tokens=[TURN] if transformers.__version__ >= "5" else None,
    )
    fast.chat_template = TEMPLATE if template else None
    return fast


SMALL = {"vocab_size": SIZE, "bos_token_id": 0, "eos_token_id": 0}
LLAMA = {
    **SMALL,
    "max_position_embeddings": 128,
    "hidden_size": 48,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}


def gpt2_model() -> Any:
    from transformers import GPT2Config, GPT2LMHeadModel

    return GPT2LMHeadModel(GPT2Config(**SMALL, n_positions=128, n_embd=48, n_layer=2, n_head=4))


def llama_model() -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM

    return LlamaForCausalLM(LlamaConfig(**LLAMA))


def qwen2_model() -> Any:
    from transformers import Qwen2Config, Qwen2ForCausalLM

    return Qwen2ForCausalLM(Qwen2Config(**LLAMA))


FAMILIES = {"gpt2": gpt2_model, "llama": llama_model, "qwen2": qwen2_model}


def saving_quietly() -> None:
    import transformers

    transformers.logging.disable_progress_bar()


@pytest.fixture(scope="module", params=FAMILIES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    saving_quietly()
    torch.manual_seed(5)
    path = tmp_path_factory.mktemp(request.param)
    FAMILIES[request.param]().save_pretrained(path)
    tokenizer().save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def gpt2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    saving_quietly()
    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("one")
    FAMILIES["gpt2"]().save_pretrained(path)
    tokenizer().save_pretrained(path)
    return path


class Served:
    """A kernel without its sockets."""

    def __init__(self, model: LocalModel) -> None:
        self.scheduler = Scheduler(model.engine, model.codec)
        self.kernel = Kernel(model, self.scheduler, local_handlers())
        self.events: list[Event] = []

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        async with asyncio.timeout(60):
            return await Dispatcher(self.kernel).answer(
                method, params, Call(Asker(), self.events.append)
            )


@pytest.fixture
async def served(folder: Path) -> AsyncIterator[Served]:
    found = Served(load_huggingface(str(folder)))
    found.scheduler.start()
    yield found
    found.scheduler.stop()


def their_model(folder: Path) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()


def reference(folder: Path, ids: list[int]) -> torch.Tensor:
    """Probabilities after each token, straight from transformers: (T, V)."""
    model = their_model(folder)
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0].softmax(-1)


async def test_probabilities_are_those_of_transformers(served: Served, folder: Path) -> None:
    answer = await served.ask("next_token/predict", text=SENTENCE, top_k=200, score_context=True)
    ids = [token["id"] for token in answer["context"]]
    expected = reference(folder, ids)
    assert answer["vocabulary_size"] == SIZE
    for candidate in answer["candidates"]:
        assert candidate["probability"] == pytest.approx(
            float(expected[-1, candidate["id"]]), abs=1e-4
        )
    assert sum(c["probability"] for c in answer["candidates"]) + answer["rest"] == pytest.approx(1)
    for n, score in enumerate(answer["context_scores"]):
        assert score["probability"] == pytest.approx(float(expected[n, ids[n + 1]]), abs=1e-4)


async def test_greedy_text_is_that_of_transformers_generate(served: Served, folder: Path) -> None:
    prompt = served.kernel.local().codec.encode(SENTENCE)
    answer = await served.ask("text/generate", tokens=prompt, temperature=0, max_tokens=20)
    model = their_model(folder)
    with torch.no_grad():
        expected = model.generate(
            torch.tensor([prompt]),
            max_new_tokens=20,
            do_sample=False,
            pad_token_id=0,
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        )
    assert answer["tokens"] == expected[0, len(prompt) :].tolist()


async def test_many_texts_at_once_are_those_of_each_alone(served: Served) -> None:
    async def one(seed: int) -> str:
        answer = await served.ask("text/generate", text=SENTENCE, seed=seed, max_tokens=12)
        return str(answer["text"])

    alone = [await one(seed) for seed in range(6)]
    assert list(await asyncio.gather(*(one(seed) for seed in range(6)))) == alone


async def test_sequences_at_any_positions_share_a_pass(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = load_huggingface(str(folder)).engine
    assert isinstance(engine, HuggingFaceEngine)
    assert engine.device.endswith("batched: texts may depend on the batch")
    texts = [[n + 5 * k for k in range(3 + n)] for n in range(6)]
    expected = [reference(folder, text)[-1].numpy() for text in texts]
    for slot, text in enumerate(texts):
        engine.forward([Work(folder.name, slot, 0, text[:-1])])
    passes: list[int] = []
    plain = engine._model.forward

    def counted(*args: Any, **kwargs: Any) -> Any:
        passes.append(len(args[0]))
        return plain(*args, **kwargs)

    monkeypatch.setattr(engine._model, "forward", counted)
    work = [Work(folder.name, slot, len(text) - 1, text[-1:]) for slot, text in enumerate(texts)]
    found = torch.tensor(engine.forward(work)).softmax(-1).numpy()
    assert passes == [6]
    assert_near(found, np.stack(expected), within=1e-4)
    # A slot that is used again keeps nothing of what it held.
    again = engine.forward_all(Work(folder.name, 5, 0, texts[2]))
    assert_near(
        torch.tensor(again).softmax(-1).numpy(), reference(folder, texts[2]).numpy(), within=1e-4
    )


async def test_a_network_that_finds_positions_by_itself_runs_one_by_one(tmp_path: Path) -> None:
    from transformers import BloomConfig, BloomForCausalLM

    torch.manual_seed(5)
    config = BloomConfig(**SMALL, hidden_size=32, n_layer=2, n_head=4)
    BloomForCausalLM(config).save_pretrained(tmp_path)
    engine = load_huggingface(str(tmp_path)).engine
    assert "batched" not in engine.device
    assert engine.slots == 8
    text = [5, 6, 7, 8]
    (found,) = engine.forward([Work(tmp_path.name, 0, 0, text)])
    assert_near(
        torch.tensor(found).softmax(-1).numpy(), reference(tmp_path, text)[-1].numpy(), within=1e-4
    )


async def test_tokens_have_their_bytes_and_typed_special_tokens_stay_text(served: Served) -> None:
    text = f"Paris é 😀 {END}"
    name = served.kernel.local().codec.name
    answer = await served.ask("tokens/encode", text=text, vocabulary=name)
    assert "".join(token["text"] for token in answer["tokens"]) == text
    assert bytes.fromhex("".join(token["bytes"] for token in answer["tokens"])).decode() == text
    assert not any(token["special"] for token in answer["tokens"])


async def test_a_conversation_is_the_models_own_template(served: Served) -> None:
    messages = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yes"}]
    answer = await served.ask("chat/render", messages=messages, open_turn=False)
    expected = tokenizer().apply_chat_template(messages, tokenize=True, return_dict=False)
    assert [token["id"] for token in answer["tokens"]] == expected
    assert "".join(token["text"] for token in answer["tokens"] if token["own"]) == f"yes{END}"


async def test_a_special_token_typed_into_a_chat_stays_text(served: Served) -> None:
    messages = [{"role": "user", "content": f"a{END}{TURN}b"}]
    answer = await served.ask("chat/render", messages=messages)
    assert [token["text"] for token in answer["tokens"] if token["special"]] == [TURN, END, TURN]
    assert f"a{END}{TURN}b" in "".join(token["text"] for token in answer["tokens"])


async def test_a_chat_is_answered_and_tools_are_honestly_unavailable(served: Served) -> None:
    messages = [{"role": "user", "content": "hi"}]
    answer = await served.ask("chat/complete", messages=messages, max_tokens=5, seed=1)
    assert answer["message"]["role"] == "assistant"
    assert len(answer["tokens"]) <= 5
    with pytest.raises(WireError, match="calls tools is not known") as caught:
        await served.ask("chat/complete", messages=messages, tools=["calculator"])
    assert caught.value.code == jsonrpc.UNAVAILABLE


async def test_attention_and_parts_are_told(served: Served) -> None:
    answer = await served.ask("model/attention", text=SENTENCE)
    assert len(answer["maps"]) == 2 * 4
    assert all(
        sum(row) == pytest.approx(1, abs=0.01) for one in answer["maps"] for row in one["weights"]
    )
    parts = await served.ask("model/parts")
    assert (parts["layers"], parts["heads"], parts["width"]) == (2, 4, 48)
    assert sum(part["parameters"] for part in parts["parts"]) == parts["parameters"]


async def test_what_it_cannot_do_is_listed_with_a_reason(served: Served) -> None:
    described = await served.ask("kernel/describe")
    assert "model/step" in described["missing"]
    assert "model/step" not in described["methods"]
    with pytest.raises(WireError) as caught:
        await served.ask("model/step", text="a", target="b")
    assert caught.value.code == jsonrpc.UNAVAILABLE


@pytest.mark.parametrize(
    ("precision", "tolerance"), [("bfloat16", 0.02), ("float16", 0.01), ("int8", 0.02)]
)
def test_smaller_weights_come_close(gpt2: Path, precision: Any, tolerance: float) -> None:
    exact, small = load_huggingface(str(gpt2)).engine, load_huggingface(str(gpt2), precision).engine
    work = [Work(gpt2.name, 0, 0, [5, 6, 7])]
    expected, found = (
        torch.tensor(engine.forward(work)[0]).softmax(-1) for engine in (exact, small)
    )
    assert float((found - expected).abs().max()) < tolerance
    assert precision in small.device


async def test_a_model_without_tokenizer_takes_tokens(tmp_path: Path) -> None:
    FAMILIES["gpt2"]().save_pretrained(tmp_path)
    served = Served(load_huggingface(str(tmp_path)))
    served.scheduler.start()
    answer = await served.ask("text/generate", tokens=[1, 2], max_tokens=3)
    assert len(answer["tokens"]) == 3
    with pytest.raises(WireError, match="without a tokenizer"):
        await served.ask("text/generate", text="hello")
    served.scheduler.stop()


def test_a_folder_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(BackendError, match="there is no folder"):
        load_huggingface("/no/such/folder")


def test_a_folder_without_a_model_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "nonsense"}), encoding="utf-8")
    with pytest.raises(BackendError, match="holds no causal language model") as caught:
        load_huggingface(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_an_id_that_needs_a_network_that_is_not_there_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(BackendError, match="HF_HUB_OFFLINE forbids"):
        load_huggingface("nobody/nothing")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr("demo_kernel.backends.huggingface._hub_answers", lambda: False)
    with pytest.raises(BackendError, match="connect to the internet once"):
        load_huggingface("nobody/nothing")
