"""What the speaker's machine itself may do to a talk: fill its disk, fall asleep, show one screen where two are needed.

Each answer is whether all is well, and a sentence: what was found and, where it is not well, what to do.
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
"""A journal of a talk takes a few megabytes, a PDF or the offline file a few tens; browsers want the rest."""
PATIENCE_S = 10.0
"""A program of the system that says nothing for so long is taken for one that cannot tell."""
CONNECTORS = Path("/sys/class/drm")
"""Where Linux lists the sockets for screens, each a folder with a file `status`."""
GNOME_POWER = "org.gnome.settings-daemon.plugins.power"


class Answer(NamedTuple):
    well: bool
    sentence: str


def disk(folder: Path) -> Answer:
    """Space for the journal, recordings and exports, on the disk that holds the deck."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < LITTLE_SPACE_MB:
        return Answer(
            False,
            f"only {free:,} MB free where the deck is: clear some, or its journal may not be kept",
        )
    return Answer(True, f"{free:,} MB free")


def sleep() -> Answer:
    """Whether the machine falls asleep by itself while it is plugged in and nobody types."""
    if sys.platform == "darwin":
        return macos_sleep(_said("pmset", "-g", "custom"))
    if "GNOME" not in os.environ.get(
        "XDG_CURRENT_DESKTOP", ""
    ):  # its settings may be installed and rule nothing
        return UNTOLD
    kind = _said("gsettings", "get", GNOME_POWER, "sleep-inactive-ac-type")
    return gnome_sleep(kind, _said("gsettings", "get", GNOME_POWER, "sleep-inactive-ac-timeout"))


UNTOLD = Answer(
    False,
    "this system does not tell whether it falls asleep: switch sleep and the screen lock off for the talk",
)


def macos_sleep(settings: str | None) -> Answer:
    """From `pmset -g custom`: blocks by source of power, with minutes until sleep, 0 for never."""
    found = re.search(r"AC Power:.*?^\s*sleep\s+(\d+)", settings or "", re.DOTALL | re.MULTILINE)
    if found is None:
        return UNTOLD
    minutes = int(found[1])
    if minutes:
        return Answer(
            False, f"falls asleep after {minutes} min without a key: present under `caffeinate -di`"
        )
    return Answer(True, "the machine stays awake while it is plugged in")


def gnome_sleep(kind: str | None, timeout: str | None) -> Answer:
    """From GNOME's settings: what happens ('nothing', 'suspend', …), and the seconds until it does, 0 for never."""
    seconds = re.search(r"\d+$", (timeout or "").strip())  # "uint32 1200"
    if kind is None or seconds is None:
        return UNTOLD
    if kind.strip().strip("'") == "nothing" or int(seconds[0]) == 0:
        return Answer(True, "the machine stays awake while it is plugged in")
    minutes = int(seconds[0]) / 60
    return Answer(
        False,
        f"falls asleep after {minutes:.0f} min without a key: switch automatic suspend off in Power",
    )


def screens() -> Answer:
    """Whether a projector is connected beside the laptop's own screen."""
    if sys.platform == "darwin":
        said = _said("system_profiler", "SPDisplaysDataType")
        return counted_screens(
            None if said is None else len(re.findall(r"^\s*Resolution:", said, re.MULTILINE))
        )
    return counted_screens(connected_screens(CONNECTORS))


def connected_screens(connectors: Path) -> int | None:
    """Sockets with a screen in them; None where there are no sockets to ask, as in a container."""
    states = [file.read_text().strip() for file in connectors.glob("*/status")]
    return states.count("connected") if states else None


def counted_screens(count: int | None) -> Answer:
    if count is None:
        return Answer(
            False,
            "this system does not tell its screens: see that the projector shows the stage's page",
        )
    if count < 2:
        return Answer(
            False,
            "no second screen: connect the projector, and set it to extend rather than to mirror",
        )
    return Answer(True, f"{count} connected: the stage's page on one, the speaker's on the other")


def _said(*command: str) -> str | None:
    """What a program of the system prints; None when there is none or it fails."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
