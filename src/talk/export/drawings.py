"""Set what a presenter drew over a slide: the same lines as on the stage (web/marks.ts)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from talk.protocol.methods.stage import Stroke


def drawing(strokes: Sequence[Stroke], canvas: tuple[int, int]) -> Markup:
    """Return the SVG of a slide's strokes; empty where there are none.

    `canvas` is the slide's width and height in CSS pixels.
    """
    if not strokes:
        return Markup("")
    line = Markup('<polyline class="{}" points="{}"/>')
    lines = Markup("")
    for stroke in strokes:
        pairs = list(zip(stroke.points[::2], stroke.points[1::2], strict=True))
        # A line of one point has no length and would not be seen.
        pairs = pairs * 2 if len(pairs) == 1 else pairs
        points = " ".join(f"{x * canvas[0]:.1f},{y * canvas[1]:.1f}" for x, y in pairs)
        lines += line.format(stroke.colour, points)
    box = Markup('<svg class="drawing" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>')
    return box.format(*canvas, lines)
