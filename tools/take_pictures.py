"""Take the pictures of README.md: a live slide of the reference deck, on projector and phone.

`make pictures` writes docs/pictures/projector.png and docs/pictures/phone.png. Both screens follow
a real `talk present` with the kernel behind it; the slide's seed makes the text the same each time.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

from find_chromium import ADVICE, find
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
DECK = ROOT / "slides" / "llm-101"
OUT = ROOT / "docs" / "pictures"
SLIDE = "sampling-loop"
TITLE = "Map, coin, append, repeat"
STEPS = 3
"""Tokens to sample before the picture is taken."""
COLOURS = 128
"""Size of a picture's palette: slides have few colours, and so a picture stays under 150 kB."""


def main() -> int:
    """Present the deck, go to the slide, sample some tokens, and take both pictures."""
    chromium = find()
    if chromium is None:
        print(ADVICE, file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "talk", "present", str(DECK), "--json", "--no-open", "--fresh"]
    command += ["--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as talk:
        try:
            assert talk.stdout is not None
            addresses = json.loads(talk.stdout.readline())
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                picture_both(browser, addresses)
                browser.close()
        finally:
            talk.terminate()
    return 0


def picture_both(browser: Browser, addresses: dict[str, str]) -> None:
    """Bring a projector and a phone to the slide and write what they show."""
    projector = browser.new_page(viewport={"width": 1280, "height": 720})
    phone = browser.new_context(
        # The README shows both side by side, equally high: hence the projector's height.
        viewport={"width": 390, "height": 720},
        device_scale_factor=2,
        is_mobile=True,
    ).new_page()
    speaker = browser.new_page()
    # The phone follows by itself; only the speaker goes anywhere, as in a hall.
    for page, view in ((projector, "stage"), (phone, "phone"), (speaker, "speaker")):
        page.goto(addresses[view])
        page.wait_for_selector("html[data-connection=connected]")
    # As a speaker goes there: by the list of slides.
    speaker.keyboard.press("g")
    speaker.get_by_role("button", name=TITLE).click()
    for page in (projector, phone):
        page.wait_for_selector(f"html[data-slide={SLIDE}]")
    step = projector.locator(f"section[data-id={SLIDE}]").get_by_role("button", name="Step")
    for _ in range(STEPS):
        step.click()
    OUT.mkdir(exist_ok=True)
    for page, name in ((projector, "projector"), (phone, "phone")):
        write(page, OUT / f"{name}.png")


def write(page: Page, file: Path) -> None:
    """Write what a page shows once nothing moves any more, with a palette of its own."""
    # Live and not recorded: the picture says so on its badge.
    page.wait_for_selector(f"section[data-id={SLIDE}] [data-state=live]")
    page.evaluate(
        "async () => { await Promise.allSettled(document.getAnimations().map(a => a.finished));"
        " await new Promise(r => setTimeout(r, 500)); }"
    )
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # Without dithering, which would turn plain areas into noise that compresses badly.
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
