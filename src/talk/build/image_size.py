"""Read the size of an image, so that a page reserves its room before it has loaded."""

from __future__ import annotations

import io
import re

Size = tuple[int, int]

_SVG_STARTS = (b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg")


def size_of(data: bytes) -> Size | None:
    """Return (width, height) in pixels as browsers show an image; None where the data has none."""
    if data.startswith(_SVG_STARTS):
        return _svg_size(data)
    import imagesize  # imports urllib, for which a deck without pictures need not wait

    # It answers −1 for what it cannot read.
    width, height = imagesize.get(io.BytesIO(data))
    return (int(width), int(height)) if width > 0 and height > 0 else None


def _svg_size(data: bytes) -> Size | None:
    """Return width and height of the root element, as plain numbers or px, else of its view box.

    imagesize reads the first `width=` of the file, which may be a rectangle's, and no view box.
    """
    # By a pattern, since a parser would read the whole file for the attributes of its root.
    root = re.search(rb"<svg\b[^>]*>", data)
    if root is None:
        return None
    tag = root.group().decode("utf-8", "replace")
    sides = [
        re.search(rf'\s{side}\s*=\s*["\']([\d.]+)(?:px)?["\']', tag) for side in ("width", "height")
    ]
    if sides[0] and sides[1]:
        return round(float(sides[0].group(1))), round(float(sides[1].group(1)))
    box = re.search(r'viewBox\s*=\s*["\']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)', tag)
    return (round(float(box.group(1))), round(float(box.group(2)))) if box else None
