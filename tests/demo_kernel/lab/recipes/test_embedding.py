"""Mean-pooled hidden states: padding changes nothing, and training brings pairs together."""

from __future__ import annotations

import pytest
import torch

from demo_kernel.lab.corpus.pairs import Pair
from demo_kernel.lab.recipes.embedding import embed, loss_of_pairs
from demo_kernel.lab.recipes.training import Optimisers
from demo_kernel.network.model import GPT, GPTConfig
from demo_kernel.tokens.tokenizer import vocabulary

WORDS = vocabulary("talk-4k")


@pytest.fixture
def model() -> GPT:
    network = GPT(GPTConfig(context=32, layers=2, heads=2, width=16, hidden=32))
    network.initialise(seed=1)
    return network


@torch.no_grad()
def test_a_text_has_the_same_vector_alone_and_beside_a_longer_one(model: GPT) -> None:
    alone = embed(model, ["The sea."], WORDS)[0]
    beside = embed(model, ["The sea.", "The sea is salty and wide and old."], WORDS)[0]
    assert torch.allclose(alone, beside, atol=1e-5)


@torch.no_grad()
def test_vectors_have_length_one(model: GPT) -> None:
    vectors = embed(model, ["The sea.", "A house."], WORDS)
    assert vectors.shape == (2, 16)
    assert torch.allclose(vectors.norm(dim=1), torch.ones(2), atol=1e-5)


@torch.no_grad()
def test_a_vector_is_the_mean_of_the_last_hidden_states(model: GPT) -> None:
    ids = WORDS.to_dense(WORDS.encode_document("The sea."))
    mean = model.hidden_states(torch.tensor([ids]))[0].mean(dim=0)
    assert torch.allclose(embed(model, ["The sea."], WORDS)[0], mean / mean.norm(), atol=1e-5)


def test_training_brings_questions_to_their_documents(model: GPT) -> None:
    batch = [
        Pair("sea?", "The water is salty."),
        Pair("house?", "It has a red door."),
        Pair("owl?", "A bird at night."),
    ]
    optimisers = Optimisers.of(model, 0.02, 0.01)
    for _ in range(25):
        loss_of_pairs(model, batch, WORDS).backward()
        optimisers.step(1.0)
    with torch.no_grad():
        questions = embed(model, [one.question for one in batch], WORDS)
        documents = embed(model, [one.document for one in batch], WORDS)
    assert (questions @ documents.T).argmax(dim=1).tolist() == [0, 1, 2]
