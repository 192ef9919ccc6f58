"""Check what must be true of slides beyond the types of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from pydantic import BaseModel

from talk.deck.checking.markdown_lint import read_text
from talk.deck.checking.other_tools import STEP_CLASSES, class_hint
from talk.deck.markup.code import language_hint, languages, line_parts
from talk.deck.markup.markdown import step_count
from talk.deck.markup.safe_html import HtmlClass, HtmlFault, html_faults
from talk.deck.markup.step_marks import STEP_KINDS
from talk.deck.model import Slide, planned_s
from talk.deck.reading.colours import AA, Colour, colour_of, contrast, ink_on
from talk.deck.reading.problems import Problem, did_you_mean
from talk.deck.reading.source import Source, Where
from talk.deck.schema import layouts
from talk.deck.schema.annotated_texts import annotated_texts
from talk.deck.schema.deck_files import DeckFile
from talk.deck.schema.fields import HtmlText, Markdown
from talk.deck.schema.styles import worst_grounds
from talk.widgets.registry import all_widgets

_STEPS = {"step", *STEP_KINDS}
"""Classes of steps, which no whole slide has."""

OVERRUN = 1.10
"""Slide times of a path may add up to this much of its planned length."""


def check_slide(
    source: Source, at: Where, slide: layouts.Slide, classes: Set[str], *, trusted: bool = False
) -> None:
    """Add a problem for everything wrong with one slide.

    `classes` are those that its texts may use; `trusted` says if the user trusts its HTML.
    """
    check_texts(source, at, slide, classes, trusted=trusted)
    for way, text, _ in annotated_texts(slide, HtmlText):
        for fault in html_faults(text, trusted=trusted):
            # Pictures are looked up with all other files of the slide (load.py).
            position = source.character((*at, *way), fault.at)
            if isinstance(fault, HtmlFault):
                source.add_problem_at(*position, fault.message, fault.hint)
            elif isinstance(fault, HtmlClass):
                _check_html_class(source, position, fault.name, classes)
    check_look(source, at, slide.classes, slide.style, classes)
    # Blank notes print nothing. Those in a file are read later, and count as some.
    if slide.guide_notes and not slide.notes.strip() and slide.notes_file is None:
        message = "the slide has no notes that the guide could print"
        hint = "write 'notes:', or take 'guide_notes' out"
        source.add_problem((*at, "guide_notes"), message, hint)
    if isinstance(slide, layouts.Table):
        _check_table(source, at, slide)
    if isinstance(slide, layouts.Code):
        _check_code(source, at, slide)


def check_look(
    source: Source,
    at: Where,
    named: Iterable[str],
    style: layouts.Style | None,
    classes: Set[str],
) -> None:
    """Add a problem for each class that a slide names and the deck has not, and for its style."""
    for name in named:
        if name not in classes or name in _STEPS:
            position = source.find((*at, "class"), name)
            message = f"'{name}' is no class of this deck's theme"
            source.add_problem_at(*position, message, class_hint(name, classes - _STEPS))
    if style is not None:
        _check_style(source, (*at, "style"), style)


def check_texts(
    source: Source, at: Where, model: BaseModel, classes: Set[str], *, trusted: bool = False
) -> None:
    """Add a problem for everything wrong with the Markdown texts below a model."""
    for way, text, mark in annotated_texts(model, Markdown):
        where = (*at, *way)
        read = read_text(text, mark.kind, trusted=trusted)
        for fault in read.faults:
            position = source.character(where, fault.at)
            source.add_problem_at(*position, fault.message, fault.hint)
        for name in read.classes:
            # The reader of the text has looked at these together with their step.
            if name.text in STEP_KINDS and mark.kind == "block":
                continue
            if name.text not in classes:
                message = f"'.{name.text}' is no class of this deck's theme"
                hint = class_hint(name.text, classes)
            elif name.text in ("step", *STEP_KINDS) and mark.kind == "inline":
                # Such a step would be hidden, and no click would show it.
                message = "a step cannot stand in one line of text"
                hint = "put it into 'body:'; some layouts have 'reveal: true' too"
            else:
                continue
            source.add_problem_at(*source.character(where, name.at), message, hint)
        for name in read.html_classes:
            _check_html_class(source, source.character(where, name.at), name.text, classes)


def _check_html_class(
    source: Source, position: tuple[int, int], name: str, classes: Set[str]
) -> None:
    """Add a problem for a class of an author's HTML that the deck has not, or that hides words."""
    if name in _STEPS or (name in STEP_CLASSES and name not in classes):
        message = "a step cannot stand in HTML"
        hint = "write what comes as a step as Markdown, above or below the HTML"
    elif name not in classes:
        message = f"'.{name}' is no class of this deck's theme"
        hint = class_hint(name, classes - _STEPS)
    else:
        return
    source.add_problem_at(*position, message, hint)


def _check_style(source: Source, at: Where, style: layouts.Style) -> None:
    """Add a problem for each colour that cannot be read on the slide's own ground."""
    paper = colour_of(style.paper) if style.paper else None
    for name in ("picture", "gradient"):
        if getattr(style, name) and paper is None:
            message = f"'{name}' needs a colour that its text can be read on"
            source.add_problem((*at, name), message, "give 'paper' too", key=True)
    if style.video and not style.picture:
        message = "'video' needs a picture for phones and paper"
        source.add_problem((*at, "video"), message, "give 'picture' too", key=True)
    if paper is not None and (style.picture or style.gradient):
        _check_ground(source, at, style, paper)
        return
    for name in ("ink", "quiet", "accent"):
        written = getattr(style, name)
        colour = colour_of(written) if written else None
        if colour is None:
            continue
        if paper is None:
            # The ground of a theme is another on a dark phone.
            message = f"'{name}' needs a ground of its own that it can be read on"
            source.add_problem((*at, name), message, "give 'paper' too", key=True)
        elif (found := contrast(colour, paper)) < AA:
            message = f"'{name}' on 'paper' has a contrast of {found:.1f} to 1: text needs {AA}"
            source.add_problem((*at, name), message, "choose colours that lie further apart")


def _check_ground(source: Source, at: Where, style: layouts.Style, paper: Colour) -> None:
    """Add a problem for each colour that cannot be read all over a picture or a gradient."""
    inks = {"ink": colour_of(style.ink) if style.ink else ink_on(paper)}
    inks |= {
        name: colour_of(written)
        for name in ("quiet", "accent")
        if (written := getattr(style, name))
    }
    for name, ink in inks.items():
        if ink is None:
            continue
        found = min(contrast(ink, ground) for ground in worst_grounds(style))
        if found >= AA:
            continue
        where = "picture" if style.picture else "gradient"
        message = f"'{name}' on '{where}' may have a contrast of {found:.1f} to 1: text needs {AA}"
        # By twentieths: the hint names the first one that people would write.
        veils = (number / 20 for number in range(21))
        enough = next(
            (
                veil
                for veil in veils
                if min(
                    contrast(ink, ground)
                    for ground in worst_grounds(style.model_copy(update={"veil": veil}))
                )
                >= AA
            ),
            None,
        )
        hint = "choose colours that lie further apart"
        if style.picture and enough is not None:
            hint = f"write 'veil: {enough:g}' or more"
        place = name if getattr(style, name) else where
        source.add_problem((*at, place), message, hint)


def check_note_marks(source: Source, at: Where, notes: str, steps: int) -> None:
    """Add a problem at the notes where they have words for more steps than the slide has.

    `steps` is the slide's number of steps. The nth `{.step}` of the notes belongs to its nth step.
    """
    marks = step_count(notes)
    if marks > steps:
        message = f"the notes have words for {count(marks, 'step')}, the slide has {steps}"
        hint = "take a {.step} out of the notes, or add one to the slide"
        source.add_problem(at, message, hint)


def _check_table(source: Source, at: Where, table: layouts.Table) -> None:
    width = len(table.columns)
    columns = count(width, "column")
    for place, row in enumerate(table.rows):
        if len(row) != width:
            message = f"row {place + 1} has {count(len(row), 'cell')}, the table {columns}"
            source.add_problem((*at, "rows", place), message)
    if len(table.align) > width:
        message = f"'align' has {count(len(table.align), 'item')}, the table {columns}"
        source.add_problem((*at, "align"), message)
    if table.highlight is not None and table.highlight not in table.columns:
        near = did_you_mean(table.highlight, table.columns)
        hint = near or f"columns: {', '.join(table.columns)}"
        message = f"'{table.highlight}' is not a column of this table"
        source.add_problem((*at, "highlight"), message, hint)


def _check_code(source: Source, at: Where, slide: layouts.Code) -> None:
    # A mistake and no warning: the slide would be grey, which nobody sees before the talk.
    if slide.language.lower() not in languages():
        message = f"'{slide.language}' is not a language that code is coloured in"
        source.add_problem((*at, "language"), message, language_hint(slide.language))
    _check_marked_lines(source, at, slide)
    for place, state in enumerate(slide.states or ()):
        where = (*at, "states", place)
        if "|" in state.highlight:
            message = "'highlight' of a state names the lines of one step"
            source.add_problem((*where, "highlight"), message, "write a state for each step")
        else:
            _check_marked_lines(source, where, state)


def _check_marked_lines(source: Source, at: Where, part: layouts.Code | layouts.CodeState) -> None:
    """Add a problem where `highlight` names no lines, or lines that the program has not."""
    try:
        # The largest number alone: where that line is there, the others are.
        named = [lines or set() for lines in line_parts(part.highlight)]
        last = max((max(lines, default=0) for lines in named), default=0)
    except ValueError as error:
        source.add_problem((*at, "highlight"), str(error))
        return
    lines = len(part.code.rstrip("\n").split("\n"))
    if last > part.first + lines - 1:
        until = f", up to {part.first + lines - 1}" if part.first > 1 else ""
        message = f"'highlight' names line {last}, the code has {count(lines, 'line')}{until}"
        source.add_problem((*at, "highlight"), message)


def check_links(
    slides: Iterable[tuple[Source, Where, BaseModel]],
    ids: set[str],
    *,
    unbuilt: Set[str] = frozenset(),
) -> None:
    """Add a problem for each link inside the deck (`[text](#slide-id)`) that leads to no slide.

    `unbuilt` are the ids of drafts, which are in no page.
    """
    for source, at, slide in slides:
        for way, text, mark in annotated_texts(slide, Markdown):
            for link in read_text(text, mark.kind).links:
                target = link.text.removeprefix("#")
                if target == link.text or (target in ids and target not in unbuilt):
                    continue
                position = source.character((*at, *way), link.at)
                if target in unbuilt:
                    message = f"the link '{link.text}' leads to a draft, which is not built"
                    hint = "take 'draft: true' off that slide, or take the link out"
                else:
                    message = f"the link '{link.text}' leads to no slide"
                    hint = did_you_mean(target, ids)
                source.add_problem_at(*position, message, hint)


def check_moves(slides: Sequence[tuple[Source, Where, layouts.Slide]]) -> None:
    """Add a problem for each `transition: move` with nothing to move, and for names without use."""
    named = [
        [
            (source.character((*at, *way), name.at), name.text)
            for way, text, mark in annotated_texts(slide, Markdown)
            # Neither is shown on the stage, which alone moves anything.
            if way[0] not in ("notes", "phone") and "#" in text
            for name in read_text(text, mark.kind).names
        ]
        for source, at, slide in slides
    ]
    names = [{name for _, name in one} for one in named]
    moves = [slide.transition == "move" for _, _, slide in slides]
    for number, (source, at, slide) in enumerate(slides):
        before = number - 1 if moves[number] else None
        after = number + 1 if number + 1 < len(slides) and moves[number + 1] else None
        beside = [names[one] for one in (before, after) if one is not None and one >= 0]
        seen: set[str] = set()
        for position, name in named[number]:
            if name in seen:
                message = f"'#{name}' is there twice on this slide"
                source.add_problem_at(*position, message, "give one of them another name")
            elif not any(name in one for one in beside):
                message = f"'#{name}' moves nowhere: no slide that moves to or from here has it"
                others = sorted(set[str]().union(*beside))
                near = did_you_mean(f"#{name}", [f"#{one}" for one in others])
                hint = near or "write 'transition: move' on the later slide, and the name on both"
                source.add_problem_at(*position, message, hint)
            seen.add(name)
        if moves[number]:
            other = slides[number - 1][2] if number else None
            # Some things move without a name (web/stage/motion.ts).
            alone = other is not None and _moves_alone(other, slide)
            if not alone and not (beside and names[number] & names[number - 1] and number):
                message = "nothing moves: this slide and the one before have no name in common"
                hint = "write {#name} at the end of a text on both"
                source.add_problem((*at, "transition"), message, hint)


def _moves_alone(before: layouts.Slide, slide: layouts.Slide) -> bool:
    """Return whether a title, rows, bars or tokens move between two slides by themselves."""
    if before.title == slide.title:
        return True
    if isinstance(before, layouts.Table) and isinstance(slide, layouts.Table):
        # A row goes by its first cell, as on the stage (web/stage/motion.ts).
        names = [{row[0] for row in one.rows if row} for one in (before, slide)]
        return not names[0].isdisjoint(names[1])
    if isinstance(before, layouts.Chart) and isinstance(slide, layouts.Chart):
        from talk.deck.checking.chart_data import chart_of  # most decks have no chart

        drawn = [chart_of(one) for one in (before, slide)]
        marks = [set[str]() if isinstance(one, list) else one.mark_names for one in drawn]
        return not marks[0].isdisjoint(marks[1])
    # Tokens come out of the words of a text, or from the tokens of another widget.
    text = isinstance(before, layouts.Statement) or before.body
    return _has_tokens(slide) and bool(text or _has_tokens(before))


def _has_tokens(slide: layouts.Slide) -> bool:
    """Return whether a widget of a slide shows tokens, which move."""
    widgets = all_widgets()
    named = [str(one.get("widget")) for one in slide.live or () if isinstance(one, dict)]
    return any(name in widgets and widgets[name].options.has_tokens for name in named)


def overruns(source: Source, deck: DeckFile, slides: list[Slide]) -> Iterator[Problem]:
    """Yield a problem for each named path whose slides take over 110 % of its planned length.

    A path without a length of its own has the deck's. A deck without named paths is summed up as a
    whole.
    """
    if not deck.paths and deck.duration:
        whole = [slide for slide in slides if not slide.skip]
        yield from _overrun(source, ("duration",), "the slides", deck.duration, whole)
    for name, path in deck.paths.items():
        if planned := path.duration or deck.duration:
            # A skipped slide is in no run, so it takes no time of any path.
            own = [slide for slide in slides if name in slide.paths and not slide.skip]
            what = f"the slides of path '{name}'"
            yield from _overrun(source, ("paths", name), what, planned, own)


def _overrun(
    source: Source, where: Where, what: str, planned: float, slides: list[Slide]
) -> Iterator[Problem]:
    total = planned_s(slides)
    if total > planned * OVERRUN:
        message = f"{what} take {clock(total)}, more than 10 % over the {clock(planned)} planned"
        yield source.problem(where, message, key=True)


def check_paths(source: Source, deck: DeckFile, slides: list[Slide]) -> None:
    """Add a problem for each named path that no slide is on."""
    for name in deck.paths:
        # Without slides there are only those that could not be read, and they may be on the path.
        if slides and not any(name in slide.paths for slide in slides):
            message = f"no slide is on the path '{name}'"
            hint = f"write 'paths: [{name}]' on its slides, or take it out"
            source.add_problem(("paths", name), message, hint, key=True)


def clock(seconds: float) -> str:
    """Return a time as `45:00` or `1:05:00`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 slide`, `2 slides`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
