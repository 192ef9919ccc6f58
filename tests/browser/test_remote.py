"""The phone as remote: it asks, the laptop says yes, and it drives stage and phones."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, WebSocket, expect

from talk.deck.model import Deck

from .presenting import Presented
from .screens import AXE, DESK, LANDSCAPE, PORTRAIT, Screens, at, connected, violations


def scanned(speaker: Page) -> str:
    """Return the address in the code that the speaker view shows, asked for once more by hand."""
    frames: list[str] = []

    def heard(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    speaker.on("websocket", heard)
    speaker.reload()
    connected(speaker)
    speaker.keyboard.press("m")
    code = speaker.locator("dialog.remotes img[src^='data:image/svg']")
    code.wait_for()
    answers = [json.loads(frame) for frame in frames if '"svg"' in frame]
    url: str = answers[-1]["result"]["url"]
    # The secret is in the code alone, and not to be read on the screen.
    assert url.partition("#")[2] not in speaker.content()
    return url


def test_a_phone_drives_once_the_speaker_has_said_yes(
    talk: Presented, deck: Deck, screens: Screens
) -> None:
    speaker, stage = connected(screens(talk.speaker, DESK)), connected(screens(talk.stage))
    phone = connected(screens.phone(talk.phone))
    ids = [slide.id for slide in deck.slides]
    at(speaker, ids[0])
    remote = screens.phone(scanned(speaker), PORTRAIT, bypass_csp=True)
    asks = speaker.locator(".asks")
    expect(asks).to_contain_text("asks to drive")
    expect(remote.get_by_text("Waiting for the speaker")).to_be_visible()
    assert "<section" not in remote.content()
    speaker.locator(".asks").get_by_role("button", name="Let it drive").click()
    remote.locator(".remote[data-state=drives]").wait_for()
    connected(remote)
    # Two large buttons move everybody; the next slide and the notes are in the hand.
    for name, slide in (("On", ids[1]), ("Back", ids[0])):
        button = remote.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 120
        button.tap()
        for screen in (remote, stage, speaker, phone):
            at(screen, slide)
    words = re.findall(r"\w+", deck.slides[0].notes)[:4]
    assert re.findall(r"\w+", remote.locator(".notes").inner_text())[:4] == words
    expect(remote.locator(".upcoming")).to_contain_text("Next: ")
    expect(remote.locator(".elapsed")).to_have_text(re.compile(r"0:\d\d of \d+:00"))
    # Black, and the laser by touch.
    remote.get_by_role("button", name="Black").tap()
    stage.wait_for_selector('html[data-blank="black"]', state="attached")
    remote.get_by_role("button", name="Black").tap()
    stage.wait_for_selector('html[data-blank="none"]', state="attached")
    remote.locator(".slide section").wait_for()
    box = remote.locator(".slide").bounding_box()
    assert box is not None
    title = stage.locator("section.present .slide-title").first.bounding_box()
    assert title is not None
    part_x, part_y = (title["x"] + 20) / 1280, (title["y"] + title["height"] / 2) / 720
    remote.mouse.move(box["x"] + part_x * box["width"], box["y"] + part_y * box["height"])
    remote.mouse.down()
    stage.locator(".light[data-pointer=laser]").wait_for()
    # A phone lays the slide out otherwise: it marks the part that the laser is on.
    phone.locator("section.current .slide-title.pointed").wait_for()
    remote.mouse.up()
    expect(phone.locator(".pointed")).to_have_count(0)
    stage.locator(".light[data-pointer=none]").wait_for(state="attached")
    for size in (PORTRAIT, LANDSCAPE):
        remote.set_viewport_size(size)
        for name in ("On", "Back"):
            expect(remote.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        assert remote.evaluate("document.documentElement.scrollWidth") == size["width"]
    remote.add_script_tag(path=AXE)
    assert violations(remote) == []
    # What the room asks is in the hand as well.
    phone.get_by_role("button", name="Ask", exact=True).tap()
    phone.get_by_label("Ask about this slide").fill("Why rye?")
    phone.locator(".sheet-line").first.get_by_role("button", name="Send").tap()
    remote.get_by_role("button", name="1 question").tap()
    queue = remote.locator("aside.queue")
    expect(queue.locator(".queue-text")).to_have_text("Why rye?")
    assert remote.evaluate("document.documentElement.scrollWidth") == LANDSCAPE["width"]
    assert violations(remote) == []
    queue.get_by_role("button", name="Answered").tap()
    expect(phone.locator("dialog .question[data-answered]")).to_have_count(1)
    queue.get_by_role("button", name="Close").tap()
    # Asleep or reloaded it is the same remote, without another yes.
    remote.reload()
    remote.locator(".remote[data-state=drives]").wait_for()
    # Another phone takes over by a yes; the first one may ask again.
    other = screens.phone(scanned(speaker), PORTRAIT)
    speaker.locator(".asks").get_by_role("button", name="Let it drive").click()
    other.locator(".remote[data-state=drives]").wait_for()
    expect(remote.get_by_text("Another phone drives now.")).to_be_visible()
    remote.get_by_role("button", name="Ask the speaker").tap()
    expect(asks).to_contain_text("asks to drive")
    asks.get_by_role("button", name="No").click()
    expect(remote.locator(".message")).to_contain_text("ended")
