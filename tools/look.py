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

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"stage": (1920, 1080), "phone": (390, 844)}
MOST_STEPS = 400


def main() -> int:
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
            page.on("pageerror", lambda error: print("page error:", error))
        stage.goto(ready["stage"])
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
                    timeout=1500,
                )
                after = where(stage)
            except Exception:
                after = ("", "")
            if after[0] != position[0]:
                if not only or position[0] in only:
                    go_back(stage, position, after)
                    shoot(stage, phone, position, out, number)
                    forward(stage, position, after)
                if not after[0]:
                    break
            position = after
        browser.close()


def where(page: Page) -> tuple[str, str]:
    slide, step = page.evaluate(
        "[document.documentElement.dataset.slide, document.documentElement.dataset.step]"
    )
    return slide, step


def go_back(stage: Page, position: tuple[str, str], after: tuple[str, str]) -> None:
    if after[0]:
        stage.keyboard.press("PageUp")
        stage.wait_for_selector(f"html[data-slide='{position[0]}']")


def forward(stage: Page, position: tuple[str, str], after: tuple[str, str]) -> None:
    if after[0]:
        stage.keyboard.press("PageDown")
        stage.wait_for_selector(f"html[data-slide='{after[0]}']")


def shoot(stage: Page, phone: Page, position: tuple[str, str], out: Path, number: int) -> None:
    phone.wait_for_selector(
        f"html[data-slide='{position[0]}'][data-step='{position[1]}']", timeout=5000
    )
    settle(stage)
    settle(phone)
    stage.screenshot(path=out / f"{number:03d}-{position[0]}-stage.png")
    phone.screenshot(path=out / f"{number:03d}-{position[0]}-phone.png", full_page=True)
    print(position[0], position[1], flush=True)


def settle(page: Page) -> None:
    """Until every animation has ended and two frames have been drawn."""
    page.evaluate(
        "async () => { await Promise.allSettled(document.getAnimations().map(a => a.finished));"
        " await new Promise(r => setTimeout(r, 250));"
        " await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))); }"
    )


if __name__ == "__main__":
    raise SystemExit(main())
