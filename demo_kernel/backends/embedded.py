"""The model that ships with the project: all its checkpoints, one trunk shape, vocabulary talk-4k."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from demo_kernel.backends.language_model import BackendError, LanguageModel
from demo_kernel.captured import CapturedEngine
from demo_kernel.chat_format import TalkChat
from demo_kernel.compiled import CompiledEngine, library
from demo_kernel.config import GPTConfig
from demo_kernel.devices import best_device
from demo_kernel.engine import TorchEngine, TrunkEngine
from demo_kernel.manifest import MODELS_FOLDER, CheckpointError, Manifest, checkpoint_names
from demo_kernel.ranks import RanksError
from demo_kernel.reward import HEAD_FILE, Head, load_head
from demo_kernel.tokenizer import BEGIN_OF_DOCUMENT, IM_END, TALK_VOCABULARY_FILE, load_talk_vocabulary
from demo_kernel.weights import Weights, load_weights, matrix_shapes
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.model import Part

CHAT_STAGES = ("sft", "rlhf", "idk", "rl", "unguarded")
"""Which stage answers a chat, the first that is there: sft does best in free use (claims/free_use_answers.yaml)."""
SLOTS = 40
"""Sequences whose keys and values are kept: 32 in the batch, the rest prefixes that may be used again."""


def load_embedded(folder: Path | None = None, default: str | None = None, device: str | None = None) -> LanguageModel:
    """Every checkpoint in the folder. Raises BackendError when weights or vocabulary are missing or damaged."""
    folder = folder or MODELS_FOLDER
    try:
        names = checkpoint_names(folder)
        if not names:
            raise BackendError(f"there are no weights in {folder}: restore them from the repository")
        loaded = {name: load_weights(name, folder) for name in names}
        vocabulary = load_talk_vocabulary(folder / TALK_VOCABULARY_FILE.name)
        rewards = _rewards(folder, names)
    except (CheckpointError, RanksError) as error:
        raise BackendError(str(error)) from None
    manifest = loaded[names[-1]][0]
    weights = {name: one for name, (_, one) in loaded.items()}
    checkpoints = {name: described(manifest) for name, (manifest, _) in loaded.items()}
    if vocabulary.size != manifest.config.vocabulary_size:
        raise BackendError(
            f"the vocabulary in {folder} has {vocabulary.size} entries, the weights have"
            f" {manifest.config.vocabulary_size}: restore both from the repository"
        )
    trunk = engine_for(weights, device=device)
    chat = chat_default(checkpoints)
    return LanguageModel(
        name=f"{vocabulary.name} {manifest.parameters / 1e6:.1f}M",
        engine=trunk,
        codec=vocabulary,
        checkpoints=checkpoints,
        trunk=trunk,
        looker=trunk,
        weights=weights,
        shape=shape(manifest.config),
        chat=TalkChat(vocabulary),
        chat_default=chat,
        missing=_missing(chat, rewards),
        rewards=rewards,
        default_checkpoint=_default(names, default),
        parameters=manifest.parameters,
        begin=[vocabulary.special(BEGIN_OF_DOCUMENT)],
        end=frozenset({vocabulary.special(BEGIN_OF_DOCUMENT), vocabulary.special(IM_END)}),
    )


def engine_for(checkpoints: Mapping[str, Weights], slots: int = SLOTS, device: str | None = None) -> TrunkEngine:
    """The compiled step on the CPU where it can be had, else torch on the best device; torch too on one that is named.

    Raises BackendError when the checkpoints differ in shape or the device is not there.
    """
    shapes = {weights.config for weights in checkpoints.values()}
    if len(shapes) > 1:
        raise BackendError("the checkpoints are not all of one shape: restore them from the repository")
    if device in (None, "cpu") and library() is not None:
        return CompiledEngine(checkpoints, slots)
    try:
        where = device or best_device()
        return CapturedEngine(checkpoints, slots) if where == "cuda" else TorchEngine(checkpoints, slots, where)
    except (RuntimeError, AssertionError):  # what torch raises for a device that is not there
        raise BackendError(f"there is no device '{device}' here: leave --device out") from None


def _rewards(folder: Path, names: Sequence[str]) -> dict[str, Head]:
    """The reward model, where there is one and the checkpoint that it reads."""
    if not (folder / HEAD_FILE).exists():
        return {}
    head = load_head(folder)
    return {"reward": head} if head.trunk in names else {}


def _missing(chat: str | None, rewards: Mapping[str, Head]) -> dict[str, str]:
    missing = {}
    if chat is None:
        missing["chat/complete"] = "no checkpoint here has learnt to chat yet: run recipes/sft.py"
    if not rewards:
        reason = "there is no reward model here yet: run recipes/reward.py"
        missing |= {"answers/score": reason, "answers/update": reason}
    return missing


def chat_default(checkpoints: Mapping[str, Checkpoint]) -> str | None:
    """The checkpoint furthest along the line of stages that answers in turns; None when there is none."""
    stages = {checkpoint.stage: name for name, checkpoint in checkpoints.items()}
    return next((stages[stage] for stage in CHAT_STAGES if stage in stages), None)


def shape(config: GPTConfig) -> dict[str, Any]:
    """layers, heads, width and parts of the network."""
    shapes = matrix_shapes(config)
    parts = [_part("embedding", {"embedding": shapes["embedding"]})]
    for n in range(config.layers):
        for kind in ("attention", "mlp"):
            prefix = f"layers.{n}.{kind}."
            found = {name.removeprefix(prefix): size for name, size in shapes.items() if name.startswith(prefix)}
            parts.append(_part(f"layer {n + 1} {kind}", found))
    return {"parts": parts, "layers": config.layers, "heads": config.heads, "width": config.width}


def _part(name: str, shapes: Mapping[str, tuple[int, int]]) -> Part:
    count = sum(rows * columns for rows, columns in shapes.values())
    return Part(name=name, shapes={key: list(size) for key, size in shapes.items()}, parameters=count)


def described(manifest: Manifest) -> Checkpoint:
    """A manifest as the wire tells it."""
    origin = manifest.provenance
    return Checkpoint(
        name=manifest.name,
        stage=origin.stage,
        parent=origin.parent or "",
        step=origin.step,
        tokens_seen=origin.tokens_seen,
        hash=manifest.sha256[:12],
    )


def _default(names: list[str], wanted: str | None) -> str:
    if wanted is None:
        return "base" if "base" in names else names[-1]
    if wanted not in names:
        raise BackendError(f"there is no checkpoint '{wanted}'; choose one of {', '.join(names)}")
    return wanted
