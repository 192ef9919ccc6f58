"""The embedded model on a GPU: the step that reads one token of each sequence as one captured graph a checkpoint.

Launching the step's operations one by one costs a GPU more than the arithmetic of a network this small. A graph is
captured once and replayed, so its shapes are fixed: always `ROWS` rows over the whole context, the rest of a batch
filled up with a slot that nobody reads. Fixed shapes also keep the promise of `Engine.forward`: every row is computed
in the same way whatever stands in the others.

Where there is no CUDA the same step runs without a graph; so its arithmetic is tested on any machine, and only the
capture itself needs a GPU.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from demo_kernel.inference.engine import Logits, TorchEngine, Work

if TYPE_CHECKING:
    from torch import Tensor
    from torch.cuda import CUDAGraph

    from demo_kernel.network.model import GPT
    from demo_kernel.network.weights import Weights

ROWS = 32
"""Sequences of one replay."""
WARM_UPS = 3
"""Runs before the capture, in which cuBLAS and the allocator settle (PyTorch's notes on CUDA graphs)."""


class CapturedEngine(TorchEngine):
    """`TorchEngine` whose single tokens, those of a generation under way, go through a captured step."""

    def __init__(
        self,
        checkpoints: Mapping[str, Weights],
        slots: int,
        device: str = "cuda",
        *,
        capture: bool = True,
    ) -> None:
        """Without `capture` the same operations are started one by one."""
        import torch

        super().__init__(checkpoints, slots, device)
        config = self.config
        shape = (slots + 1, config.layers, 2, config.heads, config.context, config.head_width)
        with torch.inference_mode():
            self._pool = torch.zeros(shape, device=device)
            """Keys and values of all slots; the last one belongs to the rows that are only filled up."""
        self._steps: dict[str, Step] = {}
        self._capture = capture
        if capture and device == "cuda":
            self.device += ", captured step"

    def remove(self, name: str) -> None:
        """See TrunkEngine."""
        super().remove(name)
        self._steps.pop(name, None)

    def forward(self, work: Sequence[Work]) -> Logits:
        """See Engine. How an item is computed depends on the item alone: one token by the step, more by themselves."""
        found: list[Logits | None] = [None] * len(work)
        single: dict[str, list[int]] = {}
        for place, item in enumerate(work):
            if len(item.tokens) == 1:
                single.setdefault(item.checkpoint, []).append(place)
            else:
                found[place] = super().forward([item])[0]
        for checkpoint, places in single.items():
            for some in (places[at : at + ROWS] for at in range(0, len(places), ROWS)):
                rows = self._step(checkpoint)([work[place] for place in some])
                for place, row in zip(some, rows, strict=True):
                    found[place] = row
        return np.stack([row for row in found if row is not None])

    def _step(self, checkpoint: str) -> Step:
        if checkpoint not in self._steps:
            self._steps[checkpoint] = Step(
                self._models[checkpoint], self._pool, capture=self._capture
            )
        return self._steps[checkpoint]

    def _slot(self, slot: int) -> Tensor:
        """Keys and values of a slot: (L, 2, 1, H, context, D), a view into the pool."""
        return self._pool[slot].unsqueeze(2)


class Step:
    """One token of up to `rows` sequences, each at its own place in its own slot."""

    def __init__(self, model: GPT, pool: Tensor, rows: int = ROWS, *, capture: bool = True) -> None:
        """`pool` is (slots + 1, L, 2, H, context, D); its last slot is for rows that are only filled up."""
        import torch

        self._model, self._pool, self._rows = model, pool, rows
        self._spare = pool.size(0) - 1
        with torch.inference_mode():
            # What a graph reads and writes must stay where it is.
            self._read = torch.tensor(
                [[0] * rows, [0] * rows, [self._spare] * rows], device=pool.device
            )
            self._tokens, self._positions, self._slots = (
                self._read
            )  # (rows,) each; filled by one copy
            self._places = torch.arange(pool.size(4), device=pool.device)  # (context,)
            self._graph = self._captured() if capture and pool.is_cuda else None

    def __call__(self, work: Sequence[Work]) -> Logits:
        """Logits after each item's only token: (len(work), V)."""
        tokens, positions, slots = zip(
            *((item.tokens[0], item.start, item.slot) for item in work), strict=True
        )
        found: Logits = self.logits(tokens, positions, slots).float().cpu().numpy()
        return found

    def logits(
        self, tokens: Sequence[int], positions: Sequence[int], slots: Sequence[int]
    ) -> Tensor:
        """The same for the token of each row, where it stands, and whose it is: (len(tokens), V) on the device, good
        until the next call.
        """
        import torch

        empty = self._rows - len(tokens)
        read = (
            [*tokens, *[0] * empty],
            [*positions, *[0] * empty],
            [*slots, *[self._spare] * empty],
        )
        with torch.inference_mode():
            self._read.copy_(torch.tensor(read))
            if self._graph is None:
                logits = self._run()
            else:
                graph, logits = self._graph
                graph.replay()
            return logits[: len(tokens)]

    def _captured(self) -> tuple[CUDAGraph, Tensor]:
        """The graph, and where it leaves the logits (rows, V)."""
        import torch

        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM_UPS):
                self._run()
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            logits = self._run()
        return graph, logits

    def _run(self) -> Tensor:
        """(rows, V)."""
        from torch.nn import functional as F

        from demo_kernel.network.model import rms_norm

        model, slots, positions = self._model, self._slots, self._positions
        cos = model.cos[positions][:, None, None, :]  # (R, 1, 1, D/2)
        sin = model.sin[positions][:, None, None, :]
        seen = (self._places <= positions[:, None])[:, None, None, :]  # (R, 1, 1, context)
        x = rms_norm(model.embedding(self._tokens))[:, None, :]  # (R, 1, C)
        for layer, block in enumerate(model.blocks()):
            q, k, v = block.attention.queries_keys_values(rms_norm(x), cos, sin)  # (R, H, 1, D)
            self._pool[slots, layer, 0, :, positions] = k[:, :, 0]
            self._pool[slots, layer, 1, :, positions] = v[:, :, 0]
            keys, values = (
                self._pool[slots, layer, 0],
                self._pool[slots, layer, 1],
            )  # (R, H, context, D)
            y = F.scaled_dot_product_attention(
                q, keys, values, attn_mask=seen, scale=block.attention.scale
            )
            x = x + block.attention.out(y.transpose(1, 2).reshape(x.shape))
            x = x + block.mlp(rms_norm(x))
        return F.linear(rms_norm(x)[:, 0], model.embedding.weight)
