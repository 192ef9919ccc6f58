"""Read themes: folders with a `theme.css` (tokens and look) and perhaps a `theme.yaml`.

A theme.yaml has a description and a scheme. The HTML that a theme may rely on is in
docs/reference/themes.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from talk.build.assets import Assets
from talk.build.emoji import FAMILY, emoji_in, font_of, unicode_range
from talk.deck.model import Deck
from talk.deck.reading.problems import did_you_mean_or_list
from talk.deck.reading.themes import theme_folder, theme_names
from talk.failure import Failure

URL = re.compile(r"""url\(\s*(["']?)(?!data:|https?:|//|#)([^"')]+)\1\s*\)""")
FONTS = re.compile(r"(--font-(?:display|text|mono)\s*:)")
"""Tokens of fonts where a stylesheet sets them."""
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Theme:
    """A theme as it was read."""

    name: str
    folder: Path
    css: str
    """As written."""
    description: str = ""
    scheme: str = "light"
    """light | dark: what the browser paints scroll bars and form controls for."""

    added: tuple[tuple[Path, str], ...] = ()
    """The deck's own stylesheets, which come after the theme: folder and text of each."""
    emoji: frozenset[str] = frozenset()
    """Signs of the emoji in the deck."""

    @property
    def whole(self) -> str:
        """All style that is written for the deck: the theme's, then the deck's own."""
        return "\n".join([self.css, *(css for _, css in self.added)])

    def publish(self, assets: Assets) -> str:
        """Add the style and every file that it names to `assets`; return the style's URL.

        Raises Failure.
        """
        sheets = [(self.folder, self.css), *self.added]
        css = "\n".join(self._with_files(folder, css, assets) for folder, css in sheets)
        # Indentation travels to every phone and says nothing to a browser.
        css = re.sub(r"\n\s*", "\n", css).strip() + "\n"
        if self.emoji:
            css = FONTS.sub(r"\1var(--emoji,) ", css) + self._emoji_face(assets)
        return assets.add(f"{self.name}.css", css.encode())

    def _emoji_face(self, assets: Assets) -> str:
        """Return the rules of the emoji font, which stands before every other for its signs."""
        url = assets.add("emoji.woff2", font_of(self.emoji)).removeprefix(assets.prefix)
        return (
            f'@font-face{{font-family:"{FAMILY}";src:url("{url}") format("woff2");'
            f"unicode-range:{unicode_range(self.emoji)}}}\n"
            f':root{{--emoji:"{FAMILY}",}}\n'
        )

    def _with_files(self, folder: Path, css: str, assets: Assets) -> str:
        """Return a stylesheet with the URLs of the files that it names. Raises Failure."""

        def hashed(found: re.Match[str]) -> str:
            # `font.woff2?v=2` and `icons.svg#star` are files without what follows.
            file = folder / found.group(2).split("?")[0].split("#")[0]
            try:
                url = assets.add(file.name, file.read_bytes())
            except OSError as error:
                raise Failure(
                    f"theme '{self.name}' names {found.group(2)}, which cannot be read: "
                    f"put the file into {folder}"
                ) from error
            # The style lies in the same folder, so its URLs have no prefix.
            return f'url("{url.removeprefix(assets.prefix)}")'

        # Comments first: one may name a file that is not there.
        return URL.sub(hashed, COMMENT.sub("", css))


def of_deck(deck: Deck, name: str | None = None) -> Theme:
    """Return the theme of a name (None: the deck's), with the deck's own stylesheets after it.

    Raises Failure.
    """
    theme = find(name or deck.theme, deck.root)
    try:
        added = tuple((file.parent, file.read_text("utf-8-sig")) for file in deck.css)
    except OSError as error:
        raise Failure(
            f"the stylesheet {error.filename} cannot be read: {error.strerror}"
        ) from error
    # In the layer of talk's own widgets, so that a theme wins over their looks as well.
    looks = tuple(
        (deck.root, f"@layer widgets {{\n{widget.look}\n}}")
        for widget in deck.widgets.values()
        if widget.look
    )
    return replace(theme, added=(*looks, *added), emoji=emoji_in(deck))


def find(name: str, deck_root: Path) -> Theme:
    """Return the theme of a name: beside the deck, the user's own, or a shipped one.

    Raises Failure.
    """
    folder = theme_folder(name, deck_root)
    if folder is None:
        hint = did_you_mean_or_list(name, theme_names(deck_root), "themes")
        raise Failure(f"there is no theme '{name}' ({hint})")
    return read(folder)


def read(folder: Path) -> Theme:
    """Return the theme in a folder. Raises Failure."""
    try:
        css = (folder / "theme.css").read_text(encoding="utf-8-sig")
        about = folder / "theme.yaml"
        # safe_load: a theme may come from anybody.
        meta = yaml.safe_load(about.read_text(encoding="utf-8")) if about.is_file() else {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Failure(f"theme '{folder.name}' cannot be read: {error}") from error
    # A file of one word or of a list is YAML too.
    meta = meta if isinstance(meta, dict) else {}
    return Theme(
        name=folder.name,
        folder=folder,
        css=css,
        description=str(meta.get("description", "")),
        scheme="dark" if meta.get("scheme") == "dark" else "light",
    )
