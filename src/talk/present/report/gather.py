"""Gather what a journal says of a talk: times, votes, questions, pace and faults of the kernel."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from talk import messages
from talk.present.journal import Event
from talk.present.rehearsal import SlideTime, slide_times
from talk.present.room.ballot import RoomBallot
from talk.present.room.deck import RoomDeck, RoomWidget
from talk.present.room.room import Room
from talk.protocol.methods.questions import Question
from talk.protocol.methods.room import BallotKind, Vote
from talk.widgets.base import PreparedBallot, plain_number


@dataclass
class Answered:
    """One ballot with its result."""

    slide: str
    question: str
    kind: BallotKind
    people: int
    rows: list[tuple[str, int]]
    """Answers with the number of people who gave them; in a ranking, who put each first."""
    median: float | None = None
    """The middle number, where numbers were asked for."""
    votes: list[tuple[str, str]] = field(default_factory=list)
    """Random id of each person, and what they said last."""


@dataclass
class SlidePace:
    """What people said of the pace while a slide was shown."""

    slide: str
    fast: int = 0
    fine: int = 0
    slow: int = 0


@dataclass
class Fault:
    """A change of the kernel's state during the talk."""

    at_s: float
    """Seconds after the first move."""
    state: str
    detail: str


@dataclass
class Report:
    """What happened in a talk."""

    title: str
    language: str
    """BCP 47 tag of the deck's language, which the report speaks."""
    started_at: float | None
    """Unix time of the first move; None where the talk never left its first slide."""
    people: int
    planned_s: float | None
    times: list[SlideTime]
    ballots: list[Answered]
    questions: list[Question]
    pace: list[SlidePace]
    faults: list[Fault]

    @property
    def actual_s(self) -> float:
        """Length of the talk from its first move to its last event, in seconds."""
        return sum(one.taken_s for one in self.times)


def gather(deck: RoomDeck, events: Sequence[Event], *, language: str = "en") -> Report:
    """Return the report of a talk with this deck, which speaks `language`."""
    room = Room(deck)
    room.restore((event.kind, event.data) for event in events)
    # The clock first runs at the first move, or when the speaker starts it.
    runs = [event.data["running_since"] for event in events if event.kind == "clock"]
    started = next((since for since in runs if since is not None), None)
    ended = events[-1].at if events else 0.0
    return Report(
        title=deck.title,
        language=language,
        started_at=started,
        people=sum(event.kind == "person" for event in events),
        planned_s=deck.duration_s,
        times=[one for one in slide_times(room, ended) if one.taken_s > 0],
        ballots=_ballots(deck, events, language),
        questions=room.state.questions.wire(public=False),
        pace=_pace(events),
        faults=[
            Fault(event.at - (started or event.at), event.data["state"], event.data["detail"])
            for event in events
            if event.kind == "kernel"
        ],
    )


def _ballots(deck: RoomDeck, events: Sequence[Event], language: str) -> list[Answered]:
    """Return every ballot that somebody answered, in the order in which they were opened."""
    asked: dict[tuple[str, str], dict[str, Any]] = {}
    votes: dict[tuple[str, str], dict[str, Vote]] = {}
    for event in events:
        data = event.data
        if event.kind == "ballot":
            key = (data["widget"], data["id"])
            before = asked.get(key)
            # As in the room: votes are numbers of options, and mean nothing under other ones.
            if before and [before["kind"], before["options"]] != [data["kind"], data["options"]]:
                votes.pop(key, None)
            asked[key] = data
        elif event.kind == "vote":
            key = (data["widget"], data["ballot"])
            # The last vote of a person counts.
            votes.setdefault(key, {})[data["person"]] = Vote.model_validate(data)
    titles = {slide.id: slide.notes.title for slide in deck.slides}
    # The same random id for a person in all ballots, and another one in each report.
    names: dict[str, str] = {}
    found = []
    for key, said in votes.items():
        # It was opened before anybody could vote.
        params = asked[key]
        slide = key[0].rpartition("/")[0]
        widget = deck.widgets.get(key[0])
        ballot = _counted(params, widget, said)
        tally = ballot.tally(public=True)
        rows = list(zip(ballot.options, tally.counts, strict=True))
        if tally.numbers is not None:
            edges = tally.numbers.edges
            spans = [
                f"{plain_number(low)} – {plain_number(high)}"
                for low, high in itertools.pairwise(edges)
            ]
            # Most bins of a wide range are empty.
            rows = [
                (span, count)
                for span, count in zip(spans, tally.numbers.counts, strict=True)
                if count
            ]
        rows += [(text.text, text.count) for text in tally.texts]
        median = tally.numbers.median if tally.numbers else None
        found.append(
            Answered(
                slide=slide,
                question=params.get("question") or titles.get(slide, slide),
                kind=ballot.kind,
                people=tally.people,
                rows=rows,
                median=median,
                votes=[
                    (
                        names.setdefault(person, secrets.token_hex(4)),
                        _words(vote, ballot.options, language),
                    )
                    for person, vote in said.items()
                ],
            )
        )
    for one in found:
        # By the random ids: in the order in which people voted, one could tell who is who.
        one.votes.sort()
    return found


def _counted(
    params: dict[str, Any], widget: RoomWidget | None, said: dict[str, Vote]
) -> RoomBallot:
    """Return the ballot with its votes counted, also where the deck asks otherwise by now."""
    kind: BallotKind = params["kind"]
    plan = None
    if kind == "number":
        asked = widget.ballot if widget is not None else None
        numbers = [vote.number for vote in said.values() if vote.number is not None]
        low = min(numbers, default=0.0)
        high = low + 1
        if asked is not None and asked.kind == kind:
            low, high = asked.low, asked.high
        # The bins are the deck's, made wider for numbers that it would refuse by now. Of other
        # kinds the plan only limits votes, and these were accepted when they came.
        plan = PreparedBallot(kind, low=min([low, *numbers]), high=max([high, *numbers]))
    ballot = RoomBallot(params["id"], kind, params["options"], prepared=plan)
    for person, vote in said.items():
        ballot.cast(person, vote)
    return ballot


def _words(vote: Vote, options: Sequence[str], language: str) -> str:
    """Return what a person said, in words."""
    if vote.ranked is not None:
        tiers = [" = ".join(options[one] for one in tier) for tier in vote.ranked.tiers]
        if vote.ranked.bad:
            bad = ", ".join(options[one] for one in vote.ranked.bad)
            tiers.append(messages.message(language, "report-bad", answers=bad))
        return " > ".join(tiers)
    if vote.number is not None:
        return f"{plain_number(vote.number)}"
    if vote.text is not None:
        return vote.text
    chosen = [vote.choice] if vote.choice is not None else vote.choices or []
    return ", ".join(options[one] for one in chosen)


def _pace(events: Sequence[Event]) -> list[SlidePace]:
    """Return what was said of the pace, by the slide that was shown; each person's last word."""
    last: dict[tuple[str, str], str] = {}
    for event in events:
        if event.kind == "pace":
            last[event.data["slide"], event.data["person"]] = event.data["value"]
    found: dict[str, SlidePace] = {}
    for (slide, _), value in last.items():
        pace = found.setdefault(slide, SlidePace(slide))
        # The fields are named as the values of the wire.
        setattr(pace, value, getattr(pace, value) + 1)
    return list(found.values())
