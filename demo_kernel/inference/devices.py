"""Choose the device that torch computes on when nobody names one."""

from __future__ import annotations


def best_device() -> str:
    """Return `cuda` or `mps` where torch finds one, else `cpu`."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
