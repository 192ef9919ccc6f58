"""Run a Llama network's forward pass in C: llama_step.c, weights as their file stores them.

The same bits alone, in any batch, however a prompt is cut, and on any number of threads. See
cpu_step.py for how the C is compiled, and when there is none.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo_kernel.inference.cpu_step import compiled, grouped
from demo_kernel.inference.engine import Logits, Work
from demo_kernel.network.config import LlamaConfig
from demo_kernel.network.llama_weights import BLOCK, BlockMatrix, LlamaWeights

SOURCE = Path(__file__).with_name("llama_step.c")
PLACES = 64
"""Positions of a block of keys, as in llama_step.c."""
MAX_ROWS = 256
"""Rows of one call; bounds the scratch memory."""
MAX_THREADS = 4
"""More gain little on a laptop, whose other cores show the slides."""
MATRICES = ("q", "k", "v", "out", "gate", "up", "down")
FLOATS, EIGHT_BITS, FOUR_BITS, HALVES = range(4)
"""`kind` of llama_step.c's Matrix."""


class _Matrix(ctypes.Structure):
    """`Matrix` of llama_step.c."""

    _fields_ = (
        ("values", ctypes.c_void_p),
        ("scale", ctypes.c_void_p),
        ("shift", ctypes.c_void_p),
        ("kind", ctypes.c_int32),
        ("outputs", ctypes.c_int32),
        ("columns", ctypes.c_int32),
        ("small_scales", ctypes.c_int32),
    )


class _Layer(ctypes.Structure):
    """`Layer` of llama_step.c."""

    _fields_ = (
        *((name, _Matrix) for name in MATRICES),
        ("attention_norm", ctypes.c_void_p),
        ("mlp_norm", ctypes.c_void_p),
        ("q_bias", ctypes.c_void_p),
        ("k_bias", ctypes.c_void_p),
        ("v_bias", ctypes.c_void_p),
    )


class _Model(ctypes.Structure):
    """`Model` of llama_step.c."""

    _fields_ = (
        ("layers", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("kv_heads", ctypes.c_int32),
        ("head_width", ctypes.c_int32),
        ("width", ctypes.c_int32),
        ("hidden", ctypes.c_int32),
        ("vocabulary", ctypes.c_int32),
        ("places", ctypes.c_int32),
        ("threads", ctypes.c_int32),
        ("epsilon", ctypes.c_float),
        ("scale", ctypes.c_float),
        ("embedding", _Matrix),
        ("output", _Matrix),
        ("norm", ctypes.c_void_p),
        ("cosines", ctypes.c_void_p),
        ("sines", ctypes.c_void_p),
        ("layer", ctypes.POINTER(_Layer)),
    )


class ThreadPace:
    """Choose how many threads a pass gets: all, or one where that has been faster of late.

    Another program that keeps a core busy, such as the browser on the stage, makes a small pass
    wait for the thread on that core. The number of threads changes no bit, so it may change at any
    time.
    """

    TRY_EVERY = 16
    """Passes of one size after which the other choice is timed again, where it was as fast."""
    NEWEST = 0.3
    """Weight of the newest pass in the mean time of a row."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._passes: dict[int, int] = {}
        self._row_s: dict[tuple[int, int], float] = {}
        """Mean seconds of a row by size of the pass and threads."""

    def choose(self, rows: int) -> int:
        """Return the threads for a pass of so many rows."""
        if self._threads == 1:
            return 1
        # By powers of two: passes of like size cost alike, and each needs a few timings of its own.
        size = rows.bit_length()
        count = self._passes[size] = self._passes.get(size, -1) + 1
        alone, all_ = (self._row_s.get((size, threads)) for threads in (1, self._threads))
        # Each is tried once before any is preferred.
        if all_ is None or alone is None:
            return self._threads if all_ is None else 1
        faster = 1 if alone < all_ else self._threads
        slower = self._threads if faster == 1 else 1
        # The more a try costs, the rarer it is.
        ratio = max(alone, all_) / min(alone, all_)
        return slower if count % round(self.TRY_EVERY * ratio**2) == 0 else faster

    def record(self, rows: int, threads: int, seconds: float) -> None:
        """Note how long a pass took."""
        key, each = (rows.bit_length(), threads), seconds / rows
        before = self._row_s.get(key, each)
        self._row_s[key] = before + self.NEWEST * (each - before)


class LlamaStepEngine:
    """See AttentionEngine. ctypes releases the interpreter's lock, so the event loop goes on."""

    chunk_free = True

    def __init__(
        self,
        checkpoint: str,
        weights: LlamaWeights,
        slots: int,
        context: int,
        threads: int | None = None,
    ) -> None:
        """Cut the context to `context` tokens; `threads` is by default chosen by the machine.

        Raises ValueError for a shape that the C code cannot do, RuntimeError without a compiler.
        """
        found = library()
        if found is None:
            raise RuntimeError("there is no C compiler for the CPU step")
        config = weights.config
        # Whole vectors of up to 16 floats, and whole blocks of a scale.
        if config.head_width % 16 or config.width % BLOCK or config.hidden % BLOCK:
            raise ValueError("the CPU step needs widths that are multiples of 32")
        self._library, self._checkpoint = found, checkpoint
        self.config, self.slots = config, slots
        self.context = min(context, config.context)
        self.vocabulary_size = config.vocabulary_size
        # The library's own count: it cannot start more threads than the system allows.
        self.threads = int(found.set_threads(threads or available_threads()))
        self.device = f"CPU, compiled step, {_count(self.threads, 'thread')}"
        self._places = -(-self.context // PLACES) * PLACES
        floats = config.layers * 2 * config.kv_heads * config.head_width * self._places
        self._pace = ThreadPace(self.threads)
        # Zeros cost no memory before they are used: a page is mapped when it is first written.
        self._cache = np.zeros((slots, floats), dtype=np.float32)
        self._scratch = np.empty(0, dtype=np.float32)
        self._logits = np.empty(0, dtype=np.float32)
        self._alive: list[NDArray[np.generic]] = []
        """The arrays that the model points into; without these references they would be freed."""
        self._model = self._packed_model(weights)

    @property
    def memory_bound(self) -> int:
        """Bytes that weights, cache and scratch take when every slot is full."""
        scratch = 4 * self._library.scratch_floats(ctypes.byref(self._model), MAX_ROWS)
        logits = 4 * self.slots * self.vocabulary_size
        return (
            sum(array.nbytes for array in self._alive) + self._cache.nbytes + int(scratch) + logits
        )

    def forward(self, work: Sequence[Work]) -> Logits:
        """See Engine."""
        groups = grouped(range(len(work)), work)
        # They follow one another, so the rows are in order.
        parts = [self._run([work[n] for n in group]) for group in groups]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def forward_all(self, item: Work) -> Logits:
        """See Engine; at most MAX_ROWS tokens."""
        return self._call([item], every=True)

    def copy(self, source: int, target: int, length: int) -> None:
        """See CopyingEngine."""
        # Whole blocks, which have all layers of PLACES tokens each: see keys_of in llama_step.c.
        floats = -(-length // PLACES) * (self._cache.shape[1] // (self._places // PLACES))
        self._cache[target, :floats] = self._cache[source, :floats]

    def hidden_states(
        self, checkpoint: str, slot: int, tokens: Sequence[int]
    ) -> NDArray[np.float32]:
        """Return the normalised last hidden state at every token: (T, C). Overwrites the slot."""
        states = np.empty((len(tokens), self.config.width), dtype=np.float32)
        for start in range(0, len(tokens), MAX_ROWS):
            part = states[start : start + MAX_ROWS]
            self._call([Work(checkpoint, slot, start, tokens[start : start + MAX_ROWS])], part)
        return states

    def attention(self, checkpoint: str, slot: int, tokens: Sequence[int]) -> NDArray[np.float32]:
        """See AttentionEngine; T ≤ MAX_ROWS."""
        length = len(tokens)
        weights = np.zeros(
            (self.config.layers, self.config.heads, length, self._places), dtype=np.float32
        )
        self._call([Work(checkpoint, slot, 0, tokens)], weights=weights)
        return weights[..., :length].copy()

    def _run(self, work: Sequence[Work]) -> Logits:
        """Return the logits (len(work), V); a single item longer than MAX_ROWS is read in parts."""
        while len(work) == 1 and len(work[0].tokens) > MAX_ROWS:
            (item,) = work
            self._call([Work(item.checkpoint, item.slot, item.start, item.tokens[:MAX_ROWS])])
            rest = item.tokens[MAX_ROWS:]
            work = [Work(item.checkpoint, item.slot, item.start + MAX_ROWS, rest)]
        return self._call(work)

    def _call(
        self,
        work: Sequence[Work],
        hidden: NDArray[np.float32] | None = None,
        weights: NDArray[np.float32] | None = None,
        every: bool = False,
    ) -> Logits:
        """Read the tokens of all items; return the logits after each item, or `every` token.

        `hidden` (tokens, C) and `weights` (L, H, tokens, places) are written into, where given, and
        no logits are computed then.
        """
        if any(item.checkpoint != self._checkpoint for item in work):
            raise KeyError(work[0].checkpoint)
        rows = np.array(
            [
                (token, item.slot, item.start + n, every or n == len(item.tokens) - 1)
                for item in work
                for n, token in enumerate(item.tokens)
            ],
            dtype=np.int32,
        )
        needed = self._library.scratch_floats(ctypes.byref(self._model), len(rows))
        if self._scratch.size < needed:
            self._scratch = np.empty(needed, dtype=np.float32)
        wanted = 0 if hidden is not None or weights is not None else int(rows[:, 3].sum())
        logits = self._room_for_logits(wanted)
        self._model.threads = self._pace.choose(len(rows))
        begun = time.perf_counter()
        self._library.forward(
            ctypes.byref(self._model),
            rows.ctypes.data,
            len(rows),
            self._cache.ctypes.data,
            self._scratch.ctypes.data,
            logits.ctypes.data if wanted else None,
            *(None if array is None else array.ctypes.data for array in (hidden, weights)),
        )
        self._pace.record(len(rows), self._model.threads, time.perf_counter() - begun)
        return logits[:, : self.vocabulary_size]

    def _room_for_logits(self, rows: int) -> Logits:
        """Return an array of so many rows of logits, of whole panels, as the C code writes them."""
        span = self._library.span()
        padded = -(-self.vocabulary_size // span) * span
        if rows > self.slots:
            return np.empty((rows, padded), dtype=np.float32)
        # Fresh memory comes page by page, each filled with zeros first: a tenth of a small pass.
        # The last pass's is used again when nobody has kept a row of it: what refers to it then are
        # this attribute and the argument.
        if sys.getrefcount(self._logits) > 2 or not self._logits.size:
            self._logits = np.empty(self.slots * padded, dtype=np.float32)
        return self._logits[: rows * padded].reshape(rows, padded)

    def _packed_model(self, weights: LlamaWeights) -> _Model:
        """Return the model as the C code reads it."""
        config = self.config

        def vector(name: str) -> int | None:
            found = weights.vectors.get(name)
            return None if found is None else self._address(found)

        layers = (_Layer * config.layers)()
        for n in range(config.layers):
            for name in MATRICES:
                setattr(layers[n], name, self._packed(weights.read(f"layers.{n}.{name}")))
            for name in ("attention_norm", "mlp_norm", "q_bias", "k_bias", "v_bias"):
                setattr(layers[n], name, vector(f"layers.{n}.{name}"))
        embedding = self._packed(weights.read("embedding"))
        output = embedding if config.tied else self._packed(weights.read("output"))
        cosines, sines = rotation_tables(config, self._places)
        return _Model(
            config.layers,
            config.heads,
            config.kv_heads,
            config.head_width,
            config.width,
            config.hidden,
            config.vocabulary_size,
            self._places,
            self.threads,
            config.epsilon,
            config.attention_scale,
            embedding,
            output,
            vector("norm"),
            self._address(cosines),
            # Llama turns against the direction of `rotate` in cpu_vectors.h.
            self._address(-sines),
            layers,
        )

    def _packed(self, matrix: BlockMatrix) -> _Matrix:
        """Pack a matrix (outputs, columns) into panels (outputs / span, columns, span).

        The last panel is padded with zeros.
        """
        outputs, columns = matrix.values.shape
        kind = {"f4": FLOATS, "f2": HALVES, "i1": EIGHT_BITS, "u1": FOUR_BITS}[
            matrix.values.dtype.str[1:]
        ]
        values: NDArray[np.generic] = matrix.values
        # As `pairs_of` in llama_step.c reads them.
        if kind == EIGHT_BITS:
            values = np.ascontiguousarray(matrix.values).view(np.int16)
        elif kind == FOUR_BITS:
            # Byte by byte and not in words: a quarter of the memory, and of the time.
            numbers = matrix.values.view(np.uint8).reshape(outputs, columns // 8, 8)
            words = np.empty((outputs, columns // 8, 4), dtype=np.uint8)
            for byte, (low, high) in enumerate(((0, 2), (4, 6), (1, 3), (5, 7))):
                words[..., byte] = numbers[..., low] | numbers[..., high] << 4
            values = words.view("<u4")[..., 0]
        tables = [one for one in (matrix.scale, matrix.shift) if one is not None]
        # Files store them in half precision, and what is read most often is the memory's pace.
        small = all(np.array_equal(_half(one), one) for one in tables)
        addresses = [self._panels(_half(one) if small else one) for one in tables]
        scale, shift = [*addresses, None, None][:2]
        return _Matrix(self._panels(values), scale, shift, kind, outputs, columns, small)

    def _panels(self, matrix: NDArray[np.generic]) -> int:
        """Return the address of a matrix (outputs, n) as (outputs / span, n, span)."""
        outputs, columns = matrix.shape
        span = self._library.span()
        panels = -(-outputs // span)
        # Only then a copy: most sizes are multiples, and the matrices are large.
        if outputs % span:
            padded = np.zeros((panels * span, columns), dtype=matrix.dtype)
            padded[:outputs] = matrix
            matrix = padded
        return self._address(matrix.reshape(panels, span, columns).transpose(0, 2, 1))

    def _address(self, array: NDArray[np.generic]) -> int:
        """Keep an array and return its address."""
        self._alive.append(np.ascontiguousarray(array))
        return self._alive[-1].ctypes.data


def rotation_tables(
    config: LlamaConfig, length: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return cosines and sines as llama.llama_angles has them, without torch: (length, D/2)."""
    half = config.head_width // 2
    frequencies = np.float32(config.rope_base) ** (
        -np.arange(half, dtype=np.float32) / np.float32(half)
    )
    if config.rope_factors:
        frequencies /= np.array(config.rope_factors, dtype=np.float32)
    angles = np.arange(length, dtype=np.float32)[:, None] * frequencies[None, :]
    return np.cos(angles), np.sin(angles)


def available_threads() -> int:
    """Return how many threads to compute on: the cores that this process may use, at most 4."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return min(cores, MAX_THREADS)


def _half(numbers: NDArray[np.float32]) -> NDArray[np.float16]:
    # A number that is too large becomes infinite, which its reader compares with what it was.
    with np.errstate(over="ignore"):
        return numbers.astype(np.float16)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("s" if number != 1 else "")


@cache
def library() -> ctypes.CDLL | None:
    """Return the library of the step, compiled now if it is not in the cache.

    None where that fails.
    """
    found = compiled(SOURCE)
    if found is None:
        return None
    pointer = ctypes.c_void_p
    found.scratch_floats.argtypes = [ctypes.POINTER(_Model), ctypes.c_int]
    found.scratch_floats.restype = ctypes.c_int64
    found.forward.argtypes = [ctypes.POINTER(_Model), pointer, ctypes.c_int, *([pointer] * 5)]
    found.forward.restype = None
    found.span.argtypes, found.span.restype = [], ctypes.c_int
    found.set_threads.argtypes, found.set_threads.restype = [ctypes.c_int], ctypes.c_int
    return found
