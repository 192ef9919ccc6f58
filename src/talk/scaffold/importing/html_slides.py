"""Read the slides of a reveal.js page, as people write it and as Quarto and pandoc make it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from textwrap import dedent

from talk.scaffold.importing.markdown_slides import (
    PROGRAM,
    alt_of,
    choose_layout,
    read_slide,
    without_highlights,
)
from talk.scaffold.importing.slides import (
    ImportedDeck,
    ImportedSlide,
    ground,
    highlight,
    language_of,
    transition,
)

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
BLOCKS = frozenset(
    {"p", "div", "section", "article", "figure", "figcaption", "header", "footer", "center"}
)
SIGNS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "mark": "==",
    "sub": "~", "sup": "^", "u": "*", "cite": "*", "dfn": "*",
}  # fmt: skip
DROPPED = frozenset(
    {"script", "style", "iframe", "video", "audio", "svg", "canvas", "object", "form", "button"}
)
SILENT = frozenset({"script", "style", "button"})
"""What no reader of a page sees, or what a program of it needs."""
SPECIAL = re.compile(r"([\\`*_\[\]<>~^$])")
"""Letters that would be markup in Markdown."""


FORMULA = re.compile(
    r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\\((.+?)\\\)|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)",
    re.DOTALL,
)
"""A formula in the text of a page with reveal.js' plugin for them."""


@dataclass
class Node:
    """An element, with its attributes and what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """Names of its classes."""
        return self.attributes.get("class", "").split()

    def find(self, *tags: str) -> list[Node]:
        """Return all elements in it with one of these names."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    found.append(child)
                found += child.find(*tags)
        return found

    @property
    def text(self) -> str:
        """All text in it as it is."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _Tree(HTMLParser):
    """Reads a page into nodes; an element without its end is ended by that of one around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML lets their end tags be left out before the next one.
        if tag in ("p", "li") and self.open[-1].tag == tag:
            self.open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        # An end without a beginning is passed over, as browsers do.
        at = next((n for n in range(len(self.open) - 1, 0, -1) if self.open[n].tag == tag), 0)
        if at:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(text: str) -> ImportedDeck | None:
    """Return the slides of a page; None where it has none of reveal.js."""
    tree = _Tree()
    # To a browser all in it is text, elements and comments too; Python's parser reads them.
    area = re.compile(r"(<textarea\b[^>]*>)(.*?)(</textarea>)", re.DOTALL | re.IGNORECASE)
    tree.feed(area.sub(lambda found: found[1] + escape(found[2], quote=False) + found[3], text))
    tree.close()
    deck = ImportedDeck()
    page = next((node for node in tree.root.find("html")), tree.root)
    deck.language = page.attributes.get("lang", "")
    for title in tree.root.find("title")[:1]:
        deck.title = SPECIAL.sub(r"\\\1", " ".join(title.text.split()))
    for meta in tree.root.find("meta"):
        if meta.attributes.get("name") == "author":
            deck.author = meta.attributes.get("content", "")
    scripts = tree.root.find("script")
    deck.has_formulas = any(
        re.search(
            r"RevealMath|MathJax|katex|plugin/math", script.text + script.attributes.get("src", "")
        )
        for script in scripts
    )
    holder = next((node for node in tree.root.find("div") if "slides" in node.classes), None)
    if holder is None:
        return None
    for section in _sections(holder):
        inner = _sections(section)
        for at, one in enumerate(inner or [section]):
            _read_section(one, deck, opens=bool(inner) and at == 0)
    return deck


def _sections(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Node) and child.tag == "section"]


def _read_section(section: Node, deck: ImportedDeck, *, opens: bool) -> None:
    """Append the slide of a section; one in Markdown may be several."""
    if "data-markdown" in section.attributes:
        # reveal.js: the Markdown stands in `<textarea data-template>` or `<script
        # type="text/template">`.
        inside = section.find("textarea", "script")
        text = inside[0].text if inside else section.text
        if not text.strip():
            deck.drop("Markdown of another file: " + (section.attributes["data-markdown"] or "?"))
            return
        # reveal.js parts slides by `---` and those below each other by `--`; here all are slides.
        for part in re.split(r"(?m)^(?:---|--)[ \t]*$", _dedent(text)):
            # From `note:` on reveal.js shows the text to the speaker. The sign in its place is in
            # no text.
            body, _, notes = re.sub(r"(?mi)^notes?:", "\x00", part).partition("\x00")
            slide = read_slide(body, {}, deck)
            slide.notes = "\n\n".join(filter(None, [slide.notes, notes.strip()]))
            deck.slides.append(slide)
        return
    slide = ImportedSlide(id=section.attributes.get("id", ""), opens=opens)
    _background(section, slide, deck)
    writer = _Writer(deck)
    slide.notes = "\n\n".join(
        _Writer(deck).blocks(aside).strip()
        for aside in section.find("aside")
        if "notes" in aside.classes
    )
    for heading in section.find("h1", "h2", "h3")[:1]:
        slide.title = " ".join(_Writer(deck).inline(heading).split())
        # Emptied, so that the text below does not say it again.
        heading.children.clear()
        heading.tag = "span"
    columns = [node for node in section.find("div") if "column" in node.classes]
    if len(columns) == 2 and slide.layout == "text":
        slide.layout = "two_columns"
        names = ("left", "right")
        slide.fields = {
            name: {"body": _Writer(deck).blocks(node).strip() or "–"}
            for name, node in zip(names, columns, strict=True)
        }
        # Emptied as well: the body is what stands outside of the columns.
        for node in columns:
            node.children.clear()
    slide.body = re.sub(r"\n{3,}", "\n\n", writer.blocks(section)).strip()
    # Quarto and pandoc give the opening this id.
    opening = not deck.slides or "title-slide" in section.attributes.get("id", "")
    if opening and slide.title and slide.layout == "text" and "```" not in slide.body:
        _make_opening(slide, deck)
    elif not slide.body and slide.title and slide.layout == "text":
        slide.opens, slide.layout = True, "section"
    if slide.layout == "text" and PROGRAM.fullmatch(slide.body):
        choose_layout(slide)
    without_highlights(slide, deck)
    if not slide.body and not slide.title and slide.layout == "text":
        deck.drop("an empty slide", len(deck.slides) + 1)
        return
    deck.slides.append(slide)


def _make_opening(slide: ImportedSlide, deck: ImportedDeck) -> None:
    """Make a slide the opening: its first line is the subtitle."""
    slide.layout = "title"
    deck.title = slide.title or deck.title
    first, _, rest = slide.body.partition("\n\n")
    if first and "\n" not in first and "![" not in first and len(first) < 160:
        slide.fields = {"subtitle": first.lstrip("# ")}
        slide.body = rest


def _background(section: Node, slide: ImportedSlide, deck: ImportedDeck) -> None:
    image = section.attributes.get("data-background-image") or ""
    if not image and re.search(r"\.\w{3,4}$", section.attributes.get("data-background", "")):
        image = section.attributes["data-background"]
    if image:
        slide.layout = "image"
        slide.fields = {"image": image, "alt": alt_of(image), "fit": "cover"}
    colour = section.attributes.get("data-background-color", "")
    if not image and not colour:
        colour = section.attributes.get("data-background", "")
    if colour:
        slide.further |= ground(colour, deck)
    if moved := section.attributes.get("data-transition", ""):
        slide.further |= transition(moved, deck)
    taken = {"data-background-color", "data-background", "data-transition"}
    for name in section.attributes.keys() - taken:
        quiet = ("data-markdown", "data-separator", "data-background-image", "data-menu-title")
        if name.startswith("data-") and name not in quiet:
            deck.drop(f"'{name}' of a slide")


class _Writer:
    """Writes nodes as Markdown."""

    def __init__(self, deck: ImportedDeck) -> None:
        self.deck = deck

    def blocks(self, node: Node, *, depth: int = 0) -> str:
        """Return what is in a node, with empty lines between its blocks."""
        out: list[str] = []
        line = ""
        for child in node.children:
            if isinstance(child, Node) and self._is_block(child):
                if line.strip():
                    out.append(line.strip())
                line = ""
                out.append(self._block(child, depth))
            else:
                line += self._inline_of(child)
        if line.strip():
            out.append(line.strip())
        return "\n\n".join(part for part in out if part.strip())

    def _is_block(self, node: Node) -> bool:
        return node.tag in BLOCKS or bool(
            re.fullmatch(r"h[1-6]|ul|ol|dl|pre|blockquote|table|hr|aside|nav", node.tag)
        )

    def _block(self, node: Node, depth: int) -> str:
        tag = node.tag
        if tag == "aside" or tag == "nav" or tag == "hr":
            return ""
        if tag in ("ul", "ol"):
            return self._list(node, depth)
        if tag == "pre":
            return self._code(node)
        if tag == "table":
            return self._table(node)
        if tag == "blockquote":
            return "\n".join(f"> {line}" for line in self.blocks(node).split("\n"))
        if re.fullmatch(r"h[1-6]", tag):
            # One below the title, which the first heading has become.
            return f"### {' '.join(self.inline(node).split())}"
        # Of several paragraphs a mark at the end would make a step of the last alone.
        text = self.blocks(node, depth=depth)
        return self._stepped(text, node) if "\n\n" not in text else text

    def _stepped(self, text: str, node: Node) -> str:
        if "fragment" not in node.classes or not text.strip():
            return text
        if len(node.classes) > 1:
            self.deck.drop("kind of a fragment: it appears")
        return f"{text.rstrip()} {{.step}}"

    def _list(self, node: Node, depth: int) -> str:
        lines: list[str] = []
        items = [one for one in node.children if isinstance(one, Node) and one.tag == "li"]
        for number, item in enumerate(items, 1):
            mark = f"{number}." if node.tag == "ol" else "-"
            nested = [one for one in item.children if isinstance(one, Node) and self._is_block(one)]
            # What an item says itself, without the lists and blocks in it, which go below its
            # words.
            own = Node("li", dict(item.attributes), [c for c in item.children if c not in nested])
            paragraphs = [one for one in nested if one.tag in BLOCKS]
            rest = [one for one in nested if one not in paragraphs]
            words = " ".join(self.inline(own).split())
            # pandoc wraps the words of an item into `<p>` where its list has blank lines.
            for one in paragraphs:
                words = f"{words} {' '.join(self.blocks(one).split())}".strip()
            stepped = item if "fragment" in item.classes else node
            incremental = "incremental" in node.classes
            if incremental or "fragment" in item.classes:
                words = self._stepped(words, stepped) if not incremental else f"{words} {{.step}}"
            # An inner list begins below the first letter of its item: behind `- ` or `1. `.
            indent = "  " * depth if node.tag == "ul" else "   " * depth
            lines.append(f"{indent}{mark} {words}")
            for one in rest:
                inner = self._block(one, depth + 1)
                if one.tag not in ("ul", "ol"):
                    pad = " " * (len(indent) + len(mark) + 1)
                    inner = "\n".join(pad + line for line in ["", *inner.split("\n")])
                lines.append(inner)
        return "\n".join(lines)

    def _code(self, node: Node) -> str:
        code = next(iter(node.find("code")), node)
        names = [*code.classes, *node.classes]
        language = next(
            (
                name.removeprefix("language-").removeprefix("lang-")
                for name in names
                # Classes of highlighters, which name no language.
                if name not in ("sourceCode", "hljs", "code-wrapper", "numberSource", "noHighlight")
                and re.fullmatch(r"[\w+#-]+", name)
            ),
            "text",
        )
        text = _dedent(code.text).strip("\n")
        language = language_of(language, self.deck)
        # reveal.js: without lines, or with `true`, it numbers them and points none out.
        written = code.attributes.get("data-line-numbers", "")
        if re.search(r"\d", written):
            if shown := highlight(written, text.count("\n") + 1):
                language = f"{language} {{{shown}}}"
            else:
                self.deck.drop("highlighted lines of code")
        # A fence in the program must not end this one.
        fence = "```" if "```" not in text else "````"
        return f"{fence}{language}\n{text}\n{fence}"

    def _table(self, node: Node) -> str:
        rows = [
            [
                " ".join(self.inline(cell).split()).replace("|", "\\|")
                for cell in row.children
                if isinstance(cell, Node) and cell.tag in ("td", "th")
            ]
            for row in node.find("tr")
        ]
        rows = [row for row in rows if row]
        if not rows:
            return ""
        width = max(map(len, rows))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        # A table of Markdown has a head; here it is the first row, whatever that was.
        lines.insert(1, f"|{' --- |' * width}")
        return "\n".join(lines)

    def inline(self, node: Node) -> str:
        """Return what is in a node as one line of Markdown."""
        return "".join(self._inline_of(child) for child in node.children)

    def _inline_of(self, child: Node | str) -> str:
        if isinstance(child, str):
            if self.deck.has_formulas:
                return self._with_formulas(child)
            return SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", child))
        tag = child.tag
        if tag in DROPPED:
            if tag not in SILENT:
                self.deck.drop(f"<{tag}>")
            return ""
        if "math" in child.classes:
            text = child.text.strip()
            # pandoc and Quarto write `\(…\)` and `\[…\]` into elements of the class `math`.
            formula = re.sub(r"^\\[(\[]|\\[)\]]$", "", text).strip()
            return f"$${formula}$$" if "display" in child.classes else f"${formula}$"
        if tag == "br":
            return " "
        if tag == "img":
            # reveal.js loads pictures of `data-src` when their slide comes near.
            source = child.attributes.get("src") or child.attributes.get("data-src") or ""
            alt = " ".join(child.attributes.get("alt", "").split()) or alt_of(source)
            words = SPECIAL.sub(r"\\\1", alt)
            return f"![{words}]({source})" if source else ""
        if tag in ("code", "kbd", "samp", "tt"):
            return f"`{' '.join(child.text.split())}`" if child.text.strip() else ""
        words = self.inline(child)
        if tag == "a" and words.strip():
            return self._link(child.attributes.get("href", ""), words)
        if tag in SIGNS and words.strip():
            # Beside a blank a sign is none in Markdown, so blanks go outside of the two.
            lead = " " if words[:1] == " " else ""
            trail = " " if words[-1:] == " " else ""
            return f"{lead}{SIGNS[tag]}{words.strip()}{SIGNS[tag]}{trail}"
        if "fragment" in child.classes and tag != "li":
            self.deck.drop("a step inside of a line")
        return words

    def _with_formulas(self, text: str) -> str:
        """Return a text in which the page's script would set formulas."""
        out, at = "", 0
        for found in FORMULA.finditer(text):
            out += SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text[at : found.start()]))
            whole = " ".join((found[1] or found[2] or found[3] or found[4]).split())
            out += f"$${whole}$$" if found[1] or found[2] else f"${whole}$"
            at = found.end()
        return out + SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text[at:]))

    def _link(self, address: str, words: str) -> str:
        if re.match(r"https?://|mailto:", address):
            # Markdown ends an address at a blank or a bracket.
            return (
                f"[{words}](<{address}>)"
                if re.search(r"[()\s]", address)
                else f"[{words}]({address})"
            )
        if address:
            self.deck.drop("a link inside of the deck, but for its words")
        return words


def _dedent(text: str) -> str:
    return dedent(text.replace("\t", "    ").strip("\n"))
