"""Return whether browsers will show a file as a picture: by its ending, then by its bytes.

Nothing is decoded, so a check of a whole deck takes milliseconds.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path, PurePosixPath
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
BREAKS_OFF = "the file breaks off"

_VIDEOS = frozenset({".mp4", ".webm", ".mov", ".m4v", ".avi", ".mkv", ".ogv"})
_SOUNDS = frozenset({".mp3", ".wav", ".ogg", ".oga", ".m4a", ".flac", ".aac"})
_PICTURES = frozenset(
    {".png", ".apng", ".svg", ".jpg", ".jpeg", ".jfif", ".webp", ".gif", ".avif", ".bmp", ".ico"}
)


def ending_fault(path: str) -> tuple[str, str] | None:
    """Return message and hint for a path with an ending that no picture has, else None."""
    # A path may be an address, with a query and a fragment behind the ending.
    ending = PurePosixPath(path.split("?")[0].split("#")[0]).suffix.lower()
    if ending in _VIDEOS:
        return f"'{path}' is a video and no picture", "use the layout 'video'"
    if ending in _SOUNDS:
        return f"'{path}' is a sound and no picture", "use the layout 'audio'"
    if (
        ending
        and ending not in _PICTURES
        # "version 1.2" has an ending too.
        and ending[1:].isalpha()
        and "://" not in path
        and not path.startswith("data:")
    ):
        return f"browsers do not show '{ending}' as a picture", "save it as PNG, JPEG, SVG or WebP"
    return None


def fault_in(file: Path) -> str:
    """Return why browsers will not show the whole picture in `file`; "" where nothing is wrong."""
    try:
        status = file.stat()
        return _fault_in(file, status.st_mtime_ns, status.st_size)
    except OSError as error:
        return f"{error.strerror}".lower()


@lru_cache(maxsize=4096)
def _fault_in(file: Path, modified_ns: int, size: int) -> str:
    """Return the fault of a file; time and size make it read again only after a change."""
    return fault_of(file.read_bytes())


def fault_of(data: bytes) -> str:
    """Return why browsers will not show the whole picture in `data`; "" where nothing is wrong."""
    if not data:
        return "the file is empty"
    # By the first bytes and not by the name: a photograph saved as .png is shown by browsers.
    for begins, check in KINDS:
        if begins(data):
            try:
                return check(data)
            except (struct.error, IndexError):
                # A length that leads past the end of the file is how a copy that was cut short
                # shows.
                return BREAKS_OFF
    return "it is not a PNG, JPEG, GIF, WebP, AVIF or SVG"


def png(data: bytes) -> str:
    """Walk the chunks to the last one (PNG specification, 5.3) and compare their checksums."""
    at = 8
    while True:
        length, name = struct.unpack(">I4s", data[at : at + 8])
        (checksum,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        # The checksum is of name and data, without the length before them.
        if zlib.crc32(data[at + 4 : at + 8 + length]) != checksum:
            return "the file is damaged"
        if name == b"IEND":
            return ""
        # The length leaves out itself, the name and the checksum, of four bytes each.
        at += 12 + length


def jpeg(data: bytes) -> str:
    """Walk the segments to the scan, after which the mark of the end must come (ITU T.81, B.1)."""
    at = 2
    while True:
        marker, length = struct.unpack(">xBH", data[at : at + 4])
        if marker == 0xDA:  # start of scan: compressed data without a length follows
            return "" if b"\xff\xd9" in data[at:] else BREAKS_OFF
        # The length counts its own two bytes, and not the two of the marker.
        at += 2 + length


def webp(data: bytes) -> str:
    """Compare the length that the RIFF header says with the file's."""
    # The length counts neither the name before it nor itself.
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
    """Parse the XML: an SVG that is a file of its own must be well-formed and say its namespace."""
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


KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], str]], ...] = (
    (lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), png),
    (lambda data: data.startswith(b"\xff\xd8"), jpeg),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", webp),
    (lambda data: data[4:12] in (b"ftypavif", b"ftypavis"), avif),
    # GIF, BMP and ICO are accepted as they are: browsers show what there is of them.
    (lambda data: data.startswith((b"GIF87a", b"GIF89a", b"BM", b"\0\0\1\0")), lambda data: ""),
    # Last, as any text that begins with a tag is taken for one. A byte order mark and blank lines
    # may stand before it.
    (lambda data: data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"), svg),
)
"""How each kind begins, and what finds its fault."""
