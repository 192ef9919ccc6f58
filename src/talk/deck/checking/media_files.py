"""Find by a file's first bytes whether browsers will play it as a video or a sound.

The name does not decide: a film that was renamed is still what it was.
"""

from __future__ import annotations

from pathlib import Path

MAX_BYTES = 300_000_000
"""Largest file that a talk serves: `talk present` holds all files in memory."""

# What people have on their machines and try first, so that the message can say what it is.
_NOT_PLAYED = {
    # QuickTime's own form of what MP4 was made of.
    b"\x00\x00\x00\x14ftypqt": "a QuickTime film",
    b"\x00\x00\x00\x20ftypqt": "a QuickTime film",
    b"RIFFAVI ": "an AVI",
    b"\x30\x26\xb2\x75": "a Windows Media file",
    b"FLV": "a Flash film",
    b"\x00\x00\x01\xba": "an MPEG-1 or MPEG-2 film",
    b"FORM": "an AIFF",
    b"MThd": "a MIDI file",
}
_HINTS = {
    "video": "export it as MP4 (H.264 and AAC) or WebM",
    "sound": "export it as MP3, M4A, Ogg or WAV",
}


def media_fault(file: Path, kind: str) -> tuple[str, str]:
    """Return message and hint for a file that browsers do not play; "" and "" where they do.

    `kind` is `video` or `sound`.
    """
    size = file.stat().st_size
    if size == 0:
        return "the file is empty", "export or copy it again"
    if size > MAX_BYTES:
        return (
            f"it has {size / 1e6:.0f} MB: a talk serves files of up to {MAX_BYTES / 1e6:.0f} MB",
            "make it shorter or smaller",
        )
    with file.open("rb") as opened:
        # So many because a WebM names its type behind some other fields.
        head = opened.read(64)
    found = kind_of(head)
    if found in (kind, "either"):
        return "", ""
    if found in ("video", "sound"):
        other = "audio" if found == "sound" else "video"
        return f"it is a {found}", f"use the layout '{other}'"
    # Of an AVI the size stands between its two names.
    named = head[:4] + head[8:12] if head[:4] == b"RIFF" else head
    for begin, name in _NOT_PLAYED.items():
        if named.startswith(begin):
            return f"it is {name}, which browsers do not play", _HINTS[kind]
    return f"it is no {kind} that browsers play", _HINTS[kind]


def kind_of(head: bytes) -> str:
    """Return `video`, `sound`, `either` or "" by the first bytes of a file."""
    if head[4:8] == b"ftyp":
        return "sound" if head[8:11] in (b"M4A", b"M4B") else "video" if _film(head) else ""
    # EBML, of which browsers play WebM and not Matroska; both kinds of track may be in a file.
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "either" if b"webm" in head else ""
    if head.startswith(b"OggS"):
        return "either"
    if head.startswith((b"ID3", b"fLaC")) or (head[:4] == b"RIFF" and head[8:12] == b"WAVE"):
        return "sound"
    # An MP3 without a title begins with the eleven set bits of a frame (ISO/IEC 11172-3, 2.4.1.3);
    # AAC in ADTS frames has the same ones.
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "sound"
    return ""


def _film(head: bytes) -> bool:
    """Return whether an ISO file is an MP4 and not a picture or QuickTime of its own kind."""
    return head[8:12] not in (b"avif", b"avis", b"heic", b"heix", b"mif1", b"qt  ")
