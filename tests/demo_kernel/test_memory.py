"""The allocator gives large blocks back."""

from __future__ import annotations

import platform
import sys

import pytest

from demo_kernel.memory import give_back_large_blocks


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has the setting")
def test_glibc_takes_the_setting() -> None:
    assert give_back_large_blocks()


def test_elsewhere_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not give_back_large_blocks()
