"""The join address as a QR code, made here: an SVG for screens, half blocks for the terminal."""

from __future__ import annotations

import io


def svg(url: str) -> bytes:
    """Black on white with the quiet zone the standard asks for (ISO/IEC 18004: four modules)."""
    import segno  # here, and below: it costs the start of a talk 60 ms that no screen waits for

    out = io.BytesIO()
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
    """Lines of half blocks. With colours it is black on white on every terminal, else white on what is there."""
    import segno

    out = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(out, border=2, compact=True)
    lines = out.getvalue().rstrip("\n").split("\n")
    return "\n".join(f"  \x1b[97;40m{line}\x1b[0m" if colours else f"  {line}" for line in lines)
