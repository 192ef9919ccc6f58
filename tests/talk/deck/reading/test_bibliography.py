"""BibTeX files: what is read of them, and what is wrong with them, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.reading.bibliography import Bibliography, read_bibliography

GOOD = "@book{Bread, title = {On {Bread}}, author = {A. Baker}, year = 2001}\n"


def read(folder: Path, text: str) -> Bibliography:
    file = folder / "a.bib"
    file.write_text(text, "utf-8")
    return read_bibliography(file, Path("a.bib"))


def test_keys_are_found_in_any_case_with_their_addresses(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "% a comment with @ and {\n@string{mills = {The Mills}}\n@comment{x}\n" + GOOD +
        '@misc{salt, title = "Salt", author = mills, DOI = {10.1/x}}\n'
        "@misc{oil, title = {Oil {}}, url = {https://oil.example/a}}\n",
    )  # fmt: skip
    assert found.source.problems == []
    assert list(found.places.items()) == [("Bread", (4, 1)), ("salt", (5, 1)), ("oil", (6, 1))]
    assert set(found.entries) == {"bread", "salt", "oil"}
    assert found.addresses == {"salt": "https://doi.org/10.1/x", "oil": "https://oil.example/a"}


def test_an_address_may_lack_its_scheme_and_an_entry_be_called_url(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "@misc{url, title = {A}, url = {www.rye.example}}\n"
        "@misc{b, title = {B}, url = {}, doi = {https://doi.org/10.1/y}}\n"
        "@misc{c, title = {C}, url = {https://oil.example/c}}\n",
    )
    assert found.addresses == {
        "url": "https://www.rye.example",
        "b": "https://doi.org/10.1/y",
        "c": "https://oil.example/c",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@book{salt, title = {\\salz}}", "a.bib:2:13: '\\salz' in 'title' of the entry 'salt' is"),
        ("@artcle{salt, title = {x}}", "a.bib:2:1: '@artcle' is no kind of source (did you mean"),
        ("@book{salt, title = {x} year = 2001}", "a.bib:2:24: a ',' is missing between"),
        ("@book{salt, title = x}", "a.bib:2:21: 'x' is no value"),
        ("@book{salt, title {x}}", "a.bib:2:13: 'title {x}' is no field"),
        ("@book{bread, title = {x}", "a.bib:2:1: the entry 'bread' has no end"),
        ("@book{}", "a.bib:2:1: this @book has no key to cite it by"),
        ("@book{x, year = 2001}", "a.bib:2:1: the entry 'x' has no title"),
        ("@book{BREAD, title = {x}}", "a.bib:2:1: the key 'BREAD' is there twice"),
    ],
)
def test_a_broken_entry_is_named_and_hides_no_other(tmp_path: Path, text: str, told: str) -> None:
    found = read(tmp_path, f"{GOOD}{text}\n")
    (problem,) = found.source.problems
    assert problem.render().startswith(told)
    assert "bread" in found.entries


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.bib"
    file.write_bytes(b"@book{\xff}")
    (problem,) = read_bibliography(file, Path("a.bib")).source.problems
    assert problem.sentence == "this bibliography is not UTF-8 text (save it as UTF-8)"
