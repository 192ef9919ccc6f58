"""`talk build` writes a site, or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from talk.build.command import build
from talk.deck.reading.problems import DeckErrors


def test_a_deck_with_problems_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("title: A deck\nchapters: [gone.yaml]\n")
    with pytest.raises(DeckErrors):
        build(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_tour_is_written_with_stage_and_phone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(Path("tour"), tmp_path / "out", theme="plain") == 0
    assert 'data-theme="plain"' in (tmp_path / "out" / "index.html").read_text("utf-8")
    assert (tmp_path / "out" / "phone.html").is_file()
    assert "files" in capsys.readouterr().out


def test_one_file_takes_the_name_it_is_given(tmp_path: Path) -> None:
    assert build(Path("tour"), tmp_path / "mine.html", single_file=True) == 0
    assert build(Path("tour"), tmp_path / "both", single_file=True, guide=True) == 0
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html"))
    assert written == ["both/tour-guide.html", "both/tour.html", "mine.html"]
    assert build(Path("tour"), tmp_path / "plain.html") == 0
    assert "<script" in (tmp_path / "plain.html").read_text("utf-8")
    assert "data-guide" in (tmp_path / "both" / "tour-guide.html").read_text("utf-8")[:500]


def test_a_plain_deck_is_built_without_what_it_does_not_use(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("title: A deck\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text("chapter: One\nslides:\n  - {id: one, title: x}\n")
    code = (
        "import sys; from talk import cli; cli.run(['build', sys.argv[1], '-o', sys.argv[2]]); "
        "print(*sys.modules, sep='\\n')"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines())
    assert "talk.build.site" in loaded
    unused = {
        *("asyncio", "babel", "citeproc", "latex2mathml", "nh3", "pygments.lexers"),
        *("py_mini_racer", "rich", "segno", "ssl", "starlette", "tinycss2", "torch", "typer"),
        *("talk.build.single_file", "talk.deck.markup.code_changes", "talk.deck.markup.mathml"),
        *("talk.deck.reading.bibliography", "talk.deck.recordings.transcripts"),
        *("talk.drawings.chart", "talk.export", "talk.models", "talk.present", "talk.record"),
        *("talk.protocol.methods", "talk.protocol.jsonrpc", "talk.scaffold"),
    }
    assert loaded & unused == set()
