"""Read the part of a file that a slide of the layout code shows."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from talk.deck.reading.problems import did_you_mean_or_list
from talk.deck.schema import layouts

_LINES = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_REGION = re.compile(r"\bregion:?\s+([\w.-]+)")
_END = re.compile(r"\bendregion\b")


class CodeFault(NamedTuple):
    """What is wrong with the part of a file that a slide names."""

    field: str
    message: str
    hint: str = ""


def with_code(
    slide: layouts.Code, file: Path, state: int | None = None
) -> layouts.Code | CodeFault:
    """Return the slide with the program of its file in `code`, and its first line's number.

    `state` is the place in `states` of the one whose file it is, None the slide itself.
    """
    part: layouts.Code | layouts.CodeState = slide
    if state is not None and slide.states:
        part = slide.states[state]
    try:
        # As wide as web/base.css shows a tab: an indent is cut off below by its number of
        # characters.
        lines = file.read_text("utf-8-sig").expandtabs(4).rstrip("\n").split("\n")
    except UnicodeDecodeError:
        return CodeFault("file", f"'{part.file}' is not UTF-8 text")
    first, last = 1, len(lines)
    if part.lines:
        found = _LINES.fullmatch(part.lines.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 0 < first <= last:
            return CodeFault("lines", f"'{part.lines}' is not a range of lines such as 10-24")
        if last > len(lines):
            return CodeFault("lines", f"'{part.file}' has {len(lines)} lines, not {last}")
    elif part.region:
        named = {
            found[1]: at for at, line in enumerate(lines, 1) if (found := _REGION.search(line))
        }
        if part.region not in named:
            hint = did_you_mean_or_list(part.region, named, "regions")
            return CodeFault("region", f"'{part.file}' has no region '{part.region}'", hint)
        # Neither of the two comments that mark a region is shown.
        first = named[part.region] + 1
        ends = (at for at, line in enumerate(lines, 1) if at >= first and _END.search(line))
        # A region that is never ended goes to the end of the file.
        last = next(ends, len(lines) + 1) - 1
    # Marks of regions inside of this one are not shown.
    shown = [line for line in lines[first - 1 : last] if not _REGION.search(line)]
    while part.region and shown and not shown[-1].strip():
        shown.pop()  # formatters put empty lines before a comment
    # A method stands at the margin of the slide, without the indent of its class.
    indents = [len(line) - len(line.lstrip()) for line in shown if line.strip()]
    indent = min(indents, default=0)
    language = slide.language if slide.language != "text" else language_of(file.name)
    program = {"code": "\n".join(line[indent:] for line in shown), "first": first}
    if part is slide:
        return slide.model_copy(update={**program, "language": language})
    states = [
        one.model_copy(update=program) if place == state else one
        for place, one in enumerate(slide.states or ())
    ]
    return slide.model_copy(update={"states": states, "language": language})


def language_of(name: str) -> str:
    """Return the language that a file's name stands for, `text` where none is known."""
    from pygments.lexers._mapping import LEXERS

    known = (
        aliases[0]
        for _, _, aliases, patterns, _ in LEXERS.values()
        if aliases and any(fnmatch(name, pattern) for pattern in patterns)
    )
    # The plainest of several: `sql` and not `sql+jinja`.
    return min(known, key=len, default="text")
