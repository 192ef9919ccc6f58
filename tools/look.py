"""Take pictures of a whole talk: projector and phone at the end of every slide.

python tools/look.py slides/tour --out /some/folder [--theme lecture,plain]
    [--only tokenizer,loss] [--kernel none] [--dark] [--landscape]

The stage is walked with real keys. Several themes make a folder each.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from find_chromium import find
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MOST_STEPS = 400
"""A bound for a deck whose last position is never seen."""


def main() -> int:
    """Take the pictures in each theme."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("deck", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--theme", default="", help="one, or several with commas")
    parser.add_argument("--kernel", default="auto")
    parser.add_argument("--only", default="", help="slide ids, with commas")
    parser.add_argument("--dark", action="store_true", help="phones in dark mode")
    parser.add_argument("--landscape", action="store_true", help="phones lying on their side")
    arguments = parser.parse_args()
    themes = arguments.theme.split(",")
    for theme in themes:
        look(arguments, theme, arguments.out / theme if len(themes) > 1 else arguments.out)
    return 0


def look(arguments: argparse.Namespace, theme: str, out: Path) -> None:
    """Present the deck in one theme, and walk through it."""
    command = [sys.executable, "-m", "talk.cli", "present", str(arguments.deck)]
    command += ["--json", "--no-open", "--port", "0", "--kernel", arguments.kernel, "--fresh"]
    command += ["--theme", theme] if theme else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            ready = json.loads(server.stdout.readline())
            walk(ready, arguments, out)
        finally:
            server.terminate()


def walk(ready: dict[str, str], arguments: argparse.Namespace, out: Path) -> None:
    """Press *next* to the end of the talk, and picture both screens at the end of each slide."""
    out.mkdir(parents=True, exist_ok=True)
    only = set(filter(None, arguments.only.split(",")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        stage = browser.new_page(viewport={"width": 1920, "height": 1080})
        width, height = (844, 390) if arguments.landscape else (390, 844)
        phone = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            color_scheme="dark" if arguments.dark else "light",
        ).new_page()
        for page in (stage, phone):
            page.on(
                "console",
                lambda message: (
                    print(message.type, message.text) if message.type == "error" else None
                ),
            )
            # Printed, since a picture does not show that something failed behind it.
            page.on("pageerror", lambda error: print("page error:", error))
        stage.goto(ready["stage"])
        # The phone's address is the machine's in the network, which a container may not reach
        # itself.
        phone.goto(ready["phone"].replace(ready["phone"].split("/")[2].split(":")[0], "127.0.0.1"))
        stage.wait_for_selector("html[data-connection=connected][data-slide]")
        position = where(stage)
        for number in range(MOST_STEPS):
            stage.keyboard.press("PageDown")
            try:
                stage.wait_for_function(
                    "p => p !== document.documentElement.dataset.slide + '/' + "
                    "document.documentElement.dataset.step",
                    arg="/".join(position),
                    # At the talk's end no position follows; the time-out is how it is seen.
                    timeout=1500,
                )
                after = where(stage)
            except TooLate:
                after = ("", "")
            if after[0] != position[0]:
                if not only or position[0] in only:
                    # Only the next position shows that the last step of a slide was reached, so:
                    # one back, and on.
                    go_back(stage, position, after)
                    shoot(stage, phone, position, out, number)
                    forward(stage, position, after)
                if not after[0]:
                    break
            position = after
        browser.close()


def where(page: Page) -> tuple[str, str]:
    """Return slide and step of a page."""
    slide, step = page.evaluate(
        "[document.documentElement.dataset.slide, document.documentElement.dataset.step]"
    )
    return slide, step


def go_back(stage: Page, position: tuple[str, str], after: tuple[str, str]) -> None:
    """Bring the stage back to the last step of the slide that it has just left."""
    if after[0]:
        stage.keyboard.press("PageUp")
        stage.wait_for_selector(f"html[data-slide='{position[0]}']")


def forward(stage: Page, position: tuple[str, str], after: tuple[str, str]) -> None:
    """Bring the stage to the next slide again."""
    if after[0]:
        stage.keyboard.press("PageDown")
        stage.wait_for_selector(f"html[data-slide='{after[0]}']")


def shoot(stage: Page, phone: Page, position: tuple[str, str], out: Path, number: int) -> None:
    """Write what both screens show at a position."""
    phone.wait_for_selector(
        f"html[data-slide='{position[0]}'][data-step='{position[1]}']", timeout=5000
    )
    settle(stage)
    settle(phone)
    stage.screenshot(path=out / f"{number:03d}-{position[0]}-stage.png")
    phone.screenshot(path=out / f"{number:03d}-{position[0]}-phone.png", full_page=True)
    print(position[0], position[1], flush=True)


def settle(page: Page) -> None:
    """Wait until every animation has ended and two more frames are painted."""
    page.evaluate(
        "async () => { await Promise.allSettled(document.getAnimations().map(a => a.finished));"
        # Canvases move by frames of their own, which no list of animations has.
        " await new Promise(r => setTimeout(r, 250));"
        " await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))); }"
    )


if __name__ == "__main__":
    raise SystemExit(main())
