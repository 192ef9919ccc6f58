"""Write a small GGUF file: our model's widths for llama.cpp, random float16 weights, bytes.

The format is llama.cpp's `docs/gguf.md`, version 3: header, key-value pairs, tensor infos, aligned
data. The architecture is `arcee`: Llama with a squared-ReLU MLP, which is ours but for the norm of
queries and keys.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_kernel.network.config import GPTConfig

ALIGNMENT = 32
"""Bytes that each tensor's place is a multiple of: the format's, where `general.alignment` names
no other."""
# The format's numbers for kinds of values, of tensors and of tokens.
_UINT32, _FLOAT32, _BOOL, _STRING, _ARRAY, _INT32 = 4, 6, 7, 8, 9, 5
_F32, _F16 = 0, 1
_NORMAL_TOKEN, _CONTROL_TOKEN = 1, 3


def write_model(path: Path, config: GPTConfig, seed: int = 0, architecture: str = "arcee") -> None:
    """Write the file; the same seed writes the same bytes."""
    tensors = random_tensors(config, seed)
    pairs = metadata(config, architecture)
    # Magic, version, and how many tensors and pairs follow; all numbers are little-endian.
    out = bytearray(struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(pairs)))
    for key, (kind, value) in pairs.items():
        out += _string(key) + struct.pack("<I", kind) + _value(kind, value)
    offset = 0
    for name, tensor in tensors.items():
        kind = _F16 if tensor.dtype == np.float16 else _F32
        shape = tensor.shape[::-1]  # the fastest dimension first
        out += _string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
        # Offsets count from the beginning of the data, each tensor on an alignment of its own.
        offset += _aligned(tensor.nbytes)
    out += bytes(_aligned(len(out)) - len(out))
    for tensor in tensors.values():
        out += tensor.tobytes() + bytes(_aligned(tensor.nbytes) - tensor.nbytes)
    path.write_bytes(out)


def random_tensors(config: GPTConfig, seed: int) -> dict[str, NDArray[Any]]:
    """Return matrices in float16 and norms in float32, under llama.cpp's names."""
    generator = np.random.default_rng(seed)
    width, hidden = config.width, config.hidden

    def matrix(outputs: int, columns: int) -> NDArray[Any]:
        # Scaled by 1 / √columns, so that a product keeps the size of its inputs.
        return (generator.standard_normal((outputs, columns)) / np.sqrt(columns)).astype(np.float16)

    ones = np.ones(width, dtype=np.float32)
    tensors = {
        "token_embd.weight": matrix(config.vocabulary_size, width),
        "output_norm.weight": ones,
    }
    for n in range(config.layers):
        layer = f"blk.{n}"
        tensors |= {
            f"{layer}.attn_{part}.weight": matrix(width, width)
            for part in ("q", "k", "v", "output")
        }
        tensors |= {
            f"{layer}.ffn_up.weight": matrix(hidden, width),
            f"{layer}.ffn_down.weight": matrix(width, hidden),
        }
        tensors |= {f"{layer}.attn_norm.weight": ones, f"{layer}.ffn_norm.weight": ones}
    return tensors


def metadata(config: GPTConfig, architecture: str) -> dict[str, tuple[int, Any]]:
    """Return key → (type, value)."""
    vocabulary = byte_vocabulary(config.vocabulary_size)
    kinds = [_CONTROL_TOKEN] + [_NORMAL_TOKEN] * (len(vocabulary) - 1)
    numbers = {
        "context_length": config.context,
        "embedding_length": config.width,
        "block_count": config.layers,
        "feed_forward_length": config.hidden,
        "attention.head_count": config.heads,
        "attention.head_count_kv": config.heads,
        "rope.dimension_count": config.head_width,
        "vocab_size": config.vocabulary_size,
    }
    return {
        "general.architecture": (_STRING, architecture),
        "general.name": (_STRING, "a random network"),
        **{f"{architecture}.{key}": (_UINT32, value) for key, value in numbers.items()},
        f"{architecture}.attention.layer_norm_rms_epsilon": (_FLOAT32, 1e-6),
        f"{architecture}.rope.freq_base": (_FLOAT32, config.rope_base),
        "tokenizer.ggml.model": (_STRING, "gpt2"),
        "tokenizer.ggml.pre": (_STRING, "gpt-2"),
        "tokenizer.ggml.tokens": (_ARRAY, (_STRING, vocabulary)),
        "tokenizer.ggml.token_type": (_ARRAY, (_INT32, kinds)),
        # llama.cpp reads no vocabulary of the kind gpt2 without merges; one will do.
        "tokenizer.ggml.merges": (_ARRAY, (_STRING, ["h e"])),
        "tokenizer.ggml.bos_token_id": (_UINT32, 0),
        "tokenizer.ggml.eos_token_id": (_UINT32, 0),
        "tokenizer.ggml.add_bos_token": (_BOOL, False),
    }


def byte_vocabulary(size: int) -> list[str]:
    """Return an end token, the 256 bytes in GPT-2's letters, one merge, and fillers to `size`."""
    plain = [
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), ord("ÿ") + 1),
    ]
    # GPT-2's way of writing bytes: those that do not print are the letters from 256 on.
    others = [chr(256 + n) for n in range(256 - len(plain))]
    known = ["<|end|>", *(chr(value) for value in plain), *others, "he"]
    return known + [f"[filler {n}]" for n in range(size - len(known))]


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(kind: int, value: Any) -> bytes:
    if kind == _STRING:
        return _string(value)
    if kind == _ARRAY:
        inner, items = value
        return struct.pack("<IQ", inner, len(items)) + b"".join(
            _value(inner, item) for item in items
        )
    return struct.pack({_UINT32: "<I", _INT32: "<i", _FLOAT32: "<f", _BOOL: "<?"}[kind], value)


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
