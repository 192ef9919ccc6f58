"""Collect the files that pages refer to, under names that contain their hash.

Browsers may keep such a file for ever: when it changes it has another name.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from talk.build.image_size import size_of

# Not left to `mimetypes`, which reads the tables of the operating system: on Windows a program's
# installer may have changed the type of `.js`, and browsers run no module of another type.
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".ftl": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class File(NamedTuple):
    """A file as a web server sends it."""

    data: bytes
    content_type: str


class Picture(NamedTuple):
    """An image as a page refers to it; width and height in CSS pixels, None where unknown."""

    url: str
    width: int | None
    height: int | None


def content_type(name: str) -> str:
    """Return a file's media type by its name."""
    return (
        TYPES.get(Path(name).suffix.lower())
        or mimetypes.guess_type(name)[0]
        or "application/octet-stream"
    )


@dataclass
class Assets:
    """Collection of files, with the URL under which a page finds each."""

    prefix: str = "assets/"
    """Put before every name to make a URL; `/assets/` where a server serves them."""
    files: dict[str, File] = field(default_factory=dict)
    """By name inside the assets folder."""
    _pictures: dict[Path, Picture] = field(default_factory=dict)
    _media: dict[Path, str] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """Add `data` under `stem.HASH.suffix`, the same data only once; return its URL."""
        hashed = hashed_name(name, data)
        self.files[hashed] = File(data, content_type(name))
        return self.prefix + hashed

    def add_as_is(self, name: str, data: bytes) -> str:
        """Add a file whose name already contains its hash; return its URL."""
        self.files[name] = File(data, content_type(name))
        return self.prefix + name

    def picture(self, path: Path) -> Picture:
        """Add an image, once however often it is shown, and return it. Raises OSError."""
        if path not in self._pictures:
            data = path.read_bytes()
            # With its size in the page, a picture that loads late moves nothing.
            width, height = size_of(data) or (None, None)
            self._pictures[path] = Picture(self.add(path.name, data), width, height)
        return self._pictures[path]

    def media(self, path: Path) -> str:
        """Add a film or a sound, once however often it is shown; return its URL. Raises OSError."""
        if path not in self._media:
            self._media[path] = self.add(path.name, path.read_bytes())
        return self._media[path]


_IN_ADDRESSES = re.compile(r"""[#%?&'"<>\\|*:;`]""")
"""Signs that mean something in an address, in HTML or in CSS: `Sugar 50%.svg`, `Take #2.jpg`."""


def hashed_name(name: str, data: bytes) -> str:
    """Return `stem.HASH.suffix` for a file's name and contents."""
    path = Path(name)
    stem = _IN_ADDRESSES.sub("-", path.stem)
    # Forty bits: two files of one name would have to collide within one deck.
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{path.suffix}"
