"""Progress goes to stderr.

A line for each thing that is done, where there is no terminal to draw a bar on.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from talk.progress import Lines, progress


def test_each_new_thing_is_a_line_at_once() -> None:
    out = io.StringIO()
    with progress(out) as show:
        show("reading a deck")
        show("setting the slides", 0, 12)
        show("printing")
    assert out.getvalue() == "reading a deck\nsetting the slides\nprinting\n"


def test_the_count_comes_from_time_to_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    out = io.StringIO()
    show = Lines(out)
    for done in range(12):
        show("setting the slides", done, 12)
        now += 1
    assert (
        out.getvalue()
        == "setting the slides\nsetting the slides, 5 of 12\nsetting the slides, 10 of 12\n"
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_bar_leaves_nothing_behind() -> None:
    out = Terminal()
    with progress(out) as show:
        show("setting the slides", 3, 12)
    assert "setting the slides" in out.getvalue()
    assert out.getvalue().rstrip().endswith("\x1b[2K")  # the line is wiped


def run(*words: str) -> tuple[str, list[str]]:
    """Stdout, and the lines of stderr, of a talk command whose output goes into pipes."""
    done = subprocess.run([sys.executable, "-m", "talk", *words], capture_output=True, text=True)
    return done.stdout, done.stderr.splitlines()


@pytest.fixture
def deck(tmp_path: Path) -> str:
    """Return the folder of a deck of one slide."""
    (tmp_path / "deck.yaml").write_text("title: One slide\nchapters: [one.yaml]\n")
    (tmp_path / "one.yaml").write_text("chapter: One\nslides:\n  - {id: one, title: x}\n")
    return str(tmp_path)


def test_a_build_says_what_it_does_while_its_output_is_piped(deck: str, tmp_path: Path) -> None:
    out, told = run("build", deck, "-o", str(tmp_path / "site"))
    assert [line.split(" ")[0] for line in told] == ["reading", "setting", "writing"]
    assert out.count("\n") == 1
    out, told = run("build", deck, "-o", str(tmp_path / "one.html"), "--single-file")
    assert [line.split(" ")[0] for line in told] == ["reading", "setting"]
    assert "opens by double click" in out


def test_doctor_says_what_it_does_beside_its_findings(deck: str) -> None:
    out, told = run("doctor", deck, "--kernel", "none")
    assert told[0].startswith("reading ")
    assert "reading " not in out


def test_present_says_what_it_does_and_keeps_stdout_for_its_json(deck: str) -> None:
    command = [sys.executable, "-m", "talk", "present", deck]
    command += ["--kernel", "none", "--json", "--no-open"]
    with subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stderr.readline().startswith("reading ")
            assert json.loads(process.stdout.readline())["deck"] == "One slide"
        finally:
            process.terminate()
            process.communicate()
