"""Choose the device that torch computes on when nobody names one."""

from __future__ import annotations

import shutil
from pathlib import Path


def best_device() -> str:
    """Return `cuda` or `mps` where torch finds one, else `cpu`."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def has_nvidia_driver() -> bool:
    """Return whether a GPU of NVIDIA's may be there; needs no torch, which takes seconds."""
    return Path("/proc/driver/nvidia").exists() or shutil.which("nvidia-smi") is not None
