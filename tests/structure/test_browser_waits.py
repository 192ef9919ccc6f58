"""The browser tests wait with functions, which a page's policy lets Playwright ask again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
FUNCTION = re.compile(r"\s*(async\s+)?(\(.*?\)|\w+)\s*=>|\s*(async\s+)?function\b", re.DOTALL)


def bare_expressions(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of whatever `wait_for_function` is called with that is no function.

    Playwright parses an expression anew at each poll, which the policy of our pages forbids after
    the first: such a wait passes at once or never.
    """
    tree = ast.parse(source)
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if not (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "wait_for_function"
        ):
            continue
        given = call.args[0] if call.args else call.keywords[0].value
        if isinstance(given, ast.Name):
            given = constants.get(given.id, given)
        # What is put together when the test runs says its beginning here.
        if isinstance(given, ast.JoinedStr):
            given = given.values[0]
        text = given.value if isinstance(given, ast.Constant) else ast.unparse(given)
        if not (isinstance(text, str) and FUNCTION.match(text)):
            yield call.lineno, str(text)


def test_only_screens_stops_a_clock() -> None:
    # A profile whose clock was stopped must not be used again: its pages never paint.
    found = [
        file.name
        for file in sorted((TESTS / "browser").rglob("*.py"))
        if ".clock.install(" in file.read_text(encoding="utf-8")
    ]
    assert found == ["screens.py"]


def test_every_wait_is_a_function() -> None:
    files = sorted((TESTS / "browser").rglob("*.py"))
    found = {
        f"{file.relative_to(TESTS)}:{line}": text
        for file in files
        for line, text in bare_expressions(file.read_text(encoding="utf-8"))
    }
    assert found == {}
    assert sum(file.read_text(encoding="utf-8").count("wait_for_function(") for file in files) > 5


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("page.wait_for_function('document.images.length > 0')", True),
        ("page.wait_for_function(expression='window.ready')", True),
        ("READY = 'window.ready'\npage.wait_for_function(READY)", True),
        ("page.wait_for_function(made())", True),
        ("page.wait_for_function('() => window.ready')", False),
        ("page.wait_for_function('async ([a, { b }]) => b', arg=1)", False),
        ("READY = 'place => place'\npage.wait_for_function(READY)", False),
        ("page.wait_for_function(f'() => {name}.ready')", False),
    ],
)
def test_a_bare_expression_is_found(source: str, bare: bool) -> None:
    assert bool(list(bare_expressions(source))) is bare
