"""The size of an image comes from its first bytes."""

from __future__ import annotations

import struct

import pytest

from talk.build.image_size import size_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">IIBB", 640, 480, 8, 6)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640) + b"\x03"
)
WEBP_LARGE = (
    b"RIFF\x00\x00\x00\x00WEBPVP8X\n\x00\x00\x00\x00\x00\x00\x00"
    + b"\x7f\x02\x00"
    + b"\xdf\x01\x00"
)
WEBP_LOSSLESS = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f" + struct.pack(
    "<I", 639 | 479 << 14
)
WEBP_LOSSY = b"RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a" + struct.pack(
    "<HH", 640, 480
)


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        b"GIF89a" + struct.pack("<HH", 640, 480),
        JPEG,
        WEBP_LARGE,
        WEBP_LOSSLESS,
        WEBP_LOSSY,
        b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480px">',
        b'<svg viewBox="0 0 640 480"><rect width="10" height="20"/></svg>',
        b"<?xml version='1.0'?>\n<svg viewBox='0 0 640 480'>",
    ],
)
def test_every_kind_of_image_tells_its_size(data: bytes) -> None:
    assert size_of(data) == (640, 480)


@pytest.mark.parametrize(
    "data", [b"", b"hello", PNG[:18], JPEG[:12], b"<svg>", b"RIFF\x00\x00\x00\x00WAVE"]
)
def test_what_is_no_image_or_is_cut_off_has_no_size(data: bytes) -> None:
    assert size_of(data) is None
