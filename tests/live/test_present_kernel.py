"""`talk present` as a process, with the real kernel behind it.

Recorded, interrupted, live again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from talk.deck.load import load
from talk.deck.reading.shipped import find_deck
from talk.kernel_client import KernelClient
from talk.present.http import addresses
from talk.protocol.session import ResultReceived
from talk.record import record

from ..processes import ended, kernel_of
from ..talk.present.conftest import Screen

pytestmark = pytest.mark.live
WAIT_S = 60.0
AS_SHIPPED = {"TALK_KERNEL_PRELOAD": "1"}
"""Environment of a kernel that loads beforehand what its requests may need."""
TYPED = {"text": "never recorded by anybody", "vocabulary": "cl100k_base"}


@dataclass
class Talk:
    """A running `talk present`."""

    process: asyncio.subprocess.Process
    said: dict[str, str]

    @property
    def address(self) -> str:
        return self.said["stage"].partition("/stage")[0]

    @property
    def token(self) -> str:
        return self.said["stage"].partition("#token=")[2]

    def kernel_pid(self) -> int:
        return kernel_of(self.process.pid)

    @contextlib.asynccontextmanager
    async def screen(self, role: str) -> AsyncIterator[Screen]:
        screen = Screen(await connect(phone_url(self), compression=None, proxy=None))
        await screen.join(role, token=self.token if role != "phone" else None)
        yield screen
        await screen.end()


def phone_url(talk: Talk) -> str:
    """Return the address of the room's WebSocket."""
    return talk.address.replace("http://", "ws://") + "/ws"


@contextlib.asynccontextmanager
async def talk(deck: Path | str, *options: str, **environment: str) -> AsyncIterator[Talk]:
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "talk",
            "present",
            str(deck),
            "--no-open",
            "--json",
            "--host",
            "127.0.0.1",
            *options,
        ),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(WAIT_S):
            line = await process.stdout.readline()
        yield Talk(process, json.loads(line))
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(WAIT_S):
            await process.wait()


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tour, with the recordings that it brings."""
    folder = tmp_path_factory.mktemp("decks") / "tour"
    shutil.copytree(find_deck("tour"), folder)
    return folder


SMALL_DECK = """
chapter: One
slides:
  - {id: first, title: First, body: Nothing lives here.}
  - {id: tokens, layout: live, title: Tokens, live: {widget: tokenizer, text: The capital}}
  - id: vote
    layout: live
    title: Vote
    live: {widget: poll, options: [how text becomes tokens, how one is chosen, how a talk is made]}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a deck of three slides, which is presented at once."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "deck.yaml").write_text("title: Small\ntheme: plain\nchapters: [one.yaml]\n")
    (folder / "one.yaml").write_text(SMALL_DECK)
    return folder


def test_the_kernel_of_today_records_the_tour_anew(deck: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tour"
    shutil.copytree(deck, folder)
    assert record(folder) == 0


def free_port() -> str:
    """Return a port of one's own choice, since journals of chance ports are not kept."""
    with contextlib.closing(addresses.listen("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def encode(deck: Path) -> tuple[str, str, str, dict[str, Any]]:
    """Slide, widget and request of the first tokenizer of the deck."""
    for slide in load(deck).slides:
        for live in slide.live:
            for demo in live.demos:
                if demo.method == "tokens/encode":
                    return slide.id, live.key, demo.method, demo.params
    raise AssertionError


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def as_shipped(deck: Path) -> AsyncIterator[Talk]:
    """Present the tour with a kernel of its own, which a test may kill: another one follows."""
    async with talk(deck, "--port", "0", **AS_SHIPPED) as running:
        yield running


@pytest.mark.timed
@pytest.mark.asyncio(loop_scope="module")
async def test_the_kernel_killed_in_mid_request_and_back_by_itself(
    deck: Path, as_shipped: Talk
) -> None:
    slide, widget, method, params = encode(deck)
    it = as_shipped
    async with it.screen("stage") as stage, it.screen("phone") as phone:
        await stage.until(lambda: _last_kernel(stage) == "live")
        await stage.ask("room/navigate", slide=slide, step=0)
        await phone.until(lambda: "live" in _statuses(phone))
        kernel = it.kernel_pid()
        os.kill(kernel, signal.SIGSTOP)
        recorded = await stage.ask(
            "widget/run", widget=widget, lane="main", method=method, params=params
        )
        typed = await stage.ask(
            "widget/run", widget=widget, lane="typed", method=method, params=TYPED
        )
        assert [recorded["run"]["status"], typed["run"]["status"]] == ["waiting", "waiting"]
        killed = time.monotonic()
        os.kill(kernel, signal.SIGKILL)
        await phone.until(lambda: {"recorded", "interrupted"} <= set(_statuses(phone)))
        assert time.monotonic() - killed < 1
        await phone.until(lambda: _last_kernel(phone) == "recorded")
        await stage.ask("room/navigate", slide=slide, step=0)
        await stage.ask("room/ping")
        await phone.until(lambda: _last_kernel(phone) == "live")
        await phone.until(lambda: _lane(phone, "main")["status"] == "live")
        assert _lane(phone, "typed")["status"] == "interrupted"
        assert it.kernel_pid() != kernel


@pytest.mark.timed
@pytest.mark.asyncio(loop_scope="module")
async def test_a_hung_kernel_is_recorded_within_a_second_and_replaced(
    deck: Path, as_shipped: Talk
) -> None:
    slide, widget, method, params = encode(deck)
    it = as_shipped
    async with it.screen("stage") as stage:
        await stage.until(lambda: _last_kernel(stage) == "live")
        await stage.ask("room/navigate", slide=slide, step=0)
        kernel, restarts = it.kernel_pid(), _health(stage)["restarts"]
        os.kill(kernel, signal.SIGSTOP)
        asked = time.monotonic()
        await stage.ask("widget/run", widget=widget, lane="main", method=method, params=params)
        await stage.until(lambda: "recorded" in _statuses(stage))
        assert time.monotonic() - asked < 1.2
        await stage.until(
            lambda: _health(stage)["restarts"] > restarts and _health(stage)["state"] == "live"
        )
        assert it.kernel_pid() != kernel


async def test_the_line_of_json_has_the_fixed_names_and_the_end_of_the_talk_ends_the_kernel(
    deck: Path,
) -> None:
    async with talk(deck, "--port", "0") as it, it.screen("stage") as stage:
        assert set(it.said) == {*("phone", "stage", "speaker", "kernel", "deck", "path", "slides")}
        assert it.said["kernel"] in ("live", "recorded")
        assert it.said["speaker"].endswith(f"/speaker#token={it.token}")
        assert it.token not in it.said["phone"]
        await stage.until(lambda: _last_kernel(stage) == "live")
        kernel = it.kernel_pid()
        it.process.kill()  # it cannot say goodbye
        await it.process.wait()
        async with asyncio.timeout(10):
            await ended(kernel)


POLL, PROMPTED = "vote/0", "tokens/0"
"""Widgets of the small deck: a poll, and one that takes prompts from the room."""


async def _act(phone: Screen, number: int, ballot: str, sent: dict[Any, tuple[str, Any]]) -> None:
    """Send all that a phone may say, without waiting, until the talk is gone.

    `sent` gets what was said by the id of its request.
    """

    async def say(kind: str, what: Any, method: str, **params: Any) -> None:
        sent[await phone.send(method, **params)] = (kind, what)

    with contextlib.suppress(ConnectionClosed):
        for n in range(3):
            choice = (number + n) % 3
            await say("vote", choice, "room/vote", widget=POLL, ballot=ballot, choice=choice)
            text = f"Why {number}.{n}?"
            await say("ask", text, "questions/ask", text=text, slide="vote")
            prompt = f"prompt {number}.{n}"
            await say("prompt", prompt, "suggestions/send", widget=PROMPTED, text=prompt)
        for question in ("q1", "q2", "q3", "q4"):
            await say("want", question, "questions/vote", id=question, up=True)


def _last(kind: str, said: Iterable[tuple[str, Any]]) -> list[Any]:
    return [what for this, what in said if this == kind][-1:]


async def test_a_talk_killed_in_mid_work_keeps_everything_that_it_acknowledged(
    small: Path, tmp_path: Path
) -> None:
    port, state = free_port(), {"XDG_STATE_HOME": str(tmp_path)}
    async with (
        talk(small, "--port", port, "--kernel", "none", **state) as first,
        first.screen("stage") as stage,
        contextlib.AsyncExitStack() as stack,
    ):
        phones = [await stack.enter_async_context(first.screen("phone")) for _ in range(8)]
        for slide in ("tokens", "vote"):
            await stage.ask("room/navigate", slide=slide, step=0)
        ballot = (await phones[0].change("ballot", widget=POLL))["ballot"]["id"]
        sent: list[dict[Any, tuple[str, Any]]] = [{} for _ in phones]
        acting = asyncio.gather(*[_act(phones[n], n, ballot, said) for n, said in enumerate(sent)])
        # In the middle: some requests were answered, some are on their way, some not yet sent.
        await phones[3].until(lambda: len(phones[3].answers) > 5)
        first.process.kill()
        await first.process.wait()
        await acting
    async with (
        talk(small, "--port", port, "--kernel", "none", **state) as second,
        second.screen("stage") as stage,
    ):
        assert second.token == first.token
        assert stage.first["state"]["slide"] == "vote"
        found = stage.first["state"]
        prompts = {one["text"] for one in found["suggestions"]}
        votes = 0
        for phone, said in zip(phones, sent, strict=True):
            answered = [
                said[id]
                for id, answer in phone.answers.items()
                if id in said and isinstance(answer, ResultReceived)
            ]
            again = Screen(await connect(phone_url(second), compression=None, proxy=None))
            mine = await again.join(person=phone.first["person"])
            await again.end()
            votes += POLL in mine["votes"]
            # A later vote or prompt may have been counted, and its answer lost with the process.
            for vote in _last("vote", answered):
                choices = [what for kind, what in said.values() if kind == "vote"]
                assert mine["votes"][POLL]["choice"] in choices[choices.index(vote) :]
            for prompt in _last("prompt", answered):
                waiting = [what for kind, what in said.values() if kind == "prompt"]
                assert prompts & set(waiting[waiting.index(prompt) :])
            assert {what for kind, what in answered if kind == "ask"} <= {
                one["text"] for one in mine["asked"]
            }
            assert {what for kind, what in answered if kind == "want"} <= set(mine["wanted"])
        # And each person counts once.
        tally = found["widgets"][POLL]["ballot"]["tally"]
        assert sum(tally["counts"]) == tally["people"] == votes > 0
    options = ("--port", port, "--kernel", "none", "--fresh")
    async with talk(small, *options, **state) as third, third.screen("phone") as phone:
        assert third.token != first.token
        assert phone.first["state"]["slide"] != "vote"


async def test_without_a_folder_to_write_the_talk_goes_on_and_the_speaker_is_told(
    small: Path, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file where the folder for journals and logs should be")
    slide, *_ = encode(small)
    port, state = free_port(), {"XDG_STATE_HOME": str(tmp_path / "state")}
    async with talk(small, "--port", port, **state) as it, it.screen("speaker") as speaker:
        votes, log = _problems(speaker)
        assert votes.startswith(
            f"votes and position are kept in memory only, since {tmp_path}/state/"
        )
        assert log.startswith(f"the kernel's log cannot be written to {tmp_path}/state/")
        async with it.screen("stage") as stage:
            await stage.ask("room/navigate", slide=slide, step=0)
            await speaker.change("position", slide=slide)
            await stage.until(lambda: _last_kernel(stage) == "live")
            (tmp_path / "state").unlink()
            await speaker.until(lambda: len(_problems(speaker)) == 1)
        it.process.kill()
        await it.process.wait()
    async with (
        talk(small, "--port", port, "--kernel", "none", **state) as again,
        again.screen("stage") as stage,
    ):
        assert stage.first["state"]["slide"] == slide


async def test_after_a_long_break_the_last_talk_is_put_aside_and_resume_takes_it_up(
    small: Path, tmp_path: Path
) -> None:
    slide, widget, *_ = encode(small)
    state = {"XDG_STATE_HOME": str(tmp_path)}
    options = ("--port", free_port(), "--kernel", "none")
    async with (
        talk(small, *options, **state) as first,
        first.screen("stage") as stage,
        first.screen("phone") as phone,
    ):
        await stage.ask("room/navigate", slide=slide, step=0)
        await stage.ask(
            "room/ballot", widget=widget, id="q", kind="choice", options=["heads", "tails"]
        )
        await phone.ask("room/vote", widget=widget, ballot="q", choice=1)
    (journal,) = (tmp_path / "talk" / "rooms").glob("*.sqlite")
    with contextlib.closing(
        sqlite3.connect(journal)
    ) as connection:  # as if the clock had gone on by 20 minutes
        connection.execute("UPDATE facts SET value = value - 1200 WHERE name = 'alive'")
        connection.commit()
    async with talk(small, *options, **state) as second, second.screen("stage") as stage:
        assert second.token != first.token
        assert stage.first["state"]["slide"] != slide
    async with talk(small, *options, "--resume", **state) as third, third.screen("stage") as stage:
        assert third.token == first.token
        assert stage.first["state"]["slide"] == slide
        assert stage.first["state"]["widgets"][widget]["ballot"]["tally"]["counts"] == [0, 1]


LOOP_DECK = """
chapter: One
phase: inference
slides:
  - {id: first, title: First, body: Nothing lives here.}
  - {id: loop, layout: live, title: Loop, live: {widget: sampling_loop, text: Once upon a time}}
"""


@contextlib.asynccontextmanager
async def kernel(token: str) -> AsyncIterator[str]:
    """Yield a kernel of our own; its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "demo_kernel", "--port", "0", "--token", token, "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(WAIT_S):
            yield json.loads(await process.stdout.readline())["url"]
    finally:
        process.terminate()
        await process.wait()


async def running(client: KernelClient) -> int:
    """Jobs the kernel works on now."""
    health = await client.call("kernel/health", {})
    return int(health["running"]) + int(health["queued"])


@pytest.mark.timed
async def test_leaving_the_slide_cancels_its_work_in_a_kernel_that_runs_elsewhere(
    tmp_path: Path,
) -> None:
    (tmp_path / "deck.yaml").write_text("title: Loop\ntheme: plain\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text(LOOP_DECK)
    # So hot that hardly a token is likely, the end of a document neither: the trained model would
    # stop too soon.
    params = {"text": "Once upon a time", "max_tokens": 1024, "temperature": 10.0, "candidates": 10}
    async with kernel("right") as url, await KernelClient.connect(url, "right") as client:
        options = ("--port", "0", "--kernel", url, "--kernel-token", "right")
        async with (
            talk(tmp_path, *options) as it,
            it.screen("stage") as stage,
            it.screen("phone") as phone,
        ):
            await stage.until(lambda: _last_kernel(stage) == "live")
            await stage.ask("room/navigate", slide="loop", step=0)
            for n in range(8):
                request = {
                    "widget": "loop/0",
                    "method": "text/generate",
                    "params": {**params, "seed": n},
                }
                await stage.ask("widget/run", lane=f"lane {n}", **request)
            await phone.change("run_events")
            assert await running(client) >= 1
            await stage.ask("room/navigate", slide="first", step=0)
            left = time.monotonic()
            while await running(client) > 0:
                pass  # each look is a question to the kernel and its answer
            assert time.monotonic() - left < 1
            await phone.until(lambda: _lane(phone, "lane 7")["status"] == "interrupted")


async def test_a_port_that_is_taken_is_told_in_one_sentence(small: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        options = ("present", str(small), "--no-open", "--port", str(port))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "talk", *options),
            stderr=asyncio.subprocess.PIPE,
        )
        _, error = await process.communicate()
    assert process.returncode == 1
    *progress, said = error.decode().splitlines()
    assert (
        said == f"talk: port {port} is taken by another program: "
        "choose another with --port (0 takes any free one)"
    )
    assert progress == [f"reading {small}"]


def _last_kernel(screen: Screen) -> str:
    changes = screen.changes("kernel")
    return str(
        changes[-1]["kernel"]["state"] if changes else screen.first["state"]["kernel"]["state"]
    )


def _health(screen: Screen) -> dict[str, Any]:
    """Return what a presenter's screen was told last of the kernel."""
    changes = screen.changes("health")
    health: dict[str, Any] = (changes[-1] if changes else screen.first["state"])["health"]
    return health


def _problems(screen: Screen) -> list[str]:
    changes = screen.changes("problems")
    return [
        problem["text"]
        for problem in (changes[-1] if changes else screen.first["state"])["problems"]
    ]


def _statuses(screen: Screen) -> list[str]:
    return [change["run"]["status"] for change in screen.changes("run")]


def _lane(screen: Screen, lane: str) -> dict[str, Any]:
    runs: list[dict[str, Any]] = [
        change["run"] for change in screen.changes("run") if change["lane"] == lane
    ]
    return runs[-1]
