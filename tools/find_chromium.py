"""Find a Chromium for the browser tests.

Where there is none, Debian's is installed if that is possible, else a sentence says how to get one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
ADVICE = (
    "The browser tests need Chromium, Chrome or Edge: install one (apt-get install chromium) "
    "or set CHROMIUM."
)


SHELL = "chromium-headless-shell"
"""Debian's Chromium without a window: the same engine, and a new page costs a quarter of the
processor's time."""


def find() -> str | None:
    """Return the path of a browser that speaks the DevTools protocol, None without one."""
    named = os.environ.get("CHROMIUM")
    # The one that is named, or none: a misspelt CHROMIUM must not be passed over in silence.
    candidates = [named] if named else [shutil.which(name) for name in (SHELL, *NAMES)]
    return next((path for path in candidates if path and os.access(path, os.X_OK)), None)


def missing_packages() -> list[str]:
    """Return the Debian packages that the tests need and this machine lacks.

    They are a browser, and pdftoppm to look at printed pages.
    """
    known = os.environ.get("CHROMIUM") or any(map(shutil.which, (SHELL, *NAMES)))
    packages = [] if known else ["chromium", SHELL]
    return packages if shutil.which("pdftoppm") else [*packages, "poppler-utils"]


def install(packages: list[str]) -> None:
    """Install packages with apt, as root, quietly; apt itself shows a failure in full."""
    # Another apt may run on a machine that has just started.
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*command, "update"], check=False, env=environment, stdout=subprocess.DEVNULL)
    chosen = [*command, "install", "-y", "--no-install-recommends", *packages]
    subprocess.run(chosen, check=False, env=environment, stdout=subprocess.DEVNULL)


def main() -> int:
    """Install what is missing if that is possible, else say what to do."""
    packages = missing_packages()
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"installing {' and '.join(packages)} with apt …", flush=True)
        install(packages)
    if find() is None:
        print(ADVICE, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
