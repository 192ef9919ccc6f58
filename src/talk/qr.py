"""Make QR codes of addresses: an SVG for screens, half blocks for the terminal."""

from __future__ import annotations

import io


def svg(url: str) -> bytes:
    """Return an SVG, black on white, with the quiet zone of ISO/IEC 18004: four modules."""
    # Imported here and below: it takes 60 ms, and no screen waits for the code at the start of a
    # talk.
    import segno

    out = io.BytesIO()
    # Level M, of which 15 % may be hidden; level L keeps the code in a terminal small.
    segno.make(url, error="m", micro=False).save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=True,
        omitsize=True,
    )
    return out.getvalue()


def terminal(url: str, *, colours: bool) -> str:
    """Return lines of half blocks.

    With colours the code is black on white on every terminal, else in the terminal's own colours.
    """
    import segno

    out = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(out, border=2, compact=True)
    lines = out.getvalue().rstrip("\n").split("\n")
    return "\n".join(f"  \x1b[97;40m{line}\x1b[0m" if colours else f"  {line}" for line in lines)
