"""`talk doctor DECK`: what could go wrong on stage, tried out beforehand, a line each."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console

from talk import laptop, torch_build
from talk.build import site
from talk.deck.model import Deck
from talk.deck.recordings.staleness import older_wire, other_weights
from talk.deck.recordings.transcripts import damaged, unrecorded
from talk.failure import Failure
from talk.kernel_client import KernelClient
from talk.present.documents import documents_of, give
from talk.present.http import addresses
from talk.present.http.server import allow_many_sockets
from talk.present.loading import load_deck
from talk.progress import Tell, progress, silent
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import DESCRIBE, DescribeResult
from talk.record import connecting, kernel_for, prepared, record_demo

SLOW_MS = 1000.0
"""A prepared demo that shows nothing for so long makes a speaker nervous."""
FILES_BESIDE_PHONES = 64
"""Files a talk has open apart from its phones' sockets."""
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "firefox",
    "microsoft-edge",
)

Verdict = Literal["good", "look", "bad"]
MARKS: dict[Verdict, str] = {
    "good": "[green]✓[/green]",
    "look": "[yellow]![/yellow]",
    "bad": "[red]✗[/red]",
}


@dataclass(frozen=True)
class Finding:
    """`look`: the talk goes on, but somebody should look at it."""

    verdict: Verdict
    what: str
    sentence: str


def doctor(
    deck: Path, *, kernel: str = "auto", kernel_token: str | None = None, model: str | None = None
) -> int:
    """Print every finding as it comes; exit code 1 if anything is bad. Raises Failure when the deck is broken."""
    console = Console(highlight=False)
    worst = 0

    async def examine(tell: Tell) -> None:
        nonlocal worst
        async for finding in examine_deck(deck, kernel, kernel_token, model, tell):
            console.print(
                f"{MARKS[finding.verdict]} {finding.what:12} {finding.sentence}", soft_wrap=True
            )
            worst = max(worst, int(finding.verdict == "bad"))

    with progress() as tell:
        asyncio.run(examine(tell))
    return worst


async def examine_deck(
    folder: Path, kernel: str, kernel_token: str | None, model: str | None, tell: Tell = silent
) -> AsyncIterator[Finding]:
    """All findings, the quick ones first."""
    tell(f"reading {folder}")
    loaded = load_deck(folder)
    deck = loaded.deck
    time = f", {deck.duration_s / 60:.0f} min planned" if deck.duration_s else ""
    yield Finding("good", "deck", f"{deck.title}: {len(deck.slides)} slides{time}, no problems")
    for problem in deck.overruns:
        yield Finding("look", "time", f"{problem.place}: {problem.sentence}")
    for finding in (*front_end(), *network(), *sockets(), browser(), *machine(deck.root)):
        yield finding
    for finding in recordings(deck):
        yield finding
    if kernel == "auto":
        yield torch()
    if not prepared(deck) and kernel in ("auto", "none"):
        yield Finding("good", "kernel", "none is needed: no slide asks a model")
        return
    if kernel == "none":
        yield Finding("look", "kernel", "not examined (--kernel none): recordings answer")
        return
    tell(connecting(kernel))
    try:
        async with kernel_for(kernel, kernel_token, model) as client:
            async for finding in demos(client, deck, tell):
                yield finding
    except (Failure, WireError, TimeoutError) as error:
        yield Finding("bad", "kernel", f"{error}; the talk would show recordings")


def front_end() -> Iterator[Finding]:
    """Bundles, and the fonts that come with them: no host is asked for any at the talk."""
    fonts = site.manifest().get("fonts", {})
    missing = [name for name in fonts.values() if not (site.front_end() / name).is_file()]
    if missing or not fonts:
        yield Finding(
            "bad",
            "fonts",
            "the built front end lacks its fonts: run `python tools/build_front_end.py`",
        )
    else:
        yield Finding("good", "fonts", f"{len(fonts)} families come with the pages")


def network() -> Iterator[Finding]:
    """Whether phones have an address to open, and whether it answers from here."""
    address = addresses.lan_address()
    if address is None or not addresses.reachable_from_outside(f"http://{address}:80"):
        yield Finding(
            "look", "phones", "this machine is in no network: connect it, or phones cannot join"
        )
        return
    try:
        with contextlib.closing(addresses.listen("0.0.0.0", 0)) as listening:
            port = listening.getsockname()[1]
            socket.create_connection((address, port), timeout=2).close()
    except (OSError, Failure) as error:
        yield Finding(
            "bad",
            "phones",
            f"{address} does not answer even from here ({error}): look at the firewall",
        )
    else:
        text = f"they open http://{address}:PORT; open it once with a phone, as some halls keep clients apart"
        yield Finding("good", "phones", text)


def sockets() -> Iterator[Finding]:
    """How many phones the system's limit of open files allows."""
    phones = allow_many_sockets() - FILES_BESIDE_PHONES
    verdict: Verdict = "good" if phones >= 900 else "look"
    yield Finding(verdict, "room for", f"{phones:,} phones (limit of open files)")


def browser() -> Finding:
    """A browser for the projector."""
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    if found:
        return Finding("good", "browser", f"{found} is installed")
    if sys.platform in ("darwin", "win32") or os.environ.get("BROWSER"):
        return Finding("good", "browser", "the system's own is used")
    return Finding("look", "browser", "none found on the PATH: install Chromium or Firefox")


def machine(folder: Path) -> Iterator[Finding]:
    """The disk, and what the system does by itself."""
    for what, answer in (
        ("disk", laptop.disk(folder)),
        ("sleep", laptop.sleep()),
        ("screens", laptop.screens()),
    ):
        yield Finding("good" if answer.well else "look", what, answer.sentence)


def torch() -> Finding:
    """The build of torch that the kernel of this machine runs on."""
    verdict = torch_build.judge(torch_build.installed(), torch_build.has_nvidia_card())
    return Finding("good" if verdict.fits else "look", "torch", verdict.sentence)


def recordings(deck: Deck) -> Iterator[Finding]:
    """Whether every prepared demo can be shown without a kernel."""
    for problem in damaged(deck):
        yield Finding("bad", "recordings", problem.render())
    if stale := older_wire(deck):
        yield Finding("bad", "recordings", stale)
    count = prepared(deck)
    missing = unrecorded(deck)
    if missing:
        names = ", ".join(dict.fromkeys(slide.id for slide, _, _ in missing))
        text = f"{len(missing)} of {count} prepared demos have none (slides {names}): run `talk record`"
        yield Finding("bad", "recordings", text)
    elif count == 0:
        yield Finding("good", "recordings", "none are needed: no slide asks a model")
    else:
        yield Finding("good", "recordings", f"all {count} prepared demos have one")


async def demos(client: KernelClient, deck: Deck, tell: Tell = silent) -> AsyncIterator[Finding]:
    """The kernel, and every prepared demo run once on it."""
    about = DescribeResult.model_validate(await client.call(DESCRIBE.name, {}))
    yield Finding(
        "good", "kernel", f"{about.model} on {about.device}, checkpoint {about.default_checkpoint}"
    )
    for name, reason in about.missing_checkpoints.items():
        yield Finding("bad", "checkpoint", f"{name} is not served: {reason}")
    await give(client, documents_of(deck.root), about.methods)
    stale = other_weights(
        deck, {checkpoint.name: checkpoint.hash for checkpoint in about.checkpoints}, about.model
    )
    if stale:
        yield Finding("look", "recordings", stale)
    slowest, count = 0.0, 0
    tried, all_demos = 0, prepared(deck)
    by_chapter: dict[str, dict[str, float]] = {}
    """Of each slide, its slowest demo's milliseconds."""
    for slide in deck.slides:
        for live in slide.live:
            for demo in live.demos:
                what = f"{slide.id}: {live.widget} {demo.method}"
                tell("trying the prepared demos", tried, all_demos)
                tried += 1
                try:
                    latency = (await record_demo(client, demo)).latency_ms or 0.0
                except (WireError, TimeoutError) as error:
                    yield Finding("bad", "demo", f"{what}: {error or 'no answer in time'}")
                    continue
                count += 1
                slowest = max(slowest, latency)
                slides = by_chapter.setdefault(slide.chapter.title, {})
                slides[slide.id] = max(slides.get(slide.id, 0.0), latency)
                if latency > SLOW_MS:
                    yield Finding(
                        "look", "demo", f"{what}: {latency:,.0f} ms until it shows something"
                    )
    for title, slides in by_chapter.items():
        times = ", ".join(f"{slide} {latency:,.0f} ms" for slide, latency in slides.items())
        yield Finding("good", "latency", f"{title}: {times}")
    yield Finding(
        "good", "demos", f"{count} answered; the slowest showed something after {slowest:,.0f} ms"
    )
