"""Say what to write instead of the HTML elements that authors are used to."""

from __future__ import annotations

_CLASS = (
    "for a look of its own write [words]{.name}, and a rule for '.name' into a stylesheet of 'css:'"
)
_PAGE = "show another page with the layout frame, or write a link, [words](address)"
_FILM = "a film is a slide of the layout video, a sound one of the layout audio"

_HINTS = {
    "b": "write **words**",
    "strong": "write **words**",
    "i": "write *words*",
    "em": "write *words*",
    "s": "write ~~words~~",
    "del": "write ~~words~~",
    "strike": "write ~~words~~",
    "sub": "write H~2~O",
    "sup": "write x^2^",
    "mark": "write ==words==",
    "u": "write *words* or ==words==",
    "ins": "write ==words==",
    "code": "write `words`",
    "kbd": "write `words`",
    "tt": "write `words`",
    "samp": "write `words`",
    "pre": "put the lines between two lines of ```",
    "a": "write [words](address)",
    "img": "write ![what it shows](pictures/name.png)",
    "br": "end the line with a backslash",
    "hr": "write --- on a line of its own",
    "p": "leave a line empty between paragraphs",
    "blockquote": "begin its lines with '> '",
    "q": "write quotation marks",
    "ul": "begin each line with '- '",
    "ol": "begin each line with '1. '",
    "li": "begin the line with '- '",
    "table": "write the rows with '|', or make a slide of the layout table",
    "tr": "write the rows with '|', or make a slide of the layout table",
    "td": "write the rows with '|', or make a slide of the layout table",
    "th": "write the rows with '|', or make a slide of the layout table",
    "math": "write the formula in LaTeX between two '$'",
    "svg": "put it into a fence of ```{=html}, or save it and write ![what it shows](name.svg)",
    "video": _FILM,
    "audio": _FILM,
    "source": _FILM,
    "iframe": _PAGE,
    "embed": _PAGE,
    "object": _PAGE,
    "script": "what moves on a slide is a widget: see `talk widgets`",
    "canvas": "what moves on a slide is a widget: see `talk widgets`",
    "input": "what is filled in on a slide is a widget: see `talk widgets`",
    "button": "what is pressed on a slide is a widget: see `talk widgets`",
    "form": "what is filled in on a slide is a widget: see `talk widgets`",
    "style": "put the rules into a stylesheet, and name that as 'css:' in deck.yaml",
    "link": "put the rules into a stylesheet, and name that as 'css:' in deck.yaml",
    "details": "put what only you need into 'notes:'",
    "summary": "put what only you need into 'notes:'",
    "small": _CLASS,
    "big": _CLASS,
    "div": _CLASS,
    "span": _CLASS,
    "font": _CLASS,
    "center": _CLASS,
    "section": "make it a slide of its own",
    "aside": "put what only you need into 'notes:'",
    "v-click": "write {.step} at the end of the paragraph or list item",
    "v-clicks": "write {.step} at the end of each list item",
    "<!": "a comment in YAML begins with '#', outside of the text",
    "<?": "take it out",
} | {
    f"h{level}": "the title of a slide is its 'title:', a heading in a text begins with '## '"
    for level in range(1, 7)
}


def html_hint(name: str, shown: str) -> str:
    """Return what to write instead of an element.

    For a name that HTML does not have, say how to show the tag as it stands.
    """
    return _HINTS.get(name, f"write `{shown}` or \\{shown} to show it as it stands")
