"""Where drafts come from when no checkpoint writes them."""

from __future__ import annotations

import pytest

from demo_kernel.inference.speculation import lookup_drafter


@pytest.mark.parametrize(
    ("known", "drafts"),
    [
        ([1, 2, 3, 4, 9, 1, 2, 3], [4, 9]),  # what followed the same three
        ([5, 3, 7, 8, 2, 3], [7, 8]),  # the last one alone stood before
        ([6, 3, 1, 6, 3, 2, 6, 3], [2, 6]),  # of two places the later
        ([1, 2, 3], []),
        ([1], []),
    ],
)
def test_the_draft_is_what_followed_the_last_tokens_before(
    known: list[int], drafts: list[int]
) -> None:
    assert lookup_drafter(known, 2) == drafts
