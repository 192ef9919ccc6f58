"""What the widgets' tests share: a deck with one widget a slide, its recordings, and axe-core."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect
from websockets.sync.client import connect

from talk.build.html import View
from talk.build.site import render, write
from talk.deck.load import load
from talk.protocol.session import ErrorReceived, ResultReceived, Session

from .conftest import ROOT, Presented, Screens, at, connected, presented
from .file_server import served
from .scripted_kernel import TOKEN, ScriptedKernel, scripted_kernel

AXE = ROOT / "src" / "talk" / "web" / "node_modules" / "axe-core" / "axe.min.js"
PARIS = "The capital of France is Paris."
PARIS_IDS = ["791", "6864", "315", "9822", "374", "12366", "13"]


@dataclass
class Hall:
    """A presentation of one widget with a scripted kernel behind it, and a deck whose demos are recorded."""

    talk: Presented
    kernel: ScriptedKernel | None
    deck: Path
    screens: Screens

    def stage(self) -> Page:
        """The projector on the widget's slide, which is the second."""
        stage = connected(self.screens(self.talk.stage, {"width": 1920, "height": 1080}))
        stage.keyboard.press("Home")
        stage.keyboard.press("ArrowRight")
        at(stage, "widget")
        return drawn(stage)

    def phone(self) -> Page:
        phone = connected(self.screens.phone(self.talk.phone))
        at(phone, "widget")
        return drawn(phone)


def drawn(page: Page) -> Page:
    """Once the widget has been drawn: who types before that is overtaken by the text it begins with."""
    page.wait_for_selector('section[data-id="widget"] [data-key][data-state]', state="attached")
    return page


def leaving_cancels(kernel: ScriptedKernel, stage: Page) -> None:
    """With a request held back, the next slide takes all of the widget's work back from the kernel; none follows."""
    assert kernel.held.wait(timeout=20)
    kernel.cancelled.clear()
    stage.keyboard.press("PageDown")
    at(stage, "after")
    assert kernel.cancelled.wait(timeout=20)
    kernel.until_idle()
    asked = kernel.work()
    stage.keyboard.press(
        "Home"
    )  # By then the widget has heard of it, and has had the time to ask for more.
    at(stage, "before")
    kernel.until_idle()
    assert kernel.work() == asked
    kernel.go.set()


def write_deck(folder: Path, live: dict[str, Any], **more: Any) -> Path:
    """Three slides; the widget is on the second, so that the deck can be moved both ways. `more` goes to deck.yaml."""
    slides = [
        {"id": "before", "title": "Before", "body": "Nothing here."},
        {"id": "widget", "layout": "live", "title": "The widget", "live": live},
        {"id": "after", "title": "After", "body": "Nothing here."},
    ]
    deck = {
        "title": "One widget",
        "theme": "lecture",
        "duration": "5 min",
        "chapters": ["one.yaml"],
        **more,
    }
    (folder / "deck.yaml").write_text(json.dumps(deck), encoding="utf-8")
    chapter = {"chapter": "One", "phase": "none", "slides": slides}
    (folder / "one.yaml").write_text(json.dumps(chapter), encoding="utf-8")
    return folder


def record(deck: Path, kernel: ScriptedKernel) -> None:
    command = [
        sys.executable,
        "-m",
        "talk",
        "record",
        str(deck),
        "--kernel",
        kernel.url,
        "--kernel-token",
        TOKEN,
    ]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def recorded(folder: Path, live: dict[str, Any]) -> Path:
    """The deck with every demo recorded."""
    deck = write_deck(folder, live)
    with scripted_kernel() as kernel:
        record(deck, kernel)
    return deck


@contextmanager
def with_kernel(deck: Path) -> Iterator[tuple[Presented, ScriptedKernel]]:
    """The kernel that the deck was recorded from answers."""
    with (
        scripted_kernel() as kernel,
        presented(deck, "--kernel-token", TOKEN, kernel=kernel.url) as talk,
    ):
        yield talk, kernel


def untouched(talk: Presented) -> Presented:
    """The widget as nobody has touched it yet, on the slide before it, for the next test."""
    _until_nobody_is_connected(talk)
    url = talk.stage.partition("#")[0].replace("http://", "ws://").replace("/stage", "/ws")
    with connect(url, compression=None) as socket:
        session = Session()
        for method, params in (
            ("room/join", {"role": "stage", "token": talk.token}),
            ("widget/stop", {"widget": "widget/0"}),
            ("widget/set_inputs", {"widget": "widget/0", "inputs": {}}),
            ("room/navigate", {"slide": "before"}),
        ):
            asked = session.request(method, params)
            socket.send(session.data_to_send()[0])
            answered = False
            while not answered:
                session.receive(socket.recv(timeout=10))
                events = session.events()
                assert not any(isinstance(event, ErrorReceived) for event in events), events
                answered = any(
                    isinstance(event, ResultReceived) and event.id == asked for event in events
                )
    return talk


def _until_nobody_is_connected(talk: Presented) -> None:
    """What the last test's screens sent has then been taken in: it would undo the clearing that comes after.

    The presentation is the server of its connections, so it closes each after having read it to its end. Where the
    system does not tell its connections, or Chromium keeps one, five seconds are enough.
    """
    port = urlsplit(talk.stage).port
    until = time.monotonic() + 5
    while _connections(port) and time.monotonic() < until:
        time.sleep(0.01)


def _connections(port: int | None) -> int:
    """Connections that the process listening on this port has not closed yet (Linux; elsewhere none are known)."""
    table = Path("/proc/net/tcp")
    if port is None or not table.exists():
        return 0
    established, half_closed = "01", "08"
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return sum(
        row[1].endswith(f":{port:04X}") and row[3] in (established, half_closed) for row in rows
    )


@contextmanager
def built(
    deck: Path, folder: Path, views: Sequence[View] = ("stage", "phone", "print")
) -> Iterator[str]:
    """The deck as `talk build` writes it, with its pages for print, behind a plain file server: its address."""
    write(render(load(deck), views=views), folder)
    with served(folder) as address:
        yield address


def on_stage(screens: Screens, address: str) -> Page:
    """The built deck on a projector, at the widget."""
    page = screens(address + "index.html#/widget", {"width": 1920, "height": 1080})
    at(page, "widget")
    return drawn(page)


def on_phone(screens: Screens, address: str) -> Page:
    """The built deck in the hand, at the widget."""
    page = screens.phone(address + "phone.html")
    page.wait_for_selector('html[data-slide="before"]', state="attached")
    page.evaluate("dispatchEvent(new CustomEvent('talk:go', { detail: { slide: 'widget' } }))")
    at(page, "widget")
    return drawn(page)


def on_paper(screens: Screens, address: str) -> Page:
    page = screens(address + "print.html")
    page.wait_for_selector("html[data-ready]")
    return page


def widget(page: Page, name: str) -> Locator:
    """The widget on the slide that is up."""
    return page.locator(f'section[data-id="widget"] talk-{name}').first


def state(page: Page, name: str, wanted: str, *, timeout: float = 8000) -> None:
    expect(widget(page, name)).to_have_attribute("data-state", wanted, timeout=timeout)


def clean(page: Page, name: str) -> None:
    """axe finds nothing wrong with the widget."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async (selector) => {
          const { violations } = await axe.run(selector, { resultTypes: ["violations"] });
          const why = (node) => node.any.concat(node.all).map((check) => check.message).join("; ");
          const places = (item) => item.nodes.slice(0, 3).map((node) => `${node.html} ${why(node)}`);
          return violations.map((item) => `${item.id}: ${places(item).join(" | ")}`);
        }""",
        f'section[data-id="widget"] talk-{name}',
    )
    assert found == [], found


def smallest_text(page: Page, name: str) -> float:
    """The smallest size, in CSS pixels of the canvas or the phone, of any text the widget shows."""
    size: float = page.evaluate(
        """(selector) => {
          const walk = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
          let least = Infinity;
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const parent = node.parentElement;
            if (!node.data.trim() || !parent.checkVisibility()) continue;
            if (parent.closest(".visually-hidden, option, svg")) continue;
            least = Math.min(least, parseFloat(getComputedStyle(parent).fontSize));
          }
          return least;
        }""",
        f'section[data-id="widget"] talk-{name}',
    )
    return size


def type_raw(field: Locator, text: str) -> None:
    """Put any text into a field, half characters too, which no driver can send as it is."""
    field.evaluate(
        """(field, text) => {
          field.value = JSON.parse(text);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        json.dumps(text),
    )


def gives_the_keyboard_back(page: Page, name: str) -> None:
    """After Escape the deck's keys move the deck, and only then."""
    page.keyboard.press("Escape")
    inside = page.evaluate("(tag) => document.activeElement?.closest(tag) !== null", f"talk-{name}")
    assert not inside, "Escape left the focus in the widget"
    page.keyboard.press("ArrowRight")
    at(page, "after")


def inside_the_slide(page: Page, name: str) -> None:
    """Nothing of the widget hangs out of the slide or lies over its foot."""
    found = page.evaluate(
        """(selector) => {
          const element = document.querySelector(selector);
          const section = element.closest("section").getBoundingClientRect();
          const foot = element.closest("section").querySelector(".slide-foot").getBoundingClientRect();
          const out = (box) =>
            box.right > section.right + 1 || box.left < section.left - 1 || box.bottom > foot.top + 1;
          return [...element.querySelectorAll("*")]
            .filter((item) => item.checkVisibility() && !item.closest(".visually-hidden, option, svg"))
            .filter((item) => !scrolled(item))
            .map((item) => [item.className, item.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && out(box))
            .map(([label, box]) => `${label} ${Math.round(box.right)}×${Math.round(box.bottom)}`);
          function scrolled(item) {
            for (let up = item.parentElement; up && up !== element; up = up.parentElement)
              if (getComputedStyle(up).overflow !== "visible") return true;
            return false;
          }
        }""",
        f'section[data-id="widget"] talk-{name}',
    )
    assert found == [], found
