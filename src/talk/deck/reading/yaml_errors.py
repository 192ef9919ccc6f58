"""Say in an author's words what libyaml found wrong with a file."""

from __future__ import annotations

import yaml

from talk.deck.reading.problems import Problem
from talk.deck.reading.source import Source

MAX_DEPTH = 40
"""Most levels of values inside values."""

_SENTENCES: list[tuple[str, str, str]] = [
    ("mapping values are not allowed", "a ': ' inside a value needs quotes round the value", ""),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "check its indentation and quotes",
    ),
    (
        "did not find expected '-' indicator",
        "this line should begin with '- ' like the items above it",
        "or stand further right",
    ),
    (
        "could not find expected ':'",
        "a key without ': ' after it",
        "or a text over several lines without '|'",
    ),
    ("did not find expected ',' or ']'", "the list that opens here with '[' is not closed", ""),
    ("did not find expected ',' or '}'", "the mapping that opens here with '{' is not closed", ""),
    ("did not find expected node content", "here a value should be", ""),
    (
        "found unexpected end of stream",
        "the text that opens here is not closed",
        "add the quote at its end",
    ),
    (
        "found unexpected document indicator",
        "the text that opens here is not closed",
        "add the quote at its end",
    ),
    (
        "found unknown escape character",
        "an unknown escape after '\\'",
        "use single quotes, or '\\\\'",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "put it on its own lines",
    ),
    (
        "found undefined alias",
        "this alias has no anchor",
        "a text that begins with '*' needs quotes",
    ),
    ("found undefined tag handle", "a text that begins with '!' needs quotes", ""),
    ("found another document", "a second document begins here", "remove the '---'"),
    (
        "did not find expected <document start>",
        "a second document begins here",
        "indent it or remove it",
    ),
    ("nesting depth", f"values are nested deeper than {MAX_DEPTH} levels", ""),
    ("found duplicate anchor", "this anchor is there twice", ""),
    (
        "found character that cannot start any token",
        "a text cannot begin with this character",
        "put it in quotes",
    ),
    ("did not find expected alphabetic", "a text that begins with '*' or '&' needs quotes", ""),
    ("mapping keys are not allowed", "a text that begins with '?' needs quotes", ""),
    (
        "could not find expected directive name",
        "a line cannot begin with '%'",
        "put the text in quotes",
    ),
    ("expected comment or line break", "after '|' or '>' the text begins on the next line", ""),
]
"""Part of libyaml's message, the message for an author, the hint. The first that fits counts."""

_FOUND_LATE = ("end of stream", "document indicator", "',' or", "alphabetic", "expected ':'")
"""Parts of messages about mistakes that libyaml finds only after the place where they were made."""


def problem_of(error: yaml.MarkedYAMLError, source: Source) -> Problem:
    """Return the problem for a YAML error, at the place where the mistake was made."""
    what = error.problem or error.context or ""
    mark = error.problem_mark or error.context_mark
    # An open quote is found at the end of the file; the context's mark is where it was opened.
    if error.context_mark and any(part in what for part in _FOUND_LATE):
        mark = error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    # libyaml complains of what follows the tab, which helps nobody.
    line_text = source.line(line + 1)
    indentation = line_text[: len(line_text) - len(line_text.lstrip())]
    if "\t" in indentation:
        column = indentation.index("\t")
        return source.problem_at(line + 1, column + 1, "a tab cannot indent in YAML", "use spaces")
    message, hint = next(
        ((message, hint) for part, message, hint in _SENTENCES if part in what),
        (f"not YAML: {what}", ""),
    )
    if "not closed" in message and "text" not in message:
        # The message ends with the bracket that was expected, in quotes.
        hint = f"add the '{what.rstrip()[-2]}'" if what.endswith("'") else ""
    return source.problem_at(line + 1, column + 1, message, hint)
