"""`talk doctor DECK`: try out beforehand what could go wrong on stage.

The file is one pass from top to bottom: the checks of this machine and the deck, the list of them,
the checks of a kernel, then `examine` (all findings) and `doctor` (the report and the exit code).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console

from talk import laptop, torch_build
from talk.build.front_end import front_end, manifest
from talk.deck.checking.checkpoints import checkpoint_of, how_to_have, slides_naming_others
from talk.deck.model import Deck
from talk.deck.recordings.staleness import older_wire, other_weights
from talk.deck.recordings.transcripts import damaged, unrecorded
from talk.failure import Failure
from talk.kernel_client import KernelClient
from talk.present.documents import documents_of, send_documents
from talk.present.http import addresses
from talk.present.http.server import allow_many_sockets
from talk.present.loading import load_deck
from talk.progress import ShowProgress, progress, silent
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import DESCRIBE, DescribeResult, ServedModel
from talk.protocol.wire import canonical
from talk.record import connecting, kernel_for, prepared_demos, record_demo
from talk.widgets.base import Demo

SLOW_MS = 1000.0
"""Time until a prepared demo shows something, beyond which an audience notices the wait."""
FILES_BESIDE_PHONES = 64
"""Files a talk has open apart from its phones' sockets."""
MANY_PHONES = 900
"""Phones in the largest hall that talk is made for; a system that allows fewer gets a remark."""
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "firefox",
    "microsoft-edge",
)

Verdict = Literal["good", "look", "bad"]
"""`look`: the talk goes on, but somebody should look at it."""
MARKS: dict[Verdict, str] = {
    "good": "[green]✓[/green]",
    "look": "[yellow]![/yellow]",
    "bad": "[red]✗[/red]",
}


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    verdict: Verdict
    what: str
    """What was looked at, in a word or two."""
    sentence: str


# Checks that need no kernel


def check_plan(deck: Deck) -> Iterator[Finding]:
    """Describe the deck, which has been read without problems, and compare times with lengths."""
    time = f", {deck.duration_s / 60:.0f} min planned" if deck.duration_s else ""
    yield Finding("good", "deck", f"{deck.title}: {len(deck.slides)} slides{time}, no problems")
    for problem in deck.overruns:
        yield Finding("look", "time", f"{problem.place}: {problem.sentence}")


def check_fonts(deck: Deck) -> Iterator[Finding]:
    """Look for the fonts in the built front end: at the talk no other host is asked for any."""
    fonts = manifest().get("fonts", {})
    missing = [name for name in fonts.values() if not (front_end() / name).is_file()]
    if missing or not fonts:
        text = "the built front end lacks its fonts: run `python tools/build_front_end.py`"
        yield Finding("bad", "fonts", text)
    else:
        yield Finding("good", "fonts", f"{len(fonts)} families come with the pages")


def check_network(deck: Deck) -> Iterator[Finding]:
    """Look for an address that phones can open, and connect to it from here."""
    address = addresses.lan_address()
    if address is None or not addresses.reachable_from_outside(f"http://{address}:80"):
        text = "this machine is in no network: connect it, or phones cannot join"
        yield Finding("look", "phones", text)
        return
    try:
        # A firewall that drops packets to the machine's own address drops the phones' as well.
        with contextlib.closing(addresses.listen("0.0.0.0", 0)) as listening:
            port = listening.getsockname()[1]
            socket.create_connection((address, port), timeout=2).close()
    except (OSError, Failure) as error:
        text = f"{address} does not answer even from here ({error}): look at the firewall"
        yield Finding("bad", "phones", text)
    else:
        text = f"they open http://{address}:PORT; open it once with a phone"
        yield Finding("good", "phones", f"{text}, as some halls keep clients apart")


def check_open_files(deck: Deck) -> Iterator[Finding]:
    """Count the phones that the system's limit of open files allows."""
    # Raised first, as `talk present` does: the soft limit of a terminal says little.
    phones = allow_many_sockets() - FILES_BESIDE_PHONES
    verdict: Verdict = "good" if phones >= MANY_PHONES else "look"
    yield Finding(verdict, "room for", f"{phones:,} phones (limit of open files)")


def check_browser(deck: Deck) -> Iterator[Finding]:
    """Look for a browser for the projector."""
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    if found:
        yield Finding("good", "browser", f"{found} is installed")
    # These systems find their browser without the PATH; BROWSER is what `webbrowser` opens.
    elif sys.platform in ("darwin", "win32") or os.environ.get("BROWSER"):
        yield Finding("good", "browser", "the system's own is used")
    else:
        text = "none found on the PATH: install Chromium or Firefox"
        yield Finding("look", "browser", text)


def check_laptop(deck: Deck) -> Iterator[Finding]:
    """Look at the disk, and at what the system does by itself."""
    for what, answer in (
        ("disk", laptop.disk(deck.root)),
        ("sleep", laptop.sleep()),
        ("screens", laptop.screens()),
    ):
        yield Finding("good" if answer.well else "look", what, answer.sentence)


def check_recordings(deck: Deck) -> Iterator[Finding]:
    """Look for a recording of every prepared demo, which is shown where the kernel is away."""
    for problem in damaged(deck):
        yield Finding("bad", "recordings", problem.render())
    if stale := older_wire(deck):
        yield Finding("bad", "recordings", stale)
    count = prepared_demos(deck)
    missing = unrecorded(deck)
    if missing:
        names = ", ".join(dict.fromkeys(slide.id for slide, _, _ in missing))
        text = f"{len(missing)} of {count} prepared demos have none (slides {names})"
        yield Finding("bad", "recordings", f"{text}: run `talk record`")
    elif count == 0:
        yield Finding("good", "recordings", "none are needed: no slide asks a model")
    else:
        yield Finding("good", "recordings", f"all {count} prepared demos have one")


CHECKS: tuple[Callable[[Deck], Iterator[Finding]], ...] = (
    check_plan,
    check_fonts,
    check_network,
    check_open_files,
    check_browser,
    check_laptop,
    check_recordings,
)
"""In the order of the report: the quick ones come before any kernel is started."""


# Checks of the kernel


def check_torch() -> Finding:
    """Compare the installed build of torch with the machine that the kernel will run on."""
    verdict = torch_build.judge(torch_build.installed(), torch_build.has_nvidia_card())
    return Finding("good" if verdict.fits else "look", "torch", verdict.sentence)


def described(model: ServedModel) -> str:
    """Return what a further model is and what it lacks, in a line."""
    size = f", {model.parameters / 1e6:,.1f} M parameters" if model.parameters else ""
    memory = f", at most {model.memory_mib:,.0f} MiB" if model.memory_mib else ""
    lacks = f"; it lacks {', '.join(model.missing)}" if model.missing else ""
    return f"{', '.join(model.checkpoints)}: {model.name}{size}, on {model.device}{memory}{lacks}"


def lacking(demo: Demo, about: DescribeResult) -> str:
    """Return why the kernel cannot answer a demo, empty when it can or does not list its models."""
    if not about.models:
        return ""
    name = checkpoint_of(demo)
    model = next((one for one in about.models if name in one.checkpoints), about.models[0])
    if name and name not in model.checkpoints and name not in about.missing_checkpoints:
        return f"no model has the checkpoint '{name}'"
    return model.missing.get(demo.method, "")


def check_models(deck: Deck, about: DescribeResult) -> Iterator[Finding]:
    """Say by slide what the kernel's models lack of what the prepared demos ask."""
    if not about.models:
        return
    known = [name for model in about.models for name in model.checkpoints]
    absent = slides_naming_others(deck, [*known, *about.missing_checkpoints])
    for name, slides in absent.items():
        text = f"{', '.join(slides)}: no model has the checkpoint '{name}', so recordings answer"
        yield Finding("look", "model", f"{text}; {how_to_have(name, known)}")
    missing = {(demo.method, canonical(demo.params)) for _, _, demo in unrecorded(deck)}
    said: dict[str, bool] = {}
    for slide in deck.slides:
        for live in slide.live:
            for demo in live.demos:
                reason, request = lacking(demo, about), (demo.method, canonical(demo.params))
                if reason and checkpoint_of(demo) not in absent:
                    text = f"{slide.id}: {live.widget} asks {demo.method}: {reason}"
                    # Of several demos with one sentence, each needs its recording.
                    said[text] = said.get(text, True) and request not in missing
    for text, recorded in said.items():
        if recorded:
            yield Finding("look", "model", f"{text}; its recording answers")
        else:
            yield Finding("bad", "model", f"{text}; and there is no recording of it")


async def check_kernel(
    client: KernelClient, deck: Deck, show: ShowProgress = silent
) -> AsyncIterator[Finding]:
    """Ask a kernel what it serves, and run every prepared demo once on it."""
    about = DescribeResult.model_validate(await client.call(DESCRIBE.name, {}))
    serves = f"{about.model} on {about.device}, checkpoint {about.default_checkpoint}"
    yield Finding("good", "kernel", serves)
    # The first is the kernel's own, which the line before has described.
    for model in about.models[1:]:
        yield Finding("good", "model", described(model))
    for name, reason in about.missing_checkpoints.items():
        yield Finding("bad", "checkpoint", f"{name} is not served: {reason}")
    # As a talk does, so that searches find what they will find on stage.
    await send_documents(client, documents_of(deck.root), about.methods)
    hashes = {checkpoint.name: checkpoint.hash for checkpoint in about.checkpoints}
    if stale := other_weights(deck, hashes, about.model):
        yield Finding("look", "recordings", stale)

    demos = [
        (slide, live, demo) for slide in deck.slides for live in slide.live for demo in live.demos
    ]
    for finding in check_models(deck, about):
        yield finding
    # What a model lacks has been reported; to ask for it would report it again as a failure.
    demos = [item for item in demos if not lacking(item[2], about)]
    slowest, answered = 0.0, 0
    by_chapter: dict[str, dict[str, float]] = {}
    """Of each slide, its slowest demo's milliseconds."""
    for number, (slide, live, demo) in enumerate(demos):
        show("trying the prepared demos", number, len(demos))
        what = f"{slide.id}: {live.widget} {demo.method}"
        try:
            latency = (await record_demo(client, demo)).latency_ms or 0.0
        except (WireError, TimeoutError) as error:
            yield Finding("bad", "demo", f"{what}: {error or 'no answer in time'}")
            continue
        answered += 1
        slowest = max(slowest, latency)
        slides = by_chapter.setdefault(slide.chapter.title, {})
        slides[slide.id] = max(slides.get(slide.id, 0.0), latency)
        if latency > SLOW_MS:
            text = f"{what}: {latency:,.0f} ms until it shows something"
            yield Finding("look", "demo", text)
    for title, slides in by_chapter.items():
        times = ", ".join(f"{slide} {latency:,.0f} ms" for slide, latency in slides.items())
        yield Finding("good", "latency", f"{title}: {times}")
    text = f"{answered} answered; the slowest showed something after {slowest:,.0f} ms"
    yield Finding("good", "demos", text)


# From the checks to the report


async def examine(
    folder: Path,
    kernel: str,
    kernel_token: str | None,
    models: Sequence[str] = (),
    show: ShowProgress = silent,
) -> AsyncIterator[Finding]:
    """Yield the findings of all checks as they come. Raises Failure when the deck is broken."""
    show(f"reading {folder}")
    deck = load_deck(folder).deck
    for check in CHECKS:
        for finding in check(deck):
            yield finding
    # A kernel at a URL has its own torch, or none.
    if kernel == "auto":
        yield check_torch()
    # A kernel at a URL is tried all the same: whoever names one wants to know that it answers.
    if not prepared_demos(deck) and kernel in ("auto", "none"):
        yield Finding("good", "kernel", "none is needed: no slide asks a model")
        return
    if kernel == "none":
        yield Finding("look", "kernel", "not examined (--kernel none): recordings answer")
        return
    show(connecting(kernel))
    try:
        async with kernel_for(kernel, kernel_token, models) as client:
            async for finding in check_kernel(client, deck, show):
                yield finding
    except (Failure, WireError, TimeoutError) as error:
        yield Finding("bad", "kernel", f"{error}; the talk would show recordings")


def doctor(
    deck: Path,
    *,
    kernel: str = "auto",
    kernel_token: str | None = None,
    models: Sequence[str] = (),
) -> int:
    """Print every finding as it comes; return 1 if anything is bad, else 0.

    Raises Failure when the deck is broken.
    """

    async def report(show: ShowProgress) -> int:
        worst = 0
        async for finding in examine(deck, kernel, kernel_token, models, show):
            line = f"{MARKS[finding.verdict]} {finding.what:12} {finding.sentence}"
            console.print(line, soft_wrap=True)
            worst = max(worst, int(finding.verdict == "bad"))
        return worst

    console = Console(highlight=False)
    with progress() as show:
        return asyncio.run(report(show))
