"""The documentation of widgets: what is described, and examples that hold."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from talk.deck.schema.field_docstrings import field_docstrings
from talk.deck.schema.fields import model_in
from talk.deck.schema.reference import widget_reference
from talk.widgets.registry import all_widgets

PLAIN = ["chart", "scale_bars"]
"""Widgets for numbers of an author's own: documented for somebody who has no model."""
WIDGETS = all_widgets()
WITH_EXAMPLES = [name for name, widget in WIDGETS.items() if widget.options.yaml_examples]


def examples(name: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(inspect.cleandoc(text)) for text in WIDGETS[name].options.yaml_examples]


def options(model: type[BaseModel], way: str = "") -> Iterator[tuple[str, str]]:
    """Every option with its description, those of parts after a dot."""
    for key, field in model.model_fields.items():
        yield way + key, field_docstrings(model).get(key, "")
        if part := model_in(field.annotation):
            yield from options(part, f"{way}{key}.")


def used(value: Any, way: str = "") -> Iterator[str]:
    """Every key of an example, by the same names."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            for key, inner in item.items():
                yield way + key
                yield from used(inner, f"{way}{key}.")


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_are_options_that_the_widget_takes(name: str) -> None:
    for example in examples(name):
        assert example.pop("widget") == name
        WIDGETS[name].options.model_validate(example)


@pytest.mark.parametrize("name", PLAIN)
def test_every_option_is_described_and_stands_in_an_example(name: str) -> None:
    found = {key for example in examples(name) for key in used(example)}
    for key, description in options(WIDGETS[name].options):
        assert description.endswith((".", "`")), f"{key} is not described"
        assert key in found or REPEATED.get(key) in found, f"{key} is in no example"


REPEATED = {
    "data.y.log": "data.x.log",
    "data.y.max": "data.x.max",
    "data.beside.y.log": "data.x.log",
    "data.beside.y.min": "data.y.min",
    "data.beside.y.max": "data.x.max",
    "data.beside.series.accent": "data.series.accent",
}
"""Keys of a part that an example has at another place."""


def test_the_reference_shows_the_examples() -> None:
    text = widget_reference(WIDGETS["scale_bars"])
    assert "```yaml\nwidget: scale_bars\ntitle: Protein in 100 g of flour\n" in text


def test_parts_of_the_same_kind_share_a_table() -> None:
    assert "The keys of `x` and `y`:" in widget_reference(WIDGETS["chart"])
