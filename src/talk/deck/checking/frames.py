"""Check that slides show pages only of the hosts that their deck allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from talk.deck.reading.problems import did_you_mean
from talk.deck.reading.source import Source, Where
from talk.deck.schema.layouts import Frame, Slide

# Browsers leave the scheme's own port out of an origin.
_PORTS = {"http": 80, "https": 443}


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address as browsers compare them; "" where it has none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    # `user@host` looks like another host than the one that is asked.
    if not parts.hostname or "@" in parts.netloc:
        return ""
    # An IPv6 address; `hostname` has lost its brackets.
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    named = "" if port in (None, _PORTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{named}"


def check_frames(
    deck: Source,
    allowed: Sequence[str],
    slides: Iterable[tuple[Source, Where, Slide]],
    *,
    whole: bool,
) -> None:
    """Add a problem for each page of a host that is not allowed, and for hosts of no page.

    `allowed` are the hosts under `frames:` in deck.yaml, whose source is `deck`. Hosts of no page
    are told if the slides are `whole`: one that could not be read may have shown it.
    """
    origins = {origin_of(one): one for one in allowed}
    shown: set[str] = set()
    for source, at, slide in slides:
        if not isinstance(slide, Frame):
            continue
        origin = origin_of(slide.address)
        shown.add(origin)
        if not origin:
            message = f"'{slide.address}' names no host whose page could be shown"
            source.add_problem((*at, "address"), message, "write https://host/path")
        elif origin not in origins:
            message = f"the deck allows no page of '{origin}'"
            near = did_you_mean(origin, origins)
            hint = near or f"write 'frames: [{origin}]' in deck.yaml"
            source.add_problem((*at, "address"), message, hint)
    for origin, written in origins.items() if whole else ():
        if origin not in shown:
            message = f"no slide shows a page of '{written}'"
            deck.add_problem_at(*deck.find(("frames",), written), message, "take the host out")
