"""The server over real sockets: who gets which page, who may say what, and what comes back.

The file is long because each page and each kind of message is asked for once over a socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from talk.build.assets import File
from talk.present.http.addresses import machine_names
from talk.present.room.methods import HANDLERS
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import Tally

from ..conftest import ENCODE, NOTE, PREPARED, RESULT, TOKEN, Fetch, Running

# Pages

SCRIPT = File(b"export const edition = 1;" * 50, "text/javascript; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "view"),
    [("/", "phone"), ("/stage", "stage"), ("/speaker", "speaker")],
    ids=lambda value: value,
)
async def test_each_address_gives_its_view(fetch: Fetch, path: str, view: str) -> None:
    status, headers, body = await fetch(path, Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert f"data-view={view}".encode() in body
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("remote", [True, False])
@pytest.mark.parametrize("path", ["/stage", "/speaker", "/print"])
async def test_no_page_of_a_presenter_is_sent_without_the_token(
    serve: Callable[..., Any], path: str, remote: bool
) -> None:
    wrong = [
        {},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Cookie": "talk-presenter=1"},
    ]
    async with (
        serve(presenter_remote=remote) as hall,
        httpx.AsyncClient(base_url=hall.url, trust_env=False) as browser,
    ):
        for headers in wrong:
            answer = await browser.get(path, headers=headers)
            assert answer.status_code == 401
            assert "data-view" not in answer.text
        for body in ("", "wrong", "x" * 200_000):
            assert (await browser.post(path, content=body)).status_code == 403
        answer = await browser.post(path, content=TOKEN)
        assert answer.status_code == 204
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert TOKEN not in answer.headers["set-cookie"]
        assert (await browser.get(path)).status_code == (404 if path == "/print" else 200)


async def test_pages_may_load_nothing_from_other_hosts(hall: Running, fetch: Fetch) -> None:
    _, headers, _ = await fetch("/")
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; ")
    assert f"connect-src 'self' ws://127.0.0.1:{hall.port} " in policy
    assert headers["x-content-type-options"] == "nosniff"


async def test_only_the_stage_may_show_pages_and_only_those_that_the_deck_allows(
    serve: Callable[..., Any],
) -> None:
    allowed = ("https://a.example", "http://b.example:1")
    token = {"Authorization": f"Bearer {TOKEN}"}
    policies = {}
    async with serve() as hall:
        hall.served.replace(replace(hall.served.site, frames=allowed))
        async with httpx.AsyncClient(base_url=hall.url, trust_env=False) as browser:
            for path in ("/stage", "/speaker", "/"):
                answer = await browser.get(path, headers=token)
                policies[path] = answer.headers["content-security-policy"]
    hosts = " ".join(allowed)
    sockets = f"ws://127.0.0.1:{hall.port} wss://127.0.0.1:{hall.port}"
    assert f"; frame-src {hosts}; " in policies["/stage"]
    assert f"connect-src 'self' {sockets} {hosts};" in policies["/stage"]
    for path in ("/speaker", "/"):
        assert "; frame-src 'none'; " in policies[path]
        assert "example" not in policies[path]


async def test_assets_are_kept_for_ever_and_sent_compressed(fetch: Fetch) -> None:
    status, headers, body = await fetch("/assets/stage.abc.js", Accept_Encoding="gzip, br")
    assert status == 200
    assert "immutable" in headers["cache-control"]
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).startswith(b"export const stage")


async def test_a_browser_that_takes_no_gzip_gets_plain_bytes(fetch: Fetch) -> None:
    _, headers, body = await fetch("/assets/stage.abc.js")
    assert "content-encoding" not in headers
    assert body.startswith(b"export const stage")


async def test_a_page_that_did_not_change_is_not_sent_again(fetch: Fetch) -> None:
    _, headers, _ = await fetch("/")
    status, _, body = await fetch("/", If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")


FILM = File(bytes(range(100)), "video/mp4")


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=10-19", 206, 10, 19),
        ("bytes=90-", 206, 90, 99),
        ("bytes=-5", 206, 95, 99),
        ("bytes=90-400", 206, 90, 99),
        ("bytes=0-1,5-6", 200, 0, 99),
        ("bytes=-", 200, 0, 99),
        ("lines=1-2", 200, 0, 99),
        ("", 200, 0, 99),
    ],
)
async def test_a_browser_gets_the_part_of_a_film_that_it_asks_for(
    hall: Running, fetch: Fetch, asked: str, status: int, first: int, last: int
) -> None:
    before = hall.served.site
    hall.served.replace(replace(before, files={**before.files, "assets/film.mp4": FILM}))
    got, headers, body = await fetch("/assets/film.mp4", Range=asked)
    assert (got, body) == (status, FILM.data[first : last + 1])
    assert headers["accept-ranges"] == "bytes"
    if status == 206:
        assert headers["content-range"] == f"bytes {first}-{last}/100"


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=20-10", "bytes=-0"])
async def test_a_part_that_no_film_has_is_refused(hall: Running, fetch: Fetch, asked: str) -> None:
    before = hall.served.site
    hall.served.replace(replace(before, files={**before.files, "assets/film.mp4": FILM}))
    status, headers, body = await fetch("/assets/film.mp4", Range=asked)
    assert (status, headers["content-range"], body) == (416, "bytes */100", b"")


@pytest.mark.parametrize(
    "path", ["/assets/../deck.yaml", "/assets/nothing.js", "/slides/first", "/etc/passwd"]
)
async def test_what_is_not_served_is_not_found(fetch: Fetch, path: str) -> None:
    assert (await fetch(path))[0] == 404


async def test_a_slide_on_hold_is_given_out_once_it_was_shown(hall: Running, fetch: Fetch) -> None:
    assert (await fetch("/slides/surprise"))[0] == 404
    stage = await hall.joined("stage")
    await stage.ask("room/navigate", slide="surprise", step=0)
    status, _, body = await fetch("/slides/surprise")
    assert (status, b"held back until shown" in body) == (200, True)


async def test_the_join_code_is_an_image_made_here(fetch: Fetch) -> None:
    status, headers, body = await fetch("/join.svg")
    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert body.startswith(b"<svg")


# Joining


async def test_stage_and_phone_join_and_the_phone_follows_slide_and_step(hall: Running) -> None:
    stage, phone = await hall.joined("stage"), await hall.joined()
    await stage.ask("room/navigate", slide="tokens", step=2)
    change = await phone.change("position", slide="tokens")
    assert change["step"] == 2
    assert change["shown"] == "tokens"


async def test_a_late_phone_gets_slide_and_step_with_its_first_answer(hall: Running) -> None:
    stage = await hall.joined("stage")
    await stage.ask("room/navigate", slide="last", step=3)
    result = await (await hall.screen()).join()
    assert (result["state"]["slide"], result["state"]["step"]) == ("last", 3)
    assert result["join_url"].endswith(f":{hall.port}/")


@pytest.mark.parametrize("token", ["wrong", "", None, TOKEN[:-1], TOKEN + "x"])
async def test_without_the_token_nobody_becomes_presenter(hall: Running, token: str | None) -> None:
    screen = await hall.screen()
    with pytest.raises(WireError, match="token is missing or wrong") as refused:
        await screen.join("speaker", token=token)
    assert refused.value.code == jsonrpc.NOT_ALLOWED
    assert await screen.closed() == 4401


async def test_a_presenter_from_another_machine_is_refused_even_with_the_token(
    hall: Running,
) -> None:
    connect = hall.driver.connect

    def from_elsewhere(send: Any, *, from_this_machine: bool, abort: Any) -> Any:
        assert from_this_machine
        return connect(send, from_this_machine=False, abort=abort)

    hall.driver.connect = from_elsewhere  # type: ignore[assignment, method-assign]
    with pytest.raises(WireError, match="--presenter-remote"):
        await (await hall.screen()).join("stage")
    hall.driver.presenter_remote = True
    assert "notes" in (await (await hall.screen()).join("stage"))["state"]


async def test_a_page_of_another_site_cannot_open_the_socket(hall: Running) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await hall.screen(origin="http://evil.example")
    assert refused.value.response.status_code == 403


async def test_our_own_page_can_open_the_socket(hall: Running) -> None:
    screen = await hall.screen(origin=hall.url)
    assert (await screen.join())["state"]["slide"] == "first"


async def test_a_socket_that_asks_before_joining_is_told_to_join(hall: Running) -> None:
    with pytest.raises(WireError, match="first message"):
        await (await hall.screen()).ask("room/ping")


async def test_the_same_person_comes_back_and_is_counted_once(hall: Running) -> None:
    stage, phone = await hall.joined("stage"), await hall.screen()
    person = (await phone.join())["person"]
    await stage.change("people", following=1)
    await phone.end()
    await stage.change("people", following=0, joined=1)
    await (await hall.screen()).join(person=person)
    await stage.until(lambda: len([c for c in stage.changes("people") if c["following"] == 1]) == 2)
    assert hall.driver.room.state.audience.joined == 1


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"jsonrpc":"2.0","id":1}',
        '{"jsonrpc":"2.0","id":1,"method":"x","params":[1]}',
        "[" * 100000,
        '{"jsonrpc":"2.0","id":[],"method":"room/join"}',
        b"\xff\xfe",
        "\x00",
    ],
    ids=range(10),
)
async def test_nonsense_is_answered_and_harms_nobody(hall: Running, frame: str | bytes) -> None:
    rogue = await hall.screen()
    await rogue.socket.send(frame)
    await rogue.until(lambda: rogue.received)
    phone = await hall.joined()
    assert await phone.ask("room/ping") == {}


# Widgets


async def test_without_a_kernel_a_prepared_request_shows_its_recording_everywhere(
    hall: Running,
) -> None:
    stage, phone = await hall.joined("stage"), await hall.joined()
    await stage.ask("room/navigate", slide="tokens", step=0)
    await stage.ask("widget/run", widget="tokens/0", method=ENCODE, params=PREPARED)
    change = await phone.change("run")
    assert (change["run"]["status"], change["run"]["result"]) == ("recorded", RESULT)


async def test_a_phone_gets_its_own_answer_and_nobody_else_hears_of_it(hall: Running) -> None:
    stage, phone = await hall.joined("stage"), await hall.joined()
    await stage.ask("room/navigate", slide="tokens", step=0)
    result = await phone.ask("widget/run", widget="tokens/0", method=ENCODE, params=PREPARED)
    assert result["run"]["status"] == "recorded"
    await stage.ask("room/ping")
    assert stage.changes("run") == []


async def test_a_lone_surrogate_is_refused_in_words(hall: Running) -> None:
    stage = await hall.joined("stage")
    with pytest.raises(WireError) as refused:
        await stage.ask("widget/run", widget="tokens/0", method=ENCODE, params={"text": "\ud800"})
    assert refused.value.code == jsonrpc.BAD_TEXT


# What phones receive


async def test_no_byte_a_phone_receives_holds_a_note_or_the_token(
    hall: Running, fetch: Fetch
) -> None:
    phone, late = await hall.joined(), await hall.screen()
    stage = await hall.joined("stage")
    speaker = await hall.joined("speaker")
    for slide in hall.driver.room.deck.order:
        for step in range(4):
            await speaker.ask("room/navigate", slide=slide, step=step)
    inputs = {"text": "typed"}
    await stage.ask("widget/run", widget="tokens/0", method=ENCODE, params=PREPARED, inputs=inputs)
    await late.join()
    await phone.join()
    await phone.change("run")
    with pytest.raises(WireError):
        await phone.ask("room/navigate", slide="first", step=0)
    received = "".join(phone.received + late.received)
    bodies = b"".join(
        [(await fetch(path))[2] for path in ("/", "/slides/surprise", "/join.svg", "/healthz")]
    )
    for secret in ("a note that no phone", TOKEN, '"order"', '"health"'):
        assert secret not in received
        assert secret.encode() not in bodies
    assert "a note that no phone" in "".join(speaker.received)
    assert NOTE in hall.driver.room.snapshots.presenter().notes["first"].notes


async def test_a_phone_that_stops_reading_holds_up_nobody_and_gets_a_snapshot_later(
    hall: Running,
) -> None:
    stage, phone = await hall.joined("stage"), await hall.joined()
    stuck = hall.driver.sockets[
        next(name for name, m in hall.driver.sockets.items() if m.role == "phone")
    ]
    gate = asyncio.Event()
    send = stuck.client._send

    async def wait_at_the_gate(message: Any) -> None:
        await gate.wait()
        await send(message)

    stuck.client._send = wait_at_the_gate
    other = await hall.joined()
    for step in [1, 2, 3, 0] * 40:
        await stage.ask("room/navigate", slide="first", step=step)
    await stage.ask("room/navigate", slide="last", step=1)
    await other.change("position", slide="last", step=1)
    gate.set()
    change = await phone.change("snapshot")
    assert (change["state"]["slide"], change["state"]["step"]) == ("last", 1)
    assert "notes" not in change["state"]
    assert len(phone.changes("position")) < 80


# Limits


async def test_a_socket_that_never_joins_is_closed(
    monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Any]
) -> None:
    monkeypatch.setattr("talk.present.http.app.JOIN_WITHIN_S", 0.05)
    async with serve() as hall:
        assert await (await hall.screen()).closed() == 4408


async def test_a_message_over_the_bound_closes_that_socket_only(hall: Running) -> None:
    rogue, phone = await hall.screen(), await hall.joined()
    await rogue.socket.send("x" * (jsonrpc.MAX_MESSAGE_BYTES + 1))
    assert await rogue.closed() == 1009
    assert await phone.ask("room/ping") == {}


class BrokenJournal:
    def append(self, kind: str, data: Any) -> None:
        raise OSError(28, "no space left on device")


async def test_a_journal_that_fails_keeps_nobody_from_following_or_joining(
    serve: Callable[..., Any],
) -> None:
    faults: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: faults.append(context["exception"])
    )
    async with serve(journal=BrokenJournal()) as hall:
        stage, phone = await hall.joined("stage"), await hall.joined()
        for step in range(1, 4):
            await stage.ask("room/navigate", slide="tokens", step=step)
            await phone.change("position", slide="tokens", step=step)
        late = await hall.joined()
        assert late.first["state"]["step"] == 3
    assert {str(fault) for fault in faults} == {"[Errno 28] no space left on device"}


async def test_what_the_speaker_should_know_is_in_the_speaker_view_and_on_no_phone(
    hall: Running,
) -> None:
    speaker, phone = await hall.joined("speaker"), await hall.joined()
    hall.driver.show_notice("journal", "the disk is full")
    (problem,) = (await speaker.change("problems"))["problems"]
    assert problem == {"text": "the disk is full", "speaker_only": True}
    hall.driver.show_notice("journal", "")
    await speaker.change("problems", problems=[])
    await phone.ask("room/ping")
    assert not any("disk" in text for text in phone.received)


async def test_a_thousand_steps_arrive_in_order_without_gaps(hall: Running) -> None:
    stage, phone = await hall.joined("stage"), await hall.joined()
    for n in range(300):
        await stage.ask("room/navigate", slide="first", step=(n + 1) % 4)
    await phone.until(lambda: len(phone.changes("position")) == 300)
    numbers = [message["number"] for message in phone.changed]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_phones_vote_and_every_screen_sees_the_count(hall: Running) -> None:
    stage, phones = await hall.joined("stage"), [await hall.joined() for _ in range(3)]
    await stage.ask("room/navigate", slide="tokens", step=0)
    await stage.ask(
        "room/ballot", widget="tokens/0", id="q", kind="choice", options=["heads", "tails"]
    )
    for phone, choice in zip(phones, (0, 1, 1), strict=True):
        await phone.change("ballot")
        await phone.ask("room/vote", widget="tokens/0", ballot="q", choice=choice)
    for screen in (stage, *phones):
        tally = Tally(people=3, counts=[1, 2]).model_dump()
        change = await screen.change("tally", tally=tally)
        assert change["ballot"] == "q"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "a:b:c"]
)
async def test_another_host_name_gets_no_page_and_no_socket(hall: Running, host: str) -> None:
    """DNS rebinding: a page elsewhere lets its own name lead to this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
    writer.write(f"GET /speaker HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 421 ")
    assert b"--allow-host" in answer
    writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: "
        "upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    assert (await reader.read()).startswith(b"HTTP/1.1 403 ")
    writer.close()


async def test_the_talk_answers_to_names_of_this_machine_and_to_those_it_was_told(
    serve: Callable[..., Any],
) -> None:
    async with serve() as hall:
        hall.served.names = machine_names("talk.example.org")
        for host in (
            "localhost",
            "talk.example.org:8000",
            "TALK.example.org.",
            f"{socket.gethostname()}.",
            "[::1]:80",
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
            writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            assert (await reader.read()).startswith(b"HTTP/1.1 200 "), host
            writer.close()


@pytest.mark.parametrize(
    "path", ["/", "/join.svg", "/healthz", "/nothing", "/assets/nothing.js", "/assets/stage.abc.js"]
)
async def test_every_answer_carries_the_security_headers(fetch: Fetch, path: str) -> None:
    _, headers, _ = await fetch(path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors" in headers["content-security-policy"]
    assert "camera=()" in headers["permissions-policy"]


async def test_places_stay_free_for_the_stage_when_phones_fill_the_room(
    serve: Callable[..., Any],
) -> None:
    async with serve(max_phones=2) as hall:
        await hall.joined()
        await hall.joined()
        with pytest.raises(WireError, match="the room is full") as refused:
            await (await hall.screen()).join()
        assert refused.value.code == jsonrpc.TOO_MANY
        assert "notes" in (await (await hall.screen()).join("stage"))["state"]


# Faults


async def test_params_nested_600_deep_are_refused_under_their_request(hall: Running) -> None:
    phone = await hall.joined()
    deep = "[" * 600 + "]" * 600
    params = f'{{"widget": "tokens/0", "method": "{ENCODE}", "params": {{"text": {deep}}}}}'
    await phone.socket.send(
        f'{{"jsonrpc": "2.0", "id": 900, "method": "widget/run", "params": {params}}}'
    )
    answer = await phone.until(lambda: [text for text in phone.received if '"id":900' in text])
    assert "nested more than 64 deep" in answer[0]
    assert await phone.ask("room/ping") == {}


async def test_a_fault_in_one_request_is_answered_and_leaves_the_socket_open(
    hall: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = await hall.joined()

    def fault(*_: Any) -> None:
        raise RecursionError

    monkeypatch.setitem(HANDLERS, "room/ping", fault)
    with pytest.raises(WireError, match="the room has a fault") as caught:
        await phone.ask("room/ping")
    assert caught.value.code == jsonrpc.INTERNAL_ERROR
    monkeypatch.undo()
    assert await phone.ask("room/ping") == {}


async def test_an_edit_forgets_the_gzipped_bodies_of_the_edition_before(
    hall: Running, fetch: Fetch
) -> None:
    before = hall.served.site
    _, headers, body = await fetch("/assets/stage.abc.js", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    for edition in range(20):
        name = f"assets/stage.{edition}.js"
        hall.served.replace(replace(before, files={**before.files, name: SCRIPT}))
        assert (await fetch(f"/{name}", accept_encoding="gzip"))[0] == 200
    assert list(hall.served._gzipped) == ["assets/stage.19.js"]
    # The last edition's assets are still served, and gzipped once more when somebody asks.
    assert (await fetch("/assets/stage.abc.js", accept_encoding="gzip"))[2] == body


async def test_a_question_of_ten_megabytes_ends_its_own_connection_alone(hall: Running) -> None:
    rogue, phone, speaker = (
        await hall.joined(),
        await hall.joined(),
        await hall.joined("speaker"),
    )
    huge = "x" * 10_000_000
    params = {"text": huge, "slide": hall.driver.room.slide}
    frame = {"jsonrpc": "2.0", "id": 9, "method": "questions/ask", "params": params}
    with contextlib.suppress(ConnectionClosed):
        await rogue.socket.send(json.dumps(frame))
    await rogue.socket.wait_closed()
    asked = await phone.ask("questions/ask", text="<script>1</script>", slide=params["slide"])
    listed = await speaker.ask("questions/list")
    assert [(one["id"], one["text"]) for one in listed["questions"]] == [
        (asked["id"], "<script>1</script>")
    ]
