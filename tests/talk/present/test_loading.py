"""A deck as a presentation needs it is loaded with as little work as it takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talk.deck.reading.shipped import find_deck
from talk.deck.recordings import transcripts as recordings
from talk.present.loading import load_deck


def test_each_line_of_a_recording_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def from_json(line: str, **_: object) -> object:
        read.append(line)
        return json.loads(line)

    monkeypatch.setattr(recordings, "from_json", from_json)
    recordings._read_version.cache_clear()
    folder = find_deck("llm-101")
    used = {slide.id for slide in load_deck(folder).deck.slides if slide.live}
    files = [file for file in (folder / "recordings").glob("*.jsonl") if file.stem in used]
    assert len(read) == sum(len(file.read_text("utf-8").splitlines()) for file in files) > 1_000


def test_all_large_views_share_one_file_of_recordings() -> None:
    made = load_deck(find_deck("llm-101")).site
    files = [Path(name).name for name in made.files if Path(name).name.startswith("recordings.")]
    # recordings.HASH.json; a phone's are by slide: recordings.SLIDE.HASH.json
    assert len([name for name in files if name.count(".") == 2]) == 1
    assert len({name.split(".")[1] for name in files if name.count(".") == 3}) == len(files) - 1


def test_a_recording_that_changed_changes_the_edition(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("title: A\nchapters: [one.yaml]\n")
    slide = "{id: one, title: One, live: {widget: tokenizer}}"
    (tmp_path / "one.yaml").write_text(f"chapter: One\nslides:\n  - {slide}\n")
    before = load_deck(tmp_path).deck.hash
    assert load_deck(tmp_path).deck.hash == before
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "one.jsonl").write_text("{}\n")
    assert load_deck(tmp_path).deck.hash != before


def test_the_speaker_reads_what_a_slide_without_a_title_says_and_not_its_id(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("title: A\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text(
        "chapter: One\nslides:\n  - {id: s-1, layout: statement, statement: 'It **says** so.'}\n"
    )
    [slide] = load_deck(tmp_path).room_deck.slides
    assert slide.notes.title == "It says so."
