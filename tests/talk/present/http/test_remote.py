"""A remote over real sockets: what it gets before the speaker's yes, and after it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from talk.present.room.remotes import sign
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

from ..conftest import NOTE, Fetch, Running


def proof(remote: str, secret: str, counter: int, text: str) -> dict[str, Any]:
    return {"remote": remote, "counter": counter, "mac": sign(secret, counter, text)}


async def invited(hall: Running) -> tuple[Any, str, str]:
    """Return the speaker's screen, and id and secret of an invitation."""
    speaker = await hall.joined("speaker")
    answer = await speaker.ask("remote/invite")
    remote, secret = answer["url"].partition("#")[2].split(".")
    return speaker, remote, secret


async def test_before_the_yes_a_remote_hears_nothing_and_gets_no_slides(
    hall: Running, fetch: Fetch
) -> None:
    speaker, remote, secret = await invited(hall)
    phone = await hall.screen()
    with pytest.raises(WireError) as waiting:
        await phone.ask("room/join", role="remote", proof=proof(remote, secret, 1, "join"))
    assert waiting.value.code == jsonrpc.WAITING
    assert (await speaker.change("remotes"))["remotes"][0]["state"] == "asks"
    await speaker.ask("room/navigate", slide="tokens")
    with pytest.raises(WireError) as refused:
        await phone.ask("room/navigate", slide="first")
    assert refused.value.code == jsonrpc.NOT_ALLOWED
    assert NOTE not in "".join(phone.received)
    assert phone.changed == []
    query = urlencode(proof(remote, secret, 2, "deck"))
    for path in ("/remote/deck", f"/remote/deck?{query}", "/remote/deck?remote=x&counter=1&mac=0"):
        status, _, body = await fetch(path)
        assert (status, b"data-view" in body) == (403, False)


async def test_after_the_yes_it_drives_and_its_frames_are_of_no_use_to_others(
    hall: Running, fetch: Fetch
) -> None:
    speaker, remote, secret = await invited(hall)
    phone = await hall.screen()
    with pytest.raises(WireError):
        await phone.ask("room/join", role="remote", proof=proof(remote, secret, 1, "join"))
    await speaker.ask("remote/answer", remote=remote, accept=True)
    joining = proof(remote, secret, 2, "join")
    joined = await phone.ask("room/join", role="remote", proof=joining)
    assert joined["state"]["notes"]["first"]["notes"] == NOTE
    command = json.dumps({"method": "room/navigate", "params": {"slide": "tokens"}})
    message = {"counter": 3, "command": command, "mac": sign(secret, 3, command)}
    await phone.ask("remote/send", **message)
    await speaker.change("position", slide="tokens")
    status, _, body = await fetch(f"/remote/deck?{urlencode(proof(remote, secret, 4, 'deck'))}")
    assert (status, b"speaker" in body) == (200, True)
    # Whoever read the network has every frame, and may send it from a socket of their own.
    thief = await hall.screen()
    with pytest.raises(WireError) as replayed:
        await thief.ask("room/join", role="remote", proof=joining)
    assert replayed.value.code == jsonrpc.NOT_ALLOWED
    with pytest.raises(WireError) as again:
        await phone.ask("remote/send", **message)
    assert "sent before" in again.value.message
    problems = (await speaker.change("problems"))["problems"]
    assert "did not sign" in problems[-1]["text"]
    # A phone of the audience is no remote, whatever it says.
    audience = await hall.joined()
    with pytest.raises(WireError) as audience_sends:
        await audience.ask("remote/send", **message)
    assert audience_sends.value.code == jsonrpc.NOT_ALLOWED
    await speaker.ask("remote/answer", remote=remote, accept=False)
    assert await phone.closed() == 1008
