"""The report of a talk: what the journal says, without a name, as a page and as tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from talk.failure import Failure
from talk.present.journal import Event, Journal, open_journal
from talk.present.loading import load_deck
from talk.present.report.command import report
from talk.present.report.gather import gather
from talk.present.report.pages import html
from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import Persist
from talk.present.room.room import Room
from talk.widgets.base import PreparedBallot
from tests.marked_messages import LANGUAGE, Author, said_on, speak_in_marks

SLIDES: list[dict[str, Any]] = [
    {"id": "start", "title": "Start", "body": "Soon."},
    {
        "id": "vote",
        "layout": "live",
        "title": "Which bread?",
        "time": "20 s",
        "live": {"widget": "poll", "options": ["rye", "spelt"]},
    },
    {"id": "end", "title": "End", "body": "Thank you.", "time": "1 min"},
]


class Talk:
    """A talk with a journal and a clock, in which the test says what happens."""

    def __init__(self, deck: Path, rooms: Path) -> None:
        self.time = 1_000_000.0
        self.journal: Journal = open_journal(
            rooms / "talk.sqlite", resume=False, now=lambda: self.time
        )
        self.journal.start("the token", deck)
        self.room = Room(load_deck(deck).room_deck, clock_offset=0.0)
        self.request = 0
        for name in ("ann", "ben", "speaker"):
            role: Any = "speaker" if name == "speaker" else "phone"
            secret = f"the secret of {name}"
            self.room.join(name, 0, role, person=secret, fresh=secret, now=self.time)

    def ask(self, who: str, method: str, after_s: float = 0.0, **params: Any) -> None:
        self.time += after_s
        self.request += 1
        self.room.receive(who, self.request, method, params, self.time)
        for effect in self.room.effects():
            if isinstance(effect, Persist):
                self.journal.append(effect.kind, effect.data)


def write_deck(folder: Path, slides: list[dict[str, Any]], **more: Any) -> Path:
    folder.mkdir()
    head = {"title": "Bread", "theme": "plain", "duration": "2 min", "chapters": ["one.yaml"]}
    (folder / "deck.yaml").write_text(json.dumps(head | more), encoding="utf-8")
    chapter = {"chapter": "One", "phase": "none", "slides": slides}
    (folder / "one.yaml").write_text(json.dumps(chapter), encoding="utf-8")
    return folder


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path / "bread", SLIDES)


@pytest.fixture
def rooms(deck: Path, tmp_path: Path) -> Path:
    """Return the folder with the journal of a talk of a minute and a half."""
    talk = Talk(deck, tmp_path / "rooms")
    talk.ask("speaker", "room/navigate", after_s=300, slide="vote")
    ballot = talk.room.state.ballots.get("vote/0").id
    for who, choice in (("ann", 0), ("ben", 0), ("ann", 1)):
        talk.ask(who, "room/vote", 1, widget="vote/0", ballot=ballot, choice=choice)
    talk.ask("ann", "questions/ask", 1, text="=WHY(1)<script>", slide="vote")
    talk.ask("ben", "questions/vote", 1, id="q1")
    talk.ask("ben", "pace/set", 1, value="fast")
    talk.ask("speaker", "room/navigate", 24, slide="end")
    talk.journal.append("kernel", {"state": "recorded", "detail": "it was killed"})
    talk.ask("ann", "pace/set", 60, value="fine")
    talk.journal.close()
    return tmp_path / "rooms"


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def test_the_tables_say_what_happened_and_to_whom_nobody_can_tell(
    deck: Path, rooms: Path, tmp_path: Path
) -> None:
    assert report(deck, tables=tmp_path / "out", rooms=rooms) == 0
    out = tmp_path / "out"
    assert rows(out / "times.csv")[1:] == [
        ["vote", "Which bread?", "20.0", "30"],
        ["end", "End", "60.0", "60"],
    ]
    votes = rows(out / "votes.csv")[1:]
    assert sorted(row[4] for row in votes) == ["rye", "spelt"]
    # A spreadsheet must not run what a phone sent.
    assert rows(out / "questions.csv")[1:] == [["vote", "'=WHY(1)<script>", "2", "open"]]
    assert rows(out / "pace.csv")[1:] == [["vote", "1", "0", "0"], ["end", "0", "1", "0"]]
    assert rows(out / "kernel.csv")[1:] == [["30", "recorded", "it was killed"]]
    told = "".join(file.read_text(encoding="utf-8") for file in out.glob("*.csv"))
    people = {row[3] for row in votes}
    report(deck, tables=tmp_path / "again", rooms=rooms)
    others = {row[3] for row in rows(tmp_path / "again" / "votes.csv")[1:]}
    assert people.isdisjoint(others), "the ids are not random"
    talk = load_deck(deck)
    assert talk.deck.hash not in told


@pytest.mark.parametrize(
    ("language", "question", "bad"),
    [
        ("en", "What comes next? Brot ist", "bad: rye, oat"),
        ("de", "Was kommt als Nächstes? Brot ist", "schlecht: rye, oat"),
        ("ar", "ماذا يأتي بعد ذلك؟ Brot ist", "سيئ: rye, oat"),
    ],
)
def test_what_talk_asks_and_adds_is_in_the_language_of_the_deck(
    tmp_path: Path, language: str, question: str, bad: str
) -> None:
    poll = {"widget": "poll", "kind": "next", "context": "Brot ist", "options": [" gut", " alt"]}
    lives = {
        "poll": poll,
        "cloud": {"widget": "tokens_cloud", "prompt": "Brot ist"},
        "written": poll | {"question": "Und dann?"},
        "ranking": {"widget": "rlhf_ranking"},
    }
    slides = [
        {"id": name, "layout": "live", "title": "Brot", "live": live}
        for name, live in lives.items()
    ]
    deck = write_deck(tmp_path / "bread", slides, language=language)
    talk = Talk(deck, tmp_path / "rooms")
    votes: dict[str, dict[str, Any]] = {
        "poll": {"choice": 0},
        "cloud": {"text": "gut"},
        "written": {"choice": 1},
    }
    for name, vote in votes.items():
        talk.ask("speaker", "room/navigate", after_s=1, slide=name)
        ballot = talk.room.state.ballots.get(f"{name}/0").id
        talk.ask("ann", "room/vote", widget=f"{name}/0", ballot=ballot, **vote)
    talk.ask("speaker", "room/navigate", after_s=1, slide="ranking")
    asked: dict[str, Any] = {
        "widget": "ranking/0",
        "kind": "order",
        "options": ["rye", "spelt", "oat"],
    }
    talk.ask("speaker", "room/ballot", id="1", question="Toast?", **asked)
    ranked = {"tiers": [[1]], "bad": [0, 2]}
    talk.ask("ann", "room/vote", widget="ranking/0", ballot="1", ranked=ranked)
    talk.journal.close()
    assert report(deck, tables=tmp_path / "out", rooms=tmp_path / "rooms") == 0
    reported = rows(tmp_path / "out" / "votes.csv")[1:]
    assert [(row[1], row[4]) for row in reported] == [
        (question, " gut"),
        (question, "gut"),
        ("Und dann?", " alt"),
        ("Toast?", f"spelt > {bad}"),
    ]


def test_the_page_has_no_words_of_ours_in_another_language_than_the_deck(
    deck: Path, rooms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = json.loads((deck / "deck.yaml").read_text(encoding="utf-8"))
    (deck / "deck.yaml").write_text(json.dumps(head | {"language": LANGUAGE}), encoding="utf-8")
    speak_in_marks(monkeypatch)
    page = tmp_path / "report.html"
    assert report(deck, page=page, rooms=rooms) == 0
    said = said_on(page.read_text(encoding="utf-8"))
    assert "보고서: Bread" in said
    assert Author(load_deck(deck).deck).foreign(said) == ["=WHY(1)<script>"], "but for a phone's"


def test_votes_count_although_the_deck_would_refuse_them_by_now() -> None:
    def ballot(name: str, kind: str, **more: Any) -> list[Event]:
        data = {"widget": "a/0", "id": name, "kind": kind, "options": ["rye", "spelt"], **more}
        return [Event(1.0, "ballot", data)]

    def vote(name: str, **said: Any) -> Event:
        return Event(2.0, "vote", {"widget": "a/0", "ballot": name, "person": "p", **said})

    events = [
        *ballot("far", "number", options=[]),
        vote("far", number=7.0),
        *ballot("some", "choices"),
        vote("some", choices=[0, 1]),
        *ballot("one", "choice", options=["rye", "spelt", "oat"]),
        vote("one", choice=2),
        *ballot("one", "choice"),
    ]
    plan = PreparedBallot("number", low=0, high=5, most=1)
    widget = RoomWidget("a/0", "poll", ballot=plan)
    deck = RoomDeck("hash", "Bread", (RoomSlide("a", widgets=(widget,)),))
    found = gather(deck, events).ballots
    assert [(one.kind, one.rows) for one in found] == [
        ("number", [("7 – 8", 1)]),
        ("choices", [("rye", 1), ("spelt", 1)]),
    ]


def test_a_large_number_is_reported_with_all_its_digits() -> None:
    plan = PreparedBallot("number", low=0, high=1e9)
    widget = RoomWidget("a/0", "poll", ballot=plan)
    deck = RoomDeck("hash", "Bread", (RoomSlide("a", widgets=(widget,)),))
    said = {"widget": "a/0", "ballot": "far", "person": "p", "number": 12_345_678.0}
    ballot = {"widget": "a/0", "id": "far", "kind": "number", "options": []}
    found = gather(deck, [Event(1.0, "ballot", ballot), Event(2.0, "vote", said)])
    assert [words for _, words in found.ballots[0].votes] == ["12345678"]
    assert "middle answer 12345678<" in html(found)


def test_the_page_has_every_part_and_no_script_from_the_room(
    deck: Path, rooms: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    assert report(deck, page=page, rooms=rooms) == 0
    text = page.read_text(encoding="utf-8")
    for part in ("1:30 of 2:00 planned", "2 people by phone", "rye", "wanted by", "it was killed"):
        assert part.lower() in text.lower(), part
    assert "&lt;script&gt;" in text
    assert "<script" not in text


def test_a_forgotten_talk_is_gone_and_one_under_way_is_not(
    deck: Path, rooms: Path, tmp_path: Path
) -> None:
    assert report(deck, delete=True, rooms=rooms) == 0
    assert list(rooms.iterdir()) == []
    with pytest.raises(Failure, match="no talk with bread is kept"):
        report(deck, page=tmp_path / "report.html", rooms=rooms)
    journal = open_journal(rooms / "now.sqlite", resume=False)
    journal.start("the token", deck)
    with pytest.raises(Failure, match="may still be going on"):
        report(deck, delete=True, rooms=rooms)
    journal.close()
