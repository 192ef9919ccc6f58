"""Charts: axes begin at nought, parts come as steps, and text and colours are the page's."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from talk.drawings.chart import (
    NARROW,
    WIDE,
    Axis,
    Chart,
    Series,
    ends,
    locale,
    specification,
    svg,
)

DAYS = ("Mon", "Tue", "Wed")
RYE = Series("Rye", (14.0, 12.0, 31.0))
WHEAT = Series("Wheat", (22.0, None, 52.0))


def chart(kind: str = "grouped", **fields: object) -> Chart:
    given = {"scale": "categories", "places": DAYS, "series": (RYE, WHEAT), **fields}
    return Chart(kind, **given)  # type: ignore[arg-type]


def heights(drawn: str) -> list[float]:
    """Return the heights of the bars, which Vega writes as `M x,y h w v h h -w Z`."""
    bars = re.findall(r'aria-roledescription="bar"|d="M[-\d.,]+h[-\d.]+v([-\d.]+)h', drawn)
    return [abs(float(bar)) for bar in bars if bar and abs(float(bar)) < WIDE.height]


def labels(drawn: str) -> list[str]:
    """Return the texts of a drawing, as they stand in it."""
    return re.findall(r">([^<>]+)</text>", drawn)


@pytest.mark.parametrize(
    ("kind", "y", "found"),
    [
        ("grouped", Axis(), (0, 60)),
        ("stacked", Axis(), (0, 100)),
        ("line", Axis(low=10, high=55), (10, 55)),
        ("line", Axis(log=True), (10, 100)),
    ],
)
def test_the_value_axis_begins_at_nought_unless_it_is_set(
    kind: str, y: Axis, found: tuple[float, float]
) -> None:
    assert ends(chart(kind, y=y)) == found


def test_an_axis_reaches_below_nought_for_negative_values() -> None:
    low, high = ends(chart("bar", series=(Series("Gain", (-3.0, 0.5, 4.0)),)))
    assert low == -4
    assert high == 4


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ["grouped", "stacked", "line"])
def test_a_drawing_is_an_svg_of_the_size_asked_for_with_text_as_text(
    kind: str, size: object
) -> None:
    assert size in (WIDE, NARROW)
    shape = WIDE if size is WIDE else NARROW
    root = ElementTree.fromstring(svg(chart(kind), shape))
    assert root.get("viewBox") == f"0 0 {shape.width} {shape.height}"
    words = {"".join(one.itertext()) for one in root.iter() if one.tag.endswith("text")}
    assert words >= set(DAYS)


def test_its_colours_and_its_font_are_those_of_the_page() -> None:
    drawn = svg(chart(accent="Rye"), WIDE)
    paints = set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn))
    assert paints <= {
        "none",
        "transparent",
        "currentColor",
        "var(--rule)",
        "var(--paper)",
        "var(--quiet)",
        "var(--chart-accent)",
        "var(--chart-other-2)",
    }
    assert set(re.findall(r'font-family="([^"]+)"', drawn)) == {"inherit"}


@pytest.mark.parametrize(("reveal", "count"), [("series", 2), ("categories", 3), (None, 0)])
def test_parts_come_as_steps_after_those_before_the_chart(reveal: str | None, count: int) -> None:
    shown = chart("stacked", reveal=reveal)
    assert shown.steps == count
    steps = set(re.findall(r'data-step="(\d+)"', svg(shown, WIDE, first_step=4)))
    assert steps == {str(5 + number) for number in range(count)}


def test_long_names_lay_bars_on_their_side() -> None:
    named = chart("bar", places=("Wheat flour of the mill", "Rye", "Salt"), series=(RYE,))
    assert "rotate" not in svg(named, NARROW)
    upright = specification(named, WIDE, False)["layer"][0]["encoding"]
    assert upright["x"]["field"] == "x"
    turned = specification(named, NARROW, True)["layer"][0]["encoding"]
    assert turned["y"]["field"] == "x"


def test_names_that_are_longer_than_a_phone_is_wide_leave_room_for_the_bars() -> None:
    long = tuple(f"{day} and what else there is to say of such a long day" for day in DAYS)
    drawn = svg(chart("bar", places=long, series=(Series("Rye", (10.0, 20.0, 40.0)),)), NARROW)
    assert len(re.findall(r">Mon and .*…<", drawn)) == 1
    widths = [float(bar) for bar in re.findall(r'd="M[-\d.]+,[-\d.]+h([-\d.]+)v', drawn)]
    assert NARROW.width / 2 < max(widths) < NARROW.width * 0.7


def test_numbers_are_written_as_the_language_writes_them() -> None:
    thousands = chart("bar", series=(Series("a", (1234.5, 2000.0, 3000.0)),), values=True)
    assert ">1,234.5<" in svg(thousands, WIDE)
    assert ">1.234,5<" in svg(thousands, WIDE, language="de-AT")
    assert ">1.234,5<" in svg(thousands, WIDE, language="it")
    assert locale("xx") == locale("en")


def test_units_follow_the_numbers_of_an_axis() -> None:
    assert ">20 °C<" in svg(chart("line", y=Axis(unit="°C")), WIDE)


def test_a_logarithmic_axis_has_few_lines_and_each_its_number() -> None:
    falls = (Series("Time", (400.0, 40.0, 0.4)),)
    axes = {"x": Axis(unit="µm", log=True), "y": Axis(unit="s", log=True)}
    drawn = svg(
        chart("scatter", scale="numbers", places=(1.0, 10.0, 1000.0), series=falls, **axes), WIDE
    )
    along = ["1 µm", "10 µm", "100 µm", "1,000 µm"]
    assert labels(drawn) == [*along, "0.1 s", "1 s", "10 s", "100 s", "1,000 s"]
    drawn = svg(
        chart("line", places=("a", "b"), series=(Series("T", (1.0, 80.0)),), y=axes["y"]), WIDE
    )
    assert labels(drawn)[2:] == ["1 s", "2 s", "5 s", "10 s", "20 s", "50 s", "100 s"]


@pytest.mark.parametrize(
    ("language", "months", "days"),
    [
        ("en", ["February", "March"], ["3 Jan", "5 Jan"]),
        ("de-AT", ["Februar", "März"], ["3. Jän", "5. Jän"]),
        ("ko", ["2월", "3월"], ["1월 3일", "1월 5일"]),
    ],
)
def test_months_and_days_are_those_of_the_language(
    language: str, months: list[str], days: list[str]
) -> None:
    for end, expected in (("2026-06-01", months), ("2026-01-20", days)):
        two = (Series("Rye", (14.0, 12.0)),)
        dated = chart("line", scale="dates", places=("2026-01-01", end), series=two)
        assert labels(svg(dated, WIDE, language=language))[1:3] == expected


def test_days_are_placed_by_their_distance() -> None:
    days = ("2026-01-01", "2026-01-02", "2026-01-11")
    drawn = svg(chart("line", scale="dates", places=days, series=(RYE,)), WIDE)
    stroke = re.search(
        r'class="mark-line.*?d="M([-\d.]+),[-\d.]+L([-\d.]+),[-\d.]+L([-\d.]+),', drawn
    )
    assert stroke
    first, second, third = map(float, stroke.groups())
    assert (third - first) / (second - first) == pytest.approx(10, rel=0.02)
