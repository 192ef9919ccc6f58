"""Load any causal language model through transformers: `--model hf:PATH_OR_ID`.

The tokenizer, special tokens and chat template are the model's own; probabilities are as
transformers returns them. Sequences share their passes where the network allows it; the last bits,
and so a text, may then depend on what else is being generated. (Networks of Llama's shape keep the
promise that they do not: see llama.py.)
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from demo_kernel.backends.huggingface_tokens import (
    NumberCodec,
    TokenizerCodec,
    TransformersTemplate,
)
from demo_kernel.backends.language_model import (
    BackendError,
    Checkpoints,
    EmbeddingRows,
    LocalModel,
    Shape,
    without_trunk,
)
from demo_kernel.inference.devices import best_device
from demo_kernel.inference.engine import Logits, Work
from demo_kernel.tokens.template_chat import TemplateChat
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.model import Part

if TYPE_CHECKING:
    import torch
    from torch import nn

Precision = Literal["float32", "bfloat16", "float16", "int8"]

SLOTS = 8
BATCHED_SLOTS = 33
"""Slots of a network whose sequences share passes: 32 of a batch, and one for calls."""
BATCHED_CONTEXT = 2048
"""Longest context there, in tokens."""
MAX_CONTEXT = 8192
"""Longest context, in tokens: the keys and values of all slots must fit into memory."""
HASHED_BYTES = 2 << 30
"""Bytes of weights up to which their hash is of their content, else of their files' sizes."""
CONNECT_S = 3.0
"""Wait for an answer of the model hub, in seconds."""
WEIGHT_FILES = ("*.safetensors", "*.bin")


def load_huggingface(
    where: str,
    precision: Precision | None = None,
    device: str | None = None,
    *,
    name: str = "",
) -> LocalModel:
    """Load a model from a folder, or by its ID from the hub or its cache.

    `name` is that of its checkpoint, by default the folder's, or the ID without its owner.

    Raises BackendError with one sentence when it cannot be loaded.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        # Here and not at the top: it takes seconds, and only this backend needs it.
        import transformers
    except ImportError:
        raise BackendError(
            "--model hf: needs transformers: install talk with the extra 'hf'"
        ) from None
    transformers.logging.set_verbosity_error()
    if not sys.stderr.isatty():  # a log file would be full of progress bars
        transformers.logging.disable_progress_bar()
    # Asked before the slow part, so that a wrong name is answered at once.
    local = _is_local(where)
    _say(f"loading {where} …")
    device = device or best_device()
    model = _network(
        where, local, precision or ("bfloat16" if device == "cuda" else "float32"), device
    )
    tokenizer = _tokenizer(where, local)
    _say(f"{where} is loaded: {model.num_parameters() / 1e6:,.1f} million parameters")
    engine = HuggingFaceEngine(model, precision or "", device)
    checkpoint = name or Path(where).resolve().name
    name = Path(where).resolve().name if Path(where).is_dir() else where
    codec = (
        TokenizerCodec(name, tokenizer, engine.vocabulary_size)
        if tokenizer
        else NumberCodec(name, engine.vocabulary_size)
    )
    templated = tokenizer is not None and bool(tokenizer.chat_template)
    missing = without_trunk(name)
    if not templated:
        missing |= dict.fromkeys(("chat/complete", "chat/render"), f"{name} has no chat template")
    return LocalModel(
        name=name,
        engine=engine,
        codec=codec,
        checkpoints=Checkpoints(
            {checkpoint: Checkpoint(name=checkpoint, hash=_hash(where, model))},
            checkpoint,
            checkpoint if templated else None,
        ),
        parameters=model.num_parameters(),
        # What the tokenizer itself puts before a text, e.g. a begin-of-text token.
        begin=list(tokenizer("").input_ids)[:1] if tokenizer is not None else [],
        end=_end(model, tokenizer, engine.vocabulary_size),
        chat=TemplateChat(
            TransformersTemplate(tokenizer), _end(model, tokenizer, engine.vocabulary_size)
        )
        if templated
        else None,
        shape=shape(model),
        embedding=lambda: _embedding_rows(model),
        missing=missing,
    )


def _embedding_rows(model: Any) -> EmbeddingRows:
    """Return the reader of the embedding table."""
    import torch

    table = model.get_input_embeddings().weight.detach()

    def rows(ids: NDArray[np.int64]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = table[torch.from_numpy(ids)].float().cpu().numpy()
        return found

    return rows


class HuggingFaceEngine:
    """A network of transformers. See Engine, but for one promise.

    Sequences that read equally many tokens share a pass, so the last bits of a row may depend on
    what else is read, and `device` says so. Networks that cannot be read that way have a
    DynamicCache a slot and run one by one.
    """

    chunk_free = False

    def __init__(self, model: Any, precision: str, device: str) -> None:
        import torch

        # Here, because it imports transformers.
        from demo_kernel.backends.huggingface_cache import pool_of

        self._model, self._device = model, device
        config = model.config.get_text_config()
        self.context = min(
            # Some models state no longest context (state-space ones have none).
            int(getattr(config, "max_position_embeddings", None) or MAX_CONTEXT),
            MAX_CONTEXT,
        )
        self.vocabulary_size = int(config.vocab_size)
        kind = str(next(model.parameters()).dtype).removeprefix("torch.")
        self.device = (
            f"{device.upper()}, {precision or kind}, torch {torch.__version__.partition('+')[0]}"
        )
        batched_context = min(self.context, BATCHED_CONTEXT)
        self._pool = pool_of(model, BATCHED_SLOTS, batched_context, device)
        self.slots = SLOTS
        if self._pool is not None:
            self.slots, self.context = BATCHED_SLOTS, batched_context
            self.device += ", batched: texts may depend on the batch"
        self._caches: dict[int, Any] = {}

    def forward(self, work: Sequence[Work]) -> Logits:
        """See Engine."""
        if self._pool is None:
            return np.stack([self._run(item, keep=1)[0] for item in work])
        found: list[Logits | None] = [None] * len(work)
        by_length: dict[int, list[int]] = {}
        for place, item in enumerate(work):
            by_length.setdefault(len(item.tokens), []).append(place)
        for places in by_length.values():
            rows = self._read([work[place] for place in places], keep=1)
            for place, row in zip(places, rows, strict=True):
                found[place] = row[0]
        return np.stack([row for row in found if row is not None])

    def forward_all(self, item: Work) -> Logits:
        """See Engine."""
        if self._pool is None:
            return self._run(item, keep=len(item.tokens))
        rows: Logits = self._read([item], keep=len(item.tokens))[0]
        return rows

    def attention(self, checkpoint: str, slot: int, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the attention weights, (layers, heads, T, T).

        Layers that have none, as those of a state-space model, are left out.
        """
        import torch

        before = self._model.config._attn_implementation
        self._model.set_attn_implementation("eager")  # the fused kinds do not return their weights
        try:
            with torch.inference_mode():
                found = self._model(
                    self._ids(tokens), output_attentions=True, use_cache=False
                ).attentions
        finally:
            self._model.set_attn_implementation(before)
        maps = [weights[0].float().cpu().numpy() for weights in found or () if weights is not None]
        if not maps:
            raise WireError(jsonrpc.UNAVAILABLE, "this model does not return its attention weights")
        stacked: NDArray[np.float32] = np.stack(maps)
        return stacked

    def _read(self, work: Sequence[Work], keep: int) -> Logits:
        """Return the logits (B, keep, V) of items with equally many tokens, read in one pass."""
        assert self._pool is not None
        logits = self._pool.read(
            [item.tokens for item in work],
            [item.slot for item in work],
            [item.start for item in work],
            keep,
        )
        read: Logits = logits.float().cpu().numpy()
        return read

    def _run(self, item: Work, keep: int) -> Logits:
        """Return the logits after each of the last `keep` tokens, (keep, V)."""
        import torch
        from transformers import DynamicCache

        if item.start == 0:  # a new sequence: what the slot held before is of no use
            self._caches[item.slot] = DynamicCache(config=self._model.config)
        # DynamicCache grows in place, and this engine says `chunk_free = False`: the scheduler
        # never asks for a shorter prefix of what a slot holds.
        cache = self._caches[item.slot]
        with torch.inference_mode():
            output = self._model(self._ids(item.tokens), past_key_values=cache, use_cache=True)
        # (1, T, V) → (keep, V); float32 whatever the weights are, as Distribution expects.
        logits: Logits = output.logits[0, -keep:].float().cpu().numpy()
        return logits

    def _ids(self, tokens: Sequence[int]) -> torch.Tensor:
        import torch

        return torch.tensor([list(tokens)], device=self._device)  # (1, T)


def shape(model: Any) -> Shape:
    """Return the parts of a network, by its layers."""
    config = model.config.get_text_config()
    parts: dict[str, dict[str, list[int]]] = {}
    counts: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        # The first number in a name is the layer's: `model.layers.3.mlp.up_proj.weight`.
        match = re.match(r"(.*?\.(\d+))\.(.*)", name)
        part = f"layer {int(match[2]) + 1}" if match else name.rpartition(".")[0] or name
        parts.setdefault(part, {})[match[3] if match else name.rpartition(".")[2]] = list(
            parameter.shape
        )
        counts[part] = counts.get(part, 0) + parameter.numel()
    return Shape(
        [Part(name=part, shapes=shapes, parameters=counts[part]) for part, shapes in parts.items()],
        int(config.num_hidden_layers),
        int(config.num_attention_heads),
        int(config.hidden_size),
    )


def _network(where: str, local: bool, precision: Precision, device: str) -> Any:
    """Load the network. Raises BackendError."""
    import torch
    from transformers import AutoModelForCausalLM

    # Quantised from float32: rounding bfloat16 again would lose twice.
    kind = torch.float32 if precision == "int8" else getattr(torch, precision)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Without trust_remote_code: a model's folder may not bring code of its own.
            model = AutoModelForCausalLM.from_pretrained(where, local_files_only=local, dtype=kind)
    except Exception as error:
        raise BackendError(_reason(where, error)) from None
    if precision == "int8":
        _store_in_eight_bits(model)
    try:
        return model.to(device).eval()
    except (RuntimeError, AssertionError):  # what torch raises for a device that is not there
        raise BackendError(f"there is no device '{device}' here: leave --device out") from None


def _tokenizer(where: str, local: bool) -> Any:
    """Load the tokenizer; None for a model without one."""
    from transformers import AutoTokenizer

    try:
        found = AutoTokenizer.from_pretrained(where, local_files_only=local)
        if found("a", add_special_tokens=False).input_ids:
            return found
        # Without a tokenizer's files transformers makes an empty one.
    except Exception as error:
        _say(f"no tokenizer: {type(error).__name__}")
    _say(
        f"{where} came without a tokenizer that transformers can load;"
        " prompts must be given as tokens"
    )
    return None


def _is_local(where: str) -> bool:
    """Return whether all of the model is on this machine.

    Raises BackendError when it is not and cannot be fetched either.
    """
    path = Path(where).expanduser()
    if path.is_dir():
        return True
    # What looks like a path is never asked of the hub, which would report it as an unknown ID.
    if path.is_absolute() or where.startswith((".", "~")) or where.count("/") > 1:
        raise BackendError(
            f"there is no folder {where}: give one with a saved model, or a model's id"
        )
    from huggingface_hub import try_to_load_from_cache

    cached = isinstance(try_to_load_from_cache(where, "config.json"), str)
    if cached or os.environ.get("HF_HUB_OFFLINE") == "1":
        return True
    if not _hub_answers():
        raise BackendError(
            f"{where} is not on this machine and the model hub cannot be reached:"
            " connect to the internet once, or give a folder with a saved model"
        )
    return False


def _hub_answers() -> bool:
    """Return whether the model hub answers within CONNECT_S.

    transformers itself would try for half a minute.
    """
    from huggingface_hub import constants

    address = urlsplit(constants.ENDPOINT)
    try:
        with socket.create_connection(
            (address.hostname or "", address.port or 443), timeout=CONNECT_S
        ):
            return True
    except OSError:
        return False


def _reason(where: str, error: Exception) -> str:
    """Return one sentence that says why a model could not be loaded, and what to do."""
    if Path(where).is_dir():
        first = str(error).strip().partition("\n")[0][:200]
        return (
            f"the folder {where} holds no causal language model"
            f" that transformers can load ({first})"
        )
    if os.environ.get("HF_HUB_OFFLINE") == "1":
        return (
            f"{where} is not on this machine and HF_HUB_OFFLINE forbids to fetch it:"
            " unset it or give a folder"
        )
    return (
        f"{where} could not be loaded ({type(error).__name__}):"
        " check the id, or give a folder with a saved model"
    )


def _store_in_eight_bits(model: nn.Module) -> None:
    """Store the weights of every linear layer but the output as int8 with a scale a row.

    They take a quarter of the memory. The output layer stays: its rounding would show in every
    probability.
    """
    import torch
    from torch import nn
    from torch.nn import functional as F

    class EightBitLinear(nn.Module):
        def __init__(self, linear: nn.Linear) -> None:
            super().__init__()
            weight = linear.weight.detach()
            # As network.checkpoints.quantise: symmetric, one scale an output.
            scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127  # (outputs, 1)
            self.weight = nn.Parameter((weight / scale).round().to(torch.int8), requires_grad=False)
            self.scale = nn.Parameter(scale, requires_grad=False)
            self.bias = linear.bias

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            # Widened for each product: it saves memory, not time.
            return F.linear(x, self.weight.to(x.dtype) * self.scale.to(x.dtype), self.bias)

    output = model.get_output_embeddings()  # type: ignore[operator]
    # Lists, since the tree of modules changes while it is walked.
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Linear) and child is not output:
                setattr(parent, name, EightBitLinear(child))


def _end(model: Any, tokenizer: Any, size: int) -> frozenset[int]:
    """Return the tokens that end a text, by the model's configuration and by its tokenizer."""
    # A number, a list of numbers or nothing, by the model's age.
    declared = model.generation_config.eos_token_id if model.generation_config else None
    ids = set(declared) if isinstance(declared, list) else {declared}
    # Often another than the configuration's: chats end with the tokenizer's, documents with that.
    ids.add(tokenizer.eos_token_id if tokenizer is not None else None)
    return frozenset(id_ for id_ in ids if id_ is not None and 0 <= id_ < size)


def _hash(where: str, model: Any) -> str:
    """Return the hub's commit, or a digest of the weight files, in 12 hexadecimal digits."""
    commit = getattr(model.config, "_commit_hash", None)
    if commit:
        return str(commit)[:12]
    files = sorted(path for pattern in WEIGHT_FILES for path in Path(where).glob(pattern))
    digest = hashlib.sha256()
    # Reading tens of gigabytes would take longer than loading them; sizes tell models apart well
    # enough for a provenance.
    whole = sum(path.stat().st_size for path in files) <= HASHED_BYTES
    for path in files:
        digest.update(path.read_bytes() if whole else f"{path.name} {path.stat().st_size}".encode())
    return digest.hexdigest()[:12]


def _say(sentence: str) -> None:
    """Print progress to standard error, which `talk present` writes to its log."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
