"""`talk record DECK`: run every prepared demo on a real kernel and keep what came back.

What is the same as last time stays byte for byte as it was, so a second run changes nothing. The
form of the files is in `talk.deck.recordings.transcripts`, which reads them.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import math
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from rich.console import Console

from talk.deck.load import load
from talk.deck.model import Deck, Live
from talk.deck.recordings.transcripts import (
    FOLDER,
    MANIFEST,
    Recording,
    answer_to,
    demos_of,
    included_recordings,
    load_recordings,
    manifest,
    recording_file,
    transcript,
)
from talk.failure import Failure
from talk.kernel_client import KernelClient, KernelUnreachable
from talk.present.documents import documents_of, send_documents
from talk.present.kernel.link import Endpoint
from talk.present.kernel.supervise import Supervisor
from talk.progress import ShowProgress, progress, silent
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import DESCRIBE, DescribeResult
from talk.protocol.wire import Json, canonical
from talk.widgets.base import Demo

ANSWER_WITHIN_S = 120.0
"""Longest wait for the result of one demo."""
RELATIVE_TOLERANCE = 1e-4
"""Relative difference of numbers that count as equal: another processor rounds otherwise."""
ABSOLUTE_TOLERANCE = 1e-9
"""Absolute difference of two numbers that count as equal, for those near zero."""
VOLATILE = frozenset({"time_ms", "recorded_at"})
"""Fields that differ from run to run and mean nothing for what is shown."""

Change = Literal["new", "changed", "same", "kept", "included"]
"""`kept`: the kernel does not serve the model that made it. `included`: another deck has it."""


@dataclass
class Report:
    """The outcome of a run of `talk record`."""

    changes: list[tuple[Change, str]] = field(default_factory=list)
    """What became of each demo, with its name."""
    failures: list[str] = field(default_factory=list)
    """A sentence for each demo that failed."""

    def count(self, change: Change) -> int:
        """Return the number of demos with this outcome."""
        return sum(kind == change for kind, _ in self.changes)


def record(
    deck: Path,
    *,
    kernel: str = "auto",
    kernel_token: str | None = None,
    models: Sequence[str] = (),
) -> int:
    """Record a deck and print what changed; return 1 when a demo could not be run, else 0.

    A deck whose slides ask no model needs no kernel, and none is started for it.

    Raises Failure when the deck is broken or there is no kernel.
    """
    console = Console(highlight=False)
    with progress() as show:
        show(f"reading {deck}")
        loaded = load(deck)
        # Before any kernel: starting one takes seconds and needs torch.
        if not prepared_demos(loaded):
            # Recordings from a time when the deck had demos.
            folder = loaded.root / FOLDER
            for file in (*folder.glob("*.jsonl"), folder / MANIFEST):
                file.unlink(missing_ok=True)
            console.print(
                f"{loaded.title}: no slide asks a model, so there is nothing to record",
                soft_wrap=True,
            )
            return 0

        async def connect_and_record() -> Report:
            show(connecting(kernel))
            async with kernel_for(kernel, kernel_token, models) as client:
                about = DescribeResult.model_validate(await client.call(DESCRIBE.name, {}))
                return await record_with(client, loaded, about, show)

        report = asyncio.run(connect_and_record())
    for change, name in report.changes:
        if change in ("new", "changed"):
            console.print(f"  {change:8} {name}", soft_wrap=True)
    for sentence in report.failures:
        console.print(f"  [red]failed[/red]   {sentence}", soft_wrap=True)
    counts = ", ".join(f"{report.count(kind)} {kind}" for kind in ("new", "changed", "same"))
    console.print(f"{loaded.root / FOLDER}: {counts}, {len(report.failures)} failed")
    if kept := report.count("kept"):
        console.print(f"{kept} of models that this kernel does not serve are kept as they were")
    if included := report.count("included"):
        console.print(f"{included} are those of the decks that slides are taken from")
    return 1 if report.failures else 0


def prepared_demos(deck: Deck) -> int:
    """Return the number of requests to a model that the deck's slides are prepared for."""
    return sum(len(live.demos) for slide in deck.slides for live in slide.live)


def connecting(kernel: str) -> str:
    """Return what is waited for until there is a connection; `kernel` is the option's value."""
    return "starting the kernel" if kernel == "auto" else f"connecting to the kernel at {kernel}"


async def record_with(
    client: KernelClient, deck: Deck, about: DescribeResult, show: ShowProgress = silent
) -> Report:
    """Run every demo over a connection, one after the other, and write the files."""
    # First, since searches answer from them.
    await send_documents(client, documents_of(deck.root), about.methods)
    report = Report()
    before = load_recordings(deck)
    demos = prepared_demos(deck)
    done = 0
    for slide in deck.slides:
        kept: list[tuple[Live, list[Recording]]] = []
        for place, live in enumerate(slide.live):
            recordings: list[Recording] = []
            made: list[Recording] = []
            theirs = included_recordings(slide, place)
            # The list grows while it is walked: what a demo found may ask for further demos.
            for demo in demos_of(live, recordings):
                show(f"recording slide '{slide.id}'", done, max(done, demos))
                if given := answer_to(demo, theirs):
                    # The deck that the slide is taken from is where it is recorded anew.
                    recordings.append(given)
                    report.changes.append(("included", f"{slide.id}: {live.widget}"))
                    done += 1
                    continue
                old = answer_to(demo, before.get(live.key, []))
                label = " ".join((demo.label or canonical(demo.params)).split())[:60]
                name = f"{slide.id}: {live.widget} {demo.method} '{label}'"
                # A checkpoint that belongs here and is damaged is no model that was left out.
                lost = demo.params.get("checkpoint") in about.missing_checkpoints
                found = await _record_or_keep(client, demo, old, name, report, lost=lost)
                recordings += found
                made += found
                done += 1
            kept.append((live, made))
        lines = [
            line
            for place, (live, recordings) in enumerate(kept)
            for line in transcript(live, place, recordings)
        ]
        file = recording_file(deck, slide)
        if lines:
            _write(file, "\n".join(lines) + "\n")
        else:
            # The slide's widgets ask nothing any more.
            file.unlink(missing_ok=True)
    # Recordings of slides that are no longer there.
    known = {recording_file(deck, slide).name for slide in deck.slides}
    for file in (deck.root / FOLDER).glob("*.jsonl"):
        # A slide that was renamed leaves its file behind, which would be shipped and never shown.
        if file.name not in known:
            file.unlink()
    checkpoints = {checkpoint.name: checkpoint.hash for checkpoint in about.checkpoints}
    if report.count("kept"):
        # They stay those of the models that made them.
        checkpoints = {**(manifest(deck) or {}).get("checkpoints", {}), **checkpoints}
    facts = {"model": about.model, "parameters": about.parameters, "checkpoints": checkpoints}
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    _write(deck.root / FOLDER / MANIFEST, text)
    return report


async def _record_or_keep(
    client: KernelClient,
    demo: Demo,
    old: Recording | None,
    name: str,
    report: Report,
    *,
    lost: bool,
) -> list[Recording]:
    """Run a demo and return the recording to keep, in a list that is empty where there is none.

    It is the old one where nothing changed, or where the demo failed this time.
    """
    try:
        new = await record_demo(client, demo)
    except (WireError, TimeoutError) as error:
        # A machine without the large model records the rest, and keeps what another one recorded.
        unserved = isinstance(error, WireError) and error.code == jsonrpc.UNKNOWN_NAME
        if old and unserved and not lost:
            report.changes.append(("kept", name))
            return [replace(old, label=demo.label, lane=demo.lane, first=demo.first)]
        report.failures.append(f"{name}: {error or 'no answer in time'}")
        return [old] if old else []
    # Within the tolerances the old answer is as good, and version control sees no change.
    if old and _alike(old.events, new.events) and _alike(old.result, new.result):
        report.changes.append(("same", name))
        return [replace(old, label=demo.label, lane=demo.lane, first=demo.first)]
    report.changes.append(("changed" if old else "new", name))
    return [new]


async def record_demo(client: KernelClient, demo: Demo) -> Recording:
    """Run one prepared request on a kernel.

    Raises WireError when the kernel refuses it, TimeoutError after ANSWER_WITHIN_S.
    """
    events: list[dict[str, Json]] = []
    seen_at: list[float] = []
    """Times of the events and the result; the first is when the widget shows something."""

    def append(event: dict[str, Json]) -> None:
        # A place in the queue is of this run, and no part of the answer.
        if set(event) != {"queue_place"}:
            seen_at.append(time.monotonic())
            events.append(event)

    started = time.monotonic()
    async with asyncio.timeout(ANSWER_WITHIN_S):
        result = await client.call(demo.method, demo.params, append)
    seen_at.append(time.monotonic())
    today = datetime.date.today().isoformat()
    provenance = result.get("provenance")
    if isinstance(provenance, dict):
        recorded = {**provenance, "source": "recorded", "recorded_at": today}
        result = {**result, "provenance": recorded}
    return Recording(
        method=demo.method,
        params=demo.params,
        events=events,
        result=result,
        label=demo.label,
        lane=demo.lane,
        first=demo.first,
        latency_ms=round((seen_at[0] - started) * 1000, 1),
        recorded_at=today,
    )


@contextlib.asynccontextmanager
async def kernel_for(
    kernel: str, token: str | None, models: Sequence[str] = ()
) -> AsyncIterator[KernelClient]:
    """Enter with a connection to the kernel named on the command line; `auto` starts one.

    Raises Failure when there is none, or when `kernel` is `none`.
    """
    if kernel == "none":
        raise Failure(
            "recordings are made on a real kernel: use --kernel auto or the URL of one", 2
        )
    if kernel != "auto":
        async with await KernelClient.connect(kernel, token) as client:
            yield client
        return
    supervisor = Supervisor(models)
    keeping = asyncio.create_task(supervisor.run())
    try:
        where = await _started(supervisor)
        async with await KernelClient.connect(where.url, where.token) as client:
            yield client
    finally:
        keeping.cancel()
        # Waited for, so that no kernel outlives the command.
        await asyncio.gather(keeping, return_exceptions=True)


async def _started(supervisor: Supervisor) -> Endpoint:
    """Return where the kernel listens.

    Raises KernelUnreachable with its own words if it cannot start.
    """
    waiting = asyncio.create_task(supervisor.endpoint())
    try:
        while not waiting.done():
            # Starting has failed for good: nobody restarts a kernel for a command that waits.
            if supervisor.settled:
                raise KernelUnreachable(supervisor.detail)
            # The supervisor calls nobody when it gives up, so it is asked.
            await asyncio.wait([waiting], timeout=0.1)
        return waiting.result()
    finally:
        waiting.cancel()


# Comparing


def _alike(one: Json, other: Json) -> bool:
    """Compare two values but for what differs from run to run, and from machine to machine."""
    if isinstance(one, dict) and isinstance(other, dict):
        # Of both: a field that only one of them has is a difference.
        keys = {key for key in [*one, *other] if key not in VOLATILE}
        return all(_alike(one.get(key), other.get(key)) for key in keys)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and math.isclose(
            one, other, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE
        )
    return bool(one == other)


# Writing


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all, and only when its text is another one than before."""
    if file.exists() and file.read_text("utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # The ending is one that live reload leaves out (present/reload.py).
    made = file.with_name(file.name + ".new")
    made.write_text(text, "utf-8")
    made.replace(file)
