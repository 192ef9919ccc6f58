"""Slides of Marp, Slidev, reveal.js and Quarto become a deck that passes the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.load import load
from talk.deck.model import Deck
from talk.failure import Failure
from talk.scaffold.importing.command import import_slides

# One grey pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478"
    "9c6338010000ca00c999ca5d7e0000000049454e44ae426082"
)


@pytest.fixture
def imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(tmp_path, capsys)


class Importer:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.told: list[str] = []
        (folder / "hive.png").write_bytes(PNG)

    def __call__(self, name: str, text: str) -> Deck:
        """Return the deck that a file becomes; `told` is what was dropped."""
        (self.folder / name).write_text(text, "utf-8")
        assert import_slides(self.folder / name, self.folder / "made") == 0
        lines = self.capsys.readouterr().out.splitlines()
        assert "passes `talk check`" in lines[0]
        # Below the line of what was made and the line "dropped:".
        self.told = [line.strip() for line in lines[2:]]
        return load(self.folder / "made")


MARP = """---
marp: true
theme: gaia
size: 4:3
title: Bees of the city
author: A. Keeper
---

# Bees of the city

Why roofs hum in June

<!-- Welcome everybody. -->

---
<!-- _class: lead -->

## Three kinds

- **Honey** bees
  - nested
- [Bumble](https://example.org/b)<br>bees

<!--
Say where they live.
Then show the box.
-->

---

![bg right:40%](hive.png)

## A hive

One queen.

---

```python {1|2-3}
# --- no ruler
---
```

---

![w:300 A flower](hive.png)
"""


def test_marp_keeps_titles_notes_backgrounds_and_code(imported: Importer) -> None:
    deck = imported("bees.md", MARP)
    assert (deck.title, deck.author, deck.canvas) == ("Bees of the city", "A. Keeper", "4:3")
    opening, kinds, hive, code, flower = deck.slides
    assert (opening.layout, opening.notes) == ("title", "Welcome everybody.")
    assert kinds.notes == "Say where they live.\nThen show the box."
    assert "- **Honey** bees\n  - nested" in kinds.body
    assert (hive.layout, hive.fields["side"], hive.body) == ("image", "right", "One queen.")
    assert code.body == "```python\n# --- no ruler\n---\n```"
    assert (flower.layout, flower.fields["alt"]) == ("image", "A flower")
    assert (deck.root / hive.fields["image"]).read_bytes() == PNG
    assert imported.told == [
        "'theme' of the file",
        "directive 'class': slide 2",
        "highlighted lines of code: slide 4",
        "size of a picture: slide 5",
    ]


def test_colours_transitions_lines_and_unknown_languages_come_along(imported: Importer) -> None:
    deck = imported(
        "look.md",
        "---\nmarp: true\ntransition: slide-left\nbackgroundColor: #fff\n---\n\n# Ground\n\n"
        "<!-- backgroundColor: aqua -->\n\n- a\n- b\n\n---\n\n# The same\n\n"
        "Text <carbon:arrow />\n\n---\n"
        "<!-- _backgroundColor: '#102030' -->\n\n# Code\n\n"
        "```ts {2|3-4|all}\na\nb\nc\nd\n```\n\n---\n\n# Drawn\n\nHere:\n\n"
        "```mermaid\ngraph TD; A-->B\n```\n\n```dot\ndigraph { a -> b }\n```\n\n"
        "---\nsrc: ./other.md\n---\n\n---\ntransition: zoom\n---\n\n# Last\n\n"
        "```py {1|9}\nx = 1\n```\n",
    )
    ground, same, code, drawn, last = deck.slides
    assert (deck.root / "deck.yaml").read_text("utf-8").count("transition: slide") == 1
    assert {slide.transition for slide in deck.slides} == {"slide"}
    assert ground.style["paper"] == same.style["paper"] == "aqua"
    assert same.body == "Text"
    assert code.style["paper"] == "#102030"
    assert (code.layout, code.fields["highlight"], code.steps) == ("code", "2|3-4|all", 2)
    assert drawn.body == (
        "Here:\n\n```text\ngraph TD; A-->B\n```\n\n```dot Diagram\ndigraph { a -> b }\n```"
    )
    assert last.fields["highlight"] == "", "the program has one line"
    assert imported.told == [
        "<carbon:arrow>, without its text: slide 2",
        "the language 'mermaid' of a program, which is text now: slide 4",
        "nothing, but a diagram had no description: it is 'Diagram' now: slide 4",
        "the slides of the file './other.md'",
        "highlighted lines of code: slide 5",
        "the transition 'zoom': slide 5",
    ]


SLIDEV = """---
theme: seriph
title: Rivers
---
# Rivers
Where they rise
---
layout: two-cols
---
# Two banks
Left words
::right::
Right words
---
layout: image-left
image: /hive.png
---
# A delta
<v-clicks>

- mud
- reeds

</v-clicks>
<Counter :count="3" />
---
layout: section
---
# The sea
---
# Salt
<!-- Nobody drinks it. -->
Text
---
# How deep

````md magic-move {lines: true}
```py
depth = 1
```
```py {2}
import sea
depth = sea.depth()
```
````
"""


def test_slidev_keeps_columns_clicks_and_sections(imported: Importer) -> None:
    deck = imported("rivers.md", SLIDEV)
    rivers, banks, delta, sea, salt, deep = deck.slides
    assert rivers.layout == "title"
    assert banks.layout == "two_columns"
    assert (banks.fields["left"]["body"], banks.fields["right"]["body"]) == (
        "Left words",
        "Right words",
    )
    assert (delta.layout, delta.fields["side"], delta.steps) == ("image", "left", 2)
    assert "Counter" not in delta.body
    assert (sea.layout, sea.chapter.title) == ("section", "The sea")
    assert (salt.chapter.title, salt.notes) == ("The sea", "Nobody drinks it.")
    assert (deep.fields["language"], deep.steps) == ("py", 1)
    programs = [state["code"] for state in deep.fields["states"]]
    assert programs == ["depth = 1\n", "import sea\ndepth = sea.depth()\n"]
    assert "<Counter>, without its text: slide 3" in imported.told


REVEAL = """<!DOCTYPE html><html lang="de"><head><title>Rain</title></head><body>
<div class="reveal"><div class="slides">
<section id="title-slide"><h1>Rain &amp; *sun*</h1><p class="subtitle">A short history</p></section>
<section>
  <section id="why"><h1>Why</h1></section>
  <section id="drops" data-background-color="#123"><h2>Drops of <code>water</code></h2>
    <ul><li class="fragment">one <strong>big</strong></li><li>two<ul><li>inner</li></ul></li></ul>
    <aside class="notes"><p>Say <em>this</em>.</p></aside></section>
</section>
<section><h2>Code</h2><pre class="sourceCode python"><code class="sourceCode python">def f(x):
    return x &lt; 3</code></pre><p>For <span class="math inline">\\(x^2\\)</span></p></section>
<section><h2>Columns</h2><div class="columns"><div class="column"><p>Left</p></div>
  <div class="column"><p>Right</p></div></div></section>
<section data-background-image="hive.png"><h2>Hive</h2></section>
<section data-markdown><textarea data-template>
## Markdown here

- a <!-- .element: class="fragment" -->

Note: speak
---
## Second
a < b
</textarea></section>
<section><h3>Table</h3><table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>
  <iframe src="https://example.org"></iframe><img src="https://example.org/x.png"></section>
</div></div></body></html>
"""


def test_reveal_and_quarto_keep_stacks_fragments_columns_and_formulas(imported: Importer) -> None:
    deck = imported("rain.html", REVEAL)
    assert (deck.title, deck.language) == (r"Rain & \*sun\*", "de")
    slides = {slide.id: slide for slide in deck.slides}
    assert list(slides) == [
        *("title-slide", "why", "drops", "code", "columns", "hive", "markdown-here", "second"),
        "table",
    ]
    assert slides["title-slide"].fields["subtitle"] == "A short history"
    assert slides["why"].layout == "section"
    assert slides["drops"].chapter.title == "Why"
    assert slides["drops"].body == "- one **big** {.step}\n- two\n  - inner"
    assert slides["drops"].notes == "Say *this*."
    assert slides["code"].body == ("```python\ndef f(x):\n    return x < 3\n```\n\nFor $x^2$")
    assert slides["columns"].fields["right"]["body"] == "Right"
    assert slides["hive"].fields["fit"] == "cover"
    assert (slides["markdown-here"].steps, slides["markdown-here"].notes) == (1, "speak")
    assert slides["table"].body == "| a | b\\|c |\n| --- | --- |\n| 1 |  |"
    assert imported.told == [
        "<iframe>: slide 9",
        "a picture of another host: slide 9",
    ]


def test_reveal_keeps_grounds_transitions_lines_and_formulas_of_its_plugin(
    imported: Importer,
) -> None:
    deck = imported(
        "plain.html",
        '<div class="reveal"><div class="slides"><section><h1>Rain</h1></section>'
        '<section data-background-color="#102030" data-transition="fade-in slide-out"><h2>One</h2>'
        r"<p>so \(y_1\) and $x$, for $ 5</p><p>\[a \cdot b\]</p></section>"
        '<section data-background="teal" data-auto-animate><h2>Two</h2><pre><code class="python" '
        'data-line-numbers="1|2-3">a = 1\nb = 2\nc = 3</code></pre></section>'
        '</div></div><script src="plugin/math/math.js"></script>',
    )
    _, one, two = deck.slides
    assert one.body == "so $y_1$ and $x$, for \\$ 5\n\n$$a \\cdot b$$"
    assert (one.style["paper"], one.transition) == ("#102030", "fade")
    assert (two.layout, two.fields["highlight"], two.steps) == ("code", "1|2-3", 1)
    assert two.style["paper"] == "teal"
    assert imported.told == ["'data-auto-animate' of a slide: slide 3"]


def test_what_is_no_markup_of_talks_is_kept_as_text_and_said(imported: Importer) -> None:
    deck = imported("odd.md", "# One\n\n$\\foo{a}$ and *this*\n\n---\n\n# Two\n\nfine\n")
    assert "`\\foo{a}` and *this*" in deck.slides[0].body
    assert deck.slides[1].body == "fine"
    assert len(imported.told) == 1
    assert imported.told[0].endswith("is not a known command: slide 1")


def test_equal_titles_get_ids_of_their_own_and_letters_lose_their_marks(imported: Importer) -> None:
    deck = imported("same.md", "# Über uns\n\na\n\n---\n\n# Über uns\n\nb\n\n---\n\n# 日本\n\nc\n")
    assert [slide.id for slide in deck.slides] == ["uber-uns", "uber-uns-2", "slide"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("talk.odp", b"x", "is of no kind that talk reads slides from"),
        ("page.html", b"<p>hello</p>", "has no slides of reveal.js"),
        ("empty.md", b"\n", "has no slides: they stand between lines of ---"),
        ("latin.md", "# Müller".encode("latin-1"), "is not UTF-8 text"),
    ],
)
def test_a_file_without_slides_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Failure, match=said):
        import_slides(tmp_path / name, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine.txt").write_text("kept")
    with pytest.raises(Failure, match="is there and is not empty: name a new folder"):
        import_slides(tmp_path / "a.md", tmp_path / "made")
    assert [file.name for file in (tmp_path / "made").iterdir()] == ["mine.txt"]


def test_a_picture_in_the_public_folder_is_found_by_its_address(imported: Importer) -> None:
    public = imported.folder / "public"
    public.mkdir()
    (public / "a hive.png").write_bytes(PNG)
    imported("bees.md", "# Bees\n\n---\n\n## Hive\n\n![A hive](/a%20hive.png)\n")
    assert imported.told == []
    assert (imported.folder / "made" / "pictures" / "a-hive.png").read_bytes() == PNG


def test_a_picture_outside_of_the_files_folder_is_not_taken(imported: Importer) -> None:
    (imported.folder.parent / "secret.png").write_bytes(PNG)
    deck = imported("a.md", "# A\n\ntext\n\n![x](../secret.png)\n\n---\n\n# B\n\nb\n")
    assert "secret" not in deck.slides[0].body
    assert imported.told == ["the picture '../secret.png', which is not there or is none: slide 1"]
