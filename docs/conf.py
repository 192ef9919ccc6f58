"""How Sphinx builds the site: `make docs`, strictly (every warning fails), into build/docs."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from talk import __version__

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import reference_parts

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# The trees of all pages stay to the end. Looking through them again and again for garbage would
# take a third of the build.
gc.disable()

project = "talk"
author = "the authors of talk"
version = release = __version__
extensions = ["myst_parser"]
exclude_patterns = ["_static"]

myst_enable_extensions = ["attrs_block", "deflist", "fieldlist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = f"talk {__version__}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"


def put_in_parts(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Put the parts that are made from the code into a page."""
    # The page holds them already. They are made anew, so that the site is right even where somebody
    # has changed the code and not yet written the page.
    source[0] = reference_parts.filled(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the site to Sphinx."""
    app.connect("source-read", put_in_parts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
