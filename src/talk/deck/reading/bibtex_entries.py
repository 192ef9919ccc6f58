"""Make of the fields of a BibTeX or BibLaTeX entry what citeproc-py sets.

What a field means is citeproc-py's table, and that of BibLaTeX's manual for the fields and kinds
of entry that only BibLaTeX has, as Zotero and JabRef write them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from talk.deck.reading.latex_words import LatexError, parts, words

_KINDS = {
    "artwork": "graphic",
    "audio": "song",
    "bookinbook": "chapter",
    "collection": "book",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    # citeproc-py takes it for an article in a journal.
    "incollection": "chapter",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "treaty",
    "legislation": "legislation",
    "letter": "personal_communication",
    "movie": "motion_picture",
    "music": "song",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "online": "webpage",
    "patent": "patent",
    "performance": "performance",
    "periodical": "book",
    "reference": "book",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "video": "motion_picture",
    "www": "webpage",
}
"""Kind of entry → CSL's type, where citeproc-py's table has none."""
_FIELDS = {
    "institution": "publisher",
    "journaltitle": "container_title",
    "location": "publisher_place",
    "maintitle": "container_title",
    "organization": "publisher",
    "school": "publisher",
    "translator": "translator",
    "version": "version",
}
"""Field → CSL's variable, where it is not in citeproc-py's table."""
_SUBTITLES = {"title": "subtitle", "booktitle": "booksubtitle", "journaltitle": "journalsubtitle"}
_NAMES = frozenset({"author", "editor", "translator"})
OTHERS = "\ue000"
"""Stands for a last author `others`: how further authors are named depends on the language."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# BibLaTeX's dates: perhaps a time behind the day, and marks of what is uncertain.
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T.*)?[~?%]*")
_OPEN = ("", "..")
"""What stands in place of an end that a period does not have (ISO 8601-2)."""
_ADDRESS = re.compile(r"https?://[^\s{}]+")


class FieldError(ValueError):
    """A field that cannot be read; `name` is which."""

    def __init__(self, name: str, command: str) -> None:
        super().__init__(name)
        self.name = name
        self.command = command


def reference(key: str, kind: str, fields: Mapping[str, str]) -> Any:
    """Return the entry as citeproc-py has it. Raises FieldError."""
    # Imported here: most decks cite nothing.
    from citeproc.source import Reference
    from citeproc.source.bibtex import BibTeX

    found: dict[str, Any] = {}
    for name, value in fields.items():
        variable = BibTeX.fields.get(name) or _FIELDS.get(name)
        # The first of several fields with one meaning, as publisher and organization, stays.
        if variable is None or not value.strip() or variable in found:
            continue
        try:
            found[variable] = _variable(name, value, fields)
        except LatexError as error:
            raise FieldError(name, str(error)) from None
    if issued := _issued(fields):
        found["issued"] = issued
    return Reference(key, _KINDS.get(kind) or BibTeX.types.get(kind, "article"), **found)


def kinds() -> set[str]:
    """Return the kinds of entry that are known: `book`, `online`."""
    from citeproc.source.bibtex import BibTeX

    return {*BibTeX.types, *_KINDS}


def address(fields: Mapping[str, str]) -> str:
    """Return the address of an entry on the web, "" where it has none."""
    for name, host in (("url", "https://"), ("doi", "https://doi.org/")):
        # A backslash is LaTeX's: \url{https://a.example/b\_c}.
        if given := re.sub(r"\\url|[\\{}\s]", "", fields.get(name, "")):
            return given if "://" in given else host + given
    found = _ADDRESS.search(fields.get("howpublished", "").replace("\\", ""))
    return found[0] if found else ""


def _variable(name: str, value: str, fields: Mapping[str, str]) -> Any:
    if name in _NAMES:
        return [_name(one) for one in _people(value)]
    if name == "pages":
        # Between two pages stand one, two or three dashes, or one of Unicode's.
        return re.sub(r"\s*[-–—]+\s*", "-", words(value.replace("--", "-")))
    if name in ("number", "volume") and value.strip().isdecimal():
        return int(value)
    whole = _text(value)
    further = fields.get(_SUBTITLES.get(name, ""), "")
    return whole + _text(f": {further}") if further.strip() else whole


def _text(value: str) -> Any:
    """Return a text whose words in braces keep their capitals."""
    from citeproc.string import MixedString, NoCase, String

    found = MixedString()
    for one in parts(value):
        found += NoCase(one.words) if one.fixed else String(one.words)
    return found


def _people(value: str) -> list[str]:
    from citeproc.source.bibtex.bibtex import split_names

    found: list[str] = split_names(" ".join(value.split()))
    return [one for one in found if one.strip()]


def _name(written: str) -> Any:
    from citeproc.source import Name
    from citeproc.source.bibtex.bibtex import parse_name

    stripped = written.strip()
    if stripped == "others":
        return Name(literal=OTHERS)
    if stripped.startswith("{") and stripped.endswith("}") and stripped.count("{") == 1:
        # Braces round the whole name: of a body of people, which has no first names.
        return Name(literal=words(stripped))
    first, von, last, junior = parse_name(stripped)
    named = {"given": first, "non-dropping-particle": von, "family": last, "suffix": junior}
    return Name(**{name: words(part) for name, part in named.items() if part})


def _issued(fields: Mapping[str, str]) -> Any:
    """Return the date of an entry, its words where they are no date: `in press`."""
    from citeproc.source import Date, DateRange, LiteralDate

    written = (fields.get("date") or fields.get("year") or "").strip()
    if not written:
        return None
    try:
        written = words(written)
    except LatexError as error:
        raise FieldError("date" if fields.get("date") else "year", str(error)) from None
    begin, slash, end = written.replace("–", "/").partition("/")
    first, last = _ISO.fullmatch(begin.strip()), _ISO.fullmatch(end.strip())
    # A period without a beginning or an end; citeproc-py knows none.
    if slash and first is not None and end.strip() in _OPEN:
        return LiteralDate(f"{first[1]}–")
    if slash and last is not None and begin.strip() in _OPEN:
        return LiteralDate(f"–{last[1]}")
    if first is None:
        return LiteralDate(written)
    if last is not None and last[1] != first[1]:
        return DateRange(begin=Date(year=first[1]), end=Date(year=last[1]))
    if last is not None:
        # citeproc-py shows nothing of a range within one year. What both ends have in common stays.
        month = {"month": first[2]} if first[2] and first[2] == last[2] else {}
        return Date(year=first[1], **month)
    if slash and end.strip().isdecimal():
        # 2019--20 is until 2020.
        whole = begin[: -len(end.strip())] + end.strip()
        return DateRange(begin=Date(year=first[1]), end=Date(year=whole))
    found = {"year": first[1], "month": first[2], "day": first[3]}
    if first[2] is None and (month := _month(fields.get("month", ""))):
        found |= month
    return Date(**{name: value for name, value in found.items() if value})


def _month(written: str) -> dict[str, str]:
    """Return month and perhaps day of a field such as `mar`, `3`, `5 March` or `March 5`."""
    words_of = re.findall(r"[A-Za-z]+|\d+", written)
    names = [word for word in words_of if word[:3].lower() in _MONTHS]
    numbers = [word for word in words_of if word.isdecimal()]
    if len(names) == 1:
        month = str(_MONTHS.index(names[0][:3].lower()) + 1)
        return {"month": month, **({"day": numbers[0]} if len(numbers) == 1 else {})}
    if not names and len(numbers) == 1 and 1 <= int(numbers[0]) <= 12:
        return {"month": numbers[0]}
    return {}
