"""HTML of an author's own comes through as far as it is allowed, and nothing else does."""

from __future__ import annotations

import pytest

from talk.deck.markup import markdown
from talk.deck.markup.safe_html import HtmlClass, HtmlFault, HtmlPicture, html_faults, safe_html


@pytest.mark.parametrize(
    "text",
    [
        '<p title="small">Hello <b>you</b></p>',
        '<svg viewBox="0 0 9 9"><linearGradient id="g"></linearGradient>'
        '<rect fill="url(#g)" width="9"></rect></svg>',
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
        '<div style="display:grid;gap:1em">x</div>',
    ],
)
def test_what_is_allowed_stays_and_is_no_fault(text: str) -> None:
    cleaned = safe_html(text)
    for part in ('title="small"', 'viewBox="0 0 9 9"', 'fill="url(#g)"', 'colspan="2"', "grid"):
        assert (part in cleaned) is (part in text)
    assert list(html_faults(text)) == []


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("<script>steal()</script>", "steal"),
        ('<img src="a.png" onerror="steal()">', "steal"),
        ('<a href="javascript:steal()">x</a>', "steal"),
        ('<iframe src="https://example.org"></iframe>', "example"),
        ('<form action="https://example.org"><input name="x"></form>', "example"),
        ("<style>body { background: url(https://example.org) }</style>", "example"),
        ('<p style="background: url(https://example.org)">x</p>', "example"),
        ('<p style="position: fixed">x</p>', "fixed"),
        ('<p style="background: URL(https://example.org)">x</p>', "example"),
        (r'<p style="background: \75rl(https://example.org)">x</p>', "example"),
        ("<p style=\"background: image-set('//example.org' 1x)\">x</p>", "example"),
        ('<svg><rect fill="URL(https://example.org#a)"/></svg>', "example"),
        (r'<svg><rect fill="\75rl(https://example.org#a)"/></svg>', "example"),
        ('<svg><use href="https://example.org#a"></use></svg>', "example"),
        ('<svg><rect fill="url(https://example.org#a)"/></svg>', "example"),
        ('<math><mtext><img src=x onerror="steal()"></mtext></math>', "steal"),
        ('<svg><style><img src=x onerror="steal()"></style></svg>', "steal"),
    ],
)
def test_what_could_do_harm_is_left_out(text: str, gone: str) -> None:
    assert gone not in safe_html(text)


@pytest.mark.parametrize(
    "text",
    [
        '<p style="position: absolute; top: 0" id="x" data-x="1">y</p>',
        '<svg><circle r="3"><animate attributeName="r" to="9" dur="1s"></animate></circle></svg>',
        '<button type="button" aria-pressed="true">y</button>',
    ],
)
def test_a_trusted_deck_keeps_what_is_no_script(text: str) -> None:
    assert list(html_faults(text)) != []
    assert list(html_faults(text, trusted=True)) == []
    kept = safe_html(text, trusted=True).replace(";", "").replace(" ", "")
    assert kept == text.replace(";", "").replace(" ", "")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("<script>steal()</script>", "steal"),
        ('<img src="a.png" onerror="steal()">', "steal"),
        ('<a href="javascript:steal()">x</a>', "steal"),
        ('<svg><a href="javascript:steal()"><text>x</text></a></svg>', "steal"),
        ('<button onclick="steal()">x</button>', "steal"),
        ('<iframe src="https://example.org"></iframe>', "example"),
        ('<form action="https://example.org"><input></form>', "example"),
        ('<p style="background: url(https://example.org)">x</p>', "example"),
        ('<svg><animate attributeName="href" to="javascript:steal()"/></svg>', "steal"),
        ('<svg><style><img src=x onerror="steal()"></style></svg>', "steal"),
    ],
)
def test_even_a_trusted_deck_has_no_script(text: str, gone: str) -> None:
    assert gone not in safe_html(text, trusted=True)
    assert list(html_faults(text, trusted=True)) != []


def test_pictures_are_those_of_the_deck() -> None:
    text = 'x\n<img src="a b.png" alt="x">'
    assert list(html_faults(text)) == [HtmlPicture(7, "a b.png")]
    assert 'src="assets/1.png"' in safe_html(text, lambda name: "assets/1.png")


def test_classes_are_named_with_their_places() -> None:
    text = '<p class="a\n class">x</p>'
    assert list(html_faults(text)) == [HtmlClass(10, "a"), HtmlClass(13, "class")]
    assert list(html_faults(text, template=True)) == [], "a template's are of its own look"


def test_a_fault_has_its_place() -> None:
    (fault,) = html_faults('<p>\n <b onclick="x()">x</b>')
    assert isinstance(fault, HtmlFault)
    assert fault.at == 8
    (inside,) = html_faults('<section on="x()">x</section>')
    assert inside.at == 9, "not within the element's name"


def test_a_fence_holds_html_and_its_pictures() -> None:
    text = '```{=html}\n<b>x</b><img src="a.png" alt="y">\n```\n'
    made = markdown.block(text, image=lambda name: f"/{name}")
    assert made.startswith('<div class="html-part"><b>x</b><img src="/a.png" alt="y">')
    assert "<script" not in markdown.block("```{=html}\n<script>x</script>\n```\n")
