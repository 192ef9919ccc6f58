"""The machine's own state, as the systems word it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from talk import laptop

PMSET = """Battery Power:
 displaysleep         2
 sleep                1
AC Power:
 displaysleep         10
 disksleep            10
 sleep                {minutes}
"""


@pytest.mark.parametrize(("free_mb", "well"), [(40_000, True), (499, False)])
def test_little_space_is_pointed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, well: bool
) -> None:
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: SimpleNamespace(free=free_mb * 1_000_000)
    )
    answer = laptop.disk(tmp_path)
    assert answer.well is well
    assert f"{free_mb:,} MB free" in answer.sentence


def test_the_real_disk_answers(tmp_path: Path) -> None:
    assert "MB free" in laptop.disk(tmp_path).sentence


def test_macos_tells_the_minutes_on_the_mains_not_on_the_battery() -> None:
    assert laptop.macos_sleep(PMSET.format(minutes=0)).well
    asleep = laptop.macos_sleep(PMSET.format(minutes=15))
    assert not asleep.well
    assert "after 15 min" in asleep.sentence
    assert "caffeinate" in asleep.sentence


@pytest.mark.parametrize(
    ("kind", "timeout", "well"),
    [
        ("'nothing'\n", "1200\n", True),
        ("'suspend'\n", "uint32 0\n", True),
        ("'suspend'\n", "1200\n", False),
    ],
)
def test_gnome_sleeps_when_it_has_both_something_to_do_and_a_time(
    kind: str, timeout: str, well: bool
) -> None:
    answer = laptop.gnome_sleep(kind, timeout)
    assert answer.well is well
    assert well or "after 20 min" in answer.sentence


def test_a_system_that_does_not_tell_is_not_called_well() -> None:
    for answer in (
        laptop.macos_sleep(None),
        laptop.macos_sleep("?"),
        laptop.gnome_sleep(None, None),
    ):
        assert answer == laptop.SLEEP_UNKNOWN
        assert not answer.well


def test_gnomes_settings_say_nothing_under_another_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        laptop, "_output_of", lambda *command: "'nothing'" if command[-1].endswith("type") else "0"
    )
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    assert laptop.sleep().well
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    assert laptop.sleep() == laptop.SLEEP_UNKNOWN


def test_screens_are_counted_from_the_sockets(tmp_path: Path) -> None:
    assert laptop.connected_screens(tmp_path) is None
    for name, state in (
        ("card0-eDP-1", "connected"),
        ("card0-DP-1", "disconnected"),
        ("card0-HDMI-A-1", "connected"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "status").write_text(f"{state}\n")
    assert laptop.connected_screens(tmp_path) == 2
    assert laptop.judge_screens(2).well
    assert "connect the projector" in laptop.judge_screens(1).sentence
    assert not laptop.judge_screens(None).well
