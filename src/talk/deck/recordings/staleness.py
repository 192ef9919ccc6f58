"""Find why recordings are out of date: the wire has changed since, or the weights have.

(The deck has changed where a prepared demo has no recording: `transcripts.unrecorded`.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from talk.deck.model import Deck
from talk.deck.recordings.transcripts import load_recordings, manifest, misfit

AGAIN = "run `talk record`"
HASH_CHARACTERS = 12
"""Length of a checkpoint's hash in the answer of kernel/describe."""


def older_wire(deck: Deck) -> str:
    """Return a sentence with the slides whose recordings do not fit today's wire, else ""."""
    slides = dict.fromkeys(
        key.rpartition("/")[0]  # the slide's id
        for key, recordings in load_recordings(deck).items()
        if any(misfit(item) for item in recordings)
    )
    if not slides:
        return ""
    return f"the recordings of {', '.join(slides)} were made before the protocol changed: {AGAIN}"


def other_weights(deck: Deck, now: Mapping[str, str], model: str | None = None) -> str:
    """Return a sentence with the checkpoints that have changed since the recordings, else "".

    `now` are the hashes of the checkpoints that are known, by name. `model` is the kernel's, where
    one was asked.
    """
    made = manifest(deck)
    if made is None:
        return ""
    if model is not None and made.get("model") != model:
        return f"they were made with {made.get('model')}, the kernel serves {model}: {AGAIN}"
    recorded = dict(made.get("checkpoints", {}))
    other = [
        name
        for name, hash in recorded.items()
        # A checkpoint that is not known here may be one of a model that is not served.
        if name in now and now[name] != hash
    ]
    return (
        f"the weights of {', '.join(other)} have changed since they were made: {AGAIN}"
        if other
        else ""
    )


def shipped_weights() -> dict[str, str]:
    """Return the hashes, by name, of the checkpoints that come with an installed demo kernel.

    They are read from its manifests; none of its code runs.
    """
    spec = find_spec("demo_kernel")
    folders = (
        [Path(place) / "models" for place in (spec.submodule_search_locations or [])]
        if spec
        else []
    )
    found: dict[str, str] = {}
    for file in (file for folder in folders for file in folder.glob("*.json")):
        try:
            checkpoint = json.loads(file.read_text("utf-8"))
            found[checkpoint["name"]] = checkpoint["sha256"][:HASH_CHARACTERS]
        # A damaged manifest is the kernel's to report; recordings are none the older for it.
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found
