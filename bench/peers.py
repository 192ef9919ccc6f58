"""Install other people's tools once, beside the user's other caches.

A benchmark says which one could not be had.
"""

from __future__ import annotations

import shutil
import subprocess
import venv
from pathlib import Path

import platformdirs


class PeerError(Exception):
    """A peer cannot be had here; the text says why."""


def npm(package: str, version: str, command: str, *beside: str) -> str:
    """Return the path of a command from npm; `beside` is installed with it. Raises PeerError."""
    return str(npm_file(package, version, f".bin/{command}", *beside))


def npm_file(package: str, version: str, file: str, *beside: str) -> Path:
    """Return a file under node_modules, with the package installed. Raises PeerError."""
    folder = (
        Path(platformdirs.user_cache_dir("talk-bench")) / f"{package.replace('/', '_')}-{version}"
    )
    wanted = folder / "node_modules" / file
    # By version in the folder's name, so a new pin installs anew and an old one stays for
    # comparison.
    if not wanted.exists():
        if not shutil.which("npm"):
            raise PeerError(f"{package} needs npm")
        folder.mkdir(parents=True, exist_ok=True)
        install = [
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            # Packages of strangers run nothing at their installation.
            "--ignore-scripts",
            f"{package}@{version}",
            *beside,
        ]
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not wanted.exists():
            raise PeerError(f"npm could not install {package} {version}")
    return wanted


def pip(package: str, version: str, command: str) -> str:
    """Return the path of a command from PyPI, in its own environment. Raises PeerError."""
    folder = Path(platformdirs.user_cache_dir("talk-bench")) / f"{package}-{version}"
    program = folder / "bin" / command
    if not program.exists():
        # Not in ours: its pins would fight with those of talk.
        venv.create(folder, with_pip=True)
        install = [str(folder / "bin" / "pip"), "install", "--quiet", f"{package}=={version}"]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not program.exists():
            raise PeerError(f"pip could not install {package} {version}")
    return str(program)


def installed(command: str) -> str:
    """Return the path of a command on this machine. Raises PeerError."""
    found = shutil.which(command)
    if found is None:
        raise PeerError(f"{command} is not installed")
    return found
