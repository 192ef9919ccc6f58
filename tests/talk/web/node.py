"""Run a module of the browser side in node, so that its pure parts need no browser."""

from __future__ import annotations

import atexit
import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import build_front_end

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "src" / "talk" / "web"
NODE = build_front_end.node()

BUNDLE = """
import { build } from "esbuild";
const [entry, out] = process.argv.slice(-2);
const made = { bundle: true, format: "esm", platform: "node", logLevel: "error", target: "es2022" };
await build({ ...made, entryPoints: [entry], outfile: out });
"""


BUNDLES = tempfile.TemporaryDirectory()
atexit.register(BUNDLES.cleanup)


@cache  # the same few modules are asked again and again
def bundled(entry: Path) -> Path:
    """Return a file with a TypeScript module and all that it imports, as JavaScript."""
    module = Path(BUNDLES.name) / entry.relative_to(WEB.parent).with_suffix(".mjs")
    command = [*NODE, "--input-type=module", "-e", BUNDLE, str(entry), str(module)]
    subprocess.run(command, cwd=WEB, check=True)
    return module


def evaluate(entry: Path, folder: Path, program: str, value: Any) -> Any:
    """Return what `program` (the body of a function of `module` and `value`) returns.

    `entry` is the TypeScript module.
    """
    (folder / "value.json").write_text(json.dumps(value), encoding="utf-8")
    runner = folder / "run.mjs"
    runner.write_text(
        f"""import * as module from {json.dumps(bundled(entry).as_uri())};
import {{ readFileSync, writeFileSync }} from "node:fs";
const value = JSON.parse(readFileSync({json.dumps(str(folder / "value.json"))}, "utf8"));
const run = async (module, value) => {{ {program} }};
writeFileSync({json.dumps(str(folder / "result.json"))}, JSON.stringify(await run(module, value)));
""",
        encoding="utf-8",
    )
    subprocess.run([*NODE, str(runner)], check=True, timeout=60)
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))
