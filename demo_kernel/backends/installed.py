"""Find the models that `talk models` keeps on this machine, by name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

import platformdirs

FOLDER_VARIABLE = "TALK_MODELS_DIR"
"""Environment variable with another folder for models, as talk/models/store.py has it."""


class InstalledModel(NamedTuple):
    """A model that `talk models` knows."""

    where: Path
    """Its GGUF file or its folder."""
    title: str
    """Its own name as a provenance has it; empty where its files say it."""


def installed_model(name: str) -> InstalledModel | None:
    """Return a model by name; None when there is none of this name."""
    given = os.environ.get(FOLDER_VARIABLE)
    root = Path(given) if given else platformdirs.user_data_path("talk", appauthor=False) / "models"
    if not name or Path(name).name != name:
        return None
    try:
        found = json.loads((root / name / "model.json").read_text("utf-8"))
        return InstalledModel(Path(str(found["where"])), str(found.get("title", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
