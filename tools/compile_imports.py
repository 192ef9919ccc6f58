"""Import once what the commands and the kernel import, so that Python keeps it compiled.

To compile all that is installed takes five times as long: of 12,000 modules, one in six is ever
imported.
"""

from __future__ import annotations

import contextlib
import pkgutil
import warnings
from importlib import import_module

import demo_kernel
import talk

LATE = ["torch", "transformers"]
"""What the kernel imports when it is first needed."""


def run() -> None:
    # Old modules of libraries warn when they are imported, which helps nobody here.
    warnings.simplefilter("ignore")
    for package in (talk, demo_kernel):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # Such a module would run its program.
            if not found.name.endswith("__main__"):
                load(found.name)
    for name in LATE:
        load(name)


def load(name: str) -> None:
    """Import a module; one that needs what is not installed is left out."""
    with contextlib.suppress(ImportError):
        import_module(name)


if __name__ == "__main__":
    run()
