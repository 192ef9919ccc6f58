"""Recordings: read as they were written, for the requests they were made for."""

from __future__ import annotations

import json

import pytest

from talk.deck.model import Deck
from talk.deck.recordings.transcripts import (
    Recording,
    damaged,
    load_recordings,
    manifest,
    recording_file,
    transcript,
    unrecorded,
)

from ..conftest import DeckWriter

SLIDES = "  - {id: one, title: x, live: {widget: encoder, texts: [a, b]}}\n"


def recording(text: str, **other: object) -> Recording:
    return Recording(
        method="tokens/encode",
        params={"text": text},
        events=[{"n": 1}, {"n": 2}],
        result={"tokens": [text]},
        **other,  # type: ignore[arg-type]
    )


@pytest.fixture
def deck(write_deck: DeckWriter) -> Deck:
    return write_deck(SLIDES)


def write(deck: Deck, *lines: str) -> None:
    file = recording_file(deck, deck.slides[0])
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(line + "\n" for line in lines), "utf-8")


def test_a_deck_without_recordings_has_none(deck: Deck) -> None:
    assert load_recordings(deck) == {}
    assert manifest(deck) is None
    assert [demo.label for _, _, demo in unrecorded(deck)] == ["a", "b"]


def test_a_file_that_was_replaced_is_read_again(deck: Deck) -> None:
    live = deck.slides[0].live[0]
    write(deck, *transcript(live, 0, [recording("a")]))
    assert [one.params for one in load_recordings(deck)["one/0"]] == [{"text": "a"}]
    write(deck, *transcript(live, 0, [recording("a"), recording("b")]))
    assert [one.params for one in load_recordings(deck)["one/0"]] == [{"text": "a"}, {"text": "b"}]
    recording_file(deck, deck.slides[0]).unlink()
    assert load_recordings(deck) == {}


def test_what_was_written_is_read_in_the_order_of_the_demos(deck: Deck) -> None:
    live = deck.slides[0].live[0]
    write(
        deck,
        *transcript(
            live, 0, [recording("b", latency_ms=3.5, recorded_at="2026-11-22"), recording("a")]
        ),
    )
    first, second = load_recordings(deck)["one/0"]
    assert (first.params, first.label, first.first) == ({"text": "a"}, "a", True)
    assert (second.params, second.label, second.first) == ({"text": "b"}, "b", False)
    assert (second.latency_ms, second.recorded_at) == (3.5, "2026-11-22")
    assert second.events == [{"n": 1}, {"n": 2}]
    assert unrecorded(deck) == []
    assert damaged(deck) == []


def test_a_recording_of_a_request_that_the_deck_no_longer_makes_is_left_out(deck: Deck) -> None:
    write(deck, *transcript(deck.slides[0].live[0], 0, [recording("other")]))
    assert load_recordings(deck) == {"one/0": []}


def test_a_recording_of_another_widget_is_not_taken_for_this_one(deck: Deck) -> None:
    lines = list(transcript(deck.slides[0].live[0], 0, [recording("a")]))
    write(deck, lines[0].replace("encoder/0", "tokenizer/0"), *lines[1:])
    assert load_recordings(deck) == {}


@pytest.mark.parametrize(
    "broken", ["not json", "[]", '{"request": 3}', '{"event": 3}', '{"other": {}}']
)
def test_a_damaged_line_loses_its_recording_and_no_other(deck: Deck, broken: str) -> None:
    lines = list(transcript(deck.slides[0].live[0], 0, [recording("a")]))
    write(deck, lines[0], broken, *transcript(deck.slides[0].live[0], 0, [recording("b")]))
    assert [one.params["text"] for one in load_recordings(deck)["one/0"]] == ["b"]
    first = damaged(deck)[0]
    assert (first.path.as_posix(), first.line) == ("recordings/one.jsonl", 2)
    assert first.sentence == "this line is not part of a recording (run `talk record` again)"


def test_a_recording_that_was_cut_off_is_told(deck: Deck) -> None:
    write(deck, *list(transcript(deck.slides[0].live[0], 0, [recording("a")]))[:-1])
    assert [problem.message for problem in damaged(deck)] == ["the last recording has no result"]


def test_the_manifest_is_read(deck: Deck) -> None:
    write(deck)
    (deck.root / "recordings/MANIFEST.json").write_text(json.dumps({"protocol": 1}))
    assert manifest(deck) == {"protocol": 1}
