"""What a hostile socket tries: each is refused, logged in one line, and changes nothing.

Every test walks over real sockets, and ends with a phone of the audience that notices nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from talk.present.room.audience import hash_secret
from talk.present.room.remotes import sign
from talk.protocol import jsonrpc, registry
from talk.protocol.jsonrpc import WireError

from ..conftest import ENCODE, PREPARED, Running, Screen

WIDGET = "tokens/0"
FORGED: dict[str, dict[str, Any]] = {
    "clock/count_down": {"on": True},
    "questions/moderate": {"moderated": True},
    "questions/set_state": {"id": "q1", "state": "hidden"},
    "remote/answer": {"remote": "r", "accept": True},
    "remote/send": {"counter": 1, "command": "{}", "mac": "0" * 64},
    "room/ballot": {"widget": WIDGET, "id": "mine", "kind": "text", "options": []},
    "room/bar_text": {"widget": WIDGET, "ballot": "b", "text": "rye", "barred": True},
    "room/blank": {"mode": "black"},
    "room/navigate": {"slide": "last", "step": 0},
    "room/prepared_ballot": {"widget": WIDGET, "open": False},
    "room/rankings": {"widget": WIDGET},
    "stage/beneath": {"slide": "first", "pieces": []},
    "stage/draw": {"slide": "first", "stroke": "s", "colour": "red", "points": [0.1, 0.1]},
    "stage/erase": {"slide": "first"},
    "stage/point": {"pointer": "laser", "x": 0.5, "y": 0.5},
    "stage/pointed": {"slide": "first", "part": 0, "parts": 1},
    "stage/zoom": {"scale": 2},
    "suggestions/judge": {"id": "p1", "accepted": True},
    "widget/set_inputs": {"widget": WIDGET, "inputs": {"text": "mine"}},
}
"""Parameters that a presenter could send, by method; methods that are not here need none."""


@pytest.fixture
async def asked(hall: Running) -> AsyncIterator[tuple[Screen, Screen]]:
    """Yield the speaker and a phone that has voted and asked; it must notice nothing."""
    speaker, phone = await hall.joined("speaker"), await hall.joined()
    await speaker.ask("room/navigate", slide="tokens", step=0)
    await speaker.ask("room/ballot", widget=WIDGET, id="b", kind="choice", options=["rye", "wheat"])
    await phone.ask("room/vote", widget=WIDGET, ballot="b", choice=0)
    await phone.ask("questions/ask", text="Why?", slide="tokens")
    yield speaker, phone
    assert await phone.ask("room/ping") == {}


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one for one in map(str, caplog.messages) if one.startswith("refused: ")]


def stands(hall: Running) -> str:
    """Return the talk as presenters see it, without the number of people."""
    state = hall.driver.room.snapshots.presenter().model_dump(exclude={"number", "problems"})
    return json.dumps({**state, "joined": 0, "following": 0}, default=str)


async def test_commands_of_presenters_are_for_presenters(
    hall: Running, asked: tuple[Screen, Screen], caplog: pytest.LogCaptureFixture
) -> None:
    rogue = await hall.joined()
    before = stands(hall)
    forged = sorted(
        name for name, method in registry.ROOM_METHODS.items() if "phone" not in method.who
    )
    assert set(FORGED) < set(forged)
    for name in forged:
        with pytest.raises(WireError) as refused:
            await rogue.ask(name, **FORGED.get(name, {}))
        assert refused.value.code == jsonrpc.NOT_ALLOWED, name
    # Again and again: the log has one line for each all the same, until the end counts the others.
    for _ in range(3):
        with contextlib.suppress(WireError):
            await rogue.ask("room/navigate", slide="last", step=0)
    assert lines(caplog) == [
        f"refused: {name} of a phone: {name} is for presenters only" for name in forged
    ]
    hall.driver.refusals.close()
    assert lines(caplog)[-1] == "refused: room/navigate of a phone (3 more since the line before)"
    assert stands(hall) == before


async def test_a_false_token_and_a_page_from_elsewhere_open_nothing(
    hall: Running, asked: tuple[Screen, Screen], caplog: pytest.LogCaptureFixture
) -> None:
    before = stands(hall)
    rogue = await hall.screen()
    with pytest.raises(WireError):
        await rogue.join("speaker", token="guessed")
    assert await rogue.closed() == 4401
    with pytest.raises(InvalidStatus):
        await hall.screen(origin="http://evil.example")
    assert lines(caplog) == [
        "refused: room/join of a socket that has not joined: the presenter's token is missing or "
        "wrong: open the address that talk present printed",
        "refused: a WebSocket of another page or host: http://evil.example",
    ]
    assert stands(hall) == before


async def test_a_command_that_was_recorded_or_changed_on_its_way_moves_nothing(
    hall: Running, asked: tuple[Screen, Screen], caplog: pytest.LogCaptureFixture
) -> None:
    speaker, _ = asked
    address = (await speaker.ask("remote/invite"))["url"]
    remote, secret = address.partition("#")[2].split(".")
    await speaker.ask("remote/answer", remote=remote, accept=True)
    driving = await hall.screen()
    proof = {"remote": remote, "counter": 1, "mac": sign(secret, 1, "join")}
    await driving.ask("room/join", role="remote", proof=proof)
    command = json.dumps({"method": "room/navigate", "params": {"slide": "surprise"}})
    sent = {"counter": 2, "command": command, "mac": sign(secret, 2, command)}
    await driving.ask("remote/send", **sent)
    await speaker.ask("room/navigate", slide="tokens", step=0)
    before = stands(hall)
    for message in (sent, {**sent, "counter": 3}, {**sent, "command": command + " "}):
        with pytest.raises(WireError) as refused:
            await driving.ask("remote/send", **message)
        assert refused.value.code == jsonrpc.NOT_ALLOWED
    thief = await hall.screen()
    with pytest.raises(WireError):
        await thief.ask("room/join", role="remote", proof=proof)
    assert await thief.closed() == 1008
    assert lines(caplog) == [
        "refused: remote/send of a remote: the command was refused: it was sent before",
        "refused: room/join of a socket that has not joined: the command was refused: it was sent "
        "before",
    ]
    assert stands(hall) == before


async def test_ten_megabytes_end_their_own_connection(
    hall: Running, asked: tuple[Screen, Screen], caplog: pytest.LogCaptureFixture
) -> None:
    before = stands(hall)
    rogue = await hall.joined()
    params = {"text": "x" * 10_000_000, "slide": "tokens"}
    frame = {"jsonrpc": "2.0", "id": 9, "method": "questions/ask", "params": params}
    with contextlib.suppress(ConnectionClosed):
        await rogue.socket.send(json.dumps(frame))
    await rogue.socket.wait_closed()
    assert lines(caplog) == [
        f"refused: a message of a phone: it has more than {jsonrpc.MAX_MESSAGE_BYTES} bytes"
    ]
    assert stands(hall) == before


async def test_questions_that_are_too_long_empty_or_about_what_comes_are_refused(
    hall: Running, asked: tuple[Screen, Screen], caplog: pytest.LogCaptureFixture
) -> None:
    before = stands(hall)
    rogue = await hall.joined()
    for text, slide in (("x" * 301, "tokens"), ("\u202e\u0000", "tokens"), ("Why?", "surprise")):
        with pytest.raises(WireError):
            await rogue.ask("questions/ask", text=text, slide=slide)
    (line,) = lines(caplog)
    assert line.startswith("refused: questions/ask of a phone: ")
    assert stands(hall) == before
    # Script is text like any other: it is taken as such, and no screen makes markup of it.
    script = "<script>alert(1)</script>"
    await rogue.ask("questions/ask", text=script, slide="tokens")
    assert hall.driver.room.state.questions.wire(public=True)[-1].text == script


async def test_nobody_votes_or_asks_or_stops_for_somebody_else(
    hall: Running, asked: tuple[Screen, Screen], caplog: pytest.LogCaptureFixture
) -> None:
    speaker, phone = asked
    before = stands(hall)
    victim = hash_secret(phone.first["person"])
    rogue = await hall.joined()
    # The hash under which the room keeps a person is no secret of theirs: it opens nothing.
    thief = await hall.screen()
    taken = await thief.join(person=victim)
    assert taken["votes"] == {}
    for name, params in (
        ("room/vote", {"widget": WIDGET, "ballot": "b", "choice": 1, "person": victim}),
        ("questions/vote", {"id": "q1", "up": False, "person": victim}),
        ("questions/ask", {"text": "Mine?", "slide": "tokens", "person": victim}),
        ("suggestions/send", {"widget": WIDGET, "text": "mine", "person": victim}),
        ("pace/set", {"value": "fast", "person": victim}),
        ("widget/run", {"widget": WIDGET, "method": ENCODE, "params": PREPARED, "person": victim}),
    ):
        with pytest.raises(WireError) as refused:
            await rogue.ask(name, **params)
        assert refused.value.code == jsonrpc.INVALID_PARAMS, name
    # A ballot that is not there any more, an option that never was, and a second opinion of nobody.
    for params in ({"ballot": "a", "choice": 1}, {"ballot": "b", "choice": 2}, {"ballot": "b"}):
        with pytest.raises(WireError):
            await rogue.ask("room/vote", widget=WIDGET, **params)
    await rogue.ask("questions/vote", id="q1", up=False)  # what it never gave cannot be taken back
    assert {line.split(" of ")[0] for line in lines(caplog)} == {
        f"refused: {name}"
        for name in (
            "room/vote", "questions/vote", "questions/ask", "suggestions/send", "pace/set",
            "widget/run",
        )
    }  # fmt: skip
    assert stands(hall) == before
    assert not any(victim in text for text in [*rogue.received, *speaker.received])


async def test_nonsense_is_counted_and_not_repeated_in_the_log(
    hall: Running, asked: tuple[Screen, Screen], caplog: pytest.LogCaptureFixture
) -> None:
    before = stands(hall)
    rogue = await hall.joined()
    for frame in ("not json", "[]", '{"jsonrpc":"2.0","id":1}', b"\xff", "[" * 100_000):
        await rogue.socket.send(frame)
    with pytest.raises(WireError):
        await rogue.ask("no/such\nmethod")
    assert [line.partition(": ")[2].partition(": ")[0] for line in lines(caplog)] == [
        "a message of a phone",
        "an unknown method of a phone",
    ]
    assert stands(hall) == before


async def test_idle_sockets_are_closed_and_those_past_the_bound_are_cut(
    monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("talk.present.http.app.JOIN_WITHIN_S", 0.3)
    async with serve() as hall:
        hall.slots.total = 60
        phone = await hall.joined()

        async def idle() -> int | None:
            try:
                return await (await hall.screen()).closed()
            except (ConnectionClosed, InvalidHandshake, OSError):
                return None

        codes = await asyncio.gather(*[idle() for _ in range(150)])
        assert await phone.ask("room/ping") == {}
        assert 0 < codes.count(4408) < 60
        assert set(codes) <= {None, 4408, 1006}
        assert "all 60 places for connections are taken" in caplog.text
        # As soon as they are gone there is room again.
        assert (await (await hall.screen()).join())["state"]["slide"] == "first"
    first, *rest = lines(caplog)
    assert first == (
        "refused: silence of a socket that has not joined: it was closed, as it did not join"
    )
    # The end of the talk counts the others.
    (counted,) = rest
    assert counted.endswith("more since the line before)")
