"""The kernel's half of each method; file names are those of talk.protocol.methods."""

from __future__ import annotations

import importlib
import pkgutil

from demo_kernel.service.kernel import Handler


def local_handlers() -> dict[str, Handler]:
    """Method name → handler, for a model that runs in this process."""
    found: dict[str, Handler] = {}
    for info in pkgutil.iter_modules(__path__):
        found.update(importlib.import_module(f"{__name__}.{info.name}").HANDLERS)
    return found
