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
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import talk
from talk.deck.reading.problems import Problem

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
    text = element.read_text("utf-8")
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


def _without_imports(text: str, path: Path, problems: list[Problem]) -> str:
    """Return a module that takes from the page what it imported from "talk"."""

    def held(found: re.Match[str]) -> str:
        line = text.count("\n", 0, found.start()) + 1
        if found["from"] != "talk":
            message = f"'{found['from']}' cannot be imported: a slide loads nothing from elsewhere"
            hint = 'import from "talk", or put the code into a file beside the element'
            shown = text.split("\n")[line - 1]
            column = shown.find(found["from"]) + 1
            problems.append(Problem(path, line, max(column, 1), message, hint, shown))
            return ""
        what = (found["what"] or "").strip()
        if not what:
            return ""  # the page has "talk" already
        if what.startswith("*"):
            return f"const {what.rpartition(' ')[2]} = {_HELD};"
        # `import {a as b}` becomes a pattern, `const {a: b}`.
        names = re.sub(r"\bas\b", ":", what)
        return f"const {names} = {_HELD};"

    return _IMPORT.sub(held, text)


def _syntax_problems(bundler: str, text: str, path: Path) -> list[Problem]:
    """Return what esbuild cannot read in plain JavaScript."""
    options = ["--loader=js", "--log-level=error", "--color=false", f"--sourcefile={path.name}"]
    done = _ran(bundler, *options, input=text)
    return _problems_in(done.stderr, path, text) if done.returncode else []


def _bundled(bundler: str, element: Path, path: Path) -> tuple[str, list[Problem]]:
    """Return an element and the files that it imports as one module."""
    with tempfile.TemporaryDirectory() as folder:
        shim = Path(folder) / "talk.js"
        # CommonJS, so that any name may be imported from it.
        shim.write_text(f"module.exports = {_HELD};\n", "utf-8")
        options = ["--bundle", "--format=esm", f"--target={_TARGET}", f"--alias:talk={shim}"]
        options += ["--log-level=error", "--color=false"]
        done = _ran(bundler, element.name, *options, cwd=element.parent)
    if done.returncode:
        return "", _problems_in(done.stderr, path, element.read_text("utf-8"))
    return done.stdout, []


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
