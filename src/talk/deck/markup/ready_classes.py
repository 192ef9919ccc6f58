"""Name the classes that every theme has: `[words]{.quiet}`, or `class: accent` on a slide."""

READY_CLASSES = {
    "accent": "words in the accent's colour; a slide on a ground of that colour",
    "quiet": "words in the second voice; a slide on the ground of fields and cards",
    "small": "words, a paragraph or the texts of a slide a sixth smaller",
    "large": "words, a paragraph or the texts of a slide a quarter larger",
    "centre": "a paragraph, or all of a slide, set in the middle",
    "columns": "a list whose last item ends with it, or the text of a slide, in two columns",
}
"""Class → what it does; the rules are in web/ready_classes.css."""
