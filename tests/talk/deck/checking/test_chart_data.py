"""The table of a chart is read as spreadsheets write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from talk.deck.checking.chart_data import ChartFault, CsvTable, chart_of, number_of, read_csv
from talk.deck.load import load
from talk.deck.reading.problems import DeckErrors
from talk.deck.schema.layouts import Chart
from talk.drawings import engine


def table(folder: Path, text: str) -> CsvTable:
    (folder / "a.csv").write_bytes(text.encode())
    read = read_csv(folder / "a.csv", "a.csv")
    assert isinstance(read, CsvTable)
    return read


def slide(rows: list[list[Any]], **fields: Any) -> Chart:
    rows = [[cell if cell is None else str(cell) for cell in row] for row in rows]
    return Chart.model_validate(
        {"id": "a", "title": "x", "layout": "chart", "alt": "y", "data": rows, **fields}
    )


@pytest.mark.parametrize(
    "text",
    [
        "Day,Rye\nMon,2.5\n",
        "\ufeffDay;Rye\r\nMon;2,5\r\n",
        "Day\tRye\nMon\t2,5\n\n",
        'Day, Rye\n"Mon", "2.5"\n',
    ],
    ids=["commas", "semicolons of a spreadsheet", "tabs", "quotes"],
)
def test_a_csv_file_is_read_whatever_stands_between_its_cells(tmp_path: Path, text: str) -> None:
    assert table(tmp_path, text).rows == [["Day", "Rye"], ["Mon", "2.5"]]


def test_a_cell_is_found_in_its_file(tmp_path: Path) -> None:
    read = table(tmp_path, 'Day,Rye,Wheat\n\n"Mon","3","3 kg"\n')
    assert read.position(1, 2) == (3, 12)
    assert read.position(1, 1) == (3, 8)
    assert read.position(None, None) == (1, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234", 1234),
        ("−3", -3),
        ("1e3", 1000),
        (".5", 0.5),
        ("3 kg", None),
        ("", None),
        ("1e999", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: float | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a;b\nx;1.234,5\ny;2.000\nz;−3,5\n", ["1234.5", "2000", "-3.5"]),
        ("a;b\nx;2.000\ny;1.5\n", ["2.000", "1.5"]),
        ('a,b\nx,"1,234.5"\ny,"12,000"\nz,"1,5"\n', ["1234.5", "12000", "1,5"]),
    ],
)
def test_signs_between_thousands_are_told_from_those_before_decimals(
    tmp_path: Path, text: str, numbers: list[str]
) -> None:
    assert [row[1] for row in table(tmp_path, text).rows[1:]] == numbers


@pytest.mark.parametrize(
    ("places", "scale"),
    [
        (["2026-01", "2026-02-03"], "dates"),
        (["3.1.2026", "04.02.2026"], "dates"),
        (["3/1/2026", "4/1/2026"], "categories"),
        (["1", "2.5"], "numbers"),
        (["a", "2"], "categories"),
    ],
)
def test_days_and_numbers_are_told_from_names(places: list[str], scale: str) -> None:
    rows = [[place, number] for number, place in enumerate(places)]
    read = chart_of(slide([["x", "y"], *rows], kind="line"))
    assert not isinstance(read, list)
    assert read.scale == scale


def test_an_empty_cell_is_no_fault_and_no_nought() -> None:
    read = chart_of(slide([["x", "y"], ["a", 1], ["b", None]], kind="line"))
    assert not isinstance(read, list)
    assert read.series[0].values == (1.0, None)


def test_every_fault_of_a_table_is_told_at_once() -> None:
    faults = chart_of(slide([["x", "y"], ["a", "one"], ["b", "two"]], accent="c", series="z"))
    assert isinstance(faults, list)
    assert all(isinstance(fault, ChartFault) for fault in faults)
    assert [(fault.field, fault.name) for fault in faults] == [("series", "z")]


def test_check_says_where_what_draws_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deck.yaml").write_text("title: Talk\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text(
        "chapter: One\nslides:\n"
        "  - {id: a, title: x, layout: chart, alt: y, data: [[a, b], [c, 1]]}\n"
    )
    monkeypatch.setattr(engine, "PACKAGE", "no_such_package")
    with pytest.raises(DeckErrors) as told:
        load(tmp_path, widgets={})
    (problem,) = told.value.problems
    assert problem.place == "one.yaml:3:31"
    assert "pip install 'talk[drawings]'" in problem.hint
