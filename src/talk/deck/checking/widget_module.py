"""Make the module that a browser loads of a deck's own widget.

The element imports what it needs from "talk"; the page holds that under a symbol, the same in every
view and in a single file. Plain JavaScript in one file needs no tool. TypeScript, and JavaScript in
several files, are bundled by esbuild.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import talk
from talk.deck.reading.problems import Problem, did_you_mean

API = 1
"""Version of what a widget may import from "talk" (web/api.ts)."""
_HELD = f'globalThis[Symbol.for("talk.api.{API}")]'
_IMPORT = re.compile(
    r"""^import(?:\s*(?P<what>[^'"]*?)\s*from)?\s*(["'])(?P<from>[^'"]+)\2;?""", re.MULTILINE
)
"""A line that imports names, or a module for what it does."""
# The browsers of web/build.mjs: a deck's widgets run wherever talk's own do.
_TARGET = "es2022,chrome120,firefox121,safari17"
# esbuild's message on a terminal: the sentence, a blank line, then file, line and column.
_ERROR = re.compile(r"\[ERROR\] (.+?)\n\n\s+(.+?):(\d+):(\d+):")
BUNDLE_S = 20.0
"""Longest time that esbuild may take for a widget."""


def widget_module(element: Path, path: Path) -> tuple[str, list[Problem]]:
    """Return the module of an element, and what keeps it from being one.

    `path` is the element's name in messages.
    """
    text = element.read_text("utf-8-sig")
    bundler = esbuild()
    imports = [found["from"] for found in _IMPORT.finditer(text)]
    # What it imports from elsewhere than a file beside it is "talk", or refused below.
    if element.suffix == ".js" and not any(name.startswith(".") for name in imports):
        # Without esbuild the module is not checked: a browser reports a mistake of syntax as well.
        problems = _syntax_problems(bundler, text, path) if bundler else []
        return _without_imports(text, path, problems), problems
    if bundler is None:
        message = "this element needs esbuild, which is not here"
        hint = "write it in plain JavaScript in one file, or install esbuild"
        return "", [Problem(path, 1, 1, message, hint, text.split("\n")[0])]
    return _bundled(bundler, element, path)


@cache
def esbuild() -> str | None:
    """Return esbuild's program: the one that talk brings, else one on the PATH."""
    web = Path(talk.__file__).parent / "web"
    # A wheel carries the program; in a checkout it lies where npm put it.
    places = [web / "bin" / "esbuild", *sorted(web.glob("node_modules/@esbuild/*/bin/esbuild"))]
    found = next((str(one) for one in places if os.access(one, os.X_OK)), None)
    return found or shutil.which("esbuild")


def _without_imports(text: str, path: Path, problems: list[Problem], written: str = "") -> str:
    """Return a module that takes from the page what it imported from "talk".

    `written` is the element as its author wrote it, where esbuild has made the module of it.
    """
    source = written or text

    def tell(name: str, message: str, hint: str) -> None:
        # Of a bundle the name may stand in a file beside the element: then at its first line.
        line, column = _place(source, name)
        problems.append(Problem(path, line, column, message, hint, source.split("\n")[line - 1]))

    def held(found: re.Match[str]) -> str:
        module, what = found["from"], (found["what"] or "").strip()
        if module != "talk":
            message = f"'{module}' cannot be imported: a slide loads nothing from elsewhere"
            tell(
                module,
                message,
                'import from "talk", or put the code into a file beside the element',
            )
            return ""
        if not what:
            return ""  # the page has "talk" already
        for name in re.findall(r"[{,]\s*([\w$]+)", what) if "{" in what else ():
            if name not in api_names():
                near = did_you_mean(name, api_names())
                tell(name, f"\"talk\" has no '{name}'", near or "see the reference: Widget API")
        if what.startswith("*"):
            return f"const {what.rpartition(' ')[2]} = {_HELD};"
        # `import {a as b}` becomes a pattern, `const {a: b}`.
        names = re.sub(r"\bas\b", ":", what)
        return f"const {names} = {_HELD};"

    return _IMPORT.sub(held, text)


@cache
def api_names() -> frozenset[str]:
    """Return what a widget may import from "talk"."""
    # The types that `talk scaffold widget --typescript` writes are made of web/api.ts; interfaces
    # and types, which no module holds, are left out.
    file = Path(talk.__file__).parent / "scaffold" / "deck_widget_files" / "talk.d.ts.txt"
    declared = r"^export declare (?:abstract )?(?:class|function) (\w+)"
    return frozenset(re.findall(declared, file.read_text("utf-8"), re.MULTILINE))


def _place(source: str, name: str) -> tuple[int, int]:
    """Return line and column of a name in an element; the first line if it is in no import."""
    for found in _IMPORT.finditer(source):
        if inside := re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", found[0]):
            at = found.start() + inside.start()
            return source.count("\n", 0, at) + 1, at - (source.rfind("\n", 0, at) + 1) + 1
    return 1, 1


def _syntax_problems(bundler: str, text: str, path: Path) -> list[Problem]:
    """Return what esbuild cannot read in plain JavaScript."""
    options = ["--loader=js", "--log-level=error", "--color=false", f"--sourcefile={path.name}"]
    done = _ran(bundler, *options, input=text)
    return _problems_in(done.stderr, path, text) if done.returncode else []


def _bundled(bundler: str, element: Path, path: Path) -> tuple[str, list[Problem]]:
    """Return an element and the files that it imports as one module."""
    text = element.read_text("utf-8-sig")
    # What is imported from "talk" stays so, as in plain JavaScript.
    options = ["--bundle", "--format=esm", f"--target={_TARGET}", "--external:talk"]
    options += ["--log-level=error", "--color=false"]
    done = _ran(bundler, element.name, *options, cwd=element.parent)
    if done.returncode:
        return "", _problems_in(done.stderr, path, text)
    problems: list[Problem] = []
    return _without_imports(done.stdout, path, problems, text), problems


def _ran(*command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run esbuild, and return what it wrote; it has failed where it cannot run, or takes too long.

    A widget must not end the whole check: what kept esbuild from running is told as its words.
    """
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=BUNDLE_S, check=False, **options
        )
    except subprocess.TimeoutExpired:
        said = f"it was stopped after {BUNDLE_S:.0f} s"
    except OSError as error:
        said = f"it could not be started ({(error.strerror or str(error)).lower()})"
    return subprocess.CompletedProcess(command, returncode=1, stdout="", stderr=said)


def _problems_in(said: str, path: Path, text: str) -> list[Problem]:
    """Return the problems in what esbuild said of an element, or of a file beside it."""
    found = []
    for message, name, line, column in _ERROR.findall(said):
        place = path.with_name(Path(name).name)
        # Of a file beside the element only the place is known, not its text.
        lines = text.split("\n") if place == path else []
        number = int(line)
        shown = lines[number - 1] if number <= len(lines) else ""
        sentence = f"{message[:1].lower()}{message[1:]}"
        found.append(Problem(place, number, int(column) + 1, sentence, "", shown))
    return found or [Problem(path, 0, 0, f"esbuild cannot read this element: {said.strip()}")]
