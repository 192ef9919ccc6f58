"""Load the model that ships with the project: checkpoints of one shape, vocabulary talk-4k."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from pathlib import Path

from demo_kernel.backends.language_model import BackendError, Checkpoints, Shape, TrainableModel
from demo_kernel.inference.cpu_step import CPUStepEngine, library
from demo_kernel.inference.devices import best_device
from demo_kernel.inference.engine import TrunkEngine
from demo_kernel.inference.memory import is_out_of_memory
from demo_kernel.network.config import GPTConfig
from demo_kernel.network.manifest import MODELS_FOLDER, CheckpointError, Manifest, read_manifest
from demo_kernel.network.reward_head import HEAD_FILE, Head, load_head
from demo_kernel.network.weights import Weights, load_weights, matrix_shapes
from demo_kernel.tokens.chat_format import TalkChat
from demo_kernel.tokens.ranks import RanksError
from demo_kernel.tokens.tokenizer import (
    BEGIN_OF_DOCUMENT,
    IM_END,
    TALK_VOCABULARY_FILE,
    load_talk_vocabulary,
)
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.model import Part

CHAT_PHASES = ("sft", "rlhf", "idk", "rl", "unguarded")
"""Phases of training whose checkpoint answers a chat, best first; the first that is there answers.

sft does best in free use, see lab/claims/free_use_answers.yaml.
"""
LEFT_OUT = "left out to save memory"
SLOTS = 40
"""Sequences whose keys and values are cached: 32 of a batch, and prefixes that may be reused."""


def load_embedded(
    folder: Path | None = None,
    default: str | None = None,
    device: str | None = None,
    only: Collection[str] | None = None,
) -> TrainableModel:
    """Load every checkpoint in the folder, or `only` these and those that answer by default.

    A checkpoint that is missing or damaged is left out, and `Checkpoints.absent` says why. Raises
    BackendError when there is no checkpoint at all, or the vocabulary is missing or damaged.
    """
    folder = folder or MODELS_FOLDER
    manifests, absent = _manifests(folder)
    default = _default([*manifests, *absent], default, folder)
    # A damaged checkpoint stays the one that answers chats: its recording is shown then, where a
    # worse checkpoint would answer. Without a readable manifest its phase is its name, as of all
    # that ship.
    chat = chat_default(
        {name: described(one) for name, one in manifests.items()}
        | {name: Checkpoint(name=name, stage=name) for name in absent}
    )
    if only is not None:
        absent |= {name: LEFT_OUT for name in manifests if name not in {*only, default, chat}}
    loaded = {}
    # In order of training, which is the order in which clients list them.
    for name in manifests:
        if name not in absent:
            try:
                loaded[name] = load_weights(name, folder)
            except CheckpointError as error:
                absent[name] = str(error)
    if not loaded:
        raise BackendError(next(iter(absent.values())))
    try:
        vocabulary = load_talk_vocabulary(folder / TALK_VOCABULARY_FILE.name)
    except RanksError as error:
        raise BackendError(str(error)) from None
    rewards, why_no_rewards = _rewards(folder, loaded)
    # The last in order of training stands for all: parameters and shape are the same in each, which
    # `engine_for` checks.
    manifest = list(loaded.values())[-1][0]
    weights = {name: one for name, (_, one) in loaded.items()}
    served = {name: described(manifest) for name, (manifest, _) in loaded.items()}
    if vocabulary.size != manifest.config.vocabulary_size:
        raise BackendError(
            f"the vocabulary in {folder} has {vocabulary.size} entries, the weights have"
            f" {manifest.config.vocabulary_size}: restore both from the repository"
        )
    missing = {}
    if chat is None:
        missing["chat/complete"] = "no checkpoint here has learnt to chat yet: run recipes/sft.py"
    if why_no_rewards:
        missing |= {"answers/score": why_no_rewards, "answers/update": why_no_rewards}
    return TrainableModel(
        name=f"{vocabulary.name} {manifest.parameters / 1e6:.1f}M",
        engine=engine_for(weights, device=device),
        codec=vocabulary,
        checkpoints=Checkpoints(served, default, chat, absent),
        weights=weights,
        shape=shape(manifest.config),
        chat=TalkChat(vocabulary),
        missing=missing,
        rewards=rewards,
        parameters=manifest.parameters,
        begin=[vocabulary.special(BEGIN_OF_DOCUMENT)],
        # Either ends a text: documents end where the next one begins, turns with their own mark.
        end=frozenset({vocabulary.special(BEGIN_OF_DOCUMENT), vocabulary.special(IM_END)}),
    )


def engine_for(
    checkpoints: Mapping[str, Weights], slots: int = SLOTS, device: str | None = None
) -> TrunkEngine:
    """Return the fastest engine for a device, or of this machine when none is named.

    On the CPU that is the CPU step in C where it can be compiled, else torch. Raises BackendError
    when the checkpoints differ in shape or the device is not there.
    """
    shapes = {weights.config for weights in checkpoints.values()}
    if len(shapes) > 1:
        raise BackendError(
            "the checkpoints are not all of one shape: restore them from the repository"
        )
    # Also beside a GPU that nobody named: the CPU step starts in a second, without torch, and
    # writes faster than anybody reads.
    if device in (None, "cpu") and library() is not None:
        return CPUStepEngine(checkpoints, slots)
    # Imported here, because torch takes seconds and the CPU step needs none.
    from demo_kernel.inference.cuda_graph import CUDAGraphEngine
    from demo_kernel.inference.torch_engine import TorchEngine

    try:
        where = device or best_device()
        if where == "cuda":
            return CUDAGraphEngine(checkpoints, slots)
        return TorchEngine(checkpoints, slots, where)
    except (RuntimeError, AssertionError) as error:  # what torch raises for an unknown device
        if is_out_of_memory(error):
            raise
        raise BackendError(f"there is no device '{device}' here: leave --device out") from None


def _manifests(folder: Path) -> tuple[dict[str, Manifest], dict[str, str]]:
    """Return the manifests by checkpoint in order of training, and why others are unreadable."""
    found: dict[str, Manifest] = {}
    absent: dict[str, str] = {}
    # By their weights first, so that a damaged manifest is reported; then manifests without
    # weights.
    for path in sorted(folder.glob("*.safetensors")):
        try:
            found[path.stem] = read_manifest(path.stem, folder)
        except CheckpointError as error:
            absent[path.stem] = str(error)
    for path in sorted(folder.glob("*.json")):
        if path.stem not in found and path.stem not in absent:
            with contextlib.suppress(CheckpointError):  # a file of another kind
                found[path.stem] = read_manifest(path.stem, folder)
    ordered = sorted(found.items(), key=lambda item: (item[1].provenance.tokens_seen, item[0]))
    return dict(ordered), absent


def _rewards(folder: Path, names: Collection[str]) -> tuple[dict[str, Head], str]:
    """Return the reward model that ships, or why there is none."""
    # Missing is a state on the way of training; damaged is a fault, and says so.
    if not (folder / HEAD_FILE).exists():
        return {}, "there is no reward model here yet: run recipes/reward.py"
    try:
        head = load_head(folder)
    except CheckpointError:
        return {}, f"the reward model is damaged: restore {HEAD_FILE} from the repository"
    if head.trunk not in names:
        return {}, f"the reward model reads checkpoint '{head.trunk}', which is not here"
    return {"reward": head}, ""


def chat_default(checkpoints: Mapping[str, Checkpoint]) -> str | None:
    """Return the checkpoint that answers chats when none is named, None where there is none."""
    # The last checkpoint of a phase wins, as in `latest_of_phase`.
    by_phase = {checkpoint.stage: name for name, checkpoint in checkpoints.items()}
    return next((by_phase[phase] for phase in CHAT_PHASES if phase in by_phase), None)


def shape(config: GPTConfig) -> Shape:
    """Return the parts of the embedded network."""
    shapes = matrix_shapes(config)
    parts = [_part("embedding", {"embedding": shapes["embedding"]})]
    for n in range(config.layers):
        for kind in ("attention", "mlp"):
            prefix = f"layers.{n}.{kind}."
            found = {
                name.removeprefix(prefix): size
                for name, size in shapes.items()
                if name.startswith(prefix)
            }
            # Layers count from 1 on slides, from 0 in the weights.
            parts.append(_part(f"layer {n + 1} {kind}", found))
    return Shape(parts, config.layers, config.heads, config.width)


def _part(name: str, shapes: Mapping[str, tuple[int, int]]) -> Part:
    count = sum(rows * columns for rows, columns in shapes.values())
    return Part(
        name=name, shapes={key: list(size) for key, size in shapes.items()}, parameters=count
    )


def described(manifest: Manifest) -> Checkpoint:
    """Return what a manifest says of its checkpoint, as the wire has it."""
    origin = manifest.provenance
    return Checkpoint(
        name=manifest.name,
        stage=origin.stage,
        parent=origin.parent or "",
        step=origin.step,
        tokens_seen=origin.tokens_seen,
        hash=manifest.sha256[:12],
    )


def _default(names: list[str], wanted: str | None, folder: Path) -> str:
    """Return the name of the checkpoint that answers when none is named.

    It stays the default when it cannot be read: another one would answer what nobody asked it.
    """
    if not names:
        raise BackendError(f"there are no weights in {folder}: restore them from the repository")
    if wanted is None:
        # The base continues a plain text; checkpoints that have learnt to chat would answer it.
        return "base" if "base" in names else names[-1]
    if wanted not in names:
        raise BackendError(
            f"there is no model or checkpoint '{wanted}': choose one of {', '.join(names)},"
            " or add a model with `talk models add`"
        )
    return wanted
