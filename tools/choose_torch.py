"""Print the argument with which `make setup` has uv install torch.

What is coming stands on stderr. Nothing is printed where wheels are given (PIP_FIND_LINKS,
UV_FIND_LINKS or pip's own `find-links`) or UV_TORCH_BACKEND says which build it is to be: then that
is taken. Else an NVIDIA card gets the CUDA build that fits its driver, and any other machine the
CPU build. `make setup TORCH=cpu` or `TORCH=cu126` overrules that.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

# `make setup` asks before talk is installed; this module of it imports nothing else.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from talk.torch_build import has_nvidia_card


class Choice(NamedTuple):
    """The arguments for uv, and the sentence for people."""

    arguments: list[str]
    sentence: str


def choose(
    wanted: str,
    environment: Mapping[str, str],
    ask_pip: Callable[[], str],
    *,
    mac: bool,
    card: bool,
) -> Choice:
    """Return the build of torch to install.

    `wanted` is TORCH of the command line. `ask_pip` returns pip's own setting of folders of
    wheels; it takes half a second, so it is asked last.
    """
    # Whoever gives wheels has chosen the build; a backend would make uv look elsewhere.
    given = environment.get("UV_FIND_LINKS") or environment.get("PIP_FIND_LINKS")
    if wanted:
        return Choice([f"--torch-backend={wanted}"], f"torch: the {wanted} build, as TORCH says")
    if "UV_TORCH_BACKEND" in environment:
        return Choice(
            [], f"torch: the {environment['UV_TORCH_BACKEND']} build, as UV_TORCH_BACKEND says"
        )
    if given:  # the Makefile passes PIP_FIND_LINKS on
        return Choice([], f"torch: from the wheels in {given} where they have it")
    if find_links := ask_pip():  # uv does not read pip's files
        return Choice(
            [f"--find-links={folder}" for folder in find_links.split()],
            f"torch: from the wheels in {find_links} where they have it",
        )
    if mac:
        return Choice([], "torch: the build for this Mac, about 100 MB to download")
    if card:
        text = (
            "torch: an NVIDIA card is here, so the CUDA build, about 3 GB to download and 7 GB "
            "on disk"
        )
        return Choice(["--torch-backend=auto"], f"{text} (make setup TORCH=cpu for the small one)")
    text = "torch: no NVIDIA card is here, so the CPU build, about 200 MB to download"
    return Choice(["--torch-backend=cpu"], f"{text} (make setup TORCH=auto for CUDA)")


def pip_find_links() -> str:
    """Return the folders of wheels that pip's configuration files name, or nothing."""
    # Asked of pip, which alone knows where its configuration files lie.
    command = [sys.executable, "-m", "pip", "config", "get", "global.find-links"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def main() -> None:
    """Print the argument, and on stderr the sentence."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = choose(
        wanted, os.environ, pip_find_links, mac=sys.platform == "darwin", card=has_nvidia_card()
    )
    print(chosen.sentence, file=sys.stderr)
    print(*chosen.arguments)


if __name__ == "__main__":
    main()
