"""Sample from one row of many logits in C: row_sampler.c. Used by sampling.py.

See cpu_step.py for how the C is compiled, and when there is none.
"""

from __future__ import annotations

import ctypes
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from demo_kernel.inference.cpu_step import compiled

if TYPE_CHECKING:
    from demo_kernel.inference.sampling import Sampler

SOURCE = Path(__file__).with_name("row_sampler.c")


class Figures(ctypes.Structure):
    """`Figures` of row_sampler.c: the highest logit, Σ e^x and Σ x e^x of the logits less it."""

    highest: float
    total: float
    product: float
    _fields_ = (
        ("highest", ctypes.c_double),
        ("total", ctypes.c_double),
        ("product", ctypes.c_double),
    )


class _Controls(ctypes.Structure):
    """`Controls` of row_sampler.c."""

    _fields_ = (
        ("temperature", ctypes.c_double),
        ("top_p", ctypes.c_double),
        ("min_p", ctypes.c_double),
        ("number", ctypes.c_double),
        ("banned", ctypes.c_void_p),
        ("banned_count", ctypes.c_int32),
        ("top_k", ctypes.c_int32),
    )


_of_thread = threading.local()
"""Scratch memory of each thread: the scheduler's samples, and others may."""


def figures_of(logits: NDArray[np.float32]) -> Figures | None:
    """Return the figures of logits (V,); None where there is no compiler."""
    found = library()
    if found is None:
        return None
    logits = np.ascontiguousarray(logits)
    figures = Figures()
    found.figures_of(logits.ctypes.data, logits.size, ctypes.byref(figures))
    return figures


def sample(
    logits: NDArray[np.float32], sampler: Sampler, number: float
) -> tuple[int, Figures] | None:
    """Return the dense ID on which a number in [0, 1) falls, and the figures of logits (V,).

    None where there is no compiler, at temperature 0, or where nothing can be sampled.
    """
    found = library()
    if found is None:
        return None
    logits = np.ascontiguousarray(logits)
    needed = found.scratch_bytes(logits.size)
    scratch = getattr(_of_thread, "scratch", None)
    if scratch is None or scratch.nbytes < needed:
        scratch = _of_thread.scratch = np.empty(-(-needed // 8), dtype=np.float64)
    banned = np.array(sorted(sampler.banned), dtype=np.int32)
    controls = _Controls(
        sampler.temperature,
        2.0 if sampler.top_p is None else sampler.top_p,
        -1.0 if sampler.min_p is None else sampler.min_p,
        number,
        banned.ctypes.data,
        banned.size,
        # More than there are is as many as there are; the field has 32 bits.
        0 if sampler.top_k is None else min(max(1, sampler.top_k), logits.size),
    )
    figures = Figures()
    token = found.sample(
        logits.ctypes.data,
        logits.size,
        ctypes.byref(controls),
        scratch.ctypes.data,
        ctypes.byref(figures),
    )
    return None if token < 0 else (token, figures)


@cache
def library() -> ctypes.CDLL | None:
    """Return the library, compiled now if it is not in the cache. None where that fails."""
    found = compiled(SOURCE)
    if found is None:
        return None
    pointer = ctypes.c_void_p
    found.figures_of.argtypes = [pointer, ctypes.c_int, pointer]
    found.figures_of.restype = None
    found.scratch_bytes.argtypes, found.scratch_bytes.restype = [ctypes.c_int], ctypes.c_int64
    found.sample.argtypes = [pointer, ctypes.c_int, pointer, pointer, pointer]
    found.sample.restype = ctypes.c_int
    return found
