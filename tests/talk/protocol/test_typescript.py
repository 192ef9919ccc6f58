"""The types the browser is compiled against are the wire's, as they stand now."""

from __future__ import annotations

import pytest

from talk.protocol import typescript
from talk.protocol.registry import METHODS


def test_the_committed_types_are_current() -> None:
    committed = typescript.TARGET.read_text(encoding="utf-8")
    advice = "run `python -m talk.protocol.typescript` and commit the result"
    assert committed == typescript.generate(), advice


def test_every_method_is_in_the_map_of_methods() -> None:
    text = typescript.generate()
    for name, method in METHODS.items():
        assert (
            f'"{name}": {{ params: {method.params.__name__}; result: {method.result.__name__};'
            in text
        )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (int | None, "number | null"),
        (list[int | str], "(number | string)[]"),
        (dict[str, list[float]], "Record<string, number[]>"),
    ],
)
def test_a_python_type_becomes_its_typescript_twin(kind: object, expected: str) -> None:
    assert typescript._type(kind) == expected


def test_a_type_with_no_twin_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="complex"):
        typescript._type(complex)
