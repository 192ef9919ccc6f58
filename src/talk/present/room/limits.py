"""What the room takes from one socket, and from all phones together."""

from __future__ import annotations

from talk.protocol.methods.answers import SampleParams
from talk.protocol.wire import Params

PHONE_PARAMS_CHARACTERS = 8_000
"""Longest parameters, as canonical JSON, of a request from a phone."""
PHONE_MAX_TOKENS = 256
"""Most tokens a phone may ask the model for at once, in all answers of the request together."""
PHONE_OPEN_RUNS = 2
"""Requests one phone may have open at the kernel; a new one in the same lane replaces the old."""
SNAPSHOT_CHARACTERS = 150_000
"""Runs of slides shown before that a phone's snapshot may hold; a hall comes back at once after a network's hiccup."""
ALL_PHONES_OPEN_RUNS = 64
"""Requests all phones together may have open at the kernel."""
PRESENTER_PARAMS_CHARACTERS = 400_000
"""Longest parameters of a request from a presenter: 20,000 characters of text, escaped, with room to spare.
"""
REMEMBERED_CHARACTERS = 256_000
"""A longer answer is not kept for a restart or for paper."""
MAX_PEOPLE = 50_000
"""People the room counts; more are let in and not counted."""
JOINS_AT_ONCE = 10
"""Times a person may join in quick succession: reloads, and a network that comes and goes."""
JOINS_PER_S = 0.5
"""Times a second a person may join after that; each answer is a whole snapshot."""
REFUSALS_BEFORE_DROP = 100
"""A socket refused so often for its rate, without a second of quiet, is closed."""

STREAM_INTERVAL_S = 0.1
"""Streams reach screens about ten times a second."""
TALLY_INTERVAL_S = 0.25
"""Votes are told together, about four times a second."""
PEOPLE_INTERVAL_S = 0.5
"""The number of people is told at most this often."""


def new_tokens(params: Params) -> int:
    """Return how many tokens a request lets the model write at most; 0 where it writes none."""
    each: int = getattr(params, "max_tokens", 0)
    return each * params.n if isinstance(params, SampleParams) else each
