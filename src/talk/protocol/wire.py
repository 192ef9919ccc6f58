"""The leaf types that every message is made of."""

import hashlib
import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict of these."""


class Wire(BaseModel):
    """A value that crosses the wire; frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Params(Wire):
    """The parameters of a request."""


ASKER_KEY = "_for"
"""Reserved key in a kernel request's params; the server takes it out before the params are
checked."""


class Asker(Wire):
    """The person for whom a request is made, and its priority.

    The room shares one link to the kernel among everybody and names the asker with each request:
    `params["_for"] = {"priority": "phone", "person": "p7"}`. The asker is no part of what was
    asked: it is never recorded and does not count in `canonical`.
    """

    priority: Literal["stage", "phone"] = "stage"
    """The stage's requests go first; phones share what is left."""
    person: str = Field(default="", max_length=64)
    """Opaque; of one person's requests only one is worked on at a time. Empty: the whole link is
    one person."""


class Result(BaseModel):
    """The answer to a request; keys this version does not know are kept out, not refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False, defer_build=True)


class Nothing(Result):
    """The answer of a method that returns no value."""


class Event(Result):
    """One item of a stream that belongs to a request still under way."""


class QueuedEvent(Event):
    """The request waits; 1 is next. Any method may stream it."""

    queue_place: int
    """Place in the queue: 1 for the request that starts next."""


class Provenance(Result):
    """Where a number on screen comes from; every result that shows one carries it."""

    model: str
    """Name of the model, e.g. `talk-4k 3.4M` or a Hugging Face id."""
    checkpoint: str = ""
    """Name of the checkpoint; empty where no weights took part."""
    vocabulary: str = ""
    """Name of the vocabulary that token IDs belong to; empty where there are none."""
    seed: int | None = None
    """Seed of the random numbers; none where nothing was sampled."""
    device: str = ""
    """Where it was computed, e.g. `cpu` or `cuda`."""
    source: Literal["kernel", "recorded", "browser", "build"] = "kernel"
    """Who computed it: the kernel now, the kernel when it was recorded, the browser, or the deck's
    build."""
    hash: str = ""
    """Short hash of the weights, empty where no weights took part."""
    recorded_at: str = ""
    """ISO date of the recording, empty when live."""


def canonical(params: Json) -> str:
    """Return JSON with sorted keys, no spaces and no nulls.

    Two requests are the same if this string is.
    """
    return json.dumps(
        _without_nulls(params), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def encode_json(value: Json) -> str:
    """Return compact JSON text; lone surrogates stay escaped, so the text is valid UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def derived_name(parent: str, inputs: Params) -> str:
    """Return `parent+hash`, the name of what training with these inputs makes of `parent`.

    The same parent and inputs always give the same name: a lost checkpoint can be made again, and
    what follows from it can be prepared before it exists.
    """
    said = canonical(inputs.model_dump(mode="json") | {"checkpoint": parent})
    return f"{parent}+{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(item) for item in value]
    return value
