"""Networks on an NVIDIA GPU: one token of each sequence as one CUDA graph a checkpoint.

Launching the operations one by one costs a GPU more than the arithmetic of a network this small. A
graph is captured once and replayed, so its shapes are fixed: always `ROWS` rows over the whole
context, a smaller batch filled up with rows in a slot that nobody reads. Fixed shapes also keep the
promise of `Engine.forward`: each row is computed in the same way whatever stands in the others.

Where there is no CUDA the same operations run without a graph. So the arithmetic is tested on any
machine, and only the capture itself needs a GPU.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.cuda import CUDAGraph
from torch.nn import functional as F

from demo_kernel.inference.engine import Logits, Work
from demo_kernel.inference.torch_engine import TorchEngine, llama_memory
from demo_kernel.network.llama import Llama, as_llama
from demo_kernel.network.llama_weights import LlamaWeights
from demo_kernel.network.model import GPT
from demo_kernel.network.weights import Weights

ROWS = 32
"""Sequences of one replay."""
WARM_UPS = 3
"""Runs before the capture, in which cuBLAS and the allocator settle (PyTorch's notes on CUDA
graphs)."""


class RowsCache:
    """See Cache: one token of each sequence, at its own position in its own slot of a pool.

    The tensors are those given to the constructor, so that a graph that was captured over them
    reads what was written into them before the replay.
    """

    def __init__(self, pool: Tensor, slots: Tensor, positions: Tensor) -> None:
        """`pool` is (slots, L, 2, K, context, D); `slots` and `positions` are (R,) integers."""
        self._pool, self._slots, self._positions = pool, slots, positions
        # Made once and out here, so that it is no part of a replay.
        self._places = torch.arange(pool.size(4), device=pool.device)  # (context,)
        self._mask = torch.zeros(0)

    def advance(self, count: int) -> Tensor:
        """See Cache; `count` is 1."""
        # In here and not in the constructor: the comparison is a part of the captured graph.
        self._mask = (self._places <= self._positions[:, None])[:, None, None, :]  # (R, 1, 1, ctx)
        return self._positions[:, None, None]  # (R, 1, 1)

    def attend(self, layer: int, q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor:
        """See Cache; `q` is (R, H, 1, D), `k` and `v` are (R, K, 1, D)."""
        pool, slots = self._pool, self._slots
        # Tensors as indices: numbers would be fixed at the capture.
        pool[slots, layer, 0, :, self._positions] = k[:, :, 0]
        pool[slots, layer, 1, :, self._positions] = v[:, :, 0]
        # The whole context of every row, masked: a slice up to each row's length would differ in
        # shape.
        keys, values = pool[slots, layer, 0], pool[slots, layer, 1]  # (R, K, context, D) each
        return F.scaled_dot_product_attention(
            q,
            keys,
            values,
            attn_mask=self._mask,
            scale=scale,
            enable_gqa=q.size(1) != k.size(1),
        )


class GraphStep:
    """Reads one token of up to `rows` sequences, each at its own position in its own slot."""

    def __init__(
        self, model: GPT | Llama, pool: Tensor, rows: int = ROWS, *, capture: bool = True
    ) -> None:
        """`pool` is (slots + 1, L, 2, K, context, D); rows without a sequence use its last slot.

        Without `capture` the operations are launched one by one.
        """
        self._model, self._rows, self._spare = model, rows, pool.size(0) - 1
        with torch.inference_mode():
            # What a graph reads and writes must stay where it is. One tensor for all three, so that
            # one copy to the device fills them before a replay.
            self._inputs = torch.tensor(
                [[0] * rows, [0] * rows, [self._spare] * rows], device=pool.device
            )
            self._tokens, positions, slots = self._inputs  # (rows,) each
            self._cache = RowsCache(pool, slots, positions)
            self._graph = self._capture_graph() if capture and pool.is_cuda else None

    def logits(
        self, tokens: Sequence[int], positions: Sequence[int], slots: Sequence[int]
    ) -> Tensor:
        """Return the logits (len(tokens), V) after one token of each sequence.

        They are on the device and overwritten by the next call.
        """
        # Rows without a sequence read token 0 at position 0 of the spare slot; nobody reads their
        # logits.
        empty = self._rows - len(tokens)
        inputs = (
            [*tokens, *[0] * empty],
            [*positions, *[0] * empty],
            [*slots, *[self._spare] * empty],
        )
        with torch.inference_mode():
            self._inputs.copy_(torch.tensor(inputs))
            if self._graph is None:
                logits = self._run()
            else:
                graph, logits = self._graph
                graph.replay()
            return logits[: len(tokens)]

    def _capture_graph(self) -> tuple[CUDAGraph, Tensor]:
        """Capture one run of the network; return the graph and its logits (rows, V).

        A replay fills the same tensor anew.
        """
        # The warm-up must not run on the stream that captures (PyTorch's notes on CUDA graphs).
        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM_UPS):
                self._run()
        torch.cuda.current_stream().wait_stream(aside)
        # The capture records and does not compute; the first logits come from the first replay.
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            logits = self._run()
        return graph, logits

    def _run(self) -> Tensor:
        """Run the network on the inputs as they stand: (rows, V)."""
        logits: Tensor = self._model(self._tokens[:, None], self._cache)[:, 0]
        return logits


class CUDAGraphEngine(TorchEngine):
    """`TorchEngine` that reads single tokens, those of generations under way, with a graph."""

    def __init__(
        self,
        checkpoints: Mapping[str, Weights],
        slots: int,
        device: str = "cuda",
        *,
        capture: bool = True,
    ) -> None:
        """Launch the same operations one by one without `capture`, or where there is no CUDA."""
        self._steps: dict[str, GraphStep] = {}
        super().__init__(checkpoints, slots, device)
        self._set_up_steps(ROWS, capture)

    def _set_up_steps(self, rows: int, capture: bool) -> None:
        """Allocate the pool; each replay will read `rows` sequences."""
        config, slots, device = self.config, self.slots, self._device
        self._rows = rows
        shape = (slots + 1, config.layers, 2, config.kv_heads, self.context, config.head_width)
        with torch.inference_mode():
            # Allocated at once: a captured graph holds the addresses of the pool, so it may never
            # move.
            self._pool = torch.zeros(shape, device=device, dtype=self._kind)
            """Keys and values of all slots; the last slot is for rows that only fill up."""
        self._capture = capture
        if capture and device == "cuda":
            self.device += ", CUDA graph"

    def add(self, name: str, weights: Weights) -> None:
        """See TrunkEngine."""
        super().add(name, weights)
        # A graph reads the weights that it was captured over. Each step of a policy update replaces
        # those of one name, and the next token must be sampled with the new ones.
        self._steps.pop(name, None)

    def remove(self, name: str) -> None:
        """See TrunkEngine."""
        super().remove(name)
        self._steps.pop(name, None)

    def forward(self, work: Sequence[Work]) -> Logits:
        """See Engine.

        How an item is computed depends on the item alone: a single token by the graph, several by
        themselves. So the batch changes no bit.
        """
        found: list[Logits | None] = [None] * len(work)
        single: dict[str, list[int]] = {}
        for place, item in enumerate(work):
            if len(item.tokens) == 1:
                single.setdefault(item.checkpoint, []).append(place)
            else:
                # A prompt's chunk has any number of tokens, and one graph a length would be
                # hundreds.
                found[place] = super().forward([item])[0]
        for checkpoint, places in single.items():
            # More sequences than a graph has rows: replay by replay, which keeps every shape fixed.
            each = self._rows
            for some in (places[at : at + each] for at in range(0, len(places), each)):
                rows = self._read(checkpoint, [work[place] for place in some])
                for place, row in zip(some, rows, strict=True):
                    found[place] = row
        return np.stack([row for row in found if row is not None])

    def _read(self, checkpoint: str, work: Sequence[Work]) -> Logits:
        """Return the logits (len(work), V) after each item's only token."""
        if checkpoint not in self._steps:
            # Captured at the first use: a capture takes a moment, and most checkpoints are never
            # asked for.
            self._steps[checkpoint] = GraphStep(
                self._models[checkpoint], self._pool, self._rows, capture=self._capture
            )
        logits = self._steps[checkpoint].logits(
            [item.tokens[0] for item in work],
            [item.start for item in work],
            [item.slot for item in work],
        )
        # The copy to the CPU also waits until the replay has ended.
        found: Logits = logits.float().cpu().numpy()
        return found

    def _slot(self, slot: int) -> Tensor:
        """Return keys and values of a slot, (L, 2, 1, K, context, D), a view into the pool."""
        return self._pool[slot].unsqueeze(2)


class LlamaGraphEngine(CUDAGraphEngine):
    """`CUDAGraphEngine` of one Llama network, with weights in bfloat16 and logits in float32."""

    def __init__(
        self,
        checkpoint: str,
        weights: LlamaWeights,
        slots: int,
        context: int,
        device: str = "cuda",
        *,
        kind: torch.dtype = torch.bfloat16,
        rows: int = ROWS,
        capture: bool = True,
    ) -> None:
        """Cut the context to `context` tokens; each replay reads `rows` sequences."""
        self._steps: dict[str, GraphStep] = {}
        self._set_up(weights.config, slots, device, min(context, weights.config.context))
        self._kind = kind
        self._models[checkpoint] = as_llama(weights, self.context, kind).to(device)
        self._set_up_steps(rows, capture)
        self.device += f", {str(kind).removeprefix('torch.')}"

    @property
    def memory_bound(self) -> int:
        """Bytes that weights and cache take."""
        return llama_memory(self, self.slots + 1)
