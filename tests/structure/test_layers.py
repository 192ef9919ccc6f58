"""Who may know whom, and what no file of the project may say."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [
        ROOT / name
        for name in listed.stdout.decode().split("\0")
        if name and (ROOT / name).is_file()
    ]


@cache  # each of nine questions below would parse the same files again
def imports(file: Path) -> list[str]:
    """Full names of what a file imports, anywhere in it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found


def imported_by(folder: str, package: str) -> dict[str, list[str]]:
    """Modules of `package` that files below `folder` import, by file."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / folder).rglob("*.py")):
        names = [name for name in imports(file) if name.split(".")[0] == package]
        if names:
            found[file.relative_to(ROOT).as_posix()] = names
    return found


def test_the_kernel_knows_nothing_of_the_engine_but_the_wire() -> None:
    found = imported_by("demo_kernel", "talk")
    assert found, "the kernel speaks the protocol"
    others = {
        file: [name for name in names if name != "talk" and not name.startswith("talk.protocol")]
        for file, names in found.items()
    }
    assert {file: names for file, names in others.items() if names} == {}


def test_the_engine_never_imports_the_kernel() -> None:
    assert imported_by("src/talk", "demo_kernel") == {}


def test_the_engine_imports_no_torch() -> None:
    for package in ("torch", "numpy", "tiktoken", "safetensors", "transformers", "playwright"):
        assert imported_by("src/talk", package) == {}


def hosts() -> re.Pattern[str]:
    """Hosts of package registries; in pieces, so that this file does not name them either."""
    names = [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
    ]
    return re.compile("|".join(re.escape(".".join(name)) for name in names))


def machine_paths() -> re.Pattern[str]:
    """Return the pattern of paths at which this checkout and this person's files lie."""
    places = {str(ROOT) + "/", str(ROOT.parent) + "/shared", str(Path.home()) + "/"}
    places |= {"/opt" + "/wheels", "/tmp" + "/team"}
    return re.compile("|".join(re.escape(place) for place in sorted(places) if len(place) > 2))


@pytest.mark.parametrize(
    "pattern", [hosts(), machine_paths()], ids=["registry hosts", "paths of this machine"]
)
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    found = []
    for file in tracked():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{file.relative_to(ROOT).as_posix()}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    assert found == []


POLL_S = 0.02
"""Longest look-again interval that is not taken for a wait: what the operating system tells by no
event."""


def sleeps(file: Path) -> Iterator[int]:
    """Lines of a file that wait for time to pass."""
    text = file.read_text("utf-8")
    for node in ast.walk(ast.parse(text)) if "sleep" in text else ():
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in (
            "time.sleep",
            "asyncio.sleep",
            "sleep",
        ):
            continue
        length = (
            node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        )
        if not (isinstance(length, int | float) and length <= POLL_S):
            yield node.lineno


def test_nothing_sleeps_in_a_test() -> None:
    # Delays that somebody asked for are what `--delays` is about.
    files = sorted({*(ROOT / "tests").rglob("*.py")} - {ROOT / "tests" / "random_delays.py"})
    found = [
        f"{file.relative_to(ROOT).as_posix()}:{line}" for file in files for line in sleeps(file)
    ]
    assert found == []
