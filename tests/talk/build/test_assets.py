"""Assets are named by their contents."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.build.assets import Assets, content_type


def test_a_name_contains_the_hash_of_the_contents() -> None:
    assets = Assets()
    first, second = assets.add("a.css", b"one"), assets.add("a.css", b"two")
    assert first != second
    assert first.startswith("assets/a.")
    assert first.endswith(".css")
    assert assets.files[first.removeprefix("assets/")].data == b"one"


def test_a_picture_shown_twice_is_kept_once(tmp_path: Path) -> None:
    picture = tmp_path / "p.svg"
    picture.write_text('<svg viewBox="0 0 30 20"></svg>')
    assets = Assets("/assets/")
    assert assets.picture(picture) == assets.picture(picture)
    assert (assets.picture(picture).width, assets.picture(picture).height) == (30, 20)
    assert len(assets.files) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.WOFF2", "font/woff2"),
        ("a.png", "image/png"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_media_types_do_not_depend_on_the_machine(name: str, expected: str) -> None:
    assert content_type(name) == expected


def test_a_name_with_signs_of_addresses_is_found_by_browsers() -> None:
    assets = Assets()
    for name in ("Take #2 50%.jpg", "a 'b' & \"c\"?.svg"):
        assert not set(assets.add(name, b"")) & set("#%?&'\"")
    assert assets.add("Größe 1 (ä).png", b"").startswith("assets/Größe 1 (ä).")
