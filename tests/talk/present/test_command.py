"""What `talk present` binds to and what it says; the whole command runs in tests/live."""

from __future__ import annotations

import io
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from talk.failure import Failure
from talk.present import command
from talk.present.command import Addresses, KernelLines, PresentOptions, announce, kernel_line
from talk.present.http.driver import Driver
from talk.present.journal import Journal, Kept
from talk.present.loading import Loaded, load_deck
from talk.present.room.room import Room
from talk.protocol.methods.room import KernelHealth

from .conftest import small_deck

# An address that is kept for documentation (RFC 5737), so no machine has it.
URLS = Addresses(
    phone="http://192.0.2.7:8000/",
    stage="http://127.0.0.1:8000/stage#token=secret",
    speaker="http://127.0.0.1:8000/speaker#token=secret",
)
LIVE = KernelHealth(state="live", model="talk-4k", device="CPU")
AWAY = KernelHealth(state="recorded", detail="the kernel was ended by SIGKILL; it is started again")


def said(
    options: PresentOptions,
    capsys: pytest.CaptureFixture[str],
    *,
    resumed: bool = False,
    **journal: Any,
) -> str:
    room = Room(small_deck())
    if resumed:
        room.restore([("position", {"slide": "tokens", "step": 0, "shown": ["first", "tokens"]})])
    kept = Kept("secret", []) if resumed else None
    announce(
        URLS,
        options,
        Driver(room, "secret"),
        "A small deck",
        Journal(Path("room.sqlite"), kept, **journal),
    )
    return capsys.readouterr().out


def long_deck(folder: Path, paths: str = "") -> Path:
    """Seven minutes of slides in a talk of five.

    With `paths`, four of them are on the path `core`.
    """
    on = ", paths: [core]" if paths else ""
    (folder / "deck.yaml").write_text(
        f"title: Long\nduration: 5 min\n{paths}chapters: [one.yaml]\n"
    )
    slides = (
        f"  - {{id: one, title: One, time: 4 min{on}}}\n  - {{id: two, title: Two, time: 3 min}}\n"
    )
    (folder / "one.yaml").write_text(f"chapter: One\nslides:\n{slides}")
    return folder


def test_a_deck_over_its_length_is_presented_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    presented: list[str] = []

    async def run(
        loaded: Loaded, load: object, options: object, sock: socket.socket, slots: object
    ) -> None:
        sock.close()
        presented.append(loaded.room_deck.title)

    monkeypatch.setattr(command, "_present", run)
    assert command.present(long_deck(tmp_path), PresentOptions(host="127.0.0.1", port=0)) == 0
    assert presented == ["Long"]
    warning = "warning: deck.yaml:2:1: the slides take 7:00, more than 10 % over the 5:00 planned\n"
    assert warning in capsys.readouterr().err


def test_a_run_of_all_slides_says_that_the_clock_scales_them(tmp_path: Path) -> None:
    deck = load_deck(long_deck(tmp_path, "paths: {core: for all}\n")).deck
    (said,) = command.time_warnings(deck, None)
    assert "planned for 7:00 and the talk for 5:00" in said
    assert said.endswith("for a shorter run choose --path core")
    assert list(command.time_warnings(deck, "core")) == []


def test_the_clock_takes_the_length_of_the_path(tmp_path: Path) -> None:
    folder = long_deck(tmp_path, "paths: {core: {description: for all, duration: 4 min}}\n")
    assert load_deck(folder, path="core").room_deck.duration_s == 240
    assert load_deck(folder).room_deck.duration_s == 300


def test_programs_get_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(PresentOptions(json=True, open_browser=False), capsys)
    assert text.count("\n") == 1
    assert json.loads(text) == {
        "phone": URLS.phone,
        "stage": URLS.stage,
        "speaker": URLS.speaker,
        "kernel": "recorded",
        "deck": "A small deck",
        "path": "full",
        "slides": [4, 4],
    }


def test_a_path_is_an_order_of_some_slides_in_a_room_of_all(tmp_path: Path) -> None:
    folder = long_deck(tmp_path, "paths: {core: for all}\n")
    room = load_deck(folder, path="core").room_deck
    assert (room.path, room.run, room.order) == ("core", ["one"], ["one", "two"])
    assert load_deck(folder).room_deck.run == ["one", "two"]


def test_people_get_addresses_and_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(PresentOptions(open_browser=False), capsys)
    assert "A small deck" in text
    for url in (URLS.phone, URLS.stage, URLS.speaker):
        assert url in text
    assert "▀" in text


def test_a_talk_that_is_taken_up_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(PresentOptions(open_browser=False), capsys, resumed=True)
    assert "taken up at slide 'tokens'; --fresh begins at the first." in text


def test_a_talk_that_was_put_aside_is_offered_and_one_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    offer = "was put aside with its votes: end this one and add --resume to take it up."
    assert offer in said(PresentOptions(open_browser=False), capsys, aside="old.sqlite")
    assert offer not in said(PresentOptions(open_browser=False), capsys)
    missing = said(PresentOptions(open_browser=False, resume=True), capsys)
    assert "no earlier talk with this deck on this port is kept here" in missing


def test_a_journal_that_cannot_be_written_is_told_in_the_terminal_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = said(PresentOptions(open_browser=False), capsys, trouble="votes are kept in memory only")
    assert "  votes are kept in memory only\n" in text


def test_fresh_and_resume_exclude_each_other() -> None:
    with pytest.raises(Failure, match="give one of them") as refused:
        command._check(PresentOptions(fresh=True, resume=True))
    assert refused.value.exit_code == 2


def test_the_browser_opens_the_stage_where_there_is_a_display(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    # At once and here, so that nobody has to wait for the browser's thread.
    monkeypatch.setattr("threading.Thread.start", lambda thread: thread.run())
    monkeypatch.setenv("DISPLAY", ":0")
    said(PresentOptions(json=True), capsys)
    assert opened == [URLS.stage]
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    said(PresentOptions(json=True), capsys)
    assert opened == [URLS.stage]


def test_the_kernels_state_is_a_line_whenever_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    lines = KernelLines()
    for health in (LIVE, LIVE.model_copy(update={"queued": 3}), AWAY, AWAY, LIVE):
        lines(health)
    assert out.getvalue().splitlines() == [
        f"  {kernel_line(health)}" for health in (LIVE, AWAY, LIVE)
    ]


@pytest.mark.parametrize(
    ("health", "line"),
    [
        (LIVE, "kernel: live, talk-4k on CPU"),
        (
            LIVE.model_copy(update={"detail": "without checkpoint idk (its weights are damaged)"}),
            "kernel: live, talk-4k on CPU; without checkpoint idk (its weights are damaged)",
        ),
        (
            AWAY,
            "kernel: recorded (the kernel was ended by SIGKILL; it is started again); recordings "
            "answer",
        ),
        (
            KernelHealth(state="none", detail="no torch"),
            "kernel: none (no torch); there are no recordings",
        ),
    ],
)
def test_a_line_of_the_kernel(health: KernelHealth, line: str) -> None:
    assert kernel_line(health) == line


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=f"port {port} is taken by another program"):
            command._bind(PresentOptions(host="127.0.0.1", port=port))


def test_without_a_port_the_next_free_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(command, "DEFAULT_PORT", port)
        with command._bind(PresentOptions(host="127.0.0.1")) as found:
            assert found.getsockname()[1] != port


@pytest.mark.parametrize("kernel", ["http://host:1", "gpu-box:8700", "", "Auto"])
def test_a_kernel_that_is_no_address_is_refused_as_wrong_use(kernel: str) -> None:
    with pytest.raises(Failure, match="--kernel is auto, none or an address") as refused:
        command._check(PresentOptions(kernel=kernel))
    assert refused.value.exit_code == 2


def test_presenters_from_elsewhere_get_an_address_they_can_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("talk.present.http.addresses.lan_address", lambda: "192.0.2.7")
    here = command._addresses(PresentOptions(), 8000, "t")
    assert here.speaker == "http://127.0.0.1:8000/speaker#token=t"
    remote = command._addresses(PresentOptions(presenter_remote=True), 8000, "t")
    assert remote.speaker == "http://192.0.2.7:8000/speaker#token=t"
    assert remote.phone == "http://192.0.2.7:8000/"
