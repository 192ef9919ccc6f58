"""`talk rehearse` as a process: Ctrl-C writes the times."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import signal
import sys
import time
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from talk.deck.load import load

from ..talk.present.conftest import Screen

pytestmark = pytest.mark.live
WAIT_S = 60.0


async def test_the_time_of_each_slide_is_written_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "times.csv"
    deck = load("tour")
    first, second = deck.path("short")[:2]
    command = ["rehearse", "tour", "--path", "short", "--kernel", "none", "--no-open", "--json"]
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "talk", *command, "-o", str(file)],
        stdout=asyncio.subprocess.PIPE,
        cwd=tmp_path,
    )
    assert process.stdout is not None
    async with asyncio.timeout(WAIT_S):
        said = json.loads(await process.stdout.readline())
        assert (said["path"], said["slides"][1]) == ("short", len(deck.slides))
        address, _, token = said["stage"].partition("/stage#token=")
        stage = Screen(
            await connect(address.replace("http", "ws", 1) + "/ws", compression=None, proxy=None)
        )
        await stage.join("stage", token=token)
        await stage.ask("clock/start")
        began = time.monotonic()
        # Work that asks the room nothing: a machine fast enough would meet its rate limit.
        while time.monotonic() < began + 0.2:
            load("tour")
        await stage.ask("room/navigate", slide=second.id)
        await stage.end()
        process.send_signal(signal.SIGINT)
        out, _ = await process.communicate()
    assert process.returncode == 0
    assert f"written to {file}" in out.decode()
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert [row["slide"] for row in rows] == [slide.id for slide in deck.path("short")]
    assert float(rows[0]["taken_s"]) >= 0.2
    assert rows[0]["planned_s"] == f"{first.time_s:g}"
