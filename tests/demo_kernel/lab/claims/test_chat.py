"""Held-out questions: none that training read, none of the sixty that were kept for free use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo_kernel.lab.claims import chat
from demo_kernel.lab.corpus.conversations import generate
from demo_kernel.lab.corpus.conversations.conversation import text_of
from demo_kernel.lab.corpus.conversations.generate import is_free_use, plain


@pytest.fixture(scope="module")
def read() -> Iterator[None]:
    """Yield a training that read few conversations."""
    read_in_training = chat.read_in_training
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "READINGS", ((1, 4_000),))
        read_in_training.cache_clear()
        yield
    read_in_training.cache_clear()


def test_what_training_read_is_not_held_out(read: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = chat.held_out("explanations", 12)
    said = plain(text_of(first[3].messages[0]))
    assert said not in chat.read_in_training()
    monkeypatch.setattr(chat, "read_in_training", lambda: frozenset({said}))
    second = chat.held_out("explanations", 12)
    assert said not in {plain(text_of(one.messages[0])) for one in second}
    assert len(second) == 12


def test_every_held_out_opening_is_new_and_has_its_answers(read: None) -> None:
    for one in chat.held_out("small_talk", 20):
        opening = text_of(one.messages[0])
        assert plain(opening) not in chat.read_in_training()
        assert not is_free_use(opening)
        assert one.right
