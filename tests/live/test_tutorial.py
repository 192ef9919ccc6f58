"""Every step of docs/tutorial.md runs and shows what the page says it shows."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from talk import cli

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]  # one step prints a PDF, three present
PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"


class Step(NamedTuple):
    """A block of the page: a command with the lines it shows, or a file."""

    kind: str
    first: str
    rest: str


def steps() -> Iterator[Step]:
    """Yield the page's commands and files in their order."""
    for language, block in re.findall(
        r"(?m)^```(console|yaml)\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.DOTALL
    ):
        first, _, rest = block.partition("\n")
        if language == "console":
            yield Step("run", first.removeprefix("$ "), rest)
        else:
            kind, _, name = first.removeprefix("# ").partition(": ")
            yield Step(kind, name, rest)


def test_every_step_runs_and_shows_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    # Journals and logs of the reader's own talks stay out of it.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    done = []
    for kind, first, rest in steps():
        match kind:
            case "file":
                (tmp_path / first).write_text(rest, "utf-8")
            case "replace in":
                replace_line(tmp_path / first, rest)
            case "run" if first.startswith("talk present"):
                present(first)
            case "run":
                shown = run(first, capfd)
                assert [line for line in rest.splitlines() if line not in shown] == []
            case _:
                pytest.fail(f"the page has a block that no reader could follow: {kind}")
        done.append(kind)
    assert (done.count("file"), done.count("run")) == (2, 9)
    assert (tmp_path / "spelling.html").stat().st_size > 100_000
    assert (tmp_path / "spelling.pdf").read_bytes().startswith(b"%PDF-")
    assert list((tmp_path / "my-talk" / "recordings").glob("strawberry.jsonl"))


def replace_line(file: Path, line: str) -> None:
    """Put the line in the place of the one that has the same key."""
    key = line.partition(":")[0]
    text = file.read_text("utf-8")
    found = re.findall(rf"(?m)^{re.escape(key)}:.*\n", text)
    assert len(found) == 1
    file.write_text(text.replace(found[0], line), "utf-8")


def run(command: str, capfd: pytest.CaptureFixture[str]) -> str:
    """Run a command as typed and return all that it shows; `talk check` may find problems.

    In the test's own process, which has imported already what each of six would import.
    """
    program, *words = shlex.split(command)
    assert program == "talk"
    code = cli.run(words, debug=True)
    shown = "".join(capfd.readouterr())
    assert code == (1 if "1 problem in 1 file" in shown else 0), shown
    return shown


def present(command: str) -> None:
    """Present as typed, without a browser and on a free port, and open the phones' page."""
    options = ["--json", "--no-open", "--host", "127.0.0.1", "--port", "0", "--fresh"]
    with subprocess.Popen(
        [sys.executable, "-m", *shlex.split(command), *options], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            with urllib.request.urlopen(ready["phone"], timeout=20) as page:
                assert b'data-id="' in page.read()
        finally:
            process.terminate()
