"""Find the checkpoints that slides name, and say of those that no model has what to do."""

from __future__ import annotations

from collections.abc import Collection

from talk.deck.model import Deck
from talk.deck.reading.problems import did_you_mean_or_list
from talk.models.catalogue import PINNED
from talk.widgets.base import Demo

REWARDS = "answers/score"
"""Method whose checkpoint is a reward model, which belongs to no language model."""


def checkpoint_of(demo: Demo) -> str:
    """Return the checkpoint that a request names, empty when it names none.

    A checkpoint that training on a slide makes counts as the one that it was trained from.
    """
    if demo.method == REWARDS:
        return ""
    return str(demo.params.get("checkpoint") or "").partition("+")[0]


def slides_naming_others(deck: Deck, known: Collection[str]) -> dict[str, list[str]]:
    """Return the checkpoints beyond `known` that prepared demos name, each with its slides."""
    found: dict[str, list[str]] = {}
    for slide in deck.slides:
        for live in slide.live:
            for demo in live.demos:
                name = checkpoint_of(demo)
                slides = found.setdefault(name, [])
                # Several demos of a slide name the same checkpoint; the slide is listed once.
                if slide.id not in slides:
                    slides.append(slide.id)
    return {name: slides for name, slides in found.items() if name and name not in known}


def how_to_have(name: str, known: Collection[str]) -> str:
    """Return what brings a checkpoint that no model has."""
    if name in PINNED:
        return f"`talk models add {name}` fetches it, `--model {name}` serves it"
    hint = did_you_mean_or_list(name, known, "checkpoints")
    return f"`--model {name}=FILE` serves a model under this name ({hint})"
