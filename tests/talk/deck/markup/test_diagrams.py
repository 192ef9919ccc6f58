"""A fence of the language dot is drawn, and nothing that moves or leads outside stays in it."""

from __future__ import annotations

from talk.deck.markup.markdown import block

FENCE = """Look:

```dot A "way" from a to b
digraph { a -> b }
```
"""


def test_a_fence_becomes_a_drawing_with_its_words() -> None:
    page = block(FENCE)
    assert (
        '<div class="diagram" role="img" aria-label="A &quot;way&quot; from a to b" '
        'tabindex="0"><svg ' in page
    )
    assert 'viewBox="0 0 ' in page
    assert "<pre" not in page


def test_links_scripts_and_files_of_a_diagram_are_left_out() -> None:
    hostile = (
        'digraph { a [URL="javascript:alert(1)" tooltip="<script>alert(2)</script>"]'
        ' b [image="/etc/passwd" label=""] c [label="</svg><script>alert(3)</script>"] }'
    )
    page = block(f"```dot x\n{hostile}\n```\n")
    for left_out in ("javascript:", "<script", "passwd", "<image", "<a "):
        assert left_out not in page, left_out
    assert "&lt;/svg&gt;" in page


def test_a_diagram_with_a_mistake_is_shown_as_it_was_typed() -> None:
    page = block("```dot x\ndigraph { a -> \n```\n")
    assert '<pre class="code" data-language="dot"' in page
