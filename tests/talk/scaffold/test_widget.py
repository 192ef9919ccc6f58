"""A scaffolded widget is whole.

Its options load, its own tests pass, its element has no type mistakes.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import build_front_end
import pytest

from talk import cli
from talk.deck.load import load
from talk.failure import Failure
from talk.scaffold.deck import new_deck
from talk.scaffold.widget import LONGEST_NAME, scaffold_deck_widget, scaffold_widget

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "src" / "talk" / "web"
NAME = "made_by_test"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    scaffold_widget(NAME, tmp_path)
    return tmp_path


def test_it_makes_its_files_and_their_tests(made: Path) -> None:
    files = sorted(file.relative_to(made).as_posix() for file in made.rglob("*.*"))
    assert files == [
        f"src/talk/widgets/{NAME}/__init__.py",
        f"src/talk/widgets/{NAME}/element.ts",
        f"src/talk/widgets/{NAME}/look.css",
        f"src/talk/widgets/{NAME}/options.gen.ts",
        f"src/talk/widgets/{NAME}/options.py",
        f"tests/browser/test_{NAME}.py",
        f"tests/talk/widgets/{NAME}/test_options.py",
    ]
    element = (made / f"src/talk/widgets/{NAME}/element.ts").read_text()
    assert 'customElements.define("talk-made-by-test", TalkMadeByTest);' in element
    assert all("<<" not in (made / file).read_text() for file in files)


def test_its_own_tests_pass(made: Path) -> None:
    """With the new folder beside the widgets that are there."""
    code = (
        "import sys, pytest, talk.widgets; talk.widgets.__path__.append(sys.argv[1]); "
        "sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '-c', sys.argv[2], sys.argv[3]]))"
    )
    places = [made / "src/talk/widgets", ROOT / "pyproject.toml", made / "tests/talk/widgets"]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, places)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


@pytest.mark.parametrize("name", [NAME, "a" * 14 + "_" + "b" * (LONGEST_NAME - 15)])
def test_its_files_are_formatted_and_narrow(name: str, tmp_path: Path) -> None:
    made = tmp_path
    for file in scaffold_widget(name, made):
        assert [line for line in file.read_text().splitlines() if len(line) > 100] == []
    # Not every function of a test has a docstring, here as in pyproject.toml.
    check = ["check", "--extend-per-file-ignores", "test_*.py:D1"]
    for command in (check, ["format", "--check"]):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "ruff",
                *command,
                "--config",
                str(ROOT / "pyproject.toml"),
                str(made),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_its_browser_test_imports_what_the_kit_has(made: Path) -> None:
    tree = ast.parse((made / f"tests/browser/test_{NAME}.py").read_text())
    own = [one for one in tree.body if isinstance(one, ast.ImportFrom) and one.level == 1]
    assert own
    for one in own:
        kit = ast.parse((ROOT / f"tests/browser/{one.module}.py").read_text())
        there = {getattr(item, "name", "") for item in kit.body}
        assert {name.name for name in one.names} - there == set(), one.module


def test_its_element_has_no_type_mistakes(made: Path) -> None:
    (made / "src/talk/web").symlink_to(WEB)
    settings = json.loads((WEB / "tsconfig.json").read_text())
    settings |= {"files": [f"src/talk/widgets/{NAME}/element.ts"], "include": [], "exclude": []}
    (made / "tsconfig.json").write_text(json.dumps(settings))
    node = build_front_end.node()
    tsc = WEB / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        [*node, str(tsc), "-p", str(made)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **build_front_end.QUICK_TO_COMPILE},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_widget_that_is_there_is_not_written_over(made: Path) -> None:
    with pytest.raises(Failure, match=r"__init__.py is there already: choose another name"):
        scaffold_widget(NAME, made)


@pytest.mark.parametrize(
    "name",
    ["Token", "token-race", "9lives", "class", "a/b", "", "a__b", "a" * (LONGEST_NAME + 1)],
)
def test_what_is_no_name_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Failure, match=r"is not a widget's name|31 characters"):
        scaffold_widget(name, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert cli.run(["scaffold", "widget", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["poll", "--deck", "my-talk"], "'poll' is a widget that talk brings: choose another name"),
        (["tide", "--deck", "your-talk"], "there is no deck at your-talk"),
        (["tide"], "there is no deck.yaml here: name the deck that gets the widget with --deck"),
    ],
)
def test_a_widget_is_made_where_it_can_be_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    why: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    new_deck(tmp_path / "my-talk")
    assert cli.run(["scaffold", "widget", *words]) != 0
    assert why in capsys.readouterr().err
    assert not list(tmp_path.rglob("element.*"))
    assert not (ROOT / "src" / "talk" / "widgets" / "tide").exists()


@pytest.mark.parametrize("typescript", [False, True])
def test_a_deck_gets_a_widget_of_its_own_and_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typescript: bool
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    new_deck(tmp_path / "talk")
    words = ["scaffold", "widget", "tide", "--deck", str(tmp_path / "talk")]
    assert cli.run([*words, *(["--typescript"] if typescript else [])], debug=True) == 0
    made = tmp_path / "talk" / "widgets" / "tide"
    element = "element.ts" if typescript else "element.js"
    assert {file.name for file in made.iterdir()} == {"options.yaml", element, "look.css"}
    beside = {file.name for file in made.parent.iterdir() if file.is_file()}
    assert beside == ({"talk.d.ts", "tsconfig.json"} if typescript else set())
    (tmp_path / "talk" / "one.yaml").write_text(
        "chapter: One\nslides:\n  - {id: a, layout: live, title: x, live: {widget: tide}}\n"
    )
    (tmp_path / "talk" / "deck.yaml").write_text("title: x\nchapters: [one.yaml]\n")
    deck = load(tmp_path / "talk")
    assert deck.widgets["tide"].tag == "talk-tide"
    assert deck.slides[0].live[0].demos
    with pytest.raises(Failure, match="is there already"):
        scaffold_deck_widget("tide", tmp_path / "talk")


def test_an_editor_knows_what_a_deck_s_widget_imports_and_tsc_tells_its_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    scaffold_deck_widget("tide", tmp_path, typescript=True)
    widgets = tmp_path / "widgets"
    (widgets / "tsconfig.json").write_text((widgets / "tsconfig.json").read_text() + "\n")
    scaffold_deck_widget("plain", tmp_path)
    scaffold_deck_widget("wrong", tmp_path, typescript=True)
    assert (widgets / "tsconfig.json").read_text().endswith("\n\n"), "the author's stays"
    wrong = widgets / "wrong" / "element.ts"
    text = wrong.read_text()
    for old, new in {
        "this.options.text": "this.options.txet",
        '"tokens/encode", { text:': '"tokens/encode", { txet:',
        "shown.result.tokens.length": "shown.result.tokens.size",
        "rows: 1,": "rows: false,",
    }.items():
        assert old in text
        text = text.replace(old, new)
    wrong.write_text(text)
    tsc = WEB / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        [*build_front_end.node(), str(tsc), "--pretty", "false", "-p", str(widgets)],
        capture_output=True,
        text=True,
        check=False,
        cwd=widgets,
        env={**os.environ, **build_front_end.QUICK_TO_COMPILE},
    )
    told = [line.partition("(")[0] for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert told == ["wrong/element.ts"] * 4, done.stdout
