r"""Put variables into texts: `{{name}}` becomes what `vars:` in deck.yaml says.

Code and formulas are left alone, so that templates and TeX's braces stay as they are. `\{{name}}`
is shown as `{{name}}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from talk.deck.reading.problems import did_you_mean_or_list
from talk.deck.reading.source import Replaced, Source, Where

NAME = r"[a-zA-Z][a-zA-Z0-9_-]*"
# In this order: what begins as code or a formula is passed over as a whole, with all that is in it.
_PART = re.compile(
    rf"""
    ^[ \t>]*(?P<fence>`{{3,}}|~{{3,}})(?:.*?^[ \t>]*(?P=fence)|.*)     # a block of code
    | (?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)                          # code in a line
    | \$\$.+?\$\$ | \$(?![\s$])[^$\n]*(?<![\s$])\$(?!\d)               # a formula
    | (?P<shown>\\\{{\{{)
    | \{{\{{[ ]*(?P<name>{NAME})[ ]*\}}\}}
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_PROGRAMS = frozenset({"code"})
"""Keys whose whole text is code."""


def with_variables(source: Source, at: Where, value: Any, variables: Mapping[str, Any]) -> Any:
    """Return a value of a file with the variables in its texts; add a problem for unknown ones.

    A text that is nothing but one variable becomes its value, which may be a number.
    """
    if isinstance(value, dict):
        # Keys are the deck's words, not the author's text, and are not filled in.
        return {
            key: one if key in _PROGRAMS else with_variables(source, (*at, key), one, variables)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [
            with_variables(source, (*at, place), one, variables) for place, one in enumerate(value)
        ]
    if isinstance(value, str) and "{{" in value:
        return _text(source, at, value, variables)
    return value


def _text(source: Source, at: Where, text: str, variables: Mapping[str, Any]) -> Any:
    parts: list[str] = []
    replaced: list[Replaced] = []
    done = length = 0
    for found in _PART.finditer(text):
        name = found["name"]
        if name is None and found["shown"] is None:
            continue
        if name is not None and name not in variables:
            hint = did_you_mean_or_list(name, variables, "variables")
            named = hint or "name it under 'vars:' in deck.yaml"
            message = f"there is no variable '{name}'"
            position = source.character(at, found.start())
            source.add_problem_at(*position, message, f"{named}; '\\{{{{' shows the braces")
            continue
        value = "{{" if name is None else variables[name]
        # The value itself, so that an option that wants a number gets one.
        if found[0] == text:
            return value
        shown = str(getattr(value, "raw", value))
        # As YAML writes it, not as Python does.
        if isinstance(value, bool):
            shown = shown.lower()
        parts += [text[done : found.start()], shown]
        length += found.start() - done
        replaced.append(Replaced(length, length + len(shown), found.start(), found.end()))
        length += len(shown)
        done = found.end()
    if not replaced:
        return text
    source.note_replaced(at, replaced)
    return "".join([*parts, text[done:]])


def usable(written: Any) -> dict[str, Any]:
    """Return those variables of a file that can be used, whatever else is wrong with them."""
    if not isinstance(written, dict):
        return {}
    return {
        name: value
        for name, value in written.items()
        if re.fullmatch(NAME, name) and isinstance(value, str | int | float)
    }
