"""`talk check`: print a deck's problems on the terminal, or as JSON."""

from __future__ import annotations

import json as json_module
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from talk.deck.checking.checkpoints import how_to_have, slides_naming_others
from talk.deck.checking.slides import clock, count
from talk.deck.load import load
from talk.deck.model import Deck, planned_s
from talk.deck.reading.problems import DeckErrors, Problem
from talk.deck.reading.shipped import find_deck
from talk.deck.recordings.staleness import older_wire, other_weights, shipped_weights
from talk.deck.recordings.transcripts import damaged, unrecorded
from talk.failure import Failure
from talk.models.store import installed


def report(
    deck: str, *, json: bool = False, further: Callable[[Deck], list[Problem]] | None = None
) -> int:
    """Print every problem of a deck to stdout; return 1 if there are any, else 0.

    `further` returns more problems of a deck that loads.
    """
    try:
        loaded = load(deck)
    except DeckErrors as errors:
        return _report_problems(errors.problems, json)
    except Failure as error:
        if not json:
            raise
        # A program that reads the JSON gets an answer even where there is no deck.
        return _report_problems([Problem(Path(deck), 0, 0, str(error))], json)
    if problems := [*loaded.overruns, *damaged(loaded), *(further(loaded) if further else [])]:
        return _report_problems(problems, json)
    if json:
        _write(_as_json([]))
    else:
        size = f"{count(len(loaded.slides), 'slide')} in {count(len(loaded.chapters), 'chapter')}"
        _write(f"{loaded.title}: {size}, no problems")
        for line in (*_times(loaded), *_left_out(loaded)):
            _write(line)
        # On stderr, because they do not change the exit code and no program waits for them.
        for note in _notes(loaded):
            sys.stderr.write(f"note: {note}\n")
    return 0


def watch(
    deck: str,
    *,
    json: bool = False,
    further: Callable[[Deck], list[Problem]] | None = None,
    saves: Iterable[object] | None = None,
) -> int:
    """Print every problem of a deck now and after each save, until Ctrl-C; return 0.

    As JSON it is one object a line. `saves` yields once for each save; None watches the deck's
    folder. Raises Failure where there is no such deck at the start.
    """
    root = find_deck(deck)
    report(str(root), json=json, further=further)
    sys.stdout.flush()
    if saves is None:
        import watchfiles  # no other use of this command waits for it

        # Several saves at once count as one. Its usual filter leaves out hidden files and folders,
        # and what editors write beside a file.
        saves = watchfiles.watch(root, debounce=200, raise_interrupt=True)
    for _ in saves:
        if not json:
            _write(f"\n{datetime.now():%H:%M:%S}")
        try:
            report(str(root), json=json, further=further)
        except Failure as error:
            # deck.yaml may be away for a moment, as some editors save.
            _write(f"talk: {error}")
        # A program that reads the output through a pipe gets each report when it is made.
        sys.stdout.flush()
    return 0


def _times(deck: Deck) -> Iterator[str]:
    """Yield the planned time of every path beside its length, where slides have times."""
    for name in (*deck.paths, None):
        slides = deck.path(name)
        planned, length = planned_s(slides), deck.duration(name)
        if not planned:
            continue
        what = f"path {name}" if name else "all slides"
        line = f"  {what}: {count(len(slides), 'slide')}, {clock(planned)} planned"
        if length:
            line += f" of {clock(length)}"
            if planned > length:
                line += "; the speaker's clock scales their times to that"
        yield line


def _left_out(deck: Deck) -> Iterator[str]:
    """Yield a line for slides in no run, and one for those that are not built."""
    if skipped := [slide.id for slide in deck.slides if slide.skip]:
        yield f"  in no run (skip): {', '.join(skipped)}"
    if deck.drafts:
        named = [one.name or f"{one.mark.path.as_posix()}:{one.mark.line}" for one in deck.drafts]
        yield f"  not built (draft): {', '.join(named)}"


def _notes(deck: Deck) -> Iterator[str]:
    """Yield what is no mistake of the deck, but should be known before the talk."""
    demos = sum(len(live.demos) for slide in deck.slides for live in slide.live)
    missing = len(unrecorded(deck))
    if missing:
        what = f"{missing} of {count(demos, 'prepared demo')} are not"
        if missing == demos:
            what = "no prepared demo is"
        them = "it" if missing == 1 else "them"
        yield f"{what} recorded: run `talk record` to have {them} when the kernel is away"
    shipped = shipped_weights()
    yield from filter(None, (older_wire(deck), other_weights(deck, shipped)))
    known = {*shipped, *installed()}
    # Without an installed kernel, which has the embedded checkpoints, no name is known.
    for name, slides in slides_naming_others(deck, known).items() if shipped else ():
        yield (
            f"{', '.join(slides)}: no model on this machine has the checkpoint '{name}':"
            f" {how_to_have(name, known)}; without it recordings answer there"
        )


def _report_problems(problems: list[Problem], json: bool) -> int:
    if json:
        _write(_as_json(problems))
    elif sys.stdout.isatty():  # rich is imported only for people: it costs the start of the command
        _print_in_colour(problems)
    else:
        for problem in problems:
            _write(problem.render())
        _write(_summary(problems))
    return 1


def _summary(problems: list[Problem]) -> str:
    files = len({problem.path for problem in problems})
    return f"{count(len(problems), 'problem')} in {count(files, 'file')}"


def _as_json(problems: list[Problem]) -> str:
    return json_module.dumps(
        {"problems": [problem.as_json() for problem in problems]}, ensure_ascii=False
    )


def _print_in_colour(problems: list[Problem]) -> None:
    from rich.console import Console
    from rich.text import Text

    # Without highlighting, which would colour numbers and paths; without wrapping, which would
    # part a caret from the character above it.
    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        lines = problem.render().split("\n")
        place = Text(problem.place, style="bold")
        place.append(": ")
        place.append(problem.message, style="not bold")
        if problem.hint:
            place.append(f" ({problem.hint})", style="not bold cyan")
        console.print(place)
        # Place, line of the file, caret; a problem of a whole file has the place alone.
        if len(lines) == 3:
            console.print(Text(lines[1], style="dim"))
            console.print(Text(lines[2], style="bold red"))
    console.print(_summary(problems), style="bold red")


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
