"""Check the format and the style of the TypeScript and CSS with Biome.

`python tools/lint_front_end.py [--fix]`. Biome lies in a folder of its own, `tools/front_end`,
because only those who change the front end need its 100 MB.
"""

from __future__ import annotations

import argparse
import sys

from build_front_end import ROOT, FrontEndError, install_packages, node, run

CHECKS = ROOT / "tools" / "front_end"
SOURCES = [ROOT / "src" / "talk" / folder for folder in ("web", "widgets")]


def main() -> int:
    """Run Biome, and return its verdict as the exit code."""
    parser = argparse.ArgumentParser(
        description="Check the format and the style of TypeScript and CSS."
    )
    parser.add_argument(
        "--fix", action="store_true", help="write the right format and the safe corrections"
    )
    options = parser.parse_args()
    # "--write" makes safe changes only; what alters meaning stays for a person.
    act = ["check", "--write"] if options.fix else ["check"]
    command = [
        *node(),
        "node_modules/@biomejs/biome/bin/biome",
        *act,
        # A warning that may stay is never read.
        "--error-on-warnings",
        *map(str, SOURCES),
    ]
    try:
        install_packages(CHECKS)
        run(
            command,
            CHECKS,
            "Biome found mistakes; `make format` mends what can be mended without a decision",
        )
    except FrontEndError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
