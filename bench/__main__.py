"""Run the benchmarks and print Markdown tables.

`make bench` runs all of them, `make bench ARGS="generate"` only those named.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from collections.abc import Callable

from bench.table import Table

BENCHMARKS = {
    "compile": "a deck compiled, beside marp, and pandoc where installed",
    "generate": "tokens a second, beside transformers and llama.cpp",
    "gpu": "tokens a second on the GPU, beside transformers there",
    "room": "up to 2,000 phones: slide changes beside websockets.broadcast, votes, questions",
    "chat": "32 phones chat with a real model while the stage plays the sampling loop",
    "flood": "a slide change while a few sockets misuse the room",
    "pdf": "30 slides printed, beside marp",
    "update": "the room's rankings until the policy has moved",
    "paint": "a click on a widget until its answer is painted",
    "edit": "a save until it is seen, 60 slides",
    "start": "talk present until its first slide is painted, beside interpreter and libraries",
    "load": "what a browser fetches, and when the first slide shows",
}


def main() -> int:
    """Run the benchmarks that the arguments name, all without one, and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help=", ".join(f"{name}: {what}" for name, what in BENCHMARKS.items())
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer repeats; figures are only a hint"
    )
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in BENCHMARKS]
    if unknown:
        print(
            f"there is no benchmark '{unknown[0]}'; there are: {', '.join(BENCHMARKS)}",
            file=sys.stderr,
        )
        return 2
    # Measured is an installed program: pip, uv and the first run leave its modules compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores\n")
    for name in arguments.names or BENCHMARKS:
        # Imported one by one: a benchmark whose peers are missing must not keep the others from
        # running.
        run: Callable[[bool], list[Table]] = importlib.import_module(f"bench.{name}").run
        for table in run(arguments.quick):
            print(table.markdown(), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
