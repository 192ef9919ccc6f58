"""Set what a presenter drew over a slide: the same lines as on the stage (web/marks.ts)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from talk.protocol.methods.stage import Stroke

WIDTH, HEIGHT = 1920, 1080
"""The canvas, in its own pixels."""


def drawing(strokes: Sequence[Stroke]) -> Markup:
    """Return the SVG of a slide's strokes; empty where there are none."""
    if not strokes:
        return Markup("")
    line = Markup('<polyline class="{}" points="{}"/>')
    lines = Markup("").join(
        line.format(stroke.colour, _pixels(stroke.points)) for stroke in strokes
    )
    box = Markup('<svg class="drawing" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>')
    return box.format(WIDTH, HEIGHT, lines)


def _pixels(points: Sequence[float]) -> str:
    pairs = list(zip(points[::2], points[1::2], strict=True))
    # A line of one point has no length and would not be seen.
    pairs = pairs * 2 if len(pairs) == 1 else pairs
    return " ".join(f"{x * WIDTH:.1f},{y * HEIGHT:.1f}" for x, y in pairs)
