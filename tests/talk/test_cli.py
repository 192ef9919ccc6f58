"""The command line: exit codes, JSON, one sentence for every failure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from talk import __version__, cli

DECK = {
    "deck.yaml": "title: Talk\nchapters: [one.yaml]\n",
    "one.yaml": "chapter: One\nslides:\n  - {id: one, title: x}\n",
}


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    for name, text in DECK.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_whole_deck_is_clean(deck: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", str(deck)]) == 0
    assert capsys.readouterr().out == "Talk: 1 slide in 1 chapter, no problems\n"


def test_problems_are_printed_and_give_exit_code_1(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (deck / "one.yaml").write_text("chapter: One\nslides:\n  - {id: one, titel: x}\n")
    assert cli.run(["check", str(deck)]) == 1
    assert capsys.readouterr().out == (
        "one.yaml:3:15: 'titel' is not a key of layout text (did you mean 'title'?)\n"
        "    - {id: one, titel: x}\n"
        "                ^\n"
        "1 problem in 1 file\n"
    )


def test_json_has_the_fixed_form(deck: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", str(deck), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"problems": []}
    (deck / "one.yaml").write_text("chapter: One\nslides:\n  - {id: one, titel: x}\n")
    assert cli.run(["check", str(deck), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "problems": [
            {
                "path": "one.yaml",
                "line": 3,
                "column": 15,
                "message": "'titel' is not a key of layout text",
                "hint": "did you mean 'title'?",
            }
        ]
    }


def test_where_there_is_no_deck_one_sentence_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["check", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"talk: {tmp_path} has no deck.yaml: give the folder of a deck")
    assert told.err.count("\n") == 1


def test_where_there_is_no_deck_the_json_has_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["check", str(tmp_path), "--json"]) == 1
    assert "has no deck.yaml" in json.loads(capsys.readouterr().out)["problems"][0]["message"]


@pytest.mark.parametrize("words", [["nonsense"], ["check"], ["check", ".", "--nonsense"], []])
def test_wrong_use_gives_exit_code_2(words: list[str]) -> None:
    assert cli.run(words) == 2


def test_an_unexpected_error_is_one_sentence_unless_debugging(
    deck: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(deck: str, **options: object) -> int:
        raise KeyError("lost")

    monkeypatch.setattr("talk.deck.check_command.report", fail)
    assert cli.run(["check", str(deck)]) == 1
    told = capsys.readouterr().err
    assert "KeyError" in told
    assert "--debug" in told
    assert told.count("\n") == 1
    with pytest.raises(KeyError):
        cli.run(["check", str(deck)], debug=True)


def test_a_file_that_cannot_be_read_is_one_sentence(
    deck: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert cli.run(["check", str(deck)]) == 1
    assert capsys.readouterr().err == f"talk: {deck / 'deck.yaml'}: permission denied\n"


def test_the_version_and_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"talk {__version__}\n"
    assert cli.run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/")


def test_check_starts_without_the_server_the_browser_part_or_torch(deck: Path) -> None:
    code = (
        "import sys; from talk import cli; cli.run(['check', sys.argv[1]]); "
        "print(sorted({'torch', 'starlette', 'uvicorn', 'jinja2', 'numpy', 'rich', 'asyncio'} & "
        "set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(deck)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_process_ends_without_taking_its_objects_apart() -> None:
    code = (
        "import atexit, gc; from talk.cli import main; "
        "atexit.register(lambda: print(len(gc.get_objects()))); main(['--version'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # What garbage collection still sees at the end; a start alone makes tens of thousands.
    assert int(done.stdout.splitlines()[-1]) < 500


def test_an_old_python_is_told_in_one_sentence() -> None:
    code = "import sys; sys.version_info = (3, 9, 2); import talk"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr == "talk needs Python 3.11 or newer, and this is 3.9: "
        "install a newer one, e.g. from python.org\n"
    )


def test_python_dash_m_talk_is_talk() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "talk", "nonsense"], capture_output=True, check=False
    )
    assert done.returncode == 2
