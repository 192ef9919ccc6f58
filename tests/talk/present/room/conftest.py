"""Rooms with a stage and a phone."""

from __future__ import annotations

import pytest

from .hall import Hall, started


@pytest.fixture
def hall() -> Hall:
    """Return a room with a stage and one phone, without a kernel."""
    hall = Hall()
    hall.join("stage", "stage")
    hall.join("phone")
    hall.tick(1)
    return hall


@pytest.fixture
def live() -> Hall:
    """Return a room with a stage and one phone, whose kernel answers.

    The tokenizer slide is on and its prepared run came back.
    """
    hall = Hall(live=True)
    hall.join("stage", "stage")
    hall.join("phone")
    hall.tick(1)
    hall.finish(started(hall.go("tokens"))[0].run)
    return hall
