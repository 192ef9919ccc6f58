"""Say what to write instead of names that authors know from other tools.

The tools are Marp, Slidev, reveal.js, Quarto and PowerPoint. A hint says what talk has today; where
it has nothing, the hint says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from talk.deck.reading.problems import did_you_mean
from talk.deck.schema.layouts import LAYOUTS

_LOOK = "write 'style: {paper: …}', or 'class:' and a rule in a stylesheet of the deck's own 'css:'"
_NOTES = "write 'notes:'"
_TIME = "write 'time:', the time planned for this slide"
_STEPS = "write {.step} at the end of a list item or paragraph; some layouts have 'reveal: true'"
_OUT = "'skip: true' takes a slide out of the run, 'draft: true' out of what is built"
_OUT_OF_DECK = "each slide can be taken out: 'skip: true' of the run, 'draft: true' of the deck"
_FOOT = "the foot of a slide has the chapter's title and the slide's number, and nothing else"
_SIZE = "write 'canvas:' with 16:9, 4:3, 1:1 or 9:16"
_MEDIA = "a film is the layout video, a sound the layout audio"

_BESIDE_TEXT = "beside text a picture is 'figure: {image: …, alt: …}'"
_PICTURE = f"{_BESIDE_TEXT}; as large as the slide it is the layout image"

_SLIDE = {
    "animation": "write 'transition:'",
    "auto_animate": "write 'transition: move', and {#name} on what moves",
    "autoslide": "slides do not go on by themselves; 'time:' is the time planned",
    "background": _LOOK,
    "background_color": _LOOK,
    "background_image": "a picture under the text is 'style: {paper: …, picture: …}'",
    "bg": _LOOK,
    "bullets": "write a list in 'body:', each line with '- '",
    "class_name": "write 'class:'",
    "clicks": _STEPS,
    "color": _LOOK,
    "columns": "layout table has it; two texts side by side are the layout two_columns",
    "comment": _NOTES,
    "comments": _NOTES,
    "content": "write 'body:'",
    "css": "put the rules into a stylesheet, and name it as 'css:' in deck.yaml",
    "date": "write it into the 'subtitle:' of the title slide",
    "description": "write 'body:', or 'notes:' for what only you see",
    "disabled": _OUT,
    "duration": _TIME,
    "exclude": _OUT,
    "font": _LOOK,
    "font_size": _LOOK,
    "footer": _FOOT,
    "fragments": _STEPS,
    "header": _FOOT,
    "heading": "write 'title:'",
    "headline": "write 'title:'",
    "hidden": _OUT,
    "hide": _OUT,
    "image": _PICTURE,
    "img": _PICTURE,
    "incremental": _STEPS,
    "logo": "it is 'logo:' in deck.yaml",
    "media": _MEDIA,
    "minutes": _TIME,
    "name": "write 'id:' for the name in links, 'title:' for the title",
    "paginate": "slides are numbered by themselves; take it out",
    "picture": _PICTURE,
    "presenter_notes": _NOTES,
    "remark": _NOTES,
    "remarks": _NOTES,
    "script": "what moves on a slide is a widget under 'live:': see `talk widgets`",
    "size": _LOOK,
    "slide_number": "slides are numbered by themselves; take it out",
    "speaker_note": _NOTES,
    "speaker_notes": _NOTES,
    "src": "an item 'include: path' takes the slides of another file",
    "template": "write 'layout:'",
    "text": "write 'body:'",
    "timing": _TIME,
    "type": "write 'layout:'",
    "video": _MEDIA,
    "audio": _MEDIA,
    "visibility": _OUT,
    "visible": _OUT,
    "widget": "a widget stands under 'live:'",
    "zoom": _LOOK,
}

_DECK = {
    "aspect_ratio": _SIZE,
    "authors": "write 'author:', all names in one line",
    "background": "the look is the theme's: make a theme of your own",
    "canvas_width": _SIZE,
    "class": "write 'defaults: {class: …}'",
    "color_schema": "'theme: night' is dark; phones are dark when the phone is",
    "colors": "the look is the theme's: make a theme of your own and set its tokens",
    "date": "write it into 'subtitle:'",
    "description": "write 'subtitle:'",
    "event": "write it into 'subtitle:'",
    "export_filename": "name the file where it is made: `talk pdf DECK -o FILE`",
    "fonts": "the look is the theme's: "
    "make a theme of your own and set --font-text and --font-display",
    "footer": _FOOT,
    "header": _FOOT,
    "heading_divider": "each slide is an item of 'slides:' in a chapter file",
    "height": _SIZE,
    "highlighter": "code is coloured when the deck is built; take it out",
    "include": "an item of 'chapters:' may be 'include: path'",
    "includes": "an item of 'chapters:' may be 'include: path'",
    "incremental": _STEPS,
    "info": "write 'subtitle:'",
    "institute": "write it after the name in 'author:'",
    "keywords": "there is no such thing; take it out",
    "lang": "write 'language:'",
    "layout": "write 'defaults: {layout: …}'",
    "length": "write 'duration:'",
    "line_numbers": "a slide of the layout code has 'numbers: true'",
    "marp": "this is not Marp: take it out",
    "math": "formulas between '$' are always set; take it out",
    "name": "write 'title:'",
    "notes": "notes are a slide's, in the chapter file",
    "organisation": "write it after the name in 'author:'",
    "organization": "write it after the name in 'author:'",
    "paginate": "slides are numbered by themselves; take it out",
    "place": "write it into 'subtitle:'",
    "presenter": "write 'author:'",
    "size": _SIZE,
    "slide_number": "slides are numbered by themselves; take it out",
    "slides": "slides stand in chapter files, which deck.yaml lists under 'chapters:'",
    "speaker": "write 'author:'",
    "style": "put the rules into a stylesheet, and name it as 'css:'",
    "styles": "write 'css:'",
    "stylesheet": "write 'css:'",
    "time": "write 'duration:'",
    "transition": "write 'defaults: {transition: …}'",
    "params": "write 'vars:'",
    "variables": "write 'vars:'",
    "version": "there is no such thing; take it out",
    "width": _SIZE,
}

_CHAPTER = {
    "description": "write it on a slide of the layout section, as 'body:'",
    "duration": "times are planned for each slide, as 'time:'",
    "hidden": _OUT_OF_DECK,
    "id": "only slides have ids",
    "class": "write 'defaults: {class: …}'",
    "include": "an item of 'slides:' may be 'include: path'",
    "layout": "write 'defaults: {layout: …}'",
    "name": "write 'chapter:'",
    "notes": "notes are a slide's",
    "paths": "paths are named on each slide",
    "skip": _OUT_OF_DECK,
    "draft": _OUT_OF_DECK,
    "theme": "a theme is the whole deck's, in deck.yaml",
    "time": "times are planned for each slide, as 'time:'",
    "title": "write 'chapter:'",
}

_LAYOUTS = {
    "agenda": "text",
    "big-number": "statement",
    "blank": "image",
    "body": "text",
    "bullets": "text",
    "center": "statement",
    "chapter": "section",
    "column": "two_columns",
    "comparison": "two_columns",
    "content": "text",
    "cover": "title",
    "default": "text",
    "end": "statement",
    "fact": "statement",
    "figure": "image",
    "full": "image",
    "full-image": "image",
    "gallery": "pictures",
    "hero": "title",
    "image-left": "image",
    "image-right": "image",
    "intro": "title",
    "lead": "title",
    "list": "text",
    "outline": "text",
    "iframe": "frame",
    "iframe-left": "frame",
    "iframe-right": "frame",
    "picture": "image",
    "split": "two_columns",
    "title-and-content": "text",
    "title-slide": "title",
    "two-cols": "two_columns",
    "two-cols-header": "two_columns",
    "widget": "live",
}

_NO_LAYOUTS = {
    "none": "every slide has a layout; a slide that names none is text",
}

STEP_CLASSES = frozenset(
    {
        "animate",
        "appear",
        "build",
        "click",
        "fade",
        "fade-in",
        "fade-up",
        "fragment",
        "fragments",
        "incremental",
        "pause",
        "reveal",
        "v-click",
    }
)


def _key(name: str) -> str:
    """Return a name in snake case: `aspectRatio`, `aspect-ratio` and `aspect_ratio` are one."""
    # Slidev and Marp write camelCase, Quarto kebab-case; the tables have each word once.
    snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in name)
    return snake.replace("-", "_").strip("_")


def deck_key_hint(key: str) -> str:
    """Return what to write in deck.yaml for a key that other tools have; "" for any other key."""
    return _DECK.get(_key(key), "")


def chapter_key_hint(key: str) -> str:
    """Return what to write in a chapter file for a key that stands elsewhere, else ""."""
    return _CHAPTER.get(_key(key), "")


def slide_key_hint(key: str) -> str:
    """Return what to write on a slide for a key that other tools have, or which layouts have it."""
    if known := _SLIDE.get(_key(key)):
        return known
    # A key of talk's own on the wrong layout is no other tool's, but the same mistake to an author.
    owners = [name for name, layout in LAYOUTS.items() if key in layout.model_fields]
    if not owners:
        return ""
    if len(owners) == 1:
        return f"layout {owners[0]} has it"
    return f"layouts {', '.join(owners[:-1])} and {owners[-1]} have it"


def layout_hint(name: str) -> str:
    """Return the layout that does what another tool's does; "" for a name that none has."""
    plain = _key(name).replace("_", "-")
    if missing := _NO_LAYOUTS.get(plain):
        return missing
    known = _LAYOUTS.get(plain)
    # `image-left` of Slidev is a layout with a side here.
    side = next((side for side in ("left", "right") if name.lower().endswith(side)), "")
    also = f" and 'side: {side}'" if side and known == "image" else ""
    return f"write '{known}'{also}" if known else ""


def class_hint(name: str, classes: Iterable[str]) -> str:
    """Return what to do about a class that neither the theme nor the deck has a rule for."""
    if name in STEP_CLASSES:
        return "write {.step}"
    # With the dot on both sides, as authors write them in a text.
    near = did_you_mean(f".{name}", [f".{one}" for one in classes])
    rule = f"write a rule for '.{name}' into a stylesheet, and name that as 'css:' in deck.yaml"
    return near or f"{rule}, or take it out"
