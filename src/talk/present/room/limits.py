"""Limits on what the room accepts from one socket and from all phones, and how often it sends."""

from __future__ import annotations

from talk.protocol.methods.answers import MAX_LINES, ResampleParams, SampleParams
from talk.protocol.wire import Params

PHONE_PARAMS_CHARACTERS = 8_000
"""Longest parameters of a phone's request, in characters of canonical JSON."""
PHONE_MAX_TOKENS = 256
"""Most tokens a phone may ask the model for at once, in all answers of the request together."""
PHONE_OPEN_RUNS = 2
"""Most requests of one phone open at the kernel; a new one in the same lane replaces the old."""
ALL_PHONES_OPEN_RUNS = 64
"""Most requests of all phones together open at the kernel."""
PRESENTER_PARAMS_CHARACTERS = 400_000
"""Longest parameters of a presenter's request; 20,000 characters of escaped text fit well."""
SNAPSHOT_CHARACTERS = 150_000
"""Most characters of earlier slides' runs in a phone's snapshot.

A whole hall asks for one at once after a hiccup of the network.
"""
PHONE_COORDINATES = 4_000
"""Most coordinates of one slide's drawing that phones get: some fifty strokes."""
SNAPSHOT_COORDINATES = 12_000
"""Most coordinates of drawings in a phone's snapshot; those of slides shown last come first."""
PERSISTED_CHARACTERS = 256_000
"""Longest answer that is kept for a restart or for paper."""
MAX_PEOPLE = 50_000
"""Most people the room counts; more are let in and not counted."""
JOINS_AT_ONCE = 10
"""Times a person may join in quick succession: reloads, and a network that comes and goes."""
JOINS_PER_S = 0.5
"""Times a second a person may join after that; each answer is a whole snapshot."""
REFUSALS_BEFORE_DROP = 100
"""Requests in a row refused for their rate after which the socket is closed."""

MAX_QUESTIONS = 2_000
"""Most questions of one talk; a speaker reads no more, and a snapshot carries them."""
PERSON_QUESTIONS = 20
"""Most questions of one person."""
QUESTIONS_AT_ONCE = 3
"""Questions that a person may ask in quick succession."""
QUESTIONS_PER_S = 0.1
"""Questions a second that a person may ask after that."""
PHONE_QUESTIONS = 100
"""Most questions in a phone's snapshot, the most wanted ones."""
MAX_SUGGESTIONS = 200
"""Most prompts from the room that wait at once."""
PACE_FADES_S = 180.0
"""Time after which what a person said of the pace counts no more."""
PACE_INTERVAL_S = 5.0
"""Time between two messages with the fading pace."""

STREAM_INTERVAL_S = 0.1
"""Shortest time between two parts of a run's stream."""
TALLY_INTERVAL_S = 0.25
"""Longest time for which votes are gathered before their tally is sent."""
DRAWING_INTERVAL_S = 0.2
"""Time for which the points of a stroke are gathered before phones get them."""
PEOPLE_INTERVAL_S = 0.5
"""Shortest time between two messages with the number of people."""


def new_tokens(params: Params) -> int:
    """Return how many tokens a request lets the model write at most; 0 where it writes none."""
    each: int = getattr(params, "max_tokens", 0)
    if isinstance(params, ResampleParams):
        return each * (1 + params.n * MAX_LINES)
    return each * params.n if isinstance(params, SampleParams) else each
