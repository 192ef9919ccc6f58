"""Files a page refers to, under names that contain their hash, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from talk.build.images import size_of

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class File(NamedTuple):
    """What a web server needs to know of a file."""

    data: bytes
    content_type: str


class Picture(NamedTuple):
    """An image as a page refers to it; width and height in CSS pixels, None when the file does not tell."""

    url: str
    width: int | None
    height: int | None


def content_type(name: str) -> str:
    """Media type by file name."""
    return (
        TYPES.get(Path(name).suffix.lower())
        or mimetypes.guess_type(name)[0]
        or "application/octet-stream"
    )


@dataclass
class Assets:
    """Collects files and says under which URL a page finds each."""

    prefix: str = "assets/"
    """Put before every name to make a URL; `/assets/` where a server serves them."""
    files: dict[str, File] = field(default_factory=dict)
    """By name inside the assets folder."""
    _pictures: dict[Path, Picture] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """Keep `data` under `stem.HASH.suffix`; the same data is kept once. Returns its URL."""
        hashed = hashed_name(name, data)
        self.files[hashed] = File(data, content_type(name))
        return self.prefix + hashed

    def add_as_is(self, name: str, data: bytes) -> str:
        """Keep a file whose name already contains its hash."""
        self.files[name] = File(data, content_type(name))
        return self.prefix + name

    def picture(self, path: Path) -> Picture:
        """Keep an image, once however often it is shown. Raises OSError."""
        if path not in self._pictures:
            data = path.read_bytes()
            width, height = size_of(data) or (None, None)
            self._pictures[path] = Picture(self.add(path.name, data), width, height)
        return self._pictures[path]


def hashed_name(name: str, data: bytes) -> str:
    """Return `stem.HASH.suffix` for a file's name and contents."""
    path = Path(name)
    return f"{path.stem}.{hashlib.sha256(data).hexdigest()[:10]}{path.suffix}"


@cache
def read_once(path: Path) -> bytes:
    """Contents of a file whose name contains its hash: it never changes, so it is read once a process."""
    return path.read_bytes()
