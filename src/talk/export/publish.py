"""Make a deck ready for any static host: every page, by relative addresses, in one folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from talk.build import html, single_file, site
from talk.build.assets import File, hashed_name
from talk.build.theme import Theme, of_deck
from talk.deck.markup import markdown
from talk.deck.model import Deck
from talk.messages import closest, direction, message

STYLE = Path(__file__).with_name("published.css")
PAGE = "text/html; charset=utf-8"
TOKENS = {
    "paper": "#ffffff",
    "ink": "#161616",
    "quiet": "#595959",
    "rule": "#d6d6d2",
    "accent": "#b3361f",
}
"""Tokens of a theme that the entry page uses, with the values of a theme that has none."""


@dataclass(frozen=True)
class Way:
    """A way to read the deck, as the entry page offers it."""

    url: str
    name: str
    about: str
    download: bool = False


def published(
    deck: Deck,
    *,
    card: bytes | None = None,
    pdf: bytes | None = None,
    with_notes: bool = False,
    theme: str | None = None,
    path: str | None = None,
) -> dict[str, File]:
    """Return the files of the folder by their path in it.

    `card` is the social card as PNG, where deck.yaml names none, and `pdf` the printed deck. Raises
    Failure when something that the deck needs is missing.
    """
    made = site.render(deck, path=path, theme=theme, card=card, with_notes=with_notes)
    files = dict(made.files)
    # The entry page has the name that a server sends by itself.
    files["slides.html"] = files.pop("index.html")
    guide = single_file.render(deck, guide=True, path=path, theme=theme)
    files["guide.html"] = File(guide, PAGE)
    whole = f"{deck.name}.html"
    # A deck in a folder `guide` must not replace the page of that name.
    if whole in files or whole == "index.html":
        whole = "talk.html"
    files[whole] = File(single_file.render(deck, path=path, theme=theme), PAGE)
    if pdf is not None:
        files[f"{deck.name}.pdf"] = File(pdf, "application/pdf")
    picture = next((name for name in files if re.match(r"assets/social_card\.", name)), "")
    if deck.card is not None:
        picture = f"assets/{hashed_name(deck.card.name, deck.card.read_bytes())}"

    def say(key: str) -> str:
        return message(deck.language, key)

    def way(url: str, what: str, *, download: bool = False) -> Way:
        return Way(url, say(f"publish-{what}"), say(f"publish-{what}-about"), download)

    ways = [
        way("slides.html", "slides"),
        way("guide.html", "article"),
        way("phone.html", "phone"),
        *([Way(f"{deck.name}.pdf", "PDF", say("publish-pdf-about"), True)] if pdf else []),
        way(whole, "file", download=True),
        *([way("speaker.html", "speaker")] if with_notes else []),
    ]
    look = Markup(style(of_deck(deck, theme)))
    title = markdown.plain(deck.title)
    environment = html.environment()
    # An interface that does not speak the deck's language says so, for screen readers.
    spoken = closest(deck.language)
    words = {
        "say": lambda key, **values: message(deck.language, key, **values),
        "direction": direction(deck.language),
        "spoken": spoken if deck.language.split("-")[0].lower() != spoken else "",
    }
    address = site.card_address(deck, picture) if picture else ""
    entry = environment.get_template("_published.html.j2").render(
        deck=deck,
        title=title,
        summary=markdown.plain(deck.subtitle),
        author=markdown.plain(deck.author),
        card=address,
        picture=picture,
        ways=ways,
        chapters=html.contents(html.numbered(deck, path)),
        style=look,
        **words,
    )
    missing = environment.get_template("_missing.html.j2").render(
        deck=deck,
        title=title,
        home=site.folder_of(deck.url) if deck.url else "",
        style=look,
        **words,
    )
    files["index.html"] = File(entry.encode(), PAGE)
    files["404.html"] = File(missing.encode(), PAGE)
    # GitHub's Jekyll would leave out files and folders that begin with an underscore.
    files[".nojekyll"] = File(b"", "text/plain")
    return files


def style(theme: Theme) -> str:
    """Return the style of the entry page, in the theme's colours."""
    found = {}
    for name, otherwise in TOKENS.items():
        # The first is that of `:root`; later ones are for a dark phone and so on.
        written = re.search(rf"--{name}:\s*([^;]+);", theme.css)
        found[name] = written[1].strip() if written else otherwise
    tokens = "".join(f"--{name}:{value};" for name, value in found.items())
    # The file says `light dark` for both kinds of themes; this one is of one kind.
    css = re.sub(r"\s*\n\s*", " ", STYLE.read_text("utf-8")).replace(
        "color-scheme: light dark", f"color-scheme: {theme.scheme}"
    )
    return f":root{{{tokens}}} {css}"
