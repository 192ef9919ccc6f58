"""What a browser must fetch before its first slide, gzipped, stays small.

Nothing in it reaches outside.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache

import pytest

from talk.build import site
from talk.build.front_end import front_end, manifest
from talk.build.html import View
from talk.deck.load import load

NAMED = re.compile(rb'(?:href|src)="(/assets/[^"]+)"')
STYLE_URL = re.compile(rb'url\("?\./([^")]+)"?\)')
LIMITS: dict[View, int] = {"phone": 150_000, "stage": 250_000}
"""Bytes (issue 2)."""


@cache
def rendered(name: str) -> site.Site:
    """Return a deck as `talk present` serves it."""
    return site.render(load(name), room=True)


@cache
def zipped(data: bytes) -> int:
    """Return the size of a file on its way: most are the same for every view and deck."""
    return len(gzip.compress(data, 6))


@pytest.mark.parametrize("view", LIMITS)
@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_everything_before_the_first_slide_is_small(view: View, name: str) -> None:
    made = rendered(name)
    page = made.page(view)
    files = {url.decode()[1:] for url in NAMED.findall(page)}
    sizes = {file: zipped(made.files[file].data) for file in files}
    sizes["the page"] = zipped(page)
    assert sum(sizes.values()) < LIMITS[view], sizes


@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_a_phone_stays_small_with_every_widget_of_the_deck(name: str) -> None:
    made = rendered(name)
    page = made.page("phone")
    later = re.search(rb'<meta name="talk-later" content="([^"]+)"', page)
    assert later
    files = {url[1:] for url in [*NAMED.findall(page), *later.group(1).split()]}
    sizes = {file.decode(): zipped(made.files[file.decode()].data) for file in files}
    assert sum(sizes.values()) + zipped(page) < LIMITS["phone"], sizes


def test_the_stage_asks_for_everything_in_one_round() -> None:
    """Whatever the entry imports at once is named in the page, so nothing is found out late."""
    bundle = manifest()
    for entry, needed in bundle["preload"].items():
        for file in [bundle[entry], *needed]:
            source = (front_end() / file).read_text("utf-8")
            for imported in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', source):
                assert imported in needed, f"{entry}: {file} imports {imported}"


def test_a_style_is_named_by_what_is_in_it() -> None:
    """A browser keeps a file by its name, and rules are dropped after esbuild has named it."""
    for name, file in manifest().items():
        if name.endswith(".css"):
            hashed = hashlib.sha256((front_end() / file).read_bytes()).hexdigest()[:8].upper()
            assert file == f"{name.removesuffix('.css')}.{hashed}.css"


def test_the_bundles_name_no_other_host() -> None:
    allowed = (
        "http://www.w3.org/",  # names of XML namespaces
        "https://revealjs.com",  # a comment in reveal's help overlay
    )
    for file in manifest()["files"]:
        if file.endswith((".js", ".css")):
            text = (front_end() / file).read_text("utf-8")
            for url in re.findall(
                r"""["'(`]((?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^"'`)\s]*)""", text
            ):
                assert url.startswith(allowed), f"{file} names {url}"
