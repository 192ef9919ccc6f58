"""Filter web pages into rows of training text: six small filters, each of which says what it did.

The order is that of public web corpora such as FineWeb (Penedo et al. 2024): URL filter, text
extraction, language filter, quality filter, removal of near duplicates, removal of personal data. A
page goes on until a filter drops it. What each filter saw, did and why is kept, since the slides
show it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

WEB_FOLDER = Path(__file__).parent / "web"
"""Example pages, as they came from the (invented) web."""

ENGLISH_AT_LEAST = 0.65
"""English score below which a page is dropped: FineWeb's threshold, on our own simpler score."""
DUPLICATE_FROM = 0.75
"""Estimated share of common word sequences from which a page is a copy of an earlier one."""


@dataclass(frozen=True)
class Page:
    """A page as the crawler brought it."""

    url: str
    html: str


@dataclass(frozen=True)
class Outcome:
    """What one filter did to one page."""

    filter: str
    kept: bool
    reason: str
    """Why the page was dropped, or what was measured or changed, in one phrase."""
    text: str
    """The page's text after the filter. Before the extraction it is the HTML."""


@dataclass(frozen=True)
class Row:
    """A line of the training set."""

    url: str
    text: str
    english: float
    words: int


@dataclass(frozen=True)
class Trace:
    """The way of one page through the filters."""

    page: Page
    outcomes: tuple[Outcome, ...]
    row: Row | None
    """None when a filter dropped the page."""


@dataclass
class _State:
    """What the filters share: the page's text so far, its score, and the pages kept before it."""

    page: Page
    text: str
    english: float = 0.0
    signatures: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    """Address and MinHash signature of each page that was kept before."""


def run(pages: Iterable[Page]) -> list[Trace]:
    """Run every page through the filters, in order.

    A page is compared with the earlier ones that were kept.
    """
    signatures: list[tuple[str, tuple[int, ...]]] = []
    return [_run_one(page, signatures) for page in pages]


def _run_one(page: Page, signatures: list[tuple[str, tuple[int, ...]]]) -> Trace:
    state = _State(page, page.html, signatures=signatures)
    outcomes: list[Outcome] = []
    for name, apply in FILTERS:
        kept, reason = apply(state)
        outcomes.append(Outcome(name, kept, reason, state.text))
        if not kept:
            return Trace(page, tuple(outcomes), None)
    row = Row(page.url, state.text, round(state.english, 2), len(words_of(state.text)))
    return Trace(page, tuple(outcomes), row)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# 1. URL filter

BLOCKED_WORDS = _words("casino pills porn xxx viagra lottery jackpot warez torrent escort payday")
BLOCKED_ENDINGS = (".jpg", ".png", ".pdf", ".zip", ".exe", ".mp4")


def url_filter(state: _State) -> tuple[bool, str]:
    """Drop a page whose address holds a blocked word, or that is no page."""
    parts = urlsplit(state.page.url)
    # Whole words of the address: "spills" has the letters of a blocked word, and is none.
    words = set(re.split(r"[^a-z0-9]+", f"{parts.netloc}{parts.path}".lower()))
    if bad := sorted(words & BLOCKED_WORDS):
        return False, f"the address holds the word '{bad[0]}'"
    if parts.path.lower().endswith(BLOCKED_ENDINGS):
        return False, f"the address ends in {parts.path[parts.path.rfind('.') :]}, so it is no page"
    return True, "nothing against the address"


# 2. Extraction

_SKIPPED = _words("script style nav header footer aside form button noscript svg template select")
_BLOCKS = _words("p h1 h2 h3 h4 li blockquote td th pre div section article main br title")


class _Extractor(HTMLParser):
    """Collector of paragraphs, each with the share of its characters that are link text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[tuple[str, float]] = []
        self._text: list[str] = []
        self._linked = 0
        self._skipping = 0
        self._in_link = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_paragraph()
        # A count and not a flag, since such elements nest: a form in a footer.
        self._skipping += tag in _SKIPPED
        self._in_link += tag == "a"
        self._in_title |= tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_paragraph()
        # Never below 0: pages close what they have not opened.
        self._skipping -= tag in _SKIPPED and self._skipping > 0
        self._in_link -= tag == "a" and self._in_link > 0
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if not self._skipping and not self._in_title:
            self._text.append(data)
            # Characters of links, against all characters of the paragraph.
            self._linked += len(data.strip()) if self._in_link else 0

    def close(self) -> None:
        super().close()
        self._end_paragraph()

    def _end_paragraph(self) -> None:
        text = " ".join("".join(self._text).split())
        if text:
            self.paragraphs.append((text, self._linked / len(text)))
        self._text, self._linked = [], 0


def extraction(state: _State) -> tuple[bool, str]:
    """Keep the reading matter of a page.

    Menus, scripts, forms, footers and paragraphs that are mostly links are left out.
    """
    extractor = _Extractor()
    extractor.feed(state.page.html)
    extractor.close()
    # Mostly links: a menu that is not marked as one, or a list of other pages.
    kept = [text for text, linked in extractor.paragraphs if linked < 0.5]
    before = len(state.page.html)
    state.text = "\n\n".join(kept)
    if not state.text:
        return False, "no reading matter in the page"
    return True, f"{len(state.text):,} of {before:,} characters are reading matter"


# 3. Language filter

COMMON_ENGLISH = _words(
    "the of and to in a is that it was for on are as with his they i at be this have from or"
    " one had by but not what all were we when your can said there use an each which she do how"
    " their if will up other about out many then them these so some her would make like him into"
    " time has look two more go see no way could people my than first been who its now find down"
    " day did get come made may part you he me our us just after before very still only"
)
SHARE_IN_ENGLISH = 0.4
"""Share of such words in ordinary English prose, roughly. A page with as many scores 1."""


def english_score(text: str) -> float:
    """Return how English a text is, from 0 to 1.

    It is the share of its words that are among the commonest of English, against the share usual
    there.
    """
    words = words_of(text)
    if not words:
        return 0.0
    return min(1.0, sum(word in COMMON_ENGLISH for word in words) / len(words) / SHARE_IN_ENGLISH)


def language_filter(state: _State) -> tuple[bool, str]:
    """Drop a page whose English score is too low."""
    state.english = english_score(state.text)
    return (
        state.english >= ENGLISH_AT_LEAST,
        f"English score {state.english:.2f}, needed {ENGLISH_AT_LEAST}",
    )


# 4. Quality filter (rules after Gopher, Rae et al. 2021, with limits for short pages)

FEWEST_WORDS = 50


def quality_filter(state: _State) -> tuple[bool, str]:
    """Drop a page that no person wrote for another.

    It is too short, shouts, repeats itself or has no sentences.
    """
    words = words_of(state.text)
    lines = [line for line in state.text.split("\n") if line.strip()]
    letters = [character for character in state.text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters) / max(1, len(letters))
    sentences = sum(line.rstrip().endswith((".", "!", "?", '"', "”", ":")) for line in lines) / max(
        1, len(lines)
    )
    marks = state.text.count("!") / max(1, len(words))
    three = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    repeated = 1 - len(set(three)) / max(1, len(three))
    checks = (
        (len(words) < FEWEST_WORDS, f"only {len(words)} words, needed {FEWEST_WORDS}"),
        (capitals > 0.3, f"{capitals:.0%} of the letters are capitals"),
        (marks > 0.05, f"{state.text.count('!')} exclamation marks in {len(words)} words"),
        (repeated > 0.3, f"{repeated:.0%} of its three-word sequences are repetitions"),
        (sentences < 0.5, f"only {sentences:.0%} of its lines end like sentences"),
    )
    for bad, reason in checks:
        if bad:
            return False, reason
    return True, f"{len(words)} words, {sentences:.0%} of the lines end like sentences"


# 5. Near duplicates (MinHash, Broder 1997)

HASHES = 128
SHINGLE = 5


def minhash(text: str) -> tuple[int, ...]:
    """Return, for each of 128 hash functions, its least value over all five-word sequences.

    The share of equal entries in two signatures estimates the share of sequences that the two texts
    have in common.
    """
    words = words_of(text)
    # At least one, so that a text shorter than a shingle still has a signature.
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
    digests = [
        hashlib.blake2b(shingle.encode(), digest_size=8).digest() for shingle in sorted(shingles)
    ]
    values = [int.from_bytes(digest, "big") for digest in digests]
    return tuple(min((a * value + b) % _PRIME for value in values) for a, b in _COEFFICIENTS)


# 2^61 − 1 is prime: (a·x + b) mod p is a universal family of hash functions (Carter and Wegman
# 1979).
_PRIME = (1 << 61) - 1
_COEFFICIENTS = tuple(
    (int.from_bytes(hashlib.blake2b(f"a{i}".encode(), digest_size=7).digest(), "big") | 1,
     int.from_bytes(hashlib.blake2b(f"b{i}".encode(), digest_size=7).digest(), "big"))
    for i in range(HASHES)
)  # fmt: skip


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the Jaccard similarity of two texts, estimated from their signatures."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / HASHES


def deduplication(state: _State) -> tuple[bool, str]:
    """Drop a page that is nearly the same as one that was kept earlier."""
    signature = minhash(state.text)
    found = [(similarity(signature, other), url) for url, other in state.signatures]
    # Every earlier page is compared: a slide has a dozen. A corpus would look signatures up by
    # bands.
    nearest, url = max(found, default=(0.0, ""))
    if nearest >= DUPLICATE_FROM:
        return False, f"about {nearest:.0%} the same as {url}"
    # Only pages that are kept: two copies of a dropped page must not drop each other.
    state.signatures.append((state.page.url, signature))
    return True, f"nearest earlier page: {nearest:.0%} the same" if found else "the first page"


# 6. Personal data

_PERSONAL = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"), "[IP address]"),
    (re.compile(r"(?<!\w)\+?\d[\d ()/-]{6,}\d(?!\w)"), "[phone number]"),
)


def personal_data(state: _State) -> tuple[bool, str]:
    """Replace e-mail addresses, telephone numbers and network addresses by placeholders.

    This filter never drops a page.
    """
    found = []
    for pattern, placeholder in _PERSONAL:
        state.text, count = pattern.subn(placeholder, state.text)
        found += [f"{count} × {placeholder}"] if count else []
    return True, "replaced " + ", ".join(found) if found else "no personal data found"


FILTERS: tuple[tuple[str, Callable[[_State], tuple[bool, str]]], ...] = (
    ("URL filter", url_filter),
    ("extraction", extraction),
    ("language filter", language_filter),
    ("quality filter", quality_filter),
    ("deduplication", deduplication),
    ("personal data", personal_data),
)
"""The filters by the names that the slides show, in their order."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without punctuation."""
    # Letters with an apostrophe inside: "don't" is one word, digits are none.
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())


def example_pages() -> list[Page]:
    """Return the pages of `web/` in the order of their file names.

    The first line of each file is the page's address.
    """
    pages = []
    for path in sorted(WEB_FOLDER.glob("*.html")):
        address, _, html = path.read_text(encoding="utf-8").partition("\n")
        pages.append(Page(address.removeprefix("<!-- ").removesuffix(" -->"), html))
    return pages
