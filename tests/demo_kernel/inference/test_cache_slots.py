"""Slots of the cache, and prefixes that need not be read again."""

from __future__ import annotations

import pytest

from demo_kernel.inference.cache_slots import CacheSlots, Running


def test_the_slot_that_shares_the_longest_beginning_is_taken() -> None:
    slots = CacheSlots(3, reuse=True)
    for tokens in ([1, 2, 3], [1, 2, 9, 9], [7]):
        slot, shared = slots.acquire("base", [5])
        assert shared == 0
        slots.release(slot, tokens, "base")
    assert slots.acquire("base", [1, 2, 9, 4])[1] == 3


def used(tokens: list[int], *, reuse: bool = True) -> tuple[CacheSlots, int]:
    """Return the one slot there is, with what it holds of `base` after a sequence."""
    slots = CacheSlots(1, reuse=reuse)
    slot, _ = slots.acquire("base", tokens)
    slots.release(slot, tokens, "base")
    return slots, slot


def test_the_last_token_is_always_read_anew() -> None:
    slots, slot = used([1, 2])
    assert slots.acquire("base", [1, 2]) == (slot, 1)


def test_another_checkpoints_tokens_are_not_used() -> None:
    slots, slot = used([1, 2, 3])
    assert slots.acquire("sft", [1, 2, 3]) == (slot, 0)


def test_nothing_is_reused_where_the_engine_depends_on_the_chunks() -> None:
    slots, slot = used([1, 2, 3], reuse=False)
    assert slots.acquire("base", [1, 2, 3]) == (slot, 0)


def test_what_was_cached_of_a_changed_checkpoint_is_forgotten() -> None:
    slots, slot = used([1, 2, 3])
    slots.forget("base")
    assert slots.acquire("base", [1, 2, 3]) == (slot, 0)


def test_what_a_sequence_leaves_whose_weights_changed_under_way_is_not_used() -> None:
    slots = CacheSlots(1, reuse=True)
    slot, _ = slots.acquire("base", [1, 2, 3])
    slots.forget("base")
    slots.release(slot, [1, 2, 3], "base")
    assert slots.acquire("base", [1, 2, 3]) == (slot, 0)


def test_the_slot_unused_for_longest_goes_first_and_none_is_given_twice() -> None:
    slots = CacheSlots(2, reuse=True)
    first, _ = slots.acquire("base", [1])
    second, _ = slots.acquire("base", [1])
    assert first != second
    with pytest.raises(IndexError):
        slots.acquire("base", [1])
    slots.release(second, [4], "base")
    slots.release(first, [5], "base")
    assert slots.acquire("base", [9])[0] == second


def test_a_beginning_is_copied_from_a_slot_in_use() -> None:
    copies: list[tuple[int, int, int]] = []
    slots = CacheSlots(3, reuse=True, copy=lambda *numbers: copies.append(numbers))
    template = list(range(20))
    first, _ = slots.acquire("chat", [*template, 50])
    running = [Running(first, "chat", [*template, 50])]
    second, shared = slots.acquire("chat", [*template, 60], running)
    assert (shared, copies) == (20, [(first, second, 20)])
    # What has been read of another checkpoint, or with weights that have changed, is no use.
    assert slots.acquire("base", [*template, 70], running)[1] == 0
    slots.release(second, [], "chat")
    slots.forget("chat")
    assert slots.acquire("chat", [*template, 70], running)[1] == 0
    assert len(copies) == 1


def test_a_long_text_that_only_begins_alike_stays_in_its_slot() -> None:
    copies: list[tuple[int, int, int]] = []
    slots = CacheSlots(3, reuse=True, copy=lambda *numbers: copies.append(numbers))
    template, chat = list(range(20)), list(range(60))
    slot, _ = slots.acquire("chat", chat)
    slots.release(slot, chat, "chat")
    other, shared = slots.acquire("chat", [*template, 99])
    assert (shared, copies) == (20, [(slot, other, 20)])
    assert other != slot
    # The conversation itself goes on where it is, without a copy.
    assert slots.acquire("chat", [*chat, 1, 2]) == (slot, 60)
    assert len(copies) == 1
    # A few tokens are read faster than they are copied.
    assert slots.acquire("chat", [0, 1, 2, 99], [Running(slot, "chat", chat)])[1] == 0
    assert len(copies) == 1
