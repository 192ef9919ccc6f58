"""The whole deck beside a model that others made: live, with the kernel killed, and on paper.

It takes minutes and a model of 98 MB, so it runs only where WALK names one: `make walk`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from demo_kernel.backends.installed import installed_model
from talk.deck.load import load
from talk.deck.model import Deck, Slide

from .presenting import PresentedProcess, presented_by_process
from .screens import DESK, PROJECTOR, Screens, at, connected, home, places

WALK = "TALK_WALK_MODEL"
"""Environment variable with the model to walk with: a name of `talk models`, or a GGUF file."""
PICTURES = "TALK_WALK_PICTURES"
"""Environment variable with a folder for pictures of the slides with widgets, where wanted."""
NAME = "smollm2"
"""What the deck's slides call it."""
LARGEST_BYTES = 14_000_000
"""Of the printed deck, and of the single file."""
ANSWER_MS = 60_000

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(WALK not in os.environ, reason=f"{WALK} names no model"),
]

SETTLED = """([slide, alive]) => { const widgets = [...document.querySelectorAll(
    `section[data-id="${slide}"] [data-key]`)].filter((one) => one.checkVisibility());
  const done = widgets.every((one) => one.dataset.state && one.dataset.state !== 'waiting'
    && (!alive || one.dataset.state === 'live' || one.querySelector('.badge[data-badge=live]')
      || !one.host.recordings(one.key).length)
    && Object.values(one.host.state(one.key).runs ?? {}).every((run) => run.done));
  if (!done || window.settling?.slide !== slide) window.settling = { slide, since: Date.now() };
  return done && Date.now() - window.settling.since > 1000; }"""
"""Whether every widget that is seen of a slide has what it asked for, and has asked for nothing
more for a second: some ask one thing after the other. While the kernel is there, what was recorded
is to become live, since what the kernel refuses stays recorded; `retrieval` asks for its answers
only when somebody presses its button."""
STATES = """(slide) => [...document.querySelectorAll(`section[data-id="${slide}"] [data-key]`)]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.localName, one.dataset.state,
    [...one.querySelectorAll('[role=alert]')].filter((alert) => alert.checkVisibility())
      .map((alert) => alert.textContent.trim()).join(' ')])"""


@dataclass
class Seen:
    """What one screen met, by slide."""

    slide: str = ""
    refused: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Errors that requests of a slide were answered with."""
    models: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Checkpoints that answered."""
    broken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Widgets that could not be shown, and what the console said."""

    def listen(self, page: Page) -> None:
        page.on("websocket", self._socket_opened)
        page.on("console", self._said)

    def _socket_opened(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self._received(str(frame)))

    def _received(self, frame: str) -> None:
        with suppress(ValueError):
            self._search(json.loads(frame))

    def _search(self, value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("code"), int) and "message" in value:
                self.refused[self.slide].add(value["message"])
            if isinstance(value.get("provenance"), dict):
                self.models[self.slide].add(value["provenance"].get("checkpoint"))
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, dict | list):
                self._search(inner)

    def _said(self, message: Any) -> None:
        # Before the first slide there is the refusal that a page without its token begins with.
        if message.type == "error" and self.slide:
            self.broken[self.slide].append(message.text)


@dataclass
class Walk:
    """A presentation with the model, its stage and a phone, and what was met on the way."""

    deck: Deck
    talk: PresentedProcess
    stage: Page
    phone: Page
    seen: Seen = field(default_factory=Seen)
    states: dict[str, list[list[str]]] = field(default_factory=dict)
    """Tag, state and alert of the stage's widgets, by slide."""
    unanswered: list[str] = field(default_factory=list)
    """Slides whose widgets did not come to rest in time."""

    def every_slide(self, *, alive: bool) -> None:
        """Show every slide and step on both screens, and let each widget answer where `alive`."""
        slides = {slide.id: slide for slide in self.deck.slides}
        self.unanswered.clear()
        home(self.stage, self.deck.slides[0].id)
        for slide, step in places(self.deck):
            self.seen.slide = slide
            if not alive:
                self.kill()
            for screen in (self.stage, self.phone):
                at(screen, slide, step)
            if step == slides[slide].steps:
                self.look(slides[slide], alive=alive)
            self.stage.keyboard.press("ArrowRight")

    def look(self, slide: Slide, *, alive: bool) -> None:
        """Note how the widgets of a slide stand, with the other model too where one is offered."""
        if not slide.live:
            return
        try:
            self.settle(slide.id, alive)
            if alive:
                self.choose_model(slide.id)
        except PlaywrightTimeoutError:
            self.unanswered.append(slide.id)
        self.states[slide.id] = self.stage.evaluate(STATES, slide.id)
        if folder := os.environ.get(PICTURES):
            for name, screen in (("stage", self.stage), ("phone", self.phone)):
                ending = f"{name}{'' if alive else '-killed'}.png"
                path = Path(folder) / f"{slide.id}-{ending}"
                screen.screenshot(path=path, full_page=name == "phone")

    def choose_model(self, slide: str) -> None:
        """Choose the model in each list and among all buttons of a slide that offer it."""
        section = self.stage.locator(f'section[data-id="{slide}"]')
        for select in section.locator("select:visible").all():
            values = select.locator("option").evaluate_all("all => all.map((one) => one.value)")
            for value in [value for value in values if NAME in value][:1]:
                select.select_option(value)
                expect(section).to_contain_text("SmolLM2", timeout=ANSWER_MS)
                self.settle(slide)
        for label in section.locator("label:visible", has_text=NAME).all():
            label.click()
            self.stage.keyboard.press("Escape")  # gives the keys back to the deck
            expect(section).to_contain_text("SmolLM2", timeout=ANSWER_MS)
            self.settle(slide)

    def settle(self, slide: str, alive: bool = True) -> None:
        self.stage.wait_for_function(SETTLED, arg=[slide, alive], timeout=ANSWER_MS)

    def kill(self) -> None:
        """End the kernel, where one runs."""
        with suppress(ValueError, ProcessLookupError, FileNotFoundError):
            os.kill(self.talk.kernel_pid(), signal.SIGKILL)

    def failed(self) -> dict[str, list[list[str]]]:
        return {
            slide: bad
            for slide, widgets in self.states.items()
            if (bad := [one for one in widgets if one[1] in ("failed", "interrupted") or one[2]])
        }


@pytest.fixture(scope="module")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Have the talk keep its log and its journal in a folder of this test's."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(home))
        yield home


@pytest.fixture(scope="module")
def model() -> str:
    """Return what `--model` names: the file, under the name that the slides use."""
    named = os.environ[WALK]
    installed = installed_model(named)
    path = Path(installed.where if installed else named).resolve()
    if not path.is_file():
        pytest.fail(
            f"there is no {path}: run `talk models add smollm2`, or name its file in {WALK}"
        )
    return f"{NAME}={path}"


@pytest.fixture(scope="module")
def walk(model: str, own_folders: Path, browser: Browser) -> Iterator[Walk]:
    deck, screens = load("llm-101"), Screens(browser)
    with presented_by_process("llm-101", "--model", model, kernel="auto") as talk:
        stage, phone = screens("about:blank", PROJECTOR), screens.phone(talk.phone)
        walk = Walk(deck, talk, stage, phone)
        walk.seen.listen(stage)
        stage.goto(talk.stage)
        speaker = screens(talk.speaker, DESK)
        speaker.wait_for_selector('.kernel[data-kernel="live"]', timeout=ANSWER_MS)
        speaker.close()
        for screen in (stage, phone):
            connected(screen)
        yield walk
        screens.close()


def mentions(slide: Slide) -> bool:
    """Return whether a widget of a slide asks the model; a measured figure of it asks nothing."""
    public = [live.options.public() for live in slide.live]
    return any(NAME in json.dumps({**one, "claim_models": []}) for one in public)


def test_every_slide_is_live_and_asks_no_model_for_what_it_lacks(
    walk: Walk, own_folders: Path, subtests: pytest.Subtests
) -> None:
    walk.every_slide(alive=True)
    with subtests.test("every widget shows what it asked for, live"):
        unanswered = {slide: walk.states[slide] for slide in walk.unanswered}
        assert {**unanswered, **walk.failed()} == {}
    with subtests.test("no request was refused"):
        assert walk.seen.refused == {}
    with subtests.test("no page said an error"):
        assert walk.seen.broken == {}
    with subtests.test("the model answered wherever a slide names it"):
        answered = {slide for slide, models in walk.seen.models.items() if NAME in models}
        assert {slide.id for slide in walk.deck.slides if mentions(slide)} - answered == set()
    with subtests.test("the kernel's log holds no fault"):
        (log,) = own_folders.rglob("kernel.log")
        assert "Traceback" not in log.read_text(encoding="utf-8")


def test_every_slide_is_shown_with_the_kernel_killed(walk: Walk) -> None:
    walk.every_slide(alive=False)
    assert walk.seen.broken == {}
    assert walk.unanswered == []
    # A request that the kernel did not live to answer is shown as interrupted, and nothing fails.
    states = {(slide, one[1]) for slide, widgets in walk.states.items() for one in widgets}
    assert {slide for slide, state in states if state == "failed"} == set()


def test_the_talk_that_was_given_is_printed_and_put_into_one_file(
    walk: Walk, tmp_path: Path
) -> None:
    paper, page = tmp_path / "deck.pdf", tmp_path / "deck.html"
    for command in (
        ["pdf", "llm-101", "--session", "-o", str(paper)],
        ["build", "llm-101", "--single-file", "-o", str(page)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "talk", *command], capture_output=True, text=True, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert max(file.stat().st_size for file in (paper, page)) <= LARGEST_BYTES
    assert len(pypdf.PdfReader(paper).pages) >= len(walk.deck.slides)
