"""What screens, pages and paper say, in the languages of the interface.

Each `LANGUAGE.ftl` has every message of a language in Fluent's format (projectfluent.org). A group
comment (`## stage`) begins a section. A page carries the sections that its view and its widgets
need, and the browser formats them; `message` formats one in Python. A language is added by its
file alone: `tests/structure/test_messages.py` says what the file lacks.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES = ("en", "de", "fr", "es", "ko", "ar")
"""Languages of the interface; the first one stands in for any other."""
SHARED = "shared"
"""Section of what every view may say."""
# By ISO 639; where a tag names a script (ISO 15924), that decides.
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def closest(tag: str) -> str:
    """Return the language of the interface for a BCP 47 tag: `de-CH` is spoken to in `de`."""
    language = tag.split("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def direction(tag: str) -> str:
    """Return `rtl` for a BCP 47 tag whose script runs from right to left, else `ltr`."""
    language, *rest = tag.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    right = script in RIGHT_TO_LEFT_SCRIPTS if script else language in RIGHT_TO_LEFT
    return "rtl" if right else "ltr"


def locale(tag: str) -> str:
    """Return the locale by which a page writes numbers and chooses plurals.

    It is the tag itself where the interface speaks its language, so that `de-CH` keeps its way of
    writing numbers. Digits are Latin unless the tag asks for others (`ar-u-nu-arab`): token IDs,
    seeds and programs on the same slide are written in them.
    """
    language = closest(tag)
    named = tag if tag.split("-")[0].lower() == language else language
    return named if language != "ar" or "-u-" in named else f"{named}-u-nu-latn"


@cache
def sections(language: str) -> dict[str, str]:
    """Return the text of each section of a language's file, by its name, without comments."""
    text = (files("talk.messages") / f"{language}.ftl").read_text("utf-8")
    found: dict[str, str] = {}
    for part in re.split(r"(?m)^## ", text)[1:]:
        name, _, body = part.partition("\n")
        # Comments and empty lines would travel to every phone.
        lines = [line for line in body.split("\n") if line.strip() and not line.startswith("#")]
        found[name.strip()] = "".join(f"{line}\n" for line in lines)
    return found


def text(language: str, names: tuple[str, ...]) -> str:
    """Return these sections of a language in one text; names without messages are left out."""
    found = sections(language)
    return "".join(found[name] for name in dict.fromkeys((SHARED, *names)) if name in found)


def message(tag: str, key: str, **values: str | int | float) -> str:
    """Return a message in the language of the interface for a BCP 47 tag.

    Raises KeyError for a key that the language lacks.
    """
    language = closest(tag)
    pattern = _patterns(language)[key]
    # Fluent takes a fifth of a second to be imported; most messages only name their values.
    if pattern:
        filled = re.sub(r"\{ \$([\w-]+) \}", lambda found: str(values[found.group(1)]), pattern)
        if "{" not in filled:
            return filled
    bundle = _bundle(language, locale(tag))
    value = bundle.get_message(key).value
    if value is None:
        raise KeyError(key)
    return str(bundle.format_pattern(value, values)[0])


@cache
def _patterns(language: str) -> dict[str, str]:
    """Return the messages of one line by their keys; the others are empty."""
    whole = "".join(sections(language).values())
    found = re.findall(r"(?m)^([a-z][\w-]*) *=[ ]*(.*)((?:\n[ ]+.*)*)$", whole)
    return {key: "" if more else line for key, line, more in found}


@cache
def _bundle(language: str, named: str) -> FluentBundle:
    from fluent.runtime import FluentBundle, FluentResource

    # Signs that isolate a value help on a screen of two directions, not in a table of numbers.
    # Python's Fluent reads tags by babel, which refuses extensions such as `-u-nu-latn`.
    bundle = FluentBundle([named.split("-u-")[0]], use_isolating=direction(language) == "rtl")
    bundle.add_resource(FluentResource("".join(sections(language).values())))
    return bundle
