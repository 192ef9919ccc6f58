"""The hooks of pre-commit run what `make check` runs, and nothing that is fetched."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / ".pre-commit-config.yaml"


def test_the_configuration_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(CONFIGURATION)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_every_hook_is_a_command_of_make_check() -> None:
    repositories: list[dict[str, Any]] = yaml.safe_load(CONFIGURATION.read_text("utf-8"))["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    check = "".join(re.findall(r"(?ms)^check-\w+: .*?\n\n", makefile))
    for hook in repositories[0]["hooks"]:
        command = hook["entry"].replace(".venv/bin", "$(BIN)").replace(" --force-exclude", "")
        assert f"{command}\n" in f"{check}\n".replace(" .\n", "\n"), hook["id"]
