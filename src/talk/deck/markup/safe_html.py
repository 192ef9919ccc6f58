"""Let an author write HTML where Markdown ends: cleaned by nh3, which is made of Mozilla's ammonia.

Elements, attributes and properties that are not listed here are left out, so that no script, no
form and no address of another host gets onto a slide. What would be left out is reported first, by
`html_faults`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from talk.deck.reading.problems import did_you_mean


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT = _words(
    "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure footer h3 h4 h5 h6 header hr i img ins kbd li mark "
    "ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody td tfoot "
    "th thead time tr u ul var wbr"
)
DRAWING = _words(
    "svg g path rect circle ellipse line polyline polygon text tspan defs linearGradient "
    "radialGradient stop clipPath mask pattern marker title desc use"
)
TAGS = TEXT | DRAWING
_ANY = _words("class style title lang dir role aria-label aria-hidden")
_DRAWN = _words(
    "viewBox width height x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform fill stroke "
    "stroke-width stroke-dasharray stroke-linecap stroke-linejoin fill-opacity stroke-opacity "
    "fill-rule opacity offset stop-color stop-opacity gradientUnits gradientTransform "
    "preserveAspectRatio text-anchor dominant-baseline font-size font-weight font-family id "
    "clip-path mask marker-end marker-start refX refY markerWidth markerHeight orient href"
)
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "col": frozenset({"span"}),
    "ol": frozenset({"start", "reversed"}),
    "li": frozenset({"value"}),
    "time": frozenset({"datetime"}),
    "details": frozenset({"open"}),
    **dict.fromkeys(DRAWING, _DRAWN),
}
"""Element → the attributes that it may have besides those of every element."""
PROPERTIES = _words(
    "color background background-color border border-radius border-top border-right "
    "border-bottom border-left padding margin margin-top margin-right margin-bottom margin-left "
    "width height max-width max-height min-width min-height display flex flex-direction "
    "flex-wrap align-items align-content align-self justify-content justify-items gap column-gap "
    "row-gap grid grid-template-columns grid-template-rows grid-column grid-row columns float "
    "font font-family font-size font-style font-weight font-variant line-height letter-spacing "
    "text-align text-decoration text-transform vertical-align white-space list-style opacity "
    "transform object-fit aspect-ratio fill stroke stroke-width"
)
"""Properties that `style="…"` may set; none of them can take an element out of its place."""

TRUSTED = _words(
    "h1 h2 main nav address hgroup search button input select option optgroup textarea label "
    "fieldset legend meter progress output datalist dialog picture source video audio track "
    "data map area menu template math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup "
    "msubsup munder mover munderover mtable mtr mtd semantics annotation symbol view image "
    "textPath filter feBlend feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode "
    "feOffset feTurbulence animate animateMotion animateTransform set mpath"
)
"""Further elements that the HTML of a trusted deck may have: everything that is no script, frame or
form."""
_TRUSTED_ATTRIBUTES = _DRAWN | _words(
    "tabindex hidden for name type value checked disabled readonly placeholder min max step low "
    "high optimum multiple selected open label alt width height loading controls muted poster "
    "kind srclang colspan rowspan scope span start reversed datetime attributeName from to by "
    "values dur begin end repeatCount calcMode keyTimes keySplines path rotate additive in in2 "
    "result stdDeviation mode operator type baseFrequency numOctaves flood-color flood-opacity "
    "display mathvariant stretchy columnalign popover popovertarget"
)
_EVERYTHING = TAGS | TRUSTED

_CASE = {name.lower(): name for name in _EVERYTHING | _TRUSTED_ATTRIBUTES}
"""HTML's parser reads names in small letters; SVG has some with capitals."""


class HtmlFault(NamedTuple):
    """What would be left out of an author's HTML."""

    at: int
    """Where in the text, in characters from 0."""
    message: str
    hint: str


class HtmlPicture(NamedTuple):
    """A picture that an author's HTML names."""

    at: int
    path: str


class HtmlClass(NamedTuple):
    """A class that an author's HTML names."""

    at: int
    name: str


def safe_html(
    text: str, image: Callable[[str], str] | None = None, *, trusted: bool = False
) -> str:
    """Return HTML without whatever is not allowed; `image` makes URLs of the paths of pictures.

    That of a trusted deck keeps every element and style but scripts, frames and forms.
    """
    import nh3  # imported here: most decks have no HTML

    def own_files(element: str, name: str, value: str) -> str | None:
        if element == "img" and name == "src":
            return image(value) if image else value
        # In a drawing a reference leads to a part of the drawing, never to another file.
        if name == "href" and element != "a":
            return value if value.startswith("#") else None
        return None if _names_file(name, value) else value

    if trusted:
        return nh3.clean(
            text,
            tags=set(_EVERYTHING),
            # nh3 takes the attributes of all elements under "*". `href` is not among them: an
            # element gets it by name, and `own_files` looks at each.
            attributes={
                "*": set(_ANY | _TRUSTED_ATTRIBUTES - {"href"}) | {"id"},
                **{name: {"href"} for name in DRAWING | TRUSTED | {"a"}},
                "img": {"src"},
            },
            generic_attribute_prefixes={"data-", "aria-"},
            clean_content_tags={"script", "style"},
            attribute_filter=own_files,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
    return nh3.clean(
        text,
        tags=set(TAGS),
        attributes={"*": set(_ANY), **{name: set(own) for name, own in ATTRIBUTES.items()}},
        # Of other elements that are left out the words stay; these hold no words.
        clean_content_tags={"script", "style"},
        filter_style_properties=set(PROPERTIES),
        attribute_filter=own_files,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


_CSS = _words("style fill stroke mask clip-path marker-end marker-start filter")
"""Attributes whose values browsers read as CSS."""


def _names_file(name: str, value: str) -> bool:
    """Return whether an attribute's value names a file beside the page.

    `url(#part)` stays on the page.
    """
    small = value.lower()
    # CSS reads `URL(` and a backslash with the letter's number as the same word. No property that
    # is let through needs a backslash.
    if name in _CSS and ("\\" in small or "image-set(" in small or "src(" in small):
        return True
    return "url(" in small.replace("url(#", "")


def html_faults(
    text: str, *, template: bool = False, trusted: bool = False
) -> Iterator[HtmlFault | HtmlPicture | HtmlClass]:
    """Yield what would be left out of a text, its pictures and the classes it names, in order.

    `template` is the HTML of a layout, whose values are filled in later. `trusted` is that of a
    deck which its user trusts.
    """
    reader = _Reader(text, template=template, trusted=trusted)
    reader.feed(text)
    reader.close()
    yield from reader.found


_JINJA = re.compile(r"\{[{%#]")


class _Reader(HTMLParser):
    """Reads HTML and keeps its faults and pictures."""

    def __init__(self, text: str, *, template: bool, trusted: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.template = template
        self.trusted = trusted
        self.found: list[HtmlFault | HtmlPicture | HtmlClass] = []
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check an element and its attributes."""
        line, column = self.getpos()
        at, written = self._starts[line - 1] + column, self.get_starttag_text() or ""
        name = _CASE.get(tag, tag)
        if name not in (_EVERYTHING if self.trusted else TAGS):
            near = did_you_mean(tag, TAGS) or (_TRUST if name in TRUSTED else "take it out")
            hint = _HINTS.get(tag, near)
            self.found.append(HtmlFault(at, f"<{tag}> is left out of a deck's HTML", hint))
            return
        for key, value in attrs:
            # Behind the element's name, in which an attribute's may stand, as `id` in `video`.
            place = at + max(written.lower().find(key, len(tag) + 1), 0)
            # Reported with the place in the template by checking/own_layouts.py.
            if _JINJA.match(key):
                continue
            self._check_attribute(name, _CASE.get(key, key), value or "", place)
            if key == "class" and value and not self.template:
                begin = max(written.find(value, place - at), 0)
                self.found += [
                    HtmlClass(at + begin + one.start(), one[0])
                    for one in re.finditer(r"\S+", value)
                ]

    def _check_attribute(self, tag: str, name: str, value: str, at: int) -> None:
        filled_in = self.template and _JINJA.search(value) is not None
        if filled_in and name in ("href", "src"):
            hint = "pictures are made by picture(), links by inline() and block()"
            self.found.append(HtmlFault(at, "an address cannot be filled in", hint))
        elif name.startswith("on"):
            hint = "what moves on a slide is a widget: see `talk widgets`"
            self.found.append(HtmlFault(at, f"'{name}' is a script, which no slide has", hint))
        elif self.trusted and (
            name in (_TRUSTED_ATTRIBUTES | {"id", "style"}) - {"href"}
            or name.startswith(("data-", "aria-"))
        ):
            if _names_file(name, value):
                hint = "put the rule into a stylesheet, and name that as 'css:' in deck.yaml"
                self.found.append(HtmlFault(at, f"'{name}' names a file, and is left out", hint))
            elif name == "attributeName" and value.strip().rpartition(":")[2] == "href":
                # nh3 leaves such an animation out: what it sets could be a script's address.
                hint = "animate a colour, a size or a place"
                self.found.append(HtmlFault(at, "an address cannot be animated", hint))
        elif name not in _ANY | ATTRIBUTES.get(tag, frozenset()) and not (
            self.template and name.startswith("data-")
        ):
            known = sorted(_ANY | ATTRIBUTES.get(tag, frozenset()))
            hint = did_you_mean(name, known) or "take it out"
            self.found.append(HtmlFault(at, f"'{name}' is left out of <{tag}>", hint))
        elif tag == "img" and name == "src":
            self.found.append(HtmlPicture(at, value))
        elif name == "href" and tag == "a" and not _LINK.match(value):
            hint = "write a whole address, https://…, or '#' and the id of a slide"
            self.found.append(HtmlFault(at, f"the link '{value}' leads nowhere", hint))
        elif name == "style":
            for part in filter(str.strip, value.split(";")):
                key = part.partition(":")[0].strip().lower()
                left_out = key not in PROPERTIES or _names_file(name, part)
                if left_out and not _JINJA.search(part):
                    hint = "put the rule into a stylesheet, and name that as 'css:' in deck.yaml"
                    message = f"'{part.strip()}' is left out of 'style'"
                    self.found.append(HtmlFault(at, message, hint))
        elif _names_file(name, value):
            hint = "name a part of the drawing, url(#name)"
            self.found.append(HtmlFault(at, f"'{name}' names a file, and is left out", hint))


_TRUST = "take it out, or run the command with --trust if you trust this deck"
_LINK = re.compile(r"#|https?://|mailto:")
_HINTS = {
    "script": "what moves on a slide is a widget: see `talk widgets`",
    "style": "put the rules into a stylesheet, and name that as 'css:' in deck.yaml",
    "link": "put the rules into a stylesheet, and name that as 'css:' in deck.yaml",
    "h1": "the title of a slide is its 'title:'; a heading in it is <h3>",
    "h2": "the title of a slide is its 'title:'; a heading in it is <h3>",
    "form": "what is filled in on a slide is a widget: see `talk widgets`",
    "input": "what is filled in on a slide is a widget: see `talk widgets`",
    "button": "what is pressed on a slide is a widget: see `talk widgets`",
}
