"""Sample from one row of many logits in C: row_sampler.c. Used by sampling.py.

See cpu_step.py for how the C is compiled, and when there is none.
"""

from __future__ import annotations

import ctypes
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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


class Head(NamedTuple):
    """The likeliest entries of a row, and the mass of all others."""

    ids: NDArray[np.int64]
    """Dense IDs by falling logit, of equals the lower ID first."""
    rest: float
    """Σ e^x of the others, on the scale of `figures.total`."""
    figures: Figures


CONTROLS = 6
"""Rows of what `after_controls` returns: softmax, banned, temperature, top_k, top_p, min_p."""

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


def likeliest(logits: NDArray[np.float32], count: int) -> Head | None:
    """Return the `count` likeliest entries of logits (V,).

    None where there is no compiler, or fewer entries are possible.
    """
    found = library()
    if found is None:
        return None
    logits = np.ascontiguousarray(logits)
    ids, rest, figures = np.empty(count, dtype=np.int32), ctypes.c_double(), Figures()
    there = found.likeliest_of(
        logits.ctypes.data,
        logits.size,
        count,
        _scratch(found, logits.size),
        ctypes.byref(figures),
        ids.ctypes.data,
        ctypes.byref(rest),
    )
    return Head(ids.astype(np.int64), rest.value, figures) if there == count else None


def after_controls(
    logits: NDArray[np.float32], sampler: Sampler, count: int
) -> tuple[list[int], NDArray[np.float64]] | None:
    """Return what is left of logits (V,) after the softmax and each control, in use or not.

    How many entries, (CONTROLS,), and the probabilities of the `count` likeliest by rank,
    (CONTROLS, count). None where there is no compiler, or fewer entries are possible.
    """
    found = library()
    if found is None:
        return None
    logits = np.ascontiguousarray(logits)
    controls, banned = _controls(sampler, logits.size)
    controls.banned = banned.ctypes.data
    ids, kept = np.empty(count, dtype=np.int32), np.empty(CONTROLS, dtype=np.int32)
    probabilities = np.empty((CONTROLS, count), dtype=np.float64)
    done = found.after_controls(
        logits.ctypes.data,
        logits.size,
        ctypes.byref(controls),
        count,
        _scratch(found, logits.size),
        ids.ctypes.data,
        kept.ctypes.data,
        probabilities.ctypes.data,
    )
    return (kept.tolist(), probabilities) if done else None


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
    controls, banned = _controls(sampler, logits.size)
    controls.banned, controls.number = banned.ctypes.data, number
    figures = Figures()
    token = found.sample(
        logits.ctypes.data,
        logits.size,
        ctypes.byref(controls),
        _scratch(found, logits.size),
        ctypes.byref(figures),
    )
    return None if token < 0 else (token, figures)


def _controls(sampler: Sampler, size: int) -> tuple[_Controls, NDArray[np.int32]]:
    """Return a sampler's controls for so many logits, and the IDs that `banned` is to point to."""
    banned = np.array(sorted(sampler.banned), dtype=np.int32)
    controls = _Controls(
        temperature=sampler.temperature,
        top_p=2.0 if sampler.top_p is None else sampler.top_p,
        min_p=-1.0 if sampler.min_p is None else sampler.min_p,
        banned_count=banned.size,
        # More than there are is as many as there are; the field has 32 bits.
        top_k=0 if sampler.top_k is None else min(max(1, sampler.top_k), size),
    )
    return controls, banned


def _scratch(found: ctypes.CDLL, size: int) -> int:
    """Return the address of this thread's scratch memory, with room for so many logits."""
    needed = found.scratch_bytes(size)
    scratch = getattr(_of_thread, "scratch", None)
    if scratch is None or scratch.nbytes < needed:
        scratch = _of_thread.scratch = np.empty(-(-needed // 8), dtype=np.float64)
    address: int = scratch.ctypes.data
    return address


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
    found.likeliest_of.argtypes = [pointer, ctypes.c_int, ctypes.c_int, *([pointer] * 4)]
    found.likeliest_of.restype = ctypes.c_int
    found.after_controls.argtypes = [
        *(pointer, ctypes.c_int, pointer, ctypes.c_int),
        *([pointer] * 4),
    ]
    found.after_controls.restype = ctypes.c_int
    return found
