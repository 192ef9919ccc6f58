"""Run the unit tests of the TypeScript in node: `python tools/test_front_end.py [PART_OF_PATH …]`.

A test lies beside its module as `NAME.test.ts`. esbuild, which makes the front end, bundles each
one by itself, and node's own test runner runs the bundles: no browser and no further package is
needed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from build_front_end import ROOT, FrontEndError, install_packages, lock, node, run

TALK = ROOT / "src" / "talk"
WEB = TALK / "web"


def find_tests(parts: list[str]) -> list[Path]:
    """Return the test files whose path has one of the parts in it; all where none is given."""
    found = sorted(
        path
        for folder in (WEB, TALK / "widgets")
        for path in folder.rglob("*.test.ts")
        if "node_modules" not in path.parts
    )
    names = {path: path.relative_to(TALK).as_posix() for path in found}
    return [path for path in found if not parts or any(part in names[path] for part in parts)]


def main() -> int:
    """Bundle the tests, run them in node, and return its exit code."""
    parser = argparse.ArgumentParser(description="Run the unit tests of the TypeScript in node.")
    parser.add_argument("parts", nargs="*", help="run only tests with this in their path")
    tests = find_tests(parser.parse_args().parts)
    if not tests:
        print("no test of the front end has that in its path", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        bundle = [
            *node(),
            "node_modules/esbuild/bin/esbuild",
            *map(str, tests),
            "--bundle",
            "--format=esm",
            "--platform=node",
            "--target=es2022",
            # So that a failure names the line of the test and not that of the bundle.
            "--sourcemap=inline",
            "--log-level=error",
            # By its name, since no package.json in that folder tells node that these are modules.
            "--out-extension:.js=.mjs",
            # The tests' messages are the interface's own (web/testing/english.ts).
            "--loader:.ftl=text",
            f"--outbase={TALK}",
            f"--outdir={folder}",
        ]
        try:
            # The build may be installing the same packages at this moment.
            with lock(WEB):
                install_packages(WEB)
            run(bundle, WEB, "a test of the front end did not compile")
        except FrontEndError as error:
            print(error, file=sys.stderr)
            return 1
        bundles = sorted(map(str, Path(folder).rglob("*.mjs")))
        # Node says of its mocked timers that they are experimental.
        options = ["--no-warnings", "--enable-source-maps", "--test", "--test-reporter=spec"]
        return subprocess.call([*node(), *options, *bundles])


if __name__ == "__main__":
    raise SystemExit(main())
