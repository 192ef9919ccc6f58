"""Set a deck's citations and its list of sources by a CSL style, with citeproc-py."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from talk.deck.markup.citations import Cited, cited
from talk.deck.reading.bibtex_entries import OTHERS

if TYPE_CHECKING:
    from talk.deck.reading.bibliography import Bibliography

STYLE = "harvard-cite-them-right"
"""Style of a deck that names none; citeproc-py brings it."""
_PLACES = {
    "ch": "chapter",
    "chap": "chapter",
    "chapter": "chapter",
    "fig": "figure",
    "figure": "figure",
    "sec": "section",
    "section": "section",
    "vol": "volume",
}
"""Word before a place in a source → what CSL calls it; any other is a page."""


class References(NamedTuple):
    """A deck's citations and sources as HTML."""

    citations: Mapping[str, str]
    """By the text between the brackets."""
    sources: tuple[str, ...]
    """Those that are cited, in the order of the style."""


class StyleError(ValueError):
    """A file that is no CSL style."""


def set_references(
    citations: Sequence[str],
    bibliographies: Sequence[Bibliography],
    style: Path | None,
    language: str,
    targets: Sequence[str],
) -> References:
    """Return the HTML of citations, in their order in the talk, and of the sources they cite.

    Of two entries with one key the first counts. `style` is a CSL file. `targets` are the ids of
    the slides that list the sources, each its share. Raises StyleError, and KeyError for a source
    that no bibliography has.
    """
    # From the last file to the first, so that of two entries with one key the first file's stays.
    entries: dict[str, Any] = {}
    addresses: dict[str, str] = {}
    for one in reversed(bibliographies):
        entries |= one.entries
        # With those of entries that have none: an earlier file's entry must not get the address
        # of its namesake in a later one.
        addresses |= {key: one.addresses.get(key, "") for key in one.entries}
    # citeproc-py knows its entries by keys in small letters.
    keys = {named.key.lower() for citation in citations for named in cited(citation)}
    used = tuple((key, entries[key], addresses.get(key, "")) for key in sorted(keys))
    # Cached: every save reads the deck again, and the style takes a quarter of a second.
    return _set(tuple(citations), _Used(used), style, language, tuple(targets))


def shares(count: int, slides: int) -> list[tuple[int, int]]:
    """Return the first source that each of several slides lists, and the one after its last."""
    size = -(-count // slides) if slides else 0
    return [(min(at * size, count), min((at + 1) * size, count)) for at in range(slides)]


class _Used(tuple[tuple[str, Any, str], ...]):
    """Entries compared by identity: the reader returns the same ones until their file changes."""

    def __hash__(self) -> int:
        return hash(tuple((key, id(entry)) for key, entry, _ in self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Used) and [id(one[1]) for one in self] == [
            id(one[1]) for one in other
        ]


@lru_cache(maxsize=8)
def _set(
    citations: tuple[str, ...],
    used: _Used,
    style: Path | None,
    language: str,
    targets: tuple[str, ...],
) -> References:
    from citeproc import Citation, CitationStylesBibliography, formatter
    from citeproc.source import BibliographySource

    source = BibliographySource()
    for _, entry, _ in used:
        source.add(entry)
    sheet = _style(style, language)
    found = CitationStylesBibliography(sheet, source, formatter.html)

    term, further = (str(sheet.root.get_single_term(name)) for name in ("and", "and others"))
    # The style puts its own "and" before the last of several authors.
    last = re.compile(rf"(?:,\s*)?(?:\s*(?:{re.escape(term)}|&amp;|&)\s*)?{OTHERS}")

    def cleaned(text: Any) -> str:
        return _clean(last.sub(f" {further or 'et al.'}", str(text)))

    made = {
        citation: Citation([_item(one) for one in cited(citation)])
        for citation in dict.fromkeys(citations)
    }
    # All of them before any is set: how a source is named may depend on those beside it, as 2020a
    # on 2020b.
    for one in made.values():
        found.register(one)
    found.sort()
    addresses = {key: address for key, _, address in used}
    listed = {
        key: targets[at]
        for at, (first, last) in enumerate(shares(len(found.keys), len(targets)))
        for key in found.keys[first:last]
    }
    return References(
        {
            # citeproc-py calls the function for sources it does not have; `set_references` has
            # refused those.
            # Of several sources the first says which list they lead to.
            text: _linked(
                cleaned(found.cite(one, lambda item: None)),
                listed.get(cited(text)[0].key.lower(), ""),
            )
            for text, one in made.items()
        },
        tuple(
            cleaned(text) + _address(addresses.get(key, ""))
            for key, text in zip(found.keys, found.bibliography(), strict=True)
        ),
    )


def _style(file: Path | None, language: str) -> Any:
    from citeproc import CitationStylesStyle

    named = str(file) if file else STYLE
    try:
        # citeproc-py's validation would only warn of a style that is not quite CSL.
        return CitationStylesStyle(named, locale=_locale(language), validate=False)
    except Exception as error:  # lxml's, and those of a file that is XML and no style
        raise StyleError from error


@cache
def _locale(language: str) -> str:
    """Return the CSL locale of a language, British English for one that CSL does not have."""
    folder = files("citeproc") / "data" / "locales"
    known = json.loads((folder / "locales.json").read_text("utf-8"))
    mains: dict[str, str] = known["primary-dialects"]
    # CSL has locales of countries (de-AT); of a language alone it names the main one.
    if language in known["language-names"]:
        return language
    return mains.get(language.split("-")[0].lower(), "en-GB")


def _item(one: Cited) -> Any:
    from citeproc import CitationItem, Locator

    if not one.place:
        return CitationItem(one.key.lower())
    word, _, rest = one.place.partition(" ")
    label = _PLACES.get(word.lower().rstrip("."))
    # The style writes its own word before a page. A "p" with nothing behind it is the page itself.
    named = word.rstrip(".").lower() in ("p", "pp", "page", "pages", "s") and rest
    place = rest if label or named else one.place
    return CitationItem(one.key.lower(), locator=Locator(label or "page", place))


def _clean(html: Any) -> str:
    """Return the HTML of a style, reduced to rich text: entries may hold any HTML."""
    import nh3  # most decks cite nothing

    return nh3.clean(
        str(html),
        tags={"b", "i", "span", "sub", "sup", "u"},
        attributes={"span": {"style"}},
        # How citeproc-py writes the small capitals of a style.
        filter_style_properties={"font-variant"},
    )


def _linked(html: str, target: str) -> str:
    """Return a citation that leads to the list of sources, where there is one."""
    if not target:
        return f'<span class="citation">{html}</span>'
    return f'<a class="citation" href="#{escape(target)}" role="doc-biblioref">{html}</a>'


def _address(address: str) -> str:
    """Return the link to a source, which goes by its host: whole addresses fill a slide."""
    host = urlsplit(address).hostname
    if not host or urlsplit(address).scheme not in ("http", "https"):
        return ""
    return (
        f' <a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(host)}</a>'
    )
