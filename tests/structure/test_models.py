"""Models cost a start little: they are built when they are first used, and read no source."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src" / "talk"

BUILT = """
import json
import talk.cli, talk.present.command
from talk.widgets.registry import all_widgets
from pydantic import BaseModel
known = [widget for widget in all_widgets().values()]
def below(model):
    for one in model.__subclasses__():
        yield one
        yield from below(one)
ours = [model for model in below(BaseModel) if model.__module__.startswith("talk.")]
assert len(ours) > 150
print(*[f"{one.__module__}.{one.__name__}" for one in ours if one.__pydantic_complete__])
"""


def test_no_model_is_built_by_an_import() -> None:
    found = subprocess.run(
        [sys.executable, "-c", BUILT], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.split() == []


def test_models_have_real_annotations_and_read_no_docstrings() -> None:
    """Check that no annotation is kept as text.

    Such a one has to be compiled once more, which doubles the cost of a model.
    """
    folders = [*SOURCES.glob("protocol/methods/*.py"), *SOURCES.glob("widgets/*/options.py")]
    files = [
        *folders,
        *(
            SOURCES / "deck" / "schema" / name
            for name in ("layouts.py", "deck_files.py", "fields.py")
        ),
    ]
    postponed = re.compile(r"from __future__ import annotations|use_attribute_docstrings")
    assert [file.name for file in files if postponed.search(file.read_text("utf-8"))] == []
