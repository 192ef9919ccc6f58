"""Markdown as slides need it."""

from __future__ import annotations

import pytest

from talk.deck.markup.markdown import StepCounter, block, inline, plain, step_count


def test_paragraphs_lists_tables_and_strikethrough() -> None:
    html = block("a ~~b~~\n\n- c\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n")
    assert "<p>a <s>b</s></p>" in html
    assert "<li>c</li>" in html
    assert '<td style="text-align:right">2</td>' in html


def test_inline_text_has_no_block_round_it() -> None:
    assert inline("a *b*") == "a <em>b</em>"


def test_raw_html_is_shown_not_read() -> None:
    assert "<script" not in block("<script>alert(1)</script>\n\na <b onclick=x>b</b>")
    assert inline("<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc"]
)
def test_links_that_run_or_read_something_are_not_made(target: str) -> None:
    assert "<a" not in inline(f"[x]({target})")


def test_links_out_open_elsewhere_and_links_in_the_deck_do_not() -> None:
    assert 'target="_blank" rel="noopener noreferrer"' in inline("[x](https://example.org)")
    assert inline("[x](#tokens)") == '<a href="#tokens">x</a>'


def test_quotes_and_dashes_are_those_of_the_language() -> None:
    assert inline('"a" -- it\'s...') == "“a” – it’s…"
    assert inline('"a"', language="de-AT") == "„a“"
    assert inline('`"a" -- b`') == "<code>&quot;a&quot; -- b</code>"


def test_list_items_with_a_mark_are_steps_in_their_order() -> None:
    html = block("- a {.step}\n- b\n- c {.step .quiet}\n  - d {.step}\n")
    assert '<li class="step" data-step="1">a</li>' in html
    assert "<li>b</li>" in html
    assert '<li class="step quiet" data-step="2">c' in html
    assert '<li class="step" data-step="3">d</li>' in html


def test_paragraphs_headings_spans_images_and_bold_ends_take_marks_too() -> None:
    html = block("# A {.step}\n\nsome **text**{.step}\n\n[span]{.step} and ![a](b.png){.step}\n")
    assert '<h1 class="step" data-step="1">A</h1>' in html
    assert '<p class="step" data-step="2">some <strong>text</strong></p>' in html
    assert '<span class="step" data-step="3">span</span>' in html
    assert 'class="step" data-step="4"' in html


def test_pictures_that_stand_alone_are_told_from_those_in_a_sentence() -> None:
    assert block("![a](a.png)").startswith('<p class="pictures"><img')
    assert block("![a](a.png){width=20}\n![b](b.png)").startswith('<p class="pictures"><img')
    assert block("see ![a](a.png)").startswith("<p>see <img")
    assert block("- ![a](a.png)").startswith("<ul>")
    assert block("![a](a.png) {.step}").startswith('<p class="step pictures" data-step="1"><img')


def test_a_counter_numbers_the_steps_of_several_texts_on() -> None:
    steps = StepCounter()
    block("- a {.step}", steps=steps)
    assert 'data-step="2"' in block("- b {.step}", steps=steps)
    assert steps.count == 2


def test_steps_are_counted_as_they_are_numbered() -> None:
    text = "- a {.step}\n- `b {.step}` no\n\n```\nc {.step}\n```\n\nd {.step}\n"
    assert step_count(text) == 2
    assert block(text).count("data-step") == 2


def test_braces_that_are_no_marks_stay() -> None:
    assert inline("a set {x}") == "a set {x}"
    assert "{.}" in block("- a {.}")


def test_images_are_resolved_with_the_path_as_it_was_written() -> None:
    seen: list[str] = []

    def url(path: str) -> str:
        seen.append(path)
        return "/assets/1.png"

    html = block("![ein Bild](bilder/schöne%20katze.png){width=300}", image=url)
    assert seen == ["bilder/schöne katze.png"]
    assert 'src="/assets/1.png"' in html
    assert 'alt="ein Bild"' in html
    assert 'width="300"' in html


def test_attributes_that_could_run_something_are_not_taken() -> None:
    html = block("![a](b.png){onerror=x style=y .big}")
    assert "onerror" not in html
    assert "style" not in html
    assert 'class="big"' in html


def test_formulas_become_mathml() -> None:
    html = block("so $x_i$ and\n\n$$\\frac{a}{b}$$\n")
    assert (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline" alttext="x_i">' in html
    )
    assert (
        '<div class="math"><math xmlns="http://www.w3.org/1998/Math/MathML" display="block"' in html
    )


def test_prices_are_not_formulas() -> None:
    assert inline("from $5 to $10 or 3 $") == "from $5 to $10 or 3 $"


def test_code_is_coloured_when_it_is_built() -> None:
    html = block("```python\ndef f(): pass\n```")
    assert '<pre class="code" data-language="python" tabindex="0">' in html
    assert '<span class="k">def</span>' in html


def test_plain_text_has_the_words_alone() -> None:
    assert (
        plain("The *capital* of `France` is [Paris](#p), $x$")
        == "The capital of France is Paris, x"
    )
    assert plain("no markup") == "no markup"


def test_marks_hold_other_markup_and_stop_at_comparisons() -> None:
    assert inline("a ==b *c* `==`== d") == "a <mark>b <em>c</em> <code>==</code></mark> d"
    assert inline("a == b and c == d, ===") == "a == b and c == d, ==="


def test_sub_and_superscript() -> None:
    assert inline("H~2~O, x^2^, ~~off~~") == "H<sub>2</sub>O, x<sup>2</sup>, <s>off</s>"
    assert inline("about ~5 to ~7, 2^10 and 2^20") == "about ~5 to ~7, 2^10 and 2^20"


def test_tasks_have_boxes_with_names_and_nothing_to_press() -> None:
    html = block("- [ ] wait {.step}\n- [x] **feed**\n- plain\n")
    assert (
        '<li class="task-list-item step" data-step="1">'
        '<span class="task-box" data-task="to do" role="img"' in html
    )
    assert 'aria-label="done"></span> <strong>feed</strong></li>' in html
    assert "<li>plain</li>" in html
    assert "<input" not in html


def test_a_height_alone_is_kept_though_pictures_have_the_height_of_their_width() -> None:
    assert 'style="height: 300px"' in block("![a](b.png){height=300}")
    assert "style" not in block("![a](b.png){width=300 height=200}")


def test_plain_text_has_no_signs_of_marks_and_small_letters() -> None:
    assert plain("==H~2~O== x^2^") == "H2O x2"


def test_a_name_says_what_moves_to_the_next_slide() -> None:
    html = block("- a {.step #rye}\n\n[b]{#salt} ![c](d.png){#jar}\n\n## e {#f}\n")
    assert '<li data-move="rye" class="step" data-step="1">' in html
    assert '<span data-move="salt">b</span>' in html
    assert '<img src="d.png" alt="c" data-move="jar"' in html
    assert '<h2 data-move="f">e</h2>' in html
    assert " id=" not in html


def test_steps_say_what_they_do_by_their_class() -> None:
    html = block("a {.step .hide}\n\nb {.step .replace}\n\n[c]{.step .emphasise}\n")
    assert '<p class="step hide" data-step="1">' in html
    assert '<p class="step replace" data-step="2">' in html
    assert '<span class="step emphasise" data-step="3">' in html
