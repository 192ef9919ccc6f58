"""How the C library's allocator is asked to keep memory: large blocks go back to the system when they are freed.

glibc raises the size from which it does so by itself, up to 32 MB, once such blocks have been freed; training on stage
then leaves holes of hundreds of megabytes behind. A fixed bound keeps what is resident near what is in use.
"""

from __future__ import annotations

import ctypes
import sys

_MMAP_THRESHOLD = -3
"""mallopt's M_MMAP_THRESHOLD, as malloc.h has it."""
BLOCK = 256 << 10
"""Bytes from which a block is given back at once; the matrices of a layer are larger, what one token needs is not."""


def give_back_large_blocks() -> bool:
    """Ask for it; False where the allocator is not glibc's. To be called before anything large is loaded."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(_MMAP_THRESHOLD, BLOCK) == 1
