"""The mixture of conversations.

Same bytes again, nothing of the free-use messages, held-out wordings apart.
"""

from __future__ import annotations

import json
from itertools import islice

import pytest
import yaml

from demo_kernel.lab.corpus.conversations import generate
from demo_kernel.lab.corpus.conversations.conversation import Conversation, text_of
from demo_kernel.lab.corpus.conversations.generate import (
    as_json,
    conversation,
    conversations,
    digest,
    from_json,
    is_free_use,
    plain,
)
from demo_kernel.tokens.tokenizer import vocabulary


@pytest.fixture(scope="module")
def some() -> list[Conversation]:
    return list(conversations("train", 1500))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    some: list[Conversation],
) -> None:
    assert digest(some[:200]) == digest(list(conversations("train", 200)))
    assert digest(some[:50]) != digest(list(conversations("train", 50, seed=2)))
    assert conversation(1, "train", 77) == some[77]


def test_json_brings_a_conversation_back_as_the_model_reads_it(some: list[Conversation]) -> None:
    render = vocabulary("talk-4k").render
    for talk in some[:200]:
        again = from_json(json.loads(json.dumps(as_json(talk))))
        assert render(again.messages) == render(talk.messages)


def test_every_kind_is_there_and_every_conversation_ends_with_the_assistant(
    some: list[Conversation],
) -> None:
    assert {talk.kind.split("/")[0] for talk in some} == set(generate.KINDS)
    for talk in some:
        assert talk.messages[-1].role == "assistant"
        roles = [message.role for message in talk.messages if message.role != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2)


def test_no_free_use_message_is_said_by_any_user(some: list[Conversation]) -> None:
    wanted = {
        plain(item["text"])
        for file in (generate.FREE_USE, generate.FURTHER, generate.NEW)
        for item in yaml.safe_load(file.read_text())["prompts"]
    } - {""}
    for talk in some:
        for message in talk.messages:
            if message.role == "user":
                assert plain(text_of(message)) not in wanted


def test_the_guard_knows_the_free_use_messages_in_any_dress() -> None:
    for item in yaml.safe_load(generate.FREE_USE.read_text())["prompts"]:
        assert is_free_use(item["text"])
        assert is_free_use(item["text"].lower() + " ")
    for graded in (generate.FURTHER, generate.NEW):
        further = yaml.safe_load(graded.read_text())["prompts"]
        assert len(further) == 64
        assert all(is_free_use(item["text"]) for item in further)
    assert is_free_use("Hello! whats the capital of Italy, please")
    assert not is_free_use("What is the capital of France?")


def test_a_held_out_conversation_opens_in_a_way_that_training_never_does() -> None:
    training = {plain(text_of(talk.messages[0])) for talk in conversations("train", 3000)}
    held = [
        talk
        for talk in conversations("heldout", 300)
        if talk.kind.startswith(("world", "itself", "explanations"))
    ]
    assert len(held) > 60
    shared = [talk for talk in held if plain(text_of(talk.messages[0])) in training]
    assert not shared


def test_answers_are_clean_english_sentences(some: list[Conversation]) -> None:
    for talk in some:
        for message in talk.messages:
            if message.role == "assistant":
                for part in message.parts:
                    assert part.text == part.text.strip() or part.kind != "text", talk
                    assert "  " not in part.text, talk
                    assert not any(
                        bad in f" {part.text}"
                        for bad in (" a otter", " a eel", " an dog", ". the ")
                    ), talk


def test_all_but_the_longest_fit_a_row_of_256_tokens(some: list[Conversation]) -> None:
    render = vocabulary("talk-4k").render
    long = [talk for talk in some if len(render(talk.messages).ids) > 256]
    assert len(long) <= 0.01 * len(some)


def test_a_stream_of_conversations_is_drawn_one_by_one() -> None:
    assert len(list(islice(conversations("train", 10**9), 5))) == 5
