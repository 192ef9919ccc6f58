"""Tell that memory is used up, and have the C library release large blocks when they are freed.

glibc releases blocks from a certain size on to the system, and raises that size by itself, up to
32 MB, once such blocks have been freed. Live training then leaves holes of hundreds of megabytes
behind. A fixed size keeps what is resident near what is in use.
"""

from __future__ import annotations

import ctypes
import sys

_NO_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "alloc_failed")
"""How torch, CUDA and cuBLAS say in a RuntimeError that an allocation failed."""
_MMAP_THRESHOLD = -3
"""mallopt's M_MMAP_THRESHOLD, as malloc.h has it."""
BLOCK = 256 << 10
"""Bytes from which a freed block is released.

The matrices of a layer are larger; what one token needs is smaller, and stays fast to allocate.
"""


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an allocation failed: Python's, numpy's, or torch's on the CPU or a GPU.

    The names are compared, so that torch need not be imported.
    """
    # torch.OutOfMemoryError is a RuntimeError of its own name on a GPU; on the CPU torch raises a
    # plain RuntimeError, whose text is all there is to go by.
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(
        words in str(error).lower() for words in _NO_MEMORY
    )


def release_large_blocks() -> bool:
    """Have the allocator release large blocks; False where it is not glibc's.

    To be called before anything large is loaded.
    """
    if not sys.platform.startswith("linux"):
        return False
    # CDLL(None) is the process itself, whichever C library it runs with.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(_MMAP_THRESHOLD, BLOCK) == 1
