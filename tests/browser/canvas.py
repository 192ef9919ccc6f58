"""Look at the projector's canvas in every theme, on a stage that goes through a deck.

Nothing leaves the slide, nothing overlaps the foot and nothing is set under 20 pixels. The bounds
are those of `talk check --render` (src/talk/export/render_check.js), which looks at a printed page.
"""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page

from talk.build.assets import Assets
from talk.build.theme import of_deck
from talk.present.loading import Loaded

FAULTS = """() => {
  const slide = document.querySelector(".slides > section.present");
  const box = slide.getBoundingClientRect();
  const foot = slide.querySelector(".slide-foot").getBoundingClientRect();
  const faults = [];
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const properties = { opacityProperty: true, visibilityProperty: true };
    if (!node.data.trim() || !element.checkVisibility(properties)) continue;
    if (element.closest("select, option, math, .visually-hidden, [hidden]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const at = range.getBoundingClientRect();
    if (at.width < 2 || at.height < 2) continue;
    // The text of a drawing is as large as the drawing.
    const drawing = element.closest("svg");
    const scale = drawing ? drawing.getScreenCTM().a : 1;
    const size = scale * parseFloat(getComputedStyle(element).fontSize);
    const words = node.data.trim().slice(0, 40);
    if (size < 20) faults.push(`${size} px: ${words}`);
    let clip = element;
    while (clip && clip !== slide && getComputedStyle(clip).overflowX === "visible")
      clip = clip.parentElement;
    if (clip !== slide && clip) continue;
    const inFoot = Boolean(element.closest(".slide-foot"));
    if (at.left < box.left + 40 || at.right > box.right - 40 || at.top < box.top
        || at.bottom > box.bottom) {
      faults.push(`outside: ${words}`);
    } else if (!inFoot && at.bottom > foot.top + 4) faults.push(`over the foot: ${words}`);
  }
  return faults;
}"""


THEMES = ("plain", "contrast", "lecture")
"""Themes in which slides are looked at, the shipped decks' own last; night is set as lecture is."""

SHOW_IN = """async (theme) => {
  for (const style of document.querySelectorAll("link[data-of]"))
    style.sheet.disabled = style.dataset.of !== theme;
  document.documentElement.dataset.theme = theme;
  // Its widgets measure their words, and render once they are connected.
  for (const widget of document.querySelectorAll(".slides > section.present [data-key]")) {
    const { parentNode, nextSibling } = widget;
    widget.remove();
    parentNode.insertBefore(widget, nextSibling);
  }
  document.body.getBoundingClientRect();
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""
"""Show the slide that is up in another theme."""

LOOK = """() => { const { backgroundColor, fontFamily } = getComputedStyle(document.body);
  return backgroundColor + fontFamily + getComputedStyle(document.documentElement).getPropertyValue(
    "--accent"); }"""
"""What tells one theme from another."""

SEEN = f"""async (themes) => {{
  const [show, look, faults] = [{SHOW_IN}, {LOOK}, {FAULTS}];
  const seen = {{}};
  for (const theme of themes) {{
    await show(theme);
    seen[theme] = [look(), faults()];
  }}
  return seen;
}}"""
"""What tells the themes apart, and the faults of the slide that is up, in each theme."""

ADD_STYLES = """(styles) => {
  const first = [...document.querySelectorAll("link[rel=stylesheet]")].at(-1);
  const added = Object.entries(styles).map(([theme, href]) => new Promise((resolve, reject) => {
    const style = first.cloneNode();
    [style.dataset.of, style.href, style.onload, style.onerror] = [theme, href, resolve, reject];
    first.after(style);
  }));
  return Promise.all(added).then(() => first.remove());
}"""
"""Put the styles of all themes in the place of the deck's own, by theme."""


def serve_themes(loaded: Loaded) -> dict[str, str]:
    """Add the styles of all themes to what a room will serve; return their addresses by theme."""
    assets = Assets("/assets/")
    styles = {theme: of_deck(loaded.deck, theme).publish(assets) for theme in THEMES}
    loaded.site.files.update({f"assets/{name}": file for name, file in assets.files.items()})
    return styles


def add_themes(stage: Page, styles: dict[str, str]) -> None:
    """Get a stage ready to show its slides in all themes."""
    stage.wait_for_function(
        "() => customElements.get('talk-tokenizer') && document.fonts.status === 'loaded'"
    )
    stage.evaluate(ADD_STYLES, styles)


def look_in_themes(stage: Page, themes: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    """Return what tells each theme from others, and the faults of the slide that is up in it.

    The slide is shown in the last of the themes then.
    """
    seen: dict[str, tuple[str, list[str]]] = stage.evaluate(SEEN, list(themes))
    return seen
