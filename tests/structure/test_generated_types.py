"""The browser is compiled against the types of the wire and of the options as they stand now."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talk.protocol.registry import METHODS
from talk.widgets.registry import all_widgets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return runpy.run_path(str(ROOT / "tools" / "generate_types.py"))
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.fixture(scope="module")
def generated(tool: dict[str, Any]) -> dict[Path, str]:
    generate: Callable[[], dict[Path, str]] = tool["generate"]
    return generate()


def test_the_committed_types_are_current(generated: dict[Path, str]) -> None:
    old = [path.name for path, text in generated.items() if path.read_text("utf-8") != text]
    assert old == [], "run `python tools/generate_types.py` and commit the result"


def test_every_widget_has_the_types_of_its_options(generated: dict[Path, str]) -> None:
    named = {path.parent.name for path in generated if path.name == "options.gen.ts"}
    assert named == set(all_widgets())


def test_every_method_is_in_the_map_of_methods(
    tool: dict[str, Any], generated: dict[Path, str]
) -> None:
    text = generated[tool["PROTOCOL"]]
    for name, method in METHODS.items():
        assert (
            f'"{name}": {{ params: {method.params.__name__}; result: {method.result.__name__};'
            in text
        )


@pytest.mark.parametrize(
    "line",
    [
        "export type Provenance = {",  # an interface would not pass for JSON
        "export type PingParams = Record<string, never>;",
        "  params: Record<string, Json>;",
        "  top_k?: number | null;",  # either side may leave out what has a default
        '  kind: "position";',  # what tells the members of a union apart is always sent
    ],
)
def test_a_type_is_as_strict_as_the_wire(
    tool: dict[str, Any], generated: dict[Path, str], line: str
) -> None:
    assert f"\n{line}\n" in generated[tool["PROTOCOL"]]


def test_an_option_is_always_sent_but_where_it_may_be_none(
    tool: dict[str, Any], generated: dict[Path, str]
) -> None:
    text = generated[tool["WIDGETS"] / "sampling_loop" / "options.gen.ts"]
    assert "\n  temperature: number;\n" in text
    assert "\n  top_k?: number;\n" in text
