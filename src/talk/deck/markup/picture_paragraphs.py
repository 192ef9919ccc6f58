"""Mark paragraphs of pictures with the class `pictures`.

CSS cannot tell `![a](a.png)` alone in a paragraph from a small picture inside a sentence, and only
the first may be scaled to the room that is left on a slide.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore


def picture_paragraphs_plugin(md: MarkdownIt) -> None:
    """Add the class to every paragraph that holds pictures and nothing else."""
    md.core.ruler.push("picture_paragraphs", _mark)


def _mark(state: StateCore) -> None:
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if before.type != "paragraph_open" or token.type != "inline":
            continue
        kinds = {
            child.type
            for child in token.children or []
            # Blanks between two pictures are no words.
            if child.type != "text" or child.content.strip()
        }
        if "image" in kinds and kinds <= {"image", "softbreak", "hardbreak"}:
            before.attrJoin("class", "pictures")
