"""Compute the embedded model, a small pre-norm decoder, in plain torch: one forward pass for all.

Rotary positions, RMSNorm without weights, queries and keys normalised, a squared-ReLU MLP, the
embedding tied to the output. Training, the engines and batch generation all run `GPT`; they differ
in the `Cache` that they hand in. `generate` is the slow, obvious way to continue a text.

Shapes: B batch, T tokens, H heads, D width of a head, C width of the model (C = H·D), V vocabulary
entries. Sources: RoPE (Su et al. 2021), RMSNorm (Zhang and Sennrich 2019), squared ReLU (So et al.
2021), query-key normalisation (Henry et al. 2020).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from demo_kernel.network.config import GPTConfig as GPTConfig
from demo_kernel.network.weights import Weights


class Cache(Protocol):
    """Keys and values of tokens read earlier, and how the next tokens attend to them.

    One object serves one or more forward passes. In each, `advance` is called once and then
    `attend` once for each layer, in order.
    """

    def advance(self, count: int) -> slice | Tensor:
        """Make room for `count` more tokens of every sequence; return their positions.

        The result indexes the rotation tables (context, D/2): a slice gives (T, D/2) for all
        sequences alike, a tensor (B, 1, T) gives (B, 1, T, D/2).
        """
        ...

    def attend(self, layer: int, q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor:
        """Store keys and values of the new tokens, and return what the new queries attend to.

        `q` and the result are (B, H, T, D); `k` and `v` too, or (B, K, T, D) where H / K query
        heads share a head of keys and values. `scale` multiplies q·k before the softmax.
        """
        ...


def rms_norm(x: Tensor) -> Tensor:
    """Scale the last dimension to a root mean square of 1; no learned weights."""
    return F.rms_norm(x, (x.size(-1),))


def rope_tables(config: GPTConfig, length: int) -> tuple[Tensor, Tensor]:
    """Return cosines and sines of the rotation at positions 0 … length−1, each (length, D/2)."""
    half = config.head_width // 2
    # θ_i = base^(−2i/D), as in the paper: i runs over pairs, so −i / (D/2).
    frequencies = config.rope_base ** (-torch.arange(half, dtype=torch.float32) / half)  # (D/2,)
    angles = torch.arange(length, dtype=torch.float32)[:, None] * frequencies[None, :]  # (T, D/2)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn each pair (x[i], x[i + D/2]) by its position's angle.

    `x` is (…, T, D), `cos` and `sin` are (T, D/2) or broadcast to it.
    """
    # Halves are paired and not neighbours, as in GPT-NeoX and Llama's transformers form: two
    # slices, no strided reads. The angle has the other sign than in the paper; only distances
    # count, and theirs is turned for queries and keys alike.
    left, right = x.chunk(2, dim=-1)  # (…, T, D/2) each
    return torch.cat((left * cos + right * sin, right * cos - left * sin), dim=-1)


class Matrix(nn.Linear):
    """A layer without bias; its weights (outputs, inputs) are uninitialised memory until filled."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, bias=False)

    def reset_parameters(self) -> None:
        """Do nothing.

        Sampling random weights that are replaced at once takes longer than a live training step.
        """


class TokenEmbedding(nn.Embedding):
    """One row (C,) for each entry of the vocabulary, uninitialised as in Matrix."""

    def reset_parameters(self) -> None:
        """Do nothing, as in Matrix."""


class Attention(nn.Module):
    """Causal self-attention; queries, keys and values come from one fused matrix, in that order."""

    def __init__(self, config: GPTConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.heads = config.heads
        self.scale = config.attention_scale
        self.qkv = Matrix(config.width, 3 * config.width)
        self.out = Matrix(config.width, config.width)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, cache: Cache | None) -> Tensor:
        """Return (B, T, C) for x (B, T, C).

        Without a cache the tokens attend to one another alone.
        """
        B, T, C = x.shape
        qkv = self.qkv(x).view(B, T, 3, self.heads, C // self.heads)  # (B, T, 3, H, D)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)  # (B, H, T, D) each
        # Normalised before the rotation, which keeps lengths: then a score is D times a cosine,
        # whatever the position, and the scale in the config bounds it.
        q, k = rotate(rms_norm(q), cos, sin), rotate(rms_norm(k), cos, sin)
        if cache is None:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=self.scale)
        else:
            y = cache.attend(self.layer, q, k, v, self.scale)  # (B, H, T, D)
        out: Tensor = self.out(y.transpose(1, 2).reshape(B, T, C))  # (B, T, C)
        return out


class MLP(nn.Module):
    """Widen, squared ReLU, narrow."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.up = Matrix(config.width, config.hidden)
        self.down = Matrix(config.hidden, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, T, C) for x (B, T, C)."""
        # (B, T, hidden) in between.
        out: Tensor = self.down(F.relu(self.up(x)).square())
        return out


class Block(nn.Module):
    """One layer: attention and MLP, each reading the normalised stream and adding to it."""

    def __init__(self, config: GPTConfig, layer: int) -> None:
        super().__init__()
        self.attention = Attention(config, layer)
        self.mlp = MLP(config)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, cache: Cache | None) -> Tensor:
        """Return (B, T, C) for x (B, T, C)."""
        # The stream itself is never normalised, so a gradient reaches every layer undiminished.
        x = x + self.attention(rms_norm(x), cos, sin, cache)
        out: Tensor = x + self.mlp(rms_norm(x))
        return out


class GPT(nn.Module):
    """The network.

    Its parameters: `embedding.weight` (V, C), which is also the output matrix, and for each layer
    `qkv` (3C, C), `out` (C, C), `up` (hidden, C), `down` (C, hidden). They hold nothing meaningful
    before `initialise` or `load_state_dict`.
    """

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = TokenEmbedding(config.vocabulary_size, config.width)
        self.layers = nn.ModuleList(Block(config, layer) for layer in range(config.layers))
        cos, sin = rope_tables(config, config.context)
        self.cos: Tensor
        self.sin: Tensor
        # Not in the checkpoint: they follow from the config.
        self.register_buffer("cos", cos, persistent=False)  # (context, D/2)
        self.register_buffer("sin", sin, persistent=False)

    @torch.no_grad()
    def initialise(self, seed: int) -> None:
        """Fill the parameters from `seed`.

        Layers write nothing at first (`out` and `down` are 0) and the tied embedding is small, so
        that every token is about equally likely and the loss at step 0 is close to ln V.
        """
        # On the CPU, so that the start is the same on every device.
        generator = torch.Generator().manual_seed(seed)
        self.embedding.weight.normal_(0.0, 0.02, generator=generator)
        for block in self.blocks():
            for matrix in (block.attention.qkv.weight, block.mlp.up.weight):
                bound = math.sqrt(3.0 / matrix.size(1))  # a variance of 1 / inputs
                matrix.uniform_(-bound, bound, generator=generator)
            block.attention.out.weight.zero_()
            block.mlp.down.weight.zero_()

    def blocks(self) -> Iterator[Block]:
        """Iterate over the layers, typed."""
        for block in self.layers:
            # nn.ModuleList is typed as plain modules.
            assert isinstance(block, Block)
            yield block

    def hidden_states(
        self, tokens: Tensor, cache: Cache | None = None, last: Tensor | int | None = None
    ) -> Tensor:
        """Return the normalised last hidden states (B, T, C) of dense token IDs (B, T).

        With a `cache` the tokens follow those that it holds. `last`, an index or (B,) of them,
        picks one token of each sequence, and the result is (B, C). Raises ValueError when T is
        more than the context.
        """
        B, T = tokens.shape
        if self.config.context < T:
            raise ValueError(
                f"{T} tokens are more than the model's context of {self.config.context}"
            )
        positions = slice(0, T) if cache is None else cache.advance(T)
        cos, sin = self.cos[positions], self.sin[positions]  # (T, D/2) or (B, 1, T, D/2)
        # Rows of the tied embedding are small for the output's sake (see `initialise`); the stream
        # begins with a root mean square of 1.
        x = rms_norm(self.embedding(tokens))  # (B, T, C)
        for block in self.blocks():
            x = block(x, cos, sin, cache)
        if last is not None:
            # Before the output matrix, the largest product of all: T times less of it.
            x = x[torch.arange(B, device=x.device), last]  # (B, C)
        return rms_norm(x)

    def forward(
        self, tokens: Tensor, cache: Cache | None = None, last: Tensor | int | None = None
    ) -> Tensor:
        """Return the logits (B, T, V) for the token that follows each dense ID of (B, T).

        `cache` and `last` as in `hidden_states`; with `last` the result is (B, V).
        """
        hidden = self.hidden_states(tokens, cache, last)
        logits: Tensor = F.linear(hidden, self.embedding.weight)  # the tied output matrix
        return logits

    @property
    def output(self) -> TokenEmbedding:
        """The output matrix, which is the embedding's."""
        return self.embedding

    @property
    def device(self) -> torch.device:
        """Where the parameters are; what the network reads must be there too."""
        return self.embedding.weight.device

    def parameter_count(self) -> int:
        """Return the number of learned values; the tied embedding counts once."""
        return sum(parameter.numel() for parameter in self.parameters())


def as_module(weights: Weights) -> GPT:
    """Return a network with these weights in float32."""
    model = GPT(weights.config)
    state = {
        f"{name}.weight": torch.from_numpy(matrix.dequantised())
        for name, matrix in weights.matrices.items()
    }
    # Assigned, not copied: touching fresh memory for the first time costs more than arithmetic.
    model.load_state_dict(state, assign=True)
    return model


@torch.no_grad()
def generate(
    model: GPT,
    tokens: list[int],
    max_tokens: int,
    *,
    temperature: float = 1.0,
    seed: int = 0,
    stop: frozenset[int] = frozenset(),
) -> list[int]:
    """Continue dense IDs without a cache, reading everything anew for each token.

    The oracle that tests compare the fast engines with. Temperature 0 samples the likeliest token.
    Ends after `max_tokens` or after a token of `stop`, which is included. When the context is full
    the oldest tokens leave it. Returns the new tokens only.
    """
    model.eval()
    generator = torch.Generator().manual_seed(seed)
    # A copy, so that the caller's list stays as it is.
    context, new = list(tokens), list[int]()
    while len(new) < max_tokens:
        # Everything anew, and from position 0 again when the window slides: slow, and nothing to
        # get wrong.
        window = torch.tensor([context[-model.config.context :]])  # (1, T)
        logits = model(window)[0, -1].float()  # (V,)
        if temperature == 0:
            token = int(logits.argmax())
        else:
            probabilities = F.softmax(logits / temperature, dim=-1)
            token = int(torch.multinomial(probabilities, 1, generator=generator))
        context.append(token)
        new.append(token)
        if token in stop:
            break
    return new
