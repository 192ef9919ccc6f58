"""Citations and lists of sources as CSL styles set them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talk.deck.checking.bibliography import References, StyleError, set_references, shares
from talk.deck.reading.bibliography import read_bibliography

BIB = """
@book{mueller, title = {Brot \\& <img src=x onerror=steal()><b>Salz</b>},
  author = {J{\\"o}rdis M{\\"u}ller}, year = {2021}, publisher = {Verlag}, url = {https://bread.example/jar?a="b"}}
@article{byron, title = {Warmth}, author = {Ada Byron and Carl Zeiss}, journal = {Oven},
  year = {1999}, pages = {1--9}}
"""
NUMBERS = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
  <info><title>Numbers</title><id>numbers</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout prefix="[" suffix="]" delimiter=","><text variable="citation-number"/></layout></citation>
  <bibliography><layout><text variable="citation-number" suffix=". "/><text variable="title"/></layout></bibliography>
</style>
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.bib").write_text(BIB, "utf-8")
    (tmp_path / "numbers.csl").write_text(NUMBERS, "utf-8")
    (tmp_path / "none.csl").write_text("<style/>", "utf-8")
    return tmp_path


def found(
    folder: Path, *citations: str, style: str = "", language: str = "en", target: str = "sources"
) -> References:
    bibliographies = [read_bibliography(folder / "a.bib", Path("a.bib"))]
    chosen = folder / style if style else None
    return set_references(citations, bibliographies, chosen, language, target.split())


def test_names_and_years_lead_to_the_list_of_what_is_cited(folder: Path) -> None:
    made = found(folder, "@mueller, p. 3")
    assert made.citations == {
        "@mueller, p. 3": '<a class="citation" href="#sources" role="doc-biblioref">'
        "(Müller, 2021, p. 3)</a>"
    }
    (source,) = made.sources
    assert "Müller, J. (2021)" in source
    assert "Brot &amp; <b>Salz</b>" in source, "of HTML in an entry only rich text stays"
    assert 'href="https://bread.example/jar?a=' in source


def test_places_in_a_source_are_named_in_the_decks_language(folder: Path) -> None:
    cited = "@byron, ch. 2; @mueller, 7"
    assert "S. 7" in found(folder, cited, language="de-AT").citations[cited]
    assert "p. 7" in found(folder, cited, language="xx").citations[cited]
    assert "chap. 2" in found(folder, cited, target="").citations[cited]


def test_a_style_of_the_decks_own_numbers_sources_as_they_come(folder: Path) -> None:
    made = found(folder, "@byron", "@mueller; @byron", style="numbers.csl", target="")
    assert [*made.citations.values()] == [
        '<span class="citation">[1]</span>',
        '<span class="citation">[1,2]</span>',
    ]
    assert made.sources[0].startswith("1. Warmth")


def test_several_slides_share_the_list_and_a_citation_leads_to_its_source(folder: Path) -> None:
    made = found(folder, "@mueller; @byron", "@byron", target="first second")
    assert [source.split(",")[0] for source in made.sources] == ["Byron", "Müller"]
    assert 'href="#second"' in made.citations["@mueller; @byron"]
    assert 'href="#first"' in made.citations["@byron"]
    assert shares(5, 2) == [(0, 3), (3, 5)]
    assert shares(1, 3) == [(0, 1), (1, 1), (1, 1)]
    assert shares(3, 0) == []


def test_of_two_entries_with_one_key_neither_has_the_others_address(folder: Path) -> None:
    (folder / "b.bib").write_text("@book{mueller, title = {Rye}, year = 1990}\n", "utf-8")
    both = [read_bibliography(folder / name, Path(name)) for name in ("b.bib", "a.bib")]
    (source,) = set_references(["@mueller"], both, None, "en", ["sources"]).sources
    assert "Rye" in source
    assert "href" not in source


MODERN = r"""
@online{page, title = {A page}, date = {2023-05-04}, urldate = {2024-01-02},
  url = {https://a.example/b\_c?d=1&e=2}}
@article{art, author = {Anna Stra{\ss}er}, title = {Wasser}, subtitle = {Eine Studie},
  journaltitle = {Zeitschrift}, date = {2019-03}, volume = 3, number = 2, pages = {1--2}}
@inproceedings{soon, author = {Zhang, Wei and others}, title = {Steam}, booktitle = {Heat},
  year = {in press}}
@incollection{part, author = {Bo Li}, editor = {Eva Berg}, title = {Salt}, booktitle = {Dough},
  year = {2001--02}, publisher = {P}, location = {Bath}}
@thesis{thesis, author = {{The Millers' Guild}}, title = {Grain}, institution = {ETH},
  howpublished = {\url{https://grain.example/x}}}
"""


def test_entries_as_reference_managers_write_them_are_set(folder: Path) -> None:
    (folder / "a.bib").write_text(MODERN, "utf-8")
    made = found(folder, "@page", "@art", "@soon", "@part", "@thesis", language="de")
    texts = [re.sub("<.*?>", "", source) for source in made.sources]
    assert texts == [
        "A page (2023) A page. a.example",
        "Li, B. (2001–2002) „Salt“, in E. Berg (Hrsg.) Dough. Bath: P.",
        "Straßer, A. (2019) „Wasser: Eine Studie“, Zeitschrift, 3(2), S. 1–2.",
        "The Millers' Guild (ohne Datum) Grain. ETH. grain.example",
        "Zhang, W. und andere (in press) „Steam“, Heat.",
    ]
    assert "(Zhang und andere, in press)" in made.citations["@soon"]
    assert 'href="https://a.example/b_c?d=1&amp;e=2"' in made.sources[0]


@pytest.mark.parametrize("date", ["2019-05/2019-07", "2019-05-03/2019-05-07", "2019/2019"])
def test_a_source_of_several_months_has_its_year(folder: Path, date: str) -> None:
    entry = f"@online{{months, title = {{Rye}}, author = {{Bo Li}}, date = {{{date}}}}}\n"
    (folder / "a.bib").write_text(entry, "utf-8")
    assert "(Li, 2019)" in found(folder, "@months").citations["@months"]


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2019/", "2019–"),
        ("2019-05-03/..", "2019–"),
        ("2019--", "2019–"),
        ("/2019", "–2019"),
        ("../2019-05", "–2019"),
        ("/", "/"),
    ],
)
def test_a_period_with_an_open_end_is_written_with_a_dash(
    folder: Path, date: str, year: str
) -> None:
    entry = f"@online{{open, title = {{Rye}}, author = {{Bo Li}}, date = {{{date}}}}}\n"
    (folder / "a.bib").write_text(entry, "utf-8")
    made = found(folder, "@open")
    assert f"(Li, {year})" in made.citations["@open"]
    assert f"Li, B. ({year})" in made.sources[0]


@pytest.mark.parametrize("style", ["none.csl", "a.bib"])
def test_a_file_that_is_no_style_is_refused(folder: Path, style: str) -> None:
    with pytest.raises(StyleError):
        found(folder, "@byron", style=style)
