"""What the documents say is what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import make_docs

from talk.deck.load import load
from talk.deck.schema.field_docstrings import field_docstrings
from talk.deck.schema.layouts import LAYOUTS
from talk.widgets.registry import all_widgets

ROOT = Path(__file__).resolve().parents[2]


def test_the_made_parts_are_current() -> None:
    assert [file.name for file in make_docs.outdated()] == [], "run python tools/make_docs.py"


def test_every_layout_and_widget_has_its_section() -> None:
    layouts = (ROOT / "docs/deck_format.md").read_text("utf-8")
    assert {name for name in LAYOUTS if f"\n### `{name}`\n" not in layouts} == set()
    widgets = (ROOT / "docs/widgets.md").read_text("utf-8")
    assert {name for name in all_widgets() if f"\n### `{name}`\n" not in widgets} == set()


def test_every_option_has_a_docstring() -> None:
    bare = [
        f"{name}.{key}"
        for name, widget in all_widgets().items()
        for key, field in widget.options.model_fields.items()
        if not (field.description or field_docstrings(widget.options).get(key))
    ]
    assert bare == []


def test_the_example_of_the_deck_format_loads(tmp_path: Path) -> None:
    text = (ROOT / "docs/deck_format.md").read_text("utf-8")
    for name, body in re.findall(r"```yaml\n# (\S+)\n(.*?)```", text, flags=re.DOTALL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body)
    deck = load(tmp_path)
    assert [(slide.id, slide.steps) for slide in deck.slides] == [("question", 2), ("tokens", 0)]
