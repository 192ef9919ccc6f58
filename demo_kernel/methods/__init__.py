"""Answer the kernel's methods: one module a noun, named as in talk.protocol.methods."""

from __future__ import annotations

import importlib
import pkgutil

from demo_kernel.service.kernel import Handler
from talk.protocol.registry import check_noun


def local_handlers() -> dict[str, Handler]:
    """Return the handler of each method, for a model that runs in this process.

    Raises ValueError when a handler stands in the module of another noun.
    """
    found: dict[str, Handler] = {}
    # By searching the folder: a new noun is served once its file is there, with no list to keep.
    for info in pkgutil.iter_modules(__path__):
        handlers: dict[str, Handler] = importlib.import_module(f"{__name__}.{info.name}").HANDLERS
        for name in handlers:
            check_noun(name, info.name)
        found.update(handlers)
    return found
