"""Run `talk present DECK`: put room, server and kernel together, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import json as json_format
import os
import secrets
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import socket

from talk import qr
from talk.deck.checking.slides import OVERRUN, clock
from talk.deck.model import Deck, planned_s
from talk.failure import Failure
from talk.present import background, rehearsal
from talk.present.background import kept_running
from talk.present.http import addresses
from talk.present.http.app import App, Served
from talk.present.http.connections import ConnectionSlots
from talk.present.http.driver import Driver
from talk.present.http.server import Server, allow_many_sockets, make_server
from talk.present.journal import Journal, journal_path, open_journal
from talk.present.kernel.link import Endpoint, FixedKernel, KernelLink, KernelProvider
from talk.present.kernel.supervise import Supervisor, log_file
from talk.present.loading import Loaded, load_deck
from talk.present.reload import Reloader
from talk.present.room.room import Room
from talk.progress import progress
from talk.protocol.methods.documents import Document
from talk.protocol.methods.room import KernelHealth

DEFAULT_PORT = 8000
"""First port that is tried where none is asked for."""
PORTS_TRIED = 20
KERNEL_VERDICT_S = 6.0
"""Longest wait for the kernel before the line of --json; the server answers meanwhile.

A kernel is ready about 2.5 s after its start on an idle machine.
"""


@dataclass(frozen=True)
class PresentOptions:
    """Options of the command line."""

    host: str = "0.0.0.0"
    """Phones need an address of the local network; 127.0.0.1 keeps the talk on this machine."""
    port: int | None = None
    """0 takes any free one; None the first free one from 8000 on."""
    path: str | None = None
    kernel: str = "auto"
    """auto, none, or the ws:// or wss:// address of one that runs elsewhere."""
    kernel_token: str | None = None
    models: tuple[str, ...] = ()
    """Models that the started kernel serves beside the embedded one."""
    open_browser: bool = True
    json: bool = False
    presenter_remote: bool = False
    theme: str | None = None
    allow_hosts: tuple[str, ...] = ()
    """Further host names under which browsers may ask for this machine."""
    fresh: bool = False
    """Start at the first slide even if the last talk broke off a moment ago."""
    rehearsal: Path | None = None
    """File for the time of each slide, written at the end; None for a talk."""
    resume: bool = False
    """Take up the talk that was put aside, or else the last one, however long ago."""


@dataclass(frozen=True)
class Addresses:
    """Addresses that are printed.

    Stage and speaker carry the token in the fragment, which enters no log.
    """

    phone: str
    stage: str
    speaker: str


def present(deck: Path, options: PresentOptions) -> int:
    """Serve the deck until interrupted; return the exit code.

    Raises Failure when the deck cannot be loaded or the port is taken.
    """
    _check(options)

    def load() -> Loaded:
        return load_deck(deck, path=options.path, theme=options.theme)

    with progress() as show:
        show(f"reading {deck}")
        loaded = load()
    for text in time_warnings(loaded.deck, options.path):
        sys.stderr.write(f"warning: {text}\n")
    # Before the kernel is started, so that a port that is taken ends the command at once.
    sock = _bind(options)
    slots = ConnectionSlots(allow_many_sockets())
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_present(loaded, load, options, sock, slots))
    return 0


def time_warnings(deck: Deck, path: str | None) -> Iterator[str]:
    """Yield what a speaker should know of the planned times before the talk."""
    yield from (problem.render() for problem in deck.overruns)
    planned, length = planned_s(deck.path(path)), deck.duration(path)
    if not deck.overruns and length and planned > length * OVERRUN:
        shorter = (
            f"; for a shorter run choose --path {' or --path '.join(deck.paths)}"
            # Only a deck that has other paths has something shorter to choose.
            if deck.paths
            else ""
        )
        yield (
            f"the slides of this run are planned for {clock(planned)} "
            f"and the talk for {clock(length)}: "
            f"the speaker's clock scales their times to that{shorter}"
        )


def _check(options: PresentOptions) -> None:
    """Raise Failure for options that cannot be meant."""
    kernel = options.kernel
    if kernel not in ("auto", "none") and not kernel.startswith(("ws://", "wss://")):
        raise Failure(
            "--kernel is auto, none or an address that starts with ws:// or wss://, "
            f"not '{kernel}'",
            2,
        )
    if options.fresh and options.resume:
        raise Failure(
            "--fresh begins anew and --resume takes up the last talk: give one of them", 2
        )


def _bind(options: PresentOptions) -> socket:
    """Return a listening socket on the port that was asked for, or on the first free one."""
    if options.port is not None:
        return addresses.listen(options.host, options.port)
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        # Without --port any free one will do. A fault that is not the port's comes again with port
        # 0 below, and is raised there.
        with contextlib.suppress(Failure):
            return addresses.listen(options.host, port)
    return addresses.listen(options.host, 0)


async def _present(
    loaded: Loaded,
    load: Callable[[], Loaded],
    options: PresentOptions,
    sock: socket,
    slots: ConnectionSlots,
) -> None:
    """Run the talk until a signal ends it."""
    port = sock.getsockname()[1]
    # A port that was free by chance has no talk that could be taken up.
    resume = options.port != 0 and not options.fresh
    journal = open_journal(
        journal_path(loaded.deck.root, port), resume=resume, earlier=options.resume
    )
    # The token of the talk that broke off: the screens that are still open come back with it.
    token = journal.kept.token if journal.kept else secrets.token_urlsafe(24)
    urls = _addresses(options, port, token)
    # The room's clock is monotonic, since a laptop that sets its time during a talk must not move
    # deadlines. The offset makes Unix time of it for what is shown.
    room = Room(loaded.room_deck, clock_offset=time.time() - time.monotonic(), join_url=urls.phone)
    if journal.kept:
        room.restore(journal.kept.events)
    driver = Driver(
        room,
        token,
        presenter_remote=options.presenter_remote,
        max_phones=slots.max_phones,
        journal=journal,
    )
    served = Served(
        loaded.site, driver, addresses.machine_names(options.host, *options.allow_hosts)
    )
    background.log_to(log_file().with_name("present.log"))
    background.handle_faults(partial(driver.show_notice, "talk"))
    journal.notify = partial(driver.show_notice, "journal")
    # Things end in the opposite order: the journal last, when all has been written that happened.
    async with contextlib.AsyncExitStack() as stack:
        # Before the server: the first vote already has to find a journal.
        journal.start(token, loaded.deck.root)
        stack.callback(journal.close, keep=options.port != 0 or options.resume)
        serving = await stack.enter_async_context(_serving(make_server(App(served), slots), sock))
        # After the server in this list, so before it in ending: sockets are told why they close.
        stack.callback(driver.stop)
        # After the server answers: phones and stage are served while the kernel still loads.
        link = await stack.enter_async_context(_kernel(options, driver, loaded.documents))
        await stack.enter_async_context(_kept("the journal", journal.run, driver))
        reloader = Reloader(loaded, served, load, options.theme)
        if link is not None:
            reloader.on_loaded = lambda loaded: link.replace_documents(loaded.documents)
        await stack.enter_async_context(_kept("live reload", reloader.run, driver))
        # A program reads one line and no more, so that line waits for whether the kernel is live.
        # People see the kernel's lines as they come.
        if options.json and link is not None:
            with contextlib.suppress(TimeoutError), progress() as show:
                show("waiting for the kernel")
                await asyncio.wait_for(link.settled.wait(), KERNEL_VERDICT_S)
        announce(urls, options, driver, loaded.room_deck.title, journal)
        await _until_stopped(serving)
        if options.rehearsal is not None:
            for line in rehearsal.write(driver.room, driver.clock(), options.rehearsal):
                sys.stdout.write(f"{line}\n")


def _kept(
    name: str, work: Callable[[], Awaitable[None]], driver: Driver
) -> AbstractAsyncContextManager[None]:
    """Run work beside the body of the `with`; the speaker view shows its faults."""
    return kept_running(name, work, partial(driver.show_notice, name))


@contextlib.asynccontextmanager
async def _kernel(
    options: PresentOptions, driver: Driver, documents: Sequence[Document]
) -> AsyncIterator[KernelLink | None]:
    """Keep the link to the kernel, and its process where talk starts it; yield the link.

    None is yielded where no kernel is wanted.
    """
    if options.kernel == "none":
        driver.kernel_changed(
            KernelHealth(state="none", detail="talk was started with --kernel none")
        )
        yield None
        return
    async with contextlib.AsyncExitStack() as stack:
        provider: KernelProvider
        if options.kernel == "auto":
            # The name is the source of the notice: another source's sentence does not replace it.
            notify = partial(driver.show_notice, "the kernel's log")
            provider = supervisor = Supervisor(
                options.models, needed=driver.room.deck.checkpoints, notify=notify
            )
            await stack.enter_async_context(
                _kept("the start of the kernel", supervisor.run, driver)
            )
        else:
            provider = FixedKernel(Endpoint(options.kernel, options.kernel_token))
        link = driver.kernel = KernelLink(provider, driver, documents)
        await stack.enter_async_context(_kept("the link to the kernel", link.run, driver))
        yield link


def _addresses(options: PresentOptions, port: int, token: str) -> Addresses:
    local = addresses.local_url(options.host, port)
    phone = addresses.phone_url(options.host, port)
    # With --presenter-remote the printed address is to be opened on another machine.
    speaker = phone.rstrip("/") if options.presenter_remote else local
    return Addresses(phone, f"{local}/stage#token={token}", f"{speaker}/speaker#token={token}")


@contextlib.asynccontextmanager
async def _serving(server: Server, sock: socket) -> AsyncIterator[asyncio.Task[None]]:
    """Run the server beside the body of the `with`, which begins once the server answers."""
    task = background.spawn(server.serve([sock]), "the server")
    try:
        await server.ready.wait()
        yield task
    finally:
        # Not a cancellation: uvicorn then closes its sockets and answers what is under way.
        server.should_exit = True
        await task


async def _until_stopped(serving: asyncio.Task[None]) -> None:
    """Return at a signal, or when the server has ended by a fault."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # SIGHUP: the terminal was closed. The journal is closed and the kernel ended all the same.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    # Without this a talk whose server has died would wait for a signal and serve nobody.
    serving.add_done_callback(lambda _: stop.set())
    await stop.wait()


def announce(
    urls: Addresses, options: PresentOptions, driver: Driver, title: str, journal: Journal
) -> None:
    """Print that the talk is on: a line of JSON for programs; addresses and QR code for people."""
    state = driver.room.health.state
    if options.json:
        line = {
            "phone": urls.phone,
            "stage": urls.stage,
            "speaker": urls.speaker,
            "kernel": state,
            "deck": title,
            "path": driver.room.deck.path,
            "slides": [len(driver.room.deck.run), len(driver.room.deck.slides)],
        }
        sys.stdout.write(json_format.dumps(line) + "\n")
        # Whoever reads the line through a pipe waits for it, and nothing more is written.
        sys.stdout.flush()
    else:
        _print(urls, title)
        sys.stdout.writelines(f"  {line}\n" for line in _earlier_talk(options, driver, journal))
        driver.on_notice = _print_notice
        if journal.trouble:
            _print_notice(journal.trouble)
        show = driver.on_health = KernelLines()
        show(driver.room.health)
    # In a thread: a browser may take seconds to start, and phones are served meanwhile.
    if options.open_browser and _has_display():
        threading.Thread(target=webbrowser.open, args=(urls.stage,), daemon=True).start()


def _earlier_talk(options: PresentOptions, driver: Driver, journal: Journal) -> Iterator[str]:
    """Yield what became of the last talk with this deck."""
    room = driver.room
    if journal.kept is not None and (room.slide != room.deck.run[0] or options.resume):
        yield f"taken up at slide '{room.slide}'; --fresh begins at the first."
    elif options.resume:
        yield (
            "no earlier talk with this deck on this port is kept here, "
            "so --resume begins at the first slide."
        )
    if journal.aside and not options.fresh:
        yield (
            "the last talk with this deck was put aside with its votes: "
            "end this one and add --resume to take it up."
        )


def _print_notice(sentence: str) -> None:
    sys.stdout.write(f"  {sentence}\n")
    sys.stdout.flush()


def _has_display() -> bool:
    """Return whether a browser has a screen to open on."""
    # Without one, Python would look for a browser that fills the terminal.
    return not sys.platform.startswith("linux") or any(
        map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    )


def _print(urls: Addresses, title: str) -> None:
    """Print the addresses and the QR code."""
    # Imported here: programs, which read the line of JSON, do not wait for it.
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"\n[bold]{title}[/bold]\n")
    # Soft: an address that rich broke in two could not be clicked or copied.
    console.print(f"  stage    {urls.stage}", soft_wrap=True)
    console.print(f"  speaker  {urls.speaker}", soft_wrap=True)
    console.print(f"  phones   [bold]{urls.phone}[/bold]\n", soft_wrap=True)
    if addresses.reachable_from_outside(urls.phone):
        sys.stdout.write(qr.terminal(urls.phone, colours=sys.stdout.isatty()) + "\n\n")
    else:
        console.print(
            "  [yellow]phones cannot reach this address: it is this machine's own[/yellow]\n"
        )
    console.print("  Ctrl-C ends the presentation.\n")


class KernelLines:
    """Print how the kernel is, a line whenever that changes."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, health: KernelHealth) -> None:
        """Print the line, unless it is the last one again or nothing is known yet."""
        line = kernel_line(health)
        if line != self._last and (health.detail or health.state == "live"):
            self._last = line
            sys.stdout.write(f"  {line}\n")
            sys.stdout.flush()


def kernel_line(health: KernelHealth) -> str:
    """Return the state of the kernel in a line, as the terminal shows it."""
    if health.state == "live":
        return f"kernel: live, {health.model} on {health.device}" + (
            f"; {health.detail}" if health.detail else ""
        )
    instead = "recordings answer" if health.state == "recorded" else "there are no recordings"
    return f"kernel: {health.state} ({health.detail}); {instead}"
