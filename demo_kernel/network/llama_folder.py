"""Read a Llama or Qwen2 model from a folder as transformers saves it: config.json, safetensors."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from demo_kernel.network.config import LlamaConfig
from demo_kernel.network.llama_weights import (
    BlockMatrix,
    LlamaWeights,
    UnsupportedModelError,
    in_halves,
    matrix_shapes,
    vector_shapes,
)
from demo_kernel.network.manifest import CheckpointError

ARCHITECTURES = ("llama", "qwen2")
FORMATS = ("F32", "F16", "BF16")
NAMES = {
    "embedding": "model.embed_tokens.weight",
    "output": "lm_head.weight",
    "norm": "model.norm.weight",
    "q": "self_attn.q_proj.weight",
    "k": "self_attn.k_proj.weight",
    "v": "self_attn.v_proj.weight",
    "out": "self_attn.o_proj.weight",
    "gate": "mlp.gate_proj.weight",
    "up": "mlp.up_proj.weight",
    "down": "mlp.down_proj.weight",
    "attention_norm": "input_layernorm.weight",
    "mlp_norm": "post_attention_layernorm.weight",
    "q_bias": "self_attn.q_proj.bias",
    "k_bias": "self_attn.k_proj.bias",
    "v_bias": "self_attn.v_proj.bias",
}
"""Name in the network → name in the files, without the layer's."""


@dataclass(frozen=True)
class Tensor:
    """Where a tensor lies in its file."""

    path: Path
    place: int
    kind: str
    shape: tuple[int, ...]

    def floats(self) -> NDArray[np.float32]:
        """Return the tensor in float32."""
        stored = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}[self.kind]
        # Mapped and not read: only the pages of this tensor are touched.
        data = np.memmap(self.path, stored, "r", self.place, self.shape)
        if self.kind == "BF16":  # the upper half of a float32
            return (data.astype(np.uint32) << 16).view(np.float32)
        return np.array(data, dtype=np.float32)


def is_llama_folder(folder: Path) -> bool:
    """Return whether a folder holds a model of a kind that is read here."""
    try:
        return bool(
            json.loads((folder / "config.json").read_bytes())["model_type"] in ARCHITECTURES
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def read_llama_folder(folder: Path) -> LlamaWeights:
    """Return the weights in a folder; as they are read they become halves.

    Raises UnsupportedModelError for a model of another kind, CheckpointError when a file is missing
    or damaged.
    """
    path = folder / "config.json"
    try:
        stated = json.loads(path.read_bytes())
        kind = stated["model_type"]
    except OSError:
        raise CheckpointError(f"there is no {path}: give a folder with a saved model") from None
    except (ValueError, KeyError, TypeError):
        raise CheckpointError(f"{path} is damaged: fetch the model again") from None
    # A sliding window would need another mask; without it long texts would come out differently.
    if kind not in ARCHITECTURES or stated.get("use_sliding_window"):
        raise UnsupportedModelError(
            f"{folder.name} holds a network of the kind '{kind}';"
            f" this engine runs {' and '.join(ARCHITECTURES)}"
        )
    # The headers alone, a few kilobytes a file.
    tensors = _tensors(folder)
    try:
        config = _config(stated, tensors)
        for name, shape in matrix_shapes(config).items():
            _check(tensors, name, shape)
        for name, size in vector_shapes(config).items():
            _check(tensors, name, (size,))
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise CheckpointError(f"{folder} lacks {error}: fetch the model again") from None
    vectors = {name: tensors[file_name(name)].floats() for name in vector_shapes(config)}
    stored = tensors[file_name("layers.0.q")].kind
    return LlamaWeights(config, vectors, partial(_matrix, tensors), stored)


def _check(tensors: Mapping[str, Tensor], name: str, shape: tuple[int, ...]) -> None:
    """Raise KeyError or ValueError where a tensor is missing or does not fit."""
    found = tensors[file_name(name)]
    if found.shape != shape:
        raise ValueError(f"{file_name(name)} of the shape {shape}")
    if found.kind not in FORMATS:
        raise UnsupportedModelError(
            f"{found.path.name} has weights in {found.kind}; this engine reads {', '.join(FORMATS)}"
        )


def _matrix(tensors: Mapping[str, Tensor], name: str) -> BlockMatrix:
    return in_halves(tensors[file_name(name)].floats())


def _tensors(folder: Path) -> dict[str, Tensor]:
    """Return where each tensor of a folder's safetensors files lies. Raises CheckpointError."""
    found: dict[str, Tensor] = {}
    paths = sorted(folder.glob("*.safetensors"))
    if not paths:
        raise CheckpointError(f"there is no *.safetensors in {folder}: give a folder with a model")
    for path in paths:
        try:
            found |= _header(path)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError):
            raise CheckpointError(f"{path} is damaged or cut off: fetch the model again") from None
    return found


def _header(path: Path) -> dict[str, Tensor]:
    """Return where each tensor of a file lies, from the header that safetensors specifies.

    numpy has no bfloat16, so the data are read here. Raises ValueError, KeyError or TypeError.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        size = path.stat().st_size
        # A damaged length would ask for terabytes.
        if length > size:
            raise ValueError("cut off")
        header = json.loads(file.read(length))
    found = {}
    for name, stated in header.items():
        if name != "__metadata__":
            begin, end = stated["data_offsets"]
            # Before anything is read: a download that was cut off is the likeliest damage.
            if 8 + length + end > size:
                raise ValueError("cut off")
            found[name] = Tensor(path, 8 + length + begin, stated["dtype"], tuple(stated["shape"]))
    return found


def _config(stated: Mapping[str, Any], tensors: Collection[str]) -> LlamaConfig:
    """Return the shape that config.json states, given the names of the tensors that are there.

    Raises KeyError, TypeError or ValueError.
    """
    heads, width = int(stated["num_attention_heads"]), int(stated["hidden_size"])
    head_width = int(stated.get("head_dim") or width // heads)
    # transformers 5 writes all of it into rope_parameters, older ones beside it.
    rope = stated.get("rope_parameters") or stated.get("rope_scaling") or {}
    base = float(rope.get("rope_theta") or stated.get("rope_theta") or 10_000.0)
    return LlamaConfig(
        vocabulary_size=int(stated["vocab_size"]),
        context=int(stated["max_position_embeddings"]),
        layers=int(stated["num_hidden_layers"]),
        heads=heads,
        kv_heads=int(stated.get("num_key_value_heads") or heads),
        head_width=head_width,
        width=width,
        hidden=int(stated["intermediate_size"]),
        epsilon=float(stated["rms_norm_eps"]),
        rope_base=base,
        rope_factors=rope_factors(rope, base, head_width),
        # Some files say nothing and have no output matrix.
        tied=bool(stated.get("tie_word_embeddings", False)) or NAMES["output"] not in tensors,
        biases=f"model.layers.0.{NAMES['q_bias']}" in tensors,
    )


def rope_factors(rope: Mapping[str, Any], base: float, head_width: int) -> tuple[float, ...]:
    """Return what divides each rotation frequency, by a config's words on it; empty for nothing.

    `llama3` divides slow frequencies by `factor`, leaves fast ones and blends between them (Llama
    3.1's release). Raises UnsupportedModelError for another way, KeyError for a missing number.
    """
    kind = rope.get("rope_type") or rope.get("type") or "default"
    half = head_width // 2
    if kind == "default":
        return ()
    if kind == "linear":
        return (float(rope["factor"]),) * half
    if kind != "llama3":
        raise UnsupportedModelError(f"positions are scaled in a way not known here: '{kind}'")
    factor, context = float(rope["factor"]), float(rope["original_max_position_embeddings"])
    low, high = float(rope["low_freq_factor"]), float(rope["high_freq_factor"])
    factors = []
    for pair in range(half):
        turns = context * base ** (-pair / half) / (2 * math.pi)  # within the original context
        # 1 for frequencies that turn often in the original context, 0 for slow ones, blended
        # between.
        share = min(1.0, max(0.0, (turns - low) / (high - low)))
        factors.append(1 / ((1 - share) / factor + share))
    return tuple(factors)


def file_name(name: str) -> str:
    """Return what the files call a matrix or vector of the network."""
    layer, _, last = name.rpartition(".")
    return f"model.{layer}.{NAMES[last]}" if layer else NAMES[name]
