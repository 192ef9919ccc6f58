"""What is known of memory: how to tell that it is used up, and how the C library's allocator is asked to keep it.

Large blocks go back to the system when they are freed.

glibc raises the size from which it does so by itself, up to 32 MB, once such blocks have been freed; training on stage
then leaves holes of hundreds of megabytes behind. A fixed bound keeps what is resident near what is in use.
"""

from __future__ import annotations

import ctypes
import sys

_NO_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "alloc_failed")
"""How torch, CUDA and cuBLAS say in a RuntimeError that an allocation failed."""
_MMAP_THRESHOLD = -3
"""mallopt's M_MMAP_THRESHOLD, as malloc.h has it."""
BLOCK = 256 << 10
"""Bytes from which a block is given back at once; the matrices of a layer are larger, what one token needs is not."""


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an allocation failed: Python's, numpy's, or torch's on the CPU or a GPU. Does not import torch."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(
        words in str(error).lower() for words in _NO_MEMORY
    )


def give_back_large_blocks() -> bool:
    """Ask for it; False where the allocator is not glibc's. To be called before anything large is loaded."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(_MMAP_THRESHOLD, BLOCK) == 1
