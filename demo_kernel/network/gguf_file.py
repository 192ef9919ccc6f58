"""Read a Llama or Qwen2 model from a GGUF file: shape, weights as stored, and what it says of text.

The file is read with the package `gguf`, by llama.cpp's makers. The formats of the blocks are those
of its `quants` module.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_kernel.network.config import LlamaConfig
from demo_kernel.network.llama_weights import (
    BLOCK,
    BlockMatrix,
    LlamaWeights,
    UnsupportedModelError,
    in_halves,
    matrix_shapes,
    vector_shapes,
)
from demo_kernel.network.manifest import CheckpointError

ARCHITECTURES = ("llama", "qwen2")
FORMATS = ("Q4_0", "Q4_1", "Q8_0", "F16", "BF16", "F32")
NAMES = {
    "embedding": "token_embd.weight",
    "output": "output.weight",
    "norm": "output_norm.weight",
    "q": "attn_q.weight",
    "k": "attn_k.weight",
    "v": "attn_v.weight",
    "out": "attn_output.weight",
    "gate": "ffn_gate.weight",
    "up": "ffn_up.weight",
    "down": "ffn_down.weight",
    "attention_norm": "attn_norm.weight",
    "mlp_norm": "ffn_norm.weight",
    "q_bias": "attn_q.bias",
    "k_bias": "attn_k.bias",
    "v_bias": "attn_v.bias",
}
"""Name in the network → name in the file, without the layer's."""


@dataclass(frozen=True)
class GGUFModel:
    """What a GGUF file holds."""

    name: str
    """As its makers call it; empty where the file does not say."""
    weights: LlamaWeights
    fields: dict[str, Any]
    """The metadata by key: numbers, texts, and lists of them."""


def read_gguf(path: Path) -> GGUFModel:
    """Return the model in a GGUF file.

    Raises UnsupportedModelError for a model of another kind, CheckpointError when the file cannot
    be read or the package `gguf` is not installed.
    """
    try:
        from gguf import GGUFReader
    except ImportError:
        raise CheckpointError(
            f"reading {path.name} needs the package gguf: install talk with the extra 'gguf'"
        ) from None

    lists: dict[int, list[Any]] = {}
    """By place in the file: the lists that `Reader` has read in one go."""

    class Reader(GGUFReader):  # type: ignore[misc]
        """A GGUFReader that reads a list at once; its own way takes seconds for a vocabulary."""

        def _get_field_parts(self, orig_offs: int, raw_type: int) -> Any:
            # Files in the other byte order are left to the package, which turns them round.
            found = _read_list(memoryview(self.data), orig_offs) if raw_type == _ARRAY else None
            if found is None or self.byte_order != "I":
                return super()._get_field_parts(orig_offs, raw_type)
            items, size = found
            part = self.data[orig_offs : orig_offs + size]
            lists[orig_offs] = items
            return size, [part], [0], []

    try:
        reader = Reader(path)
        fields = {
            name: lists[place] if (place := _place(field)) in lists else field.contents()
            for name, field in reader.fields.items()
        }
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror or error})") from None
    except (ValueError, IndexError, KeyError, TypeError, struct.error, UnicodeDecodeError):
        raise CheckpointError(f"{path} is no GGUF file or is cut off: fetch it again") from None
    architecture = fields.get("general.architecture")
    if architecture not in ARCHITECTURES:
        raise UnsupportedModelError(
            f"{path.name} holds a network of the kind '{architecture}';"
            f" this engine runs {' and '.join(ARCHITECTURES)}"
        )
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    for tensor in tensors.values():
        # Every tensor is looked at before any is read: reading takes seconds, and the answer is the
        # same.
        if tensor.tensor_type.name not in FORMATS:
            raise UnsupportedModelError(
                f"{path.name} has weights in {tensor.tensor_type.name};"
                f" this engine reads {', '.join(FORMATS)}"
            )
    try:
        config = _config(fields, tensors, architecture)
        vectors = {
            name: _floats(tensors[_file_name(name)]).reshape(size)
            for name, size in vector_shapes(config).items()
        }
        # GGUF names the fastest dimension first, numpy the slowest.
        shapes = {
            name: tuple(reversed(tensors[_file_name(name)].shape.tolist()))
            for name in matrix_shapes(config)
        }
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} lacks {error}: fetch it again") from None
    for name, shape in matrix_shapes(config).items():
        # Checked against the config before the C code trusts it with pointers.
        if shapes[name] != shape:
            raise CheckpointError(f"{path} has a matrix {_file_name(name)} of another shape")
    read = partial(_matrix, tensors, config, architecture == "llama")
    stored = tensors[_file_name("layers.0.q")].tensor_type.name
    return GGUFModel(
        str(fields.get("general.name") or ""),
        LlamaWeights(config, vectors, read, stored),
        fields,
    )


def _config(fields: dict[str, Any], tensors: dict[str, Any], kind: str) -> LlamaConfig:
    """Return the shape that the metadata states. Raises KeyError, TypeError or ValueError."""
    heads = int(fields[f"{kind}.attention.head_count"])
    width = int(fields[f"{kind}.embedding_length"])
    factors: tuple[float, ...] = ()
    if "rope_freqs.weight" in tensors:
        factors = tuple(_floats(tensors["rope_freqs.weight"]).tolist())
    # Refused and not ignored: at other positions the network would write worse, and nobody would
    # know why.
    elif fields.get(f"{kind}.rope.scaling.type", "none") != "none":
        raise ValueError("a way of scaling positions that is known here")
    return LlamaConfig(
        vocabulary_size=int(tensors[NAMES["embedding"]].shape[1]),
        context=int(fields[f"{kind}.context_length"]),
        layers=int(fields[f"{kind}.block_count"]),
        heads=heads,
        kv_heads=int(fields.get(f"{kind}.attention.head_count_kv", heads)),
        # Not always width / heads: some networks have wider heads.
        head_width=int(fields.get(f"{kind}.attention.key_length", width // heads)),
        width=width,
        hidden=int(fields[f"{kind}.feed_forward_length"]),
        epsilon=float(fields[f"{kind}.attention.layer_norm_rms_epsilon"]),
        rope_base=float(fields.get(f"{kind}.rope.freq_base", 10_000.0)),
        rope_factors=factors,
        # Without a matrix of its own the embedding is the output, as SmolLM2 has it.
        tied=NAMES["output"] not in tensors,
        biases=f"blk.0.{NAMES['q_bias']}" in tensors,
    )


def _file_name(name: str) -> str:
    """Return what the file calls a matrix or vector of the network."""
    layer, _, last = name.rpartition(".")
    return f"blk.{layer.partition('.')[2]}.{NAMES[last]}" if layer else NAMES[name]


def _matrix(tensors: dict[str, Any], config: LlamaConfig, permuted: bool, name: str) -> BlockMatrix:
    """Return a matrix by its name in the network."""
    matrix = _blocks(tensors[_file_name(name)])
    last = name.rpartition(".")[2]
    if permuted and last in ("q", "k"):
        # llama.cpp rotates neighbouring pairs, so its converter has exchanged the rows of a Llama's
        # heads (LlamaModel.permute in convert_hf_to_gguf.py); ours turns the halves.
        heads = config.heads if last == "q" else config.kv_heads
        order = np.arange(heads * config.head_width).reshape(heads, -1, 2)
        return matrix.rows(order.swapaxes(1, 2).reshape(-1))
    return matrix


def _blocks(tensor: Any) -> BlockMatrix:
    """Return a tensor as the matrix that it stores; floats become halves."""
    kind = tensor.tensor_type.name
    if kind not in ("Q4_0", "Q4_1", "Q8_0"):
        return in_halves(_floats(tensor))
    data = np.asarray(tensor.data)
    outputs = data.shape[0]
    size = {"Q4_0": 18, "Q4_1": 20, "Q8_0": 34}[kind]
    blocks = data.reshape(outputs, -1, size)
    scale = _halves(blocks[:, :, :2])  # (outputs, blocks)
    if kind == "Q8_0":
        return BlockMatrix(blocks[:, :, 2:].reshape(outputs, -1).view(np.int8), scale)
    numbers = blocks[:, :, size - BLOCK // 2 :]
    # The low halves of the bytes are the block's first 16 numbers, the high ones the last 16.
    values = np.concatenate((numbers & 15, numbers >> 4), axis=2).reshape(outputs, -1)
    # Q4_0 stores numbers from 0 to 15 that mean −8 to 7.
    shift = _halves(blocks[:, :, 2:4]) if kind == "Q4_1" else scale * np.float32(-8)
    return BlockMatrix(values, scale, shift)


def _halves(data: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return numbers of two bytes (…, 2) in half precision as float32 (…)."""
    return np.ascontiguousarray(data).view("<f2")[..., 0].astype(np.float32)


def _floats(tensor: Any) -> NDArray[np.float32]:
    """Return a tensor in float32 with numpy's order of dimensions."""
    from gguf import dequantize

    found = dequantize(np.asarray(tensor.data), tensor.tensor_type)
    return np.array(found, dtype=np.float32)  # a copy, which does not hold the file open


_ARRAY, _STRING = 9, 8
_NUMBERS = {4: "<u4", 5: "<i4", 6: "<f4", 10: "<u8", 11: "<i8", 12: "<f8", 7: "?"}
"""GGUF's number of a type → numpy's name, for those that lists in models have."""


def _read_list(data: memoryview, place: int) -> tuple[list[Any], int] | None:
    """Return the items of a list at a place in the file and its size in bytes.

    None for a kind of list that GGUFReader is to read itself.
    """
    kind, count = struct.unpack_from("<IQ", data, place)
    at = place + 12
    if kind in _NUMBERS:
        numbers = np.frombuffer(data, _NUMBERS[kind], count, at)
        return numbers.tolist(), 12 + numbers.nbytes
    if kind != _STRING:
        return None
    texts = []
    for _ in range(count):
        # A text is its length in bytes and then UTF-8.
        (length,) = struct.unpack_from("<Q", data, at)
        at += 8 + length
        if at > len(data):
            raise ValueError("the file ends within a list")
        texts.append(str(data[at - length : at], "utf-8"))
    return texts, at - place


def _place(field: Any) -> int:
    """Return where in the file a field's value begins: after its name and its type."""
    return int(field.offset + 8 + len(field.name.encode()) + 4)
