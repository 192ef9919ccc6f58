"""The package's build makes the front end once, and says in one sentence why it cannot."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "build_front_end.py"


@pytest.fixture
def tool() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "src" / "talk" / "web"
    (folder / "ui").mkdir(parents=True)
    (folder.parent / "widgets" / "one").mkdir(parents=True)
    for name in (
        "stage.ts",
        "base.css",
        "package-lock.json",
        "ui/chips.ts",
        "../widgets/one/element.ts",
    ):
        (folder / name).write_text(name)
    return folder


def test_a_second_build_does_nothing() -> None:
    for expected in ("front end", "front end is current"):
        done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True)
        assert done.stdout.startswith(expected)


@pytest.mark.parametrize(
    "name",
    ["stage.ts", "base.css", "package-lock.json", "ui/chips.ts", "../widgets/one/element.ts"],
)
def test_every_source_counts(tool: dict[str, Any], web: Path, name: str) -> None:
    before = tool["stamp_of"](web)
    (web / name).write_text("changed")
    assert tool["stamp_of"](web) != before


@pytest.mark.parametrize(
    "name", ["dist/stage.js", "node_modules/reveal.js/index.js", "stage.test.ts"]
)
def test_what_is_made_or_fetched_or_only_tests_does_not_count(
    tool: dict[str, Any], web: Path, name: str
) -> None:
    before = tool["stamp_of"](web)
    (web / name).parent.mkdir(parents=True, exist_ok=True)
    (web / name).write_text("changed")
    assert tool["stamp_of"](web) == before


def test_a_command_that_fails_is_one_sentence_and_its_last_words(
    tool: dict[str, Any], tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "print('no registry answers'); raise SystemExit(7)"]
    with pytest.raises(
        tool["FrontEndError"], match=r"(?s)^npm could not .*ended with 7\)\.\nno registry answers$"
    ):
        tool["run"](command, tmp_path, "npm could not install")


def test_a_command_that_is_not_there_is_one_sentence(tool: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(tool["FrontEndError"], match="npm could not install"):
        tool["run"]([str(tmp_path / "npm")], tmp_path, "npm could not install")


def test_packages_are_not_installed_twice_from_one_lock(tool: dict[str, Any], web: Path) -> None:
    installs: list[list[str]] = []
    (web / "node_modules").mkdir()
    tool["install_packages"].__globals__["run"] = lambda command, folder, failure: installs.append(
        command
    )
    tool["install_packages"](web)
    tool["install_packages"](web)
    assert [command[1:3] for command in installs] == [["ci", "--no-audit"]]


def test_the_lock_names_no_download_address() -> None:
    """Registries differ between machines."""
    assert '"resolved"' not in (ROOT / "src/talk/web/package-lock.json").read_text("utf-8")
