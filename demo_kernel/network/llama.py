"""The network of Llama, SmolLM and Qwen2 in plain torch: model.GPT's frame, filled otherwise.

What differs from the embedded model: norms with a gain, queries that share keys and values in
groups, SwiGLU in the MLP, biases in Qwen2's attention, and rotation the other way round. Cache and
call are the same, so the engines run both.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from demo_kernel.network.config import LlamaConfig
from demo_kernel.network.llama_weights import LlamaWeights, matrix_shapes
from demo_kernel.network.model import Cache, Matrix, TokenEmbedding, rotate


def llama_angles(config: LlamaConfig, length: int) -> Tensor:
    """Return the angle of each pair at positions 0 … length−1, (length, D/2)."""
    half = config.head_width // 2
    frequencies = config.rope_base ** (-torch.arange(half, dtype=torch.float32) / half)  # (D/2,)
    if config.rope_factors:
        frequencies /= torch.tensor(config.rope_factors)
    return torch.arange(length, dtype=torch.float32)[:, None] * frequencies[None, :]


class GroupedAttention(nn.Module):
    """Causal self-attention in which H / K query heads share one of K heads of keys and values."""

    def __init__(self, config: LlamaConfig, layer: int) -> None:
        super().__init__()
        self.layer, self.scale = layer, config.attention_scale
        self.heads, self.kv_heads, self.head_width = (
            config.heads,
            config.kv_heads,
            config.head_width,
        )
        queries, keys = config.heads * config.head_width, config.kv_heads * config.head_width
        self.q = nn.Linear(config.width, queries, bias=config.biases)
        self.k = nn.Linear(config.width, keys, bias=config.biases)
        self.v = nn.Linear(config.width, keys, bias=config.biases)
        self.out = Matrix(queries, config.width)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, cache: Cache | None) -> Tensor:
        """(B, T, C) → (B, T, C). Without a cache the tokens attend to one another alone."""
        B, T, _ = x.shape
        q = self.q(x).view(B, T, self.heads, self.head_width).transpose(1, 2)  # (B, H, T, D)
        k = self.k(x).view(B, T, self.kv_heads, self.head_width).transpose(1, 2)  # (B, K, T, D)
        v = self.v(x).view(B, T, self.kv_heads, self.head_width).transpose(1, 2)  # (B, K, T, D)
        # Llama turns against the direction of `rotate`.
        q, k = rotate(q, cos, -sin), rotate(k, cos, -sin)
        if cache is None:
            y = F.scaled_dot_product_attention(
                q, k, v, is_causal=True, scale=self.scale, enable_gqa=True
            )
        else:
            y = cache.attend(self.layer, q, k, v, self.scale)  # (B, H, T, D)
        out: Tensor = self.out(y.transpose(1, 2).reshape(B, T, -1))  # (B, T, C)
        return out


class GatedMLP(nn.Module):
    """Widen twice, gate one with SiLU of the other, narrow."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.gate = Matrix(config.width, config.hidden)
        self.up = Matrix(config.width, config.hidden)
        self.down = Matrix(config.hidden, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, C) → (B, T, C)."""
        out: Tensor = self.down(F.silu(self.gate(x)) * self.up(x))
        return out


class LlamaBlock(nn.Module):
    """One layer: attention and MLP, each reading the normalised stream and adding to it."""

    def __init__(self, config: LlamaConfig, layer: int) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(config.width, config.epsilon)
        self.attention = GroupedAttention(config, layer)
        self.mlp_norm = nn.RMSNorm(config.width, config.epsilon)
        self.mlp = GatedMLP(config)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, cache: Cache | None) -> Tensor:
        """(B, T, C) → (B, T, C)."""
        x = x + self.attention(self.attention_norm(x), cos, sin, cache)
        out: Tensor = x + self.mlp(self.mlp_norm(x))
        return out


class Llama(nn.Module):
    """The network; its parameters hold nothing meaningful before `as_llama` fills them."""

    def __init__(self, config: LlamaConfig, context: int | None = None) -> None:
        """Read at most `context` tokens at once, by default as many as it was trained with."""
        super().__init__()
        self.config, self.context = config, context or config.context
        self.embedding = TokenEmbedding(config.vocabulary_size, config.width)
        self.layers = nn.ModuleList(LlamaBlock(config, layer) for layer in range(config.layers))
        self.norm = nn.RMSNorm(config.width, config.epsilon)
        self.output = (
            self.embedding if config.tied else Matrix(config.width, config.vocabulary_size)
        )
        angles = llama_angles(config, self.context)
        self.cos: Tensor
        self.sin: Tensor
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)

    def blocks(self) -> Iterator[LlamaBlock]:
        """Iterate over the layers, typed."""
        for block in self.layers:
            assert isinstance(block, LlamaBlock)
            yield block

    def hidden_states(
        self, tokens: Tensor, cache: Cache | None = None, last: Tensor | int | None = None
    ) -> Tensor:
        """Token IDs (B, T) → the normalised last hidden states (B, T, C).

        `cache` and `last` as in model.GPT. Raises ValueError when T is more than the context.
        """
        B, T = tokens.shape
        if self.context < T:
            raise ValueError(f"{T} tokens are more than the model's context of {self.context}")
        positions = slice(0, T) if cache is None else cache.advance(T)
        cos, sin = self.cos[positions], self.sin[positions]  # (T, D/2) or (B, 1, T, D/2)
        x = self.embedding(tokens)  # (B, T, C)
        for block in self.blocks():
            x = block(x, cos.to(x.dtype), sin.to(x.dtype), cache)
        if last is not None:
            x = x[torch.arange(B, device=x.device), last]  # (B, C)
        normalised: Tensor = self.norm(x)
        return normalised

    def forward(
        self, tokens: Tensor, cache: Cache | None = None, last: Tensor | int | None = None
    ) -> Tensor:
        """Token IDs (B, T) → logits (B, T, V) in float32; with `last` (B, V)."""
        hidden = self.hidden_states(tokens, cache, last)
        return F.linear(hidden.to(self.output.weight.dtype), self.output.weight).float()

    @property
    def device(self) -> torch.device:
        """Where the parameters are; what the network reads must be there too."""
        return self.embedding.weight.device


def as_llama(
    weights: LlamaWeights, context: int | None = None, kind: torch.dtype = torch.float32
) -> Llama:
    """Return a network with these weights, stored as `kind`; its logits are float32."""
    with torch.device("meta"):
        model = Llama(weights.config, context)
    state = {
        _parameter(name): torch.from_numpy(weights.read(name).dequantised())
        for name in matrix_shapes(weights.config)
    }
    state |= {_parameter(name): torch.from_numpy(one) for name, one in weights.vectors.items()}
    if weights.config.tied:
        state["output.weight"] = state["embedding.weight"]
    model.load_state_dict(state, assign=True)
    if kind != torch.float32:
        # Rounding the output matrix would show in every probability.
        matrix = Matrix(weights.config.width, weights.config.vocabulary_size)
        matrix.weight = nn.Parameter(model.output.weight.detach().clone())
        model = model.to(kind)
        model.output = matrix
    angles = llama_angles(weights.config, model.context)
    model.cos, model.sin = angles.cos(), angles.sin()
    return model.eval().requires_grad_(False)


def _parameter(name: str) -> str:
    """Return the module's name of a weight that LlamaWeights names."""
    layer, _, last = name.rpartition(".")
    if last.endswith("_bias"):
        return f"{layer}.attention.{last.removesuffix('_bias')}.bias"
    if last in ("q", "k", "v", "out"):
        return f"{layer}.attention.{last}.weight"
    if last in ("gate", "up", "down"):
        return f"{layer}.mlp.{last}.weight"
    return f"{name}.weight"
