"""`talk record DECK`: run every prepared demo on a real kernel and keep what came back, frame by frame.

What is the same as last time stays byte for byte as it was, so a second run changes nothing. The form of the files
is in `talk.deck.recordings.transcripts`, which reads them.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import math
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from rich.console import Console

from talk.deck.load import load
from talk.deck.model import Deck, Live, Slide
from talk.deck.recordings.transcripts import (
    FOLDER,
    MANIFEST,
    Recording,
    answer_to,
    demos_of,
    load_recordings,
    recording_file,
    transcript,
)
from talk.failure import Failure
from talk.kernel_client import KernelClient, KernelUnreachable
from talk.present.documents import documents_of, give
from talk.present.kernel.link import Endpoint
from talk.present.kernel.supervise import Supervisor
from talk.progress import Tell, progress, silent
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import DESCRIBE, DescribeResult
from talk.protocol.wire import Json, canonical
from talk.widgets.base import Demo

ANSWER_WITHIN_S = 120.0
AS_GOOD_AS_EQUAL = 1e-4
"""Of two numbers: another processor rounds its sums otherwise."""
VOLATILE = frozenset({"time_ms", "recorded_at"})
"""Fields that differ from run to run and mean nothing for what is shown."""

Change = Literal["new", "changed", "same"]


@dataclass
class Report:
    """What a run of `talk record` found."""

    changes: list[tuple[Change, str]] = field(default_factory=list)
    """With the name of the demo."""
    failures: list[str] = field(default_factory=list)
    """A sentence each."""

    def count(self, change: Change) -> int:
        return sum(kind == change for kind, _ in self.changes)


def record(
    deck: Path, *, kernel: str = "auto", kernel_token: str | None = None, model: str | None = None
) -> int:
    """Record a deck and say what changed; exit code 1 when a demo could not be run.

    A deck whose slides ask no model needs no kernel, and none is started for it.

    Raises Failure when the deck is broken or there is no kernel.
    """
    console = Console(highlight=False)
    with progress() as tell:
        tell(f"reading {deck}")
        loaded = load(deck)
        if not prepared(loaded):
            _remove_all(loaded)
            console.print(
                f"{loaded.title}: no slide asks a model, so there is nothing to record",
                soft_wrap=True,
            )
            return 0
        report = asyncio.run(_record(loaded, kernel, kernel_token, model, tell))
    for change, name in report.changes:
        if change != "same":
            console.print(f"  {change:8} {name}", soft_wrap=True)
    for sentence in report.failures:
        console.print(f"  [red]failed[/red]   {sentence}", soft_wrap=True)
    counts = ", ".join(f"{report.count(kind)} {kind}" for kind in ("new", "changed", "same"))
    console.print(f"{loaded.root / FOLDER}: {counts}, {len(report.failures)} failed")
    return 1 if report.failures else 0


def prepared(deck: Deck) -> int:
    """Return how many requests to a model the deck's slides are prepared for."""
    return sum(len(live.demos) for slide in deck.slides for live in slide.live)


async def _record(
    deck: Deck, kernel: str, token: str | None, model: str | None, tell: Tell
) -> Report:
    tell(connecting(kernel))
    async with kernel_for(kernel, token, model) as client:
        about = DescribeResult.model_validate(await client.call(DESCRIBE.name, {}))
        return await record_with(client, deck, about, tell)


def connecting(kernel: str) -> str:
    """Say what is waited for until there is a connection (`--kernel`)."""
    return "starting the kernel" if kernel == "auto" else f"connecting to the kernel at {kernel}"


async def record_with(
    client: KernelClient, deck: Deck, about: DescribeResult, tell: Tell = silent
) -> Report:
    """Run every demo over this connection, one after the other, and write the files."""
    await give(client, documents_of(deck.root), about.methods)
    report = Report()
    before = load_recordings(deck)
    demos = prepared(deck)
    done = 0
    for slide in deck.slides:
        kept: list[tuple[Live, list[Recording]]] = []
        for live in slide.live:
            recordings: list[Recording] = []
            for demo in demos_of(live, recordings):
                tell(f"recording slide '{slide.id}'", done, max(done, demos))
                old = answer_to(demo, before.get(live.key, []))
                recordings += await _one(client, demo, old, _name(slide, live, demo), report)
                done += 1
            kept.append((live, recordings))
        _write_slide(deck, slide, kept)
    _remove_others(deck)
    _write(
        deck.root / FOLDER / MANIFEST,
        json.dumps(_manifest(about), indent=2, ensure_ascii=False) + "\n",
    )
    return report


async def _one(
    client: KernelClient, demo: Demo, old: Recording | None, name: str, report: Report
) -> list[Recording]:
    """The recording to keep: the old one where nothing changed, or where the demo failed this time."""
    try:
        new = await record_demo(client, demo)
    except (WireError, TimeoutError) as error:
        report.failures.append(f"{name}: {error or 'no answer in time'}")
        return [old] if old else []
    if old is not None and _same_answer(old, new):
        report.changes.append(("same", name))
        return [replace(old, label=demo.label, lane=demo.lane, first=demo.first)]
    report.changes.append(("changed" if old else "new", name))
    return [new]


async def record_demo(client: KernelClient, demo: Demo) -> Recording:
    """Run one prepared request. Raises WireError when the kernel refuses, TimeoutError when it takes too long."""
    events: list[dict[str, Json]] = []
    first: list[float] = []

    def take(event: dict[str, Json]) -> None:
        if set(event) != {"queue_place"}:
            first.append(time.monotonic())
            events.append(event)

    started = time.monotonic()
    async with asyncio.timeout(ANSWER_WITHIN_S):
        result = await client.call(demo.method, demo.params, take)
    first.append(time.monotonic())
    today = datetime.date.today().isoformat()
    return Recording(
        method=demo.method,
        params=demo.params,
        events=events,
        result=_as_recorded(result, today),
        label=demo.label,
        lane=demo.lane,
        first=demo.first,
        latency_ms=round((first[0] - started) * 1000, 1),
        recorded_at=today,
    )


def _as_recorded(result: dict[str, Json], date: str) -> dict[str, Json]:
    """The result with a provenance that says it is a recording."""
    provenance = result.get("provenance")
    if not isinstance(provenance, dict):
        return result
    return {**result, "provenance": {**provenance, "source": "recorded", "recorded_at": date}}


@contextlib.asynccontextmanager
async def kernel_for(
    kernel: str, token: str | None, model: str | None
) -> AsyncIterator[KernelClient]:
    """A connection to the kernel named on the command line, started here for `auto`. Raises Failure."""
    if kernel == "none":
        raise Failure(
            "recordings are made on a real kernel: use --kernel auto or the URL of one", 2
        )
    if kernel != "auto":
        async with await KernelClient.connect(kernel, token) as client:
            yield client
        return
    supervisor = Supervisor(model)
    keeping = asyncio.create_task(supervisor.run())
    try:
        where = await _started(supervisor)
        async with await KernelClient.connect(where.url, where.token) as client:
            yield client
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _started(supervisor: Supervisor) -> Endpoint:
    """Where the kernel listens. Raises KernelUnreachable with its own words when it cannot start."""
    waiting = asyncio.create_task(supervisor.endpoint())
    try:
        while not waiting.done():
            if supervisor.settled:
                raise KernelUnreachable(supervisor.detail)
            await asyncio.wait([waiting], timeout=0.1)
        return waiting.result()
    finally:
        waiting.cancel()


# Comparing


def _same_answer(old: Recording, new: Recording) -> bool:
    return _alike(old.events, new.events) and _alike(old.result, new.result)


def _alike(one: Json, other: Json) -> bool:
    """Equal but for what differs from run to run, and from machine to machine."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = {key for key in [*one, *other] if key not in VOLATILE}
        return all(_alike(one.get(key), other.get(key)) for key in keys)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and math.isclose(one, other, rel_tol=AS_GOOD_AS_EQUAL, abs_tol=1e-9)
    return bool(one == other)


def _name(slide: Slide, live: Live, demo: Demo) -> str:
    label = demo.label or canonical(demo.params)
    return f"{slide.id}: {live.widget} {demo.method} '{' '.join(label.split())[:60]}'"


# Writing


def _write_slide(deck: Deck, slide: Slide, kept: list[tuple[Live, list[Recording]]]) -> None:
    file = recording_file(deck, slide)
    lines = list(_lines(kept))
    if lines:
        _write(file, "\n".join(lines) + "\n")
    else:
        file.unlink(missing_ok=True)


def _lines(kept: list[tuple[Live, list[Recording]]]) -> Iterator[str]:
    for place, (live, recordings) in enumerate(kept):
        yield from transcript(live, place, recordings)


def _remove_others(deck: Deck) -> None:
    """Recordings of slides that are no longer there."""
    known = {recording_file(deck, slide).name for slide in deck.slides}
    for file in (deck.root / FOLDER).glob("*.jsonl"):
        if file.name not in known:
            file.unlink()


def _remove_all(deck: Deck) -> None:
    """Recordings of a deck that asks no model any more."""
    for file in (*(deck.root / FOLDER).glob("*.jsonl"), deck.root / FOLDER / MANIFEST):
        file.unlink(missing_ok=True)


def _manifest(about: DescribeResult) -> dict[str, Json]:
    return {
        "model": about.model,
        "parameters": about.parameters,
        "checkpoints": {checkpoint.name: checkpoint.hash for checkpoint in about.checkpoints},
    }


def _write(file: Path, text: str) -> None:
    """Whole or not at all, and only when it says something else than before."""
    if file.exists() and file.read_text("utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_name(file.name + ".new")
    made.write_text(text, "utf-8")
    made.replace(file)
