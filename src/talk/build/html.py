"""Render a deck's pages as HTML.

The functions are pure: the same deck, links and view give the same text, and nothing is read but
the images' sizes. A page is a shell (stage, speaker, phone, print) around the same semantic
`<section>`s. Only a speaker view that was asked for, and a guide whose author says so, hold the
speaker's notes.

The file is long because stage, speaker view, phone, paper and single file share every part of it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateError,
)
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from platformdirs import user_cache_path

from talk import messages, qr
from talk.build.assets import Picture
from talk.build.kept_sections import Asked, keep, kept
from talk.deck.markup import diagrams, markdown
from talk.deck.markup.code import highlight, line_parts
from talk.deck.markup.safe_html import safe_html
from talk.deck.markup.slide_names import name_of
from talk.deck.model import Deck, Live, Slide
from talk.failure import Failure

View = Literal["stage", "speaker", "phone", "print", "file", "guide", "remote"]


@dataclass(frozen=True)
class Links:
    """The URLs of what a page needs and does not hold."""

    styles: Sequence[str] = ()
    """Stylesheets in the order of the cascade; the theme is last."""
    scripts: Sequence[str] = ()
    preload: Sequence[str] = ()
    """Modules that the scripts import at once; a page that names them saves a round of requests."""
    together: str = ""
    """URL of the module that defines the deck's widgets, but for those of its first slide."""
    later: Sequence[str] = ()
    """Modules that are requested after the first paint, that one among them."""
    fonts: Sequence[str] = ()
    recordings: str | None = None
    """URL of all recordings of the deck."""
    recordings_by_slide: Mapping[str, str] = field(default_factory=dict)
    """URL of the recordings of each slide, for a view that requests them one by one."""
    room: str | None = None
    """Path of the WebSocket; None where there is no room."""
    url_code: str = ""
    """URL of the QR code for the deck's `url`, which copies without a room show."""
    card: str = ""
    """URL of the picture that messengers and networks show beside a link to the page."""
    speaker: str = ""
    """URL of the speaker view, in a deck that was built with one."""
    theme: str = ""
    """Name of the theme, where it is not the deck's own."""
    scheme: str = "light"
    """light | dark: what the browser paints scroll bars and form controls for."""
    media: Callable[[str], str] = field(default=lambda name: name)
    """Function from the path of a film or sound to its URL. Raises OSError."""
    ground: Callable[[str], str] = field(default=lambda name: name)
    """Function from the path of a film in the ground of a slide to its URL; "" where only its
    picture is shown. Raises OSError."""
    widgets: Mapping[str, str] = field(default_factory=dict)
    """URL of the module of each widget that is not talk's own, by its tag."""
    messages: Mapping[str, str] = field(default_factory=dict)
    """URL of the interface's messages by language, where a reader may choose one."""
    picture: Callable[[str], Picture] = field(default=lambda name: Picture(name, None, None))
    """Function from the path of an image, as the author names it, to the image. Raises OSError."""


def page(
    deck: Deck,
    view: View,
    links: Links,
    *,
    path: str | None = None,
    notes: Mapping[str, Any] | None = None,
) -> str:
    """Return a whole page; `path` names the path whose run it follows, None the whole deck.

    `notes` are the speaker's, for the speaker view of a deck without a room (`notes_of`).

    Screens hold every slide, those outside of the run marked; an article and paper hold the run.
    """
    run = [slide.id for slide in deck.path(path)]
    # A remote's page is open to anybody, so it holds no slide before the speaker's yes.
    shown = [] if view == "remote" else numbered(deck, path, whole=view not in RUN_ONLY)
    template = environment().get_template("_page.html.j2")
    sections = [section(deck, slide, view, links, number, run=run) for number, slide in shown]
    chapters = contents(shown, deck.language) if view == "guide" else []
    if view == "guide":
        sections = with_turns(sections, [slide for _, slide in shown], deck.language)
    text: str = template.render(
        deck=deck,
        view=view,
        links=links,
        sections=sections,
        chapters=chapters,
        path=path or "full",
        title=markdown.plain(deck.title),
        summary=markdown.plain(deck.subtitle),
        in_room=in_room(view, links),
        notes=data_script(notes, "notes") if notes else "",
        words=words(deck, view, links),
    )
    return text


def with_turns(
    sections: Sequence[Markup], slides: Sequence[Slide], language: str = "en"
) -> list[Markup]:
    """Return the guide's sections with links to the chapters before and after, at each one's end.

    A guide of one chapter gets none.
    """
    firsts: dict[int, Slide] = {}
    for slide in slides:
        firsts.setdefault(slide.chapter.number, slide)
    order = list(firsts)
    if len(order) < 2:
        return list(sections)
    link = Markup('<a rel="{}" href="#{}"><span>{}</span>{}</a>')
    found = list(sections)
    for at, number in enumerate(order):
        last = max(n for n, slide in enumerate(slides) if slide.chapter.number == number)
        turns = Markup("")
        for name, key, other in (
            ("prev", "guide-previous", at - 1),
            ("next", "guide-next", at + 1),
        ):
            if 0 <= other < len(order):
                first = firsts[order[other]]
                title = markdown.plain(first.chapter.title)
                turns += link.format(name, first.id, messages.message(language, key), title)
        chapter = markdown.plain(slides[last].chapter.title)
        label = messages.message(language, "guide-after", chapter=chapter)
        nav = Markup('\n<nav class="turns" aria-label="{}">{}</nav>').format(label, turns)
        found[last] += nav
    return found


def notes_of(deck: Deck, path: str | None) -> dict[str, Any]:
    """Return what the speaker view of a deck without a room knows beside the slides.

    That is the planned length in seconds, and by slide: title, notes as HTML, planned seconds and
    chapter.
    """
    return {
        "duration_s": deck.duration(path),
        "notes": {
            slide.id: {
                "title": name_of(slide, number, deck.language),
                "notes": markdown.block(
                    slide.notes, language=deck.language, scope=slide.id, words=deck.words
                )
                if slide.notes
                else "",
                "time_s": slide.time_s,
                "chapter": markdown.plain(slide.chapter.title),
            }
            for number, slide in enumerate(deck.slides, 1)
        },
    }


SECTIONS: dict[View, tuple[str, ...]] = {
    "stage": ("presenter", "stage", "kernel"),
    "file": ("presenter", "stage", "kernel"),
    "speaker": ("presenter", "speaker", "kernel"),
    "remote": ("speaker", "remote"),
    "phone": ("phone", "kernel"),
    "guide": ("phone", "kernel"),
    "print": (),
}
"""Sections of the messages that each view's own script needs."""


def words(deck: Deck, view: View, links: Links) -> dict[str, Any]:
    """Return the `direction` of a deck's pages and the `script` with the interface's messages."""
    language = messages.closest(deck.language)
    # Of all slides, also those that a path leaves out: any of them may be opened.
    widgets = (live.widget for slide in deck.slides for live in slide.live)
    script = Markup(
        '<script type="text/plain" class="messages" lang="{}" data-locale="{}"{}>{}</script>'
    ).format(
        language,
        messages.locale(deck.language),
        Markup(" data-urls='{}'").format(json.dumps(dict(links.messages)))
        if links.messages
        else "",
        # A structure test sees to it that no message has a sign of HTML.
        Markup(messages.text(language, (*SECTIONS[view], *widgets))),
    )
    return {
        "direction": messages.direction(deck.language),
        "contents": messages.message(deck.language, "contents"),
        "script": script,
    }


RUN_ONLY: frozenset[View] = frozenset({"guide", "print"})
"""Views that hold the run only: whoever reads them has no key that leads to another slide."""


def numbered(deck: Deck, path: str | None, *, whole: bool = False) -> list[tuple[int, Slide]]:
    """Return the slides of a run with their numbers, or with `whole` every slide.

    A slide's number is its place in the whole deck, from 1, so it is the same on every path.
    """
    run = {slide.id for slide in deck.path(path)}
    return [
        (number, slide) for number, slide in enumerate(deck.slides, 1) if whole or slide.id in run
    ]


def in_room(view: View, links: Links) -> bool:
    """Return whether a page will join the room. The print view of a talk never does."""
    return links.room is not None and view != "print"


def print_page(
    deck: Deck,
    links: Links,
    sheets: Sequence[str],
    *,
    paper: tuple[int, int],
    scale: float = 1,
    session: str | None = None,
) -> str:
    """Return a page of sheets of paper, which `talk.export.sheets` has laid out.

    `paper` is their width and height in CSS pixels, `scale` that of a slide on them, `session` the
    URL of the widgets' states.
    """
    template = environment().get_template("_print.html.j2")
    title, author = markdown.plain(deck.title), markdown.plain(deck.author)
    named = {"title": title, "author": author, "session": session}
    text: str = template.render(
        deck=deck,
        links=links,
        sheets=sheets,
        paper=paper,
        scale=f"{scale:.6g}",
        words=words(deck, "print", links),
        **named,
    )
    return text


def contents(slides: Sequence[tuple[int, Slide]], language: str = "en") -> list[dict[str, Any]]:
    """Return the table of contents: for each chapter its `title`, `first` slide's id, and `slides`.

    The argument is slides with their numbers. `slides` in the result are id and name of each,
    without the one that opens the talk or the chapter.
    """
    found: dict[int, dict[str, Any]] = {}
    for number, slide in slides:
        title = markdown.plain(slide.chapter.title)
        chapter = found.setdefault(
            slide.chapter.number, {"title": title, "first": slide.id, "slides": []}
        )
        # The slide that opens a chapter is its heading in the contents already.
        if slide.layout not in ("title", "section"):
            chapter["slides"].append((slide.id, name_of(slide, number, language)))
    return list(found.values())


def section(
    deck: Deck,
    slide: Slide,
    view: View,
    links: Links,
    number: int,
    *,
    held: bool | None = None,
    run: Sequence[str] | None = None,
) -> Markup:
    """Return one slide. On phones a slide on hold is empty until it is shown.

    `held` says whether the slide is held back; None stands for what its author wrote. `run`
    are the ids of the slides in the run; None stands for all.
    """
    if view == "phone" and (slide.hold if held is None else held):
        # Empty, so that a phone that looks at its page's source finds nothing of it.
        return Markup('<section id="{0}" data-id="{0}" data-hold></section>').format(slide.id)
    opens = number == 1 if run is None else slide.id == run[0]
    own = deck.layouts.get(slide.layout)
    if own is None:
        in_run = run is None or slide.id in run
        place = (number, opens, in_run, links.room is not None)
        if (before := kept(view, slide, deck, place, links)) is not None:
            return before
        asked = Asked()
        given = values(deck, slide, view, asked.noted(links), number, opens=opens) | {"run": run}
        made = environment().get_template(f"{slide.layout}.html.j2").render(given)
        return keep(view, slide, deck, place, asked, Markup(made))
    given = values(deck, slide, view, links, number, opens=opens) | {"run": run}
    try:
        return Markup(own_template(own.template).render(given))
    # What the expressions of a deck's template can raise; a mistake of ours keeps its trace.
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise Failure(
            f"{own.path.as_posix()}: slide '{slide.id}' cannot be made: {error}"
        ) from error


def values(
    deck: Deck, slide: Slide, view: View, links: Links, number: int, *, opens: bool = False
) -> dict[str, Any]:
    """Return what a layout may use: the slide, and functions that turn its texts into HTML.

    `opens` marks the slide that a phone shows before the room has said where the talk is.

    The functions count the slide's steps and footnotes, so a layout calls them in reading order.
    """
    # One counter for the whole slide: body, lists, programs and widgets number their steps on.
    steps = markdown.StepCounter()
    footnotes = markdown.Footnotes(slide.id, language=deck.language)
    comes_with = 0  # the step of the item that is being rendered; footnotes in it come with it

    def found(name: str) -> Picture:
        try:
            return links.picture((slide.root / name).as_posix() if slide.root else name)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise Failure(
                f"slide '{slide.id}': the image '{name}' cannot be read: {why}"
            ) from error

    def url(name: str) -> str:
        return found(name).url

    def loaded_at_once(text: str) -> Markup:
        # Only phones load a picture when it is near. In the other views one that comes late would
        # move what a reader has jumped to.
        return Markup(text if view == "phone" else text.replace(' loading="lazy"', ""))

    def block(text: str | None) -> Markup:
        counted: dict[str, Any] = {"steps": steps, "footnotes": footnotes, "base_step": comes_with}
        return loaded_at_once(
            markdown.block(
                text or "", **counted, image=url, language=deck.language, words=deck.words
            )
        )

    def inline(text: str | None) -> Markup:
        line = str(text or "")
        return loaded_at_once(
            markdown.inline(line, image=url, language=deck.language, words=deck.words)
        )

    def html(text: str | None) -> Markup:
        return Markup(safe_html(text or "", url, trusted=deck.words.trusted))

    def step(revealed: bool, name: str = "") -> Markup:
        """Return the attributes of an item that comes as a step if `revealed`."""
        nonlocal comes_with
        comes_with = steps.next() if revealed else 0
        if revealed:
            classes = f"{name} step".strip()
            return Markup(' class="{}" data-step="{}"').format(classes, comes_with)
        return Markup(' class="{}"').format(name) if name else Markup("")

    def listing() -> Markup:
        """Return the program of a slide of the layout code, with a mark for each of its steps."""
        shown = slide.fields
        if shown["states"]:
            return changing_code(shown, view, steps)
        # Views find steps by elements with `data-step`; a step without words of its own has an
        # empty one.
        mark = Markup('<span class="step code-part" data-part="{}" data-step="{}" hidden></span>')
        parts = range(1, len(line_parts(shown["highlight"])))
        return code(
            shown["code"],
            shown["language"],
            shown["highlight"],
            first=shown["first"],
            numbers=shown["numbers"],
            marks=Markup("").join(mark.format(part, steps.next()) for part in parts),
        )

    def chart() -> Markup:
        """Return the drawing of a chart, the key of its series, and its numbers as a table."""
        from talk.build.chart import chart_html  # most decks have none

        return chart_html(slide, view, canvas=deck.canvas, language=deck.language, steps=steps)

    def diagram() -> Markup:
        """Return the drawing of a slide of the layout diagram, or its text where none is made."""
        text = slide.fields["diagram"]
        drawn = diagrams.diagram_html(text, slide.fields["alt"])
        return Markup(markdown.code_html(text, "text") if drawn is None else drawn)

    def film_url(name: str, url_of: Callable[[str], str]) -> str:
        try:
            return url_of((slide.root / name).as_posix() if slide.root else name)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise Failure(f"slide '{slide.id}': '{name}' cannot be read: {why}") from error

    def ground_film() -> Markup:
        """Return the film in the ground of the slide, where one runs."""
        runs = slide.film and view in ("stage", "file")
        address = film_url(slide.film, links.ground) if runs else ""
        if not address:
            return Markup("")
        return Markup(
            '<div class="ground-film" aria-hidden="true">'
            '<video src="{}" muted loop playsinline preload="none"></video></div>'
        ).format(address)

    def player(tag: Literal["video", "audio"]) -> Markup:
        """Return the film or sound of a slide where it plays, with the mark of the step *run*."""
        # In every view, also where nothing plays: all views must count the same steps.
        mark = Markup('<span class="step media-run" data-step="{}" hidden></span>').format(
            steps.next()
        )
        poster = slide.fields["poster"]
        # Nothing plays in the speaker's preview, in the hand or on paper, where the picture stands
        # for it.
        if view not in ("stage", "file"):
            return mark + (picture(poster, slide.fields["alt"]) if poster else "")
        name = slide.fields[tag]
        address = film_url(name, links.media)
        shown = picture(poster, "") if poster and tag == "audio" else Markup("")
        return (
            mark
            + shown
            + Markup(
                '<{0} class="media" src="{1}" aria-label="{2}" controls preload="none"'
                " playsinline{3}{4}{5}></{0}>"
            ).format(
                tag,
                address,
                slide.fields["alt"],
                Markup(' poster="{}"').format(url(poster)) if poster and tag == "video" else "",
                Markup(" loop") if slide.fields["loop"] else "",
                Markup(" muted") if slide.fields.get("muted") else "",
            )
        )

    def logo() -> Markup:
        """Return the deck's logo, which says nothing that its words do not say."""
        try:
            image = links.picture(deck.logo)  # of this deck, wherever the slide comes from
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise Failure(f"the logo '{deck.logo}' cannot be read: {why}") from error
        return Markup('<img src="{}" alt="" decoding="async">').format(image.url)

    def qr_code(address: str) -> Markup:
        """Return the QR code of an address as a picture that is part of the page."""
        source = f"data:image/svg+xml;base64,{b64encode(qr.svg(address)).decode()}"
        return Markup('<img class="qr-code" src="{}" alt="{}" width="400" height="400">').format(
            source, messages.message(deck.language, "join-code", address=address)
        )

    def marks(live: Live) -> Markup:
        """Return a mark for each step that shows a part of a widget."""
        mark = Markup('<span class="step" data-step="{}" hidden></span>')
        return Markup("").join(mark.format(steps.next()) for _ in range(live.options.step_count()))

    def picture(name: str, alt: str | None) -> Markup:
        image = found(name)
        size = (
            Markup(' width="{}" height="{}"').format(image.width, image.height)
            if image.width
            else Markup("")
        )
        return Markup('<img src="{}" alt="{}"{} decoding="async">').format(
            image.url, alt or "", size
        )

    tokens = dict(slide.style)
    background = ""
    if slide.background:
        veil = "linear-gradient(var(--veil),var(--veil))"
        # A file's name may hold what would end the address in CSS; a data URL holds none of it.
        address = quote(url(slide.background), safe="/:;,+=%.-_")
        below = f",{tokens.pop('ground')}" if "ground" in tokens else ""
        # Not a token: browsers read its address from the stylesheet that uses it, in `assets/`.
        background = f"background:{veil},url('{address}') center/cover{below};"

    return {
        "deck": deck,
        "slide": slide,
        "fields": slide.fields,
        "body": (slide.phone or slide.body) if view == "phone" else slide.body,
        "name": name_of(slide, number, deck.language),
        # A phone's first slide is in sight before its script has run.
        "class_names": " ".join(
            [*slide.classes, *(["current"] if view == "phone" and opens else [])]
        ),
        "tokens": "".join(f"--{name}:{value};" for name, value in tokens.items()) + background,
        # A widget that needs people is left out of a copy, unless the copy says where they are.
        "live": [
            one
            for one in slide.live
            if in_room(view, links) or deck.url or not one.options.needs_room
        ],
        "guide_notes": Markup(
            markdown.block(
                slide.notes,
                image=url,
                language=deck.language,
                scope=f"{slide.id}:notes",
                words=deck.words,
            )
        )
        if view == "guide" and slide.guide_notes and slide.notes
        else "",
        "number": number,
        "view": view,
        "has_room": links.room is not None,
        "block": block,
        "inline": inline,
        "footnotes": lambda: Markup(footnotes.html()),
        "references": [Markup(one) for one in deck.references],
        "step": step,
        "marks": marks,
        "picture": picture,
        "code": code,
        "listing": listing,
        "chart": chart,
        "diagram": diagram,
        "player": player,
        "ground_film": ground_film,
        "logo": logo,
        "qr_code": qr_code,
        "html": html,
        "widget_name": lambda live: widget_name(live, deck.language),
        "say": lambda key, **values: messages.message(deck.language, key, **values),
    }


def code(
    text: str,
    language: str | None,
    marked: str | None,
    *,
    first: int = 1,
    numbers: bool = False,
    marks: Markup = Markup(""),  # noqa: B008  immutable
    names: Sequence[int] = (),
    room: tuple[int, int] = (0, 0),
    attributes: Markup = Markup(' class="listing-frame"'),  # noqa: B008
) -> Markup:
    """Return a program; from --lines and --columns the style sets it as large as fits.

    `first` is the number of its first line, `marks` are those of its steps, `names` what its lines
    have in common with other states of it, `room` the lines and columns that it takes at least,
    `attributes` those of its frame.
    """
    lines, columns = room_of(text, first if numbers else None)
    # A step of all lines marks none of them: its number stands at the program itself.
    parts = line_parts(marked or "")
    whole = " ".join(str(step) for step, part in enumerate(parts) if part is None)
    own = Markup("").join(
        [
            Markup(' data-parts data-whole="{}"').format(whole) if len(parts) > 1 else "",
            Markup(" data-marked") if marked and len(parts) == 1 and not whole else "",
            Markup(" data-numbers") if numbers else "",
        ]
    )
    return Markup(
        '<div{} style="--lines:{};--columns:{}">{}'
        '<pre class="code" data-language="{}"{} tabindex="0"><code>{}</code></pre></div>'
    ).format(
        attributes,
        max(lines, room[0]),
        max(columns, room[1]),
        marks,
        language or "",
        own,
        Markup(highlight(text, language or "", marked or "", first, names)),
    )


def room_of(program: str, first: int | None) -> tuple[int, int]:
    """Return the lines and columns of a program; with the number of its first line, numbered."""
    lines = program.rstrip("\n").split("\n")
    columns = max(len(line.expandtabs(4)) for line in lines)  # the stylesheet's tab-size
    return len(lines), columns + (0 if first is None else len(str(first + len(lines))) + 2)


def changing_code(fields: Mapping[str, Any], view: View, steps: markdown.StepCounter) -> Markup:
    """Return the states of a program over each other, each of which replaces the one before.

    `fields` are those of the slide. In a guide, which nobody moves, they stand one after the other.
    """
    states, numbers = fields["states"], fields["numbers"]
    rooms = [room_of(state["code"], state["first"] if numbers else None) for state in states]
    # One size for all: a line that stays must not grow or shrink on its way.
    room = max(lines for lines, _ in rooms), max(columns for _, columns in rooms)
    on_stage = view in ("stage", "file")
    from talk.deck.markup.code_changes import line_names  # most decks change no code

    names = line_names([state["code"] for state in states]) if on_stage else [()] * len(states)
    frames = [
        code(
            state["code"],
            fields["language"],
            state["highlight"],
            first=state["first"],
            numbers=numbers,
            names=names[place],
            room=(0, 0) if view in ("phone", "guide") else room,
            attributes=Markup(' class="listing-frame step{}" data-step="{}"').format(
                "" if view == "guide" else " replace", steps.next()
            )
            if place
            else Markup(' class="listing-frame"'),
        )
        for place, state in enumerate(states)
    ]
    return Markup('<div class="code-states" style="--lines:{};--columns:{}">{}</div>').format(
        *room, Markup("").join(frames)
    )


def data_script(value: Any, name: str) -> Markup:
    """Return JSON inside a page; nothing in it can end the element."""
    # `</script>` and `<!--` inside of a text would end or change the element for the parser.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup('<script type="application/json" class="{}">{}</script>').format(
        name, Markup(text)
    )


def element(live: Live) -> str:
    """Return the name of a widget's custom element."""
    return "talk-" + live.widget.replace("_", "-")


def widget_name(live: Live, language: str) -> str:
    """Return what a screen reader calls a widget: a deck's own one by the name of its folder."""
    try:
        return messages.message(language, f"widget-{live.widget.replace('_', '-')}")
    except KeyError:
        return live.widget.replace("_", " ")


def options(live: Live, has_room: bool) -> str:
    """Return a widget's options as the browser reads them.

    Pages of a room go without the widget's secrets: everybody can read what a page carries.
    """
    # A copy without a room is a self-test, which needs the right answer.
    hidden = live.options.secrets if has_room else frozenset()
    public = {name: value for name, value in live.options.public().items() if name not in hidden}
    # The page is UTF-8: escapes would only be longer.
    return json.dumps(public, ensure_ascii=False, separators=(",", ":"))


def requests(live: Live) -> str:
    """Return a widget's prepared requests as the browser reads them; empty where it makes none."""
    prepared = live.options.public_requests()
    return json.dumps(prepared, ensure_ascii=False, separators=(",", ":")) if prepared else ""


def single_quoted(text: str) -> Markup:
    """Return an attribute's value between single quotes, in which JSON needs no escapes."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
    return Markup(f"'{escaped}'")


class _CompiledLayouts(FileSystemBytecodeCache):
    """Keeps the code that Jinja makes of the layouts: making it is a twelfth of a short build."""

    def get_source_checksum(self, source: str) -> str:
        # Jinja asks only whether the source has changed; other settings make other code of it.
        settings = {name: value for name, value in _SETTINGS.items() if name != "loader"}
        return super().get_source_checksum(f"{settings}{source}")

    # Where nothing can be read or written, each run makes the code again.

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def environment() -> Environment:
    """Return Jinja with the layouts; everything is escaped unless it is Markup."""
    # For this one alone: the sandbox makes other code of the same layouts, with its checks in it.
    compiled = _CompiledLayouts(str(user_cache_path("talk", appauthor=False) / "layouts"))
    return _with_globals(Environment(**_SETTINGS, bytecode_cache=compiled))


@cache
def sandbox() -> Environment:
    """Return Jinja for the layouts of decks, which reach nothing beyond their own variables."""
    return _with_globals(ImmutableSandboxedEnvironment(**_SETTINGS))


@lru_cache(maxsize=256)
def own_template(text: str) -> Template:
    """Return the template of a deck's own layout, between the head and the foot of a slide."""
    whole = '{% extends "_slide.html.j2" %}{% block layout %}' + text + "{% endblock %}"
    return sandbox().from_string(whole)


_SETTINGS: dict[str, Any] = {
    "loader": PackageLoader("talk", "layouts"),
    # The package's own files do not change while it runs; looking at them three times a slide was
    # an eighth of the time to render one.
    "auto_reload": False,
    "autoescape": True,
    # A misspelt name fails, where Jinja's own would leave an empty place on the slide.
    "undefined": StrictUndefined,
    "trim_blocks": True,
}


def _with_globals(made: Environment) -> Environment:
    made.filters["single_quoted"] = single_quoted
    made.globals.update(element=element, options=options, requests=requests, plain=markdown.plain)
    return made
