"""Whether a file is a whole picture of a kind that browsers show, told from its bytes: nothing is decoded."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
BREAKS_OFF = "the file breaks off"


def fault_in(file: Path) -> str:
    """Say why browsers will not show the whole picture in `file`; empty where nothing is wrong with it."""
    status = file.stat()
    return _fault_in(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _fault_in(file: Path, modified_ns: int, size: int) -> str:
    return fault_of(file.read_bytes())


def fault_of(data: bytes) -> str:
    """Say why browsers will not show the whole picture in `data`; empty where nothing is wrong with it."""
    if not data:
        return "the file is empty"
    for begins, check in KINDS:
        if begins(data):
            try:
                return check(data)
            except (struct.error, IndexError):
                return BREAKS_OFF
    return "it is not a PNG, JPEG, GIF, WebP, AVIF or SVG"


def png(data: bytes) -> str:
    """Walk the chunks to the last one (PNG specification, 5.3)."""
    at = 8
    while True:
        length, name = struct.unpack(">I4s", data[at : at + 8])
        (told,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        if zlib.crc32(data[at + 4 : at + 8 + length]) != told:
            return "the file is damaged"
        if name == b"IEND":
            return ""
        at += 12 + length


def jpeg(data: bytes) -> str:
    """Walk the segments to the scan, after which the mark of the end must come (ITU T.81, B.1)."""
    at = 2
    while True:
        marker, length = struct.unpack(">xBH", data[at : at + 4])
        if marker == 0xDA:
            return "" if b"\xff\xd9" in data[at:] else BREAKS_OFF
        at += 2 + length


def webp(data: bytes) -> str:
    return "" if struct.unpack("<I", data[4:8])[0] + 8 <= len(data) else BREAKS_OFF


def avif(data: bytes) -> str:
    """Walk the boxes; each must end within the file (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at < len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        if length == 0:  # to the end of the file
            return ""
        at += struct.unpack(">Q", data[at + 8 : at + 16])[0] if length == 1 else length
    return "" if at == len(data) else BREAKS_OFF


def svg(data: bytes) -> str:
    """An SVG that is a file of its own must be well-formed and say its namespace."""
    roots: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: roots.append(name) if not roots else None
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        return f"its XML breaks on line {error.lineno} ({expat.errors.messages[error.code]})"
    if roots[0] == "svg":
        return f'its <svg> needs xmlns="{SVG}"'
    return "" if roots[0] == f"{SVG} svg" else "it is not an SVG"


def whole(data: bytes) -> str:
    return ""


KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], str]], ...] = (
    (lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), png),
    (lambda data: data.startswith(b"\xff\xd8"), jpeg),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", webp),
    (lambda data: data[4:12] in (b"ftypavif", b"ftypavis"), avif),
    (lambda data: data.startswith((b"GIF87a", b"GIF89a", b"BM", b"\0\0\1\0")), whole),
    (lambda data: data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"), svg),
)
"""How each kind begins, and what finds its fault. GIF, BMP and ICO are taken as they are."""
