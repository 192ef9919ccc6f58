"""`transition: move`: a sentence becomes tokens, the tokens windows; rows and bars are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .presenting import presented
from .screens import PROJECTOR, Screens, at, connected
from .scripted_kernel import scripted_kernel
from .widget_kit import PARIS, record

SLIDES = f"""
  - {{id: sentence, layout: statement, statement: {PARIS}}}
  - {{id: tokens, layout: live, title: Tokens, transition: move,
      live: {{widget: tokenizer, text: {PARIS}}}}}
  - {{id: window, layout: live, title: Windows, transition: move,
      live: {{widget: windows, texts: [{PARIS}], rows: 2}}}}
  - {{id: two, layout: table, title: Two, columns: [a, b], rows: [[rye, 1], [wheat, 2]]}}
  - {{id: more, layout: table, title: More, transition: move, columns: [a, b],
      rows: [[wheat, 3], [spelt, 4], [rye, 5]]}}
  - {{id: low, layout: chart, title: Low, kind: bar, alt: Rye stands half as high as wheat.,
      data: [[flour, loaves], [rye, 1], [wheat, 2]]}}
  - {{id: high, layout: chart, title: High, kind: bar, alt: Rye is the highest., transition: move,
      data: [[flour, loaves], [wheat, 3], [spelt, 4], [rye, 8]]}}
"""

WATCH = """() => {
  window.moved = {};
  document.querySelector(".reveal").addEventListener("autoanimate", ({ toSlide }) => {
    // Before the first frame: each part is where it comes from.
    const parts = toSlide.querySelectorAll(":is(.chip, tr, path)[data-auto-animate-target]");
    moved[toSlide.id] = [...parts]
      // reveal.js lets what comes from nowhere fade in.
      .filter((part) => part.dataset.autoAnimateTarget !== "unmatched")
      .map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect();
        const name = part.dataset.mark ?? part.innerText.split(/\\s/)[0].replace("·", "");
        return [name, x + width / 2, y + height / 2];
      });
  });
}"""
WORDS = """() => {
  const text = document.querySelector("#sentence .statement p").firstChild;
  return ["capital", "Paris"].map((word) => {
    const range = document.createRange();
    const at = text.data.indexOf(word);
    range.setStart(text, at);
    range.setEnd(text, at + word.length);
    const { x, y, width, height } = range.getBoundingClientRect();
    return [word, x + width / 2, y + height / 2];
  });
}"""
PLACES = """(selector) => [...document.querySelectorAll(selector)].map((part) => {
  const { x, y, width, height } = part.getBoundingClientRect();
  const name = part.dataset.mark ?? part.innerText.split(/\\s/)[0].replace("·", "");
  return [name, x + width / 2, y + height / 2];
})"""
THERE = """(id) => {
  const parts = [...document.querySelectorAll(`#${id} :is(.chip, tbody tr, [data-mark])`)];
  return parts.length > 0 && parts.every((part) => getComputedStyle(part).transform === "none");
}"""
"""Whether every token, row and bar stands in its place."""

Place = tuple[str, float, float]
"""What a part says first, and the middle of it on the screen, in pixels."""


def test_tokens_come_from_the_words_of_a_sentence_and_rows_and_bars_from_their_own_places(
    made_deck: Callable[[str, str], Path], screens: Screens
) -> None:
    folder = made_deck("moving", SLIDES)
    with scripted_kernel() as kernel:
        record(folder, kernel)
    with presented(folder) as talk:
        stage = connected(screens(talk.stage, PROJECTOR))
        calm = connected(screens(talk.stage, PROJECTOR, reduced_motion="reduce"))
        for page in (stage, calm):
            page.evaluate(WATCH)
        words = stage.evaluate(WORDS)
        stage.keyboard.press("PageDown")
        at(stage, "tokens")
        stage.wait_for_function(THERE, arg="tokens")
        first = stage.evaluate("moved.tokens")
        assert [name for name, *_ in first][:2] == ["The", "capital"]
        assert all(near(word, first) for word in words)

        tokens = stage.evaluate(PLACES, "#tokens .chip")
        stage.keyboard.press("PageDown")
        at(stage, "window")
        stage.wait_for_function(THERE, arg="window")
        # Both windows begin with the sentence's first tokens, and each comes from the same place.
        then = stage.evaluate("moved.window")
        assert [name for name, *_ in then].count("capital") == 2
        assert all(near(place, tokens) for place in then)

        for before, after, part in [("two", "more", "tbody tr"), ("low", "high", "[data-mark]")]:
            stage.keyboard.press("PageDown")
            at(stage, before)
            bars = stage.evaluate(PLACES, f"#{before} {part}")
            stage.keyboard.press("PageDown")
            at(stage, after)
            stage.wait_for_function(THERE, arg=after)
            moved = stage.evaluate("(id) => moved[id]", after)
            assert [name for name, *_ in moved] == ["wheat", "rye"]
            assert all(near(place, bars) for place in moved)
        assert not all(near(bar, stage.evaluate(PLACES, "#high [data-mark]")) for bar in bars)
        at(calm, "high")
        assert calm.evaluate("moved") == {}


def near(place: Place, others: list[Place]) -> bool:
    """Return whether a part of this name stands within two pixels of a place."""
    name, x, y = place
    return any(
        name == other and abs(x - left) < 2 and abs(y - top) < 2 for other, left, top in others
    )
