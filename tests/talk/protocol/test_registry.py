"""Every method is found by its noun."""

from __future__ import annotations

import pytest

from talk.protocol.registry import check_noun


def test_a_method_in_the_file_of_its_noun_is_accepted() -> None:
    check_noun("tokens/encode", "tokens")
    check_noun("room/vote", "talk.present.room.methods.room")


def test_a_method_in_another_file_is_refused_with_both_names() -> None:
    wanted = r"method next_token/draw is defined in text\.py, not in next_token\.py"
    with pytest.raises(RuntimeError, match=wanted):
        check_noun("next_token/draw", "demo_kernel.methods.text")
