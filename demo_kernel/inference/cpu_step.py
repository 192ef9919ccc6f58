"""Run the embedded model's forward pass in C: cpu_step.c, compiled once for this processor.

The library is kept in the user's cache under a name made of the source and the processor, so only
the first start compiles (about a second). Where there is no C compiler `library` returns None, and
the backend uses torch instead.
"""

from __future__ import annotations

import ctypes
import hashlib
import logging
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from demo_kernel.inference.engine import Logits, Work
from demo_kernel.network.weights import LAYER_MATRICES, MatrixWeights, Weights

log = logging.getLogger(__name__)

SOURCE = Path(__file__).with_name("cpu_step.c")
HEADER = Path(__file__).with_name("cpu_vectors.h")
FLAGS = (
    "-std=gnu11",
    "-O3",
    # The library stays on the machine that compiled it, so it may use all that its processor has.
    "-march=native",
    # Fused multiply-add everywhere: twice the arithmetic an instruction. The order of the sums
    # stays as it is written, which -ffast-math would not promise.
    "-ffp-contract=fast",
    # sqrtf as one instruction, since nobody reads errno.
    "-fno-math-errno",
    "-fPIC",
    "-shared",
    "-pthread",
)
SWITCH = "TALK_COMPILED_STEP"
"""Environment variable; set to 0 to use torch instead, e.g. to compare."""
PANEL = 64
"""Outputs of a packed panel, as in cpu_step.c."""
MAX_ROWS = 256
"""Rows of one call; bounds the scratch memory."""


class _Matrix(ctypes.Structure):
    """`Matrix` of cpu_step.c."""

    _fields_ = (
        ("w8", ctypes.c_void_p),
        ("w32", ctypes.c_void_p),
        ("scale", ctypes.c_void_p),
        ("outputs", ctypes.c_int32),
        ("columns", ctypes.c_int32),
    )


class _Model(ctypes.Structure):
    """`Model` of cpu_step.c."""

    _fields_ = (
        ("layers", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("width", ctypes.c_int32),
        ("hidden", ctypes.c_int32),
        ("vocabulary", ctypes.c_int32),
        ("context", ctypes.c_int32),
        ("embedding", _Matrix),
        ("rows8", ctypes.c_void_p),
        ("rows32", ctypes.c_void_p),
        ("cosines", ctypes.c_void_p),
        ("sines", ctypes.c_void_p),
        ("layer", ctypes.POINTER(_Matrix)),
    )


class CPUStepEngine:
    """See TrunkEngine.

    Runs on one core. ctypes releases the interpreter's lock, so the event loop goes on meanwhile.
    """

    chunk_free = True
    device = "CPU, compiled step"

    def __init__(self, checkpoints: Mapping[str, Weights], slots: int) -> None:
        """Raise ValueError for a shape that the C code cannot do, RuntimeError without compiler."""
        found = library()
        # `engine_for` asks `library` first, so only a direct caller meets this.
        if found is None:
            raise RuntimeError("there is no C compiler for the CPU step")
        self._library = found
        config = next(iter(checkpoints.values())).config
        # The C code works in whole vectors of up to 16 floats, without a remainder loop.
        if (
            config.head_width % 16
            or config.width % 16
            or config.hidden % 16
            or config.vocabulary_size % 16
        ):
            raise ValueError("the CPU step needs widths that are multiples of 16")
        self.config, self.slots = config, slots
        self.context, self.vocabulary_size = config.context, config.vocabulary_size
        # Positions that a slot has room for: cpu_step.c reads keys a panel at a time.
        self._stride = -(-config.context // PANEL) * PANEL
        floats = config.layers * 2 * config.width * self._stride
        # Zeros cost no memory before a slot is used: a page is mapped when it is first written.
        self._cache = np.zeros((slots, floats), dtype=np.float32)
        # Grown to the largest call so far and used again: the scheduler's thread is the only
        # caller.
        self._scratch = np.empty(0, dtype=np.float32)
        self._tables = _rope_tables(config.head_width, config.rope_base, self._stride)
        self._models: dict[str, _Model] = {}
        self._alive: dict[str, list[NDArray[np.generic]]] = {}
        """The arrays that a _Model points into; without these references they would be freed."""
        for name, weights in checkpoints.items():
            self.add(name, weights)

    def add(self, name: str, weights: Weights) -> None:
        """See TrunkEngine."""
        # The tables are one set for all checkpoints. They are in each list, so that a _Model lives
        # by its own list alone.
        alive: list[NDArray[np.generic]] = [*self._tables]
        layers = (_Matrix * (4 * self.config.layers))()
        for n in range(self.config.layers):
            for m, matrix in enumerate(LAYER_MATRICES):
                layers[4 * n + m] = _packed(weights.matrices[f"layers.{n}.{matrix}"], alive)
        embedding = weights.matrices["embedding"]
        # Twice in memory: by panels for the product at the end, and by row to look a token up.
        rows = np.ascontiguousarray(embedding.values)
        alive.append(rows)
        eight = rows.dtype == np.int8
        config, (cosines, sines) = self.config, self._tables
        self._models[name] = _Model(
            config.layers,
            config.heads,
            config.width,
            config.hidden,
            config.vocabulary_size,
            self._stride,
            _packed(embedding, alive),
            rows.ctypes.data if eight else None,
            None if eight else rows.ctypes.data,
            cosines.ctypes.data,
            sines.ctypes.data,
            layers,
        )
        self._alive[name] = alive

    def remove(self, name: str) -> None:
        """See TrunkEngine."""
        del self._models[name], self._alive[name]

    def forward(self, work: Sequence[Work]) -> Logits:
        """See Engine."""
        result = np.empty((len(work), self.vocabulary_size), dtype=np.float32)
        # One call of the library runs one network. dict.fromkeys keeps the order of arrival, which
        # a set would not.
        for checkpoint in dict.fromkeys(item.checkpoint for item in work):
            mine = [n for n, item in enumerate(work) if item.checkpoint == checkpoint]
            for group in grouped(mine, work):
                result[group] = self._run(checkpoint, [work[n] for n in group])
        return result

    def forward_all(self, item: Work) -> Logits:
        """See Engine; at most MAX_ROWS tokens."""
        logits = np.empty((len(item.tokens), self.vocabulary_size), dtype=np.float32)
        self._call(item.checkpoint, [item], logits=logits, every=True)
        return logits

    def hidden_states(
        self, checkpoint: str, slot: int, tokens: Sequence[int]
    ) -> NDArray[np.float32]:
        """See TrunkEngine."""
        states = np.empty((len(tokens), self.config.width), dtype=np.float32)
        # In parts, with the same bits as in one piece: see `chunk_free`.
        for start in range(0, len(tokens), MAX_ROWS):
            part = states[start : start + MAX_ROWS]
            item = Work(checkpoint, slot, start, tokens[start : start + MAX_ROWS])
            self._call(checkpoint, [item], hidden=part)
        return states

    def attention(self, checkpoint: str, slot: int, tokens: Sequence[int]) -> NDArray[np.float32]:
        """See AttentionEngine; T ≤ MAX_ROWS."""
        length = len(tokens)
        weights = np.zeros(
            (self.config.layers, self.config.heads, length, self._stride), dtype=np.float32
        )
        self._call(checkpoint, [Work(checkpoint, slot, 0, tokens)], weights=weights)
        # A copy, so that the stride's padding, most of it for a short text, is freed.
        return weights[..., :length].copy()

    def _run(self, checkpoint: str, work: Sequence[Work]) -> Logits:
        """Return the logits (len(work), V) for items of one checkpoint.

        A single item may be longer than MAX_ROWS; it is read in parts.
        """
        # No logits for the parts before the last: the output matrix is the largest of all.
        while len(work) == 1 and len(work[0].tokens) > MAX_ROWS:
            (item,) = work
            self._call(
                checkpoint, [Work(checkpoint, item.slot, item.start, item.tokens[:MAX_ROWS])]
            )
            work = [Work(checkpoint, item.slot, item.start + MAX_ROWS, item.tokens[MAX_ROWS:])]
        logits = np.empty((len(work), self.vocabulary_size), dtype=np.float32)
        self._call(checkpoint, work, logits=logits)
        return logits

    def _call(
        self,
        checkpoint: str,
        work: Sequence[Work],
        logits: NDArray[np.float32] | None = None,
        hidden: NDArray[np.float32] | None = None,
        weights: NDArray[np.float32] | None = None,
        every: bool = False,
    ) -> None:
        """Read the tokens of all items and write what is wanted into the given arrays.

        `logits` is (items, V), or with `every` (tokens, V); `hidden` (tokens, C); `weights`
        (L, H, tokens, stride) for a single item.
        """
        model = self._models[checkpoint]
        # Row of cpu_step.c: token, slot, position, wanted. (rows, 4)
        rows = np.array(
            [
                (token, item.slot, item.start + n, every or n == len(item.tokens) - 1)
                for item in work
                for n, token in enumerate(item.tokens)
            ],
            dtype=np.int32,
        )
        needed = self._library.scratch_floats(ctypes.byref(model), len(rows))
        if self._scratch.size < needed:
            self._scratch = np.empty(needed, dtype=np.float32)
        self._library.forward(
            ctypes.byref(model),
            rows.ctypes.data,
            len(rows),
            self._cache.ctypes.data,
            self._scratch.ctypes.data,
            *(None if array is None else array.ctypes.data for array in (logits, hidden, weights)),
        )


def grouped(mine: Sequence[int], work: Sequence[Work]) -> list[list[int]]:
    """Cut items into groups of at most MAX_ROWS rows; a longer item is a group of its own."""
    groups: list[list[int]] = []
    rows = 0
    for n in mine:
        length = len(work[n].tokens)
        # An item is never cut here; `_run` cuts one that is longer than a group.
        if not groups or rows + length > MAX_ROWS:
            groups.append([])
            rows = 0
        groups[-1].append(n)
        rows += length
    return groups


def _packed(matrix: MatrixWeights, alive: list[NDArray[np.generic]]) -> _Matrix:
    """Pack a matrix (outputs, columns) into panels (outputs / 64, columns, 64).

    The last panel is padded with zeros. The arrays that the result points into join `alive`.
    """
    outputs, columns = matrix.values.shape
    panels = -(-outputs // PANEL)
    # A panel holds PANEL outputs of one column side by side, so that a vector of weights is one
    # load.
    padded = np.zeros((panels * PANEL, columns), dtype=matrix.values.dtype)
    padded[:outputs] = matrix.values
    packed = np.ascontiguousarray(padded.reshape(panels, PANEL, columns).transpose(0, 2, 1))
    alive.append(packed)
    if matrix.scale is None:
        return _Matrix(None, packed.ctypes.data, None, outputs, columns)
    # Padded like the matrix: the last vector of scales is loaded whole.
    scale = np.zeros(panels * PANEL, dtype=np.float32)
    scale[:outputs] = matrix.scale
    alive.append(scale)
    return _Matrix(packed.ctypes.data, None, scale.ctypes.data, outputs, columns)


def _rope_tables(
    head_width: int, base: float, length: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return cosines and sines as `model.rope_tables` does, without torch: (length, D/2) each."""
    half = head_width // 2
    # float32 throughout, as torch computes them: tests compare the two networks.
    frequencies = np.float32(base) ** (-np.arange(half, dtype=np.float32) / np.float32(half))
    angles = np.arange(length, dtype=np.float32)[:, None] * frequencies[None, :]
    return np.cos(angles), np.sin(angles)


@cache
def library() -> ctypes.CDLL | None:
    """Return the library of the CPU step, compiled now if it is not in the cache.

    None where that fails.
    """
    found = compiled(SOURCE)
    if found is None:
        return None
    pointer = ctypes.c_void_p
    # Without these ctypes would pass an address as a C int, and cut it on a 64-bit machine.
    found.scratch_floats.argtypes = [ctypes.POINTER(_Model), ctypes.c_int]
    found.scratch_floats.restype = ctypes.c_int64
    found.forward.argtypes = [ctypes.POINTER(_Model), pointer, ctypes.c_int, *([pointer] * 5)]
    found.forward.restype = None
    return found


def compiled(source: Path) -> ctypes.CDLL | None:
    """Return a C file as a library, built now if it is not in the cache. None where that fails."""
    compiler = compiler_path()
    if compiler is None or os.environ.get(SWITCH) == "0":
        return None
    try:
        return ctypes.CDLL(str(build(compiler, source)))
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the CPU step could not be compiled (%s); torch is used instead", error)
        return None


def compiler_path() -> str | None:
    """Return the path of a C compiler that understands GCC's vector extension; None without one."""
    # CC first, as make does.
    names = [os.environ.get("CC", ""), "cc", "gcc", "clang"]
    return next((found for name in names if name and (found := shutil.which(name))), None)


def build(compiler: str, source: Path = SOURCE) -> Path:
    """Return the path of the library, compiled if it is not there.

    Raises OSError or SubprocessError.
    """
    # All that decides about the machine code is in the name, so an old library is never loaded for
    # a new source, and a home shared by two machines holds one for each.
    text = source.read_bytes() + HEADER.read_bytes()
    key = hashlib.sha256(text + repr((FLAGS, _processor())).encode()).hexdigest()[:16]
    path = _cache_folder() / f"step-{key}.so"
    if not path.exists():
        # In the same folder, since a rename is atomic within one file system only.
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            made = Path(folder) / "step.so"
            command = [compiler, *FLAGS, "-o", str(made), str(source), "-lm"]
            subprocess.run(command, check=True, capture_output=True, timeout=60)
            made.replace(path)  # atomic: another kernel that starts now sees all of it or nothing
    return path


def _cache_folder() -> Path:
    """Return the user's cache folder, or a temporary one where that cannot be written."""
    try:
        folder = user_cache_path("talk", appauthor=False)
        # For this user alone: whoever can write here decides what code the kernel loads.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    # A new folder of a name that nobody can guess, never a fixed one under /tmp: there another user
    # could have put a library of their own. It costs a compilation at each start.
    return Path(tempfile.mkdtemp(prefix="talk-"))


def _processor() -> str:
    """Return what `-march=native` depends on: the processor's features."""
    try:
        # `flags` on x86, `Features` on ARM.
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line for line in lines if line.startswith(("flags", "Features")))
    except (OSError, StopIteration):
        return f"{platform.machine()} {platform.processor()} {platform.release()}"
