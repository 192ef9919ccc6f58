"""Check what the speaker's machine may do to a talk: a full disk, sleep, one screen instead of two.

Each answer is whether all is well, and a sentence: what was found and, where it is not well, what
to do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

LITTLE_SPACE_MB = 500
"""Free space below which a talk is in danger.

A talk's journal needs a few megabytes, a PDF or the offline file a few tens, and browsers the rest.
"""
PROGRAM_TIMEOUT_S = 10.0
"""Longest wait for a program of the system; after that it counts as one that cannot tell."""
CONNECTORS = Path("/sys/class/drm")
"""Where Linux lists the connectors for screens, each a folder with a file `status`."""
GNOME_POWER = "org.gnome.settings-daemon.plugins.power"


class Answer(NamedTuple):
    """What a check found."""

    well: bool
    sentence: str


def disk(folder: Path) -> Answer:
    """Check the space for journal, recordings and exports, on the disk that holds the deck."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < LITTLE_SPACE_MB:
        text = "clear some, or its journal may not be kept"
        return Answer(False, f"only {free:,} MB free where the deck is: {text}")
    return Answer(True, f"{free:,} MB free")


def sleep() -> Answer:
    """Check whether the machine falls asleep by itself while it is plugged in and nobody types."""
    if sys.platform == "darwin":
        return macos_sleep(_output_of("pmset", "-g", "custom"))
    # Under another desktop GNOME's settings may be installed and rule nothing.
    if "GNOME" not in os.environ.get("XDG_CURRENT_DESKTOP", ""):
        return SLEEP_UNKNOWN
    kind = _output_of("gsettings", "get", GNOME_POWER, "sleep-inactive-ac-type")
    timeout = _output_of("gsettings", "get", GNOME_POWER, "sleep-inactive-ac-timeout")
    return gnome_sleep(kind, timeout)


SLEEP_UNKNOWN = Answer(
    False,
    "this system does not tell whether it falls asleep: "
    "switch sleep and the screen lock off for the talk",
)


def macos_sleep(settings: str | None) -> Answer:
    """Read the answer from the output of `pmset -g custom`.

    It has a block for each source of power, with the minutes until sleep, 0 for never.
    """
    # The battery's block comes first on laptops and has its own minutes.
    found = re.search(r"AC Power:.*?^\s*sleep\s+(\d+)", settings or "", re.DOTALL | re.MULTILINE)
    if found is None:
        return SLEEP_UNKNOWN
    minutes = int(found[1])
    if minutes:
        text = f"falls asleep after {minutes} min without a key"
        return Answer(False, f"{text}: present under `caffeinate -di`")
    return Answer(True, "the machine stays awake while it is plugged in")


def gnome_sleep(kind: str | None, timeout: str | None) -> Answer:
    """Read the answer from GNOME's settings.

    `kind` is what happens ('nothing', 'suspend', …), `timeout` the seconds until then, 0 for never.
    """
    seconds = re.search(r"\d+$", (timeout or "").strip())  # "uint32 1200"
    if kind is None or seconds is None:
        return SLEEP_UNKNOWN
    if kind.strip().strip("'") == "nothing" or int(seconds[0]) == 0:
        return Answer(True, "the machine stays awake while it is plugged in")
    minutes = int(seconds[0]) / 60
    text = f"falls asleep after {minutes:.0f} min without a key"
    return Answer(False, f"{text}: switch automatic suspend off in Power")


def screens() -> Answer:
    """Check whether a projector is connected beside the laptop's own screen."""
    if sys.platform == "darwin":
        output = _output_of("system_profiler", "SPDisplaysDataType")
        lines = None if output is None else re.findall(r"^\s*Resolution:", output, re.MULTILINE)
        return judge_screens(None if lines is None else len(lines))
    return judge_screens(connected_screens(CONNECTORS))


def connected_screens(connectors: Path) -> int | None:
    """Count the connectors with a screen; None where there are no connectors, as in a container."""
    states = [file.read_text().strip() for file in connectors.glob("*/status")]
    # "disconnected" is another state, so whole words are counted.
    return states.count("connected") if states else None


def judge_screens(count: int | None) -> Answer:
    """Return the answer for a number of screens, None where it is unknown."""
    if count is None:
        text = "see that the projector shows the stage's page"
        return Answer(False, f"this system does not tell its screens: {text}")
    if count < 2:
        text = "connect the projector, and set it to extend rather than to mirror"
        return Answer(False, f"no second screen: {text}")
    return Answer(True, f"{count} connected: the stage's page on one, the speaker's on the other")


def _output_of(*command: str) -> str | None:
    """Return what a program of the system prints; None when there is none or it fails."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PROGRAM_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
