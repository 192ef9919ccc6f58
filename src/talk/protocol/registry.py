"""Every method on the wire, by name."""

from __future__ import annotations

import importlib
import pkgutil

from talk.protocol import jsonrpc, methods
from talk.protocol.jsonrpc import WireError
from talk.protocol.method import Method


def check_noun(method: str, module: str) -> None:
    """Raise RuntimeError unless the last part of `module` is the method's noun.

    A reader finds `tokens/encode` by its file name: in `methods/tokens.py` here, and in the file of
    the same name that answers it, in demo_kernel or in talk.present.room.
    """
    noun, name = method.partition("/")[0], module.rpartition(".")[2]
    if noun != name:
        raise RuntimeError(f"method {method} is defined in {name}.py, not in {noun}.py")


def _collect() -> dict[str, Method]:
    found: dict[str, Method] = {}
    # By the files that are there: a new noun needs no entry in a list that could be forgotten.
    for info in pkgutil.iter_modules(methods.__path__):
        module = importlib.import_module(f"{methods.__name__}.{info.name}")
        for method in module.METHODS:
            check_noun(method.name, info.name)
            if method.name in found:
                raise RuntimeError(f"method {method.name} is defined twice")
            found[method.name] = method
    return found


METHODS: dict[str, Method] = _collect()
KERNEL_METHODS = {name: method for name, method in METHODS.items() if method.server == "kernel"}
ROOM_METHODS = {name: method for name, method in METHODS.items() if method.server == "room"}


def method(name: str) -> Method:
    """Return the method of this name; raise WireError(METHOD_NOT_FOUND)."""
    try:
        return METHODS[name]
    except KeyError:
        raise WireError(jsonrpc.METHOD_NOT_FOUND, f"there is no method '{name}'") from None
