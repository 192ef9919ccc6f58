"""Read Markdown with slides in it, as Marp and Slidev write it.

Slides stand between lines of `---`. Marp has directives in comments, Slidev a mapping at the
top of a slide. Marp: https://marpit.marp.app/directives. Slidev: https://sli.dev/guide/syntax.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from talk.scaffold.importing.slides import (
    ImportedDeck,
    ImportedSlide,
    ground,
    highlight,
    language_of,
    transition,
)

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
RULER = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$")
HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
DIRECTIVE = re.compile(r"^\s*_?[a-zA-Z][\w-]*\s*:(?:\s|$)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\)")
SIZED = re.compile(
    r"^(?:(?:w|h|width|height|blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|"
    r"opacity|saturate|sepia)(?::\S+)?|\d+(?:\.\d+)?(?:px|%|em|cm|mm|in)?|contain|cover|fit|auto|"
    r"vertical)$"
)
INLINE = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "s": "~~",
    "del": "~~", "mark": "==", "u": "*", "sub": "~", "sup": "^",
}  # fmt: skip
"""HTML that has a sign in Markdown."""
# Slidev names the icons of a set with a colon: <carbon:arrow-right />.
TAG = re.compile(r"</?([a-zA-Z][\w.-]*(?::[\w-]+)?)((?:\s+[^<>]*?)?)\s*/?>")
PROGRAM = re.compile(r"(`{3,})([\w+#-]*)(?: \{([\d,|al-]+)\})?\n(.*)\n\1", re.DOTALL)
"""A fence with its language, and perhaps lines to point out."""
DECK_KEYS = {
    "title", "subtitle", "author", "authors", "lang", "language", "size", "aspectRatio", "info",
    "description", "marp", "headingDivider", "layout", "class", "paginate",
}  # fmt: skip
QUIET_KEYS = {"marp", "paginate", "headingDivider", "layout", "hideInToc", "level", "routeAlias"}
"""Keys that ask for what a deck has anyway, or has no use for."""
SHAPES = {"4:3": "4:3", "4/3": "4:3", "1/1": "1:1", "1:1": "1:1", "9/16": "9:16", "9:16": "9:16"}
SLIDEV_PICTURES = {"image": None, "image-right": "right", "image-left": "left"}


def read_markdown(text: str) -> ImportedDeck:
    """Return the slides of a Markdown file."""
    deck = ImportedDeck()
    # A byte order mark would hide that the file begins with `---`.
    front, parts = split(text.replace("\r\n", "\n").removeprefix("\ufeff"))
    _read_front(front, deck)
    levels = {int(level) for level in re.findall(r"[1-6]", str(front.get("headingDivider", "")))}
    if levels:
        # A single number means that level and all above it.
        if not isinstance(front["headingDivider"], list):
            levels = set(range(1, max(levels) + 1))
        parts = [(own, one) for own, body in parts for one in _divided(body, levels)]
    if parts and not parts[0][0]:
        # The file's own mapping is also that of Slidev's first slide.
        parts[0] = ({key: front[key] for key in ("layout", "class") if key in front}, parts[0][1])
    for own, body in parts:
        if own.get("src") and not body.strip():
            deck.drop(f"the slides of the file '{own['src']}'", 0)
        elif own or body.strip():
            deck.slides.append(read_slide(body, own, deck))
    _open(deck)
    return deck


def split(text: str) -> tuple[dict[str, Any], list[tuple[dict[str, Any], str]]]:
    """Return the mapping at the top of a file, and each slide's own mapping and text."""
    lines = text.split("\n")
    front: dict[str, Any] = {}
    at = 0
    if lines and lines[0].strip() == "---":
        found = _mapping(lines, 1)
        if found:
            front, at = found
    parts: list[tuple[dict[str, Any], str]] = []
    own: dict[str, Any] = {}
    body: list[str] = []
    fence = comment = ""
    while at < len(lines):
        line = lines[at]
        at += 1
        mark = FENCE.match(line)
        if not fence and not comment and mark:
            fence = mark[1]
        elif fence and mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        elif not fence:
            # A line `---` inside of a comment parts no slides.
            comment = (
                "<!--"
                if line.rfind("<!--") > line.rfind("-->")
                else ("" if "-->" in line else comment)
            )
            # In Marp a line of text over it makes it an underline of a heading, as CommonMark does.
            under = bool(body) and body[-1].strip() != "" and line.strip().startswith("-")
            heading = under and "marp" in front
            if not comment and RULER.match(line) and not heading:
                parts.append((own, "\n".join(body)))
                own, body = {}, []
                if (found := _mapping(lines, at)) is not None:
                    own, at = found
                continue
        body.append(line)
    parts.append((own, "\n".join(body)))
    return front, parts


def _mapping(lines: list[str], at: int) -> tuple[dict[str, Any], int] | None:
    """Return the mapping that ends with `---`, and the line after it; None where there is none."""
    # A mapping is short: without a bound each ruler would read on to the end of the file.
    for end in range(at, min(len(lines), at + 60)):
        if lines[end].strip() == "---":
            text = "\n".join(lines[at:end])
            # Marp takes a colour for one, where YAML would begin a comment.
            text = re.sub(r"(?m)^(\w*[cC]olor:\s*)(#[0-9a-fA-F]{3,8})\s*$", r'\1"\2"', text)
            try:
                # All as text: in YAML 1.1, which PyYAML reads, 4:3 would be 243.
                value = yaml.load(text, Loader=yaml.BaseLoader)
            except yaml.YAMLError:
                return None
            return (value, end + 1) if isinstance(value, dict) else None
        if end == at and not re.match(r"^[\w-]+\s*:", lines[end]):
            return None
    return None


def _divided(text: str, levels: set[int]) -> list[str]:
    """Return the parts of a text that begin with a heading of these levels."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        mark = FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        heading = None if fence else HEADING.match(line)
        if heading and len(heading[1]) in levels and any(one.strip() for one in found[-1]):
            found.append([])
        found[-1].append(line)
    return ["\n".join(part) for part in found]


def _read_front(front: dict[str, Any], deck: ImportedDeck) -> None:
    deck.title = _line(front.get("title"))
    deck.subtitle = _line(front.get("subtitle") or front.get("description") or front.get("info"))
    author = front.get("author") or front.get("authors")
    deck.author = ", ".join(map(_line, author)) if isinstance(author, list) else _line(author)
    deck.language = _line(front.get("lang") or front.get("language"))
    shape = str(front.get("size") or front.get("aspectRatio") or "")
    deck.canvas = SHAPES.get(shape, "16:9")
    for key in front:
        if key == "transition":
            deck.defaults |= transition(str(front[key]), deck)
        elif key == "backgroundColor":
            deck.defaults |= ground(str(front[key]), deck)
        elif key not in DECK_KEYS | QUIET_KEYS:
            deck.drop(f"'{key}' of the file", 0)


def _line(value: Any) -> str:
    # Quarto and others write an author as `{name: …, email: …}`.
    if isinstance(value, dict):
        value = value.get("name", "")
    text = "" if value is None else str(value)
    return " ".join(text.strip().split("\n")[0].split())


def read_slide(text: str, own: dict[str, Any], deck: ImportedDeck) -> ImportedSlide:
    """Return a slide from its Markdown and its own mapping."""
    slide = ImportedSlide(further=dict(deck.ground))
    code: list[str] = []

    def keep(found: re.Match[str]) -> str:
        code.append(found[0])
        # A sign that no text has keeps its place.
        return f"\x00{len(code) - 1}\x00"

    # Code first: nothing in it is markup.
    text = re.sub(r"(?ms)^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?^ {0,3}\1[`~]*[ \t]*$", keep, text)
    text = re.sub(r"`[^`\n]+`", keep, text)
    notes: list[str] = []
    text = COMMENT.sub(lambda found: _comment(found[1], notes, slide, deck), text)
    text = _elements(text, deck)
    text = _pictures(text, slide, deck)
    text = _attributes(text, deck)
    slide.notes = "\n\n".join(notes)
    _take_title(text, slide)
    alone = re.fullmatch(r"\x00(\d+)\x00", slide.body)
    if alone and slide.title and len(states := _states(code[int(alone[1])])) > 1:
        slide.layout, slide.body = "code", ""
        programs = [{"code": program} for _, program in states]
        slide.fields = {"language": states[0][0] or "text", "states": programs}
    slide.body = re.sub(
        r"\x00(\d+)\x00", lambda found: _fence(code[int(found[1])], deck), slide.body
    )
    slide.title = re.sub(r"\x00(\d+)\x00", lambda found: code[int(found[1])], slide.title)
    _apply_own(own, slide, deck)
    choose_layout(slide)
    without_highlights(slide, deck)
    return slide


def without_highlights(slide: ImportedSlide, deck: ImportedDeck) -> None:
    """Take lines to point out off the fences in a text, where no layout points them out."""
    body = re.sub(r"(?m)^(`{3,}[\w+#-]+) \{[\d,|al-]+\}$", r"\1", slide.body)
    if body != slide.body:
        deck.drop("highlighted lines of code")
    slide.body = body


def _comment(text: str, notes: list[str], slide: ImportedSlide, deck: ImportedDeck) -> str:
    """Add a comment to the notes; of Marp's directives the colour of the ground is taken over."""
    lines = [line for line in text.strip().split("\n") if line.strip()]
    if text.strip() == "fit":  # Marp's sign for a heading as wide as the slide
        return ""
    if text.strip().startswith(".element:"):  # reveal.js' way to give an element attributes
        if "fragment" in text:
            return "{.step}"
        deck.drop("attributes of an element")
        return ""
    # A longer one is notes whose lines happen to have a colon.
    if lines and all(DIRECTIVE.match(line) for line in lines) and len(lines) <= 6:
        for line in lines:
            name, _, value = line.strip().lstrip("_").partition(":")
            if name == "backgroundColor":
                slide.further |= (found := ground(value.strip().strip("'\""), deck))
                # Without the line in front it is that of the slides after it too.
                deck.ground = deck.ground if line.strip().startswith("_") else found
            elif name not in QUIET_KEYS:
                deck.drop(f"directive '{name}'")
    elif lines:
        notes.append("\n".join(line.strip() for line in text.strip().split("\n")))
    return ""


def _elements(text: str, deck: ImportedDeck) -> str:
    """Return a text without HTML: as Markdown where that has a sign for it."""
    # Before the single ones, whose pattern its tag would match as well.
    clicks = re.compile(r"<v-clicks[^>]*>(.*?)</v-clicks>", re.DOTALL)
    text = clicks.sub(
        lambda found: re.sub(r"(?m)^(\s*(?:[-*+]|\d+\.)\s.*)$", r"\1 {.step}", found[1]), text
    )
    click = re.compile(r"<(?:v-click|div v-click)[^>]*>(.*?)</(?:v-click|div)>", re.DOTALL)
    text = click.sub(lambda found: f"{found[1].rstrip()} {{.step}}\n", text)
    for whole in ("style", "script", "iframe", "video", "audio", "svg"):
        pattern = re.compile(rf"<{whole}\b.*?(?:</{whole}>|/>)", re.DOTALL | re.IGNORECASE)
        if pattern.search(text):
            deck.drop(f"<{whole}>")
            text = pattern.sub("", text)

    def tag(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name == "br":
            return "\\\n"
        if name == "img":
            source = re.search(r"src\s*=\s*[\"']([^\"']+)", found[2])
            alt = re.search(r"alt\s*=\s*[\"']([^\"']*)", found[2])
            return f"![{alt[1] if alt else ''}]({source[1]})" if source else ""
        if name in INLINE:
            return INLINE[name]
        if "://" in found[0]:  # an address between < and >
            return found[0]
        deck.drop(f"<{found[1]}>, without its text" if name not in ("div", "span") else f"<{name}>")
        return ""

    text = re.sub(r"(?mi)^\s*\|.*<br ?/?>.*$", _without_breaks, text)
    return TAG.sub(tag, text)


def _without_breaks(row: re.Match[str]) -> str:
    """Return a row of a table, which has one line."""
    return re.sub(r"(?i)<br ?/?>", " ", row[0])


def _pictures(text: str, slide: ImportedSlide, deck: ImportedDeck) -> str:
    """Return a text with its pictures as talk writes them; Marp's backgrounds become the layout."""

    def picture(found: re.Match[str]) -> str:
        words, path = found[1].split(), found[2]
        plain = " ".join(word for word in words if not SIZED.match(word.lower()))
        sized = len(plain.split()) != len(words)
        # Marp: `![bg left:40%](path)` puts a picture behind a slide, or on one side of it.
        if words[:1] == ["bg"]:
            # A share may stand behind it: `left:40%`.
            side = next((w.partition(":")[0] for w in words if w[:4] in ("left", "righ")), None)
            if "image" in slide.fields:
                deck.drop("a second background")
                return ""
            slide.layout = "image"
            alt = re.sub(r"^bg|\b(?:left|right)(?::\S+)?", "", plain).strip()
            slide.fields = {"image": path, "alt": alt or alt_of(path), "fit": "cover"}
            if "contain" in words or "fit" in words:
                slide.fields["fit"] = "contain"
            if side:
                slide.fields["side"] = side
            return ""
        if sized:
            deck.drop("size of a picture")
        if not plain:
            deck.drop("nothing, but a picture had no description: its file's name is one now")
        return f"![{plain or alt_of(path)}]({path})"

    return PICTURE.sub(picture, text)


def alt_of(path: str) -> str:
    """Return the words in a picture's file name."""
    name = re.sub(r"\.\w+$", "", path.rsplit("/", 1)[-1])
    return re.sub(r"[-_+%\d]+", " ", name).strip() or "picture"


def _attributes(text: str, deck: ImportedDeck) -> str:
    """Return a text without attributes in braces, but for steps."""

    def attribute(found: re.Match[str]) -> str:
        if found[1].strip() == ".step":
            return found[0]
        deck.drop("attributes in braces")
        return ""

    # A brace behind `$` may be part of a formula.
    return re.sub(r"(?<!\$)\{((?:[.#:][^{}\n]*)|(?:[\w-]+=[^{}\n]*))\}", attribute, text)


def _states(code: str) -> list[tuple[str, str]]:
    """Return language and text of each state in a fence of Slidev's magic-move; else nothing."""
    first, _, rest = code.partition("\n")
    # With four signs or more, since the states in it are fences of three.
    if not re.match(r" {0,3}`{4,}\s*md\s+magic-move\b", first):
        return []
    inner = re.findall(r"(?ms)^ {0,3}(`{3})([\w+#-]*)[^\n]*\n(.*?)^ {0,3}\1[ \t]*$", rest)
    return [(language, program) for _, language, program in inner]


def _fence(code: str, deck: ImportedDeck) -> str:
    """Return a fence with its language alone after the marks; of several states the last."""
    if states := _states(code):
        deck.drop("the earlier states of a program beside text")
        return f"```{states[-1][0]}\n{states[-1][1]}```"
    first, line, rest = code.partition("\n")
    mark = FENCE.match(first)
    if not line or not mark:
        return code
    language = re.match(r"\s*\{?\.?([\w+#-]*)", mark[2])
    name = language[1] if language else ""
    lines = re.search(r"\{([\d\s,|*all-]+)\}", mark[2])
    if re.sub(r"\{[\d\s,|*all-]+\}", "", mark[2]).strip() != name:
        deck.drop("what stands after a fence's language")
    shown = highlight(lines[1], rest.count("\n")) if lines else ""
    if lines and not shown:
        deck.drop("highlighted lines of code")
    # `choose_layout` looks whether the slide can point them out.
    return f"{mark[1]}{language_of(name, deck)}{f' {{{shown}}}' if shown else ''}\n{rest}"


def _take_title(text: str, slide: ImportedSlide) -> None:
    """Take the first heading of level 1 or 2 as the title, what is left as the body."""
    lines = text.strip().split("\n")
    for at, line in enumerate(lines):
        heading = HEADING.match(line)
        if heading and len(heading[1]) <= 2 and heading[2]:
            slide.title = heading[2]
            slide.opens = len(heading[1]) == 1
            lines = lines[:at] + lines[at + 1 :]
            break
    # Headings that are left stand under the title.
    body = [
        f"### {found[2]}" if (found := HEADING.match(line)) and len(found[1]) < 3 else line
        for line in lines
    ]
    slide.body = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in body)).strip()


def _apply_own(own: dict[str, Any], slide: ImportedSlide, deck: ImportedDeck) -> None:
    """Apply a slide's own mapping, as Slidev has it."""
    layout = str(own.get("layout", ""))
    if own.get("title") and not slide.title:
        slide.title = _line(own["title"])
    image = own.get("image")
    if layout in SLIDEV_PICTURES and isinstance(image, str):
        slide.layout = "image"
        slide.fields = {"image": image, "alt": alt_of(image), "fit": "cover"}
        if SLIDEV_PICTURES[layout]:
            slide.fields["side"] = SLIDEV_PICTURES[layout]
    elif layout == "two-cols" or "\n::right::" in f"\n{slide.body}":
        left, _, right = f"\n{slide.body}".partition("\n::right::")
        if right.strip() and left.replace("::left::", "").strip():
            slide.layout = "two_columns"
            columns = {"left": left.replace("::left::", ""), "right": right}
            slide.fields = {name: {"body": part.strip()} for name, part in columns.items()}
            slide.body = ""
        else:
            slide.body = slide.body.replace("::right::", "")
    elif layout == "quote" and slide.body:
        slide.body = "\n".join(
            line if line.startswith(">") else f"> {line}" for line in slide.body.split("\n")
        )
    elif layout == "section" and slide.title:
        slide.layout = "section"
    if "transition" in own:
        slide.further |= transition(str(own["transition"]), deck)
    for key in own:
        if key not in {"transition", "layout", "title", "image", *QUIET_KEYS}:
            deck.drop(f"'{key}' of a slide")
    slide.body = re.sub(r"(?m)^::[\w-]+::\s*$", "", slide.body).strip()


def choose_layout(slide: ImportedSlide) -> None:
    """Give a slide that is one picture, one program or one sentence the layout for it."""
    if slide.layout != "text":
        return
    if alone := re.fullmatch(r"!\[([^\]]*)\]\(([^)]+)\)", slide.body):
        slide.layout, slide.body = "image", ""
        slide.fields = {"image": alone[2], "alt": alone[1]}
    elif code := PROGRAM.fullmatch(slide.body):
        # With further marks in it the text is two fences, with words between them.
        if slide.title and code[4].strip() and code[1] not in code[4]:
            slide.layout, slide.body = "code", ""
            slide.fields = {"code": code[4] + "\n", "language": code[2] or "text"}
            if code[3]:
                slide.fields["highlight"] = code[3]
    # A sentence begins with a letter, a quotation mark or emphasis; a list or a heading does not.
    elif not slide.title and len(slide.body) < 160 and re.fullmatch(r"[\w*\"“_].*", slide.body):
        slide.layout = "statement"
        slide.fields, slide.body = {"statement": slide.body}, ""


def _open(deck: ImportedDeck) -> None:
    """Make the first slide the opening, and name the deck."""
    if not deck.slides:
        return
    first = deck.slides[0]
    deck.title = deck.title or first.title
    plain = first.layout == "text" and "![" not in first.body and "```" not in first.body
    if plain and first.title and len(first.body) < 400:
        first.layout = "title"
    # A heading of the first level opens a chapter only where others are of the second.
    if all(slide.opens for slide in deck.slides if slide.title):
        for slide in deck.slides:
            slide.opens = False
    for slide in deck.slides[1:]:
        if slide.opens and slide.layout == "text" and slide.title and len(slide.body) < 200:
            slide.layout = "section"
        slide.opens = slide.layout == "section"
    first.opens = False
