"""The allocator gives large blocks back."""

from __future__ import annotations

import platform
import sys

import pytest

from demo_kernel.inference.memory import is_out_of_memory, release_large_blocks


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has the setting")
def test_glibc_takes_the_setting() -> None:
    assert release_large_blocks()


def test_elsewhere_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not release_large_blocks()


class OutOfMemoryError(RuntimeError):
    """As torch names its own."""


CPU = (
    "[enforce fail at alloc_cpu.cpp:118] . DefaultCPUAllocator: can't allocate memory: you "
    "tried to allocate 9 bytes."
)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), True),
        (OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), True),
        (RuntimeError(CPU), True),
        (
            RuntimeError(
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"
            ),
            True,
        ),
        (RuntimeError("the slot has not read that far"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_an_allocation_that_failed_is_told_from_other_faults(error: Exception, told: bool) -> None:
    assert is_out_of_memory(error) == told
