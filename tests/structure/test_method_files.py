"""What answers a method is in `methods/<noun>.py`: on the wire, in the kernel and in the room."""

from __future__ import annotations

import importlib

import pytest

from talk.protocol.registry import KERNEL_METHODS, METHODS, ROOM_METHODS


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_is_declared_in_the_file_of_its_noun(name: str) -> None:
    module = importlib.import_module(f"talk.protocol.methods.{name.partition('/')[0]}")
    assert METHODS[name] in module.METHODS


@pytest.mark.parametrize("name", sorted(KERNEL_METHODS))
def test_a_method_of_the_kernel_is_answered_in_the_file_of_its_noun(name: str) -> None:
    module = importlib.import_module(f"demo_kernel.methods.{name.partition('/')[0]}")
    assert name in module.HANDLERS


@pytest.mark.parametrize("name", sorted(ROOM_METHODS))
def test_a_method_of_the_room_is_answered_in_the_file_of_its_noun(name: str) -> None:
    module = importlib.import_module(f"talk.present.room.methods.{name.partition('/')[0]}")
    if name == "room/join":  # the one request of a socket that has not joined: Room.join answers it
        assert name not in module.HANDLERS
    else:
        assert name in module.HANDLERS
