"""The smallest network that reads the shipped vocabulary, for recipes that train or sample."""

from __future__ import annotations

from pathlib import Path

from demo_kernel.network.checkpoints import Provenance, save_checkpoint
from demo_kernel.network.config import GPTConfig
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import vocabulary


def tiny_network(context: int = 64) -> GPT:
    """Return a network of one layer of width 8; it is the same each time."""
    size = vocabulary("talk-4k").size
    model = GPT(
        GPTConfig(vocabulary_size=size, context=context, layers=1, heads=2, width=8, hidden=16)
    )
    model.initialise(1)
    return model


def save_parent(folder: Path, context: int) -> None:
    """Save such a network as the checkpoint `sft`, from which other recipes go on."""
    provenance = Provenance("none", 1, "sft", 1, 10, "", "")
    save_checkpoint("sft", tiny_network(context), provenance, folder)
