"""The claims on another model: the same answers as the kernel gives, many at once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from demo_kernel.backends.language_model import BackendError, LocalModel
from demo_kernel.backends.llama import load_llama
from demo_kernel.inference.engine import Work
from demo_kernel.lab.claims import model_probe, probe
from demo_kernel.lab.claims.chat import refuses, say_all
from demo_kernel.lab.claims.model_probe import ModelProbe
from talk.protocol.methods.chat import ChatMessage

from ...llama_models import random_transformers, write_gguf


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    path = write_gguf(tmp_path_factory.mktemp("m") / "Tiny.gguf", random_transformers(), "Q4_1")
    return load_llama(path, name="tiny", slots=8)


def alone(model: LocalModel, ids: list[int], tokens: int) -> list[int]:
    """Return the likeliest tokens one by one, each from the whole text again."""
    written: list[int] = []
    for _ in range(tokens):
        logits = model.engine.forward_all(Work("tiny", 0, 0, [*ids, *written]))[-1]
        written.append(int(logits.argmax()))
        if written[-1] in model.end:
            return written[:-1]
    return written


def test_many_texts_at_once_are_those_of_each_alone(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_probe, "AT_ONCE", 2)
    prompts = ["The capital is", "The capital of a country", "x"]
    found = ModelProbe(model).greedy(prompts, 6)
    for prompt, text in zip(prompts, found, strict=True):
        ids = alone(model, model.prompt(prompt, None), 6)
        data = b"".join(
            model.codec.token_bytes(id_) for id_ in ids if not model.codec.is_special(id_)
        )
        assert text == data.decode("utf-8", errors="replace")
    stop = found[0][:1]
    assert stop not in ModelProbe(model).greedy(prompts[:1], 6, stop=stop)[0]


def test_a_continuation_has_the_product_of_its_tokens_probabilities(model: LocalModel) -> None:
    ids, more = model.prompt("The capital", None), model.codec.encode(" of it")
    logits = model.engine.forward_all(Work("tiny", 0, 0, [*ids, *more[:-1]]))[len(ids) - 1 :]
    each = np.exp(logits - logits.max(axis=1, keepdims=True))
    each /= each.sum(axis=1, keepdims=True)
    wanted = math.prod(float(each[n, token]) for n, token in enumerate(more))
    assert ModelProbe(model).probability("The capital", " of it") == pytest.approx(wanted, rel=1e-4)


def test_a_claim_about_any_model_asks_the_one_that_is_measured(model: LocalModel) -> None:
    with probe.measuring(ModelProbe(model)):
        assert not probe.has_tools()
        (turn,) = say_all("sft", ["hello"], max_tokens=5)
    assert model.chat is not None
    prompt = model.chat.render([ChatMessage(role="user", content="hello")], True).ids
    ids = [id_ for id_ in alone(model, prompt, 5) if not model.codec.is_special(id_)]
    data = b"".join(map(model.codec.token_bytes, ids))
    assert turn.text == data.decode("utf-8", errors="replace")
    assert probe.has_tools()


def test_a_refusal_is_told_by_how_the_maker_of_the_model_words_one(model: LocalModel) -> None:
    others = "I'm sorry for any confusion, but I don't have the ability to do that."
    assert not refuses(others)
    assert refuses("I will not help with that.")
    with probe.measuring(ModelProbe(model)):
        assert refuses(others)
        assert refuses("I can't help with that.")
        assert not refuses("I'm sorry for your loss. I'm here to help.")
        assert not refuses("Sure! You cannot miss it.")


def test_what_runs_elsewhere_is_refused_in_a_sentence() -> None:
    with pytest.raises(BackendError, match="there is no model at"):
        model_probe.load_model_probe("no/such.gguf")
