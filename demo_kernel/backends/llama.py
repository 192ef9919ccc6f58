"""Load a model of Llama's shape for this project's engine, from a GGUF file or a folder.

Such are Llama, SmolLM and Qwen2. Sequences share their passes, and a text still never depends on
what else is being generated: the same bits alone and in any batch.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from demo_kernel.backends.language_model import (
    BackendError,
    Checkpoints,
    EmbeddingRows,
    LocalModel,
    Shape,
    without_trunk,
)
from demo_kernel.inference.devices import best_device, has_nvidia_driver
from demo_kernel.inference.engine import AttentionEngine
from demo_kernel.inference.llama_step import LlamaStepEngine, library
from demo_kernel.inference.memory import is_out_of_memory
from demo_kernel.network.config import LlamaConfig
from demo_kernel.network.gguf_file import read_gguf
from demo_kernel.network.llama_folder import is_llama_folder, read_llama_folder
from demo_kernel.network.llama_weights import LlamaWeights, UnsupportedModelError, matrix_shapes
from demo_kernel.network.manifest import CheckpointError
from demo_kernel.tokens.json_tokenizer import (
    JinjaTemplate,
    JSONTokenizer,
    TokenizerError,
    UnsupportedTokenizerError,
    tokenizer_of_folder,
    tokenizer_of_gguf,
)
from demo_kernel.tokens.template_chat import TemplateChat
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.model import Part

SLOTS = 34
"""Sequences whose keys and values are cached: 32 of a batch, one for calls, one prefix more."""
CONTEXT = 704
"""Most tokens read at once, more than slides and chats need. The keys and values of all slots
together then take 1.03 GiB at most for SmolLM2, and less while texts are short."""
HASHED_BYTES = 256 << 20
"""Bytes of weights up to which their hash is of their content, else of sizes and beginnings."""
PUBLIC_NAMES = {"b179c9523d0e": "SmolLM2-135M-Instruct"}
"""Name that a model is published under, by the beginning of its weights' hash. Files carry the name
of the makers' last training run instead."""


class UnsupportedModel(BackendError):  # noqa: N818
    """The model is whole, but of a kind that only transformers can run here."""


class BoundedEngine(AttentionEngine, Protocol):
    """An engine that knows how much memory it takes at most."""

    @property
    def memory_bound(self) -> int:
        """Bytes that weights and cache take when every slot is full."""
        ...


@dataclass(frozen=True)
class _Texts:
    """What a file says of text: how it is cut, what ends it, how a chat is written."""

    codec: JSONTokenizer
    end: frozenset[int]
    template: str | None
    values: Mapping[str, Any]


def reads_llama(path: Path) -> bool:
    """Return whether a path looks like a model that `load_llama` reads, from its name or config."""
    return path.suffix == ".gguf" if path.is_file() else is_llama_folder(path)


def load_llama(
    path: Path, *, name: str | None = None, device: str | None = None, slots: int = SLOTS
) -> LocalModel:
    """Load a GGUF file, or a folder as transformers saves it, as the checkpoint `name`.

    By default the checkpoint is called like the file. Raises UnsupportedModel for a kind that the
    engine does not know, BackendError when the model cannot be read; the message is one sentence.
    """
    if not path.exists():
        raise BackendError(f"there is no {path}: give a GGUF file or a folder with a saved model")
    name = name or path.stem.lower()
    try:
        if path.is_file():
            found = read_gguf(path)
            title, weights = PUBLIC_NAMES.get(_hash(path)) or found.name or path.stem, found.weights
            texts = _texts_of_gguf(name, found.fields, weights.config)
        else:
            title, weights = path.name, read_llama_folder(path)
            texts = _texts_of_folder(name, path, weights.config)
        chat = (
            TemplateChat(JinjaTemplate(texts.template, texts.values, texts.codec), texts.end)
            if texts.template
            else None
        )
        engine = llama_engine(name, weights, slots, device)
    except (UnsupportedModelError, UnsupportedTokenizerError) as error:
        raise UnsupportedModel(str(error)) from None
    except (CheckpointError, TokenizerError) as error:
        raise BackendError(str(error)) from None
    print(  # noqa: T201 - standard error, which `talk present` writes to its log
        f"{name} is loaded: {weights.parameters / 1e6:,.1f} million parameters in {weights.stored};"
        f" {engine.device}; at most {engine.memory_bound / 2**20:,.0f} MiB, when all"
        f" {engine.slots} sequences have {engine.context} tokens",
        file=sys.stderr,
        flush=True,
    )
    missing = without_trunk(name)
    if chat is None:
        missing |= dict.fromkeys(("chat/complete", "chat/render"), f"{name} has no chat template")
    return LocalModel(
        name=title,
        engine=engine,
        codec=texts.codec,
        checkpoints=Checkpoints(
            {name: Checkpoint(name=name, hash=_hash(path))}, name, name if chat else None
        ),
        parameters=weights.parameters,
        begin=texts.codec.begin,
        end=texts.end,
        chat=chat,
        shape=llama_shape(weights.config),
        embedding=lambda: embedding_rows(weights),
        missing=missing,
    )


def llama_engine(
    name: str, weights: LlamaWeights, slots: int = SLOTS, device: str | None = None
) -> BoundedEngine:
    """Return the fastest engine for a device, or of this machine when none is named.

    On an NVIDIA GPU that is the CUDA graph, on the CPU the step in C where it can be compiled,
    else torch. Raises BackendError when the device is not there.
    """
    # Asked of the driver and not of torch, whose import takes seconds.
    on_cpu = device == "cpu" or (device is None and not has_nvidia_driver())
    if on_cpu and library() is not None:
        try:
            return LlamaStepEngine(name, weights, slots, CONTEXT)
        except ValueError:  # a width that the C code cannot do
            pass
    # Imported here, because torch takes seconds and the CPU step needs none.
    from demo_kernel.inference.cuda_graph import LlamaGraphEngine
    from demo_kernel.inference.torch_engine import TorchLlamaEngine

    try:
        where = device or best_device()
        if where == "cuda":
            return LlamaGraphEngine(name, weights, slots, CONTEXT)
        if where == "cpu" and not on_cpu:  # a driver without a GPU that torch can use
            return llama_engine(name, weights, slots, "cpu")
        return TorchLlamaEngine(name, weights, slots, CONTEXT, where)
    except (RuntimeError, AssertionError) as error:  # what torch raises for an unknown device
        if is_out_of_memory(error):
            raise
        raise BackendError(f"there is no device '{device}' here: leave --device out") from None


def embedding_rows(weights: LlamaWeights) -> EmbeddingRows:
    """Return the reader of the embedding table, which is in memory while the reader is."""
    # As the file stores it: all of it in float32 would take four times the memory.
    matrix = weights.read("embedding")
    return lambda ids: matrix.rows(ids).dequantised()


def llama_shape(config: LlamaConfig) -> Shape:
    """Return the parts of the network, by its layers."""
    shapes = matrix_shapes(config)
    groups = {"embedding": {"embedding": shapes["embedding"]}}
    for n in range(config.layers):
        prefix = f"layers.{n}."
        for part, names in (("attention", ("q", "k", "v", "out")), ("mlp", ("gate", "up", "down"))):
            groups[f"layer {n + 1} {part}"] = {one: shapes[prefix + one] for one in names}
    if not config.tied:
        groups["output"] = {"output": shapes["output"]}
    parts = [
        Part(
            name=part,
            shapes={one: list(size) for one, size in sizes.items()},
            parameters=sum(rows * columns for rows, columns in sizes.values()),
        )
        for part, sizes in groups.items()
    ]
    return Shape(parts, config.layers, config.heads, config.width)


def _texts_of_gguf(name: str, fields: Mapping[str, Any], config: LlamaConfig) -> _Texts:
    """Return what a GGUF file's metadata says of text. Raises TokenizerError."""
    codec = tokenizer_of_gguf(name, fields, config.vocabulary_size)
    tokens = fields["tokenizer.ggml.tokens"]
    # The end of a text and, where the file knows one, the end of a turn.
    ends = [fields.get(f"tokenizer.ggml.{key}_token_id") for key in ("eos", "eot")]
    begin = fields.get("tokenizer.ggml.bos_token_id")
    values = {
        key: tokens[id_]
        for key, id_ in (("bos_token", begin), ("eos_token", ends[0]))
        if id_ is not None
    }
    template = fields.get("tokenizer.chat_template")
    return _Texts(codec, _ends(codec, ends), template, values)


def _texts_of_folder(name: str, folder: Path, config: LlamaConfig) -> _Texts:
    """Return what a folder's files say of text. Raises TokenizerError."""
    codec = tokenizer_of_folder(name, folder, config.vocabulary_size)
    stated = _json(folder / "tokenizer_config.json")
    declared = [
        _json(folder / file).get("eos_token_id")
        for file in ("config.json", "generation_config.json")
    ]
    # A number, a list of numbers or nothing, by the model's age.
    ends = [id_ for one in declared for id_ in (one if isinstance(one, list) else [one])]
    names = {key: stated.get(key) for key in ("bos_token", "eos_token")}
    values = {
        key: str(name.get("content") if isinstance(name, dict) else name or "")
        for key, name in names.items()
    }
    ends.append(codec.special.get(values["eos_token"]))
    template = stated.get("chat_template")
    # Newer versions of transformers write the template into a file of its own.
    path = folder / "chat_template.jinja"
    if path.is_file():
        template = path.read_text(encoding="utf-8")
    return _Texts(
        codec, _ends(codec, ends), template if isinstance(template, str) else None, values
    )


def _ends(codec: JSONTokenizer, ids: list[Any]) -> frozenset[int]:
    """Return those of the IDs that are there, and the usual end of a document beside a turn's."""
    return frozenset(
        int(id_)
        for id_ in [*ids, codec.special.get("<|endoftext|>")]
        if id_ is not None and 0 <= int(id_) < codec.size
    )


def _json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file, an empty one where there is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash(path: Path) -> str:
    """Return a digest of the weight files in 12 hexadecimal digits."""
    paths = [path] if path.is_file() else sorted(path.glob("*.safetensors"))
    digest = hashlib.sha256()
    whole = sum(one.stat().st_size for one in paths) <= HASHED_BYTES
    for one in paths:
        with one.open("rb") as file:
            if whole:
                digest.update(file.read())
            else:
                # Gigabytes would take longer to hash than to load; the beginning has the header and
                # the first weights.
                digest.update(f"{one.name} {one.stat().st_size} ".encode() + file.read(1 << 20))
    return digest.hexdigest()[:12]
