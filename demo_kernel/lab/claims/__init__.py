"""Measure each claim of the lecture on the shipped weights, one file a claim."""

from __future__ import annotations

import importlib
import pkgutil
from typing import cast

from demo_kernel.lab.claims.claim import Claim


def all_claims() -> list[Claim]:
    """Return every claim that has a file here, in the order of their numbers."""
    names = sorted(
        module.name
        for module in pkgutil.iter_modules(__path__)
        if module.name.startswith("c") and module.name[1:3].isdigit()
    )
    # A module with these names is a Claim: no class, no registration, and a file is a row.
    return [cast(Claim, importlib.import_module(f"{__name__}.{name}")) for name in names]
