"""Films and sounds are told by their first bytes, not by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.checking import media_files
from talk.deck.checking.media_files import kind_of, media_fault


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x20ftypisom", "video"),
        (b"\0\0\0\x20ftypmp42", "video"),
        (b"\0\0\0\x20ftypM4A ", "sound"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm", "either"),
        (b"\x1aE\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska", ""),
        (b"OggS\0\x02", "either"),
        (b"ID3\x04", "sound"),
        (b"\xff\xfb\x90\x64", "sound"),
        (b"fLaC\0", "sound"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "sound"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", ""),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", ""),
        (b"\0\0\0\x20ftypavif", ""),
        (b"\0\0\0\x20ftypheic", ""),
        (b"<html>", ""),
    ],
)
def test_each_kind_has_its_first_bytes(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


def test_a_file_that_is_too_large_to_serve_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.mp3").write_bytes(b"ID3" + b"\0" * 3000)
    assert media_fault(tmp_path / "a.mp3", "sound") == ("", "")
    monkeypatch.setattr(media_files, "MAX_BYTES", 2000)
    message, hint = media_fault(tmp_path / "a.mp3", "sound")
    assert "a talk serves files of up to" in message
    assert hint == "make it shorter or smaller"
