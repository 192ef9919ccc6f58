"""Decks of ordinary talks, with no model in them, on every screen.

The one that a stranger wrote, slides/bread, is presented; tests/decks/sourdough, which has every
thing twice, is written to files.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from talk.build import single_file
from talk.deck.load import load
from talk.deck.reading.trust import trust

from .presenting import ROOT, presented_by_process
from .screens import PROJECTOR, Screens, at, connected, shrunk

DECK = ROOT / "tests" / "decks" / "sourdough"
TALK = ROOT / "slides" / "bread"

BROKEN = (
    "[...document.images].filter((image) => image.complete && image.naturalWidth === "
    "0).map((image) => image.alt)"
)
# A function: the page's policy forbids to evaluate an expression again and again.
WAITING = """() => [...document.querySelectorAll(".present img, .current img")]
  .every((image) => image.complete)"""
# It may have ended before it was looked at.
RUNS = """() => [...document.querySelectorAll(".present .media")]
  .some((media) => media.played.length > 0 && media.played.end(0) > 0)"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
CUT_TEXT = (
    "Math.max(0, ...[...document.querySelectorAll('.current .prose')].map((one) => "
    "one.scrollWidth - one.clientWidth))"
)
"""By how much a text with its table is wider than the hand."""
POINTED_OUT = """[...document.querySelectorAll('#water .line')].filter((line) =>
  parseFloat(getComputedStyle(line).borderLeftWidth) > 0).map((line) => line.dataset.line)"""
"""Numbers of the lines that a step of the program points out."""
WATCH_LINES = """() => {
  window.glided = [];
  const keep = (frame) => {
    if (frame.dataset.leaving !== "") return;
    const moves = frame.parentElement.getAnimations({ subtree: true }).map(({ effect }) =>
      [effect.target.dataset.line, effect.getKeyframes()[0].transform]);
    glided.push(moves.filter(([, from]) => from && from !== "none").map(([line]) => line));
  };
  for (const frame of document.querySelectorAll("#hot-day .listing-frame"))
    new MutationObserver(() => keep(frame)).observe(frame, { attributes: true });
}"""
"""Keep the numbers of the lines that glide when the program changes."""
IN_SIGHT = """(words) => {
  const programs = [...document.querySelectorAll("#hot-day pre")]
    .filter((program) => program.checkVisibility({ visibilityProperty: true }));
  return programs.length === 1 && programs[0].innerText.includes(words);
}"""
"""Whether one state of the program that changes is in sight, the one with these words."""
CHANGES = ("warmth = 3 * WANTED", "if room > 24", "HOTTEST")
"""Words of each state of the program that changes."""
PAGE = "https://bread.example/"
GROUND_RUNS = """() => document.querySelector("#gas video").played.length > 0"""
BELIEFS = (
    "Sourdough wants a spoon of sugar",
    "Knead it for twenty minutes",
    "Fold it four times, then leave it alone",
    "Warm dough is fast, cold dough tastes",
)
STAND = """(lines) => [...document.querySelectorAll("#beliefs li")]
  .filter((item) => item.checkVisibility({ visibilityProperty: true }))
  .map((item) => item.textContent.trim())
  .join() === lines.join()"""
"""Whether these lines alone are there, after the steps that hide, replace and emphasise."""
ARRIVED = """() => [...document.querySelectorAll("#parts [data-move]")].every((item) =>
  getComputedStyle(item).transform === "none")"""
OWN_WIDGETS = {"how-wet": 3, "plan": 6}
"""Slides of the deck's own widgets, in JavaScript and TypeScript, with the rows of each."""
OWN_ROWS = "(count) => document.querySelectorAll('.present li, .current li').length === count"
MOTION = """(id) => {
  const { transition, autoAnimate } = document.querySelector(`#${id}`).dataset;
  return transition ?? (autoAnimate === undefined ? "none" : "move");
}"""
"""How the stage came to a slide."""
LOOKS = """[".prose td", ".prose blockquote"].map((name) => {
  const style = getComputedStyle(document.querySelector(`section[data-id="feeding"] ${name}`));
  return parseFloat(style.borderBottomWidth) + parseFloat(style.borderLeftWidth);
})"""


COVERED = """() => [...document.querySelectorAll("figure:has(> figcaption)")]
  .filter((figure) => {
    const end = (element) => element.getBoundingClientRect().bottom;
    const caption = figure.querySelector("figcaption").getBoundingClientRect();
    return [...figure.querySelectorAll("img, svg")].some((drawn) => end(drawn) > caption.top + 1);
  })
  .map((figure) => figure.closest("section").id)"""
"""Slides of a guide on which a picture lies over its caption."""
READ = """async (slides) => {
  for (const slide of slides) {
    document.getElementById(slide).scrollIntoView();
    await new Promise(requestAnimationFrame);
  }
}"""
"""Scroll through a guide as its reader does: what is far off is loaded when it comes near."""


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the deck's own widget run, in settings that are this test's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    trust(DECK)


def listened(page: Page, heard: list[str]) -> Page:
    """Keep what the page complains of in its console."""

    def keep(message: ConsoleMessage) -> None:
        # That a host does not answer is what the test has wanted of it.
        of_page = message.location["url"].startswith(PAGE)
        if message.type in ("error", "warning") and not of_page:
            heard.append(f"{page.url}: {message.text}")

    page.on("console", keep)
    return page


def test_stage_phones_and_speaker_go_through_it_and_none_complains(screens: Screens) -> None:
    deck, heard = load(TALK), list[str]()
    with presented_by_process(TALK) as talk:
        assert talk.kernel == "none"
        # Of the host that the deck allows: a page that runs scripts, and knows its own host.
        answer = "<title>Order</title><script>document.title += localStorage.length</script>"
        asked: set[str] = set()

        def show_order(route: Route) -> None:
            asked.add(route.request.url)
            route.fulfill(body=answer, content_type="text/html")

        def listen(page: Page) -> None:
            listened(page, heard)

        def listen_and_show(page: Page) -> None:
            listen(page)
            page.route(f"{PAGE}**", show_order)

        stage = screens(talk.stage, PROJECTOR, prepare=listen_and_show)
        phone = screens.phone(talk.phone, prepare=listen)
        other = screens.phone(talk.phone, color_scheme="dark", prepare=listen)
        speaker = screens(talk.speaker, {"width": 1366, "height": 768}, prepare=listen)
        for page in (stage, other, speaker):
            shrunk(page)
        for page in (stage, phone, other, speaker):
            connected(page)
        for slide in deck.slides:
            for step in range(slide.steps + 1):
                for page in (stage, phone, other, speaker):
                    at(page, slide.id, step)
                if step == 0 and slide.id in ("sentence", "parts", "percent", "beliefs", "home"):
                    way = {"parts": "move", "beliefs": "slide", "home": "none"}
                    assert stage.evaluate(MOTION, slide.id) == way.get(slide.id, "fade")
                if slide.id == "parts":
                    # In their places, and not where the slide before had them.
                    stage.wait_for_function(ARRIVED)
                if slide.id == "percent":
                    # What moved once stands there as well when the talk comes back to it.
                    stage.keyboard.press("PageUp")
                    at(stage, "parts", 1)
                    stage.wait_for_function(ARRIVED)
                    stage.keyboard.press("PageDown")
                    at(stage, "percent", 0)
                if slide.id in OWN_WIDGETS:
                    for page in (stage, phone, other):
                        page.wait_for_function(OWN_ROWS, arg=OWN_WIDGETS[slide.id])
                if slide.id == "beliefs":
                    sugar, knead, fold, warm = BELIEFS
                    lines = ([sugar, knead, warm], [knead, warm], [fold, warm], [fold, warm])[step]
                    for page in (stage, phone):
                        # The slide comes by a transition, and its lines with it.
                        page.wait_for_function(STAND, arg=lines)
                if slide.id == "water":
                    lines = (["7"], ["9", "10"], [])[step]
                    assert [page.evaluate(POINTED_OUT) for page in (stage, phone)] == [lines] * 2
                if slide.id == "water" and step == slide.steps:
                    phone.get_by_role("button", name="Copy the code").tap()
                    chosen = phone.evaluate("getSelection().toString()")
                    assert chosen.startswith("def water_temperature")
                if slide.id == "hot-day":
                    if step == 0:
                        stage.wait_for_selector(".code-states[data-moves]")
                        stage.evaluate(WATCH_LINES)
                    for page in (stage, phone):
                        page.wait_for_function(IN_SIGHT, arg=CHANGES[step])
                    assert len(stage.evaluate("glided")) == step
                if slide.id == "gas":
                    stage.wait_for_function(GROUND_RUNS)
                    assert phone.locator("video").count() == 0
                assert (slide.id == "order") or stage.locator("iframe").count() == 0, slide.id
                if slide.id == "order":
                    shown = stage.wait_for_selector(".page-frame[data-shown] iframe")
                    inside = shown.content_frame() if shown else None
                    assert inside
                    assert inside.title() == "Order0"
                    frames = [page.locator("iframe").count() for page in (phone, speaker)]
                    assert frames == [0, 0]
                if slide.id in ("rises", "song") and step == 1:
                    stage.wait_for_function(RUNS)
                    assert phone.locator("video, audio").count() == 0
                    assert speaker.locator("video, audio").count() == 0
                if step == slide.steps:
                    stage.wait_for_function(WAITING)
                    for page in (phone, other):
                        page.wait_for_function(WAITING)
                        assert page.evaluate(WIDER) <= 0, slide.id
                        assert page.evaluate(CUT_TEXT) <= 0, slide.id
                stage.keyboard.press("PageDown")
        for page in (stage, phone):
            assert page.evaluate(BROKEN) == []
            assert all(width >= 1 for width in page.evaluate(LOOKS)), (
                "a table and a quotation have their lines"
            )
        # Nobody else's host: `screens` keeps what a screen asked of others in vain.
        assert {*asked, *screens.strayed} == {f"{PAGE}order"}
        screens.strayed.clear()
        # The program's end was changed and moved: lines 7 and up of the file glided twice.
        assert all(stage.evaluate("glided"))
    assert heard == []


def test_the_single_file_and_the_guide_show_it_from_a_stick(
    browser: Browser, tmp_path: Path
) -> None:
    deck, heard = load(DECK), list[str]()
    files = {guide: tmp_path / f"{guide}.html" for guide in (False, True)}
    for guide, file in files.items():
        single_file.write(single_file.render(deck, guide=guide), file)
    for guide, widths in ((False, [1280]), (True, [1280, 390])):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
        page = listened(shrunk(context.new_page()), heard)
        page.goto(files[guide].as_uri())
        at(page, deck.slides[0].id)
        for slide in deck.slides if not guide else ():
            at(page, slide.id)
            for _ in range(slide.steps + 1):
                page.keyboard.press("PageDown")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            assert shrunk(page).evaluate("innerWidth") == width
            if guide:
                page.evaluate(READ, [slide.id for slide in deck.slides])
            page.wait_for_function("() => [...document.images].every((image) => image.complete)")
            assert page.evaluate(BROKEN) == []
            assert all(width >= 1 for width in page.evaluate(LOOKS))
            assert page.evaluate(WIDER) <= 0
            if guide:
                assert page.evaluate(COVERED) == []
        context.close()
    assert heard == []
