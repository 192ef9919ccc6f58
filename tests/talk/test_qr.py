"""The QR code of the join address."""

from __future__ import annotations

from xml.etree import ElementTree

from talk import qr

URL = "http://192.0.2.7:8000/"


def test_the_svg_is_square_and_has_a_quiet_zone() -> None:
    root = ElementTree.fromstring(qr.svg(URL))
    assert root.tag.endswith("svg")
    _, _, width, height = root.attrib["viewBox"].split()
    assert width == height


def test_every_address_has_its_own_code() -> None:
    assert qr.svg(URL) != qr.svg(URL + "x")
    assert qr.svg(URL) == qr.svg(URL)


def test_the_terminals_code_is_square_in_half_blocks() -> None:
    lines = qr.terminal(URL, colours=False).splitlines()
    widths = {len(line) for line in lines}
    assert widths == {max(widths)}
    assert max(widths) - 2 in (2 * len(lines), 2 * len(lines) - 1)


def test_colours_are_taken_back_at_the_end_of_every_line() -> None:
    assert all(line.endswith("\x1b[0m") for line in qr.terminal(URL, colours=True).splitlines())
