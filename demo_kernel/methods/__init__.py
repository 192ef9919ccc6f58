"""The kernel's half of each method; file names are those of talk.protocol.methods."""

from __future__ import annotations

import importlib
import pkgutil

from demo_kernel.service.kernel import Handler
from talk.protocol.registry import check_noun


def local_handlers() -> dict[str, Handler]:
    """Method name → handler, for a model that runs in this process."""
    found: dict[str, Handler] = {}
    for info in pkgutil.iter_modules(__path__):
        handlers: dict[str, Handler] = importlib.import_module(f"{__name__}.{info.name}").HANDLERS
        for name in handlers:
            check_noun(name, info.name)
        found.update(handlers)
    return found
