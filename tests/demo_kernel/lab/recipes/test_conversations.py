"""Packing conversations: whole ones, masks in step with the tokens, nothing lost."""

from __future__ import annotations

from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    assistant,
    user,
    using_tool,
)
from demo_kernel.lab.corpus.conversations.generate import conversations
from demo_kernel.lab.recipes.conversations import pack, rendered
from demo_kernel.tokens.tokenizer import vocabulary

TALK = vocabulary("talk-4k")


def test_the_loss_counts_the_assistants_words_calls_and_end_but_not_a_tools_result() -> None:
    talk = Conversation(
        "t", (user("What is 31*21?"), using_tool("calculator: 31*21", "651", "The result is 651."))
    )
    ids, own = rendered(talk, TALK)
    counted = TALK.decode(
        TALK.from_dense([id_ for id_, mine in zip(ids, own, strict=True) if mine])
    )
    assert counted == "<|tool_call|>calculator: 31*21<|/tool_call|>The result is 651.<|im_end|>"


def test_every_conversation_that_fits_is_in_some_row_whole_and_with_its_mask() -> None:
    talks = list(conversations("train", 120))
    rows = pack(talks, TALK, 200)
    assert rows.ids.shape == rows.own.shape
    runs = [
        (list(map(int, ids)), list(map(bool, own)))
        for ids, own in zip(rows.ids, rows.own, strict=True)
    ]
    for talk in talks:
        ids, own = rendered(talk, TALK)
        found = [
            own == row_own[at : at + len(ids)]
            for row_ids, row_own in runs
            for at in range(len(row_ids) - len(ids) + 1)
            if row_ids[at] == ids[0] and row_ids[at : at + len(ids)] == ids
        ]
        assert any(found) or len(ids) > 200
    assert not rows.own[rows.ids < 0].any()
    assert (rows.ids < 0).mean() < 0.1


def test_a_conversation_longer_than_a_row_is_left_out() -> None:
    long = Conversation("t", (user("word " * 100), assistant("yes")))
    short = Conversation("t", (user("Hello!"), assistant("Hello!")))
    assert len(pack([long, short], TALK, 40).ids) == 1
