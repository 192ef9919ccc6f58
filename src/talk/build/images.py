"""The size of an image from its first bytes, so that a page reserves its room before it has loaded."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

Size = tuple[int, int]


def size_of(data: bytes) -> Size | None:
    """(width, height) in pixels of a PNG, GIF, JPEG, WebP or SVG; None for anything else."""
    for starts, reader in READERS:
        if data.startswith(starts):
            try:
                return reader(data)
            except (struct.error, IndexError, ValueError):
                return None
    return None


def png(data: bytes) -> Size | None:
    return struct.unpack(">II", data[16:24])


def gif(data: bytes) -> Size | None:
    return struct.unpack("<HH", data[6:10])


def jpeg(data: bytes) -> Size | None:
    """Walks the segments to the frame header (ITU T.81, B.2.2)."""
    at = 2
    while at < len(data):
        marker, length = struct.unpack(">xBH", data[at : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def webp(data: bytes) -> Size | None:
    """The three kinds of WebP keep their size in different places (RFC 9649)."""
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def svg(data: bytes) -> Size | None:
    """Width and height where they are plain numbers or px, else the view box."""
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


READERS: tuple[tuple[tuple[bytes, ...], Callable[[bytes], Size | None]], ...] = (
    ((b"\x89PNG\r\n\x1a\n",), png),
    ((b"GIF87a", b"GIF89a"), gif),
    ((b"\xff\xd8",), jpeg),
    ((b"RIFF",), webp),
    ((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg"), svg),
)
