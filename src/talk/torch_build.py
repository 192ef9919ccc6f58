"""Tell which build of torch is installed, and whether this machine can use it.

Only the standard library is imported, never torch: `tools/choose_torch.py` runs this file before
talk is installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

DRIVER_TIMEOUT_S = 10.0
"""Longest wait for the driver; one that is slower has no card that torch could use."""
OTHER_CPU = "uv pip install --reinstall-package torch --torch-backend cpu 'talk[kernel]'"
OTHER_CUDA = "uv pip install --reinstall-package torch --torch-backend auto 'talk[kernel]'"


class Verdict(NamedTuple):
    """Whether the installed build fits the machine, and a sentence about it.

    The sentence says what is there and, if need be, what to do.
    """

    fits: bool
    sentence: str


def has_nvidia_card() -> bool:
    """Return whether NVIDIA's driver lists a card."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return False
    try:
        listed = subprocess.run(
            [program, "-L"], capture_output=True, text=True, timeout=DRIVER_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return listed.returncode == 0 and "GPU " in listed.stdout


def installed() -> str | None:
    """Return the build of the installed torch, such as `CPU` or `CUDA 12.6`; None for no torch."""
    spec = find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    try:
        # Read as a text: importing torch takes seconds and may fail on a machine that it was not
        # built for.
        text = Path(spec.origin).with_name("version.py").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    # torch/version.py: `cuda: Optional[str] = '12.6'`, or None in a build for the CPU.
    found = re.search(r"^cuda\b[^=]*= *['\"]([\d.]+)['\"]", text, flags=re.MULTILINE)
    return f"CUDA {found[1]}" if found else "CPU"


def judge(build: str | None, card: bool) -> Verdict:
    """Return the verdict on a build of torch on a machine with or without an NVIDIA card."""
    if build is None:
        return Verdict(
            False,
            "torch is not installed, so this machine serves no kernel: pip install 'talk[kernel]'",
        )
    if build == "CPU" and card:
        return Verdict(False, f"the CPU build leaves the NVIDIA card unused: {OTHER_CUDA}")
    if build != "CPU" and not card:
        return Verdict(
            False, f"built for {build}, some gigabytes that no card here uses: {OTHER_CPU}"
        )
    return Verdict(
        True,
        f"built for {build}, and an NVIDIA card is here"
        if card
        else "the CPU build; no NVIDIA card here",
    )
