"""Run modules of the browser side in node, so that their pure parts need no browser."""

from __future__ import annotations

import atexit
import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import IO, Any

import build_front_end

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "src" / "talk" / "web"

SERVER = """
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
const made = { bundle: true, format: "esm", platform: "node", logLevel: "error", target: "es2022" };
const bundled = new Set();
const AsyncFunction = (async () => {}).constructor;
async function answer({ entry, out, program, value }) {
  if (!bundled.has(entry)) await build({ ...made, entryPoints: [entry], outfile: out });
  bundled.add(entry);
  const module = await import(pathToFileURL(out));
  return new AsyncFunction("module", "value", program)(module, value);
}
for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).then(
    (result) => ({ result: result ?? null }),
    (error) => ({ error: String(error?.stack ?? error) }),
  );
  process.stdout.write(`${JSON.stringify(said)}\\n`);
}
"""
"""Program of node that answers each line of its input by one line: bundle, import, run."""


@cache  # one for all tests of a process: node and esbuild take half a second to start
def server() -> tuple[IO[str], IO[str], Path]:
    """Return the standard input and output of a node that runs `SERVER`, and a folder for it."""
    folder = tempfile.TemporaryDirectory()
    process = subprocess.Popen(
        [*build_front_end.node(), "--input-type=module", "-e", SERVER],
        cwd=WEB,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def end() -> None:
        # Its input ends, and so the loop of the program.
        process.communicate()
        folder.cleanup()

    atexit.register(end)
    return process.stdin, process.stdout, Path(folder.name)


def evaluate(entry: Path, program: str, value: Any) -> Any:
    """Return what `program` (the body of an async function of `module` and `value`) returns.

    `entry` is the TypeScript module; all programs of a process see the same one.
    """
    ask, answers, folder = server()
    out = folder / entry.relative_to(WEB.parent).with_suffix(".mjs")
    asked = {"entry": str(entry), "out": str(out), "program": program, "value": value}
    ask.write(json.dumps(asked) + "\n")
    ask.flush()
    answer = json.loads(answers.readline())
    assert "error" not in answer, answer["error"]
    return answer["result"]
