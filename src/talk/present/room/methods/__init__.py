"""What answers each of the room's methods; files are named as in talk.protocol.methods."""

from __future__ import annotations

import importlib
import pkgutil

from talk.present.room.call import Handler
from talk.protocol.registry import check_noun


def _collect() -> dict[str, Handler]:
    found: dict[str, Handler] = {}
    for info in pkgutil.iter_modules(__path__):
        handlers: dict[str, Handler] = importlib.import_module(f"{__name__}.{info.name}").HANDLERS
        for name in handlers:
            check_noun(name, info.name)
        found.update(handlers)
    return found


HANDLERS = _collect()
"""Handler by method.

`room/join` is not among them: it is the one request of a socket that has not joined, and
`Room.join` answers it.
"""
