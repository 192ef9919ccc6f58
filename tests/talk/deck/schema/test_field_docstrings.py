"""The docstrings under fields, as documentation and editors show them."""

from __future__ import annotations

from pydantic import BaseModel

from talk.deck.schema.field_docstrings import DescribedSchema, field_docstrings


class Inner(BaseModel):
    """A part."""

    size: int
    """How large it is,
    in metres."""


class Base(BaseModel):
    name: str
    """What it is called."""
    kind: str = ""
    """What it is."""
    bare: str = ""


class Own(Base):
    kind: str = "own"
    inner: Inner
    """The part."""


def test_a_field_has_its_docstring_or_its_base_class_s() -> None:
    assert field_docstrings(Own) == {"name": "What it is called.", "inner": "The part."}
    assert field_docstrings(Inner) == {"size": "How large it is,\nin metres."}


def test_a_json_schema_tells_them() -> None:
    schema = Own.model_json_schema(schema_generator=DescribedSchema)
    told = {name: field.get("description") for name, field in schema["properties"].items()}
    assert told == {"name": "What it is called.", "kind": None, "bare": None, "inner": "The part."}
    assert (
        schema["$defs"]["Inner"]["properties"]["size"]["description"]
        == "How large it is,\nin metres."
    )
