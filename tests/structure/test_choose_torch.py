"""Which build of torch `make setup` installs, with drivers that answer as the test says."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from talk.torch_build import has_nvidia_card, judge

TOOL = Path(__file__).parents[2] / "tools" / "choose_torch.py"
CARD = 'echo "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0)"'
NO_DRIVER = "echo 'NVIDIA-SMI has failed'; exit 9"


def path_with(folder: Path, script: str | None) -> str:
    """Return a PATH on which nvidia-smi is the script, or is not there."""
    if script is not None:
        program = folder / "nvidia-smi"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return f"{folder}:/bin"


@pytest.mark.parametrize(
    ("script", "found"), [(CARD, True), (NO_DRIVER, False), ("true", False), (None, False)]
)
def test_a_card_is_there_when_the_driver_lists_one(
    script: str | None, found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", path_with(tmp_path, script))
    assert has_nvidia_card() is found


def printed(path: str, *arguments: str, **environment: str) -> tuple[str, str]:
    """Return what the script prints for uv and for people.

    Pip's own files name no folder of wheels.
    """
    clean = {
        name: value
        for name, value in os.environ.items()
        if "FIND_LINKS" not in name and "TORCH" not in name
    }
    ours = {**clean, "PATH": path, "PIP_CONFIG_FILE": os.devnull, **environment}
    command = [sys.executable, str(TOOL), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=ours, timeout=60)
    return done.stdout.strip(), done.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has one build")
def test_the_script_takes_the_cpu_build_where_there_is_no_card(tmp_path: Path) -> None:
    argument, said = printed(path_with(tmp_path, NO_DRIVER))
    assert argument == "--torch-backend=cpu"
    assert "no NVIDIA card is here" in said
    assert "about 200 MB" in said


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has one build")
def test_the_script_lets_uv_choose_by_the_driver_where_there_is_a_card(tmp_path: Path) -> None:
    argument, said = printed(path_with(tmp_path, CARD))
    assert argument == "--torch-backend=auto"
    assert "about 3 GB" in said


def test_wheels_that_are_given_are_taken_and_torch_on_the_command_line_rules(
    tmp_path: Path,
) -> None:
    path = path_with(tmp_path, CARD)
    assert printed(path, "", PIP_FIND_LINKS="/wheels")[0] == ""
    assert printed(path, "", UV_TORCH_BACKEND="cu126")[0] == ""
    assert printed(path, "cpu", PIP_FIND_LINKS="/wheels")[0] == "--torch-backend=cpu"


def test_wheels_that_only_pip_s_files_name_are_named_to_uv() -> None:
    choose: Any = runpy.run_path(str(TOOL))["choose"]
    assert choose("", {}, lambda: "/wheels /more", mac=False, card=False).arguments == [
        "--find-links=/wheels",
        "--find-links=/more",
    ]


@pytest.mark.parametrize(
    ("build", "card", "fits", "part"),
    [
        ("CPU", False, True, "the CPU build"),
        ("CUDA 12.6", True, True, "built for CUDA 12.6"),
        ("CPU", True, False, "--torch-backend auto"),
        ("CUDA 12.6", False, False, "--torch-backend cpu"),
        (None, False, False, "pip install 'talk[kernel]'"),
    ],
)
def test_the_doctor_says_whether_the_build_fits(
    build: str | None, card: bool, fits: bool, part: str
) -> None:
    verdict = judge(build, card)
    assert verdict.fits is fits
    assert part in verdict.sentence
